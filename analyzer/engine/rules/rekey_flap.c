/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SAs for the same networks that are made anew over and over, long before their life is over.
 */
#include "evidence/rekeys.h"
#include "rules/phase2_case.h"
#include "rules/prose.h"
#include "rules/rule.h"

/* Successes for the networks of this Quick Mode, back from it, each hasty after the one before. */
struct streak {
    unsigned count;                 /* of the hasty ones; this Quick Mode is the last */
    const struct ikt_claim *oldest; /* what the first of them came after */
    unsigned by_peer;               /* of the successes before this one */
    int64_t seconds;                /* agreed life of the SAs that were replaced, the shortest */
};

static bool is_for_these(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    struct ikt_proxies networks = ikt_claim_networks(c, claim);
    return claim->kind == IKT_CLAIM_OFFERED && claim->outcome == IKT_OUTCOME_ESTABLISHED && claim->sequence != 0 &&
           claim->sequence < c->offer_sequence && claim->time != IKT_TIME_NONE &&
           ikt_proxies_relation(&c->proxies, &networks) == IKT_RELATION_EQUAL;
}

/* May one have come up between two sequences that is not remembered? Then they do not follow each other. */
static bool has_gap(const struct ikt_phase2_case *c, uint64_t after, uint64_t before)
{
    return ikt_forgotten_within(c->evidence->forgotten[0], IKT_FORGOTTEN_UP, after, before) ||
           ikt_forgotten_within(c->evidence->forgotten[1], IKT_FORGOTTEN_UP, after, before);
}

static struct streak look_back(const struct ikt_phase2_case *c)
{
    struct streak streak = {0};
    ikt_time next = c->record->start_time;
    uint64_t next_sequence = c->offer_sequence;
    for (size_t i = c->claims.count; i > 0; i--) {
        const struct ikt_claim *claim = &c->claims.items[i - 1];
        if (!is_for_these(c, claim))
            continue;
        int64_t seconds = ikt_agreed_seconds(claim->sets, claim->chosen);
        enum ikt_rekey rekey = ikt_rekey_of(next - claim->time, seconds);
        if (rekey == IKT_REKEY_DUE || has_gap(c, claim->sequence, next_sequence))
            break;
        next = claim->time;
        next_sequence = claim->sequence;
        if (rekey == IKT_REKEY_TWIN)
            continue;
        streak.count++;
        streak.oldest = claim;
        streak.by_peer += ikt_claim_by_peer(c, claim);
        streak.seconds = streak.seconds == 0 ? seconds : MIN(streak.seconds, seconds);
    }
    return streak;
}

/* Did this one carry so much that its volume may be used up? The greater direction, in kilobytes of the agreed ones. */
static uint64_t used_volume(const struct ikt_phase2 *record)
{
    uint64_t most = 0;
    for (size_t i = 0; i < record->flow_count; i++)
        most = MAX(most, record->flows[i].octets / 1024);
    return most;
}

static void say_volume(struct ikt_draft *draft, const struct ikt_phase2_case *c)
{
    int64_t agreed = ikt_offer_kilobytes(c->record->choice);
    uint64_t used = used_volume(c->record);
    if (agreed <= 0)
        return;
    if (used >= (uint64_t)agreed / 2)
        IKT_SAY(draft, "This one carried {} kB of the {} that it may: it is the volume that ends these SAs.",
                ikt_number(used), ikt_number((uint64_t)agreed));
    else if (used > 0)
        IKT_SAY(draft, "This one carried {} kB of the {} that it may, so it is not the volume that ends these SAs.",
                ikt_number(used), ikt_number((uint64_t)agreed));
}

static void check_flap(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    if (record->outcome != IKT_OUTCOME_ESTABLISHED || c->networks.kind == IKT_VALUE_UNKNOWN || c->offer_sequence == 0)
        return;
    struct streak streak = look_back(c);
    if (streak.count < IKT_HASTY_REKEYS)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_REKEY_FLAP, IKT_LIKELIHOOD_PROBABLE, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_EITHER, IKT_RANK_OBSERVATION);
    struct ikt_value life = ikt_number((uint64_t)streak.seconds);
    struct ikt_value whole = ikt_seconds(record->start_time - streak.oldest->time);
    IKT_SUMMARY(draft, "SAs of {} and {} for {} were made anew {} times in {} s, though they may live {} s",
                c->initiator, c->responder, c->networks, ikt_number(streak.count), whole, life);
    ikt_draft_ref(draft, streak.oldest->ref);
    ikt_cite(draft, &c->offer);
    IKT_SAY(draft,
            "{} Quick Modes in a row came up for the same networks, the first in frame {}, each before a tenth of the "
            "agreed {} s was over; {} of them were begun by {}.",
            ikt_number(streak.count + 1), ikt_frame(streak.oldest->ref.number), life,
            ikt_number(streak.count + 1 - streak.by_peer), c->initiator);
    say_volume(draft, c);
    if (record->ended == IKT_ENDED_DELETED)
        IKT_SAY(draft, "This one was ended by a DELETE.");
    IKT_ADVISE(draft, c->values);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_rekey_flap = {
    .info = {
        .name = "rekey-flap", .severity = IKT_SEVERITY_WARNING, .group = IKT_GROUP_SEQUENCE,
        .line = "SAs for the same networks are made anew over and over",
        .explanation = "Quick Modes for the same networks come up again and again, each long before the agreed life of the "
            "SAs before it is over.\n\n"
            "Each change may cost packets. Usual causes: a volume lifetime that a fast line uses up in seconds (the "
            "default of IOS, 4608000 kB, lasts 37 s at 1 Gbit/s); two entries or two peers with the same networks, "
            "each of which takes the SAs away from the other; a side that clears its SAs because of DPD, idle time, "
            "or a route or tracked object that flaps; hosts behind one address that share an entry. \"show crypto ipsec "
            "sa\" on both, twice: \"remaining key lifetime (k/sec)\" that runs out in k confirms the volume; SPIs that "
            "change while both numbers are high refute it and speak for a clear; the log names who "
            "deleted. The networks have to be read: without keys Quick Modes for several networks look the same, "
            "and nothing is said.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show crypto ipsec sa peer <other>", IKT_SHOW_SESSION, "show crypto map",
                          "show logging | include CRYPTO-5-SESSION_STATUS"),
        .suspect = IKT_LINES("! on both", "<crypto map> <MAP> <SEQ> ipsec-isakmp",
                             " set security-association lifetime kilobytes <kB>",
                             " set security-association idle-time <seconds>",
                             "crypto isakmp keepalive <seconds> <retry> periodic"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase2 = check_flap};
/* clang-format on */
