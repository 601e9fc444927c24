/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What must not be taken for a failure, and what must: a refusal after the last message of phase 1, one message sent
 * again or lost, one negotiation under many responder cookies, what nobody has authenticated.
 */
#include <string.h>

#include "feed.h"

#define LONG   160 /* a proposal */
#define SHORT  48  /* a HASH, or a notify */
#define COOKIE 7

static GByteArray *quick(uint32_t id, size_t size, uint8_t seed)
{
    return message_encrypted(COOKIE, IKT_EXCHANGE_QUICK, id, size, seed);
}

static GByteArray *informational(uint32_t id, uint8_t seed)
{
    return message_encrypted(COOKIE, IKT_EXCHANGE_INFORMATIONAL, id, SHORT, seed);
}

/* RFC 2408 section 3.14, without an SPI. */
static GByteArray *notify(uint8_t protocol, uint16_t type, bool answered)
{
    const uint8_t body[] = {0, 0, 0, 1, protocol, 0, (uint8_t)(type >> 8), (uint8_t)type};
    GByteArray *message = message_new(COOKIE, answered, IKT_EXCHANGE_INFORMATIONAL, IKT_PAYLOAD_NOTIFY, 0, 0x99);
    message_payload(message, IKT_PAYLOAD_NONE, body, sizeof(body));
    return message;
}

/* RFC 2408 section 3.15: of the ISAKMP SA, whose SPI are its cookies. */
static GByteArray *delete_isakmp(bool answered)
{
    uint8_t body[8 + 2 * IKT_COOKIE_SIZE] = {0, 0, 0, 1, IKT_PROTOCOL_ISAKMP, 2 * IKT_COOKIE_SIZE, 0, 1};
    memset(body + 8, COOKIE, IKT_COOKIE_SIZE);
    memset(body + 8 + IKT_COOKIE_SIZE, answered ? 0xee : 0, IKT_COOKIE_SIZE);
    GByteArray *message = message_new(COOKIE, answered, IKT_EXCHANGE_INFORMATIONAL, IKT_PAYLOAD_DELETE, 0, 0x98);
    message_payload(message, IKT_PAYLOAD_NONE, body, sizeof(body));
    return message;
}

/* Another responder cookie than the one that messages of this file bear. */
static GByteArray *under_cookie(GByteArray *message, uint8_t responder_cookie)
{
    memset(message->data + IKT_COOKIE_SIZE, responder_cookie, IKT_COOKIE_SIZE);
    return message;
}

/* Message 3 or 4 of main mode. */
static GByteArray *key_exchange(void)
{
    static const uint8_t value[128] = {1};
    GByteArray *message = message_new(COOKIE, true, IKT_EXCHANGE_MAIN, IKT_PAYLOAD_KE, 0, 0);
    message_payload(message, IKT_PAYLOAD_NONE, value, sizeof(value));
    return message;
}

/* The first messages of main mode, a round trip each. */
static void main_mode(struct feed *feed, unsigned messages)
{
    for (unsigned i = 0; i < messages; i++) {
        GByteArray *message = i < 2   ? message_main(COOKIE, i == 1)
                              : i < 4 ? key_exchange()
                                      : message_encrypted(COOKIE, IKT_EXCHANGE_MAIN, 0, 64, (uint8_t)(70 + i));
        feed_send(feed, i, i % 2 == 0, message);
    }
}

/* Main mode of so many messages, then this notify in clear, which is all the same for what it can mean. */
static enum ikt_outcome after_main(unsigned messages, bool by_initiator, uint8_t protocol, uint16_t type)
{
    struct feed feed;
    feed_start(&feed, 0);
    main_mode(&feed, messages);
    feed_send(&feed, 10, by_initiator, notify(protocol, type, true));
    feed_finish(&feed);
    g_assert_cmpuint(feed.phase1->len, ==, 1);
    enum ikt_outcome outcome = feed_phase1(&feed, 0)->outcome;
    feed_stop(&feed);
    return outcome;
}

