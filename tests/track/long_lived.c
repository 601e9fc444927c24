/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One ISAKMP SA with 100,000 messages and more, with and without keys: lists are full, and nothing but the lists may
 * show it. How many lists leave out is arithmetic over what was sent.
 */
#include "keyed.h"

#define LISTED_SEEN    512
#define LISTED_NOTICES 64

/* Informationals as long as R-U-THERE under AES and SHA1 (28 + 4 + 20 + 4 + 28 octets, padded): 92 octets. */
static GByteArray *sealed(uint32_t id)
{
    return message_encrypted(7, IKT_EXCHANGE_INFORMATIONAL, id, 64, (uint8_t)id);
}

static void start_sealed(struct feed *feed)
{
    feed_start(feed, 0);
    feed_send(feed, 0, true, message_main(7, false));
    feed_send(feed, 1, false, message_main(7, true));
    feed_send(feed, 2, true, message_encrypted(7, IKT_EXCHANGE_MAIN, 0, 64, 1));
    feed_send(feed, 3, false, message_encrypted(7, IKT_EXCHANGE_MAIN, 0, 64, 2));
}

/* 100,000 answered rounds, every 10 s; then six questions without an answer; then a Quick Mode that is refused. */
static void test_without_keys(void)
{
    const uint32_t rounds = 100000;
    struct feed feed;
    int64_t now = 1000;
    start_sealed(&feed);
    for (uint32_t i = 0; i < rounds; i++, now += 10000) {
        feed_send(&feed, now, true, sealed(0x10000000 + i));
        feed_send(&feed, now + 50, false, sealed(0x20000000 + i));
    }
    for (uint32_t i = 0; i < 6; i++, now += 2000)
        feed_send(&feed, now, true, sealed(0x30000000 + i));
    feed_send(&feed, now, true, message_encrypted(7, IKT_EXCHANGE_QUICK, 0x77, 160, 9));
    feed_send(&feed, now + 20, false, message_encrypted(7, IKT_EXCHANGE_INFORMATIONAL, 0x78, 48, 10));
    feed_finish(&feed);
    const struct settled *phase1 = feed_phase1(&feed, 0), *phase2 = feed_phase2(&feed, 0);
    g_assert_cmpuint(phase1->dpd_guess.count, ==, 6);
    g_assert_cmpuint(phase1->dpd_guess.first_frame, ==, 5 + 2 * rounds);
    g_assert_cmpuint(phase1->dpd_guess.last_frame, ==, 10 + 2 * rounds);
    g_assert_true(phase1->dpd_guess.from_initiator);
    g_assert_true(phase1->finds_dpd_loss);
    g_assert_cmpuint(phase1->seen_more, ==, 4 + 2 * rounds + 6 + 1 - LISTED_SEEN);
    g_assert_cmpint(phase2->outcome, ==, IKT_OUTCOME_REJECTED);
    g_assert_cmpuint(phase2->rejection_frame, ==, 12 + 2 * rounds);
    feed_stop(&feed);
}

