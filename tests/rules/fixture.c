/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"

#include <string.h>

const struct suite AES256_SHA = {0, IKT_ESP_AES_CBC, 256, IKT_INTEGRITY_HMAC_SHA1, 1, 0};
const struct suite AES128_SHA = {0, IKT_ESP_AES_CBC, IKT_ABSENT, IKT_INTEGRITY_HMAC_SHA1, 1, 0};
const struct suite AES128_MD5 = {0, IKT_ESP_AES_CBC, 128, IKT_INTEGRITY_HMAC_MD5, 1, 0};
const struct suite DES3_SHA = {0, IKT_ESP_3DES, IKT_ABSENT, IKT_INTEGRITY_HMAC_SHA1, 1, 0};
const struct suite AES256_SHA_TRANSPORT = {0, IKT_ESP_AES_CBC, 256, IKT_INTEGRITY_HMAC_SHA1, 2, 0};
const struct suite AH_SHA = {IKT_AH_SHA, 0, IKT_ABSENT, IKT_INTEGRITY_HMAC_SHA1, 1, 0};
const struct suite AES256_SHA_LZS = {0, IKT_ESP_AES_CBC, 256, IKT_INTEGRITY_HMAC_SHA1, 1, IKT_IPCOMP_LZS};

static void add_proposal(struct offer *offer, uint8_t number, uint8_t protocol, int id, const struct suite *suite,
                         int64_t seconds, int group)
{
    size_t at = offer->sa.proposal_count++;
    bool esp = protocol == IKT_PROTOCOL_ESP;
    offer->transforms[at] = (struct ikt_transform){
        .number = 1,
        .id = (uint8_t)id,
        .protocol = protocol,
        .life_seconds = seconds == 0 ? IKT_ABSENT : seconds,
        .life_kilobytes = IKT_ABSENT,
        .key_bits = esp ? suite->key_bits : IKT_ABSENT,
        .group = group,
        .encryption = IKT_ABSENT,
        .hash = IKT_ABSENT,
        .authentication = IKT_ABSENT,
        .prf = IKT_ABSENT,
        .encapsulation = suite->mode,
        .integrity = protocol == IKT_PROTOCOL_IPCOMP ? IKT_ABSENT : suite->integrity,
    };
    offer->proposals[at] = (struct ikt_proposal){.number = number,
                                                 .protocol = protocol,
                                                 .declared_transforms = 1,
                                                 .transform_count = 1,
                                                 .transforms = &offer->transforms[at]};
}

void offer_fill(struct offer *offer, const struct suite *suites, size_t count, int64_t seconds, int group)
{
    memset(offer, 0, sizeof *offer);
    offer->sa.doi = 1;
    offer->sa.situation = 1;
    offer->sa.proposals = offer->proposals;
    g_assert_cmpuint(count, <=, SUITES_MAX);
    for (size_t i = 0; i < count; i++) {
        uint8_t number = (uint8_t)(i + 1);
        if (suites[i].ah != 0)
            add_proposal(offer, number, IKT_PROTOCOL_AH, suites[i].ah, &suites[i], seconds, group);
        if (suites[i].esp != 0)
            add_proposal(offer, number, IKT_PROTOCOL_ESP, suites[i].esp, &suites[i], seconds, group);
        if (suites[i].ipcomp != 0)
            add_proposal(offer, number, IKT_PROTOCOL_IPCOMP, suites[i].ipcomp, &suites[i], seconds, group);
    }
}

static struct ikt_address address(const char *text)
{
    struct ikt_address parsed;
    g_assert_true(ikt_address_parse(text, &parsed));
    return parsed;
}

struct ikt_identity identity(const char *network, uint8_t protocol, uint16_t port)
{
    g_auto(GStrv) parts = g_strsplit(network, "/", 2);
    struct ikt_identity id = {.protocol = protocol, .port = port, .low = address(parts[0]), .high = address(parts[0])};
    id.prefix = (int)g_ascii_strtoll(parts[1], NULL, 10);
    int bits = id.low.family == IKT_FAMILY_IPV4 ? 32 : 128;
    for (int bit = id.prefix; bit < bits; bit++)
        id.high.octets[bit / 8] |= (uint8_t)(0x80 >> (bit % 8));
    id.type = id.low.family == IKT_FAMILY_IPV4 ? IKT_ID_IPV4_ADDR_SUBNET : IKT_ID_IPV6_ADDR_SUBNET;
    return id;
}

