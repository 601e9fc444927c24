/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is told of negotiations that standard input describes, a JSON object a line: the findings with a fix, each as
 * the command prints it, as a JSON array a line. test_fixes.py makes the one of two configurations and types the other.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "../rules/fixture.h"
#include "report/text_tunnel.h"
#include "rules/rule.h"

static int number(const json_t *array, size_t at)
{
    return (int)json_integer_value(json_array_get(array, at));
}

static bool flag(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

/* A list's pair of flags, the initiator's first. */
static bool pair(const json_t *object, const char *key, size_t side)
{
    return json_is_true(json_array_get(json_object_get(object, key), side));
}

static void fill_offer(struct offer *offer, const json_t *suites, const json_t *life, int group)
{
    struct suite list[SUITES_MAX];
    size_t count = json_array_size(suites);
    g_assert_cmpuint(count, <=, SUITES_MAX);
    for (size_t i = 0; i < count; i++) {
        const json_t *numbers = json_array_get(suites, i);
        list[i] = (struct suite){number(numbers, 0), number(numbers, 1), number(numbers, 2),
                                 number(numbers, 3), number(numbers, 4), number(numbers, 5)};
    }
    offer_fill(offer, list, count, json_is_integer(life) ? json_integer_value(life) : 3600, group);
}

static struct ikt_identity network(const json_t *networks, size_t side)
{
    const json_t *one = json_array_get(networks, side);
    return identity(json_string_value(json_array_get(one, 0)), (uint8_t)number(one, 1), (uint16_t)number(one, 2));
}

static void fill_peers(struct ikt_phase1 *phase1, const json_t *input)
{
    static const struct {
        const char *word;
        enum ikt_vendor vendor;
    } vendors[] = {{"ios", IKT_VENDOR_CISCO_IOS}, {"strongswan", IKT_VENDOR_STRONGSWAN}, {"other", IKT_VENDOR_OTHER}};
    struct ikt_party *parties[] = {&phase1->initiator, &phase1->responder};
    for (size_t side = 0; side < 2; side++) {
        const char *address = json_string_value(json_array_get(json_object_get(input, "peers"), side));
        const char *word = json_string_value(json_array_get(json_object_get(input, "vendors"), side));
        g_assert_true(ikt_address_parse(address, &parties[side]->endpoint.address));
        for (size_t i = 0; i < G_N_ELEMENTS(vendors); i++) {
            if (word && strcmp(vendors[i].word, word) == 0)
                parties[side]->vendor = vendors[i].vendor;
        }
        parties[side]->behind_nat = pair(input, "nat", side) ? IKT_YES : IKT_NO;
    }
}

static void fill_history(struct quick *q, const json_t *input)
{
    const json_t *list = json_object_get(input, "history");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i), *networks = json_object_get(one, "networks");
        int group = (int)json_integer_value(json_object_get(one, "group"));
        struct ikt_history *history =
            quick_remember(q, flag(one, "by_responder"), AES256_SHA, group, "0.0.0.0/0", "0.0.0.0/0",
                           flag(one, "up") ? IKT_OUTCOME_ESTABLISHED : IKT_OUTCOME_REJECTED);
        fill_offer(&q->history_offers[i], json_object_get(one, "offer"), json_object_get(one, "life"), group);
        for (size_t side = 0; side < 2; side++)
            q->history_ids[i][side] = network(networks, side);
        history->initiator =
            (flag(one, "by_responder") ? &q->phase1.responder : &q->phase1.initiator)->endpoint.address;
    }
}

/* NAT traversal that the initiator alone names, and ESP that goes out from behind a NAT and does not come back. */
static void take_traversal_off(struct quick *q)
{
    static const uint8_t rfc3947[] = {0x4a, 0x13, 0x1c, 0x81, 0x07, 0x03, 0x58, 0x45,
                                      0x5c, 0x57, 0x28, 0xf2, 0x0e, 0x95, 0x45, 0x2f};
    static struct ikt_payload named = {.type = IKT_PAYLOAD_VID, .body = {rfc3947, sizeof rfc3947}};
    static const struct ikt_message first = {.payload_count = 1, .payloads = &named}, second = {.payload_count = 0};
    static struct ikt_seen seen[2];
    static struct ikt_flow flow;
    named.vendor = ikt_vendor_id_lookup(named.body);
    seen[0] = (struct ikt_seen){.name = IKT_MAIN1, .frame = 1, .from_initiator = true, .message = &first};
    seen[1] = (struct ikt_seen){.name = IKT_MAIN2, .frame = 2, .message = &second};
    flow = (struct ikt_flow){.protocol = IKT_PROTOCOL_ESP,
                             .source = q->phase1.initiator.endpoint.address,
                             .destination = q->phase1.responder.endpoint.address,
                             .packets = 9,
                             .first_time = 1001 * IKT_SECOND,
                             .last_time = 1009 * IKT_SECOND,
                             .first_frame = 30,
                             .last_frame = 38};
    q->phase1.seen = seen;
    q->phase1.seen_count = 2;
    q->record.flows = &flow;
    q->record.flow_count = 1;
    q->evidence.ipsec_packets[0] = 9;
}

