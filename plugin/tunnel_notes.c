/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnel_notes.h"

#include "engine/base/hash.h"
#include "report/tunnel_words.h"
#include "statement_text.h"

struct ikt_tunnel_notes {
    GArray *tunnels;    /* struct ikt_note_tunnel, by number from 1 */
    GArray *of_pair;    /* by the engine's number of a pair: its first tunnel */
    GArray *of_part;    /* by the engine's number of a part: its tunnel */
    GArray *ordinals;   /* by number: of the finding that is told, 0: none; until they are settled */
    GPtrArray *open;    /* lists of decisions, each once: tunnels that are open are mostly so alike */
    GPtrArray *in_hand; /* decisions of the tunnel that is taken */
    const struct ikt_configs *configs;
    GHashTable *networks; /* set, owned */
    GPtrArray *texts;     /* sentences and statements, owned, and lists of them */
};

struct ikt_tunnel_notes *ikt_tunnel_notes_new(const struct ikt_configs *configs)
{
    struct ikt_tunnel_notes *notes = g_new0(struct ikt_tunnel_notes, 1);
    notes->tunnels = g_array_new(FALSE, TRUE, sizeof(struct ikt_note_tunnel));
    notes->of_pair = g_array_new(FALSE, TRUE, sizeof(uint32_t));
    notes->of_part = g_array_new(FALSE, TRUE, sizeof(uint32_t));
    notes->ordinals = g_array_new(FALSE, TRUE, sizeof(uint32_t));
    notes->open = g_ptr_array_new_with_free_func(g_free);
    notes->in_hand = g_ptr_array_new();
    notes->networks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    notes->configs = configs;
    notes->texts = g_ptr_array_new_with_free_func(g_free);
    return notes;
}

void ikt_tunnel_notes_free(struct ikt_tunnel_notes *notes)
{
    if (!notes)
        return;
    g_array_unref(notes->tunnels);
    g_array_unref(notes->of_pair);
    g_array_unref(notes->of_part);
    g_array_unref(notes->ordinals);
    g_ptr_array_unref(notes->open);
    g_ptr_array_unref(notes->in_hand);
    g_hash_table_unref(notes->networks);
    g_ptr_array_unref(notes->texts);
    g_free(notes);
}

static bool is_same_list(const char *const *one, const GPtrArray *other)
{
    guint i = 0;
    while (i < other->len && one[i] == g_ptr_array_index(other, i)) /* static */
        i++;
    return i == other->len && !one[i];
}

/* The decisions that a tunnel leaves open. */
static const char *const *keep_open(struct ikt_tunnel_notes *notes, const struct ikt_tunnel *tunnel)
{
    g_ptr_array_set_size(notes->in_hand, 0);
    for (size_t i = 0; i < tunnel->open_count; i++)
        g_ptr_array_add(notes->in_hand, (gpointer)tunnel->open[i].decision);
    for (guint i = 0; i < notes->open->len; i++) {
        if (is_same_list(g_ptr_array_index(notes->open, i), notes->in_hand))
            return g_ptr_array_index(notes->open, i);
    }
    const char **kept = g_new0(const char *, tunnel->open_count + 1);
    for (size_t i = 0; i < tunnel->open_count; i++)
        kept[i] = tunnel->open[i].decision;
    g_ptr_array_add(notes->open, kept);
    return kept;
}

static uint32_t *number_at(GArray *numbers, uint32_t index)
{
    if (index >= numbers->len)
        g_array_set_size(numbers, index + 1);
    return &g_array_index(numbers, uint32_t, index);
}

static struct ikt_note_tunnel *tunnel_at(const struct ikt_tunnel_notes *notes, uint32_t number)
{
    return &g_array_index(notes->tunnels, struct ikt_note_tunnel, number - 1);
}

/* Before the later ones of its pair: they come by rising number, and settle turns the chain round. */
static void join_pair(struct ikt_tunnel_notes *notes, uint32_t pair, uint32_t number)
{
    uint32_t *newest = number_at(notes->of_pair, pair);
    tunnel_at(notes, number)->next = *newest;
    *newest = number;
}

static void append(void *user, const char *piece, size_t length)
{
    g_string_append_len(user, piece, (gssize)length);
}

