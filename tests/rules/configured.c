/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One exchange that shows a setting of one router: xauth-l2l, qm-not-started, natt-disabled, commit-bit, cert-clock.
 */
#include "fixture.h"

static const struct ikt_message opened = {.opened = true}, closed = {.encrypted = true};

static void established(struct first *f)
{
    first_init(f, IKT_OUTCOME_ESTABLISHED);
    first_see(f, IKT_MAIN2, 2, false, 500);
    first_see(f, IKT_MAIN3, 3, true, 500);
    first_see(f, IKT_MAIN4, 4, false, 500);
    first_see(f, IKT_MAIN5, 5, true, 500);
    first_see(f, IKT_MAIN6, 6, false, 500);
    f->record.end_time = f->evidence.now = 1000 * IKT_SECOND;
}

static struct ikt_seen *last(struct first *f)
{
    return &f->seen[f->record.seen_count - 1];
}

/* The responder asks the initiator, an IOS router, that many times. */
static void ask(struct first *f, unsigned times, const struct ikt_message *message)
{
    established(f);
    f->record.initiator.vendor = f->record.responder.vendor = IKT_VENDOR_CISCO_IOS;
    for (unsigned i = 0; i < times; i++) {
        first_see(f, IKT_TRANSACTION, 7 + i, false, 500);
        last(f)->message = message;
        last(f)->duplicate_of_sequence = i == 0 ? 0 : 7;
    }
    if (message == &opened)
        f->record.configuration.xauth_frame = 7;
}

static void test_xauth(void)
{
    struct first f;
    ask(&f, 3, &opened);
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_XAUTH_L2L));
    const struct told *finding = find(findings, IKT_RULE_XAUTH_L2L);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_ERROR);
    g_assert_cmpint(finding->misconfigured, ==, IKT_MISCONFIGURED_RESPONDER);
    g_assert_cmpuint(finding->frames[0], ==, 7);
    g_assert_cmpuint(finding->frames[1], ==, 9);
    g_assert_true(has_fix(finding, 0, "crypto isakmp key <KEY-IT-HAS-NOW> address 203.0.113.1 no-xauth"));
    g_assert_false(finding->fixes[0].on_initiator);
    g_assert_true(has_log(finding, "responder: Need XAUTH"));
    f.record.responder.vendor = IKT_VENDOR_CISCO_ASA; /* which has no such command */
    g_autoptr(GPtrArray) firewall = first_diagnose(&f);
    g_assert_cmpuint(find(firewall, IKT_RULE_XAUTH_L2L)->fix_count, ==, 0);
    f.record.quick_modes = 1; /* it was not needed */
    g_autoptr(GPtrArray) went_on = first_diagnose(&f);
    g_assert_null(find(went_on, IKT_RULE_XAUTH_L2L));
}

/* The router that began asks: it is told. */
static void test_xauth_of_the_initiator(void)
{
    struct first f;
    ask(&f, 3, &opened);
    for (size_t i = 6; i < f.record.seen_count; i++)
        f.seen[i].from_initiator = true;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    const struct told *finding = find(findings, IKT_RULE_XAUTH_L2L);
    g_assert_cmpint(finding->misconfigured, ==, IKT_MISCONFIGURED_INITIATOR);
    g_assert_true(has_fix(finding, 0, "crypto isakmp key <KEY-IT-HAS-NOW> address 198.51.100.1 no-xauth"));
    g_assert_true(has_log(finding, "initiator: Need XAUTH"));
}

/* Twice may be the network's repetition; a DELETE behind one request is an end. */
static void test_xauth_seldom(void)
{
    struct first f;
    ask(&f, 2, &opened);
    g_autoptr(GPtrArray) twice = first_diagnose(&f);
    g_assert_null(find(twice, IKT_RULE_XAUTH_L2L));
    ask(&f, 1, &opened);
    f.record.ended = IKT_ENDED_DELETED;
    g_autoptr(GPtrArray) deleted = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(deleted, IKT_RULE_XAUTH_L2L), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_null(find(deleted, IKT_RULE_QM_NOT_STARTED));
}

