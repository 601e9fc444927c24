/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ios_kept.h"

#define PORT_NAT_TRAVERSAL 4500

struct ikt_ios_kept *ikt_ios_kept_new(const struct ikt_report_options *options)
{
    struct ikt_ios_kept *kept = g_new0(struct ikt_ios_kept, 1);
    kept->options = options;
    kept->planned = g_array_new(FALSE, FALSE, sizeof(struct ikt_ios_planned));
    kept->isakmp = g_array_new(FALSE, FALSE, sizeof(struct ikt_ios_isakmp));
    kept->quick = g_array_new(FALSE, FALSE, sizeof(struct ikt_ios_quick));
    return kept;
}

static struct ikt_ios_quick *quick_at(const struct ikt_ios_kept *kept, guint at)
{
    return &g_array_index(kept->quick, struct ikt_ios_quick, at);
}

static struct ikt_ios_isakmp *isakmp_at(const struct ikt_ios_kept *kept, guint at)
{
    return &g_array_index(kept->isakmp, struct ikt_ios_isakmp, at);
}

static void isakmp_clear(struct ikt_ios_isakmp *isakmp)
{
    g_free(isakmp->debug[0]);
    g_free(isakmp->debug[1]);
}

static void planned_clear(const struct ikt_ios_planned *planned)
{
    g_free(planned->debug[0]);
    g_free(planned->debug[1]);
}

void ikt_ios_kept_free(struct ikt_ios_kept *kept)
{
    if (!kept)
        return;
    for (guint i = 0; i < kept->quick->len; i++)
        ikt_ios_quick_clear(quick_at(kept, i));
    for (guint i = 0; i < kept->isakmp->len; i++)
        isakmp_clear(isakmp_at(kept, i));
    for (guint i = 0; i < kept->planned->len; i++)
        planned_clear(&g_array_index(kept->planned, struct ikt_ios_planned, i));
    g_array_unref(kept->planned);
    g_array_unref(kept->isakmp);
    g_array_unref(kept->quick);
    g_free(kept);
}

int ikt_ios_end_at(const struct ikt_ios_end *ends, const struct ikt_address *address)
{
    for (int end = 0; end < 2; end++)
        if (ikt_address_equal(&ends[end].endpoint.address, address))
            return end;
    return -1;
}

/* Half of them: what is over, the oldest first; then what is not. */
static void forget_isakmp(struct ikt_ios_kept *kept)
{
    for (unsigned round = 0; round < 2 && kept->isakmp->len > IKT_IOS_KEPT_MAX / 2; round++) {
        guint left = 0;
        const guint most = kept->isakmp->len - IKT_IOS_KEPT_MAX / 2;
        guint gone = 0;
        for (guint i = 0; i < kept->isakmp->len; i++) {
            const struct ikt_ios_isakmp one = *isakmp_at(kept, i);
            if (gone < most && (round > 0 || !one.up)) {
                isakmp_clear(isakmp_at(kept, i));
                gone++;
            } else {
                *isakmp_at(kept, left++) = one;
            }
        }
        g_array_set_size(kept->isakmp, left);
        kept->isakmp_forgotten += gone;
    }
}

static void forget_quick(struct ikt_ios_kept *kept)
{
    for (unsigned round = 0; round < 2 && kept->quick->len > IKT_IOS_KEPT_MAX / 2; round++) {
        guint left = 0;
        const guint most = kept->quick->len - IKT_IOS_KEPT_MAX / 2;
        guint gone = 0;
        for (guint i = 0; i < kept->quick->len; i++) {
            if (gone < most && (round > 0 || !quick_at(kept, i)->up)) {
                ikt_ios_quick_clear(quick_at(kept, i));
                gone++;
            } else if (left++ != i) {
                *quick_at(kept, left - 1) = *quick_at(kept, i);
            }
        }
        g_array_set_size(kept->quick, left);
        kept->quick_forgotten += gone;
    }
}

/* A value that all of an offer's transforms have; IKT_ABSENT: they differ. */
struct policy {
    int encryption, key_bits, hash, group;
    int64_t seconds;
};

