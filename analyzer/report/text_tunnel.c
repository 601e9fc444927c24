/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tunnel that is not well: what was seen, and both sides' values next to each other.
 */
#include "text_tunnel.h"

#include <string.h>

#include "text_part.h"
#include "tunnel_words.h"

#define INDENT 3
#define COLUMN 9 /* what follows a label */
/* Of the table. */
#define A_COLUMN 16
#define MARK     42
#define B_COLUMN 45
/* Of evidence. */
#define SENTENCES 2
/* Attempts that have a rhythm. */
#define OFTEN   4
#define A_WIDTH (MARK - A_COLUMN - 1)

void ikt_text_put_line(struct ikt_layout *layout, const char *name, uint64_t number, const char *text)
{
    ikt_layout_put_taken(layout, ikt_bytes_text((struct ikt_bytes){(const uint8_t *)name, strlen(name)}));
    ikt_layout_put(layout, ":");
    ikt_layout_put_number(layout, number);
    ikt_layout_put(layout, ": ");
    ikt_layout_put(layout, text);
}

void ikt_text_begin_label(struct ikt_layout *layout, const char *label)
{
    ikt_layout_begin_cell(layout, INDENT, COLUMN + INDENT, label);
}

void ikt_text_put_side(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, bool a)
{
    const struct ikt_tunnel_side *side = a ? &tunnel->a : &tunnel->b;
    ikt_layout_put(layout, side->hostname ? side->hostname : a ? "A" : "B");
    ikt_layout_put(layout, " ");
    ikt_layout_put_address(layout, &side->endpoint.address);
}

void ikt_text_put_span(struct ikt_layout *layout, ikt_time span)
{
    const uint64_t seconds = span > 0 ? (uint64_t)span / IKT_SECOND : 0;
    if (seconds < 120) {
        ikt_layout_put_number(layout, seconds);
        ikt_layout_put(layout, " s");
    } else if (seconds < 7200) {
        ikt_layout_put_number(layout, seconds / 60);
        ikt_layout_put(layout, " min");
    } else {
        ikt_layout_put_number(layout, seconds / 3600);
        ikt_layout_put(layout, " h ");
        ikt_layout_put_number(layout, seconds / 60 % 60);
        ikt_layout_put(layout, " min");
    }
}

/* What it is, and its ID where that is not its address. */
static void put_vendor(struct ikt_layout *layout, const struct ikt_tunnel_side *side)
{
    char address[IKT_ADDRESS_TEXT];
    ikt_address_format(&side->endpoint.address, address);
    const char *id = side->id && strcmp(side->id, address) != 0 ? side->id : NULL;
    if (!side->vendor_name && !id)
        return;
    ikt_layout_put(layout, " (");
    if (side->vendor_name)
        ikt_layout_put(layout, side->vendor_name);
    if (side->vendor_name && side->vendor_guessed)
        ikt_layout_put(layout, ", a guess");
    if (id) {
        ikt_layout_put(layout, side->vendor_name ? ", ID " : "ID ");
        ikt_layout_put(layout, id);
    }
    ikt_layout_put(layout, ")");
}

static void put_sides(struct ikt_layout *layout, const struct ikt_tunnel *tunnel)
{
    ikt_layout_begin(layout, INDENT, INDENT, IKT_STYLE_PLAIN);
    ikt_text_put_side(layout, tunnel, true);
    put_vendor(layout, &tunnel->a);
    ikt_layout_put(layout, ", ");
    ikt_text_put_side(layout, tunnel, false);
    put_vendor(layout, &tunnel->b);
    ikt_layout_end(layout);
}

/* What the causes say, each sentence once. */
static void put_causes(struct ikt_layout *layout, const struct ikt_tunnel *tunnel)
{
    g_autoptr(GPtrArray) said = g_ptr_array_new_with_free_func(g_free);
    const size_t count = tunnel->cause_count > 0 ? MIN(tunnel->cause_count, tunnel->findings.count) : 0;
    for (size_t i = 0; i < count; i++) {
        char *text = ikt_sentence_text(&tunnel->findings.items[i]->summary);
        const bool again = g_ptr_array_find_with_equal_func(said, text, g_str_equal, NULL);
        g_ptr_array_add(said, text);
        if (again)
            continue;
        ikt_layout_begin(layout, INDENT, INDENT, IKT_STYLE_PLAIN);
        ikt_layout_put(layout, text);
        ikt_layout_put(layout, ".");
        ikt_layout_end(layout);
    }
}