/* The ISAKMP SA is older than the capture, and the responder begins a new one behind the first message. */
static void lose_isakmp_sa(struct quick *q)
{
    static struct ikt_policies policies;
    policies = (struct ikt_policies){.sequence = 25, .frame = 25};
    q->phase1.exchange = IKT_ABSENT;
    q->evidence.own_policies[1] = &policies;
}

static GPtrArray *read_quick(const json_t *input)
{
    struct quick q;
    const json_t *answered = json_object_get(input, "answered");
    int group = (int)json_integer_value(json_object_get(input, "group"));
    quick_init(&q, AES256_SHA, group);
    fill_peers(&q.phase1, input);
    q.seen[0].source = q.phase1.initiator.endpoint;
    q.seen[0].destination = q.phase1.responder.endpoint;
    fill_offer(&q.offer, json_object_get(input, "offer"), json_object_get(input, "life"), group);
    for (size_t side = 0; side < 2; side++)
        q.ids[side] = network(json_object_get(input, "networks"), side);
    fill_history(&q, input);
    if (json_is_integer(json_object_get(input, "notify")))
        quick_refuse(&q, (int)json_integer_value(json_object_get(input, "notify")));
    if (flag(input, "silent")) {
        q.record.outcome = IKT_OUTCOME_NO_RESPONSE;
        quick_see(&q, IKT_QUICK1, 21, true);
    }
    if (json_is_array(answered)) {
        q.ids[2] = network(answered, 0);
        q.ids[3] = network(answered, 1);
        q.record.outcome = IKT_OUTCOME_ESTABLISHED;
        q.record.answered_initiator = &q.ids[2];
        q.record.answered_responder = &q.ids[3];
        fill_offer(&q.choice, json_object_get(input, "choice"), json_object_get(input, "answered_life"), group);
        q.record.choice = &q.choice.sa;
        quick_see(&q, IKT_QUICK2, 21, false);
        quick_see(&q, IKT_QUICK3, 22, true);
        q.record.qm3_lost = flag(input, "third_lost");
    }
    if (flag(input, "natt_off"))
        take_traversal_off(&q);
    if (flag(input, "begins_anew"))
        lose_isakmp_sa(&q);
    struct ikt_flow flow = {.protocol = IKT_PROTOCOL_ESP,
                            .spi = 0x1234abcd,
                            .source = q.phase1.initiator.endpoint.address,
                            .destination = q.phase1.responder.endpoint.address,
                            .packets = 1000,
                            .first_frame = 30,
                            .last_frame = 1030,
                            .first_time = 1001 * IKT_SECOND,
                            .last_time = 1030 * IKT_SECOND,
                            .out_of_order = 60,
                            .dropped_by_window = 50,
                            .dropped_in_time = 50,
                            .dropped_frame = 130};
    if (flag(input, "late")) {
        q.evidence.ipsec_packets[0] = q.evidence.ipsec_packets[1] = flow.packets;
        q.record.flows = &flow;
        q.record.flow_count = 1;
    }
    return quick_diagnose(&q);
}

/* cipher, key bits, hash, method, group, life */
static void fill_policy(struct ikt_transform *policy, const json_t *numbers)
{
    *policy = (struct ikt_transform){.protocol = IKT_PROTOCOL_ISAKMP,
                                     .id = 1,
                                     .encryption = number(numbers, 0),
                                     .key_bits = number(numbers, 1),
                                     .hash = number(numbers, 2),
                                     .authentication = number(numbers, 3),
                                     .group = number(numbers, 4),
                                     .life_seconds = number(numbers, 5),
                                     .life_kilobytes = IKT_ABSENT,
                                     .prf = IKT_ABSENT,
                                     .encapsulation = IKT_ABSENT,
                                     .integrity = IKT_ABSENT};
}

