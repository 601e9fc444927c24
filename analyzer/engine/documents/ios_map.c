/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     crypto map NAME SEQUENCE ipsec-isakmp [dynamic TEMPLATE]
 *     crypto dynamic-map NAME SEQUENCE
 *     crypto ipsec profile NAME
 *      set peer ADDRESS, set transform-set NAME..., set pfs groupN, set security-association lifetime ...,
 *      set isakmp-profile NAME, match address LIST
 *     crypto map NAME local-address INTERFACE
 *
 * An entry may be opened again, and written a statement a line.
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_readers.h"

static struct ikt_router_entry *open_entry(struct ikt_ios_parser *parser, enum ikt_router_entry_kind kind,
                                           const char *map, unsigned sequence)
{
    const enum ikt_router_object kinds[] = {[IKT_ROUTER_ENTRY_STATIC] = IKT_ROUTER_IS_ENTRY,
                                            [IKT_ROUTER_TEMPLATE] = IKT_ROUTER_IS_ENTRY,
                                            [IKT_ROUTER_PROFILE] = IKT_ROUTER_IS_PROFILE};
    g_autofree char *key = kind == IKT_ROUTER_PROFILE
                               ? g_strdup(map)
                               : g_strdup_printf("%d %u %s", kind == IKT_ROUTER_TEMPLATE, sequence, map);
    struct ikt_router_entry *entry = ikt_router_lookup(parser->config, kinds[kind], key);
    if (!entry) {
        entry = ikt_arena_alloc(parser->arena, 1, sizeof *entry);
        *entry = (struct ikt_router_entry){.kind = kind,
                                           .map = map,
                                           .sequence = sequence,
                                           .line = parser->at.line,
                                           .pfs.value = IKT_ABSENT,
                                           .seconds.value = IKT_ABSENT,
                                           .kilobytes.value = IKT_ABSENT};
        *parser->tails.entry = entry;
        parser->tails.entry = &entry->next;
        ikt_router_define(parser->config, kinds[kind], key, entry);
        if (kind == IKT_ROUTER_TEMPLATE)
            ikt_router_define(parser->config, IKT_ROUTER_IS_TEMPLATE, map, entry);
    }
    parser->entry = entry;
    parser->block = IKT_IOS_BLOCK_ENTRY;
    return entry;
}

bool ikt_ios_read_lifetime(struct ikt_ios_parser *parser, struct ikt_bytes text, struct ikt_router_number *seconds,
                           struct ikt_router_number *kilobytes)
{
    uint32_t number;
    if (ikt_ios_take(&text, "s|econds") && ikt_ios_take_number(&text, 1, UINT32_MAX, &number)) {
        *seconds = (struct ikt_router_number){number, parser->at.line};
    } else if (ikt_ios_take(&text, "d|ays") && ikt_ios_take_number(&text, 1, 365, &number)) {
        *seconds = (struct ikt_router_number){(int64_t)number * 86400, parser->at.line};
    } else if (ikt_ios_take(&text, "k|ilobytes")) {
        bool none = ikt_ios_take(&text, "di|sable");
        if (!none && !ikt_ios_take_number(&text, 1, UINT32_MAX, &number))
            return false;
        *kilobytes = (struct ikt_router_number){none ? IKT_ABSENT : (int64_t)number, parser->at.line};
    } else {
        return false;
    }
    return true;
}

void ikt_ios_default_lifetimes(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    if (!ikt_ios_begins(text, "k|ilobytes"))
        parser->config->seconds = (struct ikt_router_number){IKT_ROUTER_SECONDS, 0};
    if (!ikt_ios_begins(text, "s|econds") && !ikt_ios_begins(text, "d|ays"))
        parser->config->kilobytes = (struct ikt_router_number){IKT_ROUTER_KILOBYTES, 0};
}

/* "set pfs": which group a bare one means depends on the release. */
static bool set_pfs(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_bytes word = ikt_text_take_word(&text);
    uint32_t group;
    parser->entry->pfs = (struct ikt_router_number){IKT_ABSENT, parser->at.line};
    parser->entry->pfs_default = word.length == 0;
    if (word.length == 0)
        return true;
    if (!ikt_text_begins_any_case(word, "group"))
        return false;
    word = ikt_text_part(word, strlen("group"), word.length);
    if (!ikt_ios_take_number(&word, 1, 31, &group))
        return false;
    parser->entry->pfs.value = (int64_t)group;
    return true;
}

static bool set_peer(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_bytes one = text, peer = ikt_text_take_word(&one);
    if (peer.length == 0 || (one.length > 0 && !ikt_ios_begins(one, "def|ault")))
        return false; /* "dynamic": looked up anew each time */
    return ikt_ios_take_names(parser, &parser->entry->peers, peer);
}

static bool set_sets(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    /* written again, it takes the place of what was there */
    parser->entry->sets = NULL;
    return text.length > 0 && ikt_ios_take_names(parser, &parser->entry->sets, text);
}

