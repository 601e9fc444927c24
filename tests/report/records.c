/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "records.h"

#include <string.h>

#define START (INT64_C(1767323045678901)) /* 2026-01-02T03:04:05.678901Z, from date(1) */

static const struct ikt_endpoint left = {{IKT_FAMILY_IPV4, {203, 0, 113, 1}}, 500};
static const struct ikt_endpoint right = {{IKT_FAMILY_IPV4, {198, 51, 100, 1}}, 500};
static const uint8_t offered_spi[] = {0xc0, 0xff, 0xee, 0x01}, chosen_spi[] = {0xbe, 0xef, 0x00, 0x02};
static const uint8_t left_cookie[] = {0xac, 0x2b, 0xfd, 0xea, 0x7e, 0xf6, 0x45, 0x43};
static const uint8_t right_cookie[] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88};

static const struct ikt_transform nothing_known = {
    .life_seconds = IKT_ABSENT,
    .life_kilobytes = IKT_ABSENT,
    .key_bits = IKT_ABSENT,
    .group = IKT_ABSENT,
    .encryption = IKT_ABSENT,
    .hash = IKT_ABSENT,
    .authentication = IKT_ABSENT,
    .prf = IKT_ABSENT,
    .encapsulation = IKT_ABSENT,
    .integrity = IKT_ABSENT,
};

static const struct ikt_sa *phase1_sa(void)
{
    static struct ikt_transform transform;
    static struct ikt_proposal proposal;
    static struct ikt_sa sa;
    transform = nothing_known;
    transform.number = 1;
    transform.id = 1;
    transform.protocol = IKT_PROTOCOL_ISAKMP;
    transform.encryption = IKT_ENCRYPTION_AES_CBC;
    transform.key_bits = 256;
    transform.hash = IKT_HASH_SHA1;
    transform.group = 2;
    transform.authentication = IKT_AUTH_PSK;
    transform.life_seconds = 86400;
    proposal = (struct ikt_proposal){
        .number = 1, .protocol = IKT_PROTOCOL_ISAKMP, .transform_count = 1, .transforms = &transform};
    sa = (struct ikt_sa){.doi = 1, .situation = 1, .proposal_count = 1, .proposals = &proposal};
    return &sa;
}

/* Proposal 1 in ESP: AES 256 and SHA; proposal 2 in ESP with a cipher that nothing names. */
static void fill_phase2_sa(struct ikt_sa *sa, struct ikt_proposal proposals[static 2],
                           struct ikt_transform transforms[static 2], struct ikt_bytes spi)
{
    static const struct ikt_attribute attributes[] = {
        {.type = IKT_P2ATTR_ENCAPSULATION_MODE,
         .basic = true,
         .value = IKT_ENCAPSULATION_TUNNEL,
         .octets = {(const uint8_t *)"\0\1", 2}},
        {.type = 32001, .basic = false, .value = IKT_ABSENT, .octets = HOSTILE_BYTES},
    };
    for (size_t i = 0; i < 2; i++) {
        transforms[i] = nothing_known;
        transforms[i].number = 1;
        transforms[i].protocol = IKT_PROTOCOL_ESP;
        proposals[i] = (struct ikt_proposal){.number = (uint8_t)(i + 1),
                                             .protocol = IKT_PROTOCOL_ESP,
                                             .spi = spi,
                                             .transform_count = 1,
                                             .transforms = &transforms[i]};
    }
    transforms[0].id = IKT_ESP_AES_CBC;
    transforms[0].key_bits = 256;
    transforms[0].integrity = IKT_INTEGRITY_HMAC_SHA1;
    transforms[0].encapsulation = IKT_ENCAPSULATION_TUNNEL;
    transforms[0].group = 14;
    transforms[0].life_seconds = 3600;
    transforms[0].life_kilobytes = 4608000;
    transforms[0].attribute_count = G_N_ELEMENTS(attributes);
    transforms[0].attributes = attributes;
    transforms[1].id = 200;
    *sa = (struct ikt_sa){.doi = 1, .situation = 1, .proposal_count = 2, .proposals = proposals};
}

static const struct ikt_sa *offer(void)
{
    static struct ikt_transform transforms[2];
    static struct ikt_proposal proposals[2];
    static struct ikt_sa sa;
    fill_phase2_sa(&sa, proposals, transforms, (struct ikt_bytes){offered_spi, sizeof offered_spi});
    return &sa;
}