static void parties(struct ikt_phase1 *phase1)
{
    phase1->initiator.endpoint = (struct ikt_endpoint){address("203.0.113.1"), 500};
    phase1->responder.endpoint = (struct ikt_endpoint){address("198.51.100.1"), 500};
    phase1->initiator.seen = phase1->responder.seen = true;
    phase1->initiator.behind_nat = phase1->responder.behind_nat = IKT_NO;
    phase1->exchange = IKT_EXCHANGE_MAIN;
    phase1->authentication = IKT_AUTH_PSK;
    phase1->decryption = IKT_DECRYPTION_VERIFIED;
    phase1->configuration.xauth_ok = IKT_UNKNOWN;
}

void quick_init(struct quick *q, struct suite suite, int group)
{
    memset(q, 0, sizeof *q);
    parties(&q->phase1);
    q->phase1.outcome = IKT_OUTCOME_ESTABLISHED;
    q->record = (struct ikt_phase2){.phase1 = &q->phase1,
                                    .message_id = 0x1a2b3c4d,
                                    .initiator = &q->phase1.initiator,
                                    .responder = &q->phase1.responder,
                                    .outcome = IKT_OUTCOME_INCOMPLETE,
                                    .start_time = 1000 * IKT_SECOND,
                                    .end_time = 1000 * IKT_SECOND,
                                    .seen = q->seen,
                                    .decryption = IKT_DECRYPTION_VERIFIED,
                                    .offer = &q->offer.sa,
                                    .proxy_initiator = &q->ids[0],
                                    .proxy_responder = &q->ids[1],
                                    .pfs_group = group};
    offer_fill(&q->offer, &suite, 1, 3600, group);
    q->evidence = (struct ikt_evidence){.history = q->history, .block_size = 16, .hash_size = 20};
    quick_proxies(q, "192.168.1.0/24", "192.168.2.0/24");
    quick_see(q, IKT_QUICK1, 20, true);
}

void quick_proxies(struct quick *q, const char *initiator, const char *responder)
{
    q->ids[0] = identity(initiator, 0, 0);
    q->ids[1] = identity(responder, 0, 0);
}

static struct ikt_seen sighting(const struct ikt_phase1 *phase1, enum ikt_message_name name, uint64_t frame,
                                bool from_initiator)
{
    return (struct ikt_seen){.name = name,
                             .sequence = frame,
                             .frame = frame,
                             .time = 1000 * IKT_SECOND,
                             .source = from_initiator ? phase1->initiator.endpoint : phase1->responder.endpoint,
                             .destination = from_initiator ? phase1->responder.endpoint : phase1->initiator.endpoint,
                             .from_initiator = from_initiator,
                             .decryption = IKT_DECRYPTION_VERIFIED,
                             .length = 188};
}

void quick_see(struct quick *q, enum ikt_message_name name, uint64_t frame, bool from_initiator)
{
    g_assert_cmpuint(q->record.seen_count, <, SEEN_MAX);
    q->seen[q->record.seen_count++] = sighting(&q->phase1, name, frame, from_initiator);
}

void quick_refuse(struct quick *q, int type)
{
    q->notify = (struct ikt_notify){.doi = 1, .protocol = IKT_PROTOCOL_ESP, .type = (uint16_t)type};
    q->rejection = (struct ikt_notification){.frame = 21,
                                             .time = 1000 * IKT_SECOND,
                                             .authenticated = type != IKT_ABSENT,
                                             .encrypted = true,
                                             .notify = type == IKT_ABSENT ? NULL : &q->notify};
    q->record.rejection = &q->rejection;
    q->record.outcome = IKT_OUTCOME_REJECTED;
    quick_see(q, IKT_NOTIFY, 21, false);
}

void quick_close(struct quick *q, uint32_t length, unsigned block, unsigned hash)
{
    q->record.offer = q->record.choice = NULL;
    q->record.proxy_initiator = q->record.proxy_responder = NULL;
    q->record.pfs_group = IKT_ABSENT;
    q->record.decryption = IKT_DECRYPTION_NO_KEY;
    q->phase1.missing = IKT_MISSING_DH;
    q->seen[0].length = length;
    q->evidence.block_size = block;
    q->evidence.hash_size = hash;
    for (size_t i = 0; i < q->record.seen_count; i++)
        q->seen[i].decryption = IKT_DECRYPTION_NO_KEY;
}

