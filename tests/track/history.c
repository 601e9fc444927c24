/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How many Quick Modes of a pair failed before each: against a list of all of them, which the code does not keep.
 */
#include "track/history.h"

#include <string.h>

#define ALL 3000

struct attempt {
    struct ikt_history_entry *entry;
    bool from_low, failed, ended;
};

static struct ikt_address low, high;

static void write(struct ikt_history_table *table, struct attempt *attempt)
{
    const struct ikt_history_note note = {
        .value = {.initiator = attempt->from_low ? low : high,
                  .outcome = attempt->failed ? IKT_OUTCOME_REJECTED : IKT_OUTCOME_INCOMPLETE},
        .other = attempt->from_low ? &high : &low,
    };
    attempt->entry = ikt_history_write(table, attempt->entry, &note);
}

static unsigned failed_before(const struct attempt *attempts, guint index)
{
    unsigned count = 0;
    for (guint i = 0; i < index; i++)
        count += attempts[i].failed && attempts[i].from_low == attempts[index].from_low;
    return count;
}

static void test_counts(void)
{
    static struct attempt attempts[ALL];
    struct ikt_history_table *table = ikt_history_table_new();
    g_autoptr(GRand) random = g_rand_new_with_seed(9);
    guint begun = 0;
    uint64_t more;

    for (unsigned step = 0; step < 20000; step++) {
        struct attempt *attempt = begun < ALL && g_rand_int_range(random, 0, 4) == 0 ? &attempts[begun++] : NULL;
        if (attempt) {
            attempt->from_low = g_rand_boolean(random);
        } else if (begun > 0) {
            attempt = &attempts[g_rand_int_range(random, 0, (gint32)begun)];
            if (attempt->ended)
                continue;
            attempt->failed = g_rand_boolean(random);
            if (g_rand_int_range(random, 0, 8) == 0)
                attempt->from_low = !attempt->from_low; /* its first message was its second */
        } else {
            continue;
        }
        write(table, attempt);
        g_assert_cmpuint(ikt_history_failures_before(attempt->entry), ==,
                         failed_before(attempts, (guint)(attempt - attempts)));
        if (g_rand_int_range(random, 0, 6) == 0) {
            ikt_history_release(attempt->entry);
            attempt->ended = true;
        }
    }
    g_autoptr(GArray) others = ikt_history_others(table, &high, &low, NULL, &more);
    g_assert_cmpuint(others->len, ==, 32);
    g_assert_cmpuint(more, ==, begun - 32);
    for (guint i = 0; i < begun; i++)
        if (!attempts[i].ended)
            ikt_history_release(attempts[i].entry);
    ikt_history_table_free(table);
}

/*
 * Make room: retries of one story go before the only witness of another. The peer's one offer is the first of all, and
 * forty retries of the other side follow.
 */
static void test_witness(void)
{
    struct ikt_history_table *table = ikt_history_table_new();
    struct attempt witness = {.from_low = true, .failed = true}, retries[40];
    uint64_t more;
    write(table, &witness);
    for (guint i = 0; i < G_N_ELEMENTS(retries); i++) {
        retries[i] = (struct attempt){.failed = true};
        write(table, &retries[i]);
    }
    g_autoptr(GArray) others = ikt_history_others(table, &low, &high, NULL, &more);
    g_assert_cmpuint(others->len + more, ==, 1 + G_N_ELEMENTS(retries));
    g_assert_cmpuint(more, >, 0);
    g_assert_true(ikt_address_equal(&g_array_index(others, struct ikt_history, 0).initiator, &low));
    for (guint i = 1; i < others->len; i++)
        g_assert_true(ikt_address_equal(&g_array_index(others, struct ikt_history, i).initiator, &high));
    ikt_history_release(witness.entry);
    for (guint i = 0; i < G_N_ELEMENTS(retries); i++)
        ikt_history_release(retries[i].entry);
    ikt_history_table_free(table);
}

