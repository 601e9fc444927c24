/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which exchange a datagram belongs to and what its outcome is, without any key: by order, direction and size.
 */
#include <string.h>

#include "feed.h"

#define LONG  160 /* a proposal */
#define SHORT 48  /* a HASH, or a notify */

static GByteArray *quick(uint32_t id, size_t size, uint8_t seed)
{
    return message_encrypted(7, IKT_EXCHANGE_QUICK, id, size, seed);
}

static GByteArray *informational(uint32_t id, uint8_t seed)
{
    return message_encrypted(7, IKT_EXCHANGE_INFORMATIONAL, id, SHORT, seed);
}

static void test_established(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, quick(1, LONG, 1));
    feed_send(&feed, 5, false, quick(1, LONG, 2));
    feed_send(&feed, 9, true, quick(1, SHORT, 3));
    feed_finish(&feed);
    const struct settled *settled = feed_phase2(&feed, 0);
    g_assert_cmpint(settled->outcome, ==, IKT_OUTCOME_ESTABLISHED);
    g_assert_cmpuint(settled->quick1, ==, 1);
    g_assert_cmpuint(settled->quick2, ==, 1);
    g_assert_cmpuint(settled->quick3, ==, 1);
    feed_stop(&feed);
}

/* The refusals of two proposals that wait at once are told apart by their order. */
static void test_two_refusals(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, quick(1, LONG, 1));
    feed_send(&feed, 1, true, quick(2, LONG, 2));
    feed_send(&feed, 5, false, informational(91, 3));
    feed_send(&feed, 6, false, informational(92, 4));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_REJECTED);
    g_assert_cmpuint(feed_phase2(&feed, 0)->rejection_frame, ==, 3);
    g_assert_cmpint(feed_phase2(&feed, 1)->outcome, ==, IKT_OUTCOME_REJECTED);
    g_assert_cmpuint(feed_phase2(&feed, 1)->rejection_frame, ==, 4);
    feed_stop(&feed);
}

/* An informational of the proposal's own sender refuses nothing, nor does one that comes minutes later. */
static void test_no_refusal(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, quick(1, LONG, 1));
    feed_send(&feed, 5, true, informational(91, 2));
    feed_send(&feed, 100000, false, informational(92, 3));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    feed_stop(&feed);
}

/*
 * AES and SHA1 are known: a notify takes 48 octets, R-U-THERE 64. Right behind a proposal either refuses it; late, when
 * dead peer detection may be at work, the shorter ones only.
 */
static enum ikt_outcome answered(int64_t milliseconds, size_t size)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, message_main(7, false));
    feed_send(&feed, 1, false, message_main(7, true));
    feed_send(&feed, 100, true, quick(1, LONG, 1));
    feed_send(&feed, 100 + milliseconds, false, message_encrypted(7, IKT_EXCHANGE_INFORMATIONAL, 91, size, 2));
    feed_finish(&feed);
    enum ikt_outcome outcome = feed_phase2(&feed, 0)->outcome;
    feed_stop(&feed);
    return outcome;
}

static void test_late_answer(void)
{
    g_assert_cmpint(answered(5, 48), ==, IKT_OUTCOME_REJECTED);
    g_assert_cmpint(answered(5, 64), ==, IKT_OUTCOME_REJECTED);
    g_assert_cmpint(answered(30000, 48), ==, IKT_OUTCOME_REJECTED);
    g_assert_cmpint(answered(30000, 64), ==, IKT_OUTCOME_INCOMPLETE);
    g_assert_cmpint(answered(30000, 80), ==, IKT_OUTCOME_INCOMPLETE); /* of no notify that is known */
}

static void complete(struct feed *feed, int64_t milliseconds, bool by_initiator, uint32_t id)
{
    feed_send(feed, milliseconds, by_initiator, quick(id, LONG, (uint8_t)(3 * id)));
    feed_send(feed, milliseconds + 5, !by_initiator, quick(id, LONG, (uint8_t)(3 * id + 1)));
    feed_send(feed, milliseconds + 9, by_initiator, quick(id, SHORT, (uint8_t)(3 * id + 2)));
}

/* SPIs that are first seen between a Quick Mode and the next one are its own, where each is the only one of its
 * direction. */