struct ikt_history *quick_remember(struct quick *q, bool by_responder, struct suite suite, int group,
                                   const char *proxy_initiator, const char *proxy_responder, enum ikt_outcome outcome)
{
    size_t at = q->evidence.history_count++;
    g_assert_cmpuint(at, <, HISTORY_MAX);
    offer_fill(&q->history_offers[at], &suite, 1, 3600, group);
    q->history_ids[at][0] = identity(proxy_initiator, 0, 0);
    q->history_ids[at][1] = identity(proxy_responder, 0, 0);
    q->history[at] = (struct ikt_history){
        .initiator = by_responder ? q->phase1.responder.endpoint.address : q->phase1.initiator.endpoint.address,
        .message_id = (uint32_t)at + 1,
        .frame = 10 + at,
        .block_size = 16,
        .hash_size = 20,
        .time = 990 * IKT_SECOND,
        .outcome = outcome,
        .authenticated = true,
        .offer = &q->history_offers[at].sa,
        .choice = outcome == IKT_OUTCOME_ESTABLISHED ? &q->history_offers[at].sa : NULL,
        .proxy_initiator = &q->history_ids[at][0],
        .proxy_responder = &q->history_ids[at][1],
        .pfs_group = group};
    return &q->history[at];
}

struct ikt_claim *quick_document(struct quick *q, enum ikt_claim_kind kind, struct suite suite, int group,
                                 const char *own, const char *others)
{
    size_t at = q->document_count++;
    const struct ikt_identity owned = identity(own, 0, 0), other = identity(others, 0, 0);
    g_assert_cmpuint(at, <, DOCUMENTS_MAX);
    offer_fill(&q->document_offers[at], &suite, 1, 3600, group);
    q->documents[at] =
        (struct ikt_claim){.kind = kind,
                           .ref = {.number = 42, .kind = kind == IKT_CLAIM_CONFIGURED ? IKT_REF_CONFIG : IKT_REF_LOG},
                           .time = IKT_TIME_NONE,
                           .end_time = IKT_TIME_NONE,
                           .owner = q->phase1.responder.endpoint.address,
                           .networks = {ikt_proxy_of(&owned), ikt_proxy_of(&other)},
                           .sets = &q->document_offers[at].sa,
                           .pfs_group = group,
                           .outcome = IKT_OUTCOME_INCOMPLETE};
    return &q->documents[at];
}

/* Tests place things by their frames: these are in order of time here. */
static void order_by_frame(struct ikt_phase1 *phase1, struct ikt_evidence *evidence)
{
    struct ikt_notification *notifications = (struct ikt_notification *)phase1->notifications;
    struct ikt_flow *strays = (struct ikt_flow *)evidence->strays;
    for (size_t i = 0; i < phase1->notification_count; i++)
        notifications[i].sequence = notifications[i].frame;
    for (size_t i = 0; i < evidence->stray_count; i++) {
        strays[i].first_sequence = strays[i].first_frame;
        strays[i].last_sequence = strays[i].last_frame;
    }
    for (size_t side = 0; side < 2; side++) {
        evidence->ipsec_newest_sequence[side] = evidence->ipsec_newest[side];
        evidence->ipsec_last_sequence[side] = evidence->ipsec_last[side];
    }
}

/* Without words nothing is judged otherwise. */
static void expect_same(struct ikt_findings findings, struct ikt_findings bare)
{
    g_assert_cmpuint(bare.count, ==, findings.count);
    for (size_t i = 0; i < findings.count; i++) {
        const struct ikt_finding *a = findings.items[i], *b = bare.items[i];
        g_assert_cmpstr(ikt_rule_info(b->rule)->name, ==, ikt_rule_info(a->rule)->name);
        g_assert_cmpint(b->severity, ==, a->severity);
        g_assert_cmpint(b->likelihood, ==, a->likelihood);
        g_assert_cmpint(b->misconfigured, ==, a->misconfigured);
        g_assert_true(!b->summary.format && b->evidence_count == 0 && b->ref_count == 0 && b->fix_count == 0);
    }
}

