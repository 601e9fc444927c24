/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pcapng files (draft-ietf-opsawg-pcapng): several sections, each with interfaces of its own: link types, snap lengths,
 * resolutions and offsets of time. Comments, names, statistics, secrets and blocks that nobody knows are passed over.
 * Memory is bounded whatever a block claims.
 */
#ifndef IKT_CAPTURE_PCAPNG_H
#define IKT_CAPTURE_PCAPNG_H

#include "frame_source.h"

/* What is kept of a frame, and how many interfaces of one section (32 MiB): a frame of another one ends the reading. */
#define IKT_PCAPNG_OCTETS     262144
#define IKT_PCAPNG_INTERFACES 1048576

extern const struct ikt_frame_source ikt_pcapng_source;

#endif
