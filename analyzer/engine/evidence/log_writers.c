/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/log_writers.h"

#include <string.h>

#include <glib.h>

#include "base/hash.h"

/* Peers of one writer that are told apart. */
#define PEERS_KEPT 8192

/* One writer, as far as one log tells; merged with others where they are the same router. */
struct speaker {
    struct ikt_log_writer writer;
    size_t log;
    GHashTable *peers;   /* struct ikt_address, owned */
    GHashTable *in_rows; /* likewise: rows of show crypto isakmp sa that have it */
    uint64_t rows;
    bool bound;
    bool split;         /* two routers wrote in turn: each of its addresses is a writer of its own */
    size_t merged_into; /* itself: in none */
    size_t writer_number;
};

struct ikt_log_writers {
    GPtrArray *speakers;
    GHashTable *by_key; /* string, owned: index + 1 */
    GArray *writers;    /* struct ikt_log_writer */
    const struct ikt_log *const *logs;
    uint64_t more;
};

static void free_speaker(gpointer data)
{
    struct speaker *speaker = data;
    g_hash_table_unref(speaker->peers);
    g_hash_table_unref(speaker->in_rows);
    g_free(speaker);
}

static GHashTable *addresses_new(void)
{
    return g_hash_table_new_full(ikt_hash_address, ikt_hash_equal_address, g_free, NULL);
}

static struct speaker *speaker_at(const struct ikt_log_writers *writers, size_t number)
{
    return g_ptr_array_index(writers->speakers, number);
}

static char *key_of(size_t log, const char *name, const struct ikt_address *own)
{
    char text[IKT_ADDRESS_TEXT] = "";
    g_autofree char *folded = name ? g_ascii_strdown(name, -1) : NULL;
    return g_strdup_printf("%zu %s %s", log, folded ? folded : "", own ? ikt_address_format(own, text) : "");
}

/* + 1; 0: there is none */
static size_t lookup(const struct ikt_log_writers *writers, size_t log, const char *name, const struct ikt_address *own)
{
    g_autofree char *key = key_of(log, name, own);
    return GPOINTER_TO_SIZE(g_hash_table_lookup(writers->by_key, key));
}

static size_t speaker_for(struct ikt_log_writers *writers, size_t log, const char *name, const struct ikt_address *own)
{
    const size_t known = lookup(writers, log, name, own);
    if (known != 0)
        return known - 1;
    struct speaker *speaker = g_new0(struct speaker, 1);
    speaker->writer = (struct ikt_log_writer){.hostname = name, .config = IKT_CONFIGS_MAX};
    speaker->log = log;
    speaker->peers = addresses_new();
    speaker->in_rows = addresses_new();
    speaker->merged_into = writers->speakers->len;
    g_ptr_array_add(writers->speakers, speaker);
    g_hash_table_insert(writers->by_key, key_of(log, name, own), GSIZE_TO_POINTER(writers->speakers->len));
    return writers->speakers->len - 1;
}

static bool is_own(const struct ikt_log_writer *writer, const struct ikt_address *address)
{
    for (unsigned i = 0; i < writer->own_count; i++)
        if (ikt_address_equal(&writer->own[i], address))
            return true;
    return false;
}

static bool is_host(const struct ikt_address *address)
{
    if (address->family == IKT_FAMILY_IPV4)
        return address->octets[0] != 0 && address->octets[0] < 224;
    return address->family == IKT_FAMILY_IPV6 && address->octets[0] != 0xff;
}

static void add_own(struct ikt_log_writer *writer, const struct ikt_address *address)
{
    if (is_host(address) && writer->own_count < IKT_LOG_OWN_ADDRESSES && !is_own(writer, address))
        writer->own[writer->own_count++] = *address;
}

static void add_peer(struct ikt_log_writers *writers, struct speaker *speaker, const struct ikt_address *address)
{
    if (!is_host(address))
        return;
    if (g_hash_table_size(speaker->peers) >= PEERS_KEPT) {
        writers->more += !g_hash_table_contains(speaker->peers, address);
        return;
    }
    if (g_hash_table_add(speaker->peers, g_memdup(address, sizeof *address)) && speaker->writer.peers++ == 0)
        speaker->writer.peer = *address;
}

static void count_row(struct speaker *speaker, const struct ikt_address *address)
{
    gpointer count = g_hash_table_lookup(speaker->in_rows, address);
    if (!count && g_hash_table_size(speaker->in_rows) >= PEERS_KEPT)
        return;
    g_hash_table_insert(speaker->in_rows, g_memdup(address, sizeof *address),
                        GSIZE_TO_POINTER(GPOINTER_TO_SIZE(count) + 1));
}