/* Who is a client, or answers, is no router that stays silent. */
static void test_xauth_of_a_client(void)
{
    const struct ikt_identity group = {.type = IKT_ID_KEY_ID, .octets = {(const uint8_t *)"staff", 5}};
    struct first f;
    ask(&f, 3, &opened);
    f.record.authentication = IKT_AUTH_XAUTHINITPRESHARED;
    g_autoptr(GPtrArray) method = first_diagnose(&f);
    g_assert_null(find(method, IKT_RULE_XAUTH_L2L));
    ask(&f, 3, &opened);
    f.record.exchange = IKT_EXCHANGE_AGGRESSIVE;
    g_autoptr(GPtrArray) aggressive = first_diagnose(&f);
    g_assert_null(find(aggressive, IKT_RULE_XAUTH_L2L));
    ask(&f, 3, &opened);
    f.record.initiator.id = &group;
    g_autoptr(GPtrArray) named = first_diagnose(&f);
    g_assert_null(find(named, IKT_RULE_XAUTH_L2L));
    ask(&f, 3, &opened);
    first_see(&f, IKT_TRANSACTION, 12, true, 500); /* a name and a password */
    last(&f)->message = &opened;
    g_autoptr(GPtrArray) answered = first_diagnose(&f);
    g_assert_null(find(answered, IKT_RULE_XAUTH_L2L));
    ask(&f, 3, &opened);
    f.record.configuration.xauth_ok = IKT_NO; /* the user is wrong */
    f.record.outcome = IKT_OUTCOME_REJECTED;
    g_autoptr(GPtrArray) refused = first_diagnose(&f);
    g_assert_null(find(refused, IKT_RULE_XAUTH_L2L));
    g_assert_nonnull(find(refused, IKT_RULE_XAUTH_FAILED));
    ask(&f, 3, &opened); /* it speaks of mode config */
    f.record.configuration.xauth_frame = 0;
    f.record.configuration.config_request_frame = 7;
    g_autoptr(GPtrArray) config = first_diagnose(&f);
    g_assert_null(find(config, IKT_RULE_XAUTH_L2L));
    ask(&f, 3, &opened);
    f.record.initiator.vendor_guessed = true; /* it only behaves like one */
    g_autoptr(GPtrArray) guessed = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(guessed, IKT_RULE_XAUTH_L2L), ==, IKT_LIKELIHOOD_POSSIBLE);
    ask(&f, 3, &opened);
    f.record.initiator.vendor = IKT_VENDOR_STRONGSWAN; /* which may be either */
    g_autoptr(GPtrArray) host = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(host, IKT_RULE_XAUTH_L2L), ==, IKT_LIKELIHOOD_POSSIBLE);
}

static void test_xauth_closed(void)
{
    struct first f;
    ask(&f, 3, &closed);
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_XAUTH_L2L)); /* before modecfg-failed */
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_XAUTH_L2L), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_cmpuint(find(findings, IKT_RULE_XAUTH_L2L)->fix_count, ==, 0);
    for (size_t i = 6; i < f.record.seen_count; i++) /* an initiator asks for an address */
        f.seen[i].from_initiator = true;
    g_autoptr(GPtrArray) pull = first_diagnose(&f);
    g_assert_null(find(pull, IKT_RULE_XAUTH_L2L));
}

static const struct ikt_delete isakmp = {.protocol = IKT_PROTOCOL_ISAKMP, .spi_size = 16, .spi_count = 1};

static void end(struct first *f, struct ikt_deletion *deletion, ikt_time later)
{
    established(f);
    *deletion = (struct ikt_deletion){.frame = 7,
                                      .time = 1000 * IKT_SECOND + later,
                                      .from_initiator = true,
                                      .authenticated = true,
                                      .deletion = &isakmp};
    f->record.deletions = deletion;
    f->record.deletion_count = 1;
    f->record.ended = IKT_ENDED_DELETED;
}

static void test_not_started(void)
{
    struct ikt_deletion deletion;
    struct first f;
    end(&f, &deletion, 60 * IKT_SECOND);
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_QM_NOT_STARTED));
    const struct told *finding = find(findings, IKT_RULE_QM_NOT_STARTED);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_ERROR);
    g_assert_true(says(finding, "203.0.113.1 deletes the ISAKMP SA in frame 7."));
    g_assert_false(says(finding, "at once"));
    end(&f, &deletion, IKT_SECOND);
    g_autoptr(GPtrArray) prompt = first_diagnose(&f);
    g_assert_true(says(find(prompt, IKT_RULE_QM_NOT_STARTED), "at once"));
}

