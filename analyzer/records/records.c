/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "records.h"

#include <jansson.h>
#include <string.h>

#include "engine/base/arena.h"
#include "names.h"
#include "values.h"

#define ARENA_SIZE 16384
#define SCHEMA     1

struct ikt_records {
    struct ikt_arena *arena;
    GStringChunk *kept; /* what a report may point to until it ends: few strings, each once */
    json_t *object;     /* of the line that was read */
    char why[160];
};

struct ikt_records *ikt_records_new(void)
{
    struct ikt_records *records = g_new0(struct ikt_records, 1);
    records->arena = ikt_arena_new(ARENA_SIZE);
    records->kept = g_string_chunk_new(1024);
    return records;
}

void ikt_records_free(struct ikt_records *records)
{
    json_decref(records->object);
    ikt_arena_free(records->arena);
    g_string_chunk_free(records->kept);
    g_free(records);
}

/* A text as a sentence of one value. */
static struct ikt_sentence sentence(struct ikt_records *records, const char *text)
{
    if (!text)
        return (struct ikt_sentence){0};
    struct ikt_value *value = ikt_arena_alloc(records->arena, 1, sizeof *value);
    *value = (struct ikt_value){.kind = IKT_VALUE_TEXT, .is.text = text};
    return (struct ikt_sentence){.format = "{}", .count = 1, .values = value};
}

static bool read_finding(struct ikt_records *records, const json_t *object, struct ikt_finding *out)
{
    unsigned rule, severity, likelihood, side;
    if (!ikt_names_find(IKT_NAMES_RULE, ikt_value_text_of(object, "rule"), &rule) ||
        !ikt_names_find(IKT_NAMES_SEVERITY, ikt_value_text_of(object, "severity"), &severity) ||
        !ikt_names_find(IKT_NAMES_LIKELIHOOD, ikt_value_text_of(object, "likelihood"), &likelihood))
        return false;
    const json_t *frames = json_object_get(object, "frames"), *evidence = json_object_get(object, "evidence");
    struct ikt_ref *refs = ikt_arena_alloc(records->arena, json_array_size(frames), sizeof *refs);
    for (size_t i = 0; i < json_array_size(frames); i++)
        refs[i] = (struct ikt_ref){.kind = IKT_REF_FRAME, .number = ikt_value_count(json_array_get(frames, i))};
    const struct ikt_sentence **said =
        ikt_arena_alloc(records->arena, json_array_size(evidence), sizeof(const struct ikt_sentence *));
    for (size_t i = 0; i < json_array_size(evidence); i++) {
        struct ikt_sentence *one = ikt_arena_alloc(records->arena, 1, sizeof *one);
        *one = sentence(records, json_string_value(json_array_get(evidence, i)));
        said[i] = one;
    }
    *out = (struct ikt_finding){
        .rule = (enum ikt_rule)rule,
        .severity = (enum ikt_severity)severity,
        .likelihood = (enum ikt_likelihood)likelihood,
        .misconfigured = ikt_names_find(IKT_NAMES_MISCONFIGURED, ikt_value_text_of(object, "misconfigured"), &side)
                             ? (enum ikt_misconfigured)side
                             : IKT_MISCONFIGURED_EITHER,
        .ref_count = json_array_size(frames),
        .refs = refs,
        .summary = sentence(records, ikt_value_text_of(object, "summary")),
        .evidence_count = json_array_size(evidence),
        .evidence = said,
    };
    return true;
}

static bool read_findings(struct ikt_records *records, struct ikt_findings *out)
{
    const json_t *array = json_object_get(records->object, "findings");
    const size_t count = json_array_size(array);
    const struct ikt_finding **items = ikt_arena_alloc(records->arena, count, sizeof(const struct ikt_finding *));
    for (size_t i = 0; i < count; i++) {
        struct ikt_finding *finding = ikt_arena_alloc(records->arena, 1, sizeof *finding);
        if (!read_finding(records, json_array_get(array, i), finding))
            return false;
        items[i] = finding;
    }
    *out = (struct ikt_findings){count, items};
    return true;
}

