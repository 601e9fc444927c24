/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A hundred thousand tunnels: what they take, and which ones are given up for more.
 */
#include <string.h>

#include "scene.h"
#if defined(__SANITIZE_ADDRESS__)
size_t __sanitizer_get_current_allocated_bytes(void); /* of its allocator; the header does not come with GCC */
#else
#include <malloc.h>
#endif

/* The engine keeps as many (tunnel_table.c). */
#define TUNNELS 100000
/* What all of them may take, whatever became of them. */
#define BOUND (200 * 1000 * 1000)
/* ... and where each of them failed, for many reasons. */
#define FAILED_BOUND (220 * 1000 * 1000)

static size_t heap(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return __sanitizer_get_current_allocated_bytes();
#else
    return mallinfo2().uordblks;
#endif
}

static struct ikt_address address(uint32_t number)
{
    return ikt_address_ipv4((const uint8_t[4]){10, (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number});
}

struct sum {
    uint64_t tunnels, down, up, findings;
};

static void count(void *user, const struct ikt_tunnel *tunnel)
{
    struct sum *sum = user;
    sum->tunnels++;
    sum->down += tunnel->state == IKT_TUNNEL_DOWN;
    sum->up += tunnel->state == IKT_TUNNEL_UP;
    sum->findings += tunnel->findings.count;
    g_assert_true(tunnel->state != IKT_TUNNEL_DOWN || tunnel->findings.count > 0);
}

/* One pair's phase 1 and Quick Mode; sequences go on. */
static void feed(struct ikt_tunnel_table *table, struct first *f, struct quick *q, uint32_t number, uint64_t *sequence)
{
    struct ikt_party *parties[] = {&f->record.responder, &q->phase1.responder};
    for (size_t i = 0; i < G_N_ELEMENTS(parties); i++)
        parties[i]->endpoint.address = address(number);
    for (size_t i = 0; i < f->record.seen_count; i++)
        f->seen[i].sequence = ++*sequence;
    for (size_t i = 0; i < q->record.seen_count; i++)
        q->seen[i].sequence = ++*sequence;
    ikt_tunnel_table_phase1(table, &f->record);
    ikt_tunnel_table_phase2(table, &q->record);
}

static void complete(struct first *f)
{
    first_init(f, IKT_OUTCOME_ESTABLISHED);
    first_complete(f);
    f->record.quick_modes = 1;
}

static void healthy(struct quick *q)
{
    quick_init(q, AES256_SHA, 14);
    quick_vendor(q, IKT_VENDOR_CISCO_IOS, "Cisco IOS/ASA family");
    quick_accept(q);
}

/* With all the findings that a refusal of IOS has. */
static void refused(struct quick *q, struct ikt_arena *arena)
{
    quick_init(q, AES256_SHA, IKT_ABSENT);
    quick_vendor(q, IKT_VENDOR_CISCO_IOS, "Cisco IOS/ASA family");
    quick_refuse(q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    q->record.findings = ikt_diagnose_phase2(arena, &q->record, &q->evidence, NULL);
    g_assert_cmpuint(q->record.findings.count, >, 4);
}

static void assert_forgotten(const struct ikt_tunnel_table *table, uint64_t healthy_ones, uint64_t faulty_ones)
{
    uint64_t healthy_count, faulty_count;
    ikt_tunnel_table_forgotten(table, &healthy_count, &faulty_count);
    g_assert_cmpuint(healthy_count, ==, healthy_ones);
    g_assert_cmpuint(faulty_count, ==, faulty_ones);
}

static void test_healthy(void)
{
    struct ikt_tunnel_table *table = ikt_tunnel_table_new(IKT_TUNNELS_WHOLE);
    struct first f;
    struct quick q;
    struct sum sum = {0};
    uint64_t sequence = 0;
    complete(&f);
    healthy(&q);
    size_t before = heap();
    for (uint32_t i = 0; i < TUNNELS; i++)
        feed(table, &f, &q, i, &sequence);
    g_test_message("%d healthy tunnels take %zu octets", TUNNELS, heap() - before);
    g_assert_cmpuint(heap() - before, <, BOUND);
    ikt_tunnel_table_finish(table, count, &sum);
    g_assert_cmpuint(sum.tunnels, ==, TUNNELS);
    g_assert_cmpuint(sum.up, ==, TUNNELS);
    assert_forgotten(table, 0, 0);
    ikt_tunnel_table_free(table);
    g_assert_cmpuint(heap(), <, before + 5000000);
}

static void test_refused(void)
{
    struct ikt_tunnel_table *table = ikt_tunnel_table_new(IKT_TUNNELS_WHOLE);
    struct ikt_arena *arena = ikt_arena_new(4000);
    struct first f;
    struct quick q;
    struct sum sum = {0};
    uint64_t sequence = 0;
    complete(&f);
    refused(&q, arena);
    size_t before = heap();
    for (uint32_t i = 0; i < TUNNELS; i++)
        feed(table, &f, &q, i, &sequence);
    g_test_message("%d refused tunnels take %zu octets", TUNNELS, heap() - before);
    g_assert_cmpuint(heap() - before, <, FAILED_BOUND);
    ikt_tunnel_table_finish(table, count, &sum);
    g_assert_cmpuint(sum.down, ==, TUNNELS);
    ikt_tunnel_table_free(table);
    ikt_arena_free(arena);
}

/* Those that failed stay as long as there are healthy ones to give up; each that goes is counted. */
static void test_given_up(void)
{
    enum {
        FAILED = 20,
        MORE = 30
    };
    struct ikt_tunnel_table *table = ikt_tunnel_table_new(IKT_TUNNELS_WHOLE);
    struct ikt_arena *arena = ikt_arena_new(4000);
    struct first f;
    struct quick good, bad;
    struct sum sum = {0};
    uint64_t sequence = 0;
    complete(&f);
    healthy(&good);
    refused(&bad, arena);
    for (uint32_t i = 0; i < FAILED; i++)
        feed(table, &f, &bad, i, &sequence);
    for (uint32_t i = FAILED; i < TUNNELS + MORE; i++)
        feed(table, &f, &good, i, &sequence);
    assert_forgotten(table, MORE, 0);
    ikt_tunnel_table_finish(table, count, &sum);
    g_assert_cmpuint(sum.tunnels, ==, TUNNELS);
    g_assert_cmpuint(sum.down, ==, FAILED);
    ikt_tunnel_table_free(table);
    ikt_arena_free(arena);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tunnels/bounds/healthy", test_healthy);
    g_test_add_func("/tunnels/bounds/refused", test_refused);
    g_test_add_func("/tunnels/bounds/given-up", test_given_up);
    return g_test_run();
}
