/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which pair each event is of. Most lines of a debug name no peer: those of a connection are of the peer that others of
 * it name, those of none of the peer that is being spoken of, else of the next one that is named.
 */
#include "evidence/log_pair.h"

#include <string.h>

#include <glib.h>

#include "base/hash.h"
#include "evidence/log_begun.h"
#include "evidence/log_course.h"
#include "evidence/log_writers.h"

/* Lines that wait for a peer to be named; more are left out. */
#define WAITING 32

struct waiting {
    const struct ikt_log_event *event;
    struct ikt_log_spot spot;
};

/* A router whose lines are read. */
struct voice {
    GHashTable *pairs;       /* struct ikt_address of the peer, in the course: the course */
    GHashTable *connections; /* number + 1: the course */
    GHashTable *first_of;    /* number + 1: struct ikt_address, owned: the first peer that a line of it names */
    GPtrArray *courses;
    struct ikt_log_course *current; /* of the last line that named a peer, or a connection */
    struct waiting waiting[WAITING];
    unsigned waiting_count;
    struct ikt_log_fact said[IKT_SAID_COUNT]; /* of the router as a whole */
    uint64_t output;                          /* of show crypto isakmp sa: its rows stand together */
    bool in_rows;
    struct ikt_log_spot rows_at, sa_pairs_at; /* show commands that were typed */
    bool rows_shown, sa_pairs_shown;
};

struct reader {
    struct ikt_arena *arena;
    const struct ikt_configs *configs;
    struct ikt_log_writers *writers;
    struct voice *voices;
    ikt_log_place place;
    size_t pairs;
    uint64_t more;
};

static void voice_init(struct voice *voice)
{
    *voice = (struct voice){.pairs = g_hash_table_new(ikt_hash_address, ikt_hash_equal_address),
                            .connections = g_hash_table_new(ikt_hash_direct, ikt_hash_equal_direct),
                            .first_of = g_hash_table_new_full(ikt_hash_direct, ikt_hash_equal_direct, NULL, g_free),
                            .courses = g_ptr_array_new()};
}

static void voice_clear(struct voice *voice)
{
    g_hash_table_unref(voice->pairs);
    g_hash_table_unref(voice->connections);
    g_hash_table_unref(voice->first_of);
    g_ptr_array_unref(voice->courses);
}

static struct ikt_log_course *course_new(struct reader *reader, size_t writer, const struct ikt_address *peer,
                                         const struct ikt_log_spot *spot)
{
    const struct ikt_log_writer *who = ikt_log_writers_at(reader->writers, writer);
    struct ikt_log_course *course = ikt_arena_alloc(reader->arena, 1, sizeof *course);
    course->arena = course->quick_modes.arena = reader->arena;
    course->pair = (struct ikt_log_pair){.remote = *peer,
                                         .hostname = who->hostname,
                                         .config = who->config,
                                         .config_assumed = who->config_assumed,
                                         .first = spot->ref,
                                         .first_time = spot->time,
                                         .last_time = spot->time,
                                         .begun_here = IKT_UNKNOWN,
                                         .begun = {*peer, IKT_UNKNOWN, false, false},
                                         .nat = IKT_UNKNOWN};
    if (who->own_count == 1)
        course->pair.local = who->own[0];
    g_ptr_array_add(reader->voices[writer].courses, course);
    return course;
}

/* NULL: there are too many. */
static struct ikt_log_course *course_for(struct reader *reader, size_t writer, const struct ikt_address *peer,
                                         const struct ikt_log_spot *spot)
{
    struct voice *voice = &reader->voices[writer];
    struct ikt_log_course *course = g_hash_table_lookup(voice->pairs, peer);
    if (course)
        return course;
    if (reader->pairs == IKT_LOG_PAIRS) {
        reader->more++;
        return NULL;
    }
    reader->pairs++;
    course = course_new(reader, writer, peer, spot);
    g_hash_table_insert(voice->pairs, &course->pair.remote, course);
    return course;
}

static bool is_show(const struct ikt_log_event *event)
{
    return event->kind >= IKT_LOG_SHOW_ISAKMP_SA && event->kind <= IKT_LOG_SHOW_OTHER;
}

static bool is_debug(const struct ikt_log_event *event)
{
    return event->kind < IKT_LOG_MODE_FAILURE;
}

static gpointer connection_key(int connection)
{
    return GSIZE_TO_POINTER((size_t)connection + 1);
}

