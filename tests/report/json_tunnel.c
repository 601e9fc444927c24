/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tunnel record of JSON against the contract: keys, types and what is null are typed from it.
 */
#include <string.h>

#include "parsed.h"
#include "runs.h"

#define TUNNEL_KEYS                                                                                                    \
    "type file number a b networks state where since ended first_time last_time attempts rekeys esp cause causes "     \
    "likelihood summary compared open decide fix findings exchanges"
#define HAS_KEYS "networks sets mode pfs_group lifetimes policies peers"

static const struct ikt_report_options json_options = {.format = "json"};

/* s: text, i: number, b: true or false, a: array, o: object, n: null; each of types is allowed. */
static void assert_type(const json_t *value, const char *path, const char *types)
{
    const json_t *found = at(value, path);
    const char type = json_is_string(found)    ? 's'
                      : json_is_integer(found) ? 'i'
                      : json_is_boolean(found) ? 'b'
                      : json_is_array(found)   ? 'a'
                      : json_is_object(found)  ? 'o'
                      : json_is_null(found)    ? 'n'
                                               : '?';
    if (!strchr(types, type))
        g_error("%s is of type %c, not one of \"%s\"", path, type, types);
}

static void assert_side(const json_t *side)
{
    static const char *const facts[] = {"networks", "sets", "mode", "pfs_group", "lifetimes", "policies", "peers"};
    assert_keys(side, "address port id vendor hostname has");
    assert_type(side, "address", "s");
    assert_type(side, "port", "in");
    assert_type(side, "id", "sn");
    assert_type(side, "vendor", "sn");
    assert_type(side, "hostname", "sn");
    assert_keys(at(side, "has"), HAS_KEYS);
    for (size_t i = 0; i < G_N_ELEMENTS(facts); i++) {
        const json_t *fact = at(at(side, "has"), facts[i]);
        assert_keys(fact, "value complete from");
        assert_type(fact, "value", "sn");
        assert_type(fact, "complete", "b");
        assert_type(fact, "from", "a");
    }
}

static void assert_tunnel(const json_t *tunnel)
{
    static const struct {
        const char *path, *types;
    } types[] = {
        {"file", "s"},
        {"number", "i"},
        {"networks.a", "sn"},
        {"networks.b", "sn"},
        {"state", "s"},
        {"where", "sn"},
        {"since", "sn"},
        {"ended", "b"},
        {"first_time", "sn"},
        {"last_time", "sn"},
        {"attempts.established", "i"},
        {"attempts.rejected", "i"},
        {"attempts.no_response", "i"},
        {"attempts.incomplete", "i"},
        {"attempts.deleted", "i"},
        {"rekeys", "i"},
        {"esp.a_to_b.packets", "i"},
        {"esp.a_to_b.bytes", "i"},
        {"esp.a_to_b.first_time", "sn"},
        {"esp.a_to_b.last_time", "sn"},
        {"esp.b_to_a.packets", "i"},
        {"esp.b_to_a.bytes", "i"},
        {"esp.b_to_a.first_time", "sn"},
        {"esp.b_to_a.last_time", "sn"},
        {"cause", "sn"},
        {"causes", "a"},
        {"likelihood", "sn"},
        {"summary", "s"},
        {"compared", "a"},
        {"open", "a"},
        {"decide", "a"},
        {"fix", "on"},
        {"findings", "a"},
        {"exchanges", "a"},
    };
    assert_keys(tunnel, TUNNEL_KEYS);
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        assert_type(tunnel, types[i].path, types[i].types);
    assert_side(at(tunnel, "a"));
    assert_side(at(tunnel, "b"));
}

/* The tunnel's record of a run over one alone, checked; the caller releases the records. */
static GPtrArray *report(const struct ikt_tunnel *tunnel)
{
    GString *out = tunnels_report(&json_options, &tunnel, 1, false);
    GPtrArray *parsed = parse(out);
    g_string_free(out, TRUE);
    g_assert_cmpuint(parsed->len, ==, 3);
    g_assert_cmpstr(text_at(parsed->pdata[0], "type"), ==, "tunnel");
    g_assert_cmpstr(text_at(parsed->pdata[1], "type"), ==, "capture");
    assert_tunnel(parsed->pdata[0]);
    return parsed;
}