static bool set_lifetime(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    if (ikt_ios_take(&text, "life|time"))
        return ikt_ios_read_lifetime(parser, text, &parser->entry->seconds, &parser->entry->kilobytes);
    if (ikt_ios_begins(text, "lev|el per|-host")) {
        parser->entry->per_host = (struct ikt_router_switch){true, parser->at.line};
        return true;
    }
    return ikt_ios_begins(text, "rep|lay") || ikt_ios_begins(text, "idle|-time") || ikt_ios_begins(text, "dum|my") ||
           ikt_ios_begins(text, "dfb|it") || ikt_ios_begins(text, "df-bit") || ikt_ios_begins(text, "ecn");
}

static bool set_other(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_entry *entry = parser->entry;
    if (ikt_ios_take(&text, "isa|kmp-profile"))
        entry->isakmp_profile = ikt_ios_take_named(parser, &text);
    else if (ikt_ios_take(&text, "ikev2|-profile"))
        entry->ikev2_profile = ikt_ios_take_named(parser, &text);
    else
        return ikt_ios_begins(text, "rev|erse-route") || ikt_ios_begins(text, "ip") || ikt_ios_begins(text, "nat") ||
               ikt_ios_begins(text, "dfb|it") || ikt_ios_begins(text, "mixed-mode");
    return true;
}

static bool read_set(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    if (ikt_ios_take(&text, "pe|er"))
        return set_peer(parser, text);
    if (ikt_ios_take(&text, "tra|nsform-set"))
        return set_sets(parser, text);
    if (ikt_ios_take(&text, "pf|s"))
        return set_pfs(parser, text);
    if (ikt_ios_take(&text, "sec|urity-association"))
        return set_lifetime(parser, text);
    return set_other(parser, text);
}

static bool read_match(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    if (!ikt_ios_take(&text, "a|ddress"))
        return false;
    if (!ikt_ios_take(&text, "local"))
        parser->entry->acl = ikt_ios_take_named(parser, &text);
    return true;
}

/* What else an entry may hold, and nothing here rests on. */
static bool is_other(struct ikt_bytes text)
{
    return ikt_ios_begins(text, "des|cription") || ikt_ios_begins(text, "qos") || ikt_ios_begins(text, "dia|ler");
}

static bool read_switch(struct ikt_ios_parser *parser, struct ikt_bytes text, bool off)
{
    const struct ikt_router_switch state = {!off, parser->at.line};
    if (ikt_ios_begins(text, "rev|erse-route"))
        parser->entry->reverse_route = state;
    else if (ikt_ios_begins(text, "respo|nder-only"))
        parser->entry->responder_only = state;
    else
        return false;
    return true;
}

/* "no set peer ADDRESS": without one, all of them. */
static void take_peer(struct ikt_router_entry *entry, struct ikt_bytes text)
{
    struct ikt_bytes peer = ikt_text_take_word(&text);
    for (struct ikt_router_names **at = &entry->peers; *at;) {
        if (peer.length == 0 || ((*at)->name.text && ikt_text_is(peer, (*at)->name.text)))
            *at = (*at)->next;
        else
            at = &(*at)->next;
    }
}

/* "no set ...", "no match ...": what was set is gone. False: not understood. */
static bool take_back(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_entry *entry = parser->entry;
    const struct ikt_router_number default_number = {IKT_ABSENT, 0};
    const struct ikt_router_name none = {0};
    ikt_ios_take(&text, "no");
    if (ikt_ios_begins(text, "ma|tch a|ddress")) {
        entry->acl = none;
        return true;
    }
    if (!ikt_ios_take(&text, "se|t"))
        return is_other(text) || read_switch(parser, text, true);
    if (ikt_ios_take(&text, "pe|er")) {
        take_peer(entry, text);
    } else if (ikt_ios_begins(text, "tra|nsform-set")) {
        entry->sets = NULL;
    } else if (ikt_ios_begins(text, "pf|s")) {
        entry->pfs = default_number;
        entry->pfs_default = false;
    } else if (ikt_ios_take(&text, "sec|urity-association life|time")) {
        if (!ikt_ios_begins(text, "k|ilobytes"))
            entry->seconds = default_number;
        if (!ikt_ios_begins(text, "s|econds"))
            entry->kilobytes = default_number;
    } else if (ikt_ios_begins(text, "sec|urity-association lev|el")) {
        entry->per_host = (struct ikt_router_switch){0};
    } else if (ikt_ios_begins(text, "isa|kmp-profile")) {
        entry->isakmp_profile = none;
    } else if (ikt_ios_begins(text, "ikev2|-profile")) {
        entry->ikev2_profile = none;
    } else {
        return read_set(parser, text);
    }
    return true;
}