/* Somebody asks, or has no need to. */
static void test_not_needed(void)
{
    static const struct ikt_history other = {.outcome = IKT_OUTCOME_ESTABLISHED, .frame = 3};
    struct ikt_deletion deletion;
    struct first f;
    end(&f, &deletion, 0);
    f.record.quick_modes = 1;
    g_autoptr(GPtrArray) asked = first_diagnose(&f);
    g_assert_null(find(asked, IKT_RULE_QM_NOT_STARTED));
    end(&f, &deletion, 0);
    f.evidence.history = &other; /* under another ISAKMP SA: this one only replaces it */
    f.evidence.history_count = 1;
    g_autoptr(GPtrArray) again = first_diagnose(&f);
    g_assert_null(find(again, IKT_RULE_QM_NOT_STARTED));
    end(&f, &deletion, 0);
    f.evidence.history_more = 1; /* likewise, and nobody remembers which */
    g_autoptr(GPtrArray) forgotten = first_diagnose(&f);
    g_assert_null(find(forgotten, IKT_RULE_QM_NOT_STARTED));
    end(&f, &deletion, 0);
    f.evidence.pair_forgotten = true; /* nor whether there was one */
    g_autoptr(GPtrArray) returned = first_diagnose(&f);
    g_assert_null(find(returned, IKT_RULE_QM_NOT_STARTED));
    end(&f, &deletion, 0);
    f.evidence.ipsec_packets[1] = 1; /* of SAs from before the capture */
    g_autoptr(GPtrArray) traffic = first_diagnose(&f);
    g_assert_null(find(traffic, IKT_RULE_QM_NOT_STARTED));
    end(&f, &deletion, 0);
    f.record.one_direction = true;
    g_autoptr(GPtrArray) half = first_diagnose(&f);
    g_assert_null(find(half, IKT_RULE_QM_NOT_STARTED));
    end(&f, &deletion, 0);
    f.record.exchange = IKT_ABSENT; /* the capture begins in the middle */
    g_autoptr(GPtrArray) middle = first_diagnose(&f);
    g_assert_null(find(middle, IKT_RULE_QM_NOT_STARTED));
    ask(&f, 3, &opened); /* XAUTH is what does not end */
    f.record.ended = IKT_ENDED_DELETED;
    g_autoptr(GPtrArray) xauth = first_diagnose(&f);
    g_assert_null(find(xauth, IKT_RULE_QM_NOT_STARTED));
}

/* It stays up, or no key opens what may be the DELETE: the capture has to go on, or to hold such a message. */
static void test_not_started_yet(void)
{
    struct first f;
    established(&f);
    f.evidence.block_size = 16;
    f.evidence.hash_size = 20;
    f.evidence.now = 1030 * IKT_SECOND;
    g_autoptr(GPtrArray) soon = first_diagnose(&f);
    g_assert_null(find(soon, IKT_RULE_QM_NOT_STARTED));
    f.evidence.now = 1031 * IKT_SECOND;
    g_autoptr(GPtrArray) late = first_diagnose(&f);
    const struct told *finding = find(late, IKT_RULE_QM_NOT_STARTED);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_WARNING);
    f.evidence.now = 1001 * IKT_SECOND;
    first_see(&f, IKT_INFORMATIONAL, 7, true, 500);
    last(&f)->message = &closed;
    last(&f)->length = 92; /* header 28, HASH 24, DELETE 28, padded to 64 */
    g_autoptr(GPtrArray) unread = first_diagnose(&f);
    g_assert_true(says(find(unread, IKT_RULE_QM_NOT_STARTED), "Frame 7"));
    last(&f)->length = 60;
    g_autoptr(GPtrArray) short_one = first_diagnose(&f);
    g_assert_null(find(short_one, IKT_RULE_QM_NOT_STARTED));
}

static const uint8_t rfc3947[] = {0x4a, 0x13, 0x1c, 0x81, 0x07, 0x03, 0x58, 0x45,
                                  0x5c, 0x57, 0x28, 0xf2, 0x0e, 0x95, 0x45, 0x2f};
