/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines of "show crypto isakmp sa" and "show crypto ipsec sa", also of what a filter leaves of the latter, and of the
 * ASA's.
 */
#include <string.h>

#include <glib.h>

#include "base/text.h"
#include "documents/log_readers.h"
#include "documents/log_value.h"

static const char *const states[] = {"MM_", "AG_", "QM_", "CONF_", "OAK_", "AM_"};

static bool is_state(struct ikt_bytes word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(states); i++)
        if (ikt_text_begins(word, states[i]))
            return true;
    return false;
}

static bool take_number(struct ikt_bytes *text, int64_t *out)
{
    struct ikt_bytes word = ikt_text_take_word(text);
    uint32_t number;
    if (!ikt_text_take_number(&word, INT32_MAX, &number) || word.length > 0)
        return false;
    *out = number;
    return true;
}

/* "dst src state conn-id [slot] status", wherever the columns stand */
static bool read_isakmp_row(struct ikt_log_reader *reader, struct ikt_bytes text)
{
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_ISAKMP_SA);
    if (!ikt_text_address(ikt_text_take_word(&text), &event.local) ||
        !ikt_text_address(ikt_text_take_word(&text), &event.remote))
        return false;
    struct ikt_bytes state = ikt_text_take_word(&text), rest;
    if (!is_state(state))
        return false;
    event.text = ikt_log_text(reader, state);
    rest = text;
    int64_t slot;
    if (take_number(&rest, &event.number))
        text = rest;
    else
        (void)ikt_log_take_unknown(&text);
    rest = text;
    if (take_number(&rest, &slot))
        text = rest;
    else
        (void)ikt_log_take_unknown(&text);
    /* An author's mark behind the status is none of it. */
    rest = text;
    struct ikt_bytes status = ikt_text_take_word(&rest);
    if (ikt_text_begins(rest, "(deleted)"))
        status = ikt_text_part(text, 0, (size_t)(rest.data - text.data) + strlen("(deleted)"));
    event.other = ikt_log_text(reader, status);
    ikt_log_emit_line(reader, &event);
    return true;
}

/* "1013  203.0.113.1  198.51.100.1  [vrf]  ACTIVE aes sha psk 14 23:47:45 N" */
static bool read_isakmp_detail(struct ikt_log_reader *reader, struct ikt_bytes text)
{
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_ISAKMP_SA);
    if ((!ikt_log_take_unknown(&text) && !take_number(&text, &event.number)) ||
        !ikt_text_address(ikt_text_take_word(&text), &event.local) ||
        !ikt_text_address(ikt_text_take_word(&text), &event.remote))
        return false;
    for (unsigned i = 0; i < 2; i++) { /* a VRF may stand before it */
        struct ikt_bytes word = ikt_text_take_word(&text);
        if (!ikt_text_is(word, "ACTIVE") && !ikt_text_is(word, "STDBY"))
            continue;
        event.other = ikt_log_text(reader, word);
        event.name = ikt_log_string(reader, "detail", strlen("detail"));
        ikt_log_emit_line(reader, &event);
        return true;
    }
    return false;
}

static bool is_row(struct ikt_bytes text)
{
    return text.length > 0 && (g_ascii_isxdigit(text.data[0]) || text.data[0] == ':' || ikt_log_take_unknown(&text));
}

/* "dst: 2001:db8::1" / "src: ..." / "state: QM_IDLE conn-id: 1001 status: ACTIVE", of IPv6 */
static bool read_isakmp_ipv6(struct ikt_log_reader *reader, const struct ikt_log_message *line)
{
    const char *at = ikt_log_message_field(line, "dst");
    struct ikt_address address;
    if (at && ikt_log_message_begins(line, "dst") && ikt_log_take_address(&at, &address)) {
        reader->show_local = address;
        if ((at = ikt_log_message_field(line, "src")) && ikt_log_take_address(&at, &address))
            reader->show_peer = address;
        return true;
    }
    at = ikt_log_message_field(line, "src");
    if (at && ikt_log_message_begins(line, "src") && ikt_log_take_address(&at, &reader->show_peer))
        return true;
    at = ikt_log_message_field(line, "state");
    const char *id = ikt_log_message_field(line, "connid"), *status = ikt_log_message_field(line, "status");
    if (!at || !id || !status || !ikt_log_message_begins(line, "state"))
        return false;
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_ISAKMP_SA);
    event.local = reader->show_local;
    event.remote = reader->show_peer;
    event.text = ikt_log_text(reader, ikt_log_take_word(&at));
    (void)ikt_log_take_number(&id, &event.number);
    event.other = ikt_log_text_to(reader, status, "<");
    ikt_log_emit_line(reader, &event);
    return true;
}