static void test_certain(void)
{
    g_autoptr(GPtrArray) parsed = report(tunnel_certain());
    const json_t *tunnel = parsed->pdata[0];
    g_assert_cmpint(number_at(tunnel, "number"), ==, 1);
    g_assert_cmpstr(text_at(tunnel, "a.address"), ==, "203.0.113.1");
    g_assert_cmpint(number_at(tunnel, "b.port"), ==, 4500);
    g_assert_cmpstr(text_at(tunnel, "a.vendor"), ==, "Cisco IOS");
    g_assert_cmpstr(text_at(tunnel, "a.has.sets.value"), ==, "esp-aes 256 esp-sha-hmac");
    g_assert_true(json_is_true(at(tunnel, "a.has.sets.complete")));
    g_assert_cmpstr(text_at(tunnel, "a.has.sets.from.0.kind"), ==, "frame");
    g_assert_cmpstr(text_at(tunnel, "a.has.sets.from.0.file"), ==, "dir/a.pcap");
    g_assert_cmpint(number_at(tunnel, "a.has.sets.from.0.number"), ==, 7);
    g_assert_cmpuint(json_array_size(at(tunnel, "a.has.peers.from")), ==, 0);
    g_assert_cmpstr(text_at(tunnel, "networks.b"), ==, "192.168.2.0/24");
    g_assert_cmpstr(text_at(tunnel, "state"), ==, "down");
    g_assert_cmpstr(text_at(tunnel, "where"), ==, "phase2");
    g_assert_cmpstr(text_at(tunnel, "since"), ==, "2026-01-02T03:05:05.678901Z");
    g_assert_cmpint(number_at(tunnel, "attempts.rejected"), ==, 4);
    g_assert_cmpstr(text_at(tunnel, "cause"), ==, "ts-keylen");
    g_assert_cmpstr(text_at(tunnel, "causes.1"), ==, "ts-hash");
    g_assert_cmpstr(text_at(tunnel, "likelihood"), ==, "certain");
    g_assert_cmpuint(json_array_size(at(tunnel, "open")), ==, 0);
    g_assert_cmpuint(json_array_size(at(tunnel, "decide")), ==, 0);
    g_assert_cmpstr(text_at(tunnel, "findings.0.rule"), ==, "ts-keylen");
    g_assert_cmpstr(text_at(tunnel, "exchanges.0.initiator_cookie"), ==, "ac2bfdea7ef64543");
    g_assert_cmpstr(text_at(tunnel, "exchanges.1.message_id"), ==, "321b72d0");
}

static void test_compared(void)
{
    g_autoptr(GPtrArray) parsed = report(tunnel_certain());
    const json_t *tunnel = parsed->pdata[0];
    g_assert_cmpuint(json_array_size(at(tunnel, "compared")), ==, 4);
    assert_keys(at(tunnel, "compared.0"), "what a b differs from");
    g_assert_cmpstr(text_at(tunnel, "compared.0.what"), ==, "cipher");
    g_assert_cmpstr(text_at(tunnel, "compared.0.a"), ==, "esp-aes 256");
    g_assert_cmpstr(text_at(tunnel, "compared.0.b"), ==, "esp-aes");
    g_assert_true(json_is_true(at(tunnel, "compared.0.differs")));
    g_assert_cmpint(number_at(tunnel, "compared.0.from.0.number"), ==, 7);
    g_assert_cmpint(number_at(tunnel, "compared.0.from.1.number"), ==, 11);
    g_assert_true(json_is_false(at(tunnel, "compared.2.differs")));
    g_assert_true(json_is_null(at(tunnel, "compared.3.b")));
    g_assert_true(json_is_null(at(tunnel, "compared.3.differs")));
    g_assert_cmpuint(json_array_size(at(tunnel, "compared.3.from")), ==, 1);
}

