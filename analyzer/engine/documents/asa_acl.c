/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     access-list NAME [line N] [extended] {permit|deny} {PROTOCOL|object NAME|object-group NAME}
 *         SOURCE [PORTS] DESTINATION [PORTS] [log ...] [inactive]
 *
 * An end is "any", "host ADDRESS", "ADDRESS NETMASK" (no wildcard), "object NAME", "object-group NAME" or
 * "interface NAMEIF". A statement with groups is as many lines as it has pairs, all with its number and line: an ASA
 * negotiates an SA for each.
 */
#include <string.h>

#include <glib.h>

#include "documents/asa_parser.h"

/* What a part of a statement may be: one item, or those of an object. */
struct part {
    struct ikt_asa_item one;
    const struct ikt_asa_item *items;
};

struct statement {
    struct part services, source, destination;
    const char *unclear;
};

static void take_one(struct part *part)
{
    part->one.next = NULL;
    part->items = &part->one;
}

static void take_object(struct part *part, const struct ikt_asa_object *object, const char **unclear)
{
    if (!object)
        *unclear = "an object that is not defined before it is named";
    else if (object->unclear)
        *unclear = object->unclear;
    else if (!object->items)
        *unclear = "an object without a member";
    part->items = object ? object->items : NULL;
}

static void set_any(struct ikt_asa_item *item)
{
    const struct ikt_address any = {.family = IKT_FAMILY_IPV4};
    ikt_router_prefix_range(&any, 0, &item->low, &item->high);
}

static bool is_group(struct ikt_bytes *text)
{
    return ikt_text_take_words(text, "object-group") || ikt_text_take_words(text, "object");
}

static void take_interface(struct ikt_asa_parser *asa, struct ikt_bytes *text, struct part *out, const char **unclear)
{
    const char *name = ikt_ios_take_name(text, asa->base.arena);
    const struct ikt_router_interface *interface = name ? ikt_router_interface_find(asa->base.config, name) : NULL;
    if (interface && interface->addresses && !interface->addresses->next) {
        out->one.low = out->one.high = interface->addresses->address;
        take_one(out);
    } else {
        *unclear = "the address of an interface, which is not known";
    }
}

static bool take_end(struct ikt_asa_parser *asa, struct ikt_bytes *text, struct part *out, const char **unclear)
{
    struct ikt_bytes rest = *text;
    if (is_group(&rest)) {
        struct ikt_bytes name = ikt_text_take_word(&rest);
        const struct ikt_asa_object *object = ikt_asa_object_find(asa, name);
        take_object(out, object && object->kind == IKT_ASA_NETWORK ? object : NULL, unclear);
        *text = rest;
        return name.length > 0;
    }
    if (ikt_text_take_words(text, "interface")) {
        take_interface(asa, text, out, unclear);
        return true;
    }
    if (ikt_text_take_words(text, "any") || ikt_text_take_words(text, "any4")) {
        set_any(&out->one);
    } else if (ikt_text_take_words(text, "any6")) {
        const struct ikt_address any = {.family = IKT_FAMILY_IPV6};
        ikt_router_prefix_range(&any, 0, &out->one.low, &out->one.high);
    } else if (ikt_text_take_words(text, "host")) {
        if (ikt_ios_is_placeholder(*text))
            *unclear = "a placeholder of a template";
        if (*unclear ? ikt_text_take_word(text).length == 0 : !ikt_asa_take_address(asa, text, &out->one.low))
            return false;
        out->one.high = out->one.low;
    } else if (!ikt_asa_take_network(asa, text, &out->one)) {
        return false;
    }
    take_one(out);
    return true;
}

/* Ports behind an end: those of the source, or of the destination. */
static bool take_ports(struct ikt_asa_parser *asa, struct ikt_bytes *text, struct statement *statement, bool source)
{
    struct ikt_asa_item *service = &statement->services.one;
    struct ikt_bytes rest = *text;
    if (is_group(&rest)) {
        const struct ikt_asa_object *object = ikt_asa_object_find(asa, ikt_text_take_word(&rest));
        if (!object || object->kind == IKT_ASA_NETWORK)
            return true; /* the next end */
        *text = rest;
        if (source || statement->services.items != &statement->services.one)
            statement->unclear = "a group of ports of the source, or of several protocols";
        else if (object->kind != IKT_ASA_PORTS)
            return object->kind == IKT_ASA_OBJECT_OTHER; /* types of ICMP */
        take_object(&statement->services, object, &statement->unclear);
        return true;
    }
    if (source ? !ikt_asa_take_ports(text, &service->source_low, &service->source_high, &statement->unclear)
               : !ikt_asa_take_ports(text, &service->low_port, &service->high_port, &statement->unclear))
        return false;
    if (statement->services.items != service && (service->source_low != 0 || service->low_port != 0))
        statement->unclear = "ports of a group of protocols";
    return true;
}

static bool take_services(struct ikt_asa_parser *asa, struct ikt_bytes *text, struct statement *statement)
{
    if (is_group(text)) {
        const struct ikt_asa_object *object = ikt_asa_object_find(asa, ikt_text_take_word(text));
        take_object(&statement->services, object && object->kind == IKT_ASA_SERVICE ? object : NULL,
                    &statement->unclear);
        return true;
    }
    take_one(&statement->services);
    return ikt_asa_take_protocol(text, &statement->services.one.protocol);
}

