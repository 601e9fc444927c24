/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdicts.h"

#include <stdint.h>
#include <string.h>

#include <glib.h>
#include <jansson.h>

#include "abort_saying.h"

static const char *word(const json_t *record, const char *key)
{
    const char *text = json_string_value(json_object_get(record, key));
    return text ? text : "";
}

static bool is(const json_t *record, const char *key, const char *value)
{
    return g_str_equal(word(record, key), value);
}

static size_t count(const json_t *record, const char *key)
{
    return json_array_size(json_object_get(record, key));
}

/* Aborts with the record. */
static void expect(bool well, const char *what, const json_t *record)
{
    if (well)
        return;
    char *text = json_dumps(record, JSON_COMPACT);
    abort_saying("%s: %s", what, text);
}

static bool has_rule(json_t *findings, const char *rule)
{
    size_t i;
    json_t *finding;
    json_array_foreach(findings, i, finding)
        if (is(finding, "rule", rule))
            return true;
    return false;
}

static bool has_error(json_t *findings, const char *likelihood)
{
    size_t i;
    json_t *finding;
    json_array_foreach(findings, i, finding)
        if (is(finding, "severity", "error") && (!likelihood || is(finding, "likelihood", likelihood)))
            return true;
    return false;
}

static void check_finding(const json_t *finding)
{
    expect(count(finding, "evidence") > 0, "no evidence", finding);
    expect(!is(finding, "likelihood", "possible") ||
               json_array_size(json_object_get(json_object_get(finding, "ios"), "fix")) == 0,
           "a fix for what is possible", finding);
}

/* Unknown is never different, and what is different does not read the same. */
static void check_row(const json_t *row)
{
    const json_t *a = json_object_get(row, "a"), *b = json_object_get(row, "b");
    if (!json_is_true(json_object_get(row, "differs")))
        return;
    expect(json_is_string(a) && json_is_string(b), "unknown, and different", row);
    expect(!json_equal(a, b), "different, and reads the same", row);
}

static void check_tunnel(json_t *tunnel)
{
    json_t *findings = json_object_get(tunnel, "findings"), *causes = json_object_get(tunnel, "causes"), *one;
    size_t i;
    const bool up = is(tunnel, "state", "up"), has_cause = json_array_size(causes) > 0;
    expect(!is(tunnel, "state", "down") || has_error(findings, NULL), "down without an error", tunnel);
    expect(!up || !has_error(findings, "certain"), "up, with an error that is certain", tunnel);
    expect(!up || !has_cause, "up, with a cause", tunnel);
    expect(!up || json_is_null(json_object_get(tunnel, "where")), "up, and met somewhere", tunnel);
    expect(!(is(tunnel, "state", "degraded") || is(tunnel, "state", "flapping")) || json_array_size(findings) > 0 ||
               count(tunnel, "open") > 0,
           "up with a fault, and neither a finding nor anything open", tunnel);
    /* Between places it is certain what was lost, before a negotiation is over. */
    expect(!is(tunnel, "state", "unjudged") ||
               !(has_cause || (has_error(findings, "certain") && count(tunnel, "places") == 0)),
           "unjudged, with an error that is certain", tunnel);
    expect(!has_cause || !is(tunnel, "likelihood", "possible"), "a cause that is possible", tunnel);
    expect(!json_is_object(json_object_get(tunnel, "fix")) || has_cause, "a fix without a cause", tunnel);
    expect(count(tunnel, "decide") == 0 || count(tunnel, "open") > 0, "nothing is open, and to be decided", tunnel);
    expect(!has_cause || is(tunnel, "cause", json_string_value(json_array_get(causes, 0))), "not the first cause",
           tunnel);
    json_array_foreach(causes, i, one)
        expect(has_rule(findings, json_string_value(one)), "a cause that no finding has", tunnel);
    json_array_foreach(json_object_get(tunnel, "compared"), i, one)
        check_row(one);
    if (json_is_string(json_object_get(tunnel, "since")) && json_is_string(json_object_get(tunnel, "first_time"))) {
        expect(g_strcmp0(word(tunnel, "first_time"), word(tunnel, "since")) <= 0, "since before its first time",
               tunnel);
        expect(g_strcmp0(word(tunnel, "since"), word(tunnel, "last_time")) <= 0, "since after its last time", tunnel);
    }
}

