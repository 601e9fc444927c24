/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Statements to their readers. A block ends where the next statement that is none of its own begins: indentation
 * differs from author to author, and typed input has none.
 */
#include <glib.h>

#include "documents/ios_group.h"
#include "documents/ios_readers.h"

static bool read_ipsec(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    /* what bears on no claim */
    static const char *const others[] = {"df|-bit", "fr|agmentation", "op|tional", "client", "server", "ipv4-deny"};
    struct ikt_router *config = parser->config;
    if (ikt_ios_take(&text, "tra|nsform-set")) {
        ikt_ios_read_set(parser, text);
        return true;
    }
    if (ikt_ios_take(&text, "pro|file"))
        return ikt_ios_read_profile(parser, text);
    if (ikt_ios_take(&text, "sec|urity-association")) {
        if (!ikt_ios_take(&text, "life|time"))
            return true; /* replay, idle-time and the like */
        return ikt_ios_read_lifetime(parser, text, &config->seconds, &config->kilobytes) && ikt_ios_note(parser);
    }
    if (ikt_ios_take(&text, "nat-t|ransparency")) {
        if (ikt_ios_begins(text, "udp-|encapsulation"))
            config->natt = (struct ikt_router_switch){true, parser->at.line};
        return ikt_ios_note(parser);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        if (ikt_ios_begins(text, others[i]))
            return true;
    return false;
}

/* What follows "crypto". */
static bool read_crypto(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    /* not IKEv1's, or nothing of an entry; certificates were skipped before */
    static const char *const others[] = {"ikev2",        "pki",      "ca",    "key", "engine",     "gdoi",
                                         "logging",      "call",     "mib",   "ssl", "csr-params", "vpn",
                                         "provisioning", "identity", "xauth", "wui", "gkm",        "ace"};
    if (ikt_ios_take(&text, "is|akmp"))
        return ikt_ios_read_isakmp(parser, text);
    if (ikt_ios_take(&text, "ip|sec"))
        return read_ipsec(parser, text);
    if (ikt_ios_take(&text, "ma|p"))
        return ikt_ios_read_map(parser, text);
    if (ikt_ios_take(&text, "dy|namic-map"))
        return ikt_ios_read_template(parser, text);
    if (ikt_ios_take(&text, "keyr|ing"))
        return ikt_ios_read_keyring(parser, text);
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        if (ikt_ios_begins(text, others[i]))
            return true;
    return false;
}

static bool set_hostname(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    parser->config->hostname = ikt_ios_take_named(parser, &text);
    return ikt_ios_note(parser);
}

/* "version 15.2" */
bool ikt_ios_read_version(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    uint32_t release, minor;
    if (!ikt_text_take_number(&text, 99, &release) || text.length == 0 || text.data[0] != '.')
        return true;
    text = ikt_text_part(text, 1, text.length);
    if (!ikt_text_take_number(&text, 99, &minor))
        return true;
    parser->config->release = release;
    parser->config->minor = minor;
    return ikt_ios_note(parser);
}

/* A statement of the top level; false: none that is known. Its block is open afterwards. */
static bool read_top(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    static const struct {
        const char *keywords;
        bool (*read)(struct ikt_ios_parser *parser, struct ikt_bytes text); /* false: not understood */
    } readers[] = {
        {"cr|ypto", read_crypto},
        {"int|erface", ikt_ios_read_interface},
        {"access-l|ist", ikt_ios_read_numbered_acl},
        {"ip access-l|ist", ikt_ios_read_named_acl},
        {"ipv6 access-l|ist", ikt_ios_read_ipv6_acl},
        {"object-g|roup", ikt_ios_read_group},
        {"ip route", ikt_ios_read_route},
        {"ip nat", ikt_ios_read_nat},
        {"route-m|ap", ikt_ios_read_route_map},
        {"router", ikt_ios_read_routing},
        {"hostn|ame", set_hostname},
        {"version", ikt_ios_read_version},
    };
    const enum ikt_ios_block before = parser->block;
    struct ikt_bytes rest = text;
    parser->block = IKT_IOS_BLOCK_NONE;
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
        if (!ikt_ios_take(&rest, readers[i].keywords))
            continue;
        if (!readers[i].read(parser, rest))
            ikt_ios_not_understood(parser);
        return true;
    }
    if (!parser->at.indented && ikt_ios_take(&rest, "no")) {
        ikt_ios_read_no(parser, rest);
        return true;
    }
    parser->block = before;
    return false;
}

