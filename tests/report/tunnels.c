/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels.h"

#include <string.h>

#include "records.h"

#define WORDS(words)                                                                                                   \
    {                                                                                                                  \
        .kind = IKT_VALUE_TEXT, .is = {.text = (words) }                                                               \
    }

static const struct ikt_endpoint left = {{IKT_FAMILY_IPV4, {203, 0, 113, 1}}, 500};
static const struct ikt_endpoint right = {{IKT_FAMILY_IPV4, {198, 51, 100, 1}}, 4500};
static const struct ikt_endpoint other_left = {{IKT_FAMILY_IPV4, {203, 0, 113, 9}}, 500};
static const struct ikt_endpoint other_right = {{IKT_FAMILY_IPV4, {198, 51, 100, 9}}, 500};
static const struct ikt_tunnel_traffic no_traffic = {.first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
static const bool by_a[] = {true, true}, by_b[] = {false, false};

static const struct ikt_tunnel_exchange exchanges[] = {
    {{0xac, 0x2b, 0xfd, 0xea, 0x7e, 0xf6, 0x45, 0x43}, 0},
    {{0xac, 0x2b, 0xfd, 0xea, 0x7e, 0xf6, 0x45, 0x43}, 0x321b72d0},
};

/* What every tunnel here begins as. */
static struct ikt_tunnel tunnel_between(const struct ikt_endpoint *a, const struct ikt_endpoint *b)
{
    return (struct ikt_tunnel){
        .a = {.endpoint = *a},
        .b = {.endpoint = *b},
        .first_time = TUNNEL_START,
        .last_time = TUNNEL_START + 300 * IKT_SECOND,
        .since = TUNNEL_START + 60 * IKT_SECOND,
        .phase1_up = 1,
        .begun_by = {1, 0},
        .traffic = {no_traffic, no_traffic},
        .exchange_count = G_N_ELEMENTS(exchanges),
        .exchanges = exchanges,
    };
}

/* Both causes of a difference between sets: what A offers and what B offers. Fixed on B, which is the one to begin. */
static void differ(struct ikt_tunnel *tunnel, const char *hostile)
{
    static struct ikt_finding findings[2][2];
    static const struct ikt_finding *items[2][2];
    static struct ikt_value said[2];
    static struct ikt_sentence evidence[2];
    static const struct ikt_sentence *evidences[2][1];
    static struct ikt_named_value named[2][8];
    static struct ikt_named_values values[2];
    static struct ikt_fix fixes[2];
    static const struct ikt_ref refs[] = {{.number = 7}, {.number = 11}};
    static const enum ikt_rule causes[] = {IKT_RULE_TS_KEYLEN, IKT_RULE_TS_HASH};
    const int i = hostile ? 1 : 0;
    said[i] = (struct ikt_value)WORDS(hostile ? hostile : "esp-aes 256 esp-sha-hmac");
    evidence[i] = (struct ikt_sentence){"The offer of B is {}", 1, &said[i]};
    evidences[i][0] = &evidence[i];
    const struct ikt_named_value all[] = {
        {"new-set", WORDS(hostile ? hostile : "IKT-AES-256-SHA")},
        {"suite", WORDS(hostile ? hostile : "esp-aes 256 esp-sha-hmac")},
        {"mode", WORDS("tunnel")},
        {"crypto map", WORDS("crypto map")},
        {"peer", {.kind = IKT_VALUE_ADDRESS, .is = {.object = &left.address}}},
        {"why", WORDS("the weaker suite gives way")},
        {"no-proposal", WORDS("")},
        {"initiator", WORDS("198.51.100.1")},
    };
    G_STATIC_ASSERT(sizeof all == sizeof named[0]);
    memcpy(named[i], all, sizeof all);
    values[i] = (struct ikt_named_values){G_N_ELEMENTS(all), named[i], NULL};
    fixes[i] = (struct ikt_fix){true, &values[i], NULL}; /* B began the exchange that is meant */
    for (size_t nth = 0; nth < 2; nth++) {
        findings[i][nth] = (struct ikt_finding){
            .rule = causes[nth],
            .severity = IKT_SEVERITY_ERROR,
            .likelihood = IKT_LIKELIHOOD_CERTAIN,
            .misconfigured = IKT_MISCONFIGURED_EITHER,
            .ordinal = (uint32_t)nth + 1,
            .ref_count = G_N_ELEMENTS(refs),
            .refs = refs,
            .summary = {"A offers {}, B another suite", 1, &said[i]},
            .initiator_has = said[i],
            .responder_has = said[i],
            .evidence_count = 1,
            .evidence = evidences[i],
            .values = &values[i],
            .log = {IKT_LOG_IOS_15, IKT_LOG_IOS_15, false},
            .fix_count = 1,
            .fixes = &fixes[i],
        };
        items[i][nth] = &findings[i][nth];
    }
    tunnel->cause_count = G_N_ELEMENTS(causes);
    tunnel->causes = causes;
    tunnel->likelihood = IKT_LIKELIHOOD_CERTAIN;
    tunnel->findings = (struct ikt_findings){2, items[i]};
    tunnel->finding_by_a = by_b;
}

static const struct ikt_tunnel_row rows[] = {
    {"cipher", "esp-aes 256", "esp-aes", IKT_YES, {{.number = 7}, {.number = 11}}},
    {"auth", "esp-sha-hmac", "esp-md5-hmac", IKT_YES, {{.number = 7}, {.number = 11}}},
    {"mode", "tunnel", "tunnel", IKT_NO, {{.number = 7}, {.number = 11}}},
    {"PFS", "no PFS", NULL, IKT_UNKNOWN, {{.number = 7}}},
};

const struct ikt_tunnel *tunnel_certain(void)
{
    static struct ikt_tunnel tunnel;
    tunnel = tunnel_between(&left, &right);
    tunnel.state = IKT_TUNNEL_DOWN;
    tunnel.where = IKT_WHERE_PHASE2;
    tunnel.attempts[IKT_OUTCOME_REJECTED] = 4;
    tunnel.begun_by[0] = tunnel.begun_by[1] = 2;
    tunnel.a.vendor_name = tunnel.b.vendor_name = "Cisco IOS";
    tunnel.b.vendor_guessed = true;
    tunnel.a.sets = (struct ikt_tunnel_fact){"esp-aes 256 esp-sha-hmac", true, {.number = 7}};
    tunnel.b.sets = (struct ikt_tunnel_fact){"esp-aes esp-md5-hmac", true, {.number = 11}};
    tunnel.networks[0] = "192.168.1.0/24";
    tunnel.networks[1] = "192.168.2.0/24";
    tunnel.row_count = G_N_ELEMENTS(rows);
    tunnel.rows = rows;
    differ(&tunnel, NULL);
    return &tunnel;
}

const struct ikt_tunnel *tunnel_hostile(void)
{
    static struct ikt_tunnel tunnel;
    static const struct ikt_value said = WORDS(HOSTILE);
    static const struct ikt_sentence note = {"{}", 1, &said};
    static const struct ikt_tunnel_row row = {"auth", HOSTILE, HOSTILE, IKT_YES, {{.number = 7}, {.number = 11}}};
    tunnel = *tunnel_certain();
    struct ikt_tunnel_side *const sides[] = {&tunnel.a, &tunnel.b};
    for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) {
        sides[i]->id = sides[i]->vendor_name = sides[i]->hostname = HOSTILE;
        sides[i]->sets = sides[i]->networks = (struct ikt_tunnel_fact){HOSTILE, true, {.number = 7}};
    }
    tunnel.networks[0] = tunnel.networks[1] = HOSTILE;
    tunnel.note_count = 1;
    tunnel.notes = &note;
    tunnel.row_count = 1;
    tunnel.rows = &row;
    differ(&tunnel, HOSTILE);
    return &tunnel;
}

