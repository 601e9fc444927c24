/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whom a DELETE and an INITIAL-CONTACT end: nobody where they come in clear or are not authenticated (RFC 2409 section
 * 5.7; RFC 2407 section 4.6.3.3).
 */
#include <string.h>

#include "feed.h"
#include "keys/key_work.h"
#include "track/informational.h"
#include "track/isakmp_sa.h"
#include "track/quick_mode.h"

static struct ikt_address initiator, responder;

static struct ikt_isakmp_sa *begin(void)
{
    const struct ikt_packet packet = {.sequence = 1, .frame = 1, .time = IKT_SECOND};
    const struct ikt_sa_index index = {.initiator.address = initiator, .responder.address = responder};
    struct ikt_key_work *keys = ikt_key_work_new(NULL);
    struct ikt_isakmp_sa *sa = ikt_isakmp_sa_new(keys, &index, &packet);
    ikt_key_work_unref(keys); /* the SA has its own reference */
    return sa;
}

/* A Quick Mode of the initiator that offers ESP with this SPI: RFC 2408 sections 3.4 and 3.5. */
static struct ikt_quick_mode *offer(struct ikt_isakmp_sa *sa, uint32_t message_id, uint8_t spi)
{
    const uint8_t body[] = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 12, 1, IKT_PROTOCOL_ESP, 4, 0, 1, 2, 3, spi};
    g_autoptr(GByteArray) octets = message_new(7, true, IKT_EXCHANGE_QUICK, IKT_PAYLOAD_SA, 0, message_id);
    message_payload(octets, IKT_PAYLOAD_NONE, body, sizeof body);
    struct ikt_message *message = ikt_message_decode((struct ikt_bytes){octets->data, octets->len}, octets->len);
    struct ikt_seen seen = {.sequence = message_id, .from_initiator = true, .quick_number = 1, .message = message};
    struct ikt_quick_mode *quick = ikt_quick_mode_begin(sa, &seen);
    ikt_quick_mode_take(quick, &seen);
    ikt_message_unref(message);
    return quick;
}

/* An informational of the initiator with one payload. */
static struct ikt_informational_result take(struct ikt_isakmp_sa *sa, struct ikt_flow_table *flows, uint8_t type,
                                            const uint8_t *body, size_t length, enum ikt_decryption decryption)
{
    g_autoptr(GByteArray) octets = message_new(7, true, IKT_EXCHANGE_INFORMATIONAL, type, 0, 1);
    message_payload(octets, IKT_PAYLOAD_NONE, body, length);
    struct ikt_message *message = ikt_message_decode((struct ikt_bytes){octets->data, octets->len}, octets->len);
    const struct ikt_seen seen = {
        .sequence = 9, .frame = 9, .from_initiator = true, .decryption = decryption, .message = message};
    struct ikt_ipsec_owners *owners = ikt_ipsec_owners_new();
    const struct ikt_informational_scene scene = {flows, owners, 10 * IKT_SECOND};
    const struct ikt_informational_result result =
        ikt_informational_take(sa, &seen, decryption != IKT_DECRYPTION_CLEARTEXT, &scene);
    g_assert_null(result.elsewhere);
    ikt_ipsec_owners_free(owners);
    ikt_message_unref(message);
    return result;
}

static void test_delete_isakmp(void)
{
    uint8_t body[24] = {0, 0, 0, 1, IKT_PROTOCOL_ISAKMP, 16, 0, 1};
    struct ikt_flow_table *flows = ikt_flow_table_new();
    struct ikt_isakmp_sa *sa = begin();
    struct ikt_informational_result result =
        take(sa, flows, IKT_PAYLOAD_DELETE, body, sizeof(body), IKT_DECRYPTION_CLEARTEXT);
    g_assert_false(sa->end.deleted);
    g_assert_cmpuint(sa->lists.deletions.count, ==, 1);
    result = take(sa, flows, IKT_PAYLOAD_DELETE, body, sizeof(body), IKT_DECRYPTION_VERIFIED);
    g_assert_true(sa->end.deleted);
    g_assert_cmpint(result.name, ==, IKT_DELETE);
    ikt_isakmp_sa_free(sa);
    ikt_flow_table_free(flows);
}