/* One router, whole, with its undo and what else it touches. B began, and B is told. */
static void test_fix(void)
{
    g_autoptr(GPtrArray) parsed = report(tunnel_certain());
    const json_t *fix = at(parsed->pdata[0], "fix"), *lines = at(fix, "lines");
    assert_keys(fix, "router lines undo touches");
    assert_keys(at(fix, "router"), "side hostname");
    g_assert_cmpstr(text_at(fix, "router.side"), ==, "B");
    g_assert_true(json_is_null(at(fix, "router.hostname")));
    g_assert_cmpstr(text_at(lines, "0"), ==, "configure terminal");
    g_assert_cmpstr(text_at(lines, "1"), ==, "crypto ipsec transform-set IKT-AES-256-SHA esp-aes 256 esp-sha-hmac");
    g_assert_cmpstr(text_at(lines, "2"), ==, " mode tunnel");
    g_assert_cmpstr(json_string_value(json_array_get(lines, json_array_size(lines) - 1)), ==,
                    "clear crypto sa peer 203.0.113.1");
    g_assert_cmpstr(text_at(fix, "undo.0"), ==, "configure terminal");
    assert_type(fix, "touches", "s");
}

static void test_open(void)
{
    g_autoptr(GPtrArray) parsed = report(tunnel_open());
    const json_t *tunnel = parsed->pdata[0];
    g_assert_true(json_is_null(at(tunnel, "cause")));
    g_assert_true(json_is_null(at(tunnel, "likelihood")));
    g_assert_true(json_is_null(at(tunnel, "fix")));
    g_assert_cmpuint(json_array_size(at(tunnel, "causes")), ==, 0);
    assert_keys(at(tunnel, "open.0"), "decision rules ios_error from");
    g_assert_cmpstr(text_at(tunnel, "open.0.decision"), ==, "networks that it protects");
    g_assert_cmpstr(text_at(tunnel, "open.0.rules.1"), ==, "acl-any");
    g_assert_cmpint(number_at(tunnel, "open.0.ios_error"), ==, 32);
    g_assert_cmpuint(json_array_size(at(tunnel, "open.0.from")), ==, 2);
    g_assert_cmpint(number_at(tunnel, "open.1.ios_error"), ==, 1024);
    assert_keys(at(tunnel, "decide.0"), "router commands answers");
    g_assert_cmpstr(text_at(tunnel, "decide.0.router.side"), ==, "B");
    g_assert_cmpstr(text_at(tunnel, "decide.0.commands.0"), ==, "debug crypto condition peer ipv4 203.0.113.1");
    g_assert_cmpstr(text_at(tunnel, "decide.0.commands.3"), ==, "undebug all");
    g_assert_cmpstr(text_at(tunnel, "decide.0.answers.1.see"), ==, "error 1024*");
    g_assert_cmpstr(text_at(tunnel, "decide.0.answers.1.means"), ==, "PFS differs");
    /* Where the number is not there, the key still is. */
    struct ikt_tunnel foreign = *tunnel_open();
    const struct ikt_tunnel_open open = {.decision = "PFS", .rule_count = 0};
    foreign.open_count = 1;
    foreign.open = &open;
    g_autoptr(GPtrArray) other = report(&foreign);
    g_assert_true(json_is_null(at(other->pdata[0], "open.0.ios_error")));
}

static void test_up(void)
{
    g_autoptr(GPtrArray) parsed = report(tunnel_up());
    const json_t *tunnel = parsed->pdata[0];
    g_assert_cmpstr(text_at(tunnel, "state"), ==, "up");
    g_assert_true(json_is_true(at(tunnel, "ended")));
    g_assert_true(json_is_null(at(tunnel, "where")));
    g_assert_cmpint(number_at(tunnel, "rekeys"), ==, 2);
    g_assert_cmpint(number_at(tunnel, "attempts.established"), ==, 3);
    g_assert_cmpint(number_at(tunnel, "esp.a_to_b.packets"), ==, 5);
    g_assert_cmpint(number_at(tunnel, "esp.a_to_b.bytes"), ==, 500);
    g_assert_cmpint(number_at(tunnel, "esp.b_to_a.packets"), ==, 3);
    g_assert_cmpstr(text_at(tunnel, "esp.b_to_a.last_time"), ==, "2026-01-02T03:04:06.678901Z");
}