static const struct ikt_sa *choice(void)
{
    static struct ikt_transform transforms[2];
    static struct ikt_proposal proposals[2];
    static struct ikt_sa sa;
    fill_phase2_sa(&sa, proposals, transforms, (struct ikt_bytes){chosen_spi, sizeof chosen_spi});
    sa.proposal_count = 1;
    return &sa;
}

static const struct ikt_identity *subnet(uint8_t third)
{
    static struct ikt_identity ids[2];
    static const uint8_t octets[2][8] = {{192, 168, 1, 0, 255, 255, 255, 0}, {192, 168, 2, 0, 255, 255, 255, 0}};
    struct ikt_identity *id = &ids[third - 1];
    *id = (struct ikt_identity){.type = IKT_ID_IPV4_ADDR_SUBNET,
                                .low = {IKT_FAMILY_IPV4, {192, 168, third, 0}},
                                .high = {IKT_FAMILY_IPV4, {192, 168, third, 255}},
                                .prefix = 24,
                                .octets = {octets[third - 1], 8}};
    return id;
}

static const struct ikt_identity hostile_id = {.type = IKT_ID_FQDN, .prefix = -1, .octets = HOSTILE_BYTES};

static const struct ikt_notify refusal = {
    .doi = 1,
    .protocol = IKT_PROTOCOL_ESP,
    .type = IKT_NOTIFY_NO_PROPOSAL_CHOSEN,
    .spi = {(const uint8_t[]){0xc0, 0xff, 0xee, 0x01}, 4},
    .data = HOSTILE_BYTES,
};

static const struct ikt_delete deletion = {
    .doi = 1,
    .protocol = IKT_PROTOCOL_ESP,
    .spi_size = 4,
    .declared_spis = 2,
    .spi_count = 2,
    .spis = {(const uint8_t[]){0xc0, 0xff, 0xee, 0x01, 0xbe, 0xef, 0x00, 0x02}, 8},
};

static struct ikt_seen seen_at(enum ikt_message_name name, uint64_t frame)
{
    return (struct ikt_seen){.name = name, .frame = frame, .time = START, .source = left, .destination = right};
}

/* With it a line to paste is wider than a report. */
#define LONG_SUITE "ah-sha512-hmac esp-aes 256 esp-sha512-hmac comp-lzs"

static struct ikt_value text_value(const char *text)
{
    return (struct ikt_value){.kind = IKT_VALUE_TEXT, .is.text = text};
}

/* certain, probable, possible: two in full and one short. */
static const struct ikt_finding *const *findings(const char *text)
{
    static struct ikt_finding finding[4];
    static const struct ikt_finding *items[G_N_ELEMENTS(finding)];
    static struct ikt_value said[2];
    static struct ikt_sentence sentences[2];
    static const struct ikt_sentence *lines[2] = {&sentences[0], &sentences[1]};
    static struct ikt_fix fixes[2];
    static const struct ikt_ref frames[] = {{.number = 7}, {.number = 8}, {.number = 12}};
    static struct ikt_named_value values[3];
    static struct ikt_named_values given;
    bool hostile = text != NULL;
    said[0] = text_value(
        hostile ? text : "the responder's own Quick Mode with the swapped proxies offers esp-aes 128 (frame 12)");
    said[1] = text_value(hostile ? text : "NO-PROPOSAL-CHOSEN is authenticated");
    for (size_t i = 0; i < G_N_ELEMENTS(said); i++)
        sentences[i] = (struct ikt_sentence){"{}", 1, &said[i]};
    values[0] = (struct ikt_named_value){"suite", text_value(hostile ? text : LONG_SUITE)};
    values[1] = (struct ikt_named_value){"mode", text_value(hostile ? text : "tunnel")};
    values[2] = (struct ikt_named_value){"no-proposal", text_value("")};
    given = (struct ikt_named_values){.count = G_N_ELEMENTS(values), .items = values};
    fixes[0] = (struct ikt_fix){true, &given, NULL};
    fixes[1] = (struct ikt_fix){false, &given, NULL};
    static struct ikt_value summary;
    summary = text_value(hostile ? text : "The initiator offers esp-aes 256, the responder has esp-aes 128.");
    for (size_t i = 0; i < G_N_ELEMENTS(finding); i++) {
        finding[i] = (struct ikt_finding){
            .rule = (enum ikt_rule)i,
            .severity = i == 3 ? IKT_SEVERITY_WARNING : IKT_SEVERITY_ERROR,
            .likelihood = (enum ikt_likelihood)MIN(i, (size_t)IKT_LIKELIHOOD_POSSIBLE),
            .misconfigured = IKT_MISCONFIGURED_EITHER,
            .ordinal = (uint32_t)i + 1,
            .ref_count = G_N_ELEMENTS(frames),
            .refs = frames,
            .summary = {"{}", 1, &summary},
            .initiator_has = text_value(hostile ? text : "esp-aes 256 esp-sha-hmac"),
            .responder_has = text_value(hostile ? text : "esp-aes 128 esp-md5-hmac"),
            .evidence_count = G_N_ELEMENTS(lines),
            .evidence = lines,
            .values = &given,
            .log = {IKT_LOG_IOS, IKT_LOG_IOS, false},
            .fix_count = G_N_ELEMENTS(fixes),
            .fixes = fixes,
        };
        items[i] = &finding[i];
    }
    return items;
}