static void hand_over(struct ikt_log_course *course, const struct ikt_log_event *event, const struct ikt_log_spot *spot)
{
    struct ikt_log_pair *pair = &course->pair;
    pair->last_place = spot->place;
    if (spot->time != IKT_TIME_NONE) {
        if (pair->first_time == IKT_TIME_NONE)
            pair->first_time = spot->time;
        pair->last_time = spot->time;
    }
    ikt_log_begun_take(&pair->begun, event);
    if (is_show(event)) {
        ikt_log_course_show(course, event, spot);
        return;
    }
    if (event->local.family != IKT_FAMILY_NONE && event->kind != IKT_LOG_FILTERED &&
        event->kind != IKT_LOG_LOCAL_ADDRESS_REFUSED && event->kind != IKT_LOG_IDENTITY)
        pair->local = event->local;
    ikt_log_course_take(course, event, spot);
}

/* What waited for a peer to be named was of this one. */
static void release(struct voice *voice, struct ikt_log_course *course)
{
    for (unsigned i = 0; i < voice->waiting_count; i++)
        hand_over(course, voice->waiting[i].event, &voice->waiting[i].spot);
    voice->waiting_count = 0;
}

static void wait(struct voice *voice, const struct ikt_log_event *event, const struct ikt_log_spot *spot)
{
    if (voice->waiting_count < WAITING)
        voice->waiting[voice->waiting_count++] = (struct waiting){event, *spot};
}

/* IPSEC names neither connection nor peer: a refusal is of the offer that is being checked, or of one whose lines
 * follow. */
static bool is_bare_refusal(const struct ikt_log_event *event)
{
    switch (event->kind) {
    case IKT_LOG_TRANSFORM_REFUSED:
    case IKT_LOG_OLD_TRANSFORM_REFUSED:
    case IKT_LOG_PROXIES_REFUSED:
    case IKT_LOG_LOCAL_ADDRESS_REFUSED:
    case IKT_LOG_FLAGS_REFUSED:
    case IKT_LOG_PEER_REFUSED:
        return true;
    default:
        return false;
    }
}

/* What a refusal has of the lines before it may be another's. */
static bool names_peer(const struct ikt_log_event *event)
{
    return event->remote.family != IKT_FAMILY_NONE && !is_bare_refusal(event) && event->kind != IKT_LOG_IDENTITY;
}

static struct ikt_log_course *by_connection(struct reader *reader, size_t writer, int connection,
                                            const struct ikt_log_spot *spot)
{
    struct voice *voice = &reader->voices[writer];
    struct ikt_log_course *course = g_hash_table_lookup(voice->connections, connection_key(connection));
    const struct ikt_address *first = g_hash_table_lookup(voice->first_of, connection_key(connection));
    if (!course && first) {
        course = course_for(reader, writer, first, spot);
        if (course)
            g_hash_table_insert(voice->connections, connection_key(connection), course);
    }
    return course;
}

/* The pair of a line that names no peer; NULL: it waits for one that does. */
static struct ikt_log_course *of_context(struct reader *reader, size_t writer, const struct ikt_log_event *event,
                                         const struct ikt_log_spot *spot)
{
    struct ikt_log_course *course = NULL;
    if (event->connection > 0)
        course = by_connection(reader, writer, event->connection, spot);
    if (!course && is_debug(event))
        course = reader->voices[writer].current;
    /* its connection is that of the lines before it, if it has one */
    if (course && is_bare_refusal(event) && !ikt_log_quick_modes_check(&course->quick_modes))
        return NULL;
    return course;
}

/* "show crypto ipsec sa" of all peers: filters behind a bar leave their blocks out, limits leave peers out. */
static bool is_whole_show(const char *command)
{
    const char *at = strstr(command, "ipsec sa");
    if (!at)
        return false;
    at += strlen("ipsec sa");
    while (*at == ' ')
        at++;
    return *at == '\0' || *at == '|' || g_str_has_prefix(at, "detail");
}

/* What is said of no peer. */
static void take_of_router(struct voice *voice, const struct ikt_log_event *event, const struct ikt_log_spot *spot)
{
    switch (event->kind) {
    case IKT_LOG_ISAKMP_ON_OFF:
        ikt_log_fact_add(&voice->said[event->failed ? IKT_SAID_ISAKMP_OFF : IKT_SAID_ISAKMP_ON], spot);
        break;
    case IKT_LOG_RECURSIVE_ROUTING:
        ikt_log_fact_add(&voice->said[IKT_SAID_RECURSIVE], spot);
        break;
    case IKT_LOG_REPLAY:
        ikt_log_fact_add(&voice->said[IKT_SAID_REPLAY], spot);
        break;
    case IKT_LOG_NHRP:
        if (event->failed && event->other && strstr(event->other, "authentication"))
            ikt_log_fact_add(&voice->said[IKT_SAID_NHRP_AUTHENTICATION], spot);
        break;
    case IKT_LOG_COMMAND:
        if (event->text && strstr(event->text, "isakmp sa")) {
            voice->rows_shown = true;
            voice->rows_at = *spot;
        } else if (event->text && is_whole_show(event->text)) {
            voice->sa_pairs_shown = true;
            voice->sa_pairs_at = *spot;
        }
        break;
    default:
        break;
    }
}