/* 8192 other pairs, which have a Quick Mode or nothing but a first message. */
static void fill(struct ikt_history_table *table, bool with_quick_mode)
{
    for (uint32_t i = 0; i < 8192; i++) {
        const uint8_t octets[4] = {10, with_quick_mode, (uint8_t)(i >> 8), (uint8_t)i};
        const struct ikt_packet packet = {.source.address = ikt_address_ipv4(octets), .destination.address = high};
        const struct ikt_history_note note = {.value.initiator = packet.source.address, .other = &high};
        if (with_quick_mode)
            ikt_history_release(ikt_history_write(table, NULL, &note));
        else
            ikt_history_saw(table, &packet, true);
    }
}

/*
 * First messages of others drive out no pair that has begun a Quick Mode; their Quick Modes do. The pair is forgotten
 * while its own live: nothing is counted, and nothing is read that is gone.
 */
static void test_forgotten(void)
{
    struct ikt_history_table *table = ikt_history_table_new();
    struct attempt attempts[3] = {{.from_low = true, .failed = true}, {.from_low = true}, {.from_low = true}};
    write(table, &attempts[0]);
    write(table, &attempts[1]);
    g_assert_cmpuint(ikt_history_failures_before(attempts[1].entry), ==, 1);
    fill(table, false);
    g_assert_cmpuint(ikt_history_failures_before(attempts[1].entry), ==, 1);
    fill(table, true);
    write(table, &attempts[1]);
    write(table, &attempts[2]);
    g_assert_cmpuint(ikt_history_failures_before(attempts[1].entry), ==, 0);
    g_assert_cmpuint(ikt_history_failures_before(attempts[2].entry), ==, 0);
    for (unsigned i = 0; i < 3; i++)
        ikt_history_release(attempts[i].entry);
    ikt_history_table_free(table);
}

#define SAID 600

/* All that was written, of which the table remembers some. */
struct said {
    struct ikt_history_entry *entry;
    bool from_low;
    uint32_t length; /* what it says: it is not read */
    enum ikt_outcome outcome;
    bool ended;
};

static void say(struct ikt_history_table *table, struct said *said, uint64_t sequence)
{
    const struct ikt_history_note note = {
        .value = {.initiator = said->from_low ? low : high,
                  .sequence = sequence,
                  .last_sequence = sequence,
                  .length = said->length,
                  .outcome = said->outcome},
        .other = said->from_low ? &high : &low,
    };
    said->entry = ikt_history_write(table, said->entry, &note);
}

static bool is_remembered(const GArray *others, uint64_t sequence)
{
    for (guint i = 0; i < others->len; i++)
        if (g_array_index(others, struct ikt_history, i).sequence == sequence)
            return true;
    return false;
}

static bool is_kind(enum ikt_outcome outcome, enum ikt_forgotten_kind kind)
{
    return kind == IKT_FORGOTTEN_ANY || outcome == IKT_OUTCOME_ESTABLISHED ||
           (kind == IKT_FORGOTTEN_OPEN && outcome == IKT_OUTCOME_INCOMPLETE);
}

/* Does one that is remembered and came up to there say what a forgotten one said? */
static bool is_told_again(const struct said *all, const GArray *others, enum ikt_forgotten_kind kind, guint of,
                          guint last)
{
    for (guint i = of + 1; i <= last; i++)
        if (all[i].from_low == all[of].from_low && all[i].length == all[of].length && is_kind(all[i].outcome, kind) &&
            is_remembered(others, i + 1))
            return true;
    return false;
}

struct gap {
    bool any, untold; /* one is forgotten there; one that no other tells */
};

static struct gap look(const struct said *all, const GArray *others, bool from_low, enum ikt_forgotten_kind kind,
                       guint after, guint before)
{
    struct gap gap = {false, false};
    for (guint i = after; i < before; i++) {
        if (all[i].from_low != from_low || !is_kind(all[i].outcome, kind) || is_remembered(others, i + 1))
            continue;
        gap.any = true;
        gap.untold = gap.untold || !is_told_again(all, others, kind, i, before);
    }
    return gap;
}