static void fill_policies(struct offer *offer, const json_t *list)
{
    offer->proposals[0].transforms = offer->transforms;
    offer->proposals[0].transform_count = json_array_size(list);
    g_assert_cmpuint(json_array_size(list), <=, G_N_ELEMENTS(offer->transforms));
    for (size_t i = 0; i < json_array_size(list); i++)
        fill_policy(&offer->transforms[i], json_array_get(list, i));
}

static enum ikt_message_name message_name(const char *text)
{
    for (int name = 0; name < IKT_MESSAGE_NAME_COUNT; name++) {
        if (strcmp(ikt_message_name_text((enum ikt_message_name)name), text) == 0)
            return (enum ikt_message_name)name;
    }
    g_error("no message %s", text);
}

/* name, sent by the initiator, port */
static void fill_messages(struct first *f, const json_t *list)
{
    f->record.seen_count = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        first_see(f, message_name(json_string_value(json_array_get(one, 0))), i + 1,
                  json_is_true(json_array_get(one, 1)), (uint16_t)number(one, 2));
    }
}

static void fill_refusal(struct first *f, const json_t *refusal)
{
    if (!json_is_array(refusal))
        return;
    first_refuse(f, number(refusal, 0), json_is_true(json_array_get(refusal, 1)),
                 json_is_true(json_array_get(refusal, 2)));
    f->notification.authenticated = f->notification.encrypted;
    f->notification.frame = 90;
}

/* type, and an address or a name */
static struct ikt_identity phase1_id(const json_t *id)
{
    struct ikt_identity out = {.type = (uint8_t)number(id, 0)};
    const char *text = json_string_value(json_array_get(id, 1));
    out.prefix = -1;
    if (ikt_address_parse(text, &out.low))
        out.high = out.low;
    else
        out.octets = (struct ikt_bytes){(const uint8_t *)text, strlen(text)};
    return out;
}

static GPtrArray *read_first(const json_t *input)
{
    static const enum ikt_outcome outcomes[] = {IKT_OUTCOME_REJECTED, IKT_OUTCOME_NO_RESPONSE, IKT_OUTCOME_ESTABLISHED};
    struct first f;
    struct ikt_identity id;
    struct offer own = {0};
    struct ikt_policies policies;
    struct ikt_flow flow = {.protocol = IKT_PROTOCOL_ESP,
                            .spi = 0x1234abcd,
                            .packets = 9,
                            .late = 5,
                            .first_time = 1010 * IKT_SECOND,
                            .last_time = 1040 * IKT_SECOND,
                            .first_frame = 20,
                            .last_frame = 60};
    first_init(&f, outcomes[json_integer_value(json_object_get(input, "outcome"))]);
    fill_peers(&f.record, input);
    fill_policies(&f.offer, json_object_get(input, "offer"));
    if (flag(input, "aggressive"))
        f.record.exchange = IKT_EXCHANGE_AGGRESSIVE;
    fill_messages(&f, json_object_get(input, "messages"));
    if (json_is_array(json_object_get(input, "choice"))) {
        fill_policy(&f.choice.transforms[0], json_object_get(input, "choice"));
        f.record.authentication = f.choice.transforms[0].authentication;
    }
    for (size_t i = 0; flag(input, "xauth") && i < f.record.seen_count; i++) {
        static const struct ikt_message opened = {.opened = true};
        if (f.seen[i].name != IKT_TRANSACTION)
            continue;
        f.seen[i].message = &opened;
        f.record.configuration.xauth_frame = f.seen[i].frame;
    }
    fill_refusal(&f, json_object_get(input, "refuse"));
    f.record.psk_differs = flag(input, "psk_differs");
    if (json_is_array(json_object_get(input, "id"))) {
        id = phase1_id(json_object_get(input, "id"));
        f.record.initiator.id = &id;
    }
    if (json_is_array(json_object_get(input, "own"))) {
        own.sa.proposals = own.proposals;
        own.sa.proposal_count = 1;
        fill_policies(&own, json_object_get(input, "own"));
        ikt_policies_copy(&policies, &own.sa, 80);
        f.evidence.own_policies[1] = &policies;
        f.evidence.own_method[1] = own.transforms[0].authentication;
    }
    f.record.ikev2_messages[1] = flag(input, "ikev2") ? 3 : 0;
    f.record.ikev2_frame = flag(input, "ikev2") ? 2 : 0;
    if (flag(input, "stale")) {
        flow.source = f.record.initiator.endpoint.address;
        flow.destination = f.record.responder.endpoint.address;
        f.evidence.strays = &flow;
        f.evidence.stray_count = 1;
    }
    return first_diagnose(&f);
}