static struct ikt_payload traversal = {.type = IKT_PAYLOAD_VID, .body = {rfc3947, sizeof rfc3947}};
static const struct ikt_message with_traversal = {.payload_count = 1, .payloads = &traversal}, without = {0};

struct native {
    struct quick q;
    struct ikt_seen seen[2];
    struct ikt_flow flow;
};

/* Up through a NAT that gives the initiator another port; nine packets of IP protocol 50 one way. */
static void native_init(struct native *n, const struct ikt_message *first, const struct ikt_message *second)
{
    struct quick *q = &n->q;
    quick_init(q, AES256_SHA, IKT_ABSENT);
    q->record.outcome = IKT_OUTCOME_ESTABLISHED;
    q->record.choice = q->record.offer;
    quick_see(q, IKT_QUICK2, 21, false);
    quick_see(q, IKT_QUICK3, 22, true);
    n->seen[0] = (struct ikt_seen){.name = IKT_MAIN1, .frame = 1, .from_initiator = true, .message = first};
    n->seen[1] = (struct ikt_seen){.name = IKT_MAIN2, .frame = 2, .message = second};
    q->phase1.seen = n->seen;
    q->phase1.seen_count = 2;
    q->phase1.initiator.endpoint.port = 61113;
    n->flow = (struct ikt_flow){.protocol = IKT_PROTOCOL_ESP,
                                .source = q->phase1.initiator.endpoint.address,
                                .destination = q->phase1.responder.endpoint.address,
                                .packets = 9,
                                .first_time = 1001 * IKT_SECOND,
                                .last_time = 1009 * IKT_SECOND,
                                .first_frame = 30,
                                .last_frame = 38};
    q->record.flows = &n->flow;
    q->record.flow_count = 1;
    q->evidence.ipsec_packets[0] = 9;
}

static void test_traversal_off(void)
{
    struct native n;
    traversal.vendor = ikt_vendor_id_lookup(traversal.body);
    native_init(&n, &with_traversal, &without);
    g_autoptr(GPtrArray) findings = quick_diagnose(&n.q);
    g_assert_true(is_first(findings, IKT_RULE_NATT_DISABLED)); /* before esp-blocked */
    const struct told *finding = find(findings, IKT_RULE_NATT_DISABLED);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_WARNING);
    g_assert_cmpint(finding->misconfigured, ==, IKT_MISCONFIGURED_RESPONDER);
    g_assert_true(has_fix(finding, 0, "crypto ipsec nat-transparency udp-encapsulation"));
    g_assert_true(has_fix(finding, 0, "clear crypto session remote 203.0.113.1"));
    g_assert_true(says(finding, "port 61113"));
    native_init(&n, &without, &with_traversal);
    g_autoptr(GPtrArray) initiator = quick_diagnose(&n.q);
    g_assert_cmpint(find(initiator, IKT_RULE_NATT_DISABLED)->misconfigured, ==, IKT_MISCONFIGURED_INITIATOR);
    native_init(&n, &without, &without); /* the second names none where none is offered */
    g_autoptr(GPtrArray) neither = quick_diagnose(&n.q);
    g_assert_cmpint(find(neither, IKT_RULE_NATT_DISABLED)->misconfigured, ==, IKT_MISCONFIGURED_EITHER);
    native_init(&n, &with_traversal, &without);
    n.q.record.reversed = true; /* the other side began this Quick Mode */
    n.q.record.initiator = &n.q.phase1.responder;
    n.q.record.responder = &n.q.phase1.initiator;
    g_autoptr(GPtrArray) reversed = quick_diagnose(&n.q);
    g_assert_cmpint(find(reversed, IKT_RULE_NATT_DISABLED)->misconfigured, ==, IKT_MISCONFIGURED_INITIATOR);
    g_assert_true(find(reversed, IKT_RULE_NATT_DISABLED)->fixes[0].on_initiator);
}

static bool says_off(struct native *n)
{
    g_autoptr(GPtrArray) findings = quick_diagnose(&n->q);
    return find(findings, IKT_RULE_NATT_DISABLED);
}

