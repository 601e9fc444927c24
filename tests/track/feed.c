/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed.h"

#include <string.h>

static void count_names(struct settled *settled, const struct ikt_seen *seen, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        settled->quick1 += seen[i].name == IKT_QUICK1;
        settled->quick2 += seen[i].name == IKT_QUICK2;
        settled->quick3 += seen[i].name == IKT_QUICK3;
    }
}

static void on_message(void *user, const struct ikt_message_event *event)
{
    struct feed *feed = user;
    feed->messages++;
    feed->repetitions += event->duplicate_of != 0;
    feed->copies += event->copy;
}

static bool is_initiator(const struct ikt_address *address)
{
    struct ikt_address initiator;
    return ikt_address_parse(INITIATOR, &initiator) && ikt_address_equal(address, &initiator);
}

static void note_rule(struct settled *settled, enum ikt_rule rule)
{
    settled->findings++;
    settled->finds_dpd_loss |= rule == IKT_RULE_DPD_LOSS;
    settled->finds_policy |= rule == IKT_RULE_P1_POLICY_MISMATCH;
}

static void on_phase1(void *user, const struct ikt_phase1 *record)
{
    struct feed *feed = user;
    struct settled settled = {
        .cookie = record->initiator_cookie[0],
        .outcome = record->outcome,
        .ended = record->ended,
        .when = feed->frame,
        .one_direction = record->one_direction,
        .icmp = record->icmp_count,
        .translated = record->initiator.behind_nat == IKT_YES,
        .fragments_incomplete = record->fragments_incomplete,
        .seen_more = record->seen_more,
        .seen_bare = record->seen_bare,
        .notifications_more = record->notifications_more,
        .deletions_more = record->deletions_more,
        .notifications = record->notification_count,
        .deletions = record->deletion_count,
        .quick_modes = record->quick_modes,
        .dpd = {record->dpd[0], record->dpd[1]},
        .invalid_spi = {record->invalid_spi[0], record->invalid_spi[1]},
        .dpd_guess = record->dpd_guess,
    };
    for (size_t i = 0; i < record->findings.count; i++)
        note_rule(&settled, record->findings.items[i]->rule);
    for (size_t i = 0; i < record->notification_count; i++) {
        const struct ikt_notify *notify = record->notifications[i].notify;
        settled.lists_refusal |= notify != NULL && notify->type == IKT_NOTIFY_NO_PROPOSAL_CHOSEN;
    }
    settled.seen = record->seen_count;
    settled.first = record->seen_count > 0 ? record->seen[0].name : IKT_MESSAGE_OTHER;
    settled.roles_known = record->roles_known;
    settled.incomplete = record->incomplete;
    settled.evicted = record->evicted;
    settled.began = is_initiator(&record->initiator.endpoint.address);
    g_strlcpy(settled.ios_state, record->ios_state ? record->ios_state : "-", sizeof(settled.ios_state));
    g_array_append_val(feed->phase1, settled);
}

static void on_phase2(void *user, const struct ikt_phase2 *record)
{
    struct feed *feed = user;
    struct settled settled = {
        .message_id = record->message_id,
        .cookie = record->phase1->initiator_cookie[0],
        .outcome = record->outcome,
        .ended = record->ended,
        .when = feed->frame,
        .one_direction = record->one_direction,
        .qm3_lost = record->qm3_lost,
        .incomplete = record->incomplete,
        .evicted = record->evicted,
        .findings = record->findings.count,
        .reversed = record->reversed,
        .flows = record->flow_count,
        .flows_by_order = record->flows_by_order,
        .rejection_frame = record->rejection ? record->rejection->frame : 0,
        .refusal = record->rejection && record->rejection->notify ? record->rejection->notify->type : 0,
        .attempts = record->attempts,
        .has_choice = record->choice != NULL,
        .seen_more = record->seen_more,
        .seen_bare = record->seen_bare,
        .flows_more = record->flows_more,
    };
    count_names(&settled, record->seen, record->seen_count);
    for (size_t i = 0; i < record->flow_count; i++)
        settled.replaced += record->flows[i].replaced;
    g_array_append_val(feed->phase2, settled);
}

static void start(struct feed *feed, unsigned max_live, struct ikt_keyring *keyring)
{
    static const struct ikt_sink sink = {.message = on_message, .phase1 = on_phase1, .phase2 = on_phase2};
    const struct ikt_triage_options options = {.max_live = max_live};
    *feed = (struct feed){
        .phase1 = g_array_new(FALSE, FALSE, sizeof(struct settled)),
        .phase2 = g_array_new(FALSE, FALSE, sizeof(struct settled)),
    };
    feed->triage = ikt_triage_new(&options, keyring, &sink, feed);
}

void feed_start(struct feed *feed, unsigned max_live)
{
    start(feed, max_live, NULL);
}

void feed_start_keyed(struct feed *feed, const char *keys)
{
    struct ikt_keyring *keyring = ikt_keyring_new();
    const struct ikt_bytes octets = {(const uint8_t *)keys, strlen(keys)};
    g_assert_true(ikt_keyring_add(keyring, "keys", octets, NULL, NULL));
    start(feed, 0, keyring);
    ikt_keyring_unref(keyring);
}

void feed_finish(struct feed *feed)
{
    ikt_triage_finish(feed->triage);
}

void feed_stop(struct feed *feed)
{
    ikt_triage_free(feed->triage);
    g_array_unref(feed->phase1);
    g_array_unref(feed->phase2);
}

static void put16(uint8_t *octets, size_t value)
{
    octets[0] = (uint8_t)(value >> 8);
    octets[1] = (uint8_t)value;
}

