/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages that come before the one they follow, without any key; and clocks that are set, or stand.
 */
#include "track/capture_clock.h"
#include "feed.h"

#define LONG  160 /* a proposal */
#define SHORT 48  /* a HASH, or a notify */

/* Main mode as far as its last message, at time 0. */
static void start(struct feed *feed)
{
    feed_start(feed, 0);
    feed_send(feed, -9, true, message_main(7, false));
    feed_send(feed, -8, false, message_main(7, true));
    feed_send(feed, -5, true, message_encrypted(7, IKT_EXCHANGE_MAIN, 0, 64, 1));
    feed_send(feed, -4, false, message_encrypted(7, IKT_EXCHANGE_MAIN, 0, 64, 2));
}

static GByteArray *quick(uint32_t id, size_t size, uint8_t seed)
{
    return message_encrypted(7, IKT_EXCHANGE_QUICK, id, size, seed);
}

static GByteArray *informational(uint32_t id, uint8_t seed)
{
    return message_encrypted(7, IKT_EXCHANGE_INFORMATIONAL, id, SHORT, seed);
}

static void test_answer_first(void)
{
    struct feed feed;
    start(&feed);
    feed_send(&feed, 1, false, quick(1, LONG, 1));
    feed_send(&feed, 2, true, quick(1, LONG, 2));
    feed_send(&feed, 3, true, quick(1, SHORT, 3));
    feed_finish(&feed);
    const struct settled *settled = feed_phase2(&feed, 0);
    g_assert_cmpint(settled->outcome, ==, IKT_OUTCOME_ESTABLISHED);
    g_assert_false(settled->reversed);
    g_assert_cmpuint(settled->quick1 + settled->quick2 + settled->quick3, ==, 3);
    g_assert_cmpuint(settled->quick3, ==, 1);
    feed_stop(&feed);
}

/* The responder's short message is a fourth where it bears the commit bit. */
static void test_commit(void)
{
    struct feed feed;
    start(&feed);
    feed_send(&feed, 1, false, quick(1, LONG, 1));
    feed_send(&feed, 2, true, quick(1, LONG, 2));
    g_autoptr(GByteArray) connected = quick(1, SHORT, 3);
    connected->data[19] |= IKT_FLAG_COMMIT;
    feed_copy(&feed, 3, true, connected);
    feed_finish(&feed);
    g_assert_true(feed_phase2(&feed, 0)->reversed);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    feed_stop(&feed);
}

static void test_refusal_first(void)
{
    struct feed feed;
    start(&feed);
    feed_send(&feed, 1, false, informational(91, 1));
    g_assert_cmpuint(feed.messages, ==, 5); /* shown at once */
    feed_send(&feed, 2, true, quick(1, LONG, 2));
    feed_finish(&feed);
    g_assert_cmpuint(feed.messages, ==, 6);
    g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_ESTABLISHED);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_REJECTED);
    g_assert_cmpuint(feed_phase2(&feed, 0)->rejection_frame, ==, 5);
    feed_stop(&feed);
}

/* Of a retry, which an earlier proposal that was refused does not claim. */
static void test_refusal_of_retry_first(void)
{
    struct feed feed;
    start(&feed);
    feed_send(&feed, 1, true, quick(1, LONG, 1));
    feed_send(&feed, 2, false, informational(91, 2));
    feed_send(&feed, 30001, false, informational(92, 3));
    feed_send(&feed, 30002, true, quick(2, LONG, 4));
    feed_finish(&feed);
    g_assert_cmpuint(feed_phase2(&feed, 0)->rejection_frame, ==, 6);
    g_assert_cmpuint(feed_phase2(&feed, 1)->rejection_frame, ==, 7);
    feed_stop(&feed);
}

/* What comes so much earlier, or with another message in between, refuses nothing. */
static void test_not_held(void)
{
    struct feed feed;
    start(&feed);
    feed_send(&feed, 1, false, informational(91, 1));
    feed_send(&feed, 102, true, quick(1, LONG, 2));
    feed_send(&feed, 103, false, informational(92, 3));
    feed_send(&feed, 104, true, informational(93, 4));
    feed_send(&feed, 105, true, quick(2, LONG, 5));
    feed_finish(&feed);
    g_assert_cmpuint(feed_phase2(&feed, 0)->rejection_frame, ==, 7);
    g_assert_cmpint(feed_phase2(&feed, 1)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    feed_stop(&feed);
}

/* Phase 1: the refusal of the fifth message before it. */
static void test_refusal_of_phase1_first(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, message_main(7, false));
    feed_send(&feed, 1, false, message_main(7, true));
    feed_send(&feed, 2, false, informational(91, 1));
    feed_send(&feed, 3, true, message_encrypted(7, IKT_EXCHANGE_MAIN, 0, 64, 2));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_REJECTED);
    feed_stop(&feed);
}