struct records records_refused(void)
{
    static struct ikt_seen phase1_seen[7], phase2_seen[3];
    static struct ikt_notification notification;
    static struct ikt_deletion deletes;
    static struct ikt_phase1 phase1;
    static struct ikt_located_problem problem;
    struct records records = {0};

    for (unsigned i = 0; i < 6; i++)
        phase1_seen[i] = seen_at((enum ikt_message_name)(IKT_MAIN1 + i), i + 1);
    phase1_seen[6] = seen_at(IKT_MAIN6, 9);
    phase2_seen[0] = seen_at(IKT_QUICK1, 7);
    phase2_seen[1] = seen_at(IKT_QUICK1, 8);
    phase2_seen[2] = seen_at(IKT_NOTIFY, 10);
    notification = (struct ikt_notification){
        .frame = 10, .time = START, .authenticated = true, .encrypted = true, .notify = &refusal};
    deletes = (struct ikt_deletion){.frame = 11, .time = START, .from_initiator = true, .deletion = &deletion};

    records.phase1 = (struct ikt_phase1){
        .initiator = {.endpoint = left,
                      .vendor = IKT_VENDOR_CISCO_IOS,
                      .vendor_name = "Cisco IOS/ASA",
                      .vendor_guessed = true,
                      .vendor_evidence = "the order of the attributes in main1",
                      .behind_nat = IKT_NO,
                      .seen = true,
                      .psk = "keys:3"},
        .responder = {.endpoint = right, .behind_nat = IKT_UNKNOWN, .seen = true, .psk = "keys:3"},
        .exchange = IKT_EXCHANGE_MAIN,
        .outcome = IKT_OUTCOME_ESTABLISHED,
        .ended = IKT_ENDED_DELETED,
        .ios_state = "QM_IDLE",
        .start_time = START,
        .end_time = START + 123456,
        .seen_count = G_N_ELEMENTS(phase1_seen),
        .seen = phase1_seen,
        .decryption = IKT_DECRYPTION_VERIFIED,
        .offer = phase1_sa(),
        .choice = phase1_sa(),
        .authentication = IKT_AUTH_PSK,
        .notification_count = 1,
        .notifications = &notification,
        .deletion_count = 1,
        .deletions = &deletes,
    };
    memcpy(records.phase1.initiator_cookie, left_cookie, sizeof left_cookie);
    memcpy(records.phase1.responder_cookie, right_cookie, sizeof right_cookie);
    phase1 = records.phase1;

    records.phase2 = (struct ikt_phase2){
        .phase1 = &phase1,
        .message_id = 0x321b72d0,
        .initiator = &phase1.initiator,
        .responder = &phase1.responder,
        .outcome = IKT_OUTCOME_REJECTED,
        .start_time = START + IKT_SECOND,
        .end_time = START + IKT_SECOND + 100,
        .seen_count = G_N_ELEMENTS(phase2_seen),
        .seen = phase2_seen,
        .decryption = IKT_DECRYPTION_VERIFIED,
        .offer = offer(),
        .proxy_initiator = subnet(1),
        .proxy_responder = subnet(2),
        .pfs_group = 14,
        .rejection = &notification,
        .findings = {4, findings(NULL)},
    };

