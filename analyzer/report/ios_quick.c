/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "ios_kept.h"

#define PORT_NAT_TRAVERSAL 4500

struct ikt_ios_end ikt_ios_end_of(const struct ikt_phase1 *record, bool initiator)
{
    const struct ikt_party *party = initiator ? &record->initiator : &record->responder;
    struct ikt_ios_end end = {.endpoint = party->endpoint, .style = ikt_log_style_of(record, initiator)};
    if (end.style == IKT_LOG_FOREIGN && party->vendor_name) {
        g_autofree char *text =
            ikt_bytes_text((struct ikt_bytes){(const uint8_t *)party->vendor_name, strlen(party->vendor_name)});
        g_strlcpy(end.product, text, sizeof end.product);
    }
    return end;
}

static struct ikt_ios_network network_of(const struct ikt_identity *identity)
{
    if (!identity)
        return (struct ikt_ios_network){0};
    return (struct ikt_ios_network){.low = identity->low,
                                    .high = identity->high,
                                    .prefix = identity->prefix,
                                    .type = identity->type,
                                    .protocol = identity->protocol,
                                    .port = identity->port};
}

/* "AES256", "3DES"; NULL: show crypto engine has no word that is known. */
static const char *cipher_word(const struct ikt_transform *transform)
{
    switch (transform->id) {
    case IKT_ESP_DES:
        return "DES";
    case IKT_ESP_3DES:
        return "3DES";
    case IKT_ESP_NULL:
        return "NULL";
    case IKT_ESP_AES_CBC:
        return transform->key_bits == 256                                        ? "AES256"
               : transform->key_bits == 192                                      ? "AES192"
               : transform->key_bits == 128 || transform->key_bits == IKT_ABSENT ? "AES"
                                                                                 : NULL;
    default:
        return NULL;
    }
}

static const char *hash_word(int integrity)
{
    switch (integrity) {
    case IKT_INTEGRITY_HMAC_MD5:
        return "MD5";
    case IKT_INTEGRITY_HMAC_SHA1:
        return "SHA";
    case IKT_INTEGRITY_HMAC_SHA2_256:
        return "SHA256";
    case IKT_INTEGRITY_HMAC_SHA2_384:
        return "SHA384";
    case IKT_INTEGRITY_HMAC_SHA2_512:
        return "SHA512";
    default:
        return NULL;
    }
}

static void set_esp(struct ikt_ios_suite *suite, const struct ikt_transform *transform)
{
    const char *cipher = cipher_word(transform), *hash = hash_word(transform->integrity);
    suite->key_bits = transform->key_bits != IKT_ABSENT  ? transform->key_bits
                      : transform->id == IKT_ESP_AES_CBC ? 128
                                                         : 0;
    suite->iv_size = transform->id == IKT_ESP_AES_CBC                                            ? 16
                     : transform->id == IKT_ESP_DES || transform->id == IKT_ESP_3DES             ? 8
                     : transform->id >= IKT_ESP_AES_GCM_8 && transform->id <= IKT_ESP_AES_GCM_16 ? 8
                     : transform->id == IKT_ESP_NULL                                             ? 0
                                                                                                 : IKT_ABSENT;
    if (cipher && (hash || transform->integrity == IKT_ABSENT))
        g_snprintf(suite->algorithm, sizeof suite->algorithm, "%s%s%s", cipher, hash ? "+" : "", hash ? hash : "");
}

static void add_transform(struct ikt_ios_suite *suite, const struct ikt_transform *transform)
{
    g_autofree char *words = ikt_transform_ios(transform);
    suite->unknown = suite->unknown || !words;
    switch (transform->protocol) {
    case IKT_PROTOCOL_AH:
        g_strlcpy(suite->ah, words ? words : "", sizeof suite->ah);
        break;
    case IKT_PROTOCOL_ESP:
        g_strlcpy(suite->esp, words ? words : "", sizeof suite->esp);
        set_esp(suite, transform);
        break;
    default:
        g_strlcpy(suite->pcp, words ? words : "", sizeof suite->pcp);
        break;
    }
    if (suite->encapsulation == IKT_ABSENT || transform->protocol == IKT_PROTOCOL_ESP)
        suite->encapsulation = transform->encapsulation;
    if (suite->group == IKT_ABSENT)
        suite->group = transform->group;
    if (suite->seconds == IKT_ABSENT)
        suite->seconds = transform->life_seconds;
    if (suite->kilobytes == IKT_ABSENT)
        suite->kilobytes = transform->life_kilobytes;
}

/* Proposals of one number stand together (RFC 2408 section 4.2): one transform of each, the nth where there are more.
 */
