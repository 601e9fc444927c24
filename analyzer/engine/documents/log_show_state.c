/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines of show commands that tell a state: sessions, DMVPN, the crypto engine, NHRP, interfaces, keys; and of the ASA
 * "show crypto isakmp sa" and "show vpn-sessiondb".
 */
#include <string.h>

#include <glib.h>

#include "base/text.h"
#include "documents/log_readers.h"
#include "documents/log_value.h"

static const char *field(const struct ikt_log_message *line, const char *words)
{
    return ikt_log_message_begins(line, words) ? ikt_log_message_field(line, words) : NULL;
}

static bool take_number(struct ikt_bytes *text, int64_t *out)
{
    struct ikt_bytes rest = *text, word = ikt_text_take_word(&rest);
    uint32_t number;
    if (!ikt_text_take_number(&word, INT32_MAX, &number) || word.length > 0)
        return false;
    *text = rest;
    *out = number;
    return true;
}

static bool take_address(struct ikt_bytes *text, struct ikt_address *out)
{
    struct ikt_bytes rest = *text;
    if (!ikt_text_address(ikt_text_take_word(&rest), out))
        return false;
    *text = rest;
    return true;
}

static void begin_session(struct ikt_log_reader *reader)
{
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_SESSION);
    event.text = reader->show_status;
    event.local = reader->show_local;
    event.remote = reader->show_peer;
    ikt_log_open(reader, &reader->pair, &event, true);
}

/* "Session status: UP-ACTIVE" / "Peer: A port 500" / "IPSEC FLOW: permit ip A/M B/M" / "Active SAs: 2, origin: ..." */
static bool read_session(struct ikt_log_reader *reader, const struct ikt_log_message *line)
{
    const char *at = field(line, "sessionstatus");
    if (at) {
        ikt_log_close(reader, &reader->pair);
        if (reader->show != IKT_LOG_IN_SESSION)
            reader->show_peer = reader->show_local = (struct ikt_address){0};
        reader->show = IKT_LOG_IN_SESSION;
        reader->show_status = ikt_log_text(reader, ikt_log_take_word(&at));
        begin_session(reader);
        return true;
    }
    if (reader->show != IKT_LOG_IN_SESSION)
        return false;
    struct ikt_log_open *open = &reader->pair;
    int64_t number;
    if ((at = field(line, "interface"))) {
        ikt_log_close(reader, open);
        reader->show_peer = reader->show_local = (struct ikt_address){0};
    } else if ((at = field(line, "peer"))) {
        (void)ikt_log_take_address(&at, &reader->show_peer);
        if (open->open)
            open->event.remote = reader->show_peer;
    } else if ((at = ikt_log_message_after(line, "ikesalocal")) || (at = ikt_log_message_after(line, "ikev1salocal"))) {
        if (open->open && ikt_log_take_address(&at, &open->event.local) && (at = strstr(at, "remote")) &&
            (at += strlen("remote")))
            (void)ikt_log_take_address(&at, &open->event.remote);
        reader->show_local = open->event.local;
    } else if ((at = ikt_log_message_after(line, "ipsecflow"))) {
        if (!open->open || open->event.offer)
            begin_session(reader);
        open->event.offer = &open->offer;
        at = ikt_log_skip_blanks(at);
        const char *address = at;
        if (ikt_log_find_address(&address, &(struct ikt_address){0}) && (at = strstr(at, "permit"))) {
            at += strlen("permit");
            struct ikt_bytes protocol = ikt_log_take_word(&at);
            uint32_t value = ikt_text_is(protocol, "gre") || ikt_text_is(protocol, "47") ? 47 : 0;
            while (*at && !g_ascii_isdigit(*at))
                at++;
            if (ikt_log_take_proxy(&at, &open->offer.local))
                (void)ikt_log_take_proxy(&at, &open->offer.remote);
            if (value > 0 || ikt_text_take_number(&protocol, 255, &value))
                open->offer.local.protocol = open->offer.remote.protocol = (uint8_t)value;
        }
    } else if (ikt_log_message_number(line, "activesas", &number)) {
        open->event.number = number;
    } else if (ikt_log_message_number(line, "pktsdeced", &number) && number >= 0) {
        open->event.show = &open->show;
        open->show.has_counters = true;
        open->show.decaps = (uint64_t)number;
    } else if (ikt_log_message_number(line, "pktsenced", &number) && number >= 0) {
        open->event.show = &open->show;
        open->show.has_counters = true;
        open->show.encaps = (uint64_t)number;
    } else {
        return false;
    }
    return true;
}