static char *keep_text(struct ikt_tunnel_notes *notes, char *text)
{
    g_ptr_array_add(notes->texts, text);
    return text;
}

static char *keep_sentence(struct ikt_tunnel_notes *notes, const struct ikt_finding *finding)
{
    GString *text = g_string_new(NULL);
    ikt_sentence_write(&finding->summary, append, text);
    return keep_text(notes, g_string_free(text, FALSE));
}

static const char *const *keep_statements(struct ikt_tunnel_notes *notes, const struct ikt_finding *finding)
{
    const char **kept = g_new0(const char *, finding->ref_count + 1);
    size_t count = 0;
    g_ptr_array_add(notes->texts, kept);
    for (size_t i = 0; i < finding->ref_count; i++) {
        char *text = ikt_statement_text(notes->configs, &finding->refs[i]);
        if (text)
            kept[count++] = keep_text(notes, text);
    }
    return kept;
}

/* NULL stays NULL. */
static const char *keep_network(struct ikt_tunnel_notes *notes, const char *text)
{
    void *kept = NULL;
    if (text && !g_hash_table_lookup_extended(notes->networks, text, &kept, NULL)) {
        kept = g_strdup(text);
        g_hash_table_add(notes->networks, kept);
    }
    return kept;
}

void ikt_tunnel_notes_take(struct ikt_tunnel_notes *notes, const struct ikt_tunnel *tunnel)
{
    const struct ikt_finding *best = tunnel->findings.count > 0 ? tunnel->findings.items[0] : NULL;
    const bool told = best && (tunnel->cause_count > 0 || !ikt_tunnel_is_faulty(tunnel->state));
    const bool of_documents = told && best->ordinal == 0;
    const struct ikt_note_tunnel note = {
        .a = tunnel->a.endpoint.address,
        .b = tunnel->b.endpoint.address,
        .networks = {keep_network(notes, tunnel->networks[0]), keep_network(notes, tunnel->networks[1])},
        .packets = {tunnel->traffic[0].packets, tunnel->traffic[1].packets},
        .first_time = tunnel->first_time,
        .last_time = tunnel->last_time,
        .sentence = of_documents ? keep_sentence(notes, best) : NULL,
        .statements = of_documents ? keep_statements(notes, best) : NULL,
        .open = keep_open(notes, tunnel),
        .state = (uint8_t)tunnel->state,
        .where = (uint8_t)tunnel->where,
        .cause = (uint8_t)(tunnel->cause_count > 0 ? tunnel->causes[0] : IKT_RULE_COUNT),
        .likelihood = (uint8_t)tunnel->likelihood,
        .rule = (uint8_t)(told ? best->rule : IKT_RULE_COUNT),
    };
    const uint32_t ordinal = told ? best->ordinal : 0;
    g_array_append_val(notes->tunnels, note);
    g_array_append_val(notes->ordinals, ordinal);
    join_pair(notes, tunnel->pair, notes->tunnels->len);
    for (size_t i = 0; i < G_N_ELEMENTS(tunnel->parts); i++) {
        if (tunnel->parts[i] != 0)
            *number_at(notes->of_part, tunnel->parts[i]) = notes->tunnels->len;
    }
}

/* The lowest number first. */
static void turn_chain(struct ikt_tunnel_notes *notes, uint32_t *head)
{
    uint32_t number = *head, behind = 0, following = 0;
    while (number != 0) {
        struct ikt_note_tunnel *tunnel = tunnel_at(notes, number);
        const uint32_t next = tunnel->next;
        tunnel->next = behind;
        tunnel->following = following++;
        behind = number;
        number = next;
    }
    *head = behind;
}

/* Tunnels wait for their exchanges, and for the findings that they tell. */
struct search {
    struct ikt_tunnel_notes *notes;
    GHashTable *wanted; /* set of ordinals */
};

static void note_telling(const struct search *search, uint32_t number, const struct ikt_note_exchange *exchange,
                         const struct ikt_note_finding *finding)
{
    if (g_array_index(search->notes->ordinals, uint32_t, number - 1) == finding->ordinal) {
        tunnel_at(search->notes, number)->telling = exchange;
        tunnel_at(search->notes, number)->finding = finding->number;
    }
}