/* The pair of idents in hand; a new one where none is open, or begins. */
static struct ikt_log_open *pair(struct ikt_log_reader *reader, bool begins)
{
    struct ikt_log_open *open = &reader->pair;
    if (open->open && open->event.kind == IKT_LOG_SHOW_IPSEC_SA && !begins)
        return open;
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_IPSEC_SA);
    event.local = reader->show_local;
    ikt_log_open(reader, open, &event, true);
    open->event.show = &open->show;
    open->show.map = reader->show_name;
    open->show.interface = reader->show_interface;
    return open;
}

static const char *after_ident(const char *at)
{
    const char *open = strchr(at, '(');
    const char *second = open ? strchr(open + 1, '(') : NULL; /* behind "(addr/mask/prot/port):" */
    return second ? second + 1 : open ? open + 1 : at;
}

static bool read_sections(struct ikt_log_reader *reader, const struct ikt_log_message *line)
{
    struct ikt_log_open *open = &reader->pair;
    bool found = false;
    static const struct {
        const char *words;
        bool inbound, outbound;
    } sections[] = {{"inboundespsas", true, false},  {"inboundahsas", true, false},  {"inboundpcpsas", false, false},
                    {"outboundespsas", false, true}, {"outboundahsas", false, true}, {"outboundpcpsas", false, false}};
    for (size_t i = 0; i < G_N_ELEMENTS(sections); i++)
        if (ikt_log_message_has(line, sections[i].words)) {
            open->show.has_sections = true;
            reader->show_number = sections[i].inbound ? 1 : sections[i].outbound ? 2 : 0;
            found = true;
        }
    const char *at = ikt_log_message_field(line, "currentoutboundspi");
    uint32_t spi;
    if (at) {
        if (ikt_log_take_spi(&at, &open->show.outbound_spi) && open->show.outbound_spi == 0)
            open->show.has_sections = true; /* there is none: the lists below it are empty */
        return true;
    }
    at = ikt_log_message_field(line, "spi");
    if (at && ikt_log_message_begins(line, "spi") && ikt_log_take_spi(&at, &spi)) {
        found = true;
        if (reader->show_number == 1) {
            open->show.has_inbound = true;
            open->show.inbound_spi = spi;
        } else if (reader->show_number == 2) {
            open->show.has_outbound = true;
            open->show.outbound_spi = spi;
        }
    }
    at = ikt_log_message_field(line, "transform");
    if (at && ikt_log_message_begins(line, "transform")) {
        ikt_log_read_transforms((struct ikt_bytes){(const uint8_t *)at, strlen(at)}, &open->show.networks);
        found = true;
    }
    at = ikt_log_message_after(line, "inusesettings");
    if (at && strstr(at, "Tunnel"))
        open->show.networks.encapsulation = strstr(at, "UDP") ? IKT_ENCAPSULATION_UDP_TUNNEL : IKT_ENCAPSULATION_TUNNEL;
    else if (at && strstr(at, "Transport"))
        open->show.networks.encapsulation =
            strstr(at, "UDP") ? IKT_ENCAPSULATION_UDP_TRANSPORT : IKT_ENCAPSULATION_TRANSPORT;
    if (at) /* a filter may have left this alone: there are SAs */
        *(open->show.has_inbound ? &open->show.has_outbound : &open->show.has_inbound) = true;
    return found || at;
}

static bool read_counters(struct ikt_log_open *open, const struct ikt_log_message *line)
{
    struct {
        const char *words;
        uint64_t *out;
    } counters[] = {{"pktsencaps", &open->show.encaps},
                    {"pktsdecaps", &open->show.decaps},
                    {"senderrors", &open->show.send_errors},
                    {"recverrors", &open->show.recv_errors}};
    bool found = false;
    for (size_t i = 0; i < G_N_ELEMENTS(counters); i++) {
        const char *at = ikt_log_message_after(line, counters[i].words);
        int64_t number;
        if (!at || !ikt_log_take_number(&at, &number) || number < 0)
            continue;
        *counters[i].out = (uint64_t)number;
        open->show.has_counters = open->show.has_counters || i < 2;
        found = true;
    }
    return found || ikt_log_message_begins(line, "pkts") || ikt_log_message_begins(line, "permitflags");
}

