/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_told.h"

#include <string.h>

#include "tunnel_words.h"

#define CELLS        5
#define NUMBER_WIDTH 2

static void put_upper(struct ikt_layout *layout, const char *text)
{
    ikt_layout_put_taken(layout, g_ascii_strup(text, -1));
}

static void put_causes(struct ikt_layout *layout, const struct ikt_told_tunnel *tunnel)
{
    ikt_layout_put(layout, ", ");
    put_upper(layout, ikt_likelihood_name(tunnel->likelihood));
    for (unsigned i = 0; i < tunnel->cause_count; i++) {
        ikt_layout_put(layout, i == 0 ? ": " : ", ");
        ikt_layout_put(layout, ikt_rule_info(tunnel->causes[i])->name);
    }
}

static void put_open(struct ikt_layout *layout, const struct ikt_told_tunnel *tunnel)
{
    ikt_layout_put(layout, ", cause OPEN");
    if (!tunnel->open)
        return;
    ikt_layout_put(layout, ": ");
    ikt_layout_put(layout, tunnel->open);
    if (tunnel->open_more == 0)
        return;
    ikt_layout_put(layout, ", or ");
    ikt_layout_put_number(layout, tunnel->open_more);
    ikt_layout_put(layout, tunnel->open_more == 1 ? " other" : " others");
}

/* ": 192.168.1.0/24 to 192.168.2.0/24, ESP 5 and 3"; ": networks unknown (encrypted)" */
static void put_well(struct ikt_layout *layout, const struct ikt_told_tunnel *tunnel)
{
    g_autofree char *rest = ikt_told_cause(tunnel);
    if (tunnel->networks) {
        ikt_layout_put(layout, ": ");
        ikt_layout_put(layout, tunnel->networks);
    }
    const bool unread = !tunnel->networks && tunnel->state == IKT_TUNNEL_UP && !tunnel->of_documents;
    if (unread) /* the Quick Mode that names them */
        ikt_layout_put(layout, ": networks unknown (encrypted)");
    if (*rest == '\0')
        return;
    ikt_layout_put(layout, tunnel->networks || unread ? ", " : ": ");
    ikt_layout_put(layout, rest);
}

/* "1  A > B  DOWN in phase 2, CERTAIN: ts-keylen, ts-hash" */
static void put_verdict(struct ikt_layout *layout, const struct ikt_told_tunnel *tunnel, uint64_t number)
{
    static const enum ikt_style styles[IKT_TUNNEL_STATE_COUNT] = {IKT_STYLE_BOLD, IKT_STYLE_WARNING, IKT_STYLE_ERROR,
                                                                  IKT_STYLE_WARNING, IKT_STYLE_BOLD};
    const char *place = ikt_tunnel_place_words(tunnel->state, tunnel->where);
    ikt_layout_begin_heading(layout);
    layout->style = styles[tunnel->state];
    ikt_layout_put_number(layout, number);
    ikt_layout_put(layout, "  ");
    ikt_layout_put_taken(layout, ikt_told_pair(tunnel));
    ikt_layout_put(layout, "  ");
    put_upper(layout, ikt_tunnel_state_words(tunnel->state));
    if (place) {
        ikt_layout_put(layout, " ");
        ikt_layout_put(layout, place);
    }
    if (tunnel->cause_count > 0)
        put_causes(layout, tunnel);
    else if (ikt_tunnel_is_faulty(tunnel->state))
        put_open(layout, tunnel);
    else
        put_well(layout, tunnel);
    ikt_layout_end(layout);
    if (tunnel->remark && !tunnel->block) {
        ikt_layout_begin(layout, 3, 3, IKT_STYLE_PLAIN);
        ikt_layout_put(layout, tunnel->remark);
        ikt_layout_end(layout);
    }
}

/* The first tunnel, from 0, before place that is told and whose advice is the same; place: none is. */
static guint same_advice(const struct ikt_told_list *list, guint place)
{
    const guint key = ikt_told_at(list, place)->advice_key;
    for (guint i = 0; i < place && key != 0; i++) {
        if (ikt_told_at(list, i)->advice_key == key && ikt_told_at(list, i)->advice)
            return i;
    }
    return place;
}