/* Does it name its two ends as such? An ID names what stands behind a NAT, an access list any packet. */
static bool names_ends(const struct ikt_log_event *event)
{
    if (event->kind == IKT_LOG_SHOW_ISAKMP_SA)
        return !event->text || event->local.family == IKT_FAMILY_NONE; /* of "detail", or the ASA's */
    return event->kind != IKT_LOG_IDENTITY && event->kind != IKT_LOG_FILTERED && event->kind != IKT_LOG_SHOW_ROUTE &&
           event->kind != IKT_LOG_SHOW_ACCESS_LIST && event->kind != IKT_LOG_SHOW_INTERFACE;
}

/* What it names itself by, where that is an address. */
static void add_own_identity(struct ikt_log_writer *writer, const struct ikt_log_event *event)
{
    struct ikt_address address;
    if (event->sent && event->text && ikt_address_parse(event->text, &address))
        add_own(writer, &address);
}

static void hear(struct ikt_log_writers *writers, struct speaker *speaker, const struct ikt_log_event *event)
{
    if (event->kind == IKT_LOG_SHOW_ISAKMP_SA && event->text && event->local.family != IKT_FAMILY_NONE) {
        speaker->rows++;
        count_row(speaker, &event->local);
        count_row(speaker, &event->remote);
    } else if (event->kind == IKT_LOG_IDENTITY) {
        add_own_identity(&speaker->writer, event);
    } else if (names_ends(event)) {
        add_own(&speaker->writer, &event->local);
        add_peer(writers, speaker, &event->remote);
    }
}

/* The name that a line stands under. */
static const char *name_at(const struct ikt_log *log, struct ikt_log_reading *reading,
                           const struct ikt_log_event *event)
{
    if (event->router)
        reading->name = event->router;
    return log->hostname.text ? log->hostname.text : reading->name;
}

static void hear_all(struct ikt_log_writers *writers, size_t number, bool split_ones)
{
    const struct ikt_log *log = writers->logs[number];
    struct ikt_log_reading reading = {.log = number};
    for (size_t i = 0; i < log->count; i++) {
        const struct ikt_log_event *event = &log->events[i];
        const char *name = name_at(log, &reading, event);
        const size_t whole = speaker_for(writers, number, name, NULL);
        if (!split_ones)
            hear(writers, speaker_at(writers, whole), event);
        else if (speaker_at(writers, whole)->split && names_ends(event) && is_host(&event->local))
            hear(writers, speaker_at(writers, speaker_for(writers, number, name, &event->local)), event);
    }
}

/* An own address that is a peer's, too: two routers wrote the file. */
static bool is_of_two(const struct speaker *speaker)
{
    for (unsigned i = 0; i < speaker->writer.own_count; i++)
        if (g_hash_table_contains(speaker->peers, &speaker->writer.own[i]))
            return true;
    return false;
}

/* What stands in every row of several is the router's own. */
static void learn_from_rows(struct speaker *speaker)
{
    GHashTableIter iter;
    gpointer address, count;
    const struct ikt_address *found = NULL;
    if (speaker->writer.own_count > 0 || speaker->rows < 2)
        return;
    g_hash_table_iter_init(&iter, speaker->in_rows);
    while (g_hash_table_iter_next(&iter, &address, &count)) {
        if (GPOINTER_TO_SIZE(count) != speaker->rows)
            continue;
        if (found)
            return; /* one pair alone */
        found = address;
    }
    if (found)
        add_own(&speaker->writer, found);
}

static size_t root_of(const struct ikt_log_writers *writers, size_t number)
{
    while (speaker_at(writers, number)->merged_into != number)
        number = speaker_at(writers, number)->merged_into;
    return number;
}

static void merge(struct ikt_log_writers *writers, size_t a, size_t b)
{
    size_t low = MIN(root_of(writers, a), root_of(writers, b)), high = MAX(root_of(writers, a), root_of(writers, b));
    if (low == high)
        return;
    struct speaker *into = speaker_at(writers, low), *from = speaker_at(writers, high);
    GHashTableIter iter;
    gpointer address;
    from->merged_into = low;
    for (unsigned i = 0; i < from->writer.own_count; i++)
        add_own(&into->writer, &from->writer.own[i]);
    g_hash_table_iter_init(&iter, from->peers);
    while (g_hash_table_iter_next(&iter, &address, NULL))
        add_peer(writers, into, address);
    if (!into->writer.hostname)
        into->writer.hostname = from->writer.hostname;
    if (into->writer.config == IKT_CONFIGS_MAX)
        into->writer.config = from->writer.config;
}