static json_t *lines_of(char **lines)
{
    json_t *list = json_array();
    for (; *lines; lines++)
        json_array_append_new(list, json_string(*lines));
    return list;
}

/* The fix as the text of a tunnel has it; the initiator is A. */
static char *print_fix(const struct ikt_finding *finding, size_t nth)
{
    static const struct ikt_report_options options = {.format = "text"};
    static const bool by_a[] = {true};
    struct ikt_finding one = *finding;
    const struct ikt_finding *const items[] = {&one};
    const struct ikt_tunnel tunnel = {.state = IKT_TUNNEL_DOWN,
                                      .cause_count = 1,
                                      .causes = &one.rule,
                                      .likelihood = one.likelihood,
                                      .findings = {1, items},
                                      .finding_by_a = by_a};
    GString *text = g_string_new(NULL);
    struct ikt_layout layout = ikt_layout(&options, text);
    one.fixes = &finding->fixes[nth];
    one.fix_count = 1;
    ikt_text_tunnel_advice(&layout, &tunnel, IKT_TELL_ALL);
    return g_string_free(text, FALSE);
}

static json_t *fixes_of(const struct told *told)
{
    json_t *fixes = json_array();
    for (size_t i = 0; i < told->fix_count; i++)
        json_array_append_new(fixes, json_pack("{s:s, s:s, s:s}", "router",
                                               told->fixes[i].on_initiator ? "initiator" : "responder", "printed",
                                               told->fixes[i].printed, "touches", told->fixes[i].touches));
    return fixes;
}

static json_t *findings_of(const GPtrArray *findings)
{
    json_t *list = json_array();
    for (guint i = 0; i < findings->len; i++) {
        const struct told *told = g_ptr_array_index(findings, i);
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "rule",
                                              ikt_rule_info(told->rule)->name, "likelihood",
                                              ikt_likelihood_name(told->likelihood), "misconfigured",
                                              ikt_misconfigured_name(told->misconfigured), "summary", told->summary,
                                              "fixes", fixes_of(told), "evidence", lines_of(told->evidence), "show",
                                              lines_of(told->show), "suspect", lines_of(told->suspect)));
    }
    return list;
}

/* Is it for configurations alone? Their fixes are tried in tests/desk. */
static bool is_of_documents(int rule)
{
    return !ikt_rules[rule]->phase1 && !ikt_rules[rule]->phase2 && ikt_rules[rule]->documents;
}

/* The catalogue, for the test to know which rules have a fix. */
static json_t *catalogue(void)
{
    json_t *list = json_array();
    for (int rule = 0; rule < IKT_RULE_COUNT; rule++) {
        const struct ikt_rule_info *info = ikt_rule_info((enum ikt_rule)rule);
        if (is_of_documents(rule))
            continue;
        json_array_append_new(list, json_pack("{s:s, s:b, s:b}", "rule", info->name, "fix", info->fix[0] != NULL,
                                              "touches", info->touches != NULL));
    }
    return list;
}

/* What the placeholder's explanation says; null where there is none. */
static json_t *meaning_of(const json_t *name)
{
    const char *text = json_string_value(name), *meaning = ikt_placeholder_meaning(text, strlen(text));
    return meaning ? json_string(meaning) : json_null();
}

static json_t *answer(const json_t *input)
{
    const char *kind = json_string_value(json_object_get(input, "kind"));
    if (strcmp(kind, "catalogue") == 0)
        return catalogue();
    if (strcmp(kind, "placeholder") == 0)
        return meaning_of(json_object_get(input, "name"));
    g_autoptr(GPtrArray) findings = strcmp(kind, "quick") == 0 ? read_quick(input) : read_first(input);
    return findings_of(findings);
}

int main(void)
{
    told_print_fix = print_fix;
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        json_t *input = json_loads(line, 0, NULL);
        g_assert_nonnull(input);
        json_t *output = answer(input);
        char *text = json_dumps(output, JSON_COMPACT | JSON_ENCODE_ANY);
        puts(text);
        fflush(stdout);
        free(text);
        json_decref(output);
        json_decref(input);
    }
    free(line);
    return 0;
}
