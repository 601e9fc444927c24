/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Statements to their readers. A block ends where the next statement that is none of its own begins: indentation
 * differs from author to author, and typed input has none.
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_readers.h"
#include "documents/readers.h"

static bool read_ipsec(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    /* what bears on no claim */
    static const char *const others[] = {
        "nat-t|ransparency", "df|-bit", "fr|agmentation", "op|tional", "client", "server", "ipv4-deny"};
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
    if (ikt_ios_take(&text, "keyr|ing")) {
        ikt_ios_read_keyring(parser, text);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        if (ikt_ios_begins(text, others[i]))
            return true;
    return false;
}

/* "no ...": a running-config has such lines for defaults that are off, and none that takes a statement back. */
static bool read_no(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    static const char *const removals[] = {"cr|ypto ma|p",
                                           "cr|ypto dy|namic-map",
                                           "cr|ypto ip|sec tra|nsform-set",
                                           "cr|ypto ip|sec pro|file",
                                           "cr|ypto is|akmp po|licy",
                                           "access-l|ist",
                                           "ip access-l|ist"};
    if (ikt_ios_begins(text, "cr|ypto is|akmp default po|licy")) {
        parser->config->default_policies_off = true;
        return true;
    }
    if (ikt_ios_begins(text, "cr|ypto ip|sec tra|nsform-set default"))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(removals); i++)
        if (ikt_ios_begins(text, removals[i]))
            parser->config->removals = true;
    if (parser->config->removals)
        ikt_ios_remark(parser, parser->at.line,
                       "a statement is taken back: this is no running-config, and nothing is concluded from it");
    return true;
}

static void set_hostname(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router *config = parser->config;
    struct ikt_router_name name = ikt_ios_take_named(parser, &text);
    if (config->hostname.text && g_strcmp0(config->hostname.text, name.text) != 0) {
        config->several = true;
        ikt_ios_remark(parser, parser->at.line,
                       "a second hostname: the file holds several configurations, and nothing is concluded from it");
    }
    config->hostname = name;
    ikt_ios_note(parser);
}

/* A statement of the top level; false: none that is known. Its block is open afterwards. */
static bool read_top(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const enum ikt_ios_block before = parser->block;
    struct ikt_bytes rest = text;
    parser->block = IKT_IOS_BLOCK_NONE;
    bool understood = true;
    if (ikt_ios_take(&rest, "cr|ypto"))
        understood = read_crypto(parser, rest);
    else if (ikt_ios_take(&rest, "int|erface"))
        ikt_ios_read_interface(parser, rest);
    else if (ikt_ios_take(&rest, "access-l|ist"))
        understood = ikt_ios_read_numbered_acl(parser, rest);
    else if (ikt_ios_take(&rest, "ip access-l|ist"))
        understood = ikt_ios_read_named_acl(parser, rest);
    else if (ikt_ios_take(&rest, "ipv6 access-l|ist"))
        understood = ikt_ios_read_ipv6_acl(parser, rest);
    else if (ikt_ios_take(&rest, "hostn|ame"))
        set_hostname(parser, rest);
    else if (ikt_ios_begins(rest, "no") && !parser->at.indented && ikt_ios_take(&rest, "no"))
        read_no(parser, rest);
    else {
        parser->block = before;
        return false;
    }
    if (!understood)
        ikt_ios_not_understood(parser);
    return true;
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
    case IKT_IOS_BLOCK_NONE:
        break;
    }
    return false;
}

/* A line of an open block that no reader knows. */
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
    case IKT_IOS_BLOCK_POLICY:
    case IKT_IOS_BLOCK_KEYRING:
        break;
    case IKT_IOS_BLOCK_NONE:
    case IKT_IOS_BLOCK_INTERFACE:
        return; /* most of what stands there is not about IPsec */
    }
    ikt_ios_not_understood(parser);
}

/* Words that begin a block which is none of ours: what follows no longer belongs to the interface above. */
static bool ends_interface(struct ikt_bytes text)
{
    static const char *const words[] = {
        "rout|er",   "line",       "route-map",       "ip route",     "ip nat inside source", "control-plane",
        "class-map", "policy-map", "vrf def|inition", "object-group", "ipv6 access-list",     "aaa"};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (ikt_ios_begins(text, words[i]))
            return true;
    return false;
}

static void read_statement(struct ikt_ios_parser *parser)
{
    struct ikt_bytes text = parser->at.text;
    if (ikt_ios_begins(text, "end") || ikt_ios_begins(text, "exi|t")) {
        parser->block = IKT_IOS_BLOCK_NONE;
        return;
    }
    if (read_in_block(parser, text) || read_top(parser, text))
        return;
    if (parser->block != IKT_IOS_BLOCK_INTERFACE && parser->at.indented)
        leave_out(parser);
    else if (parser->block != IKT_IOS_BLOCK_INTERFACE || ends_interface(text))
        parser->block = IKT_IOS_BLOCK_NONE;
}

struct ikt_router *ikt_ios_read(const char *name, struct ikt_bytes content, ikt_config_remark *remark, void *user)
{
    struct ikt_router *config = ikt_router_new(IKT_ROUTER_IOS);
    struct ikt_ios_parser parser = {
        .config = config,
        .arena = ikt_router_arena(config),
        .name = name,
        .remark = remark,
        .user = user,
        .tails = {&config->interfaces, &config->policies, &config->keys, &config->keyrings, &config->isakmp_profiles,
                  &config->sets, &config->entries, &config->maps, &config->acls},
    };
    struct ikt_ios_lines lines = ikt_ios_lines(content);
    while (!config->truncated && ikt_ios_lines_next(&lines, &parser.at))
        read_statement(&parser);
    if (!config->hostname.text && lines.prompt.length > 0)
        config->hostname.text = ikt_ios_keep(parser.arena, lines.prompt);
    ikt_ios_sort_acls(config);
    ikt_ios_check_names(&parser);
    return config;
}
