/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     object-group network NAME
 *      host ADDRESS, ADDRESS MASK, range ADDRESS ADDRESS, any, group-object NAME
 *     object-group service NAME
 *      PROTOCOL [source PORTS] [PORTS], group-object NAME
 *
 * A line that names groups stands for each pair of their members. Groups hold groups, so that a few lines could stand
 * for more than there is room for: what is taken is bounded, for a line and for the whole file.
 */
#include "documents/ios_group.h"

#include <string.h>

#include <glib.h>

#include "documents/ios_whom.h"

#define LINE_MOST  4096    /* lines that one line becomes */
#define TOTAL_MOST 200000  /* ... and all of a file */
#define STEPS_MOST 4000000 /* members that are looked at for a file */
#define DEPTH_MOST 16      /* of groups in groups */

struct service {
    bool any_protocol, both; /* of a group of ports; tcp-udp */
    uint8_t protocol;
    struct ikt_ios_ports source, destination;
};

struct member {
    const char *group; /* that it is; NULL: what follows */
    struct ikt_router_end end;
    struct service service;
    struct member *next;
};

struct ikt_ios_group {
    const char *name;
    bool is_service, unclear;
    struct member *members, **tail;
};

/* What a name in a line stands for. */
struct gathered {
    GArray *ends;     /* struct ikt_router_end */
    GArray *services; /* struct service */
    const char *unclear;
};

bool ikt_ios_read_group(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    /* "port", "ip port", "network ipv4": as IOS XR and NX-OS have them, and tools write them for IOS */
    bool is_service = ikt_ios_take(&text, "ser|vice") || ikt_ios_take(&text, "ip port") || ikt_ios_take(&text, "port");
    bool known = is_service || ikt_ios_take(&text, "net|work") || ikt_ios_take(&text, "ip address");
    if (!is_service && !ikt_ios_take(&text, "ipv4"))
        ikt_ios_take(&text, "ipv6");
    if (!known) /* users and security groups: a line that names one is unclear */
        ikt_text_take_word(&text);
    const char *name = ikt_ios_take_name(&text, parser->arena);
    if (!name)
        return false;
    if (!ikt_ios_note(parser))
        return true;
    struct ikt_ios_group *group = ikt_router_lookup(parser->config, IKT_ROUTER_IS_OBJECT_GROUP, name);
    if (!group) {
        group = ikt_arena_alloc(parser->arena, 1, sizeof *group);
        *group = (struct ikt_ios_group){.name = name, .is_service = is_service};
        group->tail = &group->members;
        ikt_router_define(parser->config, IKT_ROUTER_IS_OBJECT_GROUP, name, group);
    }
    group->unclear = group->unclear || !known || group->is_service != is_service;
    parser->group = group;
    parser->block = IKT_IOS_BLOCK_GROUP;
    return true;
}

void ikt_ios_group_unclear(struct ikt_ios_parser *parser)
{
    parser->group->unclear = true;
}

static bool read_network(struct ikt_bytes text, struct ikt_router_end *out)
{
    struct ikt_address low, high;
    uint8_t prefix;
    ikt_ios_take_number(&text, 1, INT32_MAX, &(uint32_t){0}); /* the sequence numbers of other platforms */
    if (ikt_ios_take(&text, "an|y")) {
        *out = (struct ikt_router_end){.low = ikt_ios_ipv4(0), .high = ikt_ios_ipv4(UINT32_MAX)};
        return true;
    }
    if (ikt_ios_take(&text, "ra|nge")) {
        if (!ikt_ios_take_address(&text, &low) || !ikt_ios_take_address(&text, &high) || low.family != high.family ||
            memcmp(low.octets, high.octets, sizeof low.octets) > 0)
            return false;
        *out = (struct ikt_router_end){.low = low, .high = high};
        return true;
    }
    ikt_ios_take(&text, "h|ost");
    if (!ikt_ios_take_prefix(&text, &low, &prefix))
        return false;
    *out = (struct ikt_router_end){0};
    ikt_ios_prefix_range(&low, prefix, &out->low, &out->high);
    return true;
}