static void test_flows_by_order(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_esp(&feed, 0, true, 0x10); /* of the time before */
    complete(&feed, 100, true, 1);
    feed_esp(&feed, 200, true, 0x10);
    feed_esp(&feed, 210, true, 0x11);
    feed_esp(&feed, 220, false, 0x21);
    complete(&feed, 300, false, 2);
    feed_esp(&feed, 400, true, 0x12);
    feed_esp(&feed, 410, true, 0x13); /* two of one direction: none of them is known to be its own */
    feed_esp(&feed, 420, false, 0x22);
    complete(&feed, 500, true, 3);
    feed_esp(&feed, 600, true, 0x12);
    feed_finish(&feed);
    g_assert_cmpuint(feed_phase2(&feed, 0)->flows, ==, 2);
    g_assert_true(feed_phase2(&feed, 0)->flows_by_order);
    g_assert_cmpuint(feed_phase2(&feed, 1)->flows, ==, 1);
    g_assert_cmpuint(feed_phase2(&feed, 2)->flows, ==, 0);
    g_assert_false(feed_phase2(&feed, 2)->flows_by_order);
    feed_stop(&feed);
}

/* A capture of weeks: SPIs of many rekeys come before. */
static void test_flows_by_order_late(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    for (uint32_t i = 0; i < 99; i++)
        feed_esp(&feed, i, i % 2 == 0, 0x1000 + i);
    complete(&feed, 100, true, 1);
    feed_esp(&feed, 200, true, 0x11);
    feed_esp(&feed, 210, false, 0x21);
    feed_finish(&feed);
    g_assert_cmpuint(feed_phase2(&feed, 0)->flows, ==, 2);
    feed_stop(&feed);
}

/* INVALID-SPI speaks of ESP, and refuses neither a proposal that waits nor phase 1. */
static void test_invalid_spi(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, quick(1, LONG, 1));
    feed_send(&feed, 5, false, message_notify(7, true, IKT_NOTIFY_INVALID_SPI));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    feed_stop(&feed);
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, message_main(7, false));
    feed_send(&feed, 5, false, message_notify(7, true, IKT_NOTIFY_INVALID_SPI));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    feed_stop(&feed);
}

/* Nor one behind a Quick Mode that is complete. */
static void test_after_success(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, quick(1, LONG, 1));
    feed_send(&feed, 5, false, quick(1, LONG, 2));
    feed_send(&feed, 9, true, quick(1, SHORT, 3));
    feed_send(&feed, 12, false, informational(92, 4));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_ESTABLISHED);
    feed_stop(&feed);
}

static void test_no_response(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, false, quick(8, SHORT, 9)); /* the peer is there */
    g_autoptr(GByteArray) proposal = quick(1, LONG, 1);
    feed_copy(&feed, 0, true, proposal);
    feed_copy(&feed, 10000, true, proposal);
    feed_finish(&feed);
    g_assert_cmpint(feed_phase2(&feed, 1)->outcome, ==, IKT_OUTCOME_NO_RESPONSE);
    g_assert_cmpuint(feed_phase2(&feed, 1)->quick1, ==, 2);
    feed_stop(&feed);
}

/* The same with nothing of the peer in the capture: nobody can say that it did not answer. */
static void test_one_direction(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    g_autoptr(GByteArray) proposal = quick(1, LONG, 1);
    feed_copy(&feed, 0, true, proposal);
    feed_copy(&feed, 10000, true, proposal);
    feed_finish(&feed);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    g_assert_true(feed_phase2(&feed, 0)->one_direction);
    g_assert_true(feed_phase1(&feed, 0)->one_direction);
    feed_stop(&feed);
}

static void test_qm3_lost(void)
{
    struct feed feed;
    g_autoptr(GByteArray) answer = quick(1, LONG, 2);
    g_autoptr(GByteArray) third = quick(1, SHORT, 3);

    feed_start(&feed, 0);
    feed_send(&feed, 0, true, quick(1, LONG, 1));
    feed_copy(&feed, 5, false, answer);
    feed_copy(&feed, 9, true, third);
    feed_copy(&feed, 1005, false, answer);
    feed_copy(&feed, 3005, false, answer);
    feed_finish(&feed);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    g_assert_true(feed_phase2(&feed, 0)->qm3_lost);
    feed_stop(&feed);

    /* One loss that the repetition healed. */
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, quick(1, LONG, 1));
    feed_copy(&feed, 5, false, answer);
    feed_copy(&feed, 9, true, third);
    feed_copy(&feed, 1005, false, answer);
    feed_copy(&feed, 1009, true, third);
    feed_finish(&feed);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_ESTABLISHED);
    feed_stop(&feed);
}

