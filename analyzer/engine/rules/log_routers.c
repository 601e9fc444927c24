/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a router's log says of its own map, tunnel and filters, and of its peer's.
 */
#include "rules/log_case.h"
#include "rules/log_checks.h"

static void check_protection(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_fact *fact = &c->log->said[IKT_SAID_NOT_IPSEC_GRE];
    if (fact->count == 0 || c->up > fact->last.place)
        return;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_TUNNEL_PROTECTION_MISSING, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_NAMED);
    ikt_log_blame(draft, c, false);
    IKT_SUMMARY(draft, "{} sends its tunnel to {} in clear: its end seems to have no tunnel protection", c->peer,
                c->writer);
    ikt_log_say(draft, c, fact, "that a tunnel packet of the peer comes in clear where IPsec is wanted");
    IKT_SAY(draft, "While protection is typed at one end and then at the other, the line comes as well.");
    ikt_log_advise(draft, c);
}

void ikt_log_check_protection(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_protection);
}

/* What a router's own list denies it says itself; whether the tunnel needs it goes by what came up since. */
static void check_filter(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_fact *ike = &c->log->said[IKT_SAID_FILTERED_IKE], *esp = &c->log->said[IKT_SAID_FILTERED_ESP];
    const struct ikt_log_fact *fact = esp->count > 0 ? esp : ike;
    if (fact->count == 0 || (fact == ike && c->up > fact->last.place))
        return;
    struct ikt_draft *draft = ikt_log_draft(c, drafts, IKT_RULE_ACL_ON_OUTSIDE, IKT_LIKELIHOOD_CERTAIN, IKT_RANK_NAMED);
    ikt_log_blame(draft, c, true);
    IKT_SUMMARY(draft, "An access list of {} drops {} that {} sends", c->writer, ikt_words(fact == esp ? "ESP" : "IKE"),
                c->peer);
    ikt_log_say(draft, c, fact,
                fact == esp ? "that its access list denies ESP of the peer"
                            : "that its access list denies IKE of the peer");
    if (c->log->filter)
        IKT_SAY(draft, "The access list is {}.", ikt_text(c->documents->arena, c->log->filter));
    ikt_log_advise(draft, c);
}

void ikt_log_check_filter(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_filter);
}

/* The last Quick Mode that the router refused for this reason, unless one came up since; NULL. */
static const struct ikt_log_quick_mode *refused_for(const struct ikt_log_case *c, enum ikt_log_refusal refusal)
{
    for (size_t i = c->log->quick_mode_count; i > 0; i--) {
        const struct ikt_log_quick_mode *mode = &c->log->quick_modes[i - 1];
        if (mode->refusal == refusal && mode->end != IKT_LOG_END_COMPLETED)
            return mode->last.place > c->up ? mode : NULL;
    }
    return NULL;
}

static void cite_refusal(struct ikt_draft *draft, const struct ikt_log_case *c, const struct ikt_log_quick_mode *mode,
                         const char *what)
{
    const struct ikt_log_spot *at = mode->refusal_at.place != 0 ? &mode->refusal_at : &mode->error_at;
    const struct ikt_address *address = IKT_KEEP(c->documents->arena, &mode->refused_address);
    ikt_draft_ref(draft, at->ref);
    if (address->family != IKT_FAMILY_NONE)
        IKT_SAY(draft, "The log of {} says in line {} {}: {}.", c->writer, ikt_frame(at->ref.number), ikt_words(what),
                ikt_address_of(address));
    else
        IKT_SAY(draft, "The log of {} says in line {} {}.", c->writer, ikt_frame(at->ref.number), ikt_words(what));
}

static void check_map(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_quick_mode *mode = refused_for(c, IKT_REFUSAL_LOCAL_ADDRESS);
    if (!mode)
        return;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_MAP_NOT_APPLIED, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_NAMED);
    ikt_log_blame(draft, c, true);
    IKT_SUMMARY(draft, "{} has no crypto map where the packets of {} come in", c->writer, c->peer);
    cite_refusal(draft, c, mode, "that no crypto map of its own is for its address");
    IKT_SAY(draft,
            "The map is on no interface, or on another one; or the peer speaks to another address of this router "
            "than the map is for.");
    ikt_log_advise(draft, c);
}

void ikt_log_check_map(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_map);
}

static void check_local_address(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_quick_mode *mode = refused_for(c, IKT_REFUSAL_LOCAL_ADDRESS);
    if (!mode)
        return;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_MAP_MULTI_WAN_LOCAL_ADDRESS, IKT_LIKELIHOOD_POSSIBLE, IKT_RANK_READING);
    ikt_log_blame(draft, c, true);
    IKT_SUMMARY(draft, "{} may be known to {} by another of its addresses than its crypto map is for", c->writer,
                c->peer);
    cite_refusal(draft, c, mode, "that no crypto map of its own is for its address");
    ikt_log_advise(draft, c);
}

void ikt_log_check_local_address(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_local_address);
}

static void check_entry(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_quick_mode *mode = refused_for(c, IKT_REFUSAL_PEER);
    if (!mode)
        return;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_MAP_OVERLAP_WRONG_ENTRY, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_NAMED);
    ikt_log_blame(draft, c, true);
    IKT_SUMMARY(draft, "An entry of {} for another peer takes what {} asks for", c->writer, c->peer);
    cite_refusal(draft, c, mode, "that the entry it takes has another peer");
    IKT_SAY(draft, "An address in that line is the one of the entry, not of who asks.");
    ikt_log_advise(draft, c);
}

void ikt_log_check_entry(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_entry);
}

static void check_nhrp(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    if (!ikt_log_says(c->log, IKT_SAID_NHRP_AUTHENTICATION))
        return;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_NHRP_AUTHENTICATION, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_NAMED);
    IKT_SUMMARY(draft, "{} refuses NHRP for its authentication", c->writer);
    ikt_log_say(draft, c, &c->log->said[IKT_SAID_NHRP_AUTHENTICATION], "that a word of NHRP authentication is wrong");
    ikt_log_advise(draft, c);
}

void ikt_log_check_nhrp(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_nhrp);
}