/*
 * With message 6 the responder has accepted the initiator. What it refuses later is a Quick Mode, even where that was
 * not captured. The initiator may still refuse message 6 itself, with what only an authentication can be refused with.
 */
static void test_after_last_message(void)
{
    static const uint16_t types[] = {IKT_NOTIFY_NO_PROPOSAL_CHOSEN, IKT_NOTIFY_INVALID_ID_INFORMATION,
                                     IKT_NOTIFY_AUTHENTICATION_FAILED};
    for (unsigned i = 0; i < G_N_ELEMENTS(types); i++) {
        g_assert_cmpint(after_main(6, false, IKT_PROTOCOL_ESP, types[i]), ==, IKT_OUTCOME_ESTABLISHED);
        g_assert_cmpint(after_main(6, false, IKT_PROTOCOL_ISAKMP, types[i]), ==, IKT_OUTCOME_ESTABLISHED);
        g_assert_cmpint(after_main(6, true, IKT_PROTOCOL_ESP, types[i]), ==, IKT_OUTCOME_ESTABLISHED);
        g_assert_cmpint(after_main(5, false, IKT_PROTOCOL_ISAKMP, types[i]), ==, IKT_OUTCOME_REJECTED);
        g_assert_cmpint(after_main(1, false, IKT_PROTOCOL_ISAKMP, types[i]), ==, IKT_OUTCOME_REJECTED);
    }
    g_assert_cmpint(after_main(6, true, IKT_PROTOCOL_ISAKMP, IKT_NOTIFY_NO_PROPOSAL_CHOSEN), ==,
                    IKT_OUTCOME_ESTABLISHED);
    g_assert_cmpint(after_main(6, true, IKT_PROTOCOL_ISAKMP, IKT_NOTIFY_AUTHENTICATION_FAILED), ==,
                    IKT_OUTCOME_REJECTED);
}

/* Message 6 shows that its sender goes on, whoever has refused message 5 in clear: anybody can. */
static void test_last_message_after_refusal(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    main_mode(&feed, 5);
    feed_send(&feed, 10, false, notify(IKT_PROTOCOL_ISAKMP, IKT_NOTIFY_AUTHENTICATION_FAILED, true));
    feed_send(&feed, 11, false, message_encrypted(COOKIE, IKT_EXCHANGE_MAIN, 0, 64, 90));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_ESTABLISHED);
    feed_stop(&feed);
}

/* After message 3 of aggressive mode the responder may refuse that, but not with protocol ESP. */
static enum ikt_outcome after_aggressive(uint8_t protocol, uint16_t type)
{
    static const uint8_t hash[20] = {1};
    struct feed feed;
    feed_start(&feed, 0);
    for (unsigned i = 0; i < 2; i++) {
        GByteArray *message = message_main(COOKIE, i == 1);
        message->data[18] = IKT_EXCHANGE_AGGRESSIVE;
        feed_send(&feed, i, i == 0, message);
    }
    GByteArray *third = message_new(COOKIE, true, IKT_EXCHANGE_AGGRESSIVE, IKT_PAYLOAD_HASH, 0, 0);
    message_payload(third, IKT_PAYLOAD_NONE, hash, sizeof(hash));
    feed_send(&feed, 2, true, third);
    feed_send(&feed, 10, false, notify(protocol, type, true));
    feed_finish(&feed);
    enum ikt_outcome outcome = feed_phase1(&feed, 0)->outcome;
    feed_stop(&feed);
    return outcome;
}

static void test_after_aggressive(void)
{
    g_assert_cmpint(after_aggressive(IKT_PROTOCOL_ISAKMP, IKT_NOTIFY_AUTHENTICATION_FAILED), ==, IKT_OUTCOME_REJECTED);
    g_assert_cmpint(after_aggressive(IKT_PROTOCOL_ISAKMP, IKT_NOTIFY_INVALID_ID_INFORMATION), ==, IKT_OUTCOME_REJECTED);
    g_assert_cmpint(after_aggressive(IKT_PROTOCOL_ESP, IKT_NOTIFY_NO_PROPOSAL_CHOSEN), ==, IKT_OUTCOME_ESTABLISHED);
    g_assert_cmpint(after_aggressive(IKT_PROTOCOL_ISAKMP, IKT_NOTIFY_NO_PROPOSAL_CHOSEN), ==, IKT_OUTCOME_ESTABLISHED);
}

