/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     access-list NUMBER {permit|deny} PROTOCOL SOURCE [PORT] DESTINATION [PORT] [OPTION...]
 *     ip access-list extended {NAME|NUMBER}
 *      [SEQUENCE] {permit|deny} ...
 *
 * An end is "any", "host ADDRESS", "ADDRESS WILDCARD" or "object-group NAME". What the line of a proxy cannot be (a
 * range of ports, a wildcard that is no inverted netmask) has no proxy here either: it is unclear, with a reason.
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_readers.h"

#define STEP 10 /* between the numbers that IOS gives */

static const struct {
    const char *word;
    uint8_t number;
} protocols[] = {{"ip", 0},    {"icmp", 1}, {"igmp", 2},  {"ipinip", 4}, {"tcp", 6},
                 {"udp", 17},  {"gre", 47}, {"esp", 50},  {"ahp", 51},   {"eigrp", 88},
                 {"ospf", 89}, {"nos", 94}, {"pim", 103}, {"pcp", 108},  {"sctp", 132}};

static const struct {
    const char *word;
    uint16_t number;
} ports[] = {{"ftp-data", 20},  {"ftp", 21},  {"telnet", 23},  {"smtp", 25},    {"domain", 53},         {"bootps", 67},
             {"bootpc", 68},    {"tftp", 69}, {"www", 80},     {"pop3", 110},   {"ntp", 123},           {"snmp", 161},
             {"snmptrap", 162}, {"bgp", 179}, {"isakmp", 500}, {"syslog", 514}, {"non500-isakmp", 4500}};

static bool take_protocol(struct ikt_bytes *text, uint8_t *out)
{
    uint32_t number;
    if (ikt_ios_take_number(text, 0, 255, &number)) {
        *out = (uint8_t)number;
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(protocols); i++)
        if (ikt_ios_take(text, protocols[i].word)) {
            *out = protocols[i].number;
            return true;
        }
    return false;
}

static uint32_t number_of(const struct ikt_address *address)
{
    uint32_t number;
    memcpy(&number, address->octets, sizeof number);
    return GUINT32_FROM_BE(number);
}

/* One end; false: not understood. */
static bool take_end(struct ikt_bytes *text, struct ikt_router_end *out, const char **unclear)
{
    struct ikt_address address, wildcard;
    if (ikt_ios_take(text, "an|y")) {
        out->low = ikt_ios_ipv4(0);
        out->high = ikt_ios_ipv4(UINT32_MAX);
        return true;
    }
    if (ikt_ios_take(text, "object-g|roup") || ikt_ios_take(text, "addrg|roup")) {
        *unclear = "an object group, which is not read yet";
        return ikt_text_take_word(text).length > 0;
    }
    if (ikt_ios_take(text, "h|ost")) {
        struct ikt_bytes rest = *text;
        if (ikt_ios_is_placeholder(ikt_text_take_word(&rest)))
            *unclear = "a placeholder of a template";
        else if (!ikt_ios_take_address(text, &address) || address.family != IKT_FAMILY_IPV4)
            return false;
        if (!*unclear)
            out->low = out->high = address;
        return true;
    }
    if (!ikt_ios_take_address(text, &address) || address.family != IKT_FAMILY_IPV4 ||
        !ikt_ios_take_address(text, &wildcard) || wildcard.family != IKT_FAMILY_IPV4)
        return false;
    uint32_t any = number_of(&wildcard), low = number_of(&address) & ~any;
    if ((any & (any + 1)) != 0) {
        *unclear = "a wildcard that is no inverted netmask";
        return true;
    }
    out->low = ikt_ios_ipv4(low);
    out->high = ikt_ios_ipv4(low | any);
    return true;
}

static bool take_port(struct ikt_bytes *text, struct ikt_router_end *out, const char **unclear)
{
    struct ikt_bytes rest = *text;
    uint32_t number = 0;
    if (ikt_ios_take(&rest, "range") || ikt_ios_take(&rest, "neq") || ikt_ios_take(&rest, "lt") ||
        ikt_ios_take(&rest, "gt")) {
        bool range = ikt_ios_begins(*text, "range");
        *unclear = "a range of ports, which no proxy can be";
        if (ikt_text_take_word(&rest).length == 0 || (range && ikt_text_take_word(&rest).length == 0))
            return false;
        *text = rest;
        return true;
    }
    if (!ikt_ios_take(&rest, "eq"))
        return true;
    struct ikt_bytes word = ikt_text_take_word(&rest), digits = word;
    for (size_t i = 0; i < G_N_ELEMENTS(ports) && number == 0; i++)
        number = ikt_text_is(word, ports[i].word) ? ports[i].number : 0;
    if (number == 0 && (!ikt_text_take_number(&digits, UINT16_MAX, &number) || digits.length > 0))
        *unclear = "a port whose number is not known here";
    out->port = (uint16_t)number;
    *text = rest;
    return word.length > 0;
}

static bool read_ends(struct ikt_bytes text, struct ikt_router_acl_line *line)
{
    if (ikt_ios_take(&text, "object-g|roup")) {
        line->unclear = "an object group, which is not read yet";
        return true;
    }
    if (!take_protocol(&text, &line->protocol) || !take_end(&text, &line->source, &line->unclear) ||
        !take_port(&text, &line->source, &line->unclear) || !take_end(&text, &line->destination, &line->unclear) ||
        !take_port(&text, &line->destination, &line->unclear))
        return false;
    while (ikt_ios_take(&text, "log") || ikt_ios_take(&text, "log-i|nput"))
        ;
    if (text.length > 0)
        line->unclear = "an option that takes part of what it matches";
    return true;
}