static void test_traversal_on(void)
{
    struct native n;
    struct ikt_identity private = {.type = IKT_ID_IPV4_ADDR};
    native_init(&n, &with_traversal, &with_traversal);
    g_assert_false(says_off(&n)); /* both have it */
    native_init(&n, &with_traversal, &without);
    n.q.phase1.initiator.endpoint.port = 500; /* no NAT shows */
    g_assert_false(says_off(&n));
    g_assert_true(ikt_address_parse("10.0.0.1", &private.low));
    private.high = private.low;
    private.prefix = -1;
    n.q.phase1.initiator.id = &private;
    g_assert_true(says_off(&n));
    n.q.phase1.initiator.id = NULL;
    n.q.phase1.initiator.behind_nat = IKT_YES;
    g_assert_true(says_off(&n));
    n.flow.in_udp = true; /* it is encapsulated */
    g_assert_false(says_off(&n));
    native_init(&n, &with_traversal, &without);
    n.q.evidence.ipsec_packets[1] = 1; /* a NAT of addresses passes it */
    g_assert_false(says_off(&n));
    native_init(&n, &with_traversal, &without);
    n.q.evidence.ipsec_packets[0] = 2; /* the answer may be on its way */
    g_assert_false(says_off(&n));
    native_init(&n, &with_traversal, &without);
    n.flow.last_time = n.flow.first_time + IKT_SECOND / 4;
    g_assert_false(says_off(&n));
    native_init(&n, &with_traversal, NULL); /* message 2 is not there to be read */
    g_assert_false(says_off(&n));
    native_init(&n, &with_traversal, &without);
    n.q.record.outcome = IKT_OUTCOME_REJECTED;
    g_assert_false(says_off(&n));
}

static const struct ikt_message committed = {.header = {.flags = IKT_FLAG_COMMIT}};

static void commit(struct quick *q)
{
    quick_init(q, AES256_SHA, IKT_ABSENT);
    q->record.outcome = IKT_OUTCOME_ESTABLISHED;
    q->record.choice = q->record.offer;
    quick_see(q, IKT_QUICK2, 21, false);
    q->seen[1].message = &committed;
    quick_see(q, IKT_QUICK3, 22, true);
}

static void test_commit(void)
{
    struct ikt_notify connected = {.protocol = IKT_PROTOCOL_ISAKMP, .type = IKT_NOTIFY_CONNECTED};
    struct ikt_notification notification = {
        .frame = 23, .authenticated = true, .encrypted = true, .notify = &connected};
    struct quick q;
    commit(&q);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_COMMIT_BIT);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_NOTE);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE); /* a HASH does not cover the header */
    g_assert_cmpuint(finding->frames[0], ==, 21);
    q.phase1.notifications = &notification;
    q.phase1.notification_count = 1;
    g_autoptr(GPtrArray) confirmed = quick_diagnose(&q);
    g_assert_true(says(find(confirmed, IKT_RULE_COMMIT_BIT), "CONNECTED follows in frame 23"));
    q.record.awaits_connected = true;
    g_autoptr(GPtrArray) waits = quick_diagnose(&q);
    g_assert_cmpint(find(waits, IKT_RULE_COMMIT_BIT)->severity, ==, IKT_SEVERITY_WARNING);
    q.seen[1].message = NULL; /* without the flag */
    g_autoptr(GPtrArray) none = quick_diagnose(&q);
    g_assert_null(find(none, IKT_RULE_COMMIT_BIT));
}

/* The beginning of a certificate: version 3, number 1, an algorithm and an issuer of nothing, validity. */
#define CERTIFICATE(from, to)                                                                                          \
    "\x30\x2e"                                                                                                         \
    "\x30\x2c"                                                                                                         \
    "\xa0\x03\x02\x01\x02\x02\x01\x01\x30\x00\x30\x00\x30\x1e\x17\x0d" from "\x17\x0d" to

static void sign(struct first *f, struct ikt_payload *payload, struct ikt_message *message, const char *certificate)
{
    *payload = (struct ikt_payload){.type = IKT_PAYLOAD_CERT,
                                    .cert = {.encoding = 4, .data = {(const uint8_t *)certificate, 48}}};
    *message = (struct ikt_message){.payload_count = 1, .payloads = payload, .opened = true};
    established(f);
    f->record.seen_count = 5; /* message 6 is the refusal */
    f->record.authentication = IKT_AUTH_RSA_SIG;
    f->seen[4].message = message;
    f->seen[4].time = 1767225600 * IKT_SECOND; /* 2026-01-01 */
    first_refuse(f, IKT_NOTIFY_AUTHENTICATION_FAILED, false, true);
    f->record.outcome = IKT_OUTCOME_REJECTED;
}

