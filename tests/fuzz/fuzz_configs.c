/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the input as a configuration, asks it about two peers, shows it as its router would, and writes the stand-in
 * for its peers.
 */
#include <string.h>

#include <glib.h>

#include "model/config_claims.h"
#include "model/model.h"
#include "fuzz_message.h"
#include "iketriage/ios_show.h"
#include "iketriage/standin.h"

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

/* An answer has a step that decides; what is sure was read in a source. */
static void check_steps(enum ikt_model_says says, bool sure, size_t count, const struct ikt_model_step *steps)
{
    g_assert_cmpuint(count, >, 0);
    g_assert_cmpuint(count, <=, 512);
    g_assert_true(!sure || says != IKT_MODEL_EITHER);
    g_assert_true(!sure || ikt_model_checks[steps[count - 1].check].sure == IKT_MODEL_SURE);
    g_assert_true(says != IKT_MODEL_REFUSES || steps[count - 1].says == IKT_MODEL_REFUSES);
}

static void check_line(struct ikt_arena *arena, const struct ikt_router *router, const struct ikt_model_line *line,
                       const struct ikt_address pair[2])
{
    const struct ikt_model_offer offer = {.local = pair[0],
                                          .remote = pair[1],
                                          .networks = ikt_proxies_swap(&line->networks),
                                          .proposals = line->sets,
                                          .pfs_group = line->pfs_group};
    const struct ikt_model_flow flow = {.source = line->networks.initiator.low,
                                        .destination = line->networks.responder.high};
    const struct ikt_model_answer *answer = ikt_model_answer(arena, router, &offer);
    const struct ikt_model_beginning *begun = ikt_model_begin(arena, router, &flow);
    check_steps(answer->says, answer->sure, answer->step_count, answer->steps);
    check_steps(begun->says, begun->sure, begun->step_count, begun->steps);
    g_assert_true(begun->says != IKT_MODEL_REFUSES || !begun->line);
}

/* Its own offer, put to itself as a peer's. */
static void check_model(const struct ikt_router *router, const struct ikt_address pair[2])
{
    struct ikt_arena *arena = ikt_arena_new(4000);
    const struct ikt_model_lines *lines = ikt_model_lines(arena, router, &pair[0], false, &pair[1]);
    for (size_t i = 0; i < lines->count && i < 8; i++)
        check_line(arena, router, &lines->items[i], pair);
    const struct ikt_model_phase1 offer = {.local = pair[0],
                                           .remote = pair[1],
                                           .proposals = ikt_model_offer_phase1(arena, router, &pair[1]),
                                           .identity = ikt_model_identity(arena, router, &pair[0], &pair[1])};
    const struct ikt_model_phase1_answer *answer = ikt_model_answer_phase1(arena, router, &offer);
    check_steps(answer->says, answer->sure, answer->step_count, answer->steps);
    ikt_arena_free(arena);
}

/* As its own product answers, and as others would with these statements. */
static void check_models(const struct ikt_router *router, const struct ikt_address pair[2])
{
    const enum ikt_router_kind own = router->kind;
    struct ikt_router *changed = (struct ikt_router *)(uintptr_t)router;
    for (int kind = 0; kind < IKT_ROUTER_KIND_COUNT; kind++) {
        changed->kind = (enum ikt_router_kind)kind;
        check_model(router, pair);
    }
    changed->kind = own;
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

static void check_standin_file(void *user, const char *file, const char *text)
{
    unsigned *files = user;
    ++*files;
    g_assert_true(*file != '\0' && !strchr(file, '/'));
    g_assert_true(g_utf8_validate(text, -1, NULL) && g_str_has_suffix(text, "\n"));
}

static void check_standin(const struct ikt_configs *configs, struct ikt_bytes content)
{
    unsigned files = 0;
    struct ikt_keyring *keyring = ikt_keyring_new();
    (void)ikt_keyring_add_config(keyring, "config", content, NULL, NULL);
    const size_t pairs = ikt_standin_files(configs, 0, keyring, check_standin_file, &files);
    g_assert_true((pairs == 0) == (files == 0));
    ikt_keyring_unref(keyring);
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
            check_models(ikt_configs_router(configs, 0), peers);
            check_standin(configs, content);
        } else {
            g_assert_cmpuint(ikt_configs_count(configs), ==, 0);
        }
        ikt_configs_free(configs);
    }
    return 0;
}
