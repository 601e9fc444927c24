/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     crypto isakmp profile NAME
 *      keyring NAME..., match identity {address ADDRESS [MASK] [VRF]|host [domain] NAME|user [domain] NAME|group NAME}
 *      vrf NAME, self-identity {address|fqdn [NAME]|user-fqdn NAME|ADDRESS}, local-address {ADDRESS|INTERFACE}
 *      client authentication list NAME, initiate mode aggressive
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_readers.h"
#include "documents/ios_whom.h"

bool ikt_ios_read_isakmp_profile(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, parser->arena);
    if (!name)
        return false;
    if (!ikt_ios_note(parser))
        return true;
    struct ikt_router_isakmp_profile *profile = ikt_router_lookup(parser->config, IKT_ROUTER_IS_ISAKMP_PROFILE, name);
    if (!profile) {
        profile = ikt_arena_alloc(parser->arena, 1, sizeof *profile);
        *profile = (struct ikt_router_isakmp_profile){.name = name, .line = parser->at.line, .aggressive.on = false};
        *parser->tails.isakmp_profile = profile;
        parser->tails.isakmp_profile = &profile->next;
        ikt_router_define(parser->config, IKT_ROUTER_IS_ISAKMP_PROFILE, name, profile);
    }
    parser->isakmp_profile = profile;
    parser->block = IKT_IOS_BLOCK_ISAKMP_PROFILE;
    return true;
}

/* What follows "match". */
static struct ikt_router_whom read_match(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    ikt_ios_take(&text, "i|dentity");
    struct ikt_bytes written = text, name = text;
    enum ikt_router_whom_kind kind = IKT_ROUTER_WHOM_OTHER;
    if (ikt_ios_take(&text, "a|ddress"))
        return ikt_ios_whom_address(parser, text);
    if (ikt_ios_take(&name, "h|ost") || ikt_ios_take(&name, "fq|dn"))
        kind = IKT_ROUTER_WHOM_HOST;
    else if (ikt_ios_take(&name, "u|ser") || ikt_ios_take(&name, "user-|fqdn"))
        kind = IKT_ROUTER_WHOM_USER;
    else if (ikt_ios_take(&name, "g|roup"))
        kind = IKT_ROUTER_WHOM_GROUP;
    if (kind == IKT_ROUTER_WHOM_OTHER || ikt_ios_begins(name, "dom|ain")) /* all names of a domain */
        return ikt_ios_whom_name(parser, IKT_ROUTER_WHOM_OTHER, written, (struct ikt_bytes){0});
    return ikt_ios_whom_name(parser, kind, written, name);
}

static bool add_match(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_match **last = &parser->isakmp_profile->matches;
    unsigned count = 0;
    for (; *last && count < IKT_IOS_NAMES; count++)
        last = &(*last)->next;
    if (*last)
        return false;
    *last = ikt_arena_alloc(parser->arena, 1, sizeof **last);
    (*last)->whom = read_match(parser, text);
    (*last)->line = parser->at.line;
    return true;
}

/* What else a profile may hold, and nothing here rests on. */
static const char *const others[] = {"des|cription", "cl|ient", "isakmp",     "accounting",   "virtual-t|emplate",
                                     "keepa|live",   "ca",      "qos-g|roup", "reverse-route"};

static bool is_other(struct ikt_bytes text)
{
    ikt_ios_take(&text, "no");
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        if (ikt_ios_begins(text, others[i]))
            return true;
    return false;
}

bool ikt_ios_in_isakmp_profile(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_isakmp_profile *profile = parser->isakmp_profile;
    const unsigned line = parser->at.line;
    bool kept = true;
    if (ikt_ios_take(&text, "keyr|ing"))
        kept = ikt_ios_take_names(parser, &profile->keyrings, text);
    else if (ikt_ios_take(&text, "m|atch"))
        kept = add_match(parser, text);
    else if (ikt_ios_take(&text, "loc|al-address"))
        profile->local_address = (struct ikt_router_name){ikt_ios_take_interface(parser, &text), line};
    else if (ikt_ios_take(&text, "vr|f"))
        profile->vrf = ikt_ios_take_named(parser, &text);
    else if (ikt_ios_take(&text, "se|lf-identity"))
        profile->self_identity =
            (struct ikt_router_name){ikt_ios_is_placeholder(text) ? NULL : ikt_ios_keep(parser->arena, text), line};
    else if (ikt_ios_take(&text, "init|iate mode aggr|essive"))
        profile->aggressive = (struct ikt_router_switch){true, line};
    else if (ikt_ios_take(&text, "cl|ient authe|ntication list"))
        profile->xauth = (struct ikt_router_switch){true, line};
    else
        return is_other(text);
    profile->unclear = profile->unclear || !kept;
    return ikt_ios_note(parser);
}
