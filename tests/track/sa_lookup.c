/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which ISAKMP SA a message belongs to, and that the answer takes no longer where somebody chose the cookies and
 * addresses so that all of them are alike.
 */
#include <string.h>

#include "../growth.h"
#include "feed.h"
#include "keys/key_work.h"
#include "track/isakmp_sa.h"
#include "track/sa_lookup.h"

static struct ikt_packet packet(const char *source, const char *destination)
{
    struct ikt_packet packet = {.frame = 1, .sequence = 1, .time = 1000 * IKT_SECOND};
    packet.source.port = packet.destination.port = 500;
    g_assert_true(ikt_address_parse(source, &packet.source.address));
    g_assert_true(ikt_address_parse(destination, &packet.destination.address));
    return packet;
}

static struct ikt_isakmp_sa *find(struct ikt_sa_table *table, const char *source, const char *destination,
                                  uint8_t cookie, uint8_t responder_cookie, bool begin)
{
    const struct ikt_packet from = packet(source, destination);
    g_autoptr(GByteArray) octets = message_main(cookie, responder_cookie != 0);
    memset(octets->data + IKT_COOKIE_SIZE, responder_cookie, IKT_COOKIE_SIZE);
    struct ikt_message *message = ikt_message_decode((struct ikt_bytes){octets->data, octets->len}, octets->len);
    struct ikt_isakmp_sa *sa = ikt_sa_table_find(table, &from, &message->header);
    struct ikt_key_work *keys = ikt_key_work_new(NULL);
    if (!sa && begin)
        sa = ikt_sa_table_begin(table, keys, &from, message);
    ikt_key_work_unref(keys); /* the SA has its own reference */
    ikt_message_unref(message);
    return sa;
}

static void drop_all(struct ikt_sa_table *table)
{
    while (table->recent.head) {
        struct ikt_isakmp_sa *sa = table->recent.head->data;
        ikt_sa_table_remove(table, sa);
        ikt_isakmp_sa_free(sa);
    }
    g_assert_cmpuint(table->places.count, ==, 0);
    ikt_sa_table_clear(table);
}

/* One initiator asks three responders under one cookie. */
static void test_answers(void)
{
    static const char us[] = "203.0.113.1", one[] = "198.51.100.1", two[] = "198.51.100.2", other[] = "198.51.100.9";
    struct ikt_sa_table table;
    const uint8_t cookie[8] = {5, 5, 5, 5, 5, 5, 5, 5}, none[8] = {0}, known[8] = {7, 7, 7, 7, 7, 7, 7, 7},
                  unknown[8] = {9, 9, 9, 9, 9, 9, 9, 9};
    ikt_sa_table_init(&table, 10);
    struct ikt_isakmp_sa *first = find(&table, us, one, 5, 0, true), *second = find(&table, us, two, 5, 0, true);
    g_assert_true(first != second);
    g_assert_true(ikt_sa_table_knows(&table, cookie, none));
    g_assert_true(ikt_sa_table_knows(&table, cookie, unknown));    /* it may be the answer */
    g_assert_true(find(&table, us, one, 5, 0, false) == first);    /* again */
    g_assert_true(find(&table, one, us, 5, 7, false) == first);    /* from whom was asked, though second is newer */
    g_assert_true(find(&table, us, one, 5, 0, false) == first);    /* again, though it is answered */
    g_assert_true(find(&table, other, us, 5, 8, false) == second); /* from another address */
    g_assert_true(find(&table, us, two, 5, 0, false) == second);   /* the address that was asked */
    g_assert_true(find(&table, us, other, 5, 0, false) == second); /* and the one that answered */
    g_assert_null(find(&table, other, us, 5, 9, false));           /* nothing waits for another answer */
    g_assert_true(find(&table, "192.0.2.1", us, 5, 7, false) == first); /* both cookies: from anywhere */
    g_assert_true(ikt_sa_table_knows(&table, cookie, known));
    g_assert_false(ikt_sa_table_knows(&table, cookie, unknown));
    drop_all(&table);
}

/* What a NAT made of the initiator's address is where answers go. */
static void test_translated(void)
{
    struct ikt_sa_table table;
    ikt_sa_table_init(&table, 10);
    struct ikt_isakmp_sa *sa = find(&table, "10.0.0.1", "198.51.100.1", 5, 0, true);
    const struct ikt_packet outside = packet("203.0.113.1", "198.51.100.1");
    g_assert_null(find(&table, "198.51.100.1", "203.0.113.1", 5, 7, false));
    ikt_sa_table_translated(&table, sa, &outside.source.address);
    g_assert_true(find(&table, "198.51.100.1", "203.0.113.1", 5, 7, false) == sa);
    drop_all(&table);
}

/* CPU time of 20,000 first messages, each from an address of its own; alike: the octets of the cookie that all share.
 */
static double flood(unsigned alike_from, unsigned alike_to)
{
    static const struct ikt_sink sink = {0};
    struct ikt_triage *triage = ikt_triage_new(NULL, NULL, &sink, NULL);
    g_autoptr(GByteArray) message = message_main(1, false);
    const double start = processor_seconds();
    for (uint32_t i = 0; i < 20000; i++) {
        const uint8_t source[4] = {10, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};
        struct ikt_packet from = packet("0.0.0.0", "198.51.100.1");
        for (unsigned at = 0; at < IKT_COOKIE_SIZE; at++)
            message->data[at] = (uint8_t)(at >= alike_from && at < alike_to ? 1 : i >> at % 4 * 8);
        from.time += i;
        from.source.address = ikt_address_ipv4(source);
        ikt_triage_ike(triage, &from, (struct ikt_bytes){message->data, message->len}, message->len);
    }
    ikt_triage_finish(triage);
    ikt_triage_free(triage);
    return processor_seconds() - start;
}

/* With a chain per cookie, one cookie took 35 times as long. */
static void test_flood(void)
{
    const double own = flood(0, 0);
    const unsigned alike[][2] = {{0, 8}, {0, 4}, {4, 8}, {2, 6}};
    for (unsigned i = 0; i < G_N_ELEMENTS(alike); i++) {
        const double took = flood(alike[i][0], alike[i][1]);
        g_test_message("octets %u to %u alike: %.2f s, none: %.2f s", alike[i][0], alike[i][1], took, own);
        g_assert_cmpfloat(took, <, 6 * own);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sa-lookup/answers", test_answers);
    g_test_add_func("/sa-lookup/translated", test_translated);
    g_test_add_func("/sa-lookup/flood", test_flood);
    return g_test_run();
}
