/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which findings a tunnel keeps where it cannot keep all: the strongest, whatever came first.
 */
#include "tunnels/tunnel_copy.h"
#include "tunnels/tunnel_entry.h"
#include "tunnels/tunnel_pair.h"

struct kept {
    struct ikt_tunnel_room room;
    struct ikt_tunnel_pair pair;
    struct ikt_tunnel_entry entry;
};

static void begin(struct kept *kept, unsigned full)
{
    *kept = (struct kept){.pair = {.room = &kept->room}};
    ikt_tunnel_room_init(&kept->room, IKT_TUNNELS_WHOLE);
    kept->room.full = full;
    ikt_tunnel_entry_init(&kept->entry, &kept->pair);
}

static void end(struct kept *kept)
{
    ikt_tunnel_entry_clear(&kept->entry);
    ikt_tunnel_room_clear(&kept->room);
}

static void find_values(struct kept *kept, enum ikt_rule rule, enum ikt_value_kind kind)
{
    const struct ikt_finding finding = {.rule = rule,
                                        .severity = IKT_SEVERITY_ERROR,
                                        .likelihood = IKT_LIKELIHOOD_CERTAIN,
                                        .initiator_has = {.kind = kind},
                                        .responder_has = {.kind = kind}};
    const struct ikt_finding *items[] = {&finding};
    const struct ikt_findings findings = {1, items};
    ikt_tunnel_entry_findings(&kept->entry, &findings, IKT_SIDE_LOW, 1);
}

static void find(struct kept *kept, enum ikt_rule rule, enum ikt_likelihood likelihood)
{
    const struct ikt_finding finding = {.rule = rule, .severity = IKT_SEVERITY_ERROR, .likelihood = likelihood};
    const struct ikt_finding *items[] = {&finding};
    const struct ikt_findings findings = {1, items};
    ikt_tunnel_entry_findings(&kept->entry, &findings, IKT_SIDE_LOW, 1);
}

static const struct ikt_tunnel_finding *kept_of(const struct kept *kept, enum ikt_rule rule)
{
    for (unsigned i = 0; i < kept->entry.finding_count; i++) {
        if (kept->entry.findings[i].rule == rule)
            return &kept->entry.findings[i];
    }
    return NULL;
}