/* "3 attempts"; nothing where there was none. */
static void put_attempts(struct ikt_layout *layout, uint64_t count, const char *one, const char *many)
{
    if (count == 0)
        return;
    ikt_layout_put_number(layout, count);
    ikt_layout_put(layout, " ");
    ikt_layout_put(layout, count == 1 ? one : many);
}

/* Who began, where it was not A alone; of many attempts also how often one came. */
static void put_begun(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, uint64_t attempts)
{
    const ikt_time span = tunnel->last_time - tunnel->first_time;
    if (attempts >= OFTEN && span >= IKT_SECOND) {
        ikt_layout_put(layout, ", on average one every ");
        ikt_text_put_span(layout, span / (ikt_time)(attempts - 1));
    }
    if (tunnel->begun_by[1] == 0) {
        ikt_layout_put(layout, attempts >= OFTEN ? " (B never begins)" : "");
        return;
    }
    ikt_layout_put(layout, " (");
    if (tunnel->begun_by[0] > 0) {
        ikt_layout_put_number(layout, tunnel->begun_by[0]);
        ikt_layout_put(layout, " by A, ");
        ikt_layout_put_number(layout, tunnel->begun_by[1]);
        ikt_layout_put(layout, " by B)");
    } else {
        ikt_layout_put(layout, "all by B)");
    }
}

static void put_outcomes(struct ikt_layout *layout, const struct ikt_tunnel *tunnel)
{
    static const char *const words[IKT_OUTCOME_COUNT] = {[IKT_OUTCOME_ESTABLISHED] = "came up",
                                                         [IKT_OUTCOME_REJECTED] = "refused",
                                                         [IKT_OUTCOME_DELETED] = "ended by a DELETE",
                                                         [IKT_OUTCOME_NO_RESPONSE] = "not answered",
                                                         [IKT_OUTCOME_INCOMPLETE] = "without an end in this capture"};
    const char *separator = ": ";
    for (unsigned i = 0; i < IKT_OUTCOME_COUNT; i++) {
        if (tunnel->attempts[i] == 0)
            continue;
        ikt_layout_put(layout, separator);
        ikt_layout_put_number(layout, tunnel->attempts[i]);
        ikt_layout_put(layout, " ");
        ikt_layout_put(layout, words[i]);
        separator = ", ";
    }
}

static void put_traffic(struct ikt_layout *layout, const struct ikt_tunnel *tunnel)
{
    if (tunnel->traffic[0].packets + tunnel->traffic[1].packets == 0)
        return;
    ikt_layout_put(layout, "; ESP: A sent ");
    ikt_layout_put_number(layout, tunnel->traffic[0].packets);
    ikt_layout_put(layout, ", B ");
    ikt_layout_put_number(layout, tunnel->traffic[1].packets);
    for (int side = 0; side < 2; side++) {
        const struct ikt_tunnel_traffic *silent = &tunnel->traffic[side], *other = &tunnel->traffic[1 - side];
        if (silent->packets == 0 || other->packets == 0 || other->last_time - silent->last_time < 60 * IKT_SECOND)
            continue;
        ikt_layout_put(layout, side == 0 ? " (A silent for the last " : " (B silent for the last ");
        ikt_text_put_span(layout, other->last_time - silent->last_time);
        ikt_layout_put(layout, ")");
    }
}

static void put_notes(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, const char *label)
{
    for (size_t i = 0; i < tunnel->note_count; i++) {
        const bool before = &tunnel->notes[i] == tunnel->before;
        ikt_text_begin_label(layout, before ? "BEFORE" : i == 0 ? label : "");
        ikt_sentence_write(&tunnel->notes[i], ikt_layout_piece, layout);
        ikt_layout_put(layout, ".");
        ikt_layout_end(layout);
    }
}

static void put_seen(struct ikt_layout *layout, const struct ikt_tunnel *tunnel)
{
    uint64_t attempts = 0;
    for (unsigned i = 0; i < IKT_OUTCOME_COUNT; i++)
        attempts += tunnel->attempts[i];
    ikt_text_begin_label(layout, "SEEN");
    if (tunnel->where == IKT_WHERE_PHASE1 || tunnel->where == IKT_WHERE_XAUTH) {
        ikt_layout_put(layout, tunnel->phase1_up > 0 ? "phase 1 came up" : "phase 1 never came up");
        if (attempts > 0)
            ikt_layout_put(layout, ", ");
        else if (tunnel->phase1_up > 0)
            ikt_layout_put(layout, ", no Quick Mode begun");
        put_attempts(layout, attempts, "attempt", "attempts");
    } else {
        ikt_layout_put(layout, tunnel->phase1_up > 0 ? "phase 1 up, " : "phase 1 not captured, ");
        if (attempts == 0)
            ikt_layout_put(layout, "no Quick Mode");
        put_attempts(layout, attempts, "Quick Mode", "Quick Modes");
    }
    if (tunnel->first_time != IKT_TIME_NONE && tunnel->last_time - tunnel->first_time >= IKT_SECOND) {
        ikt_layout_put(layout, " in ");
        ikt_text_put_span(layout, tunnel->last_time - tunnel->first_time);
    }
    put_begun(layout, tunnel, attempts);
    put_outcomes(layout, tunnel);
    put_traffic(layout, tunnel);
    ikt_layout_end(layout);
    put_notes(layout, tunnel, "");
}