/* "203.0.113.2  Gi0/0  user  group  00:10:00 UA": of show crypto session brief */
static bool read_session_row(struct ikt_log_reader *reader, struct ikt_bytes text)
{
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_SESSION);
    if (!take_address(&text, &event.remote) || text.length == 0)
        return false;
    event.text = ikt_log_text(reader, ikt_text_take_last_word(&text));
    ikt_log_emit_quoted(reader, &event, event.text); /* a user's name stands in the line */
    return true;
}

/* "1 203.0.113.2  172.16.0.2  UP 00:00:16  D" */
static bool read_dmvpn(struct ikt_log_reader *reader, struct ikt_bytes text)
{
    static const char *const states[] = {"UP", "DOWN", "NHRP", "IKE", "IPSEC", "INTF"};
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_DMVPN);
    int64_t entries;
    if (!take_number(&text, &entries) || !take_address(&text, &event.remote))
        return false;
    event.name = ikt_log_text(reader, ikt_text_take_word(&text));
    struct ikt_bytes state = ikt_text_take_word(&text);
    for (size_t i = 0; i < G_N_ELEMENTS(states); i++)
        if (ikt_text_is(state, states[i])) {
            event.text = ikt_log_text(reader, state);
            event.other = ikt_log_text(reader, ikt_text_take_word(&text));
            ikt_log_emit_line(reader, &event);
            return true;
        }
    return false;
}

/* "1001  IKE  SHA+AES256  0  0  0 203.0.113.1"; before: "1 Ethernet0/0 203.0.113.1 set HMAC_SHA+AES_CBC 0 0" */
static bool read_engine(struct ikt_log_reader *reader, struct ikt_bytes text)
{
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_ENGINE);
    struct ikt_log_ipsec_sa show = {.networks = ikt_log_no_offer(), .has_counters = true};
    if (!ikt_log_take_unknown(&text) && !take_number(&text, &event.number))
        return false;
    struct ikt_bytes type = ikt_text_take_word(&text);
    if (ikt_text_is_any_case(type, "ike") || ikt_text_is_any_case(type, "ipsec")) {
        event.name = ikt_log_text(reader, type);
    } else {
        show.interface = ikt_log_known(ikt_log_text(reader, type));
        if (!take_address(&text, &event.local))
            ikt_text_take_word(&text);
        ikt_text_take_word(&text);
    }
    event.text = ikt_log_text(reader, ikt_text_take_word(&text));
    int64_t encrypted = IKT_ABSENT, decrypted = IKT_ABSENT, sequence;
    if ((!ikt_log_take_unknown(&text) && !take_number(&text, &encrypted)) ||
        (!ikt_log_take_unknown(&text) && !take_number(&text, &decrypted)))
        return false;
    show.has_counters = encrypted >= 0 && decrypted >= 0;
    show.encaps = encrypted >= 0 ? (uint64_t)encrypted : 0;
    show.decaps = decrypted >= 0 ? (uint64_t)decrypted : 0;
    if (!take_number(&text, &sequence))
        (void)ikt_log_take_unknown(&text);
    (void)take_address(&text, &event.local);
    event.show = &show;
    ikt_log_emit_line(reader, &event);
    return true;
}

/* "GigabitEthernet0/0  203.0.113.1  YES manual up  up": of show ip interface brief */
static bool read_interface(struct ikt_log_reader *reader, struct ikt_bytes text)
{
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_INTERFACE);
    event.name = ikt_log_text(reader, ikt_text_take_word(&text));
    struct ikt_bytes address = ikt_text_take_word(&text);
    if (!event.name || (!ikt_text_address(address, &event.local) && !ikt_text_is(address, "unassigned")))
        return false;
    ikt_text_take_word(&text);
    ikt_text_take_word(&text);
    event.text = ikt_log_text(reader, text);
    event.failed = !ikt_text_begins(text, "up") || ikt_text_contains(text, "down");
    ikt_log_emit_line(reader, &event);
    return true;
}