/* The same with keys: DPD takes no room from the refusals after it, be they notifies or deletes. */
static void test_with_keys(void)
{
    const uint32_t rounds = 50000;
    struct feed feed;
    struct keyed keyed;
    int64_t now = 1000;
    feed_start_keyed(&feed, KEYED_LINES);
    keyed_start(&keyed, &feed);
    for (uint32_t i = 0; i < rounds; i++, now += 10000) {
        keyed_notify(&keyed, now, true, IKT_NOTIFY_R_U_THERE, i);
        keyed_notify(&keyed, now + 50, false, IKT_NOTIFY_R_U_THERE_ACK, i);
    }
    for (uint32_t i = 0; i < 100; i++, now += 1000)
        keyed_notify(&keyed, now, true, IKT_NOTIFY_RESPONDER_LIFETIME, 0);
    for (uint32_t i = 0; i < 200; i++, now += 1000)
        keyed_notify(&keyed, now, false, IKT_NOTIFY_INVALID_SPI, 0);
    for (uint32_t i = 0; i < 100; i++, now += 1000)
        keyed_delete(&keyed, now, true, 0x5000 + i);
    for (uint32_t i = 0; i < 4; i++, now += 1000)
        keyed_quick1(&keyed, now, true, 0x6000 + i);
    for (uint32_t i = 0; i < 4; i++, now += 1000)
        keyed_notify(&keyed, now, false, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, 0);
    for (uint32_t i = 0; i < 5; i++, now += 2000)
        keyed_notify(&keyed, now, true, IKT_NOTIFY_R_U_THERE, rounds + i);
    keyed_delete_isakmp(&keyed, now, true);
    feed_finish(&feed);
    const struct settled *phase1 = feed_phase1(&feed, 0);
    g_assert_cmpuint(phase1->dpd[0].asked, ==, rounds + 5);
    g_assert_cmpuint(phase1->dpd[0].answered, ==, rounds);
    g_assert_cmpuint(phase1->dpd[0].unanswered, ==, 5);
    g_assert_cmpuint(phase1->dpd[1].asked, ==, 0);
    g_assert_true(phase1->finds_dpd_loss);
    g_assert_cmpuint(phase1->invalid_spi[0].count, ==, 0);
    g_assert_cmpuint(phase1->invalid_spi[1].count, ==, 200);
    g_assert_cmpuint(phase1->invalid_spi[1].last_frame - phase1->invalid_spi[1].first_frame, ==, 199);
    g_assert_true(phase1->lists_refusal);
    g_assert_cmpuint(phase1->notifications, ==, LISTED_NOTICES);
    g_assert_cmpuint(phase1->notifications_more, ==, 304 - LISTED_NOTICES);
    g_assert_cmpuint(phase1->deletions, ==, LISTED_NOTICES);
    g_assert_cmpuint(phase1->deletions_more, ==, 101 - LISTED_NOTICES);
    g_assert_cmpint(phase1->ended, ==, IKT_ENDED_DELETED);
    g_assert_cmpuint(feed.phase2->len, ==, 4);
    for (guint i = 0; i < 4; i++) {
        g_assert_cmpint(feed_phase2(&feed, i)->outcome, ==, IKT_OUTCOME_REJECTED);
        g_assert_cmpuint(feed_phase2(&feed, i)->refusal, ==, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    }
    feed_stop(&feed);
}

/* Notifies in clear are listed like others: past the bound, one still refuses phase 1. */
static void test_clear(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, message_main(1, false));
    feed_send(&feed, 1, false, message_main(1, true));
    for (uint32_t i = 0; i < 1000; i++) {
        GByteArray *message = message_notify(1, true, IKT_NOTIFY_RESPONDER_LIFETIME);
        message->data[20] = (uint8_t)(1 + i / 256);
        message->data[21] = (uint8_t)i;
        feed_send(&feed, 1000 + i, true, message);
    }
    feed_send(&feed, 2500, false, message_notify(1, true, IKT_NOTIFY_NO_PROPOSAL_CHOSEN));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_REJECTED);
    g_assert_cmpuint(feed_phase1(&feed, 0)->notifications_more, ==, 1001 - LISTED_NOTICES);
    g_assert_true(feed_phase1(&feed, 0)->lists_refusal);
    feed_stop(&feed);
}