static void finish_length(GByteArray *message)
{
    put16(message->data + 26, message->len);
}

GByteArray *message_new(uint8_t cookie, bool answered, uint8_t exchange, uint8_t first, uint8_t flags, uint32_t id)
{
    uint8_t header[IKT_HEADER_SIZE] = {0};
    memset(header, cookie, IKT_COOKIE_SIZE);
    if (answered)
        memset(header + IKT_COOKIE_SIZE, 0xee, IKT_COOKIE_SIZE);
    header[16] = first;
    header[17] = 0x10;
    header[18] = exchange;
    header[19] = flags;
    put16(header + 20, id >> 16);
    put16(header + 22, id & 0xffff);
    GByteArray *message = g_byte_array_new();
    g_byte_array_append(message, header, sizeof(header));
    finish_length(message);
    return message;
}

void message_payload(GByteArray *message, uint8_t next, const void *body, size_t length)
{
    uint8_t generic[4] = {next, 0};
    put16(generic + 2, 4 + length);
    g_byte_array_append(message, generic, sizeof(generic));
    g_byte_array_append(message, body, (guint)length);
    finish_length(message);
}

GByteArray *message_main(uint8_t cookie, bool answer)
{
    static const uint8_t sa[] = {
        0,    0, 0, 1,                    /* DOI IPsec */
        0,    0, 0, 1,                    /* SIT_IDENTITY_ONLY */
        0,    0, 0, 40, 1,    1,  0, 1,   /* proposal 1, ISAKMP, no SPI, one transform */
        0,    0, 0, 32, 1,    1,  0, 0,   /* transform 1, KEY_IKE */
        0x80, 1, 0, 7,  0x80, 14, 0, 128, /* AES-CBC, 128 bits */
        0x80, 2, 0, 2,  0x80, 4,  0, 2,   /* SHA1, group 2 */
        0x80, 3, 0, 1,  0x80, 11, 0, 1,   /* PSK, life in seconds */
    };
    GByteArray *message = message_new(cookie, answer, IKT_EXCHANGE_MAIN, IKT_PAYLOAD_SA, 0, 0);
    message_payload(message, IKT_PAYLOAD_NONE, sa, sizeof(sa));
    return message;
}

GByteArray *message_encrypted(uint8_t cookie, uint8_t exchange, uint32_t id, size_t size, uint8_t seed)
{
    GByteArray *message = message_new(cookie, true, exchange, IKT_PAYLOAD_HASH, IKT_FLAG_ENCRYPTED, id);
    for (size_t i = 0; i < size; i++) {
        uint8_t octet = (uint8_t)(seed + i * 37);
        g_byte_array_append(message, &octet, 1);
    }
    finish_length(message);
    return message;
}

GByteArray *message_notify(uint8_t cookie, bool answered, uint16_t type)
{
    uint8_t body[] = {0, 0, 0, 1, 1, 0, (uint8_t)(type >> 8), (uint8_t)type};
    GByteArray *message = message_new(cookie, answered, IKT_EXCHANGE_INFORMATIONAL, IKT_PAYLOAD_NOTIFY, 0, 0x77);
    message_payload(message, IKT_PAYLOAD_NONE, body, sizeof(body));
    return message;
}

static struct ikt_packet packet_at(struct feed *feed, int64_t milliseconds, bool from_initiator)
{
    struct ikt_packet packet = {.frame = ++feed->frame, .time = 1000 * IKT_SECOND + milliseconds * 1000};
    packet.identification = feed->identification;
    packet.source.port = packet.destination.port = 500;
    const char *initiator = feed->initiator ? feed->initiator : INITIATOR;
    ikt_address_parse(from_initiator ? initiator : RESPONDER, &packet.source.address);
    ikt_address_parse(from_initiator ? RESPONDER : initiator, &packet.destination.address);
    return packet;
}

void feed_copy(struct feed *feed, int64_t milliseconds, bool from_initiator, const GByteArray *message)
{
    struct ikt_packet packet = packet_at(feed, milliseconds, from_initiator);
    ikt_triage_ike(feed->triage, &packet, (struct ikt_bytes){message->data, message->len}, message->len);
}

void feed_send(struct feed *feed, int64_t milliseconds, bool from_initiator, GByteArray *message)
{
    feed_copy(feed, milliseconds, from_initiator, message);
    g_byte_array_unref(message);
}

void feed_esp(struct feed *feed, int64_t milliseconds, bool from_initiator, uint32_t spi)
{
    struct ikt_packet packet = packet_at(feed, milliseconds, from_initiator);
    packet.source.port = packet.destination.port = 0;
    ikt_triage_ipsec(feed->triage, &packet, IKT_PROTOCOL_ESP, spi, (uint32_t)packet.frame, 100);
}

void feed_time(struct feed *feed, int64_t milliseconds)
{
    ikt_triage_advance(feed->triage, 1000 * IKT_SECOND + milliseconds * 1000);
}

void feed_other(struct feed *feed, int64_t milliseconds)
{
    struct ikt_packet packet = packet_at(feed, milliseconds, true);
    ikt_address_parse("192.0.2.1", &packet.source.address);
    ikt_address_parse("192.0.2.2", &packet.destination.address);
    ikt_triage_keepalive(feed->triage, &packet);
}

struct settled *feed_phase1(struct feed *feed, guint index)
{
    g_assert_cmpuint(feed->phase1->len, >, index);
    return &g_array_index(feed->phase1, struct settled, index);
}

struct settled *feed_phase2(struct feed *feed, guint index)
{
    g_assert_cmpuint(feed->phase2->len, >, index);
    return &g_array_index(feed->phase2, struct settled, index);
}
