/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * When records come: silence, refusal, eviction, the end of the file; and that floods stay bounded.
 */
#include <string.h>

#include "feed.h"

static void test_silence(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    g_autoptr(GByteArray) main1 = message_main(1, false);
    feed_copy(&feed, 0, true, main1);
    feed_copy(&feed, 10000, true, main1);
    feed_time(&feed, 189000);
    g_assert_cmpuint(feed.phase1->len, ==, 0);
    feed_time(&feed, 190000);
    g_assert_cmpuint(feed.phase1->len, ==, 1);
    g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE); /* nobody else was captured */
    g_assert_cmpstr(feed_phase1(&feed, 0)->ios_state, ==, "MM_NO_STATE");
    g_assert_cmpuint(feed.repetitions, ==, 1);
    feed_finish(&feed);
    g_assert_cmpuint(feed.phase1->len, ==, 1);
    feed_stop(&feed);
}

static void test_refusal(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, message_main(1, false));
    feed_send(&feed, 5, false, message_notify(1, true, IKT_NOTIFY_NO_PROPOSAL_CHOSEN));
    feed_time(&feed, 60004);
    g_assert_cmpuint(feed.phase1->len, ==, 0);
    feed_time(&feed, 60005);
    g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_REJECTED);
    feed_finish(&feed);
    feed_stop(&feed);
}

/* A single message at the end of the file is no "never answered". */
static void test_unrepeated(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, message_main(1, false));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    feed_stop(&feed);
}

static void test_finish_order(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, message_main(3, false));
    feed_send(&feed, 1, true, message_main(1, false));
    feed_send(&feed, 2, true, message_main(2, false));
    feed_finish(&feed);
    g_assert_cmpuint(feed_phase1(&feed, 0)->cookie, ==, 3);
    g_assert_cmpuint(feed_phase1(&feed, 1)->cookie, ==, 1);
    g_assert_cmpuint(feed_phase1(&feed, 2)->cookie, ==, 2);
    feed_stop(&feed);
}

/* The SA that was silent longest goes first, and each gives exactly one record. */
static void test_eviction(void)
{
    struct feed feed;
    feed_start(&feed, 3);
    for (uint8_t cookie = 1; cookie <= 3; cookie++)
        feed_send(&feed, cookie, true, message_main(cookie, false));
    feed_send(&feed, 10, false, message_main(1, true));
    g_assert_cmpuint(feed.phase1->len, ==, 0);
    feed_send(&feed, 11, true, message_main(4, false));
    g_assert_cmpuint(feed.phase1->len, ==, 1);
    g_assert_cmpuint(feed_phase1(&feed, 0)->cookie, ==, 2);
    feed_finish(&feed);
    g_assert_cmpuint(feed.phase1->len, ==, 4);
    feed_stop(&feed);
}

/* Many cookies, many message IDs, many notifies: all answered, none kept beyond the bounds. */
static void test_flood(void)
{
    struct feed feed;
    feed_start(&feed, 64);
    for (unsigned i = 0; i < 20000; i++) {
        GByteArray *message = message_main(9, false);
        memcpy(message->data, &i, sizeof(i));
        feed_send(&feed, i, true, message);
    }
    g_assert_cmpuint(feed.phase1->len, ==, 20000 - 64);
    for (uint32_t id = 1; id <= 5000; id++)
        feed_send(&feed, 20000, true, message_encrypted(7, IKT_EXCHANGE_QUICK, id, 160, (uint8_t)id));
    for (unsigned i = 0; i < 5000; i++)
        feed_send(&feed, 20001, false, message_encrypted(7, IKT_EXCHANGE_INFORMATIONAL, 70000 + i, 48, (uint8_t)i));
    feed_finish(&feed);
    g_assert_cmpuint(feed.phase2->len, ==, 5000);
    g_assert_cmpuint(feed.phase1->len, ==, 20001);
    feed_stop(&feed);
}

