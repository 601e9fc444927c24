/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "side_notes.h"

#include <string.h>

#include "engine/base/arena.h"

enum {
    SAS = 8 /* of a Quick Mode: two, or four with AH, are usual */
};

struct ikt_side_notes {
    struct ikt_arena *arena; /* pairs of sides, SAs */
    GHashTable *texts;       /* set, owned */
    GHashTable *pairs;       /* set of struct pair, in arena */
};

/* The sides of a phase 1, which are alike in the next one between the same peers. */
struct pair {
    struct ikt_note_side sides[2];
};

static guint pair_hash(gconstpointer data)
{
    const struct pair *pair = data;
    guint hash = 0;
    for (unsigned i = 0; i < 2; i++) {
        const struct ikt_note_side *side = &pair->sides[i];
        const gconstpointer texts[] = {side->product, side->identity, side->key};
        for (unsigned j = 0; j < G_N_ELEMENTS(texts); j++)
            hash = hash * 31 + g_direct_hash(texts[j]);
    }
    return hash;
}

static bool side_equal(const struct ikt_note_side *one, const struct ikt_note_side *other)
{
    return one->product == other->product && one->evidence == other->evidence && one->identity == other->identity &&
           one->key == other->key && one->behind_nat == other->behind_nat;
}

static gboolean pair_equal(gconstpointer one, gconstpointer other)
{
    const struct pair *a = one, *b = other;
    return side_equal(&a->sides[0], &b->sides[0]) && side_equal(&a->sides[1], &b->sides[1]);
}

struct ikt_side_notes *ikt_side_notes_new(void)
{
    struct ikt_side_notes *notes = g_new(struct ikt_side_notes, 1);
    notes->arena = ikt_arena_new(0);
    notes->texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    notes->pairs = g_hash_table_new(pair_hash, pair_equal);
    return notes;
}

void ikt_side_notes_free(struct ikt_side_notes *notes)
{
    if (!notes)
        return;
    g_hash_table_unref(notes->pairs);
    g_hash_table_unref(notes->texts);
    ikt_arena_free(notes->arena);
    g_free(notes);
}

/* NULL stays NULL. */
static const char *keep(struct ikt_side_notes *notes, const char *text)
{
    void *kept = NULL;
    if (text && !g_hash_table_lookup_extended(notes->texts, text, &kept, NULL)) {
        kept = g_strdup(text);
        g_hash_table_add(notes->texts, kept);
    }
    return kept;
}

static struct ikt_note_side note_side(struct ikt_side_notes *notes, const struct ikt_party *party)
{
    g_autofree char *identity = party->id ? ikt_identity_format(party->id) : NULL;
    return (struct ikt_note_side){
        .product = keep(notes, party->vendor_name),
        .evidence = keep(notes, party->vendor_evidence),
        .identity = keep(notes, identity),
        .key = keep(notes, party->psk),
        .behind_nat = (int8_t)party->behind_nat,
    };
}

static bool is_known(const struct ikt_note_side *side)
{
    return side->product || side->identity || side->key || side->behind_nat != IKT_UNKNOWN;
}

const struct ikt_note_side *ikt_side_notes_of(struct ikt_side_notes *notes, const struct ikt_phase1 *record)
{
    const struct pair pair = {{note_side(notes, &record->initiator), note_side(notes, &record->responder)}};
    if (!is_known(&pair.sides[0]) && !is_known(&pair.sides[1]))
        return NULL;
    struct pair *kept = g_hash_table_lookup(notes->pairs, &pair);
    if (!kept) {
        kept = ikt_arena_alloc(notes->arena, 1, sizeof(*kept));
        *kept = pair;
        g_hash_table_add(notes->pairs, kept);
    }
    return kept->sides;
}

const struct ikt_note_sa *ikt_side_notes_sas(struct ikt_side_notes *notes, const struct ikt_phase2 *record,
                                             uint8_t *count)
{
    *count = (uint8_t)MIN(record->sa_count, SAS);
    if (*count == 0)
        return NULL;
    struct ikt_note_sa *sas = ikt_arena_alloc(notes->arena, *count, sizeof(*sas));
    for (unsigned i = 0; i < *count; i++) {
        const struct ikt_flow *sa = &record->sas[i];
        sas[i] = (struct ikt_note_sa){
            .packets = sa->packets,
            .spi = sa->spi,
            .protocol = sa->protocol,
            .from_initiator = ikt_address_equal(&sa->source, &record->initiator->endpoint.address),
        };
    }
    return sas;
}

const char *ikt_side_notes_suite(struct ikt_side_notes *notes, const struct ikt_phase2 *record)
{
    if (!record->choice || record->choice->proposal_count == 0)
        return NULL;
    g_autoptr(GString) suite = g_string_new(NULL);
    for (size_t i = 0; i < record->choice->proposal_count; i++) {
        const struct ikt_proposal *proposal = &record->choice->proposals[i];
        g_autofree char *words = proposal->transform_count > 0 ? ikt_transform_ios(&proposal->transforms[0]) : NULL;
        if (words)
            g_string_append_printf(suite, "%s%s", suite->len > 0 ? " " : "", words);
    }
    return suite->len > 0 ? keep(notes, suite->str) : NULL;
}
