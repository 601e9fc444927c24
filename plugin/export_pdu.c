/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export_pdu.h"

#include <epan/exported_pdu.h>

#include "bundle/clear_octets.h"
#include "message_octets.h"

static int tap = -1;

void ikt_export_pdu_register(void)
{
    tap = register_export_pdu_tap("IKE triage, decrypted");
}

static void export_message(const struct ikt_note_message *note, tvbuff_t *tvb, packet_info *pinfo)
{
    struct ikt_bytes octets;
    size_t length;
    if (!ikt_octets_of(note, tvb, pinfo->pool, &octets))
        return;
    struct ikt_message *message = ikt_octets_decode(note, octets.data, octets.length);
    g_autofree uint8_t *clear = ikt_clear_octets(message, false, &length);
    ikt_message_unref(message);
    if (!clear)
        return;
    exp_pdu_data_t *pdu = export_pdu_create_common_tags(pinfo, "isakmp", EXP_PDU_TAG_DISSECTOR_NAME);
    pdu->tvb_captured_length = (guint32)length;
    pdu->tvb_reported_length = (guint32)length;
    pdu->pdu_tvb = tvb_new_child_real_data(tvb, wmem_memdup(pinfo->pool, clear, length), (guint)length, (gint)length);
    tap_queue_packet(tap, pinfo, pdu);
}

void ikt_export_pdu(const struct ikt_note_frame *note, tvbuff_t *tvb, packet_info *pinfo)
{
    for (size_t i = 0; have_tap_listener(tap) && i < note->message_count; i++)
        export_message(note->messages[i], tvb, pinfo);
}