bool ikt_ios_in_entry(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    bool understood = true;
    if (is_other(text))
        return true;
    if (ikt_ios_take(&text, "se|t"))
        understood = read_set(parser, text);
    else if (ikt_ios_take(&text, "ma|tch"))
        understood = read_match(parser, text);
    else if (ikt_ios_begins(text, "no se|t") || ikt_ios_begins(text, "no ma|tch") ||
             (parser->at.indented && ikt_ios_begins(text, "no")))
        understood = take_back(parser, text);
    else if (!read_switch(parser, text, false))
        return false;
    if (!understood) {
        ikt_ios_not_understood(parser);
        parser->entry->unclear = true;
    }
    if (!ikt_ios_note(parser))
        parser->entry->unclear = true;
    return true;
}

/* What follows the sequence number. */
static bool read_kind(struct ikt_ios_parser *parser, struct ikt_router_entry *entry, struct ikt_bytes text)
{
    if (text.length == 0)
        return true;
    if (ikt_ios_take(&text, "ipsec-i|sakmp")) {
        if (ikt_ios_take(&text, "dy|namic")) {
            entry->kind = IKT_ROUTER_ENTRY_DYNAMIC;
            entry->dynamic = ikt_ios_take_named(parser, &text);
        } else if (ikt_ios_take(&text, "pro|file")) {
            entry->unclear = true; /* a template for EzVPN and the like */
        }
        return true;
    }
    if (ikt_ios_begins(text, "ipsec-m|anual") || ikt_ios_begins(text, "gdoi")) {
        entry->kind = IKT_ROUTER_ENTRY_OTHER;
        return true;
    }
    if (ikt_ios_begins(text, "se|t") || ikt_ios_begins(text, "ma|tch"))
        return ikt_ios_in_entry(parser, text);
    return false;
}

static struct ikt_router_map *map_of(struct ikt_ios_parser *parser, const char *name)
{
    struct ikt_router_map *map = ikt_router_lookup(parser->config, IKT_ROUTER_IS_MAP, name);
    if (map)
        return map;
    map = ikt_arena_alloc(parser->arena, 1, sizeof *map);
    map->name = name;
    map->line = parser->at.line;
    *parser->tails.map = map;
    parser->tails.map = &map->next;
    ikt_router_define(parser->config, IKT_ROUTER_IS_MAP, name, map);
    return map;
}

/* "crypto map NAME ..." of all its entries. */
static bool read_map_wide(struct ikt_ios_parser *parser, struct ikt_router_map *map, struct ikt_bytes text)
{
    const struct ikt_router_switch on = {true, parser->at.line};
    if (ikt_ios_take(&text, "loc|al-address"))
        map->local_address = ikt_ios_take_interface_named(parser, &text);
    else if (ikt_ios_take(&text, "isakmp-|profile"))
        map->isakmp_profile = ikt_ios_take_named(parser, &text);
    else if (ikt_ios_take(&text, "cl|ient authe|ntication list"))
        map->xauth = on;
    else if (ikt_ios_take(&text, "cl|ient conf|iguration address"))
        map->config_address = on;
    else
        return ikt_ios_begins(text, "cl|ient") || ikt_ios_begins(text, "is|akmp") ||
               ikt_ios_begins(text, "red|undancy") || ikt_ios_begins(text, "gdoi");
    return true;
}

bool ikt_ios_read_map(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, parser->arena);
    uint32_t sequence;
    const bool ipv6 = name && strcmp(name, "ipv6") == 0 && text.length > 0 && !g_ascii_isdigit(text.data[0]);
    if (ipv6)
        name = ikt_ios_take_name(&text, parser->arena);
    if (!name || ikt_ios_begins(text, "int|erface")) /* how ASA applies one */
        return false;
    struct ikt_router_map *map = map_of(parser, name);
    if (!ikt_ios_note(parser))
        return true;
    if (text.length == 0) {
        parser->config->stray_apply = true;
        return true;
    }
    if (!ikt_ios_take_number(&text, 1, 65535, &sequence)) {
        const bool known = read_map_wide(parser, map, text);
        parser->config->stray_apply = parser->config->stray_apply || !known; /* it may be meant to */
        return known;
    }
    struct ikt_router_entry *entry = open_entry(parser, IKT_ROUTER_ENTRY_STATIC, name, sequence);
    entry->unclear = entry->unclear || ipv6; /* its access lists are not read yet */
    if (read_kind(parser, entry, text))
        return true;
    entry->unclear = true;
    return false;
}

bool ikt_ios_read_template(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, parser->arena);
    uint32_t sequence;
    if (!name || !ikt_ios_take_number(&text, 1, 65535, &sequence))
        return false;
    if (!ikt_ios_note(parser))
        return true;
    open_entry(parser, IKT_ROUTER_TEMPLATE, name, sequence);
    return text.length == 0 || ikt_ios_in_entry(parser, text);
}

bool ikt_ios_read_profile(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, parser->arena);
    if (!name)
        return false;
    if (ikt_ios_note(parser))
        open_entry(parser, IKT_ROUTER_PROFILE, name, 0);
    return true;
}
