/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     name ADDRESS NAME
 *     object network NAME
 *      {host ADDRESS|subnet ADDRESS MASK|range ADDRESS ADDRESS|fqdn NAME}
 *     object service NAME
 *      service PROTOCOL [source PORTS] [destination PORTS]
 *     object-group network NAME
 *      network-object {host ADDRESS|ADDRESS MASK|object NAME}, group-object NAME
 *     object-group service NAME [tcp|udp|tcp-udp]
 *      service-object PROTOCOL [source PORTS] [destination PORTS], port-object PORTS, group-object NAME
 *     object-group protocol NAME
 *      protocol-object PROTOCOL
 *
 * An ASA wants an object defined before another one names it, so that what is named is taken in at once.
 */
#include <string.h>

#include <glib.h>

#include "documents/asa_parser.h"

struct number {
    const char *word;
    uint16_t number;
};

static const struct number protocols[] = {
    {"ip", 0},     {"icmp", 1},  {"igmp", 2}, {"ipinip", 4}, {"tcp", 6},   {"igrp", 9},  {"udp", 17},
    {"gre", 47},   {"pptp", 47}, {"esp", 50}, {"ipsec", 50}, {"ah", 51},   {"ahp", 51},  {"icmp6", 58},
    {"eigrp", 88}, {"ospf", 89}, {"nos", 94}, {"pim", 103},  {"pcp", 108}, {"snp", 109}, {"sctp", 132}};

static const struct number ports[] = {
    {"echo", 7},          {"discard", 9},        {"daytime", 13}, {"chargen", 19},     {"ftp-data", 20},
    {"ftp", 21},          {"ssh", 22},           {"telnet", 23},  {"smtp", 25},        {"time", 37},
    {"nameserver", 42},   {"whois", 43},         {"tacacs", 49},  {"domain", 53},      {"bootps", 67},
    {"bootpc", 68},       {"tftp", 69},          {"gopher", 70},  {"finger", 79},      {"www", 80},
    {"http", 80},         {"pop2", 109},         {"pop3", 110},   {"sunrpc", 111},     {"rpc", 111},
    {"ident", 113},       {"nntp", 119},         {"ntp", 123},    {"netbios-ns", 137}, {"netbios-dgm", 138},
    {"netbios-ssn", 139}, {"imap4", 143},        {"snmp", 161},   {"snmptrap", 162},   {"bgp", 179},
    {"irc", 194},         {"ldap", 389},         {"https", 443},  {"isakmp", 500},     {"syslog", 514},
    {"lpd", 515},         {"rip", 520},          {"ldaps", 636},  {"sqlnet", 1521},    {"h323", 1720},
    {"radius", 1645},     {"radius-acct", 1646}, {"nfs", 2049},   {"cifs", 3020},      {"sip", 5060}};

static bool number_of(struct ikt_bytes word, const struct number *table, size_t count, uint32_t most, uint32_t *out)
{
    struct ikt_bytes digits = word;
    if (ikt_text_take_number(&digits, most, out) && digits.length == 0)
        return true;
    for (size_t i = 0; i < count; i++)
        if (ikt_text_is_any_case(word, table[i].word)) {
            *out = table[i].number;
            return true;
        }
    return false;
}

bool ikt_asa_take_protocol(struct ikt_bytes *text, uint8_t *out)
{
    struct ikt_bytes rest = *text;
    uint32_t number;
    if (!number_of(ikt_text_take_word(&rest), protocols, G_N_ELEMENTS(protocols), UINT8_MAX, &number))
        return false;
    *out = (uint8_t)number;
    *text = rest;
    return true;
}

static bool take_port(struct ikt_bytes *text, uint32_t *out, const char **unclear)
{
    struct ikt_bytes word = ikt_text_take_word(text);
    if (!number_of(word, ports, G_N_ELEMENTS(ports), UINT16_MAX, out)) {
        *out = 0;
        *unclear = "a port whose number is not known here";
    }
    return word.length > 0;
}

bool ikt_asa_take_ports(struct ikt_bytes *text, uint16_t *low, uint16_t *high, const char **unclear)
{
    uint32_t first = 0, last = 0;
    bool taken = true;
    if (ikt_text_take_words(text, "eq")) {
        taken = take_port(text, &first, unclear);
        last = first;
    } else if (ikt_text_take_words(text, "range")) {
        taken = take_port(text, &first, unclear) && take_port(text, &last, unclear);
    } else if (ikt_text_take_words(text, "gt")) {
        taken = take_port(text, &first, unclear);
        first = MIN(first + 1, (uint32_t)UINT16_MAX);
        last = UINT16_MAX;
    } else if (ikt_text_take_words(text, "lt")) {
        taken = take_port(text, &last, unclear);
        first = 1;
        last -= last > 0;
    } else if (ikt_text_take_words(text, "neq")) {
        taken = take_port(text, &first, unclear);
        *unclear = "all ports but one";
    }
    *low = (uint16_t)first;
    *high = (uint16_t)MAX(first, last);
    return taken;
}

