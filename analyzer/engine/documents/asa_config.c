/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Statements of an ASA to their readers. A block ends where the next statement begins that is none of its own.
 */
#include <string.h>

#include <glib.h>

#include "base/hash.h"
#include "documents/asa_parser.h"
#include "documents/readers.h"
#include "documents/ios_readers.h"

/* Defaults of crypto ipsec security-association lifetime (ASA command reference). */
#define SECONDS 28800

static bool read_crypto(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    asa->block = IKT_ASA_BLOCK_OTHER;
    if (ikt_text_take_words(&text, "ikev1") || ikt_text_take_words(&text, "isakmp"))
        return ikt_asa_read_isakmp(asa, text);
    if (ikt_text_take_words(&text, "ipsec"))
        return ikt_asa_read_ipsec(asa, text);
    if (ikt_text_take_words(&text, "map"))
        return ikt_asa_read_map(asa, text);
    if (ikt_text_take_words(&text, "dynamic-map"))
        return ikt_asa_read_template(asa, text);
    return true; /* IKEv2, certificates and the like */
}

static void set_hostname(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_router *router = asa->base.config;
    struct ikt_router_name name = ikt_ios_take_named(&asa->base, &text);
    if (router->hostname.text && g_strcmp0(router->hostname.text, name.text) != 0) {
        router->several = true;
        ikt_ios_remark(&asa->base, asa->base.at.line,
                       "a second hostname: the file holds several configurations, and nothing is concluded from it");
    }
    router->hostname = name;
    ikt_ios_note(&asa->base);
}

/* "9.1(2)" */
static void set_version(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    uint32_t release, minor;
    if (!ikt_text_take_number(&text, 99, &release) || !ikt_text_begins(text, "."))
        return;
    text = ikt_text_part(text, 1, text.length);
    if (!ikt_text_take_number(&text, 99, &minor))
        return;
    asa->base.config->release = release;
    asa->base.config->minor = minor;
}

static bool read_no(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    static const char *const removals[] = {"crypto map",   "crypto dynamic-map",  "crypto ipsec",        "access-list",
                                           "tunnel-group", "crypto ikev1 policy", "crypto isakmp policy"};
    struct ikt_router *router = asa->base.config;
    struct ikt_bytes rest = text;
    if (ikt_text_take_words(&rest, "crypto isakmp nat-traversal") ||
        ikt_text_take_words(&rest, "isakmp nat-traversal")) {
        router->natt = (struct ikt_router_switch){false, asa->base.at.line};
        ikt_ios_note(&asa->base);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(removals) && !asa->base.at.indented; i++) {
        rest = text;
        if (!ikt_text_take_words(&rest, removals[i]))
            continue;
        if (!router->removals)
            ikt_ios_remark(&asa->base, asa->base.at.line,
                           "a statement is taken back: this is no running-config, and nothing is concluded from it");
        router->removals = true;
    }
    return true;
}

struct reader {
    const char *words;
    bool (*read)(struct ikt_asa_parser *asa, struct ikt_bytes text);
};

static const struct reader readers[] = {
    {"crypto", read_crypto},
    {"isakmp", ikt_asa_read_isakmp},
    {"access-list", ikt_asa_read_acl},
    {"tunnel-group", ikt_asa_read_tunnel_group},
    {"object", ikt_asa_read_object},
    {"object-group", ikt_asa_read_group},
    {"access-group", ikt_asa_read_access_group},
    {"route", ikt_asa_read_route},
    {"global", ikt_asa_read_global},
    {"static", ikt_asa_read_static},
    {"ip address", ikt_asa_read_pix_address},
    {"nameif", ikt_asa_read_pix_nameif},
    {"no", read_no},
};

/* False: no statement that is known; its block stays open. */
static bool read_top(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_bytes rest = text;
    if (ikt_text_take_words(&rest, "nat")) { /* it may be an object's */
        if (!ikt_asa_read_nat(asa, rest))
            ikt_ios_not_understood(&asa->base);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
        if (!ikt_text_take_words(&rest, readers[i].words))
            continue;
        asa->block = IKT_ASA_BLOCK_NONE;
        if (!readers[i].read(asa, rest))
            ikt_ios_not_understood(&asa->base);
        return true;
    }
    asa->block = IKT_ASA_BLOCK_NONE;
    if (ikt_text_take_words(&rest, "interface"))
        ikt_asa_read_interface(asa, rest);
    else if (ikt_text_take_words(&rest, "hostname"))
        set_hostname(asa, rest);
    else if (ikt_text_take_words(&rest, "name"))
        ikt_asa_read_name(asa, rest);
    else if (ikt_text_take_words(&rest, "ASA Version") || ikt_text_take_words(&rest, "PIX Version"))
        set_version(asa, rest);
    else if (ikt_text_take_words(&rest, "router"))
        asa->base.config->routing_protocol = true;
    else
        return false;
    return true;
}

