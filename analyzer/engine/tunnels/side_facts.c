/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/side_facts.h"

#include <string.h>

#include <glib.h>

#include "evidence/ios_words.h"
#include "evidence/offer_compare.h"

static struct ikt_fact_transform pack(const struct ikt_transform *transform)
{
    if (!transform)
        return (struct ikt_fact_transform){0};
    return (struct ikt_fact_transform){transform->id, (int16_t)transform->key_bits, (int16_t)transform->integrity};
}

static struct ikt_transform unpack(const struct ikt_fact_transform *fact, uint8_t protocol)
{
    return (struct ikt_transform){.id = fact->id,
                                  .protocol = protocol,
                                  .life_seconds = IKT_ABSENT,
                                  .life_kilobytes = IKT_ABSENT,
                                  .key_bits = fact->key_bits,
                                  .group = IKT_ABSENT,
                                  .encryption = IKT_ABSENT,
                                  .hash = IKT_ABSENT,
                                  .authentication = IKT_ABSENT,
                                  .prf = IKT_ABSENT,
                                  .encapsulation = IKT_ABSENT,
                                  .integrity = fact->integrity};
}

static void take_sets(struct ikt_side_facts *facts, const struct ikt_sa *sa)
{
    struct ikt_suites suites;
    ikt_suites_of(sa, &suites);
    facts->suite_count = MIN(suites.count, IKT_FACT_SUITES);
    facts->suites_more = suites.count - facts->suite_count + (suites.complete ? 0 : 1);
    for (unsigned i = 0; i < facts->suite_count; i++) {
        const struct ikt_suite *suite = &suites.items[i];
        facts->suites[i] = (struct ikt_fact_suite){pack(suite->ah), pack(suite->esp), pack(suite->ipcomp)};
    }
    facts->mode = suites.count > 0 ? ikt_suite_mode(&suites.items[0]) : IKT_ABSENT;
    facts->seconds = ikt_offer_seconds(sa);
    facts->kilobytes = ikt_offer_kilobytes(sa);
}

static uint64_t first_sequence(const struct ikt_phase2 *record, enum ikt_message_name name, uint64_t *frame)
{
    for (size_t i = 0; i < record->seen_count; i++) {
        if (record->seen[i].name == name) {
            *frame = record->seen[i].frame;
            return record->seen[i].sequence;
        }
    }
    *frame = 0;
    return 0;
}

/* An own offer is never replaced by what was accepted; among equals the later one counts. */
static bool is_better(const struct ikt_side_facts *facts, bool complete, uint64_t sequence)
{
    if (!facts->known || facts->complete != complete)
        return !facts->known || complete;
    return sequence >= facts->sequence;
}

void ikt_side_facts_of_offer(struct ikt_side_facts *facts, const struct ikt_phase2 *record)
{
    uint64_t frame, sequence = first_sequence(record, IKT_QUICK1, &frame);
    if (!record->offer || !is_better(facts, true, sequence))
        return;
    *facts = (struct ikt_side_facts){
        .known = true,
        .complete = true,
        .sequence = sequence,
        .from = {.number = frame, .kind = IKT_REF_FRAME},
        .pfs_group = record->pfs_group,
        .networks = {ikt_proxy_of(record->proxy_initiator), ikt_proxy_of(record->proxy_responder)}};
    take_sets(facts, record->offer);
}

void ikt_side_facts_of_answer(struct ikt_side_facts *facts, const struct ikt_phase2 *record)
{
    uint64_t frame, sequence = first_sequence(record, IKT_QUICK2, &frame);
    if (!record->choice || !is_better(facts, false, sequence))
        return;
    *facts = (struct ikt_side_facts){
        .known = true,
        .sequence = sequence,
        .from = {.number = frame, .kind = IKT_REF_FRAME},
        .pfs_group = record->pfs_group,
        .networks = {ikt_proxy_of(record->answered_responder), ikt_proxy_of(record->answered_initiator)}};
    take_sets(facts, record->choice);
}

/* Views into transforms of the caller's. */
static struct ikt_suite suite_of(const struct ikt_fact_suite *fact, struct ikt_transform transforms[static 3])
{
    transforms[0] = unpack(&fact->ah, IKT_PROTOCOL_AH);
    transforms[1] = unpack(&fact->esp, IKT_PROTOCOL_ESP);
    transforms[2] = unpack(&fact->ipcomp, IKT_PROTOCOL_IPCOMP);
    return (struct ikt_suite){fact->ah.id ? &transforms[0] : NULL, fact->esp.id ? &transforms[1] : NULL,
                              fact->ipcomp.id ? &transforms[2] : NULL};
}