/* What is forgotten is noticed by whoever misses it, now and by all that began before; nothing is made up of now. */
static void compare(struct ikt_history_table *table, const struct said *all, guint count, GRand *random)
{
    uint64_t more;
    g_autoptr(GArray) others = ikt_history_others(table, &low, &high, NULL, &more);
    for (unsigned asked = 0; asked < 8; asked++) {
        const bool from_low = g_rand_boolean(random), now = g_rand_boolean(random);
        const guint before = now ? count : (guint)g_rand_int_range(random, 0, (gint32)count + 1);
        const guint after = (guint)g_rand_int_range(random, 0, (gint32)before + 1);
        for (enum ikt_forgotten_kind kind = 0; kind < IKT_FORGOTTEN_KINDS; kind++) {
            const struct gap gap = look(all, others, from_low, kind, after, before);
            const struct ikt_forgotten *forgotten =
                ikt_history_past_of(table, from_low ? &low : &high, from_low ? &high : &low);
            const bool said = ikt_forgotten_between(forgotten, kind, after, before + 1);
            g_assert_true(said || !gap.untold || kind == IKT_FORGOTTEN_OPEN); /* it may have been refused since */
            g_assert_true(!now || !said || gap.any);
            g_assert_true(ikt_forgotten_within(forgotten, kind, after, before + 1) || !gap.any);
        }
    }
}

static void test_what_is_forgotten(void)
{
    static const enum ikt_outcome outcomes[] = {IKT_OUTCOME_REJECTED, IKT_OUTCOME_INCOMPLETE, IKT_OUTCOME_ESTABLISHED};
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    for (unsigned kinds = 1; kinds <= 81; kinds *= 3) {
        static struct said all[SAID + 1];
        struct ikt_history_table *table = ikt_history_table_new();
        memset(all, 0, sizeof all);
        for (guint i = 0; i < SAID; i++) {
            all[i] = (struct said){.from_low = g_rand_boolean(random),
                                   .length = (uint32_t)g_rand_int_range(random, 0, (gint32)kinds),
                                   .outcome = outcomes[g_rand_int_range(random, 0, 3)]};
            say(table, &all[i], i + 1);
            struct said *again = &all[g_rand_int_range(random, 0, (gint32)i + 1)];
            if (!again->ended && again->outcome == IKT_OUTCOME_INCOMPLETE) { /* remembered or not, it comes up */
                again->outcome = IKT_OUTCOME_ESTABLISHED;
                say(table, again, (uint64_t)(again - all) + 1);
            }
            compare(table, all, i + 1, random);
            again->ended = true;
            ikt_history_release(again->entry);
            again->entry = NULL;
        }
        for (guint i = 0; i < SAID; i++)
            ikt_history_release(all[i].entry);
        ikt_history_table_free(table);
    }
}

/* A pair that was forgotten whole and comes back: all may have gone before, and nothing of what comes. */
static void test_pair_comes_back(void)
{
    struct ikt_history_table *table = ikt_history_table_new();
    struct said before = {.from_low = true, .outcome = IKT_OUTCOME_REJECTED}, after = before;
    say(table, &before, 5);
    g_assert_null(ikt_history_past_of(table, &low, &high));
    g_assert_false(ikt_history_was_forgotten(table, &low, &high));
    fill(table, true);
    for (unsigned gone = 0; gone < 2; gone++) { /* and once it is there again */
        for (unsigned side = 0; side < 2; side++) {
            const struct ikt_forgotten *past = ikt_history_past_of(table, side ? &low : &high, side ? &high : &low);
            g_assert_true(ikt_forgotten_between(past, IKT_FORGOTTEN_UP, 0, 9));
            g_assert_false(ikt_forgotten_between(past, IKT_FORGOTTEN_ANY, 5, 9));
        }
        g_assert_true(ikt_history_was_forgotten(table, &high, &low));
        say(table, &after, 8);
    }
    const uint8_t stranger[4] = {172, 16, 0, 1};
    const struct ikt_address other = ikt_address_ipv4(stranger);
    g_assert_null(ikt_history_past_of(table, &other, &high));
    ikt_history_release(before.entry);
    ikt_history_release(after.entry);
    ikt_history_table_free(table);
}