/* Why an exchange is incomplete; null where it is not. */
static bool read_outcome(const json_t *object, enum ikt_outcome *outcome, enum ikt_incomplete *incomplete)
{
    unsigned found, why = IKT_INCOMPLETE_NOT;
    const char *name = ikt_value_text_of(object, "incomplete");
    if (!ikt_names_find(IKT_NAMES_OUTCOME, ikt_value_text_of(object, "outcome"), &found) ||
        (name && !ikt_names_find(IKT_NAMES_INCOMPLETE, name, &why)))
        return false;
    *outcome = (enum ikt_outcome)found;
    *incomplete = (enum ikt_incomplete)why;
    return true;
}

static bool read_phase1(struct ikt_records *records, struct ikt_phase1 *out)
{
    const json_t *object = records->object;
    unsigned decryption = IKT_DECRYPTION_UNKNOWN, missing;
    const char *opened = ikt_value_text_of(object, "decryption");
    *out = (struct ikt_phase1){.exchange = ikt_value_text_of(object, "exchange") ? 0 : IKT_ABSENT};
    if (!read_outcome(object, &out->outcome, &out->incomplete) || !read_findings(records, &out->findings) ||
        (opened && !ikt_names_find(IKT_NAMES_DECRYPTION, opened, &decryption)))
        return false;
    out->decryption = (enum ikt_decryption)decryption;
    if (ikt_names_find(IKT_NAMES_MISSING, ikt_value_text_of(object, "missing_key"), &missing))
        out->missing = (enum ikt_missing_key)missing;
    out->evicted = json_is_true(json_object_get(object, "evicted"));
    ikt_value_cookie(object, "initiator_cookie", out->initiator_cookie);
    ikt_value_address(json_object_get(object, "initiator"), &out->initiator.endpoint.address);
    ikt_value_address(json_object_get(object, "responder"), &out->responder.endpoint.address);
    return true;
}

static bool read_phase2(struct ikt_records *records, struct ikt_phase2 *out)
{
    *out = (struct ikt_phase2){0};
    return read_outcome(records->object, &out->outcome, &out->incomplete) && read_findings(records, &out->findings);
}

static bool read_causes(struct ikt_records *records, struct ikt_tunnel *out)
{
    const json_t *array = json_object_get(records->object, "causes");
    const size_t count = json_array_size(array);
    enum ikt_rule *causes = ikt_arena_alloc(records->arena, count, sizeof *causes);
    unsigned rule, likelihood = IKT_LIKELIHOOD_POSSIBLE;
    for (size_t i = 0; i < count; i++) {
        if (!ikt_names_find(IKT_NAMES_RULE, json_string_value(json_array_get(array, i)), &rule))
            return false;
        causes[i] = (enum ikt_rule)rule;
    }
    const char *name = ikt_value_text_of(records->object, "likelihood");
    if (count > 0 && !ikt_names_find(IKT_NAMES_LIKELIHOOD, name, &likelihood))
        return false;
    out->causes = causes;
    out->cause_count = count;
    out->likelihood = (enum ikt_likelihood)likelihood;
    return count == 0 || out->findings.count > 0; /* whose first one is the verdict's */
}

static void read_rows(struct ikt_records *records, struct ikt_tunnel *out)
{
    const json_t *array = json_object_get(records->object, "compared");
    struct ikt_tunnel_row *rows = ikt_arena_alloc(records->arena, json_array_size(array), sizeof *rows);
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *row = json_array_get(array, i), *differs = json_object_get(row, "differs");
        rows[i] = (struct ikt_tunnel_row){
            .what = ikt_value_text_of(row, "what"),
            .a = ikt_value_text_of(row, "a"),
            .b = ikt_value_text_of(row, "b"),
            .differs = json_is_true(differs)    ? IKT_YES
                       : json_is_false(differs) ? IKT_NO
                                                : IKT_UNKNOWN,
        };
    }
    out->rows = rows;
    out->row_count = json_array_size(array);
}