/* The head of what belongs to one map, and of one pair. */
static bool read_ipsec_head(struct ikt_log_reader *reader, const struct ikt_log_message *line)
{
    const char *at = ikt_log_message_field(line, "interface");
    bool found = false;
    if (at && ikt_log_message_begins(line, "interface")) {
        ikt_log_close(reader, &reader->pair);
        reader->show_interface = ikt_log_known(ikt_log_text(reader, ikt_log_take_word(&at)));
        reader->show_local = (struct ikt_address){0};
        reader->show_name = NULL;
        found = true;
    }
    if ((at = ikt_log_message_field(line, "cryptomaptag"))) {
        ikt_log_close(reader, &reader->pair);
        reader->show_name = ikt_log_known(ikt_log_text_to(reader, at, ", "));
        reader->show_local = (struct ikt_address){0};
        (void)ikt_log_message_address(line, "localaddr", &reader->show_local);
        found = true;
    }
    if ((at = ikt_log_message_after(line, "localident"))) {
        struct ikt_log_open *open = pair(reader, true);
        at = after_ident(at);
        (void)ikt_log_take_proxy(&at, &open->show.networks.local);
        found = true;
    }
    if ((at = ikt_log_message_after(line, "remoteident"))) {
        struct ikt_log_open *open = pair(reader, false);
        at = after_ident(at);
        (void)ikt_log_take_proxy(&at, &open->show.networks.remote);
        found = true;
    }
    if ((at = strstr(line->text, "current_peer"))) {
        at += strlen("current_peer");
        const struct ikt_log_open *before = &reader->pair;
        struct ikt_log_open *open = pair(reader, before->open && before->event.remote.family != IKT_FAMILY_NONE);
        int64_t port;
        if (ikt_log_take_address(&at, &open->event.remote) && ikt_log_message_number(line, "port", &port) && port > 0 &&
            port <= UINT16_MAX)
            open->show.peer_port = open->event.remote_port = (uint16_t)port;
        found = true;
    }
    return found;
}

static bool read_ipsec(struct ikt_log_reader *reader, const struct ikt_log_message *line)
{
    bool found = read_ipsec_head(reader, line);
    if (found)
        reader->show = IKT_LOG_IN_IPSEC_SA;
    struct ikt_log_open *open = &reader->pair;
    if (!open->open || open->event.kind != IKT_LOG_SHOW_IPSEC_SA || reader->show != IKT_LOG_IN_IPSEC_SA)
        return found;
    struct ikt_address address = {0};
    if (ikt_log_message_address(line, "localcryptoendpt", &address)) {
        open->event.local = address;
        found = true;
        if (open->event.remote.family == IKT_FAMILY_NONE)
            (void)ikt_log_message_address(line, "remotecryptoendpt", &open->event.remote);
    }
    static const char *const others[] = {"plaintextmtu", "pathmtu",         "pfsyn",  "connid",       "satiming",
                                         "ivsize",       "replaydetection", "status", "protectedvrf", "dhgroup"};
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        found = found || ikt_log_message_begins(line, others[i]);
    found = read_counters(open, line) || found;
    return read_sections(reader, line) || found;
}

bool ikt_log_read_show_sa(struct ikt_log_reader *reader)
{
    struct ikt_bytes text = reader->line.text;
    const struct ikt_log_message *line = &reader->shown;
    const char *head = ikt_log_message_after(line, "dstsrcstateconnid");
    if (head) { /* pasted into one line, rows may stand behind it */
        for (bool more = true; more;) {
            more = false;
            const char *const words[] = {"slot", "status"};
            head = ikt_log_skip_blanks(head);
            for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
                if (g_str_has_prefix(head, words[i])) {
                    head += strlen(words[i]);
                    more = true;
                }
        }
        text = (struct ikt_bytes){(const uint8_t *)head, strlen(head)};
        if (text.length > 0)
            (void)read_isakmp_row(reader, text);
        return true;
    }
    return (is_row(text) && (read_isakmp_row(reader, text) || read_isakmp_detail(reader, text))) ||
           read_isakmp_ipv6(reader, line) || read_ipsec(reader, line);
}