/* What to type on B, limited to the peer, and what two answers mean. */
static void leave_open(struct ikt_tunnel *tunnel, const struct ikt_address *peer, struct ikt_value *address)
{
    static const enum ikt_rule acl[] = {IKT_RULE_ACL_NOT_MIRRORED, IKT_RULE_ACL_ANY},
                               pfs[] = {IKT_RULE_PFS_GROUP_MISMATCH};
    static const struct ikt_ref refs[] = {{.number = 8}, {.number = 10}};
    static const struct ikt_tunnel_open open[] = {
        {"networks that it protects", 2, acl, 32, true, 2, refs},
        {"PFS", 1, pfs, 1024, false, 1, refs},
    };
    static const struct ikt_tunnel_answer answers[] = {
        {{"error 32", 0, NULL},
         {"no entry of the map covers these networks", 0, NULL},
         IKT_RULE_ACL_NOT_MIRRORED,
         false},
        {{"error 1024*", 0, NULL}, {"PFS differs", 0, NULL}, IKT_RULE_COUNT, true},
    };
    static struct ikt_tunnel_decide decides[2];
    static struct ikt_sentence commands[2][4];
    static const struct ikt_finding finding = {.rule = IKT_RULE_NOTIFY_UNEXPLAINED,
                                               .severity = IKT_SEVERITY_ERROR,
                                               .likelihood = IKT_LIKELIHOOD_PROBABLE,
                                               .summary = {.format = "Refused, and the wire does not show why"}};
    static const struct ikt_finding *const items[] = {&finding};
    const int i = peer == &left.address ? 0 : 1;
    *address = (struct ikt_value){.kind = IKT_VALUE_ADDRESS, .is = {.object = peer}};
    commands[i][0] = (struct ikt_sentence){"debug crypto condition peer ipv4 {}", 1, address};
    commands[i][1] = (struct ikt_sentence){"debug crypto isakmp", 0, NULL};
    commands[i][2] = (struct ikt_sentence){"debug crypto ipsec", 0, NULL};
    commands[i][3] = (struct ikt_sentence){"undebug all", 0, NULL};
    decides[i] = (struct ikt_tunnel_decide){
        .command_count = 4,
        .commands = commands[i],
        .answer_count = G_N_ELEMENTS(answers),
        .answers = answers,
        .hint = {"Or run again with -c or -l.", 0, NULL},
    };
    tunnel->state = IKT_TUNNEL_DOWN;
    tunnel->where = IKT_WHERE_PHASE2;
    tunnel->attempts[IKT_OUTCOME_REJECTED] = 240;
    tunnel->begun_by[0] = 240;
    tunnel->findings = (struct ikt_findings){1, items};
    tunnel->finding_by_a = by_a;
    tunnel->open_count = G_N_ELEMENTS(open);
    tunnel->open = open;
    tunnel->decide_count = 1;
    tunnel->decide = &decides[i];
    tunnel->exchanges_more = 238;
}