static bool is_of_router(const struct ikt_log_event *event)
{
    switch (event->kind) {
    case IKT_LOG_ISAKMP_ON_OFF:
    case IKT_LOG_COMMAND:
    case IKT_LOG_CSDL:
    case IKT_LOG_OTHER_SYSLOG:
        return true;
    default:
        return event->remote.family == IKT_FAMILY_NONE && !is_debug(event) && event->connection <= 0;
    }
}

static void take_named(struct reader *reader, size_t writer, const struct ikt_address *peer,
                       const struct ikt_log_event *event, const struct ikt_log_spot *spot)
{
    struct voice *voice = &reader->voices[writer];
    struct ikt_log_course *course = course_for(reader, writer, peer, spot);
    if (!course)
        return;
    course->output = voice->output;
    if (event->kind == IKT_LOG_SHOW_ISAKMP_SA && course->pair.local.family == IKT_FAMILY_NONE)
        course->pair.local = ikt_address_equal(peer, &event->local) ? event->remote : event->local;
    if (is_debug(event)) {
        voice->current = course;
        release(voice, course);
        if (event->connection > 0)
            g_hash_table_insert(voice->connections, connection_key(event->connection), course);
    }
    hand_over(course, event, spot);
}

static void take(struct reader *reader, size_t writer, const struct ikt_log_event *event,
                 const struct ikt_log_spot *spot)
{
    struct voice *voice = &reader->voices[writer];
    struct ikt_address peer = event->remote;
    const bool row = event->kind == IKT_LOG_SHOW_ISAKMP_SA;
    if (row && !voice->in_rows)
        voice->output++;
    voice->in_rows = row;
    if (is_of_router(event)) {
        take_of_router(voice, event, spot);
        return;
    }
    const bool asa = event->local.family == IKT_FAMILY_NONE; /* it has the peer alone */
    if (event->kind == IKT_LOG_SHOW_ISAKMP_SA && event->text && !asa &&
        !ikt_log_row_peer(reader->writers, reader->configs, writer, event, &peer))
        return;
    if (names_peer(event)) {
        take_named(reader, writer, &peer, event, spot);
        return;
    }
    struct ikt_log_course *course = of_context(reader, writer, event, spot);
    if (!course) {
        if (is_debug(event))
            wait(voice, event, spot);
        return;
    }
    voice->current = course;
    release(voice, course);
    hand_over(course, event, spot);
}

static bool is_all_show(const struct ikt_log *log)
{
    for (size_t i = 0; i < log->count; i++)
        if (!is_show(&log->events[i]) && log->events[i].kind != IKT_LOG_COMMAND)
            return false;
    return true;
}

static void find_connections(struct reader *reader, const struct ikt_log *log, size_t number)
{
    struct ikt_log_reading reading = {.log = number};
    for (size_t i = 0; i < log->count; i++) {
        const struct ikt_log_event *event = &log->events[i];
        const size_t writer = ikt_log_writer_of(reader->writers, &reading, event);
        GHashTable *first_of = reader->voices[writer].first_of;
        if (event->connection > 0 && names_peer(event) &&
            !g_hash_table_contains(first_of, connection_key(event->connection)))
            g_hash_table_insert(first_of, connection_key(event->connection),
                                g_memdup(&event->remote, sizeof event->remote));
    }
}

/* A debugging of another file has connections of its own. */
static void forget_connections(struct voice *voice)
{
    g_hash_table_remove_all(voice->connections);
    g_hash_table_remove_all(voice->first_of);
    voice->current = NULL;
}

/* The only peer that there is to speak of; of no family: there are several. */
static struct ikt_address only_peer(const struct reader *reader, size_t writer, bool *assumed)
{
    const struct ikt_log_writer *who = ikt_log_writers_at(reader->writers, writer);
    const struct ikt_router *router = ikt_configs_router(reader->configs, who->config);
    struct ikt_address peer = {0};
    *assumed = who->peers != 1;
    if (who->peers == 1)
        return who->peer;
    for (const struct ikt_router_entry *entry = router ? router->entries : NULL; entry; entry = entry->next) {
        for (const struct ikt_router_names *name = entry->peers; name; name = name->next) {
            if (peer.family != IKT_FAMILY_NONE && !ikt_address_equal(&peer, &name->address))
                return (struct ikt_address){0};
            peer = name->address;
        }
    }
    return peer;
}