static void put_block(struct ikt_layout *layout, const struct ikt_told_list *list, guint place, bool whole)
{
    const struct ikt_told_tunnel *tunnel = ikt_told_at(list, place);
    const guint same = whole ? place : same_advice(list, place);
    put_verdict(layout, tunnel, ikt_told_number(list, place));
    if (tunnel->block)
        ikt_layout_piece(layout, tunnel->block, strlen(tunnel->block));
    if (tunnel->advice && same != place) {
        ikt_layout_begin(layout, 3, 3, IKT_STYLE_BOLD);
        ikt_layout_put(layout, "DECIDE as tunnel ");
        ikt_layout_put_number(layout, ikt_told_number(list, same));
        ikt_layout_put(layout, ", with the addresses of this one");
        ikt_layout_end(layout);
    } else if (tunnel->advice) {
        ikt_layout_piece(layout, tunnel->advice, strlen(tunnel->advice));
    }
}

static void put_file(struct ikt_layout *layout, const struct ikt_told_capture *capture)
{
    ikt_layout_begin_heading(layout);
    ikt_layout_put(layout, capture->file);
    if (capture->tunnels == 0)
        ikt_layout_put(layout, capture->ike_messages == 0 ? ": no IKEv1 seen" : ": no tunnel");
    ikt_layout_end(layout);
}

static void put_line(struct ikt_layout *layout, const struct ikt_told_list *list, guint place, const unsigned *widths)
{
    const struct ikt_told_tunnel *tunnel = ikt_told_at(list, place);
    g_autofree char *number = g_strdup_printf("%" G_GUINT64_FORMAT, ikt_told_number(list, place)),
                    *pair = ikt_told_pair(tunnel), *state = ikt_told_state(tunnel),
                    *since = ikt_told_time(list, tunnel->since), *cause = ikt_told_cause(tunnel);
    const char *const cells[CELLS] = {number, pair, state, since, cause};
    ikt_told_row(layout, cells, widths, CELLS);
}

static void put_table(struct ikt_layout *layout, const struct ikt_told_list *list)
{
    const char *const head[CELLS] = {"#", "tunnel", "state", list->local_time ? "since (local)" : "since", "cause"};
    unsigned widths[CELLS] = {NUMBER_WIDTH, 6, 5, list->local_time ? 13 : 5, 0};
    for (guint i = 0; i < list->tunnels->len; i++) {
        const struct ikt_told_tunnel *tunnel = ikt_told_at(list, i);
        g_autofree char *pair = ikt_told_pair(tunnel), *state = ikt_told_state(tunnel),
                        *since = ikt_told_time(list, tunnel->since);
        widths[1] = ikt_told_width(widths[1], pair);
        widths[2] = ikt_told_width(widths[2], state);
        widths[3] = ikt_told_width(widths[3], since);
    }
    ikt_told_row(layout, head, widths, CELLS);
    guint place = 0;
    for (guint i = 0; i < list->captures->len; i++) {
        const struct ikt_told_capture *capture = ikt_told_capture_at(list, i);
        if (list->captures->len > 1)
            put_file(layout, capture);
        for (guint j = 0; j < capture->tunnels; j++)
            put_line(layout, list, place++, widths);
    }
    ikt_layout_gap(layout);
}

void ikt_text_list(struct ikt_layout *layout, const struct ikt_told_list *list,
                   const struct ikt_report_options *options)
{
    const guint count = list->tunnels->len;
    guint told = 0;
    if (options->tunnel == 0 && (count > 1 || list->captures->len > 1))
        put_table(layout, list);
    for (guint i = 0; i < count; i++) {
        const struct ikt_told_tunnel *tunnel = ikt_told_at(list, i);
        const bool asked = options->tunnel == ikt_told_number(list, i);
        if (options->tunnel != 0 ? !asked : count > 1 && !tunnel->block && !tunnel->remark)
            continue;
        if (told++ > 0)
            ikt_layout_gap(layout);
        put_block(layout, list, i, options->verbose || asked);
    }
}
