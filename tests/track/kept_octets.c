/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Memory is counted in octets: a message of 64 KiB that proposes 7,905 transforms takes 0.7 MB, so that some hundred of
 * them are more than is kept. Who negotiates is judged all the same.
 */
#include <string.h>

#include "feed.h"

enum {
    PROPOSALS = 31,
    TRANSFORMS = 255
};

/* RFC 2408 sections 3.4 to 3.6: as many transforms without attributes as fit. */
static GByteArray *large_message(uint8_t cookie, uint8_t exchange, bool answered, uint32_t number)
{
    GByteArray *message = message_new(cookie, answered, exchange, IKT_PAYLOAD_SA, 0, number);
    g_autoptr(GByteArray) body = g_byte_array_new();
    static const uint8_t doi[8] = {0, 0, 0, 1, 0, 0, 0, 1};
    g_byte_array_append(body, doi, sizeof doi);
    for (unsigned p = 0; p < PROPOSALS; p++) {
        const uint16_t length = 8 + 8 * TRANSFORMS;
        const uint8_t proposal[8] = {
            p + 1 < PROPOSALS ? 2 : 0, 0, (uint8_t)(length >> 8), (uint8_t)length, (uint8_t)p, 1, 0, TRANSFORMS};
        g_byte_array_append(body, proposal, sizeof proposal);
        for (unsigned t = 0; t < TRANSFORMS; t++) {
            const uint8_t transform[8] = {t + 1 < TRANSFORMS ? 3 : 0, 0, 0, 8, (uint8_t)t, 1, 0, 0};
            g_byte_array_append(body, transform, sizeof transform);
        }
    }
    message_payload(message, IKT_PAYLOAD_VID, body->data, body->len);
    message_payload(message, IKT_PAYLOAD_NONE, &number, sizeof number);
    return message;
}

static void negotiate(struct feed *feed)
{
    feed_send(feed, 0, true, message_main(1, false));
    feed_send(feed, 10, false, message_main(1, true));
    feed_send(feed, 100, true, message_encrypted(1, IKT_EXCHANGE_QUICK, 1, 160, 1));
}

static void refuse(struct feed *feed)
{
    feed_send(feed, 200, false, message_encrypted(1, IKT_EXCHANGE_INFORMATIONAL, 2, 64, 2));
    feed_finish(feed);
    const struct settled *phase2 = feed_phase2(feed, 0);
    g_assert_cmpint(phase2->outcome, ==, IKT_OUTCOME_REJECTED);
    g_assert_cmpuint(phase2->rejection_frame, ==, feed->frame);
    g_assert_false(phase2->evicted);
}

/* In its own ISAKMP SA: each is listed, and what most of them hold is forgotten. */
static void test_one_sa(void)
{
    enum {
        COUNT = 60
    };
    struct feed feed;
    feed_start(&feed, 64);
    negotiate(&feed);
    for (uint32_t i = 0; i < COUNT; i++)
        feed_send(&feed, 150, true, large_message(1, IKT_EXCHANGE_NEW_GROUP, true, i + 10));
    refuse(&feed);
    const struct settled *phase1 = feed_phase1(&feed, 0);
    g_assert_false(phase1->evicted);
    g_assert_cmpuint(phase1->seen_more, ==, 0);
    g_assert_cmpuint(phase1->seen_bare, >, COUNT / 2);
    g_assert_cmpuint(phase1->seen_bare, <, COUNT);
    feed_stop(&feed);
}

/* Of others, far fewer than SAs may be alive. */
static void test_many_sas(void)
{
    enum {
        COUNT = 250
    };
    struct feed feed;
    unsigned evicted = 0;
    feed_start(&feed, 4096);
    negotiate(&feed);
    feed.initiator = "192.0.2.77";
    for (unsigned i = 0; i < COUNT; i++) {
        GByteArray *message = large_message(9, IKT_EXCHANGE_MAIN, false, 0);
        const uint32_t cookie = 1000000 + i;
        memcpy(message->data, &cookie, sizeof cookie);
        feed_send(&feed, 150, true, message);
    }
    feed.initiator = NULL;
    refuse(&feed);
    for (guint i = 0; i < feed.phase1->len; i++) {
        const struct settled *settled = feed_phase1(&feed, i);
        evicted += settled->evicted;
        g_assert_true(!settled->evicted || settled->cookie != 1);
        g_assert_true(!settled->evicted || settled->findings == 0);
    }
    g_assert_cmpuint(feed.phase1->len, ==, COUNT + 1);
    g_assert_cmpuint(evicted, >, COUNT / 3);
    g_assert_cmpuint(evicted, <, COUNT);
    feed_stop(&feed);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/kept-octets/one-sa", test_one_sa);
    g_test_add_func("/kept-octets/many-sas", test_many_sas);
    return g_test_run();
}