/* False: not understood, or something that a line cannot say ("icmp echo"). */
static bool read_service(struct ikt_bytes text, struct service *out)
{
    const char *unclear = NULL;
    out->source.count = out->destination.count = 1;
    ikt_ios_take_number(&text, 1, INT32_MAX, &(uint32_t){0});
    if (ikt_ios_begins(text, "eq") || ikt_ios_begins(text, "range") || ikt_ios_begins(text, "gt") ||
        ikt_ios_begins(text, "lt") || ikt_ios_begins(text, "neq"))
        out->any_protocol = true;
    else if (ikt_ios_take(&text, "tcp-u|dp"))
        out->both = true;
    else if (!ikt_ios_take_protocol(&text, &out->protocol))
        return false;
    if (ikt_ios_take(&text, "so|urce") && !ikt_ios_take_ports(&text, &out->source, &unclear))
        return false;
    if (text.length > 0 && !ikt_ios_take_ports(&text, &out->destination, &unclear))
        return false;
    if (text.length > 0 && ikt_ios_take_port(&text, &out->destination.ranges[0].low))
        out->destination.ranges[0].high = out->destination.ranges[0].low;
    return text.length == 0;
}

bool ikt_ios_in_group(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_ios_group *group = parser->group;
    struct member read = {0};
    if (ikt_ios_begins(text, "des|cription"))
        return true;
    if (ikt_ios_take(&text, "group-o|bject"))
        read.group = ikt_ios_take_name(&text, parser->arena);
    else if (group->is_service ? !read_service(text, &read.service) : !read_network(text, &read.end))
        return false;
    struct member *member = ikt_arena_alloc(parser->arena, 1, sizeof *member);
    *member = read;
    *group->tail = member;
    group->tail = &member->next;
    return ikt_ios_note(parser);
}

/* All members of a group, those of the groups in it among them. */
static void gather(struct ikt_ios_parser *parser, const char *name, unsigned depth, struct gathered *out)
{
    const struct ikt_ios_group *group = ikt_router_lookup(parser->config, IKT_ROUTER_IS_OBJECT_GROUP, name);
    if (!group)
        out->unclear = "an object group that is not defined in this file";
    else if (group->unclear)
        out->unclear = "an object group that was not understood";
    else if (depth > DEPTH_MOST)
        out->unclear = "object groups in one another, deeper than is followed";
    for (const struct member *member = group ? group->members : NULL; member && !out->unclear; member = member->next) {
        if (++parser->multiplied > STEPS_MOST || out->ends->len + out->services->len >= LINE_MOST)
            out->unclear = "object groups with more members than are followed";
        else if (member->group)
            gather(parser, member->group, depth + 1, out);
        else if (group->is_service)
            g_array_append_val(out->services, member->service);
        else
            g_array_append_val(out->ends, member->end);
    }
}

static struct gathered gathered_new(void)
{
    return (struct gathered){.ends = g_array_new(FALSE, TRUE, sizeof(struct ikt_router_end)),
                             .services = g_array_new(FALSE, TRUE, sizeof(struct service))};
}

static void gathered_clear(struct gathered *gathered)
{
    g_array_unref(gathered->ends);
    g_array_unref(gathered->services);
}

/* The ends that one end of the line stands for, with each of its ports. */
static GArray *ends_of(struct ikt_ios_parser *parser, const struct ikt_router_end *end, const char *name,
                       const struct ikt_ios_ports *ports, const char **unclear)
{
    GArray *all = g_array_new(FALSE, TRUE, sizeof(struct ikt_router_end));
    struct gathered addresses = gathered_new(), named = gathered_new();
    if (name)
        gather(parser, name, 0, &addresses);
    else
        g_array_append_val(addresses.ends, *end);
    if (ports->group)
        gather(parser, ports->group, 0, &named);
    const guint choices = ports->group ? named.services->len : 1;
    for (guint i = 0; i < addresses.ends->len && all->len < LINE_MOST; i++)
        for (guint j = 0; j < choices && all->len < LINE_MOST; j++) {
            const struct ikt_ios_ports *of =
                ports->group ? &g_array_index(named.services, struct service, j).destination : ports;
            for (unsigned k = 0; k < of->count; k++) {
                struct ikt_router_end one = g_array_index(addresses.ends, struct ikt_router_end, i);
                one.port = of->ranges[k].low;
                one.port_high = of->ranges[k].high;
                one.netmask_typed = end->netmask_typed;
                g_array_append_val(all, one);
            }
        }
    if (all->len >= LINE_MOST)
        *unclear = "object groups that multiply to more lines than are followed";
    *unclear = addresses.unclear ? addresses.unclear : named.unclear ? named.unclear : *unclear;
    gathered_clear(&addresses);
    gathered_clear(&named);
    return all;
}