/* A proposal that is repeated until the list is full is answered all the same. */
static void test_repetitions(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    g_autoptr(GByteArray) quick1 = message_encrypted(7, IKT_EXCHANGE_QUICK, 1, 160, 1);
    for (int64_t i = 0; i < 1000; i++)
        feed_copy(&feed, 1000 * i, true, quick1);
    feed_send(&feed, 1000000, false, message_encrypted(7, IKT_EXCHANGE_QUICK, 1, 160, 2));
    feed_send(&feed, 1000005, true, message_encrypted(7, IKT_EXCHANGE_QUICK, 1, 48, 3));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_ESTABLISHED);
    g_assert_cmpuint(feed_phase2(&feed, 0)->quick1, ==, LISTED_SEEN - 2);
    g_assert_cmpuint(feed_phase2(&feed, 0)->quick2, ==, 1);
    g_assert_cmpuint(feed_phase2(&feed, 0)->quick3, ==, 1);
    g_assert_cmpuint(feed_phase2(&feed, 0)->seen_more, ==, 1002 - LISTED_SEEN);
    feed_stop(&feed);
}

/* Likewise where it is in clear: the answer that the list has no more room for is read. */
static void test_choice(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    for (unsigned answer = 0; answer < 2; answer++) {
        g_autoptr(GByteArray) message = message_main(7, true);
        message->data[18] = IKT_EXCHANGE_QUICK;
        message->data[23] = 1; /* message ID */
        for (int64_t i = 0; i < (answer == 0 ? 600 : 1); i++)
            feed_copy(&feed, 600000 * (int64_t)answer + 1000 * i, answer == 0, message);
    }
    feed_finish(&feed);
    g_assert_cmpuint(feed_phase2(&feed, 0)->quick2, ==, 1);
    g_assert_true(feed_phase2(&feed, 0)->has_choice);
    feed_stop(&feed);
}

/* A message is a repetition though 1,000 others came in between. */
static void test_late_repetition(void)
{
    struct feed feed;
    start_sealed(&feed);
    g_autoptr(GByteArray) quick1 = message_encrypted(7, IKT_EXCHANGE_QUICK, 1, 160, 1);
    feed_copy(&feed, 1000, true, quick1);
    for (uint32_t i = 0; i < 1000; i++)
        feed_send(&feed, 2000 + i, true, sealed(0x10000000 + i));
    feed_copy(&feed, 60000, true, quick1);
    g_assert_cmpuint(feed.repetitions, ==, 1);
    feed_finish(&feed);
    g_assert_cmpuint(feed_phase2(&feed, 0)->quick1, ==, 2);
    feed_stop(&feed);
}

/* 10,000 Quick Modes of one ISAKMP SA, each refused: each knows how many failed before it. */
static void test_attempts(void)
{
    const uint32_t all = 10000;
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, message_main(7, false));
    feed_send(&feed, 1, false, message_main(7, true));
    for (uint32_t i = 0; i < all; i++) {
        const int64_t now = 1000 + 30000 * (int64_t)i;
        feed_send(&feed, now, true, message_encrypted(7, IKT_EXCHANGE_QUICK, 0x10000 + i, 160, (uint8_t)i));
        feed_send(&feed, now + 6, false, message_encrypted(7, IKT_EXCHANGE_INFORMATIONAL, 0x20000 + i, 48, 3));
    }
    feed_finish(&feed);
    g_assert_cmpuint(feed.phase2->len, ==, all);
    for (uint32_t i = 0; i < all; i++) {
        g_assert_cmpuint(feed_phase2(&feed, i)->message_id, ==, 0x10000 + i);
        g_assert_cmpuint(feed_phase2(&feed, i)->attempts, ==, i);
    }
    g_assert_cmpuint(feed_phase1(&feed, 0)->quick_modes, ==, all);
    feed_stop(&feed);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    keyed_init();
    g_test_add_func("/long-lived/without-keys", test_without_keys);
    g_test_add_func("/long-lived/with-keys", test_with_keys);
    g_test_add_func("/long-lived/clear", test_clear);
    g_test_add_func("/long-lived/repetitions", test_repetitions);
    g_test_add_func("/long-lived/choice", test_choice);
    g_test_add_func("/long-lived/late-repetition", test_late_repetition);
    g_test_add_func("/long-lived/attempts", test_attempts);
    return g_test_run();
}