static bool read_in_block(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    switch (parser->block) {
    case IKT_IOS_BLOCK_POLICY:
        return ikt_ios_in_policy(parser, text);
    case IKT_IOS_BLOCK_KEYRING:
        return ikt_ios_in_keyring(parser, text);
    case IKT_IOS_BLOCK_ISAKMP_PROFILE:
        return ikt_ios_in_isakmp_profile(parser, text);
    case IKT_IOS_BLOCK_SET:
        return ikt_ios_in_set(parser, text);
    case IKT_IOS_BLOCK_ENTRY:
        return ikt_ios_in_entry(parser, text);
    case IKT_IOS_BLOCK_ACL:
        return ikt_ios_in_acl(parser, text);
    case IKT_IOS_BLOCK_INTERFACE:
        return ikt_ios_in_interface(parser, text);
    case IKT_IOS_BLOCK_GROUP:
        return ikt_ios_in_group(parser, text);
    case IKT_IOS_BLOCK_ROUTE_MAP:
        return ikt_ios_in_route_map(parser, text);
    case IKT_IOS_BLOCK_NONE:
        break;
    }
    return false;
}

/* A line that no reader knows, or of which a part is missing. */
static void leave_out(struct ikt_ios_parser *parser)
{
    switch (parser->block) {
    case IKT_IOS_BLOCK_ACL:
        parser->acl->unclear = true;
        break;
    case IKT_IOS_BLOCK_ENTRY:
        parser->entry->unclear = true;
        break;
    case IKT_IOS_BLOCK_SET:
        parser->set->unclear = true;
        break;
    case IKT_IOS_BLOCK_ISAKMP_PROFILE:
        parser->isakmp_profile->unclear = true;
        break;
    case IKT_IOS_BLOCK_GROUP:
        ikt_ios_group_unclear(parser);
        break;
    case IKT_IOS_BLOCK_ROUTE_MAP:
        parser->route_map->other_matches = true;
        break;
    case IKT_IOS_BLOCK_POLICY:
        parser->policy->unclear = true;
        break;
    case IKT_IOS_BLOCK_INTERFACE:
        parser->interface->unclear = true;
        break;
    case IKT_IOS_BLOCK_KEYRING:
    case IKT_IOS_BLOCK_NONE:
        break;
    }
    ikt_ios_not_understood(parser);
}

/* Words that begin a block which is none of ours: what follows no longer belongs to the interface above. */
static bool ends_interface(struct ikt_bytes text)
{
    static const char *const words[] = {"line", "control-plane", "class-map", "policy-map", "vrf def|inition", "aaa"};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (ikt_ios_begins(text, words[i]))
            return true;
    return false;
}

static bool is_slip_of_block(const struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    static const char *const words[][6] = {
        [IKT_IOS_BLOCK_POLICY] = {"encryption", "hash", "authentication", "group", "lifetime"},
        [IKT_IOS_BLOCK_KEYRING] = {"pre-shared-key", "local-address"},
        [IKT_IOS_BLOCK_ISAKMP_PROFILE] = {"keyring", "match", "self-identity", "local-address"},
        [IKT_IOS_BLOCK_SET] = {"mode"},
        [IKT_IOS_BLOCK_ENTRY] = {"set", "match"},
        [IKT_IOS_BLOCK_ACL] = {"permit", "deny"},
        [IKT_IOS_BLOCK_INTERFACE] = {"crypto", "tunnel", "standby", "shutdown"},
        [IKT_IOS_BLOCK_ROUTE_MAP] = {"match"},
        [IKT_IOS_BLOCK_GROUP] = {"group-object", "host", "range"},
    };
    return parser->block < G_N_ELEMENTS(words) && ikt_ios_is_slip(text, words[parser->block]);
}

static bool is_slip_of_top(struct ikt_bytes text)
{
    static const char *const words[] = {"crypto", "interface", "access-list", "hostname", "route-map", NULL};
    return ikt_ios_is_slip(text, words);
}

void ikt_ios_read_statement(struct ikt_ios_parser *parser)
{
    struct ikt_bytes text = parser->at.text;
    parser->masked = NULL;
    if (parser->at.cut) {
        leave_out(parser);
        return;
    }
    if (ikt_ios_begins(text, "end") || ikt_ios_begins(text, "exi|t")) {
        parser->block = IKT_IOS_BLOCK_NONE;
        return;
    }
    if (read_in_block(parser, text) || read_top(parser, text))
        return;
    if (is_slip_of_block(parser, text)) {
        /* it may apply a crypto map */
        parser->config->stray_apply = parser->config->stray_apply || parser->block == IKT_IOS_BLOCK_INTERFACE;
        leave_out(parser);
    } else if (!parser->at.indented && is_slip_of_top(text)) {
        parser->block = IKT_IOS_BLOCK_NONE;
        parser->config->misspelt = true;
        ikt_ios_not_understood(parser);
    } else if (parser->block != IKT_IOS_BLOCK_INTERFACE && parser->at.indented) {
        if (parser->block != IKT_IOS_BLOCK_NONE)
            leave_out(parser);
    } else if (parser->block != IKT_IOS_BLOCK_INTERFACE || ends_interface(text)) {
        parser->block = IKT_IOS_BLOCK_NONE;
    }
}