/* An ISAKMP SA under which something went on had authenticated, whatever is refused there. */
static void test_after_later_exchange(void)
{
    static const uint8_t later[] = {IKT_EXCHANGE_QUICK, IKT_EXCHANGE_TRANSACTION};
    for (unsigned i = 0; i < G_N_ELEMENTS(later); i++) {
        struct feed feed;
        feed_start(&feed, 0);
        feed_send(&feed, 0, true, message_encrypted(COOKIE, later[i], 5, LONG, 1));
        feed_send(&feed, 5000, false, notify(IKT_PROTOCOL_ISAKMP, IKT_NOTIFY_AUTHENTICATION_FAILED, true));
        feed_finish(&feed);
        g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_ESTABLISHED);
        feed_stop(&feed);
    }
}

/* A refusal alone: neither phase 1 nor a proposal was captured, so that nothing tells what it refuses. */
static void test_refusal_alone(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, informational(8, 8)); /* both directions are captured */
    feed_send(&feed, 5000, false, notify(IKT_PROTOCOL_ESP, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, true));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    feed_stop(&feed);
}

/* ... but where a proposal comes again behind it, and again, it was an earlier one that it refuses. */
static void test_refusal_before_proposal(void)
{
    struct feed feed;
    g_autoptr(GByteArray) proposal = quick(1, LONG, 1);
    feed_start(&feed, 0);
    main_mode(&feed, 6);
    feed_send(&feed, 10, false, notify(IKT_PROTOCOL_ESP, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, true));
    feed_copy(&feed, 1000, true, proposal);
    feed_copy(&feed, 2000, true, proposal);
    feed_finish(&feed);
    g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_ESTABLISHED);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_REJECTED);
    feed_stop(&feed);

    /* one that comes once, or minutes later, may be another matter */
    feed_start(&feed, 0);
    main_mode(&feed, 6);
    feed_send(&feed, 10, false, notify(IKT_PROTOCOL_ESP, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, true));
    feed_send(&feed, 1000, true, quick(2, LONG, 2));
    feed_copy(&feed, 100000, true, proposal);
    feed_copy(&feed, 101000, true, proposal);
    feed_finish(&feed);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    g_assert_cmpint(feed_phase2(&feed, 1)->outcome, ==, IKT_OUTCOME_NO_RESPONSE);
    feed_stop(&feed);
}

/*
 * RFC 2408 section 5.1: who gets no answer sends again, more than once. One repetition of message 2 may have crossed
 * message 3, or be the network's; who repeats it again and again is still without message 3.
 */
static const struct settled *third_and_repetitions(struct feed *feed, unsigned repetitions, bool healed)
{
    g_autoptr(GByteArray) answer = quick(1, LONG, 2);
    g_autoptr(GByteArray) third = quick(1, SHORT, 3);
    feed_start(feed, 0);
    feed_send(feed, 0, true, quick(1, LONG, 1));
    feed_copy(feed, 5, false, answer);
    feed_copy(feed, 9, true, third);
    for (unsigned i = 0; i < repetitions; i++)
        feed_copy(feed, 1000 * (i + 1), false, answer);
    if (healed)
        feed_copy(feed, 1000 * repetitions + 4, true, third);
    feed_finish(feed);
    return feed_phase2(feed, 0);
}