const struct ikt_tunnel *tunnel_open(void)
{
    static struct ikt_tunnel tunnel;
    static struct ikt_value address;
    tunnel = tunnel_between(&left, &right);
    leave_open(&tunnel, &left.address, &address);
    return &tunnel;
}

const struct ikt_tunnel *tunnel_open_too(void)
{
    static struct ikt_tunnel tunnel;
    static struct ikt_value address;
    tunnel = tunnel_between(&other_left, &other_right);
    leave_open(&tunnel, &other_left.address, &address);
    return &tunnel;
}

const struct ikt_tunnel *tunnel_up(void)
{
    static struct ikt_tunnel tunnel;
    tunnel = tunnel_between(&left, &right);
    tunnel.state = IKT_TUNNEL_UP;
    tunnel.ended = true;
    tunnel.rekeys = 2;
    tunnel.attempts[IKT_OUTCOME_ESTABLISHED] = 3;
    tunnel.traffic[0] = (struct ikt_tunnel_traffic){5, 500, TUNNEL_START, TUNNEL_START + IKT_SECOND};
    tunnel.traffic[1] = (struct ikt_tunnel_traffic){3, 300, TUNNEL_START, TUNNEL_START + IKT_SECOND};
    tunnel.networks[0] = "192.168.1.0/24";
    tunnel.networks[1] = "192.168.2.0/24";
    return &tunnel;
}

