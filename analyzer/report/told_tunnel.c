/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "told_tunnel.h"

#include "tunnel_words.h"

static uint64_t count_attempts(const struct ikt_tunnel *tunnel)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < IKT_OUTCOME_COUNT; i++)
        sum += tunnel->attempts[i];
    return sum;
}

static char *before_of(const struct ikt_sentence *before)
{
    g_autofree char *text = ikt_sentence_text(before);
    return g_strdup_printf("%s.", text);
}

/* The first finding of one that is up or not judged, where it says more than that. */
static char *remark_of(const struct ikt_tunnel *tunnel)
{
    if (ikt_tunnel_is_faulty(tunnel->state))
        return NULL;
    if (tunnel->findings.count == 0)
        return tunnel->before ? before_of(tunnel->before) : NULL;
    const struct ikt_finding *finding = tunnel->findings.items[0];
    g_autofree char *summary = ikt_sentence_text(&finding->summary);
    return g_strdup_printf("%s %s: %s", ikt_severity_name(finding->severity), ikt_rule_info(finding->rule)->name,
                           summary);
}

static char *difference_of(const struct ikt_tunnel *tunnel)
{
    for (size_t i = 0; i < tunnel->row_count; i++) {
        const struct ikt_tunnel_row *row = &tunnel->rows[i];
        if (row->differs == IKT_YES)
            return g_strdup_printf("%s against %s", row->a, row->b);
    }
    return NULL;
}

void ikt_told_tunnel_take(struct ikt_told_tunnel *told, const struct ikt_tunnel *tunnel)
{
    *told = (struct ikt_told_tunnel){
        .a = tunnel->a.endpoint.address,
        .b = tunnel->b.endpoint.address,
        .state = tunnel->state,
        .where = tunnel->where,
        .of_documents = tunnel->of_documents,
        .ended = tunnel->ended,
        .begun_by_a = tunnel->begun_by[0] > 0,
        .begun_by_b = tunnel->begun_by[1] > 0,
        .since = tunnel->since,
        .first_time = tunnel->first_time,
        .last_time = tunnel->last_time,
        .attempts = count_attempts(tunnel),
        .failed = count_attempts(tunnel) - tunnel->attempts[IKT_OUTCOME_ESTABLISHED],
        .packets = {tunnel->traffic[0].packets, tunnel->traffic[1].packets},
        .likelihood = tunnel->likelihood,
        .cause_count = (unsigned)MIN(tunnel->cause_count, (size_t)IKT_TOLD_CAUSES),
        .open = tunnel->open_count > 0 ? tunnel->open[0].decision : NULL,
        .open_more = tunnel->open_count > 0 ? (unsigned)tunnel->open_count - 1 : 0,
        .networks = tunnel->networks[0] && tunnel->networks[1]
                        ? g_strdup_printf("%s to %s", tunnel->networks[0], tunnel->networks[1])
                        : NULL,
        .remark = remark_of(tunnel),
        .difference = tunnel->cause_count > 0 ? difference_of(tunnel) : NULL,
    };
    for (unsigned i = 0; i < told->cause_count; i++)
        told->causes[i] = tunnel->causes[i];
}

void ikt_told_tunnel_clear(struct ikt_told_tunnel *told)
{
    g_free(told->remark);
    g_free(told->difference);
    g_free(told->networks);
    g_free(told->block);
    g_free(told->advice);
}