/* Merge who shares a name, or an address. what: + 1 of the first that has it. */
static void merge_by(struct ikt_log_writers *writers, GHashTable *what, gconstpointer key, size_t number)
{
    const size_t before = GPOINTER_TO_SIZE(g_hash_table_lookup(what, key));
    if (before != 0)
        merge(writers, before - 1, number);
    else
        g_hash_table_insert(what, (gpointer)key, GSIZE_TO_POINTER(number + 1));
}

static void merge_all(struct ikt_log_writers *writers)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(ikt_hash_string, ikt_hash_equal_string, NULL, NULL);
    g_autoptr(GHashTable) addresses = g_hash_table_new_full(ikt_hash_address, ikt_hash_equal_address, NULL, NULL);
    for (size_t i = 0; i < writers->speakers->len; i++) {
        struct speaker *speaker = speaker_at(writers, i);
        if (speaker->split)
            continue;
        if (speaker->writer.hostname)
            merge_by(writers, names, speaker->writer.hostname, i);
        for (unsigned n = 0; n < speaker->writer.own_count; n++)
            merge_by(writers, addresses, &speaker->writer.own[n], i);
    }
}

static bool same_name(const char *a, const char *b)
{
    return a && b && g_ascii_strcasecmp(a, b) == 0;
}

/* The only configuration of that name. */
static size_t config_named(const struct ikt_configs *configs, const char *name)
{
    size_t found = IKT_CONFIGS_MAX;
    for (size_t i = 0; i < ikt_configs_count(configs); i++) {
        if (!same_name(ikt_configs_hostname(configs, i), name))
            continue;
        if (found != IKT_CONFIGS_MAX)
            return IKT_CONFIGS_MAX;
        found = i;
    }
    return found;
}

static size_t config_told(const struct ikt_configs *configs, const struct ikt_log_writer *writer)
{
    for (unsigned i = 0; i < writer->own_count; i++) {
        const size_t number = ikt_configs_of(configs, &writer->own[i]);
        if (number != IKT_CONFIGS_MAX)
            return number;
    }
    return writer->hostname ? config_named(configs, writer->hostname) : IKT_CONFIGS_MAX;
}

static bool names(const struct ikt_router_names *names, const struct ikt_address *address)
{
    for (; names; names = names->next)
        if (ikt_address_equal(&names->address, address))
            return true;
    return false;
}

/* Does the configuration name the address as a peer's? */
static bool has_peer(const struct ikt_router *router, const struct ikt_address *address)
{
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next)
        if (names(entry->peers, address))
            return true;
    for (const struct ikt_router_key *key = router->keys; key; key = key->next)
        if (key->whom.kind == IKT_ROUTER_WHOM_ADDRESS && ikt_address_equal(&key->whom.address, address))
            return true;
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next)
        if (ikt_address_equal(&one->destination_address, address) || names(one->nhrp_peers, address))
            return true;
    return false;
}

struct peers {
    bool own; /* one of them is the router's own: it is another one's log */
    bool has; /* it has one of them as a peer */
};

static struct peers peers_in(const struct ikt_configs *configs, size_t number, const struct speaker *speaker)
{
    struct peers peers = {0};
    GHashTableIter iter;
    gpointer address;
    g_hash_table_iter_init(&iter, speaker->peers);
    while (g_hash_table_iter_next(&iter, &address, NULL)) {
        peers.own = peers.own || ikt_configs_has(configs, number, address);
        peers.has = peers.has || has_peer(ikt_configs_router(configs, number), address);
    }
    return peers;
}

/* The only configuration that has such a peer, and is not the peer's own. */
static size_t config_left(const struct ikt_configs *configs, const struct speaker *speaker)
{
    size_t found = IKT_CONFIGS_MAX, count = 0;
    const size_t total = ikt_configs_count(configs);
    for (size_t i = 0; i < total; i++) {
        const char *hostname = ikt_configs_hostname(configs, i);
        if (hostname && speaker->writer.hostname && !same_name(hostname, speaker->writer.hostname))
            continue;
        const struct peers peers = peers_in(configs, i, speaker);
        if (peers.own || (!peers.has && (total > 1 || speaker->writer.own_count > 0)))
            continue;
        found = i;
        count++;
    }
    return count == 1 ? found : IKT_CONFIGS_MAX;
}