bool ikt_asa_take_address(const struct ikt_asa_parser *asa, struct ikt_bytes *text, struct ikt_address *out)
{
    struct ikt_bytes rest = *text, word = ikt_text_take_word(&rest);
    if (!ikt_text_address(word, out)) {
        g_autofree char *name = ikt_bytes_text(word);
        const struct ikt_address *named = g_hash_table_lookup(asa->names, name);
        if (!named)
            return false;
        *out = *named;
    }
    *text = rest;
    return true;
}

static bool take_ipv6(struct ikt_bytes *text, struct ikt_asa_item *out)
{
    struct ikt_bytes rest = *text, word = ikt_text_take_word(&rest);
    const uint8_t *slash = word.length > 0 ? memchr(word.data, '/', word.length) : NULL;
    struct ikt_address address;
    uint32_t bits;
    if (!slash)
        return false;
    const size_t at = (size_t)(slash - word.data);
    struct ikt_bytes length = ikt_text_part(word, at + 1, word.length);
    if (!ikt_text_address(ikt_text_part(word, 0, at), &address) || address.family != IKT_FAMILY_IPV6 ||
        !ikt_text_take_number(&length, 128, &bits) || length.length > 0)
        return false;
    ikt_router_prefix_range(&address, bits, &out->low, &out->high);
    *text = rest;
    return true;
}

bool ikt_asa_take_network(const struct ikt_asa_parser *asa, struct ikt_bytes *text, struct ikt_asa_item *out)
{
    struct ikt_bytes rest = *text;
    struct ikt_address address, mask;
    uint8_t bits;
    if (take_ipv6(text, out))
        return true;
    if (!ikt_asa_take_address(asa, &rest, &address) || address.family != IKT_FAMILY_IPV4 ||
        !ikt_ios_take_address(&rest, &mask) || !ikt_router_netmask(&mask, &bits))
        return false;
    ikt_router_prefix_range(&address, bits, &out->low, &out->high);
    *text = rest;
    return true;
}

void ikt_asa_read_name(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_address address;
    if (!ikt_ios_take_address(&text, &address))
        return;
    const char *name = ikt_ios_take_name(&text, asa->base.arena);
    if (!name || !ikt_ios_note(&asa->base))
        return;
    struct ikt_address *kept = ikt_arena_alloc(asa->base.arena, 1, sizeof *kept);
    *kept = address;
    g_hash_table_insert(asa->names, (gpointer)name, kept);
}

const struct ikt_asa_object *ikt_asa_object_find(const struct ikt_asa_parser *asa, struct ikt_bytes name)
{
    g_autofree char *text = ikt_bytes_text(name);
    return g_hash_table_lookup(asa->objects, text);
}

static struct ikt_asa_object *open_object(struct ikt_asa_parser *asa, struct ikt_bytes *text,
                                          enum ikt_asa_object_kind kind)
{
    const char *name = ikt_ios_take_name(text, asa->base.arena);
    struct ikt_asa_object *object = name ? g_hash_table_lookup(asa->objects, name) : NULL;
    if (name && !object && ikt_ios_note(&asa->base)) {
        object = ikt_arena_alloc(asa->base.arena, 1, sizeof *object);
        *object = (struct ikt_asa_object){.name = name, .kind = kind};
        object->last = &object->items;
        g_hash_table_insert(asa->objects, (gpointer)name, object);
    }
    asa->object = object;
    asa->block = object ? IKT_ASA_BLOCK_OBJECT : IKT_ASA_BLOCK_OTHER;
    return object;
}

bool ikt_asa_read_object(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    if (ikt_text_take_words(&text, "network"))
        return open_object(asa, &text, IKT_ASA_NETWORK) != NULL;
    if (ikt_text_take_words(&text, "service"))
        return open_object(asa, &text, IKT_ASA_SERVICE) != NULL;
    asa->block = IKT_ASA_BLOCK_OTHER;
    return true;
}

bool ikt_asa_read_group(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    if (ikt_text_take_words(&text, "network"))
        return open_object(asa, &text, IKT_ASA_NETWORK) != NULL;
    if (ikt_text_take_words(&text, "protocol"))
        return open_object(asa, &text, IKT_ASA_SERVICE) != NULL;
    if (ikt_text_take_words(&text, "service")) {
        struct ikt_asa_object *object = open_object(asa, &text, IKT_ASA_SERVICE);
        if (object && text.length > 0) {
            object->kind = IKT_ASA_PORTS;
            if (!ikt_text_is(text, "tcp-udp") && !ikt_asa_take_protocol(&text, &object->protocol))
                object->unclear = "a group of ports that is not understood";
        }
        return object != NULL;
    }
    return open_object(asa, &text, IKT_ASA_OBJECT_OTHER) != NULL;
}