static int dates(const char *certificate)
{
    struct ikt_payload payload;
    struct ikt_message message;
    struct first f;
    sign(&f, &payload, &message, certificate);
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    return likelihood_of(findings, IKT_RULE_CERT_CLOCK);
}

static void test_dates(void)
{
    struct ikt_payload payload;
    struct ikt_message message;
    struct first f;
    sign(&f, &payload, &message, CERTIFICATE("200101000000Z", "201231235959Z"));
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_CERT_CLOCK));
    const struct told *finding = find(findings, IKT_RULE_CERT_CLOCK);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(finding->misconfigured, ==, IKT_MISCONFIGURED_INITIATOR);
    g_assert_cmpstr(finding->summary, ==, "The certificate of 203.0.113.1 expired at 2020-12-31 23:59:59 UTC");
    g_assert_true(says(finding, "captured at 2026-01-01 00:00:00 UTC"));
    f.seen[4].time = 0; /* no clock was set */
    g_autoptr(GPtrArray) unset = first_diagnose(&f);
    g_assert_null(find(unset, IKT_RULE_CERT_CLOCK));
    f.seen[4].time = 1767225600 * IKT_SECOND;
    message.encrypted = true;
    g_autoptr(GPtrArray) unread = first_diagnose(&f);
    g_assert_null(find(unread, IKT_RULE_CERT_CLOCK));
    message.encrypted = false;
    f.record.outcome = IKT_OUTCOME_ESTABLISHED; /* who checked it does not mind */
    g_autoptr(GPtrArray) taken = first_diagnose(&f);
    g_assert_null(find(taken, IKT_RULE_CERT_CLOCK));
    f.record.outcome = IKT_OUTCOME_REJECTED;
    first_refuse(&f, IKT_NOTIFY_AUTHENTICATION_FAILED, true, true); /* it is the other side's that is refused */
    g_autoptr(GPtrArray) other = first_diagnose(&f);
    g_assert_null(find(other, IKT_RULE_CERT_CLOCK));
}

static void test_near_dates(void)
{
    g_assert_cmpint(dates(CERTIFICATE("250101000000Z", "270101000000Z")), ==, -1);
    g_assert_cmpint(dates(CERTIFICATE("250101000000Z", "251231120000Z")), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_cmpint(dates(CERTIFICATE("250101000000Z", "251230120000Z")), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(dates(CERTIFICATE("260101120000Z", "270101000000Z")), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_cmpint(dates(CERTIFICATE("260103000000Z", "270101000000Z")), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(dates(CERTIFICATE("200101000000Z", "2012312359591")), ==, -1); /* no zone */
}

/* Silence may have lost the message. */
static void test_dates_unanswered(void)
{
    struct ikt_payload payload;
    struct ikt_message message;
    struct first f;
    sign(&f, &payload, &message, CERTIFICATE("200101000000Z", "201231235959Z"));
    f.record.seen_count = 5;
    f.record.notification_count = 0;
    f.record.outcome = IKT_OUTCOME_NO_RESPONSE;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_CERT_CLOCK), ==, IKT_LIKELIHOOD_POSSIBLE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/configured/xauth", test_xauth);
    g_test_add_func("/configured/xauth-of-the-initiator", test_xauth_of_the_initiator);
    g_test_add_func("/configured/xauth-seldom", test_xauth_seldom);
    g_test_add_func("/configured/xauth-of-a-client", test_xauth_of_a_client);
    g_test_add_func("/configured/xauth-closed", test_xauth_closed);
    g_test_add_func("/configured/not-started", test_not_started);
    g_test_add_func("/configured/not-needed", test_not_needed);
    g_test_add_func("/configured/not-started-yet", test_not_started_yet);
    g_test_add_func("/configured/traversal-off", test_traversal_off);
    g_test_add_func("/configured/traversal-on", test_traversal_on);
    g_test_add_func("/configured/commit", test_commit);
    g_test_add_func("/configured/dates", test_dates);
    g_test_add_func("/configured/near-dates", test_near_dates);
    g_test_add_func("/configured/dates-unanswered", test_dates_unanswered);
    return g_test_run();
}