/* Lines for which no peer was ever named. */
static void settle_waiting(struct reader *reader, size_t writer)
{
    struct voice *voice = &reader->voices[writer];
    bool assumed;
    if (voice->waiting_count == 0)
        return;
    const struct ikt_address peer = only_peer(reader, writer, &assumed);
    struct ikt_log_course *course = course_for(reader, writer, &peer, &voice->waiting[0].spot);
    if (course) {
        course->pair.remote_assumed = assumed && peer.family != IKT_FAMILY_NONE;
        release(voice, course);
    }
    voice->waiting_count = 0;
}

static void read_log(struct reader *reader, const struct ikt_log *log, size_t number)
{
    const size_t writers = ikt_log_writers_count(reader->writers);
    struct ikt_log_reading reading = {.log = number};
    find_connections(reader, log, number);
    for (size_t i = 0; i < log->count; i++) {
        const struct ikt_log_event *event = &log->events[i];
        const struct ikt_log_spot spot = {
            .place = ++reader->place,
            .ref = {.number = event->line, .source = (uint16_t)number, .kind = IKT_REF_LOG},
            .time = event->time};
        take(reader, ikt_log_writer_of(reader->writers, &reading, event), event, &spot);
    }
    for (size_t i = 0; i < writers; i++) {
        settle_waiting(reader, i);
        forget_connections(&reader->voices[i]);
    }
}

/* What is said of the router is said with each of its peers; of a replay it is not known of which. */
static void add_of_router(const struct voice *voice, struct ikt_log_pair *pair)
{
    for (int i = 0; i < IKT_SAID_COUNT; i++) {
        if (voice->said[i].count == 0 || (i == IKT_SAID_REPLAY && voice->courses->len > 1))
            continue;
        if (pair->said[i].count == 0)
            pair->said[i] = voice->said[i];
    }
    pair->rows_shown = voice->rows_shown;
    pair->rows_at = voice->rows_at;
    pair->sa_pairs_shown = voice->sa_pairs_shown;
    pair->sa_pairs_at = voice->sa_pairs_at;
}

static struct ikt_log_pairs finish(struct reader *reader)
{
    const size_t writers = ikt_log_writers_count(reader->writers);
    struct ikt_log_pair *items = ikt_arena_alloc(reader->arena, reader->pairs, sizeof *items);
    struct ikt_log_pairs pairs = {.items = items, .more = MAX(reader->more, ikt_log_writers_more(reader->writers))};
    for (size_t i = 0; i < writers; i++) {
        struct voice *voice = &reader->voices[i];
        for (size_t n = 0; n < voice->courses->len; n++) {
            struct ikt_log_course *course = g_ptr_array_index(voice->courses, n);
            ikt_log_course_finish(course);
            add_of_router(voice, &course->pair);
            pairs.quick_modes_more += course->pair.quick_modes_more;
            pairs.sa_pairs_more += course->pair.sa_pairs_more;
            items[pairs.count++] = course->pair;
        }
        voice_clear(voice);
    }
    return pairs;
}

struct ikt_log_pairs ikt_log_pairs_of(struct ikt_arena *arena, const struct ikt_log *const *logs, size_t count,
                                      const struct ikt_configs *configs)
{
    struct reader reader = {.arena = arena, .configs = configs};
    if (count == 0)
        return (struct ikt_log_pairs){0};
    reader.writers = ikt_log_writers_new(logs, count, configs);
    const size_t writers = ikt_log_writers_count(reader.writers);
    reader.voices = g_new(struct voice, writers);
    for (size_t i = 0; i < writers; i++)
        voice_init(&reader.voices[i]);
    for (int shows = 0; shows < 2; shows++)
        for (size_t i = 0; i < count; i++)
            if (is_all_show(logs[i]) == (shows == 1))
                read_log(&reader, logs[i], i);
    struct ikt_log_pairs pairs = finish(&reader);
    for (size_t i = 0; i < count; i++)
        pairs.lines_more += logs[i]->lost;
    g_free(reader.voices);
    ikt_log_writers_free(reader.writers);
    return pairs;
}

struct ikt_log_pairs ikt_log_pairs(struct ikt_arena *arena, const struct ikt_logs *logs,
                                   const struct ikt_configs *configs)
{
    const size_t count = ikt_logs_count(logs);
    const struct ikt_log **items = g_new(const struct ikt_log *, count + 1);
    for (size_t i = 0; i < count; i++)
        items[i] = ikt_logs_log(logs, i);
    const struct ikt_log_pairs pairs = ikt_log_pairs_of(arena, items, count, configs);
    g_free(items);
    return pairs;
}

const struct ikt_log_pair *ikt_log_pair_find(const struct ikt_log_pairs *pairs, const struct ikt_address *local,
                                             const struct ikt_address *remote)
{
    for (size_t i = 0; i < pairs->count; i++)
        if (ikt_address_equal(&pairs->items[i].local, local) && ikt_address_equal(&pairs->items[i].remote, remote))
            return &pairs->items[i];
    return NULL;
}
