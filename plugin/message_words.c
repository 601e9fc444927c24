/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "message_words.h"

#include "iketriage/wording.h"
#include "message_octets.h"

enum {
    NAMED = 2 /* payloads of an informational message */
};

static const char *notify_words(const struct ikt_notify *notify, wmem_allocator_t *pool)
{
    const char *name = ikt_notify_name(notify->type);
    const bool counts = notify->type == IKT_NOTIFY_R_U_THERE || notify->type == IKT_NOTIFY_R_U_THERE_ACK;
    if (!name)
        return wmem_strdup_printf(pool, "notify %u", notify->type);
    if (!counts || notify->data.length != sizeof(uint32_t))
        return name;
    const uint8_t *number = notify->data.data; /* RFC 3706 section 5.3 */
    return wmem_strdup_printf(
        pool, "%s %u", name,
        (unsigned)((uint32_t)number[0] << 24 | (uint32_t)number[1] << 16 | (uint32_t)number[2] << 8 | number[3]));
}

static const char *delete_words(const struct ikt_delete *deletion, wmem_allocator_t *pool)
{
    const char *protocol = ikt_protocol_name(deletion->protocol);
    uint32_t spi;
    if (!protocol)
        return wmem_strdup_printf(pool, "DELETE of protocol %u", deletion->protocol);
    if (!ikt_spi_number(ikt_delete_spi(deletion, 0), &spi))
        return wmem_strdup_printf(pool, "DELETE %s", protocol);
    return deletion->spi_count == 1 ? wmem_strdup_printf(pool, "DELETE %s 0x%08x", protocol, spi)
                                    : wmem_strdup_printf(pool, "DELETE %s 0x%08x and %u more", protocol, spi,
                                                         (unsigned)(deletion->spi_count - 1));
}

/* NULL: nothing of it is read. */
static const char *informational_words(const struct ikt_message *message, wmem_allocator_t *pool)
{
    wmem_strbuf_t *words = wmem_strbuf_new(pool, NULL);
    unsigned named = 0;
    for (size_t i = 0; i < message->payload_count && named < NAMED; i++) {
        const struct ikt_payload *payload = &message->payloads[i];
        const bool is_notify = payload->type == IKT_PAYLOAD_NOTIFY;
        if (payload->damaged || (!is_notify && payload->type != IKT_PAYLOAD_DELETE))
            continue;
        wmem_strbuf_append_printf(words, "%s%s", named > 0 ? ", " : "",
                                  is_notify ? notify_words(&payload->notify, pool)
                                            : delete_words(&payload->deletion, pool));
        named++;
    }
    return named > 0 ? wmem_strbuf_get_str(words) : NULL;
}

static const char *networks_of(const struct ikt_message *message, wmem_allocator_t *pool)
{
    const struct ikt_payload *initiator = ikt_message_payload(message, IKT_PAYLOAD_ID, 0);
    const struct ikt_payload *responder = ikt_message_payload(message, IKT_PAYLOAD_ID, 1);
    if (!initiator || !responder || initiator->damaged || responder->damaged)
        return NULL;
    g_autofree char *one = ikt_identity_format(&initiator->id);
    g_autofree char *other = ikt_identity_format(&responder->id);
    return wmem_strdup_printf(pool, "%s <-> %s", one, other);
}

struct ikt_message_words ikt_message_words(const struct ikt_note_message *note, tvbuff_t *frame,
                                           const packet_info *pinfo)
{
    struct ikt_message_words words = {.name = ikt_message_name_brief(note->name)};
    const bool informational = note->name == IKT_INFORMATIONAL || note->name == IKT_NOTIFY || note->name == IKT_DELETE;
    const bool readable = note->opened || note->decryption == IKT_DECRYPTION_CLEARTEXT;
    struct ikt_bytes octets;
    if (!readable || (!informational && note->name != IKT_QUICK2) || !ikt_octets_of(note, frame, pinfo->pool, &octets))
        return words;
    struct ikt_message *message = ikt_octets_decode(note, octets.data, octets.length);
    const char *name = informational ? informational_words(message, pinfo->pool) : NULL;
    words.name = name ? name : words.name;
    words.networks = informational ? NULL : networks_of(message, pinfo->pool);
    ikt_message_unref(message);
    return words;
}