/* A message that waits is not lost with its ISAKMP SA, however that ends. */
static void test_waits_at_the_end(void)
{
    struct feed feed;
    start(&feed);
    feed_send(&feed, 1, false, informational(91, 1));
    feed_finish(&feed);
    g_assert_cmpuint(feed.messages, ==, 5);
    feed_stop(&feed);
    start(&feed);
    feed_send(&feed, 1, false, informational(91, 1));
    feed_stop(&feed); /* unsettled: freed all the same */
}

static void test_clock(void)
{
    struct ikt_clock clock = {.now = IKT_TIME_NONE, .capture = IKT_TIME_NONE};
    const ikt_time hour = 3600 * IKT_SECOND;
    g_assert_true(ikt_clock_advance(&clock, hour));
    g_assert_false(ikt_clock_advance(&clock, hour));
    g_assert_false(clock.ran);
    g_assert_true(ikt_clock_advance(&clock, hour + 5));
    g_assert_true(clock.ran);
    g_assert_cmpint(clock.now, ==, hour + 5);
    g_assert_false(ikt_clock_advance(&clock, hour - IKT_SECOND)); /* a late frame moves nothing */
    g_assert_true(ikt_clock_advance(&clock, hour + 7));
    g_assert_cmpint(clock.now, ==, hour + 7);
    g_assert_false(ikt_clock_advance(&clock, 7)); /* set back, and on from there */
    g_assert_true(ikt_clock_advance(&clock, 9));
    g_assert_cmpint(clock.now, ==, hour + 9);
    g_assert_cmpint(clock.capture, ==, 9);
    g_assert_true(ikt_clock_advance(&clock, 5 * hour)); /* set forward: too little to end anything */
    g_assert_cmpint(clock.now, >, hour + 9);
    g_assert_cmpint(clock.now, <, hour + 9 + 60 * IKT_SECOND);
}

/* A Quick Mode goes on behind a clock that was set, either way. */
static void test_clock_set(void)
{
    static const int64_t hours[] = {-3600000, 3600000};
    for (unsigned i = 0; i < G_N_ELEMENTS(hours); i++) {
        struct feed feed;
        start(&feed);
        feed_send(&feed, 1, true, quick(1, LONG, 1));
        feed_send(&feed, hours[i] + 2, false, quick(1, LONG, 2));
        feed_send(&feed, hours[i] + 3, true, quick(1, SHORT, 3));
        feed_finish(&feed);
        g_assert_cmpuint(feed.phase1->len, ==, 1);
        g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_ESTABLISHED);
        g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_ESTABLISHED);
        feed_stop(&feed);
    }
}

/* Time passes again after a clock was set back: nothing waits for it to catch up. */
static void test_settles_after_setting_back(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, message_main(1, false));
    feed_other(&feed, -3600000);
    feed_time(&feed, -3600000 + 179000);
    g_assert_cmpuint(feed.phase1->len, ==, 0);
    feed_time(&feed, -3600000 + 180000);
    g_assert_cmpuint(feed.phase1->len, ==, 1);
    feed_finish(&feed);
    feed_stop(&feed);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/order/answer-first", test_answer_first);
    g_test_add_func("/order/commit", test_commit);
    g_test_add_func("/order/refusal-first", test_refusal_first);
    g_test_add_func("/order/refusal-of-retry-first", test_refusal_of_retry_first);
    g_test_add_func("/order/not-held", test_not_held);
    g_test_add_func("/order/refusal-of-phase1-first", test_refusal_of_phase1_first);
    g_test_add_func("/order/waits-at-the-end", test_waits_at_the_end);
    g_test_add_func("/order/clock", test_clock);
    g_test_add_func("/clock/set", test_clock_set);
    g_test_add_func("/clock/set-back", test_settles_after_setting_back);
    return g_test_run();
}