static void put_padded(struct ikt_layout *layout, const char *text, unsigned width)
{
    const size_t length = strlen(text);
    ikt_layout_put(layout, text);
    for (size_t i = length; i < width; i++)
        ikt_layout_put(layout, " ");
}

static void put_cells(struct ikt_layout *layout, const char *label, const char *a, const char *mark, const char *b)
{
    ikt_layout_begin_paste(layout, INDENT);
    put_padded(layout, label, A_COLUMN - INDENT);
    put_padded(layout, a, MARK - A_COLUMN);
    put_padded(layout, mark, B_COLUMN - MARK);
    ikt_layout_put(layout, b);
    ikt_layout_end(layout);
}

/* A value that does not fit into its half of the line stands on a line of its own. */
static void put_row(struct ikt_layout *layout, const struct ikt_tunnel_row *row)
{
    const char *a = row->a ? row->a : "?", *b = row->b ? row->b : "?", *mark = row->differs == IKT_YES ? "!=" : "";
    if (strlen(a) <= A_WIDTH && strlen(b) + B_COLUMN <= layout->width) {
        put_cells(layout, row->what, a, mark, b);
        return;
    }
    ikt_layout_begin_cell(layout, INDENT, A_COLUMN, row->what);
    ikt_layout_put(layout, "A ");
    ikt_layout_put(layout, a);
    ikt_layout_end(layout);
    ikt_layout_begin_cell(layout, INDENT, A_COLUMN, mark);
    ikt_layout_put(layout, "B ");
    ikt_layout_put(layout, b);
    ikt_layout_end(layout);
}

/* "A, frame 7" */
static char *side_head(char letter, const struct ikt_tunnel *tunnel, int side)
{
    for (size_t i = 0; i < tunnel->row_count; i++) {
        const struct ikt_ref *ref = &tunnel->rows[i].from[side];
        if (ref->number != 0 && ref->kind == IKT_REF_FRAME)
            return g_strdup_printf("%c, frame %" G_GUINT64_FORMAT, letter, ref->number);
        if (ref->number != 0 && ref->kind == IKT_REF_CONFIG)
            return g_strdup_printf("%c, line %" G_GUINT64_FORMAT, letter, ref->number);
    }
    return g_strdup_printf("%c", letter);
}

/* Two lists may have one in common and not be alike. */
static bool is_same(const struct ikt_tunnel_row *row)
{
    return row->differs == IKT_NO && strcmp(row->a, row->b) == 0;
}

/* What both have, in one line. */
static void put_same(struct ikt_layout *layout, const struct ikt_tunnel *tunnel)
{
    bool any = false;
    for (size_t i = 0; i < tunnel->row_count; i++) {
        const struct ikt_tunnel_row *row = &tunnel->rows[i];
        if (!is_same(row) || strcmp(row->what, "lifetime") == 0)
            continue;
        if (any)
            ikt_layout_put(layout, ", ");
        else
            ikt_layout_begin_cell(layout, INDENT, A_COLUMN, "both alike");
        any = true;
        if (strcmp(row->a, "none") == 0) { /* AH has no cipher */
            ikt_layout_put(layout, "no ");
            ikt_layout_put(layout, row->what);
        } else {
            ikt_layout_put(layout, row->a);
        }
    }
    if (any)
        ikt_layout_end(layout);
}

static void put_table(struct ikt_layout *layout, const struct ikt_tunnel *tunnel)
{
    g_autofree char *a = side_head('A', tunnel, 0), *b = side_head('B', tunnel, 1);
    put_cells(layout, "", a, "", b);
    for (size_t i = 0; i < tunnel->row_count; i++) {
        if (!is_same(&tunnel->rows[i]))
            put_row(layout, &tunnel->rows[i]);
    }
    put_same(layout, tunnel);
}