static void find_configs(struct ikt_log_writers *writers, const struct ikt_configs *configs, bool by_elimination)
{
    size_t *first = g_new0(size_t, ikt_configs_count(configs) + 1); /* + 1 */
    for (size_t i = 0; i < writers->speakers->len; i++) {
        struct speaker *speaker = speaker_at(writers, i);
        if (speaker->split || root_of(writers, i) != i)
            continue;
        struct ikt_log_writer *writer = &speaker->writer;
        if (writer->config == IKT_CONFIGS_MAX && !by_elimination) {
            writer->config = config_told(configs, writer);
        } else if (writer->config == IKT_CONFIGS_MAX) {
            writer->config = config_left(configs, speaker);
            writer->config_assumed = writer->config != IKT_CONFIGS_MAX;
        }
        if (writer->config == IKT_CONFIGS_MAX)
            continue;
        size_t *before = &first[writer->config];
        if (*before != 0)
            merge(writers, *before - 1, i);
        else
            *before = i + 1;
    }
    g_free(first);
}

static void number_writers(struct ikt_log_writers *writers)
{
    for (size_t i = 0; i < writers->speakers->len; i++) {
        struct speaker *speaker = speaker_at(writers, i);
        const size_t root = root_of(writers, i);
        if (root == i) {
            speaker->writer_number = writers->writers->len;
            g_array_append_val(writers->writers, speaker->writer);
        } else {
            speaker->writer_number = speaker_at(writers, root)->writer_number;
        }
    }
}

struct ikt_log_writers *ikt_log_writers_new(const struct ikt_log *const *logs, size_t count,
                                            const struct ikt_configs *configs)
{
    struct ikt_log_writers *writers = g_new0(struct ikt_log_writers, 1);
    writers->speakers = g_ptr_array_new_with_free_func(free_speaker);
    writers->by_key = g_hash_table_new_full(ikt_hash_string, ikt_hash_equal_string, g_free, NULL);
    writers->writers = g_array_new(FALSE, FALSE, sizeof(struct ikt_log_writer));
    writers->logs = logs;
    for (size_t i = 0; i < count; i++) {
        const size_t before = writers->speakers->len;
        bool split = false;
        hear_all(writers, i, false);
        const size_t behind = writers->speakers->len;
        for (size_t n = before; n < behind; n++) {
            struct speaker *speaker = speaker_at(writers, n);
            speaker->split = is_of_two(speaker);
            split = split || speaker->split;
            if (logs[i]->bound && behind - before == 1 && !speaker->split)
                add_own(&speaker->writer, &logs[i]->of);
            learn_from_rows(speaker);
        }
        if (split)
            hear_all(writers, i, true);
    }
    merge_all(writers);
    find_configs(writers, configs, false);
    find_configs(writers, configs, true);
    number_writers(writers);
    return writers;
}

void ikt_log_writers_free(struct ikt_log_writers *writers)
{
    g_ptr_array_unref(writers->speakers);
    g_hash_table_unref(writers->by_key);
    g_array_unref(writers->writers);
    g_free(writers);
}

uint64_t ikt_log_writers_more(const struct ikt_log_writers *writers)
{
    return writers->more;
}

size_t ikt_log_writers_count(const struct ikt_log_writers *writers)
{
    return writers->writers->len;
}

const struct ikt_log_writer *ikt_log_writers_at(const struct ikt_log_writers *writers, size_t number)
{
    return &g_array_index(writers->writers, struct ikt_log_writer, number);
}

size_t ikt_log_writer_of(const struct ikt_log_writers *writers, struct ikt_log_reading *reading,
                         const struct ikt_log_event *event)
{
    const char *name = name_at(writers->logs[reading->log], reading, event);
    const size_t whole = lookup(writers, reading->log, name, NULL) - 1;
    const struct speaker *speaker = speaker_at(writers, whole);
    if (!speaker->split)
        return speaker->writer_number;
    const size_t one =
        names_ends(event) && is_host(&event->local) ? lookup(writers, reading->log, name, &event->local) : 0;
    if (one != 0)
        reading->writer = speaker_at(writers, one - 1)->writer_number + 1;
    return reading->writer != 0 ? reading->writer - 1 : speaker->writer_number;
}

bool ikt_log_writer_is(const struct ikt_log_writers *writers, const struct ikt_configs *configs, size_t number,
                       const struct ikt_address *address)
{
    const struct ikt_log_writer *writer = ikt_log_writers_at(writers, number);
    return is_own(writer, address) ||
           (writer->config != IKT_CONFIGS_MAX && ikt_configs_has(configs, writer->config, address));
}

bool ikt_log_row_peer(const struct ikt_log_writers *writers, const struct ikt_configs *configs, size_t number,
                      const struct ikt_log_event *event, struct ikt_address *out)
{
    const bool responder = ikt_log_writer_is(writers, configs, number, &event->local);
    const bool initiator = ikt_log_writer_is(writers, configs, number, &event->remote);
    if (responder == initiator && (responder || ikt_log_writers_at(writers, number)->own_count > 0))
        return false;
    *out = responder ? event->remote : event->local;
    return true;
}