/* "default  203.0.113.1 [255.255.255.0]  KEY": whom a key is for, and nothing of the key */
static bool read_key(struct ikt_log_reader *reader, struct ikt_bytes text)
{
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_OTHER);
    for (unsigned i = 0; i < 3 && text.length > 0; i++)
        if (take_address(&text, &event.remote)) {
            char address[IKT_ADDRESS_TEXT];
            event.name = ikt_log_string(reader, "isakmp key", strlen("isakmp key"));
            ikt_address_format(&event.remote, address);
            event.text = ikt_log_string(reader, address, strlen(address));
            ikt_log_emit_quoted(reader, &event, event.text);
            return true;
        } else {
            ikt_text_take_word(&text);
        }
    return false;
}

/* ASA: "1   IKE Peer: A" / "Type : L2L   Role : initiator" / "Rekey : no   State : MM_ACTIVE" */
static bool read_asa(struct ikt_log_reader *reader, const struct ikt_log_message *line)
{
    const char *at = ikt_log_message_field(line, "ikepeer");
    if (at && ikt_log_take_address(&at, &reader->show_peer)) {
        reader->show = IKT_LOG_IN_OTHER;
        reader->show_status = NULL;
        return true;
    }
    const char *role = ikt_log_message_field(line, "role");
    if (reader->show == IKT_LOG_IN_OTHER && role && reader->show_peer.family != IKT_FAMILY_NONE)
        reader->show_status = ikt_log_text(reader, ikt_log_take_word(&role));
    at = ikt_log_message_field(line, "state");
    if (reader->show == IKT_LOG_IN_OTHER && at && reader->show_peer.family != IKT_FAMILY_NONE) {
        struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_ISAKMP_SA);
        event.remote = reader->show_peer;
        event.text = ikt_log_text(reader, ikt_log_take_word(&at));
        event.name = ikt_log_string(reader, "asa", 3);
        event.other = reader->show_status;
        ikt_log_emit_line(reader, &event);
        reader->show_peer = (struct ikt_address){0};
        return true;
    }
    const char *address = ikt_log_message_field(line, "ipaddr");
    if (ikt_log_message_begins(line, "index") && address) {
        struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_OTHER);
        event.name = ikt_log_string(reader, "vpn-sessiondb", strlen("vpn-sessiondb"));
        if (ikt_log_take_address(&address, &event.remote)) {
            ikt_log_emit_line(reader, &event);
            return true;
        }
    }
    at = field(line, "nbmaaddress");
    if (at) {
        struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_OTHER);
        event.name = ikt_log_string(reader, "nhrp", 4);
        (void)ikt_log_take_address(&at, &event.remote);
        ikt_log_emit_line(reader, &event);
        return true;
    }
    return false;
}

static const struct {
    const char *words;
    enum ikt_log_show show;
} heads[] = {
    {"idtypealgorithm", IKT_LOG_IN_ENGINE},
    {"idinterfaceipaddressstate", IKT_LOG_IN_ENGINE},
    {"idinterfacetypealgorithm", IKT_LOG_IN_ENGINE},
    {"interfaceipaddressok", IKT_LOG_IN_INTERFACES},
    {"keyringhostnameaddresspresharedkey", IKT_LOG_IN_KEYS},
    {"hostnameaddresspresharedkey", IKT_LOG_IN_KEYS},
    {"peerifusernamegroup", IKT_LOG_IN_SESSION_TABLE},
};

bool ikt_log_read_show_state(struct ikt_log_reader *reader)
{
    const struct ikt_log_message *line = &reader->shown;
    const struct ikt_bytes text = reader->line.text;
    for (size_t i = 0; i < G_N_ELEMENTS(heads); i++)
        if (ikt_log_message_begins(line, heads[i].words)) {
            reader->show = heads[i].show;
            return true;
        }
    switch (reader->show) {
    case IKT_LOG_IN_ENGINE:
        return read_engine(reader, text);
    case IKT_LOG_IN_INTERFACES:
        return read_interface(reader, text);
    case IKT_LOG_IN_KEYS:
        return read_key(reader, text);
    case IKT_LOG_IN_SESSION_TABLE:
        return read_session_row(reader, text);
    default:
        return read_session(reader, line) || read_dmvpn(reader, text) || read_asa(reader, line);
    }
}