    problem = (struct ikt_located_problem){.frame = 13, .problem = {.payload = IKT_PAYLOAD_SA, .offset = 28}};
    records.capture = (struct ikt_capture){
        .ike_messages = 10,
        .esp_packets = 3,
        .copies = 2,
        .first_time = START,
        .last_time = START + 2 * IKT_SECOND,
        .problem_count = 1,
        .problems_total = 1,
        .problems = &problem,
    };
    records.input =
        (struct ikt_report_capture){.packets = 20, .first_time = START, .last_time = START + 2 * IKT_SECOND};
    return records;
}

struct records records_established(void)
{
    static struct ikt_flow sas[2];
    struct records records = records_refused();
    sas[0] = (struct ikt_flow){
        .protocol = IKT_PROTOCOL_ESP,
        .spi = 0xbeef0002,
        .source = left.address,
        .destination = right.address,
        .first_time = IKT_TIME_NONE,
        .last_time = IKT_TIME_NONE,
    };
    sas[1] = (struct ikt_flow){
        .protocol = IKT_PROTOCOL_ESP,
        .spi = 0xc0ffee01,
        .source = right.address,
        .destination = left.address,
        .packets = 12,
        .octets = 1344,
        .first_time = START,
        .last_time = START + IKT_SECOND,
        .out_of_order = 1,
        .duplicates = 2,
    };
    records.phase2.outcome = IKT_OUTCOME_ESTABLISHED;
    records.phase2.rejection = NULL;
    records.phase2.choice = choice();
    records.phase2.answered_initiator = subnet(1);
    records.phase2.answered_responder = subnet(2);
    records.phase2.flow_count = 1;
    records.phase2.flows = &sas[1];
    records.phase2.sa_count = G_N_ELEMENTS(sas);
    records.phase2.sas = sas;
    records.phase2.findings = (struct ikt_findings){0, NULL};
    return records;
}