/* Protocols with their ports; those of the line itself are in its ends. */
static GArray *services_of(struct ikt_ios_parser *parser, const struct ikt_ios_acl_line *line, const char **unclear)
{
    GArray *all = g_array_new(FALSE, TRUE, sizeof(struct service));
    struct service own = {.protocol = line->line->protocol, .source.count = 1, .destination.count = 1};
    if (!line->service) {
        g_array_append_val(all, own);
        return all;
    }
    struct gathered gathered = gathered_new();
    gather(parser, line->service, 0, &gathered);
    for (guint i = 0; i < gathered.services->len; i++) {
        struct service one = g_array_index(gathered.services, struct service, i);
        if (one.both)
            one.protocol = 6;
        g_array_append_val(all, one);
        one.protocol = 17;
        if (one.both)
            g_array_append_val(all, one);
    }
    *unclear = gathered.unclear ? gathered.unclear : *unclear;
    gathered_clear(&gathered);
    return all;
}

/* The line itself is the first that is made of it. */
struct making {
    struct ikt_arena *arena;
    struct ikt_router_acl_line *first, *last; /* last: NULL before there is one */
    struct ikt_router_acl_line as_written;
    bool own_ports; /* those of the service take the place of the ends' */
};

static void set_ports(struct ikt_router_end *end, const struct ikt_ios_range *ports)
{
    end->port = ports->low;
    end->port_high = ports->high;
}

static bool is_prefix(const struct ikt_router_end *end)
{
    uint32_t low, high;
    memcpy(&low, end->low.octets, sizeof low);
    memcpy(&high, end->high.octets, sizeof high);
    const uint32_t differing = GUINT32_FROM_BE(low ^ high);
    return end->low.family != IKT_FAMILY_IPV4 ||
           ((differing & (differing + 1)) == 0 && (GUINT32_FROM_BE(low) & differing) == 0);
}

static void make_one(struct making *making, const struct service *service, unsigned choice,
                     const struct ikt_router_end *source, const struct ikt_router_end *destination)
{
    struct ikt_router_acl_line *line = making->last ? ikt_arena_alloc(making->arena, 1, sizeof *line) : making->first;
    struct ikt_router_acl_line *next = making->last ? making->last->next : line->next;
    *line = making->as_written;
    line->next = next;
    line->protocol = service->protocol;
    line->source = *source;
    line->destination = *destination;
    if (making->own_ports) {
        set_ports(&line->source, &service->source.ranges[choice % service->source.count]);
        set_ports(&line->destination, &service->destination.ranges[choice / service->source.count]);
    }
    if (!line->unclear &&
        (line->source.port != line->source.port_high || line->destination.port != line->destination.port_high))
        line->unclear = "a range of ports, which no proxy can be";
    if (!line->unclear && !(is_prefix(source) && is_prefix(destination)))
        line->unclear = "a range of addresses, which no proxy can be";
    if (making->last)
        making->last->next = line;
    making->last = line;
}

/* One protocol between all ends. */
static void make_all(struct making *making, const struct service *service, const GArray *sources,
                     const GArray *destinations)
{
    const unsigned choices = service->source.count * service->destination.count;
    for (guint i = 0; i < sources->len; i++)
        for (guint j = 0; j < destinations->len; j++)
            for (unsigned choice = 0; choice < choices; choice++)
                make_one(making, service, choice, &g_array_index(sources, struct ikt_router_end, i),
                         &g_array_index(destinations, struct ikt_router_end, j));
}

void ikt_ios_multiply(struct ikt_ios_parser *parser, const struct ikt_ios_acl_line *line)
{
    const char *unclear = NULL;
    g_autoptr(GArray) services = services_of(parser, line, &unclear);
    g_autoptr(GArray) sources = ends_of(parser, &line->line->source, line->source, &line->source_ports, &unclear);
    g_autoptr(GArray) destinations =
        ends_of(parser, &line->line->destination, line->destination, &line->destination_ports, &unclear);
    uint64_t count = 0;
    for (guint i = 0; i < services->len; i++) {
        const struct service *one = &g_array_index(services, struct service, i);
        count += (uint64_t)one->source.count * one->destination.count;
    }
    count *= (uint64_t)sources->len * destinations->len;
    if (!unclear && (count > LINE_MOST || parser->made + count > TOTAL_MOST))
        unclear = "object groups that multiply to more lines than are followed";
    if (!unclear && count == 0)
        unclear = "an object group without members";
    if (unclear) {
        line->line->unclear = unclear;
        ikt_ios_remark(parser, line->line->line, "%s: what the line matches is not known", unclear);
        return;
    }
    struct making making = {
        .arena = parser->arena, .first = line->line, .as_written = *line->line, .own_ports = line->service != NULL};
    for (guint i = 0; i < services->len; i++)
        make_all(&making, &g_array_index(services, struct service, i), sources, destinations);
    if (!making.last->next)
        line->acl->last = making.last;
    line->acl->count += (size_t)count - 1;
    parser->made += (unsigned)count;
}