static void test_second_message_again(void)
{
    static const enum ikt_outcome outcomes[] = {IKT_OUTCOME_ESTABLISHED, IKT_OUTCOME_ESTABLISHED,
                                                IKT_OUTCOME_INCOMPLETE, IKT_OUTCOME_INCOMPLETE};
    for (unsigned repetitions = 0; repetitions < G_N_ELEMENTS(outcomes); repetitions++) {
        struct feed feed;
        const struct settled *settled = third_and_repetitions(&feed, repetitions, false);
        g_assert_cmpint(settled->outcome, ==, outcomes[repetitions]);
        g_assert_cmpint(settled->qm3_lost, ==, repetitions > 1);
        feed_stop(&feed);
    }
    struct feed feed;
    g_assert_cmpint(third_and_repetitions(&feed, 1, true)->outcome, ==, IKT_OUTCOME_ESTABLISHED);
    feed_stop(&feed);
}

/* Message 3 shows that message 2 was there: who sent it is not waited for, and refuses nothing. */
static void test_second_message_lost(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, quick(1, LONG, 1));
    feed_send(&feed, 9, true, quick(1, SHORT, 3));
    feed_send(&feed, 100, false, informational(91, 4));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    feed_stop(&feed);
}

/* A DELETE is as long as an error notify, so that an initiator that says something after message 2 refuses nothing. */
static void test_third_message_lost(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, quick(1, LONG, 1));
    feed_send(&feed, 5, false, quick(1, LONG, 2));
    feed_send(&feed, 500, true, informational(91, 4));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    feed_stop(&feed);
}

/* IOS and libreswan choose a new cookie each time they refuse a repetition of message 1. */
static void test_many_responder_cookies(void)
{
    struct feed feed;
    g_autoptr(GByteArray) first = message_main(COOKIE, false);
    feed_start(&feed, 0);
    for (unsigned i = 0; i < 6; i++) {
        feed_copy(&feed, 1000 * i, true, first);
        feed_send(&feed, 1000 * i + 5, false,
                  under_cookie(notify(IKT_PROTOCOL_ISAKMP, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, true), (uint8_t)(0x40 + i)));
    }
    feed_finish(&feed);
    g_assert_cmpuint(feed.phase1->len, ==, 1);
    const struct settled *settled = feed_phase1(&feed, 0);
    g_assert_cmpint(settled->outcome, ==, IKT_OUTCOME_REJECTED);
    g_assert_cmpuint(settled->seen, ==, 12);
    g_assert_cmpint(settled->first, ==, IKT_MAIN1);
    feed_stop(&feed);
}

/* ... and a proposal that is then accepted goes on under the cookie of who accepts it. */
static void test_accepted_after_refusal(void)
{
    struct feed feed;
    g_autoptr(GByteArray) first = message_main(COOKIE, false);
    feed_start(&feed, 0);
    feed_copy(&feed, 0, true, first);
    feed_send(&feed, 5, false, under_cookie(notify(IKT_PROTOCOL_ISAKMP, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, true), 0x40));
    feed_copy(&feed, 1000, true, first);
    feed_send(&feed, 1005, false, message_main(COOKIE, true));
    feed_send(&feed, 1010, true, key_exchange());
    feed_send(&feed, 1015, false, key_exchange());
    feed_finish(&feed);
    g_assert_cmpuint(feed.phase1->len, ==, 1);
    g_assert_cmpstr(feed_phase1(&feed, 0)->ios_state, ==, "MM_KEY_EXCH");
    feed_stop(&feed);
}

/* Two ISAKMP SAs of one initiator cookie that both went on are two. */
static void test_two_negotiations(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    main_mode(&feed, 6);
    for (unsigned i = 0; i < 2; i++)
        feed_send(&feed, 100 + i, i == 0, under_cookie(message_main(COOKIE, i == 1), i == 0 ? 0 : 0x41));
    feed_finish(&feed);
    g_assert_cmpuint(feed.phase1->len, ==, 2);
    feed_stop(&feed);
}

