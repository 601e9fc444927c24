/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the input as a configuration, asks it about two peers, and shows it as its router would.
 */
#include <string.h>

#include <glib.h>

#include "model/config_claims.h"
#include "fuzz_message.h"
#include "iketriage/ios_show.h"

static void check_remark(void *user, const char *file, unsigned line, const char *text)
{
    const size_t *size = user;
    g_assert_cmpstr(file, ==, "config");
    g_assert_cmpuint(line, <=, *size);
    g_assert_true(g_utf8_validate(text, -1, NULL));
}

/* What a claim refers to can be quoted, and a claim has all that it is compared by. */
static void check_side(const struct ikt_configs *configs, const struct ikt_config_side *side)
{
    g_assert_true(side->count == 0 || !side->none_because);
    for (size_t i = 0; i < side->count; i++) {
        const struct ikt_claim *claim = &side->claims[i];
        const char *text = ikt_configs_line(configs, &claim->ref);
        g_assert_nonnull(text);
        g_assert_true(g_utf8_validate(text, -1, NULL));
        g_assert_nonnull(claim->sets);
        g_assert_cmpuint(claim->sets->proposal_count, >, 0);
        g_assert_true(claim->networks.initiator.known && claim->networks.responder.known);
    }
}

static void check_ident(void *user, const struct ikt_ios_ident *ident)
{
    unsigned *told = user;
    g_assert_cmpuint(++*told, <=, IKT_IOS_IDENTS_MAX);
    g_assert_true(ident->interface && ident->map && ident->local.low.family != IKT_FAMILY_NONE);
    g_assert_true(g_utf8_validate(ident->map, -1, NULL));
}

/* What show commands print of it is text of lines, and bounded. */
static void check_shown(const struct ikt_configs *configs)
{
    unsigned told = 0;
    for (int old = 0; old < 2; old++) {
        for (int what = 0; what <= IKT_IOS_SHOW_MAP; what++) {
            g_autofree char *text = ikt_ios_show(configs, 0, (enum ikt_ios_show)what, old == 1);
            g_assert_true(!text || g_utf8_validate(text, -1, NULL));
            g_assert_true(!text || *text == '\0' || g_str_has_suffix(text, "\n"));
        }
    }
    ikt_ios_idents(configs, 0, check_ident, &told);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct ikt_address peers[] = {{IKT_FAMILY_IPV4, {203, 0, 113, 1}}, {IKT_FAMILY_IPV4, {198, 51, 100, 1}}};
    const struct ikt_bytes content = {size > 0 ? data : NULL, size};
    for (int bound = 0; bound < 2; bound++) {
        struct ikt_configs *configs = ikt_configs_new();
        if (ikt_configs_add(configs, "config", content, bound ? &peers[0] : NULL, check_remark, &size)) {
            struct ikt_config_claims *claims = ikt_config_claims_new(configs);
            check_side(configs, ikt_config_side_of(claims, &peers[0], &peers[1]));
            check_side(configs, ikt_config_side_of(claims, &peers[1], &peers[0]));
            const size_t count = ikt_config_claims_of(claims, &peers[0], &peers[1]).count;
            g_assert_cmpuint(ikt_config_claims_of(claims, &peers[0], &peers[1]).count, ==, count);
            ikt_config_claims_free(claims);
            check_shown(configs);
        } else {
            g_assert_cmpuint(ikt_configs_count(configs), ==, 0);
        }
        ikt_configs_free(configs);
    }
    return 0;
}
