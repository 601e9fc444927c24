/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Room is made of what shows least, and nothing is concluded from what had to make room. The order in which two peers
 * negotiate is RFC 2409's, and what each of them may still send is theirs: a flood of others changes neither.
 */
#include <string.h>

#include "feed.h"

#define ROOM 64

static void renumber(GByteArray *message, uint32_t number)
{
    memcpy(message->data, &number, sizeof(number));
}

/* First messages of cookies that nobody used before. */
static void flood(struct feed *feed, unsigned count, int64_t milliseconds)
{
    feed->initiator = "192.0.2.77";
    for (unsigned i = 0; i < count; i++) {
        GByteArray *message = message_main(9, false);
        renumber(message, 1000000 + i);
        feed_send(feed, milliseconds, true, message);
    }
    feed->initiator = NULL;
}

static const struct settled *of_cookie(const struct feed *feed, uint8_t cookie)
{
    const struct settled *found = NULL;
    for (guint i = 0; i < feed->phase1->len; i++) {
        const struct settled *settled = &g_array_index(feed->phase1, struct settled, i);
        if (settled->cookie == cookie)
            found = settled;
    }
    g_assert_nonnull(found);
    return found;
}

static void negotiate(struct feed *feed, uint8_t cookie)
{
    feed_send(feed, 0, true, message_main(cookie, false));
    feed_send(feed, 10, false, message_main(cookie, true));
    feed_send(feed, 100, true, message_encrypted(cookie, IKT_EXCHANGE_QUICK, 1, 160, 1));
}

/* Ten times as many first messages as there is room for, between a proposal and its refusal. */
static void test_flood_before_refusal(void)
{
    struct feed feed;
    feed_start(&feed, ROOM);
    negotiate(&feed, 1);
    flood(&feed, 10 * ROOM, 150);
    feed_send(&feed, 200, false, message_encrypted(1, IKT_EXCHANGE_INFORMATIONAL, 2, 64, 2));
    feed_finish(&feed);
    const struct settled *phase2 = feed_phase2(&feed, 0);
    g_assert_cmpint(phase2->outcome, ==, IKT_OUTCOME_REJECTED);
    g_assert_cmpuint(phase2->rejection_frame, ==, feed.frame);
    g_assert_false(phase2->evicted);
    g_assert_false(of_cookie(&feed, 1)->evicted);
    feed_stop(&feed);
}

/* Who has just asked waits for an answer: the newest of a flood are not the first to go. */
static void test_answer_in_flood(void)
{
    struct feed feed;
    feed_start(&feed, ROOM);
    for (uint8_t cookie = 1; cookie <= ROOM; cookie++)
        negotiate(&feed, cookie);
    feed_send(&feed, 120, true, message_main(200, false));
    flood(&feed, ROOM / 16 - 1, 130);
    feed_send(&feed, 140, false, message_main(200, true));
    feed_finish(&feed);
    g_assert_false(of_cookie(&feed, 200)->evicted);
    g_assert_cmpuint(of_cookie(&feed, 200)->seen, ==, 2);
    feed_stop(&feed);
}

/* ROOM exchanges that show as much as one whose first message is repeated, and are newer. */
static void fill(struct feed *feed, int64_t milliseconds)
{
    for (uint32_t i = 0; i < ROOM; i++) {
        GByteArray *message = message_encrypted(9, IKT_EXCHANGE_INFORMATIONAL, 1, 64, 1);
        renumber(message, 5000000 + i);
        feed_send(feed, milliseconds, true, message);
    }
}

static void repeat(struct feed *feed, GByteArray *message)
{
    for (int64_t milliseconds = 0; milliseconds <= 30000; milliseconds += 10000)
        feed_copy(feed, milliseconds, true, message);
    g_byte_array_unref(message);
}

/* What was sent again and not answered when room was wanted may have been answered later. */
static void test_no_verdict(void)
{
    for (unsigned evicted = 0; evicted < 2; evicted++) {
        const enum ikt_outcome outcome = evicted ? IKT_OUTCOME_INCOMPLETE : IKT_OUTCOME_NO_RESPONSE;
        const enum ikt_incomplete why = evicted ? IKT_INCOMPLETE_EVICTED : IKT_INCOMPLETE_NOT;
        struct feed feed;
        feed_start(&feed, ROOM);
        feed_send(&feed, 0, false, message_main(2, false)); /* so the responder is there */
        repeat(&feed, message_main(1, false));
        repeat(&feed, message_encrypted(3, IKT_EXCHANGE_QUICK, 1, 160, 1));
        if (evicted)
            fill(&feed, 30010);
        feed_time(&feed, 60000);
        feed_finish(&feed);
        const struct settled *phase1 = of_cookie(&feed, 1), *phase2 = feed_phase2(&feed, 0);
        g_assert_cmpint(phase1->outcome, ==, outcome);
        g_assert_cmpint(phase2->outcome, ==, outcome);
        g_assert_cmpint(phase1->incomplete, ==, why);
        g_assert_cmpint(phase2->incomplete, ==, why);
        g_assert_cmpuint(phase1->evicted, ==, evicted);
        g_assert_cmpuint(phase2->evicted, ==, evicted);
        g_assert_cmpuint(phase1->findings == 0, ==, evicted);
        g_assert_cmpuint(phase2->findings == 0, ==, evicted);
        feed_stop(&feed);
    }
}

/* The same where nothing of the responder was captured: that an initiator goes on says that it was not answered so far.
 */
static void test_no_verdict_of_one_side(void)
{
    size_t findings[2];
    for (unsigned evicted = 0; evicted < 2; evicted++) {
        struct feed feed;
        feed_start(&feed, ROOM);
        repeat(&feed, message_main(1, false));
        if (evicted)
            fill(&feed, 30010);
        feed_time(&feed, 60000);
        feed_finish(&feed);
        g_assert_cmpuint(of_cookie(&feed, 1)->evicted, ==, evicted);
        findings[evicted] = of_cookie(&feed, 1)->findings;
        feed_stop(&feed);
    }
    g_assert_cmpuint(findings[1], <, findings[0]);
}

/* A refusal in clear of what was not captured: a policy is blamed only where an offer of one was seen. */
static void test_refusal_of_nothing(void)
{
    for (unsigned offered = 0; offered < 2; offered++) {
        struct feed feed;
        feed_start(&feed, 0);
        feed_send(&feed, 0, true, message_main(offered ? 1 : 2, false));
        feed_send(&feed, 100, false, message_notify(1, true, IKT_NOTIFY_NO_PROPOSAL_CHOSEN));
        feed_finish(&feed);
        const struct settled *phase1 = of_cookie(&feed, 1);
        g_assert_cmpint(phase1->outcome, ==, IKT_OUTCOME_REJECTED);
        g_assert_cmpuint(phase1->finds_policy, ==, offered);
        g_assert_cmpuint(phase1->findings, >, 0);
        feed_stop(&feed);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/evicted/flood-before-refusal", test_flood_before_refusal);
    g_test_add_func("/evicted/answer-in-flood", test_answer_in_flood);
    g_test_add_func("/evicted/no-verdict", test_no_verdict);
    g_test_add_func("/evicted/no-verdict-of-one-side", test_no_verdict_of_one_side);
    g_test_add_func("/evicted/refusal-of-nothing", test_refusal_of_nothing);
    return g_test_run();
}