/* Nobody obeys a DELETE in clear (RFC 2409 section 5.7): the SA stays, and so does what it is about to negotiate. */
static void test_delete_in_clear(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    main_mode(&feed, 6);
    feed_send(&feed, 100, true, quick(1, LONG, 1));
    feed_send(&feed, 110, false, delete_isakmp(true));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase1(&feed, 0)->ended, ==, IKT_ENDED_NOT);
    g_assert_cmpint(feed_phase2(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    feed_stop(&feed);

    feed_start(&feed, 0);
    main_mode(&feed, 4);
    feed_send(&feed, 110, false, delete_isakmp(true));
    feed_finish(&feed);
    g_assert_cmpint(feed_phase1(&feed, 0)->outcome, ==, IKT_OUTCOME_INCOMPLETE);
    feed_stop(&feed);
}

/*
 * Nor an INITIAL-CONTACT in clear (RFC 2407 section 4.6.3.3 wants it protected): the SAs from before go on, and nothing
 * that comes under them is out of place.
 */
static void test_initial_contact_in_clear(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_esp(&feed, 0, true, 0x10); /* of the time before */
    feed_send(&feed, 100, true, quick(1, LONG, 1));
    feed_send(&feed, 105, false, quick(1, LONG, 2));
    feed_send(&feed, 109, true, quick(1, SHORT, 3));
    feed_esp(&feed, 200, true, 0x11);
    feed_esp(&feed, 210, false, 0x21);
    feed_send(&feed, 300, false, notify(IKT_PROTOCOL_ISAKMP, IKT_NOTIFY_INITIAL_CONTACT, true));
    for (unsigned i = 0; i < 5; i++) {
        feed_esp(&feed, 10000 + 20 * i, true, 0x11);
        feed_esp(&feed, 10010 + 20 * i, false, 0x21);
    }
    feed_finish(&feed);
    g_assert_cmpuint(feed_phase2(&feed, 0)->flows, ==, 2);
    g_assert_cmpuint(feed_phase2(&feed, 0)->replaced, ==, 0);
    feed_stop(&feed);
}

/* A repetition is known among hundreds of messages, and a record lists hundreds. */
static void test_many_messages(void)
{
    struct feed feed;
    g_autoptr(GByteArray) first = informational(1, 0);
    feed_start(&feed, 0);
    feed_copy(&feed, 0, true, first);
    for (unsigned i = 1; i < 300; i++)
        feed_send(&feed, 1000 * i, true, informational(i + 1, (uint8_t)i));
    feed_copy(&feed, 300000, true, first);
    feed_finish(&feed);
    g_assert_cmpuint(feed.repetitions, ==, 1);
    g_assert_cmpuint(feed_phase1(&feed, 0)->seen, ==, 301);
    feed_stop(&feed);
}

/* Without phase 1 nothing tells who began it; a DELETE that knows no responder cookie comes from the initiator. */
static void test_roles(void)
{
    struct feed feed;
    feed_start(&feed, 0);
    feed_send(&feed, 0, true, delete_isakmp(false));
    feed_finish(&feed);
    g_assert_true(feed_phase1(&feed, 0)->began);
    g_assert_true(feed_phase1(&feed, 0)->roles_known);
    feed_stop(&feed);

    feed_start(&feed, 0);
    feed_send(&feed, 0, false, informational(8, 8));
    feed_send(&feed, 1, false, quick(1, LONG, 1));
    feed_send(&feed, 2, true, quick(1, LONG, 2));
    feed_finish(&feed);
    g_assert_false(feed_phase1(&feed, 0)->roles_known);
    feed_stop(&feed);

    /* libreswan refuses message 1 under a cookie of zeros. */
    feed_start(&feed, 0);
    feed_send(&feed, 0, false, notify(IKT_PROTOCOL_ISAKMP, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false));
    feed_send(&feed, 1, true, message_main(COOKIE, false));
    feed_finish(&feed);
    g_assert_cmpuint(feed.phase1->len, ==, 1);
    g_assert_true(feed_phase1(&feed, 0)->began);
    feed_stop(&feed);
}

/* The messages of main mode that a bit is set for (1: the first), and then nothing for so long. */
static enum ikt_incomplete why(unsigned messages, int64_t silence)
{
    struct feed feed;
    feed_start(&feed, 0);
    for (unsigned i = 0; i < 4; i++)
        if (messages & 1u << i)
            feed_send(&feed, i, i % 2 == 0, i < 2 ? message_main(COOKIE, i == 1) : key_exchange());
    if (silence > 0)
        feed_time(&feed, silence);
    feed_finish(&feed);
    enum ikt_incomplete incomplete = feed_phase1(&feed, 0)->incomplete;
    feed_stop(&feed);
    return incomplete;
}

static void test_why_incomplete(void)
{
    g_assert_cmpint(why(1, 0), ==, IKT_INCOMPLETE_ONE_DIRECTION);
    g_assert_cmpint(why(1 | 2, 0), ==, IKT_INCOMPLETE_ENDS);
    g_assert_cmpint(why(1 | 2, 14000), ==, IKT_INCOMPLETE_ENDS);
    g_assert_cmpint(why(1 | 2, 16000), ==, IKT_INCOMPLETE_STOPS);
    g_assert_cmpint(why(1 | 4 | 8, 0), ==, IKT_INCOMPLETE_GAP);
    g_assert_cmpint(why(4 | 8, 0), ==, IKT_INCOMPLETE_BEGINS);
}

/* Likewise of a Quick Mode, whose peers are both there. */
static enum ikt_incomplete why_quick(unsigned messages, int64_t silence)
{
    struct feed feed;
    feed_start(&feed, 0);
    main_mode(&feed, 6);
    for (unsigned i = 0; i < 3; i++)
        if (messages & 1u << i)
            feed_send(&feed, 10 + i, i != 1, quick(1, i < 2 ? LONG : SHORT, (uint8_t)i));
    if (silence > 0)
        feed_time(&feed, silence);
    feed_finish(&feed);
    enum ikt_incomplete incomplete = feed_phase2(&feed, 0)->incomplete;
    feed_stop(&feed);
    return incomplete;
}

static void test_why_quick_incomplete(void)
{
    g_assert_cmpint(why_quick(1, 0), ==, IKT_INCOMPLETE_ENDS);
    g_assert_cmpint(why_quick(1 | 2, 16000), ==, IKT_INCOMPLETE_STOPS);
    g_assert_cmpint(why_quick(1 | 4, 0), ==, IKT_INCOMPLETE_GAP);
    g_assert_cmpint(why_quick(4, 0), ==, IKT_INCOMPLETE_GAP);
    g_assert_cmpint(why_quick(1 | 2 | 4, 0), ==, IKT_INCOMPLETE_NOT);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/faults/after-last-message", test_after_last_message);
    g_test_add_func("/faults/last-message-after-refusal", test_last_message_after_refusal);
    g_test_add_func("/faults/after-aggressive", test_after_aggressive);
    g_test_add_func("/faults/after-later-exchange", test_after_later_exchange);
    g_test_add_func("/faults/refusal-alone", test_refusal_alone);
    g_test_add_func("/faults/refusal-before-proposal", test_refusal_before_proposal);
    g_test_add_func("/faults/second-message-again", test_second_message_again);
    g_test_add_func("/faults/second-message-lost", test_second_message_lost);
    g_test_add_func("/faults/third-message-lost", test_third_message_lost);
    g_test_add_func("/faults/many-responder-cookies", test_many_responder_cookies);
    g_test_add_func("/faults/accepted-after-refusal", test_accepted_after_refusal);
    g_test_add_func("/faults/two-negotiations", test_two_negotiations);
    g_test_add_func("/faults/delete-in-clear", test_delete_in_clear);
    g_test_add_func("/faults/initial-contact-in-clear", test_initial_contact_in_clear);
    g_test_add_func("/faults/many-messages", test_many_messages);
    g_test_add_func("/faults/why-incomplete", test_why_incomplete);
    g_test_add_func("/faults/why-quick-incomplete", test_why_quick_incomplete);
    g_test_add_func("/faults/roles", test_roles);
    return g_test_run();
}
