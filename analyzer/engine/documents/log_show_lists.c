/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines of show commands that tell a configuration: crypto maps, transform sets, policies, access lists with their
 * counters, routes.
 */
#include <string.h>

#include <glib.h>

#include "base/text.h"
#include "documents/log_readers.h"
#include "documents/log_value.h"

/* "Crypto Map IPv4 "CM" 10 ipsec-isakmp", and the statements below it */
static bool read_map(struct ikt_log_reader *reader, const struct ikt_log_message *line)
{
    const char *at = strstr(line->text, "Crypto Map ");
    const char *name = at ? strchr(at, '"') : NULL, *end = name ? strchr(name + 1, '"') : NULL;
    int64_t number = IKT_ABSENT;
    const char *behind = end ? ikt_log_skip_blanks(end + 1) : NULL;
    const bool known = behind && !g_str_has_prefix(behind, ikt_log_unknown);
    if (behind && (!known || ikt_log_take_number(&behind, &number)) && strstr(behind, "ipsec")) {
        reader->show = IKT_LOG_IN_MAP;
        reader->show_name = ikt_log_known(ikt_log_string(reader, name + 1, (size_t)(end - name - 1)));
        reader->show_number = number;
        return true;
    }
    if (reader->show != IKT_LOG_IN_MAP || at)
        return false;
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_MAP);
    event.name = reader->show_name;
    event.number = reader->show_number;
    event.text = ikt_log_text(reader, reader->line.text);
    if ((at = ikt_log_message_field(line, "peer")) || (at = ikt_log_message_field(line, "currentpeer")))
        (void)ikt_log_take_address(&at, &event.remote);
    ikt_log_emit_line(reader, &event);
    return true;
}

/* "Transform set TS: { esp-256-aes esp-sha-hmac  }" / "will negotiate = { Tunnel,  }," */
static bool read_set(struct ikt_log_reader *reader, const struct ikt_log_message *line)
{
    struct ikt_log_open *open = &reader->pair;
    const char *braces = strchr(line->text, '{');
    if (braces && g_str_has_prefix(line->text, "Transform set ")) {
        const char *name = ikt_log_message_after(line, "transformset");
        struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_SET);
        const size_t length = strcspn(braces + 1, "}");
        name = ikt_log_skip_blanks(name);
        event.name = ikt_log_known(ikt_log_string(reader, name, strcspn(name, ": {")));
        event.text = ikt_log_string(reader, braces + 1, length);
        ikt_log_open(reader, open, &event, true);
        open->event.offer = &open->offer;
        ikt_log_read_transforms((struct ikt_bytes){length > 0 ? (const uint8_t *)braces + 1 : NULL, length},
                                &open->offer);
        reader->show = IKT_LOG_IN_SETS;
        return true;
    }
    if (!open->open || open->event.kind != IKT_LOG_SHOW_SET || !ikt_log_message_begins(line, "willnegotiate"))
        return false;
    const bool tunnel = ikt_log_message_has(line, "tunnel"), transport = ikt_log_message_has(line, "transport");
    if (tunnel != transport)
        open->offer.encapsulation = tunnel ? IKT_ENCAPSULATION_TUNNEL : IKT_ENCAPSULATION_TRANSPORT;
    ikt_log_close(reader, open);
    return true;
}

/* "Protection suite of priority 10" and what is below it */
static bool read_policy(struct ikt_log_reader *reader, const struct ikt_log_message *line)
{
    struct ikt_log_open *open = &reader->pair;
    int64_t number;
    if (ikt_log_message_has(line, "protectionsuite")) {
        struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_POLICY);
        if (ikt_log_message_number(line, "priority", &number) && number >= 0 && number <= UINT16_MAX)
            event.number = number;
        ikt_log_open(reader, open, &event, true);
        open->event.phase1 = &open->phase1;
        open->phase1.priority = (int)event.number;
        reader->show = IKT_LOG_IN_POLICY;
        return true;
    }
    if (!open->open || open->event.kind != IKT_LOG_SHOW_POLICY)
        return false;
    struct ikt_log_policy *policy = &open->phase1;
    if (ikt_log_message_begins(line, "encryptionalgorithm")) {
        policy->encryption =
            ikt_log_message_has(line, "aes") || ikt_log_message_has(line, "advanced")    ? IKT_ENCRYPTION_AES_CBC
            : ikt_log_message_has(line, "threekey") || ikt_log_message_has(line, "3des") ? IKT_ENCRYPTION_3DES_CBC
            : ikt_log_message_has(line, "des")                                           ? IKT_ENCRYPTION_DES_CBC
                                                                                         : IKT_ABSENT;
        const char *bits = strchr(line->text, '(');
        if (policy->encryption == IKT_ENCRYPTION_AES_CBC && bits && ikt_log_take_number(&bits, &number))
            policy->key_bits = number == 192 || number == 256 ? (int)number : 128;
    } else if (ikt_log_message_begins(line, "hashalgorithm")) {
        policy->hash = ikt_log_message_has(line, "messagedigest5") ? IKT_HASH_MD5
                       : ikt_log_message_has(line, "256")          ? IKT_HASH_SHA2_256
                       : ikt_log_message_has(line, "384")          ? IKT_HASH_SHA2_384
                       : ikt_log_message_has(line, "512")          ? IKT_HASH_SHA2_512
                       : ikt_log_message_has(line, "securehash")   ? IKT_HASH_SHA1
                                                                   : IKT_ABSENT;
    } else if (ikt_log_message_begins(line, "authenticationmethod")) {
        policy->authentication = ikt_log_message_has(line, "presharedkey")       ? IKT_AUTH_PSK
                                 : ikt_log_message_has(line, "adlemansignature") ? IKT_AUTH_RSA_SIG
                                                                                 : IKT_ABSENT;
    } else if (ikt_log_message_begins(line, "diffiehellmangroup")) {
        const char *group = strchr(line->text, '#');
        if (group && group++ && ikt_log_take_number(&group, &number) && number > 0 && number <= UINT16_MAX)
            policy->group = (int)number;
    } else if (ikt_log_message_begins(line, "lifetime") && ikt_log_message_number(line, "lifetime", &number)) {
        policy->seconds = number;
        ikt_log_close(reader, open);
    } else {
        return false;
    }
    return true;
}