static struct ikt_ios_suite suite_of(const struct ikt_proposal *proposals, size_t count, size_t nth)
{
    struct ikt_ios_suite suite = {.iv_size = IKT_ABSENT,
                                  .encapsulation = IKT_ABSENT,
                                  .group = IKT_ABSENT,
                                  .seconds = IKT_ABSENT,
                                  .kilobytes = IKT_ABSENT};
    for (size_t i = 0; i < count; i++)
        if (proposals[i].transform_count > 0)
            add_transform(&suite, &proposals[i].transforms[MIN(nth, proposals[i].transform_count - 1)]);
    return suite;
}

static size_t read_suites(const struct ikt_sa *sa, struct ikt_ios_suite *out, size_t most, uint64_t *more)
{
    size_t found = 0;
    for (size_t first = 0, next; sa && first < sa->proposal_count; first = next) {
        size_t ways = sa->proposals[first].transform_count;
        for (next = first + 1; next < sa->proposal_count && sa->proposals[next].number == sa->proposals[first].number;
             next++)
            ways = MAX(ways, sa->proposals[next].transform_count);
        for (size_t nth = 0; nth < ways; nth++) {
            if (found < most)
                out[found++] = suite_of(&sa->proposals[first], next - first, nth);
            else
                ++*more;
        }
    }
    return found;
}

/* A responder that leaves a lifetime out keeps what was offered. */
static void add_offered_life(struct ikt_ios_quick *quick)
{
    if (quick->suite_count != 1)
        return;
    if (quick->chosen.seconds == IKT_ABSENT)
        quick->chosen.seconds = quick->suites[0].seconds;
    if (quick->chosen.kilobytes == IKT_ABSENT)
        quick->chosen.kilobytes = quick->suites[0].kilobytes;
}

static void add_sas(struct ikt_ios_quick *quick, const struct ikt_phase2 *record)
{
    const struct ikt_address *initiator = &record->initiator->endpoint.address;
    const struct ikt_address *responder = &record->responder->endpoint.address;
    for (size_t i = 0; i < record->sa_count; i++) {
        const struct ikt_flow *flow = &record->sas[i];
        const struct ikt_ios_sa sa = {
            .to_initiator =
                ikt_address_equal(&flow->destination, initiator) || ikt_address_equal(&flow->source, responder),
            .protocol = flow->protocol,
            .spi = flow->spi,
            .packets = flow->packets,
            .octets = flow->octets,
            .last_sequence = flow->last_sequence,
        };
        g_array_append_val(quick->sas, sa);
    }
}

/* Where both are, NAT traversal with its ports, by its messages. */
static void look_at_messages(struct ikt_ios_quick *quick, const struct ikt_phase2 *record)
{
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        quick->nat_traversal = quick->nat_traversal || seen->source.port == PORT_NAT_TRAVERSAL ||
                               seen->destination.port == PORT_NAT_TRAVERSAL;
        quick->ends[seen->from_initiator ? 0 : 1].endpoint = seen->source;
        quick->ends[seen->from_initiator ? 1 : 0].endpoint = seen->destination;
    }
}

struct ikt_ios_quick ikt_ios_quick_of(const struct ikt_phase2 *record)
{
    /* who narrows what was asked for says in its answer what the SAs carry */
    const bool answered = record->outcome == IKT_OUTCOME_ESTABLISHED && record->answered_initiator;
    struct ikt_ios_quick quick = {
        .ends = {ikt_ios_end_of(record->phase1, !record->reversed), ikt_ios_end_of(record->phase1, record->reversed)},
        .networks = {network_of(answered ? record->answered_initiator : record->proxy_initiator),
                     network_of(answered ? record->answered_responder : record->proxy_responder)},
        .asked = {network_of(record->proxy_initiator), network_of(record->proxy_responder)},
        .read = record->offer != NULL,
        .established = record->outcome == IKT_OUTCOME_ESTABLISHED,
        .up = record->outcome == IKT_OUTCOME_ESTABLISHED && record->ended == IKT_ENDED_NOT,
        .open = record->outcome == IKT_OUTCOME_INCOMPLETE,
        .guessed = record->flows_by_order,
        .begun = record->start_time,
        .up_since = record->end_time,
        .sas = g_array_new(FALSE, FALSE, sizeof(struct ikt_ios_sa)),
        .part = record->part,
        .pair = record->phase1->pair,
    };
    uint64_t chosen_more = 0;
    quick.suite_count = read_suites(record->offer, quick.suites, IKT_IOS_SUITES_MAX, &quick.suites_more);
    quick.chosen_known = read_suites(record->choice, &quick.chosen, 1, &chosen_more) == 1;
    if (quick.chosen_known)
        add_offered_life(&quick);
    else if (quick.established && quick.suite_count == 1 && quick.suites_more == 0) {
        quick.chosen = quick.suites[0];
        quick.chosen_known = true;
    }
    add_sas(&quick, record);
    look_at_messages(&quick, record);
    return quick;
}

void ikt_ios_quick_clear(struct ikt_ios_quick *quick)
{
    g_array_unref(quick->sas);
    g_free(quick->debug[0]);
    g_free(quick->debug[1]);
}