static bool read_in_block(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    switch (asa->block) {
    case IKT_ASA_BLOCK_POLICY:
        return ikt_asa_in_policy(asa, text);
    case IKT_ASA_BLOCK_TUNNEL_GROUP:
        return ikt_asa_in_tunnel_group(asa, text);
    case IKT_ASA_BLOCK_INTERFACE:
        return ikt_asa_in_interface(asa, text) || asa->base.at.indented;
    case IKT_ASA_BLOCK_OBJECT:
        return ikt_asa_in_object(asa, text);
    case IKT_ASA_BLOCK_PROFILE:
        return ikt_asa_in_profile(asa, text);
    case IKT_ASA_BLOCK_OTHER:
        return asa->base.at.indented;
    case IKT_ASA_BLOCK_NONE:
        break;
    }
    return false;
}

static void read_statement(struct ikt_asa_parser *asa)
{
    struct ikt_bytes text = asa->base.at.text;
    if (text.data[0] == ':' || ikt_text_is(text, "end")) {
        asa->block = IKT_ASA_BLOCK_NONE;
        return;
    }
    if (!ikt_text_is(text, "exit") && (read_in_block(asa, text) || read_top(asa, text)))
        return;
    if (asa->block == IKT_ASA_BLOCK_POLICY && asa->base.at.indented) {
        asa->policy->unclear = true;
        ikt_ios_not_understood(&asa->base);
    }
    asa->block = asa->base.at.indented ? IKT_ASA_BLOCK_OTHER : IKT_ASA_BLOCK_NONE;
}

static void settle(struct ikt_asa_parser *asa, const char *prompt)
{
    struct ikt_router *router = asa->base.config;
    ikt_asa_settle_maps(asa);
    ikt_asa_settle_interfaces(asa);
    ikt_asa_settle_nat(asa);
    if (!router->hostname.text && prompt[0])
        router->hostname.text =
            ikt_ios_keep(asa->base.arena, (struct ikt_bytes){(const uint8_t *)prompt, strlen(prompt)});
    ikt_ios_check_names(&asa->base);
}

struct ikt_router *ikt_asa_read(const char *name, struct ikt_bytes content, ikt_config_remark *remark, void *user)
{
    struct ikt_router *router = ikt_router_new(IKT_ROUTER_ASA);
    struct ikt_asa_parser asa = {
        .base = {.config = router, .arena = ikt_router_arena(router), .name = name, .remark = remark, .user = user},
        .build = ikt_router_build(router),
        .names = g_hash_table_new(ikt_hash_string, ikt_hash_equal_string),
        .objects = g_hash_table_new(ikt_hash_string, ikt_hash_equal_string),
        .applied = g_array_new(FALSE, FALSE, sizeof(struct ikt_asa_applied)),
        .rules = g_array_new(FALSE, FALSE, sizeof(struct ikt_asa_nat_rule)),
        .globals = g_array_new(FALSE, FALSE, sizeof(struct ikt_asa_applied)),
        .ikev2 = g_hash_table_new(ikt_hash_direct, ikt_hash_equal_direct),
    };
    router->seconds.value = SECONDS;
    struct ikt_ios_lines lines = ikt_ios_lines_new(content);
    lines.plain_banners = true;
    while (!router->truncated && ikt_ios_lines_next(&lines, &asa.base.at))
        read_statement(&asa);
    settle(&asa, lines.prompt);
    ikt_ios_lines_clear(&lines);
    g_hash_table_unref(asa.names);
    g_hash_table_unref(asa.objects);
    g_hash_table_unref(asa.ikev2);
    g_array_unref(asa.applied);
    g_array_unref(asa.rules);
    g_array_unref(asa.globals);
    return router;
}