GPtrArray *quick_diagnose(struct quick *q)
{
    struct ikt_flow *flows = (struct ikt_flow *)q->record.flows;
    order_by_frame(&q->phase1, &q->evidence);
    for (size_t i = 0; i < q->evidence.history_count; i++) {
        q->history[i].sequence = q->history[i].frame;
        q->history[i].last_sequence = q->history[i].last_frame;
    }
    for (size_t i = 0; i < q->record.flow_count; i++) {
        flows[i].first_sequence = flows[i].first_frame;
        flows[i].last_sequence = flows[i].last_frame;
    }
    struct ikt_arena *arena = ikt_arena_new(1000), *other = ikt_arena_new(1000);
    const struct ikt_pair_documents documents = {.claims = {.count = q->document_count, .items = q->documents}};
    const struct ikt_findings findings = ikt_diagnose_phase2_beside(arena, &q->record, &q->evidence, &documents, false);
    expect_same(findings, ikt_diagnose_phase2_beside(other, &q->record, &q->evidence, &documents, true));
    ikt_arena_free(other);
    return told_of(arena, findings);
}

GPtrArray *capture_diagnose(const struct ikt_capture_facts *facts)
{
    struct ikt_arena *arena = ikt_arena_new(1000);
    return told_of(arena, ikt_diagnose_capture(arena, facts));
}

static void fill_policy(struct offer *offer)
{
    const struct suite none = {0};
    offer_fill(offer, &none, 0, 0, 0);
    add_proposal(offer, 1, IKT_PROTOCOL_ISAKMP, 1, &none, 86400, 14);
    struct ikt_transform *transform = &offer->transforms[0];
    transform->encryption = IKT_ENCRYPTION_AES_CBC;
    transform->key_bits = 256;
    transform->hash = IKT_HASH_SHA1;
    transform->authentication = IKT_AUTH_PSK;
}

void first_init(struct first *f, enum ikt_outcome outcome)
{
    memset(f, 0, sizeof *f);
    parties(&f->record);
    f->record.outcome = outcome;
    f->record.ios_state = "MM_NO_STATE";
    f->record.seen = f->seen;
    f->record.decryption = IKT_DECRYPTION_CLEARTEXT;
    fill_policy(&f->offer);
    fill_policy(&f->choice);
    f->record.offer = &f->offer.sa;
    f->evidence = (struct ikt_evidence){
        .block_size = 16, .hash_size = 20, .own_method = {IKT_ABSENT, IKT_ABSENT}, .now = 1000 * IKT_SECOND};
    f->record.start_time = f->record.end_time = 1000 * IKT_SECOND;
    first_see(f, IKT_MAIN1, 1, true, 500);
}

void first_see(struct first *f, enum ikt_message_name name, uint64_t frame, bool from_initiator, uint16_t port)
{
    g_assert_cmpuint(f->record.seen_count, <, SEEN_MAX);
    struct ikt_seen *seen = &f->seen[f->record.seen_count++];
    *seen = sighting(&f->record, name, frame, from_initiator);
    seen->source.port = seen->destination.port = port;
    if (name == IKT_MAIN2 || name == IKT_AGGRESSIVE2)
        f->record.choice = &f->choice.sa;
}

void first_refuse(struct first *f, int type, bool from_initiator, bool encrypted)
{
    f->record.outcome = IKT_OUTCOME_REJECTED;
    f->notify = (struct ikt_notify){.doi = 1, .protocol = IKT_PROTOCOL_ISAKMP, .type = (uint16_t)type};
    f->notification = (struct ikt_notification){.frame = 9,
                                                .time = 1000 * IKT_SECOND,
                                                .from_initiator = from_initiator,
                                                .encrypted = encrypted,
                                                .notify = type == IKT_ABSENT ? NULL : &f->notify};
    f->record.notifications = &f->notification;
    f->record.notification_count = 1;
}

GPtrArray *first_diagnose(struct first *f)
{
    static const struct ikt_pair_documents none = {.initiator = {.router = NULL}};
    order_by_frame(&f->record, &f->evidence);
    struct ikt_arena *arena = ikt_arena_new(1000), *other = ikt_arena_new(1000);
    const struct ikt_findings findings = ikt_diagnose_phase1(arena, &f->record, &f->evidence);
    expect_same(findings, ikt_diagnose_phase1_beside(other, &f->record, &f->evidence, &none, true));
    ikt_arena_free(other);
    return told_of(arena, findings);
}