/* All tunnels of a pair may tell one finding: of the phase 1 that failed for them. */
static void find_telling(const struct search *search, const struct ikt_note_exchange *exchange)
{
    for (uint32_t i = 0; i < exchange->finding_count; i++) {
        const struct ikt_note_finding *finding = &exchange->findings[i];
        uint32_t number = g_hash_table_contains(search->wanted, GUINT_TO_POINTER(finding->ordinal))
                              ? ikt_tunnel_notes_of(search->notes, exchange)
                              : 0;
        for (; number != 0; number = ikt_tunnel_notes_next(search->notes, exchange, number))
            note_telling(search, number, exchange, finding);
    }
}

/* The first phase 1 of a pair is the first of all its tunnels that have none yet: the later ones need no look. */
static void find_first(const struct search *search, const struct ikt_note_exchange *exchange)
{
    for (uint32_t number = ikt_tunnel_notes_of(search->notes, exchange); number != 0;
         number = ikt_tunnel_notes_next(search->notes, exchange, number)) {
        struct ikt_note_tunnel *tunnel = tunnel_at(search->notes, number);
        if (!tunnel->first)
            tunnel->first = exchange;
        else if (!exchange->phase2 && !tunnel->first->phase2)
            return;
    }
}

static void find_newest(const struct search *search, const struct ikt_note_exchange *exchange)
{
    const uint32_t number = exchange->phase2 && exchange->outcome == IKT_OUTCOME_ESTABLISHED
                                ? ikt_tunnel_notes_of(search->notes, exchange)
                                : 0;
    struct ikt_note_tunnel *tunnel = number != 0 ? tunnel_at(search->notes, number) : NULL;
    if (tunnel && (!tunnel->newest || tunnel->newest->request < exchange->request))
        tunnel->newest = exchange;
}

static void find_in_frame(void *user, const struct ikt_note_frame *note, uint32_t frame G_GNUC_UNUSED)
{
    for (const struct ikt_note_exchange *at = note->exchanges; at; at = at->next) {
        find_telling(user, at);
        find_first(user, at);
        find_newest(user, at);
    }
}

void ikt_tunnel_notes_settle(struct ikt_tunnel_notes *notes, const struct ikt_frames *frames)
{
    struct search search = {notes, g_hash_table_new(ikt_hash_direct, ikt_hash_equal_direct)};
    for (guint pair = 0; pair < notes->of_pair->len; pair++)
        turn_chain(notes, &g_array_index(notes->of_pair, uint32_t, pair));
    for (guint i = 0; i < notes->ordinals->len; i++)
        g_hash_table_add(search.wanted, GUINT_TO_POINTER(g_array_index(notes->ordinals, uint32_t, i)));
    ikt_frames_visit(frames, find_in_frame, &search);
    g_hash_table_unref(search.wanted);
    g_array_set_size(notes->ordinals, 0);
}

uint32_t ikt_tunnel_notes_of(const struct ikt_tunnel_notes *notes, const struct ikt_note_exchange *exchange)
{
    const GArray *numbers = exchange->phase2 ? notes->of_part : notes->of_pair;
    return exchange->tunnel < numbers->len ? g_array_index(numbers, uint32_t, exchange->tunnel) : 0;
}

uint32_t ikt_tunnel_notes_next(const struct ikt_tunnel_notes *notes, const struct ikt_note_exchange *exchange,
                               uint32_t number)
{
    return exchange->phase2 ? 0 : tunnel_at(notes, number)->next;
}

uint32_t ikt_tunnel_notes_following(const struct ikt_tunnel_notes *notes, const struct ikt_note_exchange *exchange,
                                    uint32_t number)
{
    return exchange->phase2 ? 0 : tunnel_at(notes, number)->following;
}

const struct ikt_note_tunnel *ikt_tunnel_notes_get(const struct ikt_tunnel_notes *notes, uint32_t number)
{
    return tunnel_at(notes, number);
}

uint32_t ikt_tunnel_notes_count(const struct ikt_tunnel_notes *notes)
{
    return notes->tunnels->len;
}
