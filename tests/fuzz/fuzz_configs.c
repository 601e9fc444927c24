/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the input as a configuration, and asks it about two peers.
 */
#include <string.h>

#include <glib.h>

#include "model/config_claims.h"
#include "fuzz_message.h"

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
        } else {
            g_assert_cmpuint(ikt_configs_count(configs), ==, 0);
        }
        ikt_configs_free(configs);
    }
    return 0;
}