static void say_contact(struct ikt_history_table *table, uint8_t cookie, uint64_t sequence)
{
    const struct ikt_contact contact = {
        .initiator_cookie = {cookie}, .sequence = sequence, .frame = sequence, .source = {low, 500}};
    ikt_history_contact(table, &high, &contact);
}

/* The newest eight, each once; who came up and who was deleted is noted, the first DELETE counts. */
static void test_contacts(void)
{
    struct ikt_history_table *table = ikt_history_table_new();
    const struct ikt_moment moment = {77, 78};
    size_t count;
    const uint8_t third[IKT_COOKIE_SIZE] = {3}, stranger[IKT_COOKIE_SIZE] = {99};

    g_assert_null(ikt_history_contacts(table, &low, &high, &count));
    g_assert_cmpuint(count, ==, 0);
    for (uint8_t i = 1; i <= 3; i++)
        say_contact(table, i, i);
    say_contact(table, 2, 50); /* again in the same ISAKMP SA */
    ikt_history_came_up(table, &low, &high, third, &moment);
    ikt_history_contact_ends(table, &high, &low, third, 60);
    ikt_history_contact_ends(table, &high, &low, third, 70);
    ikt_history_contact_ends(table, &high, &low, stranger, 70);
    const struct ikt_contact *contacts = ikt_history_contacts(table, &high, &low, &count);
    g_assert_cmpuint(count, ==, 3);
    g_assert_cmpuint(contacts[1].sequence, ==, 2);
    g_assert_false(contacts[1].came_up);
    g_assert_true(contacts[2].came_up);
    g_assert_cmpuint(contacts[2].deleted_sequence, ==, 60);
    for (uint8_t i = 4; i <= 10; i++)
        say_contact(table, i, i);
    contacts = ikt_history_contacts(table, &low, &high, &count);
    g_assert_cmpuint(count, ==, IKT_CONTACTS);
    g_assert_cmpuint(contacts[0].sequence, ==, 3);
    g_assert_cmpuint(contacts[7].sequence, ==, 10);
    ikt_history_table_free(table);
}

/* By who began it. */
static void test_came_up(void)
{
    struct ikt_history_table *table = ikt_history_table_new();
    const struct ikt_moment early = {7, 8}, late = {17, 18};
    const uint8_t cookie[IKT_COOKIE_SIZE] = {1};

    g_assert_cmpuint(ikt_history_up(table, &low, &high).sequence, ==, 0);
    ikt_history_came_up(table, &high, &low, cookie, &early);
    g_assert_cmpuint(ikt_history_up(table, &low, &high).sequence, ==, 0);
    ikt_history_came_up(table, &high, &low, cookie, &late);
    g_assert_cmpuint(ikt_history_up(table, &high, &low).sequence, ==, 7); /* the first one counts */
    g_assert_cmpuint(ikt_history_up(table, &high, &low).frame, ==, 8);
    ikt_history_table_free(table);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_true(ikt_address_parse("198.51.100.1", &low));
    g_assert_true(ikt_address_parse("203.0.113.1", &high));
    g_test_add_func("/history/counts", test_counts);
    g_test_add_func("/history/witness", test_witness);
    g_test_add_func("/history/forgotten", test_forgotten);
    g_test_add_func("/history/what-is-forgotten", test_what_is_forgotten);
    g_test_add_func("/history/pair-comes-back", test_pair_comes_back);
    g_test_add_func("/history/contacts", test_contacts);
    g_test_add_func("/history/came-up", test_came_up);
    return g_test_run();
}