/* What stands behind the ends. */
static void take_options(struct ikt_bytes text, const char **unclear, bool *inactive)
{
    uint32_t number;
    while (text.length > 0) {
        if (ikt_text_take_words(&text, "inactive")) {
            *inactive = true;
        } else if (ikt_text_take_words(&text, "log")) {
            static const char *const levels[] = {"emergencies",   "alerts",        "critical",  "errors",  "warnings",
                                                 "notifications", "informational", "debugging", "default", "disable"};
            for (size_t i = 0; i < G_N_ELEMENTS(levels); i++)
                if (ikt_text_take_words(&text, levels[i]))
                    break;
            ikt_ios_take_number(&text, 0, 7, &number);
            if (ikt_text_take_words(&text, "interval"))
                ikt_text_take_word(&text);
        } else {
            *unclear = "an option that takes part of what it matches";
            return;
        }
    }
}

static size_t count_of(const struct part *part)
{
    size_t count = 0;
    for (const struct ikt_asa_item *item = part->items; item && count <= IKT_ASA_PAIRS; item = item->next)
        count++;
    return count;
}

static void set_end(struct ikt_router_end *end, const struct ikt_asa_item *item, uint16_t low, uint16_t high)
{
    *end = (struct ikt_router_end){.low = item->low, .high = item->high, .port = low, .port_high = high};
}

/* All pairs of a statement. */
static void add_lines(struct ikt_asa_parser *asa, struct ikt_router_acl *acl, struct ikt_router_acl_line *line,
                      const struct statement *statement)
{
    const uint8_t within = statement->services.one.protocol; /* of a group of ports: tcp or udp */
    for (const struct ikt_asa_item *service = statement->services.items; service; service = service->next)
        for (const struct ikt_asa_item *from = statement->source.items; from; from = from->next)
            for (const struct ikt_asa_item *to = statement->destination.items; to; to = to->next) {
                line->protocol = service->protocol == 0 ? within : service->protocol;
                set_end(&line->source, from, service->source_low, service->source_high);
                set_end(&line->destination, to, service->low_port, service->high_port);
                if (service->source_high != service->source_low || service->high_port != service->low_port)
                    line->unclear = "a range of ports, which no proxy can be";
                else
                    line->unclear = from->low.family == to->low.family ? NULL : "ends of two families";
                ikt_router_acl_add(&asa->build, acl, line);
            }
}

static void add_statement(struct ikt_asa_parser *asa, struct ikt_router_acl *acl, struct ikt_router_acl_line *line,
                          struct statement *statement)
{
    const size_t services = count_of(&statement->services), pairs = count_of(&statement->source);
    const size_t all = services * pairs * count_of(&statement->destination);
    if (!statement->unclear && (all > IKT_ASA_PAIRS || asa->lines + all > IKT_ASA_LINES))
        statement->unclear = "object groups with more pairs than are kept";
    if (!statement->unclear) {
        asa->lines += all;
        add_lines(asa, acl, line, statement);
        return;
    }
    asa->lines++;
    line->unclear = statement->unclear;
    line->protocol = statement->services.one.protocol;
    ikt_router_acl_add(&asa->build, acl, line);
}

static bool read_extended(struct ikt_asa_parser *asa, struct ikt_router_acl *acl, struct ikt_bytes text)
{
    struct ikt_router_acl_line line = {.line = asa->base.at.line, .number = ikt_router_acl_next(acl)};
    struct statement statement = {0};
    bool inactive = false;
    line.permit = ikt_text_take_words(&text, "permit");
    if ((!line.permit && !ikt_text_take_words(&text, "deny")) || !take_services(asa, &text, &statement) ||
        !take_end(asa, &text, &statement.source, &statement.unclear) || !take_ports(asa, &text, &statement, true) ||
        !take_end(asa, &text, &statement.destination, &statement.unclear) || !take_ports(asa, &text, &statement, false))
        return false;
    take_options(text, &statement.unclear, &inactive);
    if (!inactive)
        add_statement(asa, acl, &line, &statement);
    return true;
}

bool ikt_asa_read_acl(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, asa->base.arena);
    uint32_t number;
    struct ikt_bytes rest = text;
    if (!name || strcmp(name, "mode") == 0 || strcmp(name, "alert-interval") == 0 || strcmp(name, "deny-flow-max") == 0)
        return name != NULL;
    if (ikt_text_take_words(&rest, "line") && ikt_ios_take_number(&rest, 1, INT32_MAX, &number))
        text = rest;
    struct ikt_router_acl *acl = ikt_router_acl_named(&asa->build, name, asa->base.at.line);
    if (ikt_text_take_words(&text, "remark"))
        return true;
    if (ikt_text_take_words(&text, "standard") || ikt_text_take_words(&text, "webtype") ||
        ikt_text_take_words(&text, "ethertype")) {
        acl->standard = true;
        return true;
    }
    ikt_text_take_words(&text, "extended");
    if (ikt_ios_note(&asa->base) && read_extended(asa, acl, text))
        return true;
    acl->unclear = true;
    return false;
}