/* It ends what its sender takes packets under that SPI for, and nothing that the peer does: RFC 2408 section 3.15. */
static void test_delete_of_one(void)
{
    static const uint8_t body[] = {0, 0, 0, 1, IKT_PROTOCOL_ESP, 4, 0, 2, 1, 2, 3, 4, 1, 2, 3, 5};
    struct ikt_flow_table *flows = ikt_flow_table_new();
    struct ikt_isakmp_sa *sa = begin();
    const uint8_t spis[] = {3, 4, 5, 6};
    struct ikt_quick_mode *quick[G_N_ELEMENTS(spis)];
    for (unsigned i = 0; i < G_N_ELEMENTS(spis); i++)
        quick[i] = offer(sa, 1 + i, spis[i]);
    quick[2]->spis[0].items[0].from_initiator = false; /* as if the responder had sent it */
    take(sa, flows, IKT_PAYLOAD_DELETE, body, sizeof body, IKT_DECRYPTION_VERIFIED);
    for (unsigned i = 0; i < G_N_ELEMENTS(spis); i++) {
        g_assert_cmpint(quick[i]->ended, ==, spis[i] == 4 ? IKT_ENDED_DELETED : IKT_ENDED_NOT);
        ikt_quick_mode_end(quick[i]);
    }
    ikt_isakmp_sa_free(sa);
    ikt_flow_table_free(flows);
}

static void flow(struct ikt_flow_table *flows, bool from_initiator, uint64_t sequence, ikt_time time)
{
    const struct ikt_packet packet = {.sequence = sequence,
                                      .time = time,
                                      .source.address = from_initiator ? initiator : responder,
                                      .destination.address = from_initiator ? responder : initiator};
    const struct ikt_clock clock = {.now = time, .capture = time, .ran = true};
    ikt_flow_table_add(flows, &packet, &clock, IKT_PROTOCOL_ESP, 0x01020304, (uint32_t)sequence, 100);
}

static const struct ikt_flow *after(const uint8_t *body, size_t length, uint8_t type, enum ikt_decryption decryption,
                                    struct ikt_flow_table *flows)
{
    struct ikt_isakmp_sa *sa = begin();
    flow(flows, false, 1, 5 * IKT_SECOND);
    take(sa, flows, type, body, length, decryption);
    flow(flows, false, 2, 11 * IKT_SECOND); /* in flight */
    flow(flows, false, 3, 20 * IKT_SECOND);
    ikt_isakmp_sa_free(sa);
    return ikt_flow_table_claim(flows, IKT_PROTOCOL_ESP, 0x01020304, &initiator);
}

static void test_flows(void)
{
    static const uint8_t contact[] = {0, 0, 0, 1, 1, 0, 0x60, 0x02}, delete[] = {0, 0, 0, 1, 3, 4, 0, 1, 1, 2, 3, 4};
    const struct {
        enum ikt_decryption decryption;
        uint64_t replaced, late;
    } rows[] = {{IKT_DECRYPTION_CLEARTEXT, 0, 0},
                {IKT_DECRYPTION_DECRYPTED, 0, 1}, /* without a key for HASH(1), a DELETE is believed */
                {IKT_DECRYPTION_VERIFIED, 1, 1}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct ikt_flow_table *flows = ikt_flow_table_new();
        g_assert_cmpuint(after(contact, sizeof(contact), IKT_PAYLOAD_NOTIFY, rows[i].decryption, flows)->replaced, ==,
                         rows[i].replaced);
        ikt_flow_table_free(flows);
        flows = ikt_flow_table_new();
        g_assert_cmpuint(after(delete, sizeof(delete), IKT_PAYLOAD_DELETE, rows[i].decryption, flows)->late, ==,
                         rows[i].late);
        ikt_flow_table_free(flows);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_true(ikt_address_parse("203.0.113.1", &initiator));
    g_assert_true(ikt_address_parse("198.51.100.1", &responder));
    g_test_add_func("/informational/delete-isakmp", test_delete_isakmp);
    g_test_add_func("/informational/delete-of-one", test_delete_of_one);
    g_test_add_func("/informational/flows", test_flows);
    return g_test_run();
}