struct records records_unknown(void)
{
    static struct ikt_phase1 phase1;
    static struct ikt_notification notification;
    static struct ikt_finding finding;
    static const struct ikt_finding *const items[] = {&finding};
    struct records records = {0};
    notification = (struct ikt_notification){.frame = 4, .time = IKT_TIME_NONE};
    finding = (struct ikt_finding){.rule = IKT_RULE_NOTIFY_UNEXPLAINED,
                                   .severity = IKT_SEVERITY_ERROR,
                                   .likelihood = IKT_LIKELIHOOD_POSSIBLE,
                                   .summary = {.format = "Refused."}};
    phase1 = (struct ikt_phase1){
        .initiator = {.behind_nat = IKT_UNKNOWN},
        .responder = {.behind_nat = IKT_UNKNOWN},
        .exchange = IKT_ABSENT,
        .outcome = IKT_OUTCOME_INCOMPLETE,
        .incomplete = IKT_INCOMPLETE_BEGINS,
        .start_time = IKT_TIME_NONE,
        .end_time = IKT_TIME_NONE,
        .decryption = IKT_DECRYPTION_UNKNOWN,
        .missing = IKT_MISSING_ALL,
        .authentication = IKT_ABSENT,
        .notification_count = 1,
        .notifications = &notification,
        .findings = {1, items},
    };
    memcpy(phase1.initiator_cookie, left_cookie, sizeof left_cookie);
    records.phase1 = phase1;
    records.phase2 = (struct ikt_phase2){
        .phase1 = &phase1,
        .message_id = 1,
        .initiator = &phase1.initiator,
        .responder = &phase1.responder,
        .outcome = IKT_OUTCOME_INCOMPLETE,
        .incomplete = IKT_INCOMPLETE_ENDS,
        .start_time = IKT_TIME_NONE,
        .end_time = IKT_TIME_NONE,
        .decryption = IKT_DECRYPTION_NO_KEY,
        .pfs_group = IKT_ABSENT,
    };
    records.capture = (struct ikt_capture){.first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
    records.input = (struct ikt_report_capture){.first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
    return records;
}

struct records records_hostile(void)
{
    static struct ikt_phase1 phase1;
    struct records records = records_established();
    struct ikt_party *parties[] = {&records.phase1.initiator, &records.phase1.responder};
    for (size_t i = 0; i < G_N_ELEMENTS(parties); i++) {
        parties[i]->id = &hostile_id;
        parties[i]->vendor_name = HOSTILE;
        parties[i]->vendor_guessed = true;
        parties[i]->vendor_evidence = HOSTILE;
        parties[i]->psk = HOSTILE;
    }
    records.phase1.ios_state = HOSTILE;
    records.phase1.findings = (struct ikt_findings){4, findings(HOSTILE)};
    phase1 = records.phase1;
    records.phase2.phase1 = &phase1;
    records.phase2.initiator = &phase1.initiator;
    records.phase2.responder = &phase1.responder;
    records.phase2.proxy_initiator = records.phase2.answered_responder = &hostile_id;
    records.phase2.findings = records.phase1.findings;
    records.capture.findings = records.phase1.findings;
    records.input.error = HOSTILE;
    return records;
}

struct ikt_message_event records_message(void)
{
    static struct ikt_payload payloads[16];
    static struct ikt_message message;
    static const struct ikt_attribute attributes[] = {
        {.type = IKT_CFGATTR_XAUTH_TYPE, .basic = true, .value = 0, .octets = {(const uint8_t *)"\0\0", 2}},
        {.type = IKT_CFGATTR_XAUTH_USER_NAME, .value = IKT_ABSENT, .octets = HOSTILE_BYTES},
        {.type = IKT_CFGATTR_XAUTH_USER_PASSWORD, .value = IKT_ABSENT, .octets = {(const uint8_t *)"s3cr3t-pa55", 11}},
        {.type = IKT_CFGATTR_XAUTH_PASSCODE, .basic = true, .value = 29299, .octets = {(const uint8_t *)"rs", 2}},
        {.type = IKT_CFGATTR_INTERNAL_IP4_ADDRESS, .value = 0x0a000005, .octets = {(const uint8_t *)"\n\0\0\5", 4}},
    };
    static const uint8_t types[] = {
        IKT_PAYLOAD_SA,     IKT_PAYLOAD_KE,         IKT_PAYLOAD_NONCE,    IKT_PAYLOAD_HASH,
        IKT_PAYLOAD_SIG,    IKT_PAYLOAD_ID,         IKT_PAYLOAD_CERT,     IKT_PAYLOAD_CERTREQ,
        IKT_PAYLOAD_NOTIFY, IKT_PAYLOAD_DELETE,     IKT_PAYLOAD_VID,      IKT_PAYLOAD_NAT_D,
        IKT_PAYLOAD_NAT_OA, IKT_PAYLOAD_ATTRIBUTES, IKT_PAYLOAD_FRAGMENT, 200};
    G_STATIC_ASSERT(G_N_ELEMENTS(types) == G_N_ELEMENTS(payloads));
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        struct ikt_payload *payload = &payloads[i];
        *payload = (struct ikt_payload){
            .type = types[i], .offset = 28 + (uint32_t)i, .octets = HOSTILE_BYTES, .body = HOSTILE_BYTES};
        switch (types[i]) {
        case IKT_PAYLOAD_SA:
            payload->sa = *offer();
            break;
        case IKT_PAYLOAD_ID:
            payload->id = hostile_id;
            break;
        case IKT_PAYLOAD_NAT_OA:
            payload->id = *subnet(1);
            break;
        case IKT_PAYLOAD_CERT:
        case IKT_PAYLOAD_CERTREQ:
            payload->cert.encoding = IKT_CERT_X509_SIGNATURE;
            payload->cert.data = HOSTILE_BYTES;
            break;
        case IKT_PAYLOAD_NOTIFY:
            payload->notify = refusal;
            break;
        case IKT_PAYLOAD_DELETE:
            payload->deletion = deletion;
            break;
        case IKT_PAYLOAD_ATTRIBUTES:
            payload->config = (struct ikt_config){.type = IKT_CFG_REPLY,
                                                  .identifier = 7,
                                                  .attribute_count = G_N_ELEMENTS(attributes),
                                                  .attributes = attributes};
            break;
        case IKT_PAYLOAD_FRAGMENT:
            payload->fragment = (struct ikt_fragment){.id = 1, .number = 2, .last = true, .data = HOSTILE_BYTES};
            break;
        default:
            break;
        }
    }
    message = (struct ikt_message){
        .header = {.exchange = IKT_EXCHANGE_INFORMATIONAL, .message_id = 0x0000beef, .length = 600, .version = 0x10},
        .has_header = true,
        .payload_count = G_N_ELEMENTS(payloads),
        .payloads = payloads,
    };
    memcpy(message.header.initiator_cookie, left_cookie, sizeof left_cookie);
    return (struct ikt_message_event){
        .packet = {.frame = 10, .time = START, .source = right, .destination = left},
        .name = IKT_NOTIFY,
        .duplicate_of = 0,
        .decryption = IKT_DECRYPTION_VERIFIED,
        .message = &message,
    };
}