static bool read_policy(const struct ikt_sa *sa, struct policy *out)
{
    bool first = true;
    for (size_t i = 0; sa && i < sa->proposal_count; i++) {
        for (size_t j = 0; j < sa->proposals[i].transform_count; j++) {
            const struct ikt_transform *transform = &sa->proposals[i].transforms[j];
            if (first)
                *out = (struct policy){transform->encryption, transform->key_bits, transform->hash, transform->group,
                                       transform->life_seconds};
            else if (out->encryption != transform->encryption)
                out->encryption = IKT_ABSENT;
            if (out->key_bits != transform->key_bits)
                out->key_bits = IKT_ABSENT;
            if (out->hash != transform->hash)
                out->hash = IKT_ABSENT;
            if (out->group != transform->group)
                out->group = IKT_ABSENT;
            if (out->seconds != transform->life_seconds)
                out->seconds = IKT_ABSENT;
            first = false;
        }
    }
    return !first;
}

/* When its DELETE came; IKT_TIME_NONE: none did. */
static ikt_time deleted_at(const struct ikt_phase1 *record)
{
    for (size_t i = 0; i < record->deletion_count; i++)
        if (record->deletions[i].deletion && record->deletions[i].deletion->protocol == IKT_PROTOCOL_ISAKMP)
            return record->deletions[i].time;
    return IKT_TIME_NONE;
}

static void look_at_messages(const struct ikt_phase1 *record, struct ikt_ios_isakmp *out)
{
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        out->last = MAX(out->last, seen->time);
        out->nat_traversal = out->nat_traversal || seen->source.port == PORT_NAT_TRAVERSAL ||
                             seen->destination.port == PORT_NAT_TRAVERSAL;
        out->ends[seen->from_initiator ? 0 : 1].endpoint = seen->source;
        out->ends[seen->from_initiator ? 1 : 0].endpoint = seen->destination;
    }
}

struct ikt_ios_isakmp ikt_ios_isakmp_of(const struct ikt_phase1 *record)
{
    struct policy policy = {IKT_ABSENT, IKT_ABSENT, IKT_ABSENT, IKT_ABSENT, IKT_ABSENT};
    if (!read_policy(record->choice, &policy))
        (void)read_policy(record->offer, &policy);
    const ikt_time deleted = deleted_at(record);
    struct ikt_ios_isakmp one = {
        .ends = {ikt_ios_end_of(record, true), ikt_ios_end_of(record, false)},
        .state = record->ios_state,
        .established = record->outcome == IKT_OUTCOME_ESTABLISHED,
        .roles_known = record->roles_known,
        .aggressive = record->exchange == IKT_EXCHANGE_AGGRESSIVE,
        .up_since = record->end_time,
        .last = record->end_time,
        .encryption = policy.encryption,
        .key_bits = policy.key_bits,
        .hash = policy.hash,
        .authentication = record->authentication,
        .group = policy.group,
        .seconds = policy.seconds,
        .config = record->configuration.config_answer_frame != 0,
        .xauth = record->configuration.xauth_frame != 0,
        .asks_dpd = {record->dpd[0].asked > 0, record->dpd[1].asked > 0},
        .pair = record->pair,
    };
    one.up = one.established && record->ended == IKT_ENDED_NOT && deleted == IKT_TIME_NONE;
    look_at_messages(record, &one);
    if (deleted != IKT_TIME_NONE)
        one.last = deleted;
    return one;
}

void ikt_ios_keep_isakmp(struct ikt_ios_kept *kept, const struct ikt_ios_isakmp *isakmp)
{
    if (kept->isakmp->len == IKT_IOS_KEPT_MAX)
        forget_isakmp(kept);
    g_array_append_vals(kept->isakmp, isakmp, 1);
}

void ikt_ios_keep_quick(struct ikt_ios_kept *kept, const struct ikt_ios_quick *quick)
{
    if (kept->quick->len == IKT_IOS_KEPT_MAX)
        forget_quick(kept);
    g_array_append_vals(kept->quick, quick, 1);
}

void ikt_ios_keep_planned(struct ikt_ios_kept *kept, const struct ikt_ios_planned *planned)
{
    if (kept->planned->len < IKT_IOS_KEPT_MAX) {
        g_array_append_vals(kept->planned, planned, 1);
        return;
    }
    planned_clear(planned);
    kept->quick_forgotten++;
}
