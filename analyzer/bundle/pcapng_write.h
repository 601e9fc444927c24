/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * pcapng blocks (draft-ietf-opsawg-pcapng) as octets at the end of a string: sections, interfaces, packets with
 * comments. Numbers are little-endian on every machine, so that the same capture gives the same bytes.
 */
#ifndef IKT_BUNDLE_PCAPNG_WRITE_H
#define IKT_BUNDLE_PCAPNG_WRITE_H

#include <glib.h>

#include "iketriage/bytes.h"

/* Section 4.1. Interfaces count from 0 again. comment, application: NULL: none. */
void ikt_pcapng_put_section(GString *out, const char *comment, const char *application);
/* Section 4.2. link_type: LINKTYPE_; snap_length 0: none; name NULL: none. Times are nanoseconds. */
void ikt_pcapng_put_interface(GString *out, uint16_t link_type, uint32_t snap_length, const char *name,
                              const char *comment);
/* Section 4.3. nanoseconds: since 1970; comment NULL: none. */
void ikt_pcapng_put_packet(GString *out, uint32_t interface, uint64_t nanoseconds, struct ikt_bytes octets,
                           uint32_t wire_length, const char *comment);

#endif