static const char *keep(struct ikt_arena *arena, const char *text)
{
    if (!text)
        return NULL;
    size_t size = strlen(text) + 1;
    return memcpy(ikt_arena_alloc(arena, 1, size), text, size);
}

static char *set_text(const struct ikt_side_facts *facts, unsigned i)
{
    struct ikt_transform transforms[3];
    struct ikt_suite suite = suite_of(&facts->suites[i], transforms);
    return ikt_suite_text(&suite);
}

/* Is this text that of one of the first so many sets? */
static bool has_set(const struct ikt_side_facts *facts, unsigned count, const char *text)
{
    for (unsigned i = 0; i < count; i++) {
        g_autofree char *one = set_text(facts, i);
        if (strcmp(one, text) == 0)
            return true;
    }
    return false;
}

/* Each set once: what two that read alike differ in is of no transform set. */
static const char *sets_text(struct ikt_arena *arena, const struct ikt_side_facts *facts)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < facts->suite_count; i++) {
        g_autofree char *one = set_text(facts, i);
        if (!has_set(facts, i, one))
            g_string_append_printf(text, "%s%s", i > 0 ? ", or " : "", one);
    }
    if (facts->suites_more > 0)
        g_string_append_printf(text, ", and %" G_GUINT64_FORMAT " more", facts->suites_more);
    return text->len > 0 ? keep(arena, text->str) : NULL;
}

static const char *life_text(struct ikt_arena *arena, const struct ikt_side_facts *facts)
{
    g_autofree char *seconds =
        facts->seconds == IKT_ABSENT ? NULL : g_strdup_printf("%" G_GINT64_FORMAT " s", facts->seconds);
    g_autofree char *kilobytes =
        facts->kilobytes == IKT_ABSENT ? NULL : g_strdup_printf("%" G_GINT64_FORMAT " kB", facts->kilobytes);
    if (seconds && kilobytes) {
        g_autofree char *both = g_strdup_printf("%s, %s", seconds, kilobytes);
        return keep(arena, both);
    }
    return keep(arena, seconds ? seconds : kilobytes);
}

static const char *taken(struct ikt_arena *arena, char *text)
{
    const char *kept = keep(arena, text);
    g_free(text);
    return kept;
}

void ikt_side_facts_tell(struct ikt_arena *arena, const struct ikt_side_facts *facts, struct ikt_tunnel_side *side)
{
    if (!facts->known)
        return;
#define FACT(text) ((struct ikt_tunnel_fact){text, facts->complete, facts->from})
    side->networks = FACT(taken(arena, ikt_proxy_text(&facts->networks.initiator)));
    side->sets = FACT(sets_text(arena, facts));
    side->mode = FACT(ikt_mode_word(facts->mode));
    side->pfs = FACT(taken(arena, ikt_pfs_text(facts->pfs_group)));
    side->lifetimes = FACT(life_text(arena, facts));
#undef FACT
}

static struct ikt_side_facts facts_of(const struct ikt_claim *claim)
{
    struct ikt_side_facts facts = {.known = claim->sets != NULL,
                                   .complete = true,
                                   .from = claim->ref,
                                   .pfs_group = claim->pfs_group,
                                   .networks = claim->networks};
    take_sets(&facts, claim->sets);
    return facts;
}

void ikt_side_facts_of_claim(struct ikt_arena *arena, const struct ikt_claim *claim, struct ikt_tunnel_side *side)
{
    const struct ikt_side_facts facts = facts_of(claim);
    ikt_side_facts_tell(arena, &facts, side);
}

/* The part of a set that a row speaks of, of the first set. */
static const char *cipher_text(struct ikt_arena *arena, const struct ikt_side_facts *facts)
{
    if (facts->suite_count == 0)
        return NULL;
    struct ikt_transform transforms[3];
    struct ikt_suite suite = suite_of(&facts->suites[0], transforms), part = {.esp = suite.esp};
    if (!suite.esp)
        return "none";
    transforms[1].integrity = IKT_ABSENT;
    return taken(arena, ikt_suite_text(&part));
}