static void check_verdict(json_t *record)
{
    size_t i;
    json_t *finding;
    const bool exchange = is(record, "type", "phase1") || is(record, "type", "phase2");
    if (is(record, "type", "summary"))
        return;
    json_array_foreach(json_object_get(record, "findings"), i, finding)
        check_finding(finding);
    if (is(record, "type", "tunnel"))
        check_tunnel(record);
    if (exchange && (is(record, "outcome", "rejected") || is(record, "outcome", "no-response")))
        expect(count(record, "findings") > 0, "failed without a finding", record);
    if (exchange && is(record, "outcome", "established"))
        expect(!has_error(json_object_get(record, "findings"), "certain"), "established, with an error that is certain",
               record);
}

/* Records of a type whose value of key is each name of counts, as often. */
static void check_names(json_t *records, const json_t *summary, const char *counts, const char *type, const char *key)
{
    json_t *names = json_object_get(summary, counts), *record, *told;
    const char *name;
    size_t i;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    json_array_foreach(records, i, record) {
        const char *value = word(record, key);
        if (is(record, "type", type) && *value != '\0')
            g_hash_table_insert(seen, (char *)(uintptr_t)value,
                                GSIZE_TO_POINTER(GPOINTER_TO_SIZE(g_hash_table_lookup(seen, value)) + 1));
    }
    guint others = g_hash_table_size(seen);
    json_object_foreach(names, name, told) {
        const json_int_t listed = (json_int_t)GPOINTER_TO_SIZE(g_hash_table_lookup(seen, name));
        others -= listed > 0;
        expect(json_integer_value(told) == listed, "the summary counts otherwise", summary);
    }
    expect(others == 0, "the summary lacks a count", summary);
}

static void check_counts(json_t *records)
{
    const json_t *summary = json_array_get(records, json_array_size(records) - 1);
    if (!is(summary, "type", "summary"))
        return;
    check_names(records, summary, "tunnels", "tunnel", "state");
    check_names(records, summary, "causes", "tunnel", "cause");
    check_names(records, summary, "phase1", "phase1", "outcome");
    check_names(records, summary, "phase2", "phase2", "outcome");
}

static json_t *read_records(const char *json)
{
    g_auto(GStrv) lines = g_strsplit(json, "\n", -1);
    json_t *records = json_array();
    for (size_t i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++) {
        json_t *record = json_loads(lines[i], JSON_REJECT_DUPLICATES, NULL);
        g_assert_nonnull(record);
        json_array_append_new(records, record);
    }
    return records;
}

/* ISAKMP SA and message ID, as records and tunnels name an exchange. */
static char *name_of(const json_t *exchange)
{
    const char *message_id = word(exchange, "message_id");
    return g_strconcat(word(exchange, "initiator_cookie"), "/", *message_id != '\0' ? message_id : "00000000", NULL);
}

/* Tunnels count what records say, and name exchanges that have one. */
static void check_exchanges(json_t *records)
{
    json_int_t established = 0;
    size_t i, k;
    json_t *record, *exchange;
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    json_array_foreach(records, i, record) {
        if (is(record, "type", "phase1") || is(record, "type", "phase2"))
            g_hash_table_add(names, name_of(record));
        if (is(record, "type", "phase2") && is(record, "outcome", "established"))
            established++;
    }
    json_array_foreach(records, i, record) {
        if (!is(record, "type", "tunnel"))
            continue;
        established -= json_integer_value(json_object_get(json_object_get(record, "attempts"), "established"));
        json_array_foreach(json_object_get(record, "exchanges"), k, exchange) {
            g_autofree char *name = name_of(exchange);
            expect(g_hash_table_contains(names, name), "an exchange that has no record", record);
        }
    }
    expect(established == 0, "tunnels count otherwise", records);
}

/* Every frame of a record is that of a message. */
static void check_frames(json_t *records)
{
    size_t i, k;
    json_t *record, *frames, *frame;
    const char *name;
    g_autoptr(GHashTable) messages = g_hash_table_new(NULL, NULL);
    json_array_foreach(records, i, record)
        if (is(record, "type", "message"))
            g_hash_table_add(messages, GSIZE_TO_POINTER((gsize)json_integer_value(json_object_get(record, "frame"))));
    if (g_hash_table_size(messages) == 0)
        return;
    json_array_foreach(records, i, record) {
        json_object_foreach(json_object_get(record, "frames"), name, frames) {
            json_array_foreach(frames, k, frame)
                expect(g_hash_table_contains(messages, GSIZE_TO_POINTER((gsize)json_integer_value(frame))),
                       "a frame of no message", record);
        }
    }
}