/* Time that runs backwards settles nothing early and ends nothing. */
static void test_backwards(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 1000000, true, message_main(1, false));
    feed_send(&feed, 0, false, message_main(1, true));
    feed_time(&feed, 1000);
    g_assert_cmpuint(feed.phase1->len, ==, 0);
    feed_finish(&feed);
    g_assert_cmpuint(feed.phase1->len, ==, 1);
    feed_stop(&feed);
}

static void see_packet(const struct feed *feed, const struct ikt_address *source, uint64_t frame)
{
    const struct ikt_ip_packet packet = {.frame = frame, .source = source, .destination = source, .protocol = 6};
    ikt_triage_presence(feed->triage, &packet);
}

/* Whoever sent anything is there, before its first IKE or after the last of the other side: it gave no answer. */
static void test_presence(void)
{
    for (unsigned kind = 0; kind < 4; kind++) {
        struct feed feed;
        struct ikt_address responder, other;
        g_autoptr(GByteArray) main1 = message_main(1, false);
        ikt_address_parse(RESPONDER, &responder);
        ikt_address_parse("192.0.2.1", &other);
        feed_start(&feed, 0);
        see_packet(&feed, &other, 1);
        if (kind == 1)
            see_packet(&feed, &responder, 1);
        if (kind == 2)
            feed_esp(&feed, 0, false, 0x1001);
        feed_copy(&feed, 0, true, main1);
        feed_copy(&feed, 10000, true, main1);
        if (kind == 3)
            see_packet(&feed, &responder, 9);
        feed_finish(&feed);
        g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==,
                        kind == 0 ? IKT_OUTCOME_INCOMPLETE : IKT_OUTCOME_NO_RESPONSE);
        feed_stop(&feed);
    }
}

/* A packet may come after a call that told a later time: it counts, and what waits is as long from then on. */
static void test_packet_after_advance(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, message_main(1, false));
    feed_time(&feed, 100000);
    feed_send(&feed, 99500, false, message_main(1, true));
    feed_time(&feed, -3600000);
    feed_time(&feed, 279999);
    g_assert_cmpuint(feed.phase1->len, ==, 0);
    feed_time(&feed, 280000);
    g_assert_cmpuint(feed.phase1->len, ==, 1);
    g_assert_cmpstr(feed_phase1(&feed, 0)->ios_state, ==, "MM_SA_SETUP");
    feed_finish(&feed);
    feed_stop(&feed);
}

/* Half an hour and more at once is silence or a clock that was set: 45 s of the 180. */
static void test_long_advance(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, message_main(1, false));
    for (unsigned step = 1; step <= 4; step++) {
        g_assert_cmpuint(feed.phase1->len, ==, 0);
        feed_time(&feed, step * 1800000);
    }
    g_assert_cmpuint(feed.phase1->len, ==, 1);
    feed_finish(&feed);
    feed_stop(&feed);
}

/*
 * Packets that all bear one time say nothing by it, and calls do not make them: of two alike without an identification
 * the second is no copy.
 */
static void test_advance_is_no_packet(void)
{
    struct feed feed;
    g_autoptr(GByteArray) main1 = message_main(1, false);
    feed_start(&feed, 0);
    feed_time(&feed, -1000);
    feed_copy(&feed, 0, true, main1);
    feed_time(&feed, 1000);
    feed_copy(&feed, 0, true, main1);
    feed_finish(&feed);
    g_assert_cmpuint(feed.repetitions, ==, 1);
    g_assert_cmpuint(feed.copies, ==, 0);
    feed_stop(&feed);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/settle/silence", test_silence);
    g_test_add_func("/settle/refusal", test_refusal);
    g_test_add_func("/settle/presence", test_presence);
    g_test_add_func("/settle/packet-after-advance", test_packet_after_advance);
    g_test_add_func("/settle/long-advance", test_long_advance);
    g_test_add_func("/settle/advance-is-no-packet", test_advance_is_no_packet);
    g_test_add_func("/settle/unrepeated", test_unrepeated);
    g_test_add_func("/settle/finish-order", test_finish_order);
    g_test_add_func("/settle/eviction", test_eviction);
    g_test_add_func("/settle/flood", test_flood);
    g_test_add_func("/settle/backwards", test_backwards);
    return g_test_run();
}
