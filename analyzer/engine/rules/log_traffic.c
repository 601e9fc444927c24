/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Packets, by what routers log and count of them: SPIs that nobody knows, replays, packets in clear, one direction.
 */
#include "rules/log_case.h"
#include "rules/log_checks.h"

/* The peer sends what the writer of the log does not take. */
static void advise_sender(struct ikt_draft *draft, const struct ikt_log_case *c)
{
    ikt_log_advise(draft, c);
    IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("sender", c->peer), IKT_NAMED("receiver", c->writer));
}

/* Has something come up since the last of these lines? Then what they speak of is over. */
static bool is_over(const struct ikt_log_case *c, const struct ikt_log_fact *fact)
{
    const ikt_log_place up = MAX(c->up, c->authenticated);
    const ikt_log_place begun = MAX(c->log->state_at.place, c->log->said[IKT_SAID_KEY_FOUND].last.place);
    return MAX(up, begun) > fact->last.place;
}

/* Does an interface of the router share its address, so that another router may have had the SAs? */
static bool has_standby(const struct ikt_document_side *side)
{
    for (const struct ikt_router_interface *one = side->router ? side->router->interfaces : NULL; one; one = one->next)
        if (one->map_redundancy.text)
            return true;
    return false;
}

static void check_stale(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_fact *fact = &c->log->said[IKT_SAID_INVALID_SPI];
    if (fact->count == 0)
        return;
    const bool over = is_over(c, fact), persists = fact->count > 1 && c->log->invalid_spis < fact->count;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_STALE_SA_INVALID_SPI,
                      persists && !over ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE, IKT_RANK_TRAFFIC);
    IKT_SUMMARY(draft,
                over ? "{} sent under an SPI that {} did not know, until new SAs were made"
                     : "{} sends under an SPI that {} does not know",
                c->peer, c->writer);
    ikt_log_say(draft, c, fact, "that a packet of the peer has an SPI that it does not know");
    if (over) {
        draft->finding.severity = IKT_SEVERITY_NOTE;
        IKT_SAY(draft, "The two negotiate anew after that, so it is over.");
    } else if (!persists) {
        IKT_SAY(draft, "One such packet at a rekey, or after a clear, is harmless.");
    }
    if (has_standby(c->own))
        IKT_SAY(draft,
                "Its crypto map uses a shared (HSRP) address: after a failover the other router's SAs are unknown "
                "here until the peer notices.");
    advise_sender(draft, c);
    IKT_ADVISE(draft, draft->finding.values,
               IKT_NAMED("spi", ikt_made(draft->arena, "0x%X(%u)", c->log->invalid_spi, c->log->invalid_spi)),
               IKT_NAMED("protocol", ikt_words("50")));
    ikt_log_fix(draft, c, true);
}

void ikt_log_check_stale(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_stale);
}

static void check_replay(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_fact *fact = &c->log->said[IKT_SAID_REPLAY];
    if (fact->count == 0)
        return;
    struct ikt_draft *draft = ikt_log_draft(c, drafts, IKT_RULE_ANTI_REPLAY, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_TRAFFIC);
    draft->finding.misconfigured = IKT_MISCONFIGURED_PATH;
    IKT_SUMMARY(draft, "{} drops packets of {} that fail its replay check", c->writer, c->peer);
    ikt_log_say(draft, c, fact, "that a packet of the peer fails the replay check");
    IKT_SAY(draft,
            "Packets of one SA that take several paths or queues arrive out of order; packets that come twice, or "
            "are replayed, give the same line.");
    advise_sender(draft, c);
    ikt_log_fix(draft, c, true);
}

void ikt_log_check_replay(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_replay);
}

static void check_no_sa(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_fact *fact = &c->log->said[IKT_SAID_NO_SA];
    if (fact->count == 0)
        return;
    const bool over = is_over(c, fact);
    struct ikt_draft *draft = ikt_log_draft(
        c, drafts, IKT_RULE_IKE_NO_SA, fact->count > 1 && !over ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
        IKT_RANK_OBSERVATION);
    IKT_SUMMARY(draft,
                over ? "{} had lost the ISAKMP SA that {} still used, until a new one was made"
                     : "{} has no ISAKMP SA for what {} sends",
                c->writer, c->peer);
    ikt_log_say(draft, c, fact, "that a message of the peer belongs to no ISAKMP SA that it knows");
    if (over)
        draft->finding.severity = IKT_SEVERITY_NOTE;
    else
        IKT_SAY(draft, "Once, after a reload or a clear, it is harmless.");
    advise_sender(draft, c);
    ikt_log_fix(draft, c, false);
}

void ikt_log_check_no_sa(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_no_sa);
}