static void add_item(struct ikt_asa_parser *asa, const struct ikt_asa_item *item)
{
    struct ikt_asa_object *object = asa->object;
    if (asa->items == IKT_ASA_ITEMS) {
        object->unclear = "a group with more members than are kept";
        return;
    }
    asa->items++;
    struct ikt_asa_item *kept = ikt_arena_alloc(asa->base.arena, 1, sizeof *kept);
    *kept = *item;
    kept->next = NULL;
    *object->last = kept;
    object->last = &kept->next;
}

/* The members of another object, as far as they are known now. */
static bool add_object(struct ikt_asa_parser *asa, struct ikt_bytes name)
{
    const struct ikt_asa_object *other = ikt_asa_object_find(asa, name);
    struct ikt_asa_object *object = asa->object;
    if (!other || other == object || other->kind == IKT_ASA_OBJECT_OTHER)
        object->unclear = "an object that is not defined before it is named";
    else if (other->unclear)
        object->unclear = other->unclear;
    for (const struct ikt_asa_item *item = other && other != object ? other->items : NULL; item && !object->unclear;
         item = item->next)
        add_item(asa, item);
    return true;
}

/* "PROTOCOL [source PORTS] [destination PORTS]" */
static bool add_service(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_asa_item item = {0};
    const bool both = ikt_text_take_words(&text, "tcp-udp");
    if (both)
        item.protocol = 6;
    else if (!ikt_asa_take_protocol(&text, &item.protocol))
        return false;
    if (ikt_text_take_words(&text, "source") &&
        !ikt_asa_take_ports(&text, &item.source_low, &item.source_high, &asa->object->unclear))
        return false;
    ikt_text_take_words(&text, "destination");
    if (!ikt_asa_take_ports(&text, &item.low_port, &item.high_port, &asa->object->unclear))
        return false;
    if (text.length > 0) /* a type of ICMP */
        asa->object->unclear = "an option that takes part of what it matches";
    add_item(asa, &item);
    if (both) {
        item.protocol = 17;
        add_item(asa, &item);
    }
    return true;
}

static bool add_network(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_asa_item item = {0};
    if (ikt_text_take_words(&text, "object"))
        return add_object(asa, ikt_text_take_word(&text));
    if (ikt_text_take_words(&text, "host")) {
        if (!ikt_asa_take_address(asa, &text, &item.low))
            return false;
        item.high = item.low;
    } else if (!ikt_asa_take_network(asa, &text, &item)) {
        return false;
    }
    add_item(asa, &item);
    return text.length == 0;
}

static bool add_range(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_asa_item item = {0};
    if (!ikt_asa_take_address(asa, &text, &item.low) || !ikt_asa_take_address(asa, &text, &item.high) ||
        item.low.family != item.high.family || ikt_address_compare(&item.low, &item.high) > 0)
        return false;
    add_item(asa, &item);
    return true;
}

static bool add_port(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_asa_item item = {.protocol = asa->object->protocol};
    if (!ikt_asa_take_ports(&text, &item.low_port, &item.high_port, &asa->object->unclear) || item.low_port == 0)
        return false;
    add_item(asa, &item);
    return true;
}

/* A member of the open object; false: it is none. */
static bool read_member(struct ikt_asa_parser *asa, struct ikt_bytes text, bool *understood)
{
    struct ikt_asa_item item = {0};
    if (ikt_text_take_words(&text, "host")) {
        *understood = ikt_asa_take_address(asa, &text, &item.low);
        item.high = item.low;
        if (*understood)
            add_item(asa, &item);
    } else if (ikt_text_take_words(&text, "subnet")) {
        *understood = add_network(asa, text);
    } else if (ikt_text_take_words(&text, "range")) {
        *understood = add_range(asa, text);
    } else if (ikt_text_take_words(&text, "fqdn")) {
        asa->object->unclear = "a name that is looked up";
    } else if (ikt_text_take_words(&text, "network-object")) {
        *understood = add_network(asa, text);
    } else if (ikt_text_take_words(&text, "service-object object") || ikt_text_take_words(&text, "group-object")) {
        *understood = add_object(asa, ikt_text_take_word(&text));
    } else if (ikt_text_take_words(&text, "service") || ikt_text_take_words(&text, "service-object") ||
               ikt_text_take_words(&text, "protocol-object")) {
        *understood = add_service(asa, text);
    } else if (ikt_text_take_words(&text, "port-object")) {
        *understood = add_port(asa, text);
    } else {
        return false;
    }
    return true;
}

bool ikt_asa_in_object(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    bool understood = true;
    if (asa->object->kind == IKT_ASA_OBJECT_OTHER)
        return asa->base.at.indented;
    if (!read_member(asa, text, &understood))
        return ikt_text_take_words(&text, "description");
    if (!understood || !ikt_ios_note(&asa->base)) {
        asa->object->unclear = "an object with a member that is not understood";
        if (!understood)
            ikt_ios_not_understood(&asa->base);
    }
    return true;
}