/* One side's own, where the other's is not known. */
static void put_offer(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, bool a)
{
    const struct ikt_tunnel_side *side = a ? &tunnel->a : &tunnel->b;
    const struct ikt_tunnel_fact *const facts[] = {&side->sets, &side->mode, &side->pfs, &side->lifetimes};
    const char *separator = " ";
    if (!side->sets.value)
        return;
    ikt_text_begin_label(layout, side->sets.complete ? "OFFER" : "CHOICE");
    ikt_layout_put(layout, a ? "A:" : "B:");
    for (size_t i = 0; i < G_N_ELEMENTS(facts); i++) {
        if (!facts[i]->value)
            continue;
        ikt_layout_put(layout, separator);
        ikt_layout_put(layout, facts[i]->value);
        separator = ", ";
    }
    for (size_t i = 0; i < tunnel->row_count; i++) {
        const char *network = a ? tunnel->rows[i].a : tunnel->rows[i].b;
        if (!g_str_has_suffix(tunnel->rows[i].what, "network") || !network)
            continue;
        ikt_layout_put(layout, ", ");
        ikt_layout_put(layout, tunnel->rows[i].what);
        ikt_layout_put(layout, " ");
        ikt_layout_put(layout, network);
    }
    if (side->sets.from.number != 0) {
        ikt_layout_put(layout, side->sets.from.kind == IKT_REF_FRAME ? " (frame " : " (line ");
        ikt_layout_put_number(layout, side->sets.from.number);
        ikt_layout_put(layout, ")");
    }
    ikt_layout_end(layout);
}

static bool has_both(const struct ikt_tunnel *tunnel)
{
    for (size_t i = 0; i < tunnel->row_count; i++) {
        if (tunnel->rows[i].a && tunnel->rows[i].b)
            return true;
    }
    return false;
}

/* Of what the verdict rests on the first sentences, where no table shows it. */
static void put_because(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, size_t most)
{
    const struct ikt_finding *finding = tunnel->findings.count > 0 ? tunnel->findings.items[0] : NULL;
    const size_t count = finding ? MIN(finding->evidence_count, most) : 0;
    for (size_t i = 0; i < count; i++) {
        if (ikt_sentence_is_need(finding->evidence[i]) || ikt_sentence_check(finding->evidence[i]) > 0)
            break; /* advice has a place of its own */
        ikt_text_begin_label(layout, i == 0 ? "BECAUSE" : "");
        ikt_sentence_write(finding->evidence[i], ikt_layout_piece, layout);
        ikt_layout_end(layout);
    }
}

static void put_values(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, enum ikt_brevity brevity)
{
    if (has_both(tunnel)) {
        put_table(layout, tunnel);
    } else {
        put_offer(layout, tunnel, true);
        put_offer(layout, tunnel, false);
        if (brevity == IKT_TELL_NORMAL || brevity == IKT_TELL_LESS_EVIDENCE) /* else it stands with the findings */
            put_because(layout, tunnel, brevity == IKT_TELL_NORMAL ? SENTENCES : 1);
    }
}

/* Are lines of a log told with the first finding? */
static bool rests_on_log(const struct ikt_tunnel *tunnel)
{
    if (!ikt_tunnel_is_faulty(tunnel->state))
        return false;
    const struct ikt_finding *finding = tunnel->findings.count > 0 ? tunnel->findings.items[0] : NULL;
    for (size_t i = 0; finding && i < finding->ref_count; i++) {
        if (finding->refs[i].kind == IKT_REF_LOG)
            return true;
    }
    return false;
}

/* The lines of logs that tell how it stands, where no finding shows its own. */
static void put_logged(struct ikt_layout *layout, const struct ikt_tunnel *tunnel)
{
    for (size_t i = 0; i < tunnel->logged_count && !rests_on_log(tunnel); i++) {
        const struct ikt_ref *ref = &tunnel->logged[i];
        const char *text = ikt_logs_line(layout->logs, ref);
        if (!text)
            continue;
        const char *name = ikt_logs_name(layout->logs, ref->source);
        ikt_text_begin_label(layout, i == 0 ? "LOGGED" : "");
        ikt_text_put_line(layout, name, ref->number, text);
        ikt_layout_end(layout);
    }
}

void ikt_text_tunnel_block(struct ikt_layout *layout, const struct ikt_tunnel *tunnel, enum ikt_brevity brevity)
{
    put_causes(layout, tunnel);
    if (brevity < IKT_TELL_NO_SIDES)
        put_sides(layout, tunnel);
    if (tunnel->of_documents)
        put_notes(layout, tunnel, "PLAYED");
    else
        put_seen(layout, tunnel);
    if (brevity == IKT_TELL_ALL)
        put_logged(layout, tunnel);
    ikt_text_transit(layout, tunnel);
    put_values(layout, tunnel, brevity);
}