void check_verdicts(const char *json, bool counted)
{
    json_auto_t *records = read_records(json);
    size_t i;
    json_t *record;
    json_array_foreach(records, i, record)
        check_verdict(record);
    if (!counted || i < 2)
        return;
    check_counts(records);
    check_exchanges(records);
    check_frames(records);
}

/* The rules that are certain, wherever. */
static GHashTable *certain_rules(json_t *records)
{
    g_autoptr(GHashTable) rules = g_hash_table_new(g_str_hash, g_str_equal);
    size_t i, k;
    json_t *record, *finding;
    json_array_foreach(records, i, record)
        json_array_foreach(json_object_get(record, "findings"), k, finding)
            if (is(finding, "likelihood", "certain"))
                g_hash_table_add(rules, (char *)(uintptr_t)word(finding, "rule"));
    return g_steal_pointer(&rules);
}

static size_t in_state(json_t *records, const char *state)
{
    size_t i, found = 0;
    json_t *record;
    json_array_foreach(records, i, record)
        found += is(record, "type", "tunnel") && is(record, "state", state);
    return found;
}

/* A rule that is certain in the second alone, as that has it; NULL: none. */
static const char *newly_certain(json_t *before, json_t *after)
{
    g_autoptr(GHashTable) known = certain_rules(before), certain = certain_rules(after);
    GHashTableIter iter;
    gpointer rule;
    g_hash_table_iter_init(&iter, certain);
    while (g_hash_table_iter_next(&iter, &rule, NULL))
        if (!g_hash_table_contains(known, rule))
            return rule;
    return NULL;
}

void check_doubled(const char *json, const char *doubled)
{
    json_auto_t *once = read_records(json), *twice = read_records(doubled);
    const char *rule = newly_certain(once, twice);
    if (rule)
        abort_saying("%s is certain where packets are there twice:\n%s\n%s", rule, json, doubled);
    if (in_state(once, "up") < in_state(twice, "up") || in_state(once, "down") < in_state(twice, "down"))
        abort_saying("another verdict where packets are there twice:\n%s\n%s", json, doubled);
}

void check_keyless(const char *json, const char *keyless)
{
    json_auto_t *with = read_records(json), *without = read_records(keyless);
    const char *rule = newly_certain(with, without);
    if (rule)
        abort_saying("%s is certain without keys alone:\n%s\n%s", rule, json, keyless);
    if (in_state(with, "up") > 0 && in_state(with, "down") == 0 && in_state(without, "down") > 0)
        abort_saying("down without keys alone:\n%s\n%s", json, keyless);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A tunnel's state, causes in an order of their own, and likelihood. */
static char *gist_of(const json_t *tunnel)
{
    size_t i;
    json_t *cause;
    g_autoptr(GPtrArray) causes = g_ptr_array_new();
    json_array_foreach(json_object_get(tunnel, "causes"), i, cause)
        g_ptr_array_add(causes, (char *)(uintptr_t)json_string_value(cause));
    g_ptr_array_sort(causes, by_text);
    g_ptr_array_add(causes, NULL);
    g_autofree char *joined = g_strjoinv(" ", (char **)causes->pdata);
    return g_strconcat(word(tunnel, "state"), ": ", joined, " ", word(tunnel, "likelihood"), NULL);
}

static char *gist(const char *json)
{
    json_auto_t *records = read_records(json);
    size_t i;
    json_t *record;
    g_autoptr(GPtrArray) tunnels = g_ptr_array_new_with_free_func(g_free);
    json_array_foreach(records, i, record)
        if (is(record, "type", "tunnel"))
            g_ptr_array_add(tunnels, gist_of(record));
    g_ptr_array_sort(tunnels, by_text);
    g_ptr_array_add(tunnels, NULL);
    return g_strjoinv("\n", (char **)tunnels->pdata);
}

void check_swapped(const char *json, const char *swapped)
{
    g_autofree char *one = gist(json), *other = gist(swapped);
    if (!g_str_equal(one, other))
        abort_saying("the other way round the verdict is another one:\n%s\n--\n%s\n%s\n%s", one, other, json, swapped);
}