/* "Extended IP access list 110" / "    10 permit ip ... (5 matches)" */
static bool read_access_list(struct ikt_log_reader *reader, const struct ikt_log_message *line)
{
    if (reader->show == IKT_LOG_IN_MAP)
        return false;
    if (ikt_log_message_begins(line, "extendedipaccesslist") || ikt_log_message_begins(line, "standardipaccesslist") ||
        ikt_log_message_begins(line, "ipv6accesslist")) {
        const char *at = ikt_log_message_after(line, "accesslist");
        reader->show = IKT_LOG_IN_ACCESS_LISTS;
        reader->show_name = ikt_log_text(reader, ikt_log_take_word(&at));
        return true;
    }
    if (reader->show != IKT_LOG_IN_ACCESS_LISTS)
        return false;
    struct ikt_bytes text = reader->line.text;
    uint32_t sequence;
    (void)ikt_text_take_number(&text, UINT32_MAX, &sequence);
    text = ikt_text_trim(text);
    if (!ikt_text_begins(text, "permit") && !ikt_text_begins(text, "deny") && !ikt_text_begins(text, "remark"))
        return false;
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_ACCESS_LIST);
    event.name = reader->show_name;
    event.failed = ikt_text_begins(text, "deny");
    const char *found = strstr(line->text, "match"), *open = found;
    while (open && open > line->text && *open != '(')
        open--;
    if (open && *open == '(')
        (void)ikt_log_take_number(&open, &event.number);
    event.text = ikt_log_text(reader, text);
    ikt_log_emit_line(reader, &event);
    return true;
}

/* "C   10.0.0.0/24 is directly connected, Gi0/1", "S  10.1.0.0/16 [1/0] via A", "% Network not in table" */
static bool read_route(struct ikt_log_reader *reader, const struct ikt_log_message *line)
{
    const struct ikt_bytes text = reader->line.text;
    const bool absent = text.data[0] == '%' && ikt_log_message_has(line, "notintable");
    const bool gateway = ikt_log_message_begins(line, "gatewayoflastresort");
    if (gateway)
        reader->show = IKT_LOG_IN_ROUTES;
    const bool route = reader->show == IKT_LOG_IN_ROUTES && g_ascii_isupper(text.data[0]) &&
                       (ikt_text_contains(text, "] via ") || ikt_text_contains(text, "is directly connected") ||
                        ikt_text_contains(text, "is a summary"));
    const bool entry = ikt_log_message_begins(line, "routingentryfor");
    if (!absent && !gateway && !route && !entry)
        return false;
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_ROUTE);
    event.failed = absent;
    event.name = gateway ? ikt_log_string(reader, "gateway", strlen("gateway")) : NULL;
    event.text = ikt_log_text(reader, text);
    ikt_log_emit_line(reader, &event);
    return true;
}

/* What the command line answers to what is typed. */
static bool read_note(struct ikt_log_reader *reader, const struct ikt_log_message *line)
{
    static const struct {
        const char *words, *name;
    } notes[] = {{"notethisnewcryptomapwillremaindisabled", "map disabled"},
                 {"errortransformset", "transform set not found"}};
    for (size_t i = 0; i < G_N_ELEMENTS(notes); i++)
        if (ikt_log_message_begins(line, notes[i].words)) {
            struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_SHOW_OTHER);
            event.name = ikt_log_string(reader, notes[i].name, strlen(notes[i].name));
            event.text = ikt_log_text(reader, reader->line.text);
            ikt_log_emit_line(reader, &event);
            return true;
        }
    return false;
}

bool ikt_log_read_show_lists(struct ikt_log_reader *reader)
{
    const struct ikt_log_message *line = &reader->shown;
    return read_note(reader, line) || read_set(reader, line) || read_policy(reader, line) ||
           read_access_list(reader, line) || read_route(reader, line) || read_map(reader, line);
}