static const char *integrity_text(struct ikt_arena *arena, const struct ikt_side_facts *facts)
{
    if (facts->suite_count == 0)
        return NULL;
    struct ikt_transform transforms[3];
    struct ikt_suite suite = suite_of(&facts->suites[0], transforms);
    if (suite.ah) {
        struct ikt_suite part = {.ah = suite.ah};
        return taken(arena, ikt_suite_text(&part));
    }
    if (!suite.esp || suite.esp->integrity == IKT_ABSENT)
        return "none";
    g_autofree char *whole = ikt_suite_text(&(struct ikt_suite){.esp = suite.esp});
    const char *cipher = cipher_text(arena, facts);
    return g_str_has_prefix(whole, cipher) && whole[strlen(cipher)] == ' ' ? keep(arena, whole + strlen(cipher) + 1)
                                                                           : keep(arena, whole);
}

enum ikt_tristate ikt_sets_texts_differ(const char *a, const char *b)
{
    g_auto(GStrv) ours = g_strsplit(a, ", ", -1), theirs = g_strsplit(b, ", ", -1);
    bool more = false;
    for (char **one = ours; *one; one++) {
        const char *name = g_str_has_prefix(*one, "or ") ? *one + 3 : *one;
        more |= g_str_has_suffix(name, " more");
        for (char **other = theirs; *other; other++) {
            more |= g_str_has_suffix(*other, " more");
            if (strcmp(name, g_str_has_prefix(*other, "or ") ? *other + 3 : *other) == 0)
                return IKT_NO;
        }
    }
    return more ? IKT_UNKNOWN : IKT_YES;
}

/* What a side accepted is not all that it has. */
static enum ikt_tristate sets_differ(const struct ikt_side_facts *a, const struct ikt_side_facts *b,
                                     const struct ikt_tunnel_row *row)
{
    const enum ikt_tristate differ = row->a && row->b ? ikt_sets_texts_differ(row->a, row->b) : IKT_UNKNOWN;
    return differ == IKT_YES && !(a->complete && b->complete) ? IKT_UNKNOWN : differ;
}

/* Compared as text. */
static void add_row(struct ikt_tunnel_row *rows, size_t *count, const char *what, const char *a, const char *b,
                    const struct ikt_side_facts *of_a, const struct ikt_side_facts *of_b)
{
    if (!a && !b)
        return;
    struct ikt_tunnel_row row = {.what = what, .a = a, .b = b, .differs = IKT_UNKNOWN};
    if (a)
        row.from[0] = of_a->from;
    if (b)
        row.from[1] = of_b->from;
    if (a && b)
        row.differs = strcmp(a, b) == 0 ? IKT_NO : IKT_YES;
    rows[(*count)++] = row;
}

size_t ikt_side_facts_compare(struct ikt_arena *arena, const struct ikt_side_facts *a, const struct ikt_side_facts *b,
                              const struct ikt_tunnel_row **out)
{
    struct ikt_tunnel_side one = {0}, other = {0};
    struct ikt_tunnel_row *rows = ikt_arena_alloc(arena, 8, sizeof *rows);
    size_t count = 0;
    ikt_side_facts_tell(arena, a, &one);
    ikt_side_facts_tell(arena, b, &other);
    bool single = a->suite_count <= 1 && b->suite_count <= 1;
    if (single) {
        add_row(rows, &count, "cipher", a->known ? cipher_text(arena, a) : NULL,
                b->known ? cipher_text(arena, b) : NULL, a, b);
        add_row(rows, &count, "auth", a->known ? integrity_text(arena, a) : NULL,
                b->known ? integrity_text(arena, b) : NULL, a, b);
    } else {
        add_row(rows, &count, "sets", one.sets.value, other.sets.value, a, b);
        if (count > 0)
            rows[count - 1].differs = sets_differ(a, b, &rows[count - 1]);
    }
    add_row(rows, &count, "mode", one.mode.value, other.mode.value, a, b);
    add_row(rows, &count, "PFS", one.pfs.value, other.pfs.value, a, b);
    add_row(rows, &count, "A's network", one.networks.value,
            b->known ? taken(arena, ikt_proxy_text(&b->networks.responder)) : NULL, a, b);
    add_row(rows, &count, "B's network", a->known ? taken(arena, ikt_proxy_text(&a->networks.responder)) : NULL,
            other.networks.value, a, b);
    add_row(rows, &count, "lifetime", one.lifetimes.value, other.lifetimes.value, a, b);
    *out = rows;
    return count;
}

size_t ikt_side_facts_compare_claims(struct ikt_arena *arena, const struct ikt_claim *a, const struct ikt_claim *b,
                                     const struct ikt_tunnel_row **out)
{
    static const struct ikt_side_facts nothing = {.known = false};
    const struct ikt_side_facts one = a ? facts_of(a) : nothing, other = b ? facts_of(b) : nothing;
    return ikt_side_facts_compare(arena, &one, &other, out);
}