/* The capture begins with the answer: its sender is not the Quick Mode's initiator. */
static void test_begins_with_answer(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, informational(5, 9)); /* fixes who began the ISAKMP SA, as far as known */
    feed_send(&feed, 5, false, quick(1, LONG, 2));
    feed_send(&feed, 9, true, quick(1, SHORT, 3));
    feed_finish(&feed);
    const struct settled *settled = feed_phase2(&feed, 0);
    g_assert_cmpint(settled->outcome, ==, IKT_OUTCOME_ESTABLISHED);
    g_assert_false(settled->reversed);
    g_assert_cmpuint(settled->quick1, ==, 0);
    g_assert_cmpuint(settled->quick2, ==, 1);
    g_assert_cmpuint(settled->quick3, ==, 1);
    feed_stop(&feed);
}

/* ICMP that quotes the cookie, and ICMP that quotes only the addresses. */
static void test_icmp(void)
{
    struct feed feed;
    struct ikt_packet packet = {.frame = 9, .time = 1000 * IKT_SECOND};
    struct ikt_endpoint source = {.port = 500}, destination = {.port = 500};
    static const uint8_t cookie[IKT_COOKIE_SIZE] = {1, 1, 1, 1, 1, 1, 1, 1}, keepalive = 0xff;

    feed_start(&feed, 0);
    feed_send(&feed, 0, true, message_main(1, false));
    ikt_address_parse("192.0.2.254", &packet.source.address);
    ikt_address_parse(INITIATOR, &packet.destination.address);
    ikt_address_parse(INITIATOR, &source.address);
    ikt_address_parse(RESPONDER, &destination.address);
    ikt_triage_icmp(feed.triage, &packet, 3, 3, &source, &destination, (struct ikt_bytes){cookie, sizeof(cookie)});
    ikt_triage_icmp(feed.triage, &packet, 3, 3, &source, &destination, (struct ikt_bytes){NULL, 0});
    ikt_address_parse("192.0.2.9", &destination.address);
    ikt_triage_icmp(feed.triage, &packet, 3, 3, &source, &destination, (struct ikt_bytes){cookie, sizeof(cookie)});
    /* On this port it may have been ESP, a keepalive or an empty datagram. */
    ikt_address_parse(RESPONDER, &destination.address);
    destination.port = 4500;
    ikt_triage_icmp(feed.triage, &packet, 3, 3, &source, &destination, (struct ikt_bytes){NULL, 0});
    ikt_triage_icmp(feed.triage, &packet, 3, 1, &source, &destination, (struct ikt_bytes){&keepalive, 1});
    feed_finish(&feed);
    g_assert_cmpuint(feed_phase1(&feed, 0)->icmp, ==, 2);
    feed_stop(&feed);
}

/* Main mode 1 in three pieces, out of order; then in two of which one is lost. */
static void test_fragments(void)
{
    struct feed feed;
    g_autoptr(GByteArray) main1 = message_main(1, false);
    static const uint8_t order[] = {3, 1, 2};

    feed_start(&feed, 0);
    for (unsigned i = 0; i < 5; i++) {
        uint8_t number = i < 3 ? order[i] : 1;
        size_t start = (size_t)(number - 1) * 30, length = number == 3 ? main1->len - 60 : 30;
        uint8_t body[128] = {0, i < 3 ? 1 : 2, number, number == 3};
        memcpy(body + 4, main1->data + start, length);
        GByteArray *piece = message_new(1, false, IKT_EXCHANGE_MAIN, IKT_PAYLOAD_FRAGMENT, 0, 0);
        message_payload(piece, IKT_PAYLOAD_NONE, body, 4 + length);
        feed_send(&feed, i, true, piece);
        g_assert_cmpuint(feed.messages, ==, i < 2 ? i + 1 : i + 2);
    }
    feed_finish(&feed);
    g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    g_assert_cmpstr(feed_phase1(&feed, 0)->ios_state, ==, "MM_NO_STATE");
    g_assert_cmpuint(feed_phase1(&feed, 0)->fragments_incomplete, ==, 1);
    feed_stop(&feed);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/match/late-answer", test_late_answer);
    g_test_add_func("/match/flows-by-order", test_flows_by_order);
    g_test_add_func("/match/flows-by-order-late", test_flows_by_order_late);
    g_test_add_func("/match/established", test_established);
    g_test_add_func("/match/two-refusals", test_two_refusals);
    g_test_add_func("/match/no-refusal", test_no_refusal);
    g_test_add_func("/match/invalid-spi", test_invalid_spi);
    g_test_add_func("/match/after-success", test_after_success);
    g_test_add_func("/match/no-response", test_no_response);
    g_test_add_func("/match/one-direction", test_one_direction);
    g_test_add_func("/match/qm3-lost", test_qm3_lost);
    g_test_add_func("/match/begins-with-answer", test_begins_with_answer);
    g_test_add_func("/match/icmp", test_icmp);
    g_test_add_func("/match/fragments", test_fragments);
    return g_test_run();
}