static void test_degraded(void)
{
    g_autoptr(GPtrArray) parsed = report(tunnel_oneway());
    const json_t *tunnel = parsed->pdata[0];
    g_assert_cmpstr(text_at(tunnel, "state"), ==, "degraded");
    g_assert_cmpstr(text_at(tunnel, "where"), ==, "traffic");
    g_assert_cmpstr(text_at(tunnel, "cause"), ==, "esp-blocked");
    g_assert_true(json_is_null(at(tunnel, "fix")));
}

/* What is unknown is null and never left out. */
static void test_unknown(void)
{
    static const char *const unknown[] = {
        "a.port", "a.id",       "a.vendor",   "a.hostname",       "networks.a",
        "where",  "since",      "first_time", "last_time",        "cause",
        "fix",    "likelihood", "networks.b", "b.has.sets.value", "esp.a_to_b.first_time"};
    g_autoptr(GPtrArray) parsed = report(tunnel_unjudged());
    for (size_t i = 0; i < G_N_ELEMENTS(unknown); i++)
        assert_type(parsed->pdata[0], unknown[i], "n");
    g_assert_cmpstr(text_at(parsed->pdata[0], "state"), ==, "unjudged");
    g_assert_cmpint(number_at(parsed->pdata[0], "attempts.incomplete"), ==, 1);
}

static void test_hostile(void)
{
    static const char *const safe = "a\"b\\x1b[31mred\\x07\\x7f\\x0d\\x0a\\xff\\xc3(\\xe2\\x80\\xae\\xc2\\x9b end";
    static const char *const paths[] = {"a.id",       "b.vendor",     "a.hostname",   "a.has.sets.value",
                                        "networks.a", "compared.0.a", "compared.0.b", "fix.router.hostname"};
    g_autoptr(GPtrArray) parsed = report(tunnel_hostile());
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
        g_assert_cmpstr(text_at(parsed->pdata[0], paths[i]), ==, safe);
    g_assert_nonnull(strstr(text_at(parsed->pdata[0], "findings.0.evidence.0"), safe));
    g_assert_nonnull(strstr(text_at(parsed->pdata[0], "fix.lines.1"), safe));
    g_assert_nonnull(strstr(text_at(parsed->pdata[0], "summary"), safe));
}

static void test_summary(void)
{
    const struct ikt_tunnel *const tunnels[] = {tunnel_certain(), tunnel_up(),       tunnel_open_too(),
                                                tunnel_oneway(),  tunnel_unjudged(), tunnel_ipv6()};
    GString *out = tunnels_report(&json_options, tunnels, G_N_ELEMENTS(tunnels), true);
    g_autoptr(GPtrArray) parsed = parse(out);
    const json_t *summary = parsed->pdata[parsed->len - 1];
    g_assert_cmpint(number_at(summary, "captures"), ==, 6);
    g_assert_cmpint(number_at(summary, "tunnels.down"), ==, 3);
    g_assert_cmpint(number_at(summary, "tunnels.degraded"), ==, 1);
    g_assert_cmpint(number_at(summary, "tunnels.flapping"), ==, 0);
    g_assert_cmpint(number_at(summary, "tunnels.unjudged"), ==, 1);
    g_assert_cmpint(number_at(summary, "tunnels.up"), ==, 1);
    /* Of tunnels, by their first cause alone. */
    g_assert_cmpint(number_at(summary, "causes.ts-keylen"), ==, 1);
    g_assert_cmpint(number_at(summary, "causes.psk-mismatch"), ==, 1);
    g_assert_cmpuint(json_object_size(at(summary, "causes")), ==, 3);
    g_string_free(out, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/json-tunnel/certain", test_certain);
    g_test_add_func("/report/json-tunnel/compared", test_compared);
    g_test_add_func("/report/json-tunnel/fix", test_fix);
    g_test_add_func("/report/json-tunnel/open", test_open);
    g_test_add_func("/report/json-tunnel/up", test_up);
    g_test_add_func("/report/json-tunnel/degraded", test_degraded);
    g_test_add_func("/report/json-tunnel/unknown", test_unknown);
    g_test_add_func("/report/json-tunnel/hostile", test_hostile);
    g_test_add_func("/report/json-tunnel/summary", test_summary);
    return g_test_run();
}