/* "[SEQUENCE] {permit|deny} ..."; false: not understood, and the list is unclear. */
static bool read_line(struct ikt_ios_parser *parser, struct ikt_router_acl *acl, struct ikt_bytes text)
{
    struct ikt_router_acl_line *line = ikt_arena_alloc(parser->arena, 1, sizeof *line);
    uint32_t number = acl->last ? acl->last->number + STEP : STEP;
    ikt_ios_take_number(&text, 1, INT32_MAX, &number);
    if (ikt_ios_begins(text, "rem|ark"))
        return true;
    line->line = parser->at.line;
    line->number = number;
    line->permit = ikt_ios_take(&text, "permi|t");
    if ((!line->permit && !ikt_ios_take(&text, "den|y")) || !read_ends(text, line) || !ikt_ios_note(parser)) {
        acl->unclear = true;
        return false;
    }
    acl->unsorted = acl->unsorted || (acl->last && number <= acl->last->number);
    if (acl->last)
        acl->last->next = line;
    else
        acl->lines = line;
    acl->last = line;
    acl->count++;
    return true;
}

static struct ikt_router_acl *acl_of(struct ikt_ios_parser *parser, struct ikt_bytes name)
{
    const char *kept = name.length == 0 || ikt_ios_is_placeholder(name) ? NULL : ikt_ios_keep(parser->arena, name);
    struct ikt_router_acl *acl = ikt_router_lookup(parser->config, IKT_ROUTER_IS_ACL, kept);
    if (acl || !kept)
        return acl;
    acl = ikt_arena_alloc(parser->arena, 1, sizeof *acl);
    acl->name = kept;
    acl->line = parser->at.line;
    *parser->tails.acl = acl;
    parser->tails.acl = &acl->next;
    ikt_router_define(parser->config, IKT_ROUTER_IS_ACL, kept, acl);
    return acl;
}

bool ikt_ios_read_numbered_acl(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_bytes name = ikt_text_take_word(&text), digits = name;
    uint32_t number;
    parser->block = IKT_IOS_BLOCK_NONE;
    if (!ikt_text_take_number(&digits, 2699, &number) || digits.length > 0)
        return false;
    if (number < 100 || (number > 199 && number < 2000))
        return true; /* standard lists and those of other protocols match no crypto map */
    struct ikt_router_acl *acl = acl_of(parser, name);
    return read_line(parser, acl, text);
}

bool ikt_ios_read_named_acl(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    parser->block = IKT_IOS_BLOCK_NONE;
    if (!ikt_ios_take(&text, "e|xtended"))
        return true;
    struct ikt_router_acl *acl = acl_of(parser, ikt_text_take_word(&text));
    if (!acl)
        return false;
    parser->acl = acl;
    parser->block = IKT_IOS_BLOCK_ACL;
    return ikt_ios_note(parser);
}

/* Known by its name alone. */
bool ikt_ios_read_ipv6_acl(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_acl *acl = acl_of(parser, ikt_text_take_word(&text));
    parser->block = IKT_IOS_BLOCK_NONE;
    if (acl)
        acl->unclear = true;
    return ikt_ios_note(parser);
}

bool ikt_ios_in_acl(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_bytes rest = text;
    uint32_t number;
    ikt_ios_take_number(&rest, 1, INT32_MAX, &number);
    if (!ikt_ios_begins(rest, "permi|t") && !ikt_ios_begins(rest, "den|y") && !ikt_ios_begins(rest, "rem|ark"))
        return false;
    if (!read_line(parser, parser->acl, text))
        ikt_ios_not_understood(parser);
    return true;
}

static int by_number(const void *a, const void *b)
{
    const struct ikt_router_acl_line *one = *(struct ikt_router_acl_line *const *)a;
    const struct ikt_router_acl_line *other = *(struct ikt_router_acl_line *const *)b;
    if (one->number != other->number)
        return one->number < other->number ? -1 : 1;
    return one->line < other->line ? -1 : one->line > other->line;
}

static void sort(struct ikt_router_acl *acl)
{
    struct ikt_router_acl_line **lines = g_new(struct ikt_router_acl_line *, acl->count);
    size_t count = 0;
    for (struct ikt_router_acl_line *line = acl->lines; line; line = line->next)
        lines[count++] = line;
    qsort(lines, count, sizeof *lines, by_number);
    for (size_t i = 0; i < count; i++) {
        lines[i]->next = i + 1 < count ? lines[i + 1] : NULL;
        /* a number that comes twice: which of the two holds depends on how they were typed */
        acl->unclear = acl->unclear || (i > 0 && lines[i]->number == lines[i - 1]->number);
    }
    acl->lines = lines[0];
    acl->last = lines[count - 1];
    g_free(lines);
}

void ikt_ios_sort_acls(struct ikt_router *config)
{
    for (struct ikt_router_acl *acl = config->acls; acl; acl = acl->next)
        if (acl->unsorted)
            sort(acl);
}