static void check_in_clear(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_fact *gre = &c->log->said[IKT_SAID_NOT_IPSEC_GRE], *other = &c->log->said[IKT_SAID_NOT_IPSEC];
    const struct ikt_log_fact *fact = other->count > 0 ? other : gre;
    if (fact->count == 0)
        return;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_UNPROTECTED_RETURN, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_TRAFFIC);
    ikt_log_blame(draft, c, false);
    IKT_SUMMARY(draft, "{} sends packets to {} in clear that should come encrypted", c->peer, c->writer);
    ikt_log_say(draft, c, fact, "that a packet of the peer is in clear where its own configuration wants IPsec");
    if (c->log->not_ipsec_protocol != 0)
        IKT_SAY(draft, "The last one has IP protocol {}.", ikt_number(c->log->not_ipsec_protocol));
    IKT_SAY(draft, "IOS logs it at most once a minute.");
    advise_sender(draft, c);
}

void ikt_log_check_in_clear(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_in_clear);
}

/* SAs that are up, with packets counted one way only. */
static const struct ikt_log_sa_pair *one_way_of(const struct ikt_log_pair *log)
{
    for (size_t i = 0; log && i < log->sa_pair_count; i++) {
        const struct ikt_log_sa_pair *sa_pair = &log->sa_pairs[i];
        if (sa_pair->has_sa && sa_pair->encaps > 0 && sa_pair->decaps == 0)
            return sa_pair;
    }
    return NULL;
}

static void check_one_way(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_sa_pair *sa_pair = one_way_of(c->log);
    if (!sa_pair)
        return;
    struct ikt_draft *draft = ikt_log_draft(c, drafts, IKT_RULE_ESP_BLOCKED, IKT_LIKELIHOOD_POSSIBLE, IKT_RANK_GUESS);
    draft->finding.misconfigured = IKT_MISCONFIGURED_PATH;
    IKT_SUMMARY(draft, "{} encrypts and gets nothing back from {}", c->writer, c->peer);
    ikt_draft_ref(draft, sa_pair->at.ref);
    IKT_SAY(draft, "Line {} of the log of {}: {} packets encrypted, none decrypted, and the SAs are up.",
            ikt_frame(sa_pair->at.ref.number), c->writer, ikt_number(sa_pair->encaps));
    IKT_SAY(draft,
            "ESP that is filtered on the way, and a peer that sends nothing back (no route, NAT before the crypto "
            "map), look the same from here; the counters of {} tell: decaps that rise there mean the latter.",
            c->peer);
    ikt_log_advise(draft, c);
}

void ikt_log_check_one_way(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_one_way);
}

/* Does the peer count what comes in and send nothing back? */
static bool answers_nothing(const struct ikt_log_pair *log)
{
    for (size_t i = 0; log && i < log->sa_pair_count; i++)
        if (log->sa_pairs[i].decaps > 0 && log->sa_pairs[i].encaps == 0)
            return true;
    return false;
}

static void check_no_return(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_sa_pair *sa_pair = one_way_of(c->log);
    if (!sa_pair)
        return;
    const bool silent = answers_nothing(c->peers_log);
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_ROUTING_NO_RETURN, silent ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_RANK_READING);
    ikt_log_blame(draft, c, false);
    IKT_SUMMARY(draft, silent ? "{} sends nothing back to {}" : "{} may have no route back to {}", c->peer, c->writer);
    ikt_draft_ref(draft, sa_pair->at.ref);
    IKT_SAY(draft, "Line {} of the log of {}: {} packets encrypted, none decrypted, and the SAs are up.",
            ikt_frame(sa_pair->at.ref.number), c->writer, ikt_number(sa_pair->encaps));
    if (silent)
        IKT_SAY(draft,
                "{} counts packets that it decrypts, and none that it encrypts: the way there is open, and nothing "
                "is sent back. A route that is missing does that, and NAT before the crypto map.",
                c->peer);
    ikt_log_advise(draft, c);
}

void ikt_log_check_no_return(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_no_return);
}

static void check_identity(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_fact *fact = &c->log->said[IKT_SAID_INVALID_IDENTITY];
    if (fact->count == 0)
        return;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_ACL_NOT_MIRRORED, IKT_LIKELIHOOD_POSSIBLE, IKT_RANK_GUESS);
    draft->finding.severity = IKT_SEVERITY_WARNING;
    IKT_SUMMARY(draft, "{} encrypts to {} what the SA between them is not for", c->peer, c->writer);
    ikt_log_say(draft, c, fact, "that a packet which it decrypts is not between the SA's networks");
    IKT_SAY(draft,
            "Crypto ACLs that do not mirror each other do that, and a peer that sends more through one SA than was "
            "agreed.");
    ikt_log_advise(draft, c);
}

void ikt_log_check_identity(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_identity);
}
