/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How many Quick Modes of a pair failed before each: against a list of all of them, which the code does not keep.
 */
#include "track/history.h"

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
    g_test_add_func("/history/contacts", test_contacts);
    g_test_add_func("/history/came-up", test_came_up);
    return g_test_run();
}
