/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "conversation_filters.h"

#include <string.h>

#include "compat.h"

#include <epan/conversation_filter.h>

#include "message_octets.h"
#include "open_file.h"

enum {
    COOKIES = 2 * IKT_COOKIE_SIZE,
    TUNNELS = 8 /* of a filter, as many as a frame shows: a phase 1 is of all tunnels of its pair */
};

/* NULL: nothing is known of the frame. */
static const struct ikt_note_frame *note_of(const packet_info *pinfo)
{
    const struct ikt_cache *cache = ikt_file_cache();
    return cache && pinfo ? ikt_cache_frame(cache, pinfo->num, pinfo->pool) : NULL;
}

/* The cookies of its first message; NULL: there is none. The frame is the first of its data sources. */
static const uint8_t *cookies_of(const packet_info *pinfo, const struct ikt_note_frame *note)
{
    struct ikt_bytes octets;
    const bool there =
        note->message_count > 0 && pinfo->data_src &&
        ikt_octets_of(note->messages[0], get_data_source_tvb(pinfo->data_src->data), pinfo->pool, &octets) &&
        octets.length >= COOKIES;
    return there ? octets.data : NULL;
}

static void put_cookie(GString *filter, const char *field, const uint8_t *cookie)
{
    g_string_append_printf(filter, "%s == ", field);
    for (unsigned i = 0; i < IKT_COOKIE_SIZE; i++)
        g_string_append_printf(filter, "%s%02x", i > 0 ? ":" : "", cookie[i]);
}

/* The exchange of its first message, of ESP and AH the one that made their SA; NULL: it is not known. */
static const struct ikt_note_exchange *exchange_of(const struct ikt_note_frame *note)
{
    return note->message_count > 0 ? note->messages[0]->exchange : note->made_in;
}

/* Before it is answered it has no responder cookie, and each refusal may bear another one. */
static char *isakmp_sa(packet_info *pinfo)
{
    const struct ikt_note_frame *note = note_of(pinfo);
    const uint8_t *cookies = note ? cookies_of(pinfo, note) : NULL;
    if (!cookies)
        return NULL;
    GString *filter = g_string_new(NULL);
    put_cookie(filter, "iketriage.initiator_cookie", cookies);
    return g_string_free(filter, FALSE);
}

/* Its messages, what refused it, which bears a message ID of its own, and the packets of its SAs. */
static char *quick_mode(packet_info *pinfo)
{
    const struct ikt_note_frame *note = note_of(pinfo);
    const struct ikt_note_exchange *exchange = note ? exchange_of(note) : NULL;
    if (!exchange || !exchange->phase2)
        return NULL;
    const uint8_t *cookies = cookies_of(pinfo, note);
    GString *filter = g_string_new("(");
    if (cookies) {
        put_cookie(filter, "iketriage.initiator_cookie", cookies);
        g_string_append(filter, " && ");
    }
    g_string_append_printf(filter, "iketriage.message_id == 0x%08x)", exchange->message_id);
    if (exchange->response != 0)
        g_string_append_printf(filter, " || frame.number == %u", exchange->response);
    if (exchange->sa_count > 0)
        g_string_append_printf(filter, " || iketriage.sa_in == %u", exchange->request);
    return g_string_free(filter, FALSE);
}

static char *tunnel(packet_info *pinfo)
{
    const struct ikt_note_frame *note = note_of(pinfo);
    const struct ikt_note_exchange *exchange = note ? exchange_of(note) : NULL;
    const struct ikt_tunnel_notes *notes = exchange ? ikt_cache_tunnels(ikt_file_cache()) : NULL;
    uint32_t number = notes ? ikt_tunnel_notes_of(notes, exchange) : 0;
    if (number == 0)
        return NULL;
    GString *filter = g_string_new(NULL);
    for (unsigned i = 0; number != 0 && i < TUNNELS; i++) {
        g_string_append_printf(filter, "%siketriage.tunnel.number == %u", i > 0 ? " || " : "", number);
        number = ikt_tunnel_notes_next(notes, exchange, number);
    }
    return g_string_free(filter, FALSE);
}

static bool is_there(char *filter)
{
    const bool there = filter;
    g_free(filter);
    return there;
}

/* What Wireshark calls has no argument that would tell them apart in every version. */
static ikt_ws_bool has_isakmp_sa(packet_info *pinfo IKT_FILTER_DATA)
{
    return is_there(isakmp_sa(pinfo));
}

static ikt_ws_bool has_quick_mode(packet_info *pinfo IKT_FILTER_DATA)
{
    return is_there(quick_mode(pinfo));
}

static ikt_ws_bool has_tunnel(packet_info *pinfo IKT_FILTER_DATA)
{
    return is_there(tunnel(pinfo));
}

static char *filter_isakmp_sa(packet_info *pinfo IKT_FILTER_DATA)
{
    return isakmp_sa(pinfo);
}

static char *filter_quick_mode(packet_info *pinfo IKT_FILTER_DATA)
{
    return quick_mode(pinfo);
}

static char *filter_tunnel(packet_info *pinfo IKT_FILTER_DATA)
{
    return tunnel(pinfo);
}

void ikt_conversation_filters_register(void)
{
    register_conversation_filter("iketriage", "ISAKMP SA", has_isakmp_sa, filter_isakmp_sa IKT_NO_FILTER_DATA);
    register_conversation_filter("iketriage", "Quick Mode", has_quick_mode, filter_quick_mode IKT_NO_FILTER_DATA);
    register_conversation_filter("iketriage", "Tunnel", has_tunnel, filter_tunnel IKT_NO_FILTER_DATA);
}
