/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Packets that the capture holds twice: no retransmissions, whatever carries them.
 */
#include <string.h>

#include "track/flows.h"
#include "feed.h"

/* The same first message twice, so far apart, under these identifications; is the second one a copy? */
static bool is_copy(int64_t milliseconds, uint16_t first, uint16_t second)
{
    struct feed feed;
    g_autoptr(GByteArray) main1 = message_main(1, false);
    feed_start(&feed, 0);
    feed_other(&feed, 0);
    feed.identification = first;
    feed_copy(&feed, 10, true, main1);
    feed.identification = second;
    feed_copy(&feed, 10 + milliseconds, true, main1);
    feed_finish(&feed);
    g_assert_cmpuint(feed.messages, ==, 2);
    g_assert_cmpuint(feed.repetitions, ==, 1);
    bool copy = feed.copies == 1;
    feed_stop(&feed);
    return copy;
}

static void test_apart(void)
{
    g_assert_true(is_copy(0, 0, 0));
    g_assert_true(is_copy(50, 0, 0));
    g_assert_false(is_copy(51, 0, 0));
    g_assert_true(is_copy(-50, 0, 0)); /* the other port's clock runs behind */
    g_assert_false(is_copy(-51, 0, 0));
    g_assert_false(is_copy(500, 0, 0)); /* as libreswan repeats */
    g_assert_true(is_copy(1, 7, 7));
    g_assert_false(is_copy(1, 7, 8)); /* its sender sent it twice */
    g_assert_false(is_copy(500, 7, 7));
    g_assert_true(is_copy(1, 7, 0));
}

/* As long as the clock stands, only the identification tells. */
static void test_clock_stands(void)
{
    struct feed feed;
    g_autoptr(GByteArray) main1 = message_main(1, false);
    feed_start(&feed, 0);
    feed_send(&feed, 0, false, message_main(2, false)); /* the peer is there */
    feed_copy(&feed, 0, true, main1);
    feed_copy(&feed, 0, true, main1);
    g_assert_cmpuint(feed.repetitions, ==, 1);
    g_assert_cmpuint(feed.copies, ==, 0);
    feed.identification = 5;
    g_autoptr(GByteArray) other = message_main(3, false);
    feed_copy(&feed, 0, true, other);
    feed_copy(&feed, 0, true, other);
    g_assert_cmpuint(feed.copies, ==, 1);
    feed_finish(&feed);
    g_assert_cmpint(feed_phase1(&feed, 1)->outcome, ==, IKT_OUTCOME_NO_RESPONSE);
    g_assert_cmpint(feed_phase1(&feed, 2)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    feed_stop(&feed);
}

/* Three mirrors, the last one beyond other messages. */
static void test_several(void)
{
    struct feed feed;
    g_autoptr(GByteArray) main1 = message_main(1, false);
    feed_start(&feed, 0);
    feed_other(&feed, 0);
    feed_copy(&feed, 10, true, main1);
    feed_copy(&feed, 11, true, main1);
    feed_send(&feed, 12, false, message_main(1, true));
    feed_copy(&feed, 13, true, main1);
    g_assert_cmpuint(feed.copies, ==, 2);
    g_assert_cmpuint(ikt_triage_finish(feed.triage)->copies, ==, 2);
    g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    feed_stop(&feed);
}

/* Both sides of a NAT: each packet comes first on the side that it is sent from, and one negotiation is seen. */
static void test_nat(void)
{
    static const char inside[] = "192.168.77.7";
    struct feed feed;
    feed_start(&feed, 0);
    feed_other(&feed, 0);
    for (unsigned i = 0; i < 5; i++) {
        static const bool by_initiator[] = {true, false, true, false, true};
        g_autoptr(GByteArray) message =
            i == 0   ? message_main(1, false)
            : i == 1 ? message_main(1, true)
                     : message_encrypted(1, IKT_EXCHANGE_QUICK, 7, i == 4 ? 32 : 160, (uint8_t)i);
        feed.identification = (uint16_t)(i + 1);
        feed.initiator = by_initiator[i] ? inside : NULL;
        feed_copy(&feed, 10 * i, by_initiator[i], message);
        feed.initiator = by_initiator[i] ? NULL : inside;
        feed_copy(&feed, 10 * i + 1, by_initiator[i], message);
    }
    feed_finish(&feed);
    g_assert_cmpuint(feed.copies, ==, 5);
    g_assert_cmpuint(feed.phase1->len, ==, 1);
    g_assert_true(feed_phase1(&feed, 0)->translated);
    g_assert_cmpuint(feed.phase2->len, ==, 1);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_ESTABLISHED);
    g_assert_false(feed_phase2(&feed, 0)->one_direction);
    feed_stop(&feed);
}

