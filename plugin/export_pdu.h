/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * File > Export PDUs > "IKE triage, decrypted": the messages that keys opened, and those in clear, as a capture that a
 * Wireshark without keys and without the plugin reads. Secrets of XAUTH are stars there, and the HASH of a phase 1 that
 * was encrypted is zeros, as in a bundle.
 */
#ifndef IKT_PLUGIN_EXPORT_PDU_H
#define IKT_PLUGIN_EXPORT_PDU_H

#include "frame_notes.h"

void ikt_export_pdu_register(void);
/* The messages of a frame, where somebody exports. */
void ikt_export_pdu(const struct ikt_note_frame *note, tvbuff_t *tvb, packet_info *pinfo);

#endif