const struct ikt_tunnel *tunnel_oneway(void)
{
    static struct ikt_tunnel tunnel;
    static const enum ikt_rule cause[] = {IKT_RULE_ESP_BLOCKED};
    static const struct ikt_finding finding = {.rule = IKT_RULE_ESP_BLOCKED,
                                               .severity = IKT_SEVERITY_WARNING,
                                               .likelihood = IKT_LIKELIHOOD_PROBABLE,
                                               .misconfigured = IKT_MISCONFIGURED_PATH,
                                               .summary = {.format = "B fell silent while A went on"}};
    static const struct ikt_finding *const items[] = {&finding};
    tunnel = tunnel_between(&left, &right);
    tunnel.state = IKT_TUNNEL_DEGRADED;
    tunnel.where = IKT_WHERE_TRAFFIC;
    tunnel.attempts[IKT_OUTCOME_ESTABLISHED] = 1;
    tunnel.traffic[0] = (struct ikt_tunnel_traffic){45, 4500, TUNNEL_START, TUNNEL_START + 182 * IKT_SECOND};
    tunnel.traffic[1] = (struct ikt_tunnel_traffic){2, 200, TUNNEL_START, TUNNEL_START + 2 * IKT_SECOND};
    tunnel.cause_count = G_N_ELEMENTS(cause);
    tunnel.causes = cause;
    tunnel.likelihood = IKT_LIKELIHOOD_PROBABLE;
    tunnel.findings = (struct ikt_findings){1, items};
    tunnel.finding_by_a = by_a;
    return &tunnel;
}

const struct ikt_tunnel *tunnel_unjudged(void)
{
    static struct ikt_tunnel tunnel;
    tunnel = (struct ikt_tunnel){.a = {.endpoint = {left.address, 0}},
                                 .b = {.endpoint = {right.address, 0}},
                                 .state = IKT_TUNNEL_UNJUDGED,
                                 .since = IKT_TIME_NONE,
                                 .first_time = IKT_TIME_NONE,
                                 .last_time = IKT_TIME_NONE,
                                 .attempts = {[IKT_OUTCOME_INCOMPLETE] = 1},
                                 .traffic = {no_traffic, no_traffic}};
    return &tunnel;
}

const struct ikt_tunnel *tunnel_ipv6(void)
{
    static const struct ikt_endpoint a = {
        {IKT_FAMILY_IPV6,
         {0x20, 0x01, 0x0d, 0xb8, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa}},
        500};
    static const struct ikt_endpoint b = {
        {IKT_FAMILY_IPV6,
         {0x20, 0x01, 0x0d, 0xb8, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb, 0xbb}},
        500};
    static const enum ikt_rule cause[] = {IKT_RULE_PSK_MISMATCH};
    static const struct ikt_finding finding = {.rule = IKT_RULE_PSK_MISMATCH,
                                               .severity = IKT_SEVERITY_ERROR,
                                               .likelihood = IKT_LIKELIHOOD_PROBABLE,
                                               .misconfigured = IKT_MISCONFIGURED_EITHER,
                                               .summary = {.format = "The preshared keys differ"}};
    static const struct ikt_finding *const items[] = {&finding};
    static struct ikt_tunnel tunnel;
    tunnel = tunnel_between(&a, &b);
    tunnel.a.hostname = "hub";
    tunnel.state = IKT_TUNNEL_DOWN;
    tunnel.where = IKT_WHERE_PHASE1;
    tunnel.phase1_up = 0;
    tunnel.attempts[IKT_OUTCOME_NO_RESPONSE] = 1;
    tunnel.cause_count = G_N_ELEMENTS(cause);
    tunnel.causes = cause;
    tunnel.likelihood = IKT_LIKELIHOOD_PROBABLE;
    tunnel.findings = (struct ikt_findings){1, items};
    tunnel.finding_by_a = by_a;
    return &tunnel;
}

struct ikt_tunnel tunnel_numbered(uint8_t number, unsigned since)
{
    struct ikt_tunnel tunnel = *tunnel_certain();
    tunnel.a.endpoint.address.octets[3] = number;
    tunnel.since = TUNNEL_START + (ikt_time)since * IKT_SECOND;
    return tunnel;
}