/* The same first message to two peers at a time; no identification says that one is a copy of the other. */
static void test_several_peers(void)
{
    static const char *const peers[] = {"192.0.2.7", "192.0.2.8"};
    struct feed feed;
    feed_start(&feed, 0);
    feed_other(&feed, 0);
    for (unsigned i = 0; i < G_N_ELEMENTS(peers); i++) {
        g_autoptr(GByteArray) message = message_main(1, false);
        feed.initiator = peers[i];
        feed_copy(&feed, 10 * i + 10, false, message);
    }
    feed_finish(&feed);
    g_assert_cmpuint(feed.copies, ==, 0);
    g_assert_cmpuint(feed.phase1->len, ==, 2);
    feed_stop(&feed);
}

/* A piece of a message that came twice begins no second message. */
static void test_fragments(void)
{
    struct feed feed;
    g_autoptr(GByteArray) main1 = message_main(1, false);
    feed_start(&feed, 0);
    feed_other(&feed, 0);
    for (uint8_t number = 1; number <= 2; number++) {
        size_t start = number == 1 ? 0 : 40, length = number == 1 ? 40 : main1->len - 40;
        uint8_t body[128] = {0, 1, number, number == 2};
        memcpy(body + 4, main1->data + start, length);
        g_autoptr(GByteArray) piece = message_new(1, false, IKT_EXCHANGE_MAIN, IKT_PAYLOAD_FRAGMENT, 0, 0);
        message_payload(piece, IKT_PAYLOAD_NONE, body, 4 + length);
        feed_copy(&feed, 10 * number, true, piece);
        feed_copy(&feed, 10 * number + 1, true, piece);
    }
    g_assert_cmpuint(feed.copies, ==, 2);
    feed_finish(&feed);
    g_assert_cmpuint(feed_phase1(&feed, 0)->fragments_incomplete, ==, 0);
    feed_stop(&feed);
}

static bool send_esp(struct ikt_flow_table *table, int64_t milliseconds, uint32_t sequence, bool ran)
{
    const struct ikt_packet packet = {.sequence = 1, .frame = 1, .time = milliseconds * IKT_SECOND / 1000};
    const struct ikt_clock clock = {.now = packet.time, .capture = packet.time, .ran = ran};
    return ikt_flow_table_add(table, &packet, &clock, IKT_PROTOCOL_ESP, 7, sequence, 100);
}

/* What comes twice at once is a copy, what comes twice is a duplicate. */
static void test_esp(void)
{
    struct ikt_flow_table *table = ikt_flow_table_new();
    const struct ikt_address nobody = {0};
    g_assert_true(send_esp(table, 0, 1, false));
    g_assert_true(send_esp(table, 0, 1, false)); /* nobody knows how much later */
    g_assert_true(send_esp(table, 100, 2, true));
    g_assert_true(send_esp(table, 100, 3, true));
    g_assert_false(send_esp(table, 101, 2, true));
    g_assert_false(send_esp(table, 101, 3, true));
    g_assert_true(send_esp(table, 200, 3, true));
    g_assert_true(send_esp(table, 201, 5, true));
    g_assert_true(send_esp(table, 202, 4, true));
    g_assert_false(send_esp(table, 203, 4, true));
    const struct ikt_flow *flow = ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 7, &nobody);
    g_assert_cmpuint(flow->packets, ==, 7);
    g_assert_cmpuint(flow->duplicates, ==, 2);
    g_assert_cmpuint(flow->out_of_order, ==, 1);
    g_assert_cmpuint(flow->octets, ==, 700);
    ikt_flow_table_free(table);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/duplicate-packets/apart", test_apart);
    g_test_add_func("/duplicate-packets/clock-stands", test_clock_stands);
    g_test_add_func("/duplicate-packets/several", test_several);
    g_test_add_func("/duplicate-packets/nat", test_nat);
    g_test_add_func("/duplicate-packets/several-peers", test_several_peers);
    g_test_add_func("/duplicate-packets/fragments", test_fragments);
    g_test_add_func("/duplicate-packets/esp", test_esp);
    return g_test_run();
}