static bool read_open(struct ikt_records *records, struct ikt_tunnel *out)
{
    const json_t *array = json_object_get(records->object, "open");
    struct ikt_tunnel_open *open = ikt_arena_alloc(records->arena, json_array_size(array), sizeof *open);
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *decision = ikt_value_text_of(json_array_get(array, i), "decision");
        if (!decision)
            return false;
        open[i].decision = g_string_chunk_insert_const(records->kept, decision);
    }
    out->open = open;
    out->open_count = json_array_size(array);
    return true;
}

static void read_traffic(const json_t *object, const char *key, struct ikt_tunnel_traffic *out)
{
    const json_t *traffic = json_object_get(object, key);
    *out = (struct ikt_tunnel_traffic){
        .packets = ikt_value_count(json_object_get(traffic, "packets")),
        .octets = ikt_value_count(json_object_get(traffic, "bytes")),
    };
    ikt_value_span(traffic, &out->first_time, &out->last_time);
    if (out->first_time == IKT_TIME_NONE) /* nothing was seen: packets have times */
        *out = (struct ikt_tunnel_traffic){.first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
}

/* What was seen to happen. */
static void read_course(const json_t *object, struct ikt_tunnel *out)
{
    const json_t *attempts = json_object_get(object, "attempts"), *begun = json_object_get(object, "begun_by"),
                 *esp = json_object_get(object, "esp"), *networks = json_object_get(object, "networks");
    out->since = ikt_value_time(object, "since");
    ikt_value_span(object, &out->first_time, &out->last_time);
    out->ended = json_is_true(json_object_get(object, "ended"));
    for (unsigned i = 0; i < IKT_OUTCOME_COUNT; i++)
        out->attempts[i] = ikt_value_count(json_object_get(
            attempts, i == IKT_OUTCOME_NO_RESPONSE ? "no_response" : ikt_outcome_name((enum ikt_outcome)i)));
    out->begun_by[0] = ikt_value_count(json_object_get(begun, "a"));
    out->begun_by[1] = ikt_value_count(json_object_get(begun, "b"));
    out->phase1_up = ikt_value_count(json_object_get(object, "phase1_established"));
    out->rekeys = ikt_value_count(json_object_get(object, "rekeys"));
    read_traffic(esp, "a_to_b", &out->traffic[0]);
    read_traffic(esp, "b_to_a", &out->traffic[1]);
    out->networks[0] = ikt_value_text_of(networks, "a");
    out->networks[1] = ikt_value_text_of(networks, "b");
}

static bool read_tunnel(struct ikt_records *records, struct ikt_record *record)
{
    const json_t *object = records->object;
    struct ikt_tunnel *out = &record->tunnel;
    unsigned state, where = IKT_WHERE_NOWHERE;
    const char *place = ikt_value_text_of(object, "where");
    *out = (struct ikt_tunnel){.of_documents = !record->file};
    if (!ikt_names_find(IKT_NAMES_STATE, ikt_value_text_of(object, "state"), &state) ||
        (place && !ikt_names_find(IKT_NAMES_WHERE, place, &where)) || !read_findings(records, &out->findings) ||
        !read_causes(records, out) || !read_open(records, out))
        return false;
    out->state = (enum ikt_tunnel_state)state;
    out->where = (enum ikt_tunnel_where)where;
    record->number = ikt_value_count(json_object_get(object, "number"));
    ikt_value_address(json_object_get(object, "a"), &out->a.endpoint.address);
    ikt_value_address(json_object_get(object, "b"), &out->b.endpoint.address);
    read_course(object, out);
    read_rows(records, out);
    return true;
}

static bool read_capture(struct ikt_records *records, struct ikt_record_capture *out)
{
    const json_t *object = records->object;
    if (json_integer_value(json_object_get(object, "schema")) != SCHEMA ||
        !json_is_integer(json_object_get(object, "packets")))
        return false;
    *out = (struct ikt_record_capture){
        .packets = ikt_value_count(json_object_get(object, "packets")),
        .left_out = ikt_value_count(json_object_get(object, "packets_left_out")),
        .others = ikt_value_count(json_object_get(object, "packets_of_others")),
        .sha256 = ikt_value_text_of(object, "sha256"),
        .error = ikt_value_text_of(object, "error"),
    };
    ikt_value_span(object, &out->first_time, &out->last_time);
    out->counts.ike_messages = ikt_value_count(json_object_get(object, "ike_messages"));
    out->counts.ikev2_messages = ikt_value_count(json_object_get(object, "ikev2_messages"));
    out->counts.esp_packets = ikt_value_count(json_object_get(object, "esp_packets"));
    out->counts.keepalives = ikt_value_count(json_object_get(object, "keepalives"));
    out->counts.copies = ikt_value_count(json_object_get(object, "copies"));
    out->counts.evicted = ikt_value_count(json_object_get(object, "evicted"));
    out->counts.frames_bare = ikt_value_count(json_object_get(object, "frames_bare"));
    out->counts.pairs_forgotten = ikt_value_count(json_object_get(object, "pairs_forgotten"));
    out->counts.keys_left_out = ikt_value_count(json_object_get(object, "keys_left_out"));
    const json_t *left_out = json_object_get(object, "left_out");
    for (unsigned i = 0; i < IKT_LEFT_OUT_COUNT; i++)
        out->counts.left_out[i] =
            ikt_value_count(json_object_get(left_out, ikt_left_out_words((enum ikt_left_out)i)->key));
    out->counts.tunnels_forgotten = ikt_value_count(json_object_get(object, "tunnels_forgotten"));
    out->counts.faulty_tunnels_forgotten = ikt_value_count(json_object_get(object, "faulty_tunnels_forgotten"));
    return read_findings(records, &out->counts.findings);
}

static bool read_object(struct ikt_records *records, struct ikt_record *out)
{
    switch (out->kind) {
    case IKT_RECORD_PHASE1:
        return read_phase1(records, &out->phase1);
    case IKT_RECORD_PHASE2:
        out->phase1 = (struct ikt_phase1){0};
        return read_phase2(records, &out->phase2);
    case IKT_RECORD_TUNNEL:
        return read_tunnel(records, out);
    case IKT_RECORD_CAPTURE:
        return read_capture(records, &out->capture);
    case IKT_RECORD_SUMMARY:
        out->unread = ikt_value_count(json_object_get(records->object, "unread"));
        return true;
    default:
        return true;
    }
}

static enum ikt_record_kind kind_of(const char *type)
{
    static const struct {
        const char *name;
        enum ikt_record_kind kind;
    } kinds[] = {{"phase1", IKT_RECORD_PHASE1},
                 {"phase2", IKT_RECORD_PHASE2},
                 {"tunnel", IKT_RECORD_TUNNEL},
                 {"capture", IKT_RECORD_CAPTURE},
                 {"summary", IKT_RECORD_SUMMARY}};
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (g_str_equal(type, kinds[i].name))
            return kinds[i].kind;
    }
    return IKT_RECORD_OTHER;
}

/* A tunnel of a live capture as it stood at some time: it is told again at the end. */
static bool is_passing(const json_t *object)
{
    return json_is_false(json_object_get(json_object_get(object, "live"), "final"));
}

bool ikt_records_read(struct ikt_records *records, const char *line, size_t length, struct ikt_record *out,
                      const char **why)
{
    json_error_t error;
    json_decref(records->object);
    ikt_arena_reset(records->arena);
    records->object = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
    const char *type = ikt_value_text_of(records->object, "type");
    if (!type) {
        *why = records->object ? "no record of iketriage" : "no JSON";
        return false;
    }
    out->kind = kind_of(type);
    if (out->kind == IKT_RECORD_TUNNEL && is_passing(records->object))
        out->kind = IKT_RECORD_OTHER;
    out->file = ikt_value_name(records->arena, ikt_value_text_of(records->object, "file"));
    if (read_object(records, out))
        return true;
    g_snprintf(records->why, sizeof records->why, "a %s record with a value that this version does not know", type);
    *why = records->why;
    return false;
}