/* Without room for words, and with it: the bound on places is another one. */
static void check_strongest(unsigned full, unsigned places)
{
    struct kept kept;
    begin(&kept, full);
    for (unsigned i = 0; i < places + 3; i++)
        find(&kept, (enum ikt_rule)i, IKT_LIKELIHOOD_POSSIBLE);
    find(&kept, (enum ikt_rule)(places + 3), IKT_LIKELIHOOD_CERTAIN);
    find(&kept, (enum ikt_rule)(places + 4), IKT_LIKELIHOOD_PROBABLE);
    find(&kept, (enum ikt_rule)(places + 5), IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpuint(kept.entry.finding_count, ==, places);
    g_assert_cmpuint(kept.entry.findings_more, ==, 6);
    for (unsigned i = 3; i <= 5; i++)
        g_assert_nonnull(kept_of(&kept, (enum ikt_rule)(places + i)));
    g_assert_nonnull(kept_of(&kept, (enum ikt_rule)0)); /* of those alike the first stay */
    g_assert_null(kept_of(&kept, (enum ikt_rule)places));
    end(&kept);
}

static void test_strongest(void)
{
    check_strongest(0, IKT_TUNNEL_BARE_FINDINGS);
    check_strongest(IKT_TUNNEL_FULL_FINDINGS, IKT_TUNNEL_FINDINGS);
}

/* A place that is given up gives its room back. */
static void test_room(void)
{
    struct kept kept;
    begin(&kept, IKT_TUNNEL_FULL_FINDINGS);
    for (unsigned i = 0; i < IKT_TUNNEL_FINDINGS; i++)
        find(&kept, (enum ikt_rule)i, IKT_LIKELIHOOD_POSSIBLE);
    find(&kept, (enum ikt_rule)IKT_TUNNEL_FINDINGS, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpuint(kept.room.full, ==, IKT_TUNNEL_FULL_FINDINGS - IKT_TUNNEL_FINDINGS);
    end(&kept);
}

/* Words of what is no more than possible leave room for those of what has a fix. */
static void test_words(void)
{
    struct kept kept;
    begin(&kept, IKT_TUNNEL_FULL_FINDINGS - IKT_TUNNEL_FULL_POSSIBLE + 1);
    find(&kept, IKT_RULE_TS_CIPHER, IKT_LIKELIHOOD_POSSIBLE);
    find(&kept, IKT_RULE_TS_HASH, IKT_LIKELIHOOD_POSSIBLE);
    find(&kept, IKT_RULE_TS_KEYLEN, IKT_LIKELIHOOD_PROBABLE);
    g_assert_true(kept_of(&kept, IKT_RULE_TS_CIPHER)->full);
    g_assert_false(kept_of(&kept, IKT_RULE_TS_HASH)->full);
    g_assert_true(kept_of(&kept, IKT_RULE_TS_KEYLEN)->full);
    end(&kept);
}

/* Causes that hold together are told by both sides' values; that they are there is kept where they are not. */
static void test_values(void)
{
    struct kept kept;
    struct ikt_tunnel_entry other;
    begin(&kept, 0);
    find_values(&kept, IKT_RULE_TS_HASH, IKT_VALUE_NUMBER);
    find_values(&kept, IKT_RULE_TS_KEYLEN, IKT_VALUE_UNKNOWN);
    ikt_tunnel_entry_init(&other, &kept.pair);
    ikt_tunnel_entry_join(&other, &kept.entry);
    ikt_tunnel_entry_clear(&kept.entry);
    kept.entry = other;
    g_assert_true(kept_of(&kept, IKT_RULE_TS_HASH)->both_values);
    g_assert_false(kept_of(&kept, IKT_RULE_TS_KEYLEN)->both_values);
    end(&kept);
}

/* A note has no fix, however likely it is. */
static void test_note(void)
{
    const struct ikt_finding finding = {
        .rule = IKT_RULE_IKE_PROBE, .severity = IKT_SEVERITY_NOTE, .likelihood = IKT_LIKELIHOOD_PROBABLE};
    const struct ikt_finding *items[] = {&finding};
    const struct ikt_findings findings = {1, items};
    struct kept kept;
    begin(&kept, 1);
    ikt_tunnel_entry_findings(&kept.entry, &findings, IKT_SIDE_LOW, 1);
    g_assert_false(kept_of(&kept, IKT_RULE_IKE_PROBE)->full);
    find(&kept, IKT_RULE_TS_HASH, IKT_LIKELIHOOD_PROBABLE);
    g_assert_true(kept_of(&kept, IKT_RULE_TS_HASH)->full);
    end(&kept);
}

/* What still goes on is told of a copy, which grows like any other. */
static void test_copy(void)
{
    for (unsigned before = 0; before <= IKT_TUNNEL_FINDINGS_STEP; before++) {
        struct kept kept;
        begin(&kept, 0);
        ikt_tunnel_entry_init(&kept.pair.phase1, &kept.pair);
        for (unsigned i = 0; i < before; i++)
            find(&kept, (enum ikt_rule)i, IKT_LIKELIHOOD_POSSIBLE);
        ikt_tunnel_entry_join(&kept.pair.phase1, &kept.entry);
        struct ikt_tunnel_pair *copy = ikt_tunnel_pair_copy(&kept.pair, &kept.room);
        kept.room.full = IKT_TUNNEL_FULL_FINDINGS; /* so that no bound but that of the array is met */
        for (unsigned i = before; i < IKT_TUNNEL_FINDINGS; i++) {
            const struct ikt_finding finding = {.rule = (enum ikt_rule)i, .likelihood = IKT_LIKELIHOOD_POSSIBLE};
            const struct ikt_finding *items[] = {&finding};
            const struct ikt_findings findings = {1, items};
            ikt_tunnel_entry_findings(&copy->phase1, &findings, IKT_SIDE_LOW, 1);
        }
        g_assert_cmpuint(copy->phase1.finding_count, ==, IKT_TUNNEL_FINDINGS);
        ikt_tunnel_pair_free(copy);
        ikt_tunnel_entry_clear(&kept.pair.phase1);
        end(&kept);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tunnels/kept-findings/strongest", test_strongest);
    g_test_add_func("/tunnels/kept-findings/room", test_room);
    g_test_add_func("/tunnels/kept-findings/words", test_words);
    g_test_add_func("/tunnels/kept-findings/values", test_values);
    g_test_add_func("/tunnels/kept-findings/note", test_note);
    g_test_add_func("/tunnels/kept-findings/copy", test_copy);
    return g_test_run();
}
