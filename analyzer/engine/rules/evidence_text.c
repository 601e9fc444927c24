/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/evidence_text.h"

#include <inttypes.h>

#include "rules/ios_words.h"
#include "rules/retries.h"

/* "esp-aes 256 esp-sha-hmac (tunnel), or esp-3des esp-sha-hmac (tunnel)": the first few suites of an offer. */
static char *offer_text(const struct ikt_sa *sa)
{
    struct ikt_suites suites;
    ikt_suites_of(sa, &suites);
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < suites.count && i < 4; i++) {
        g_autofree char *suite = ikt_suite_text(&suites.items[i]);
        const char *mode = ikt_mode_word(ikt_suite_mode(&suites.items[i]));
        g_string_append_printf(text, "%s%s", i > 0 ? ", or " : "", suite);
        if (mode != NULL)
            g_string_append_printf(text, " (%s)", mode);
    }
    if (suites.count > 4)
        g_string_append_printf(text, ", and %u more", suites.count - 4);
    return g_string_free(text, FALSE);
}

char *ikt_offer_sentence(const struct ikt_case *c)
{
    const struct ikt_phase2 *record = c->record;
    g_autofree char *suites = offer_text(record->offer);
    g_autofree char *pfs = ikt_pfs_text(record->pfs_group);
    return g_strdup_printf("%s offers in frame %" PRIu64 ": %s, %s%s%s.", c->initiator, c->offer_frame, suites, pfs,
                           c->networks == NULL ? "" : ", for ", c->networks == NULL ? "" : c->networks);
}

void ikt_say_offer(struct ikt_draft *draft, const struct ikt_case *c)
{
    if (draft->wordless)
        return;
    ikt_draft_frame(draft, c->offer_frame);
    if (c->offer_said == NULL) {
        ikt_say_closed_offer(draft, c);
        return;
    }
    ikt_draft_evidence(draft, "%s", c->offer_said);
    if (!c->protected_offer)
        ikt_draft_evidence(draft, "The proposal was sent in clear, so anybody may have written it.");
}

void ikt_say_answer(struct ikt_draft *draft, const struct ikt_case *c)
{
    if (draft->wordless)
        return;
    const struct ikt_phase2 *record = c->record;
    ikt_draft_frame(draft, c->answer_frame);
    if (record->outcome == IKT_OUTCOME_REJECTED && c->unreadable) {
        ikt_say_closed_answer(draft, c);
    } else if (record->outcome == IKT_OUTCOME_REJECTED) {
        g_autofree char *name = ikt_notify_text(c->notify);
        const char *trust = !record->rejection->encrypted      ? " in clear, unauthenticated"
                            : record->rejection->authenticated ? ", its HASH verified"
                                                               : "";
        ikt_draft_evidence(draft, "%s refuses it in frame %" PRIu64 " with %s%s.", c->responder, c->answer_frame, name,
                           trust);
    } else if (record->outcome == IKT_OUTCOME_NO_RESPONSE) {
        ikt_draft_evidence(draft, "No answer to it is in this capture.");
    } else if (record->outcome == IKT_OUTCOME_DELETED) {
        ikt_draft_evidence(draft, "The ISAKMP SA was deleted before it was answered.");
    }
    ikt_say_retries(draft, c);
}

void ikt_say_meaning(struct ikt_draft *draft, const struct ikt_case *c)
{
    if (draft->wordless)
        return;
    const struct ikt_party *responder = c->record->responder;
    const char *who = responder->vendor_name;
    bool selective = ikt_case_responder_is(c, IKT_VENDOR_STRONGSWAN) ||
                     ikt_case_responder_is(c, IKT_VENDOR_LIBRESWAN) || ikt_case_responder_is(c, IKT_VENDOR_CISCO_ASA);
    if (c->notify == IKT_NOTIFY_NO_PROPOSAL_CHOSEN && selective)
        ikt_draft_evidence(draft, "From %s this answer means transforms or PFS; it answers wrong networks otherwise.",
                           who != NULL ? who : "this product");
    else if (c->notify == IKT_NOTIFY_NO_PROPOSAL_CHOSEN)
        ikt_draft_evidence(draft, "IOS sends this same answer for transforms, networks, PFS and peer address, so by "
                                  "itself it does not name the cause.");
    else if (c->notify == IKT_NOTIFY_INVALID_ID_INFORMATION && ikt_case_responder_is(c, IKT_VENDOR_STRONGSWAN))
        ikt_draft_evidence(draft, "strongSwan sends this answer for networks and for tunnel against transport mode.");
    else if (c->notify == IKT_NOTIFY_INVALID_ID_INFORMATION)
        ikt_draft_evidence(draft, "This answer speaks of the IDs, that is of the networks; strongSwan sends it for "
                                  "tunnel against transport mode too.");
    if (c->mirror != NULL)
        ikt_draft_evidence(draft,
                           "Frame %" PRIu64 ": %s itself offers the mirror of these networks, so the networks agree.",
                           c->mirror->frame, c->responder);
    if (c->accepted != NULL)
        ikt_draft_evidence(draft,
                           "Frame %" PRIu64 ": a Quick Mode for the same networks came up; the configuration may have "
                           "changed since.",
                           c->accepted->frame);
    if (c->record->offer == NULL) {
        ikt_say_closed_peer(draft, c);
        ikt_say_closed_success(draft, c);
        ikt_say_keys(draft, c->record->phase1);
    }
}

void ikt_say_keys(struct ikt_draft *draft, const struct ikt_phase1 *phase1)
{
    if (draft->wordless)
        return;
    static const char where[] = "g^xy, an exponent, SKEYID_e or Ka from the log of the peer that is not IOS, or the "
                                "other peer's configuration or log";
    switch (phase1->missing) {
    case IKT_MISSING_NOTHING:
        if (phase1->decryption == IKT_DECRYPTION_BAD_KEY)
            ikt_draft_evidence(draft, "The key given for this ISAKMP SA does not fit it; another one would show more.");
        break;
    case IKT_MISSING_ALL:
        ikt_draft_evidence(draft, "No key for this ISAKMP SA was given. To know more: %s.", where);
        break;
    case IKT_MISSING_DH:
        ikt_draft_evidence(draft,
                           "A preshared key alone opens nothing here without g^xy (RFC 2409 section 5). To know more: "
                           "%s.",
                           where);
        break;
    case IKT_MISSING_PSK:
        ikt_draft_evidence(draft, "g^xy is known but the preshared key is not. To know more: the crypto isakmp key of "
                                  "this pair.");
        break;
    case IKT_MISSING_PHASE1:
        ikt_draft_evidence(
            draft, "Phase 1 is not in the capture, or not whole, so keys cannot be derived. To know more: a capture "
                   "from before the first message, or SKEYID_e or Ka.");
        break;
    case IKT_MISSING_SUPPORT:
        ikt_draft_evidence(draft, "Keys of this method or group cannot be derived. To know more: SKEYID_e or Ka.");
        break;
    }
}

void ikt_say_history(struct ikt_draft *draft, const struct ikt_case *c, const struct ikt_history *history)
{
    if (draft->wordless)
        return;
    bool by_peer = ikt_address_equal(&history->initiator, &c->record->responder->endpoint.address);
    struct ikt_proxies networks = ikt_history_proxies(history);
    g_autofree char *suites = offer_text(!by_peer && history->choice != NULL ? history->choice : history->offer);
    g_autofree char *proxies = ikt_proxies_text(&networks);
    g_autofree char *pfs = ikt_pfs_text(history->pfs_group);
    char offerer[IKT_ADDRESS_TEXT];
    ikt_address_format(&history->initiator, offerer);
    ikt_draft_frame(draft, history->frame);
    if (by_peer)
        ikt_draft_evidence(draft, "%s itself offers in frame %" PRIu64 ": %s, %s%s%s (%s).", offerer, history->frame,
                           suites, pfs, proxies == NULL ? "" : ", for ", proxies == NULL ? "" : proxies,
                           ikt_outcome_name(history->outcome));
    else
        ikt_draft_evidence(draft, "%s accepted from %s in the Quick Mode of frame %" PRIu64 ": %s, %s%s%s.",
                           c->responder, offerer, history->frame, suites, pfs, proxies == NULL ? "" : ", for ",
                           proxies == NULL ? "" : proxies);
}

void ikt_say_check(struct ikt_draft *draft, const char *command, const char *where, const char *confirms)
{
    if (draft->wordless)
        return;
    ikt_draft_evidence(draft, "To check: \"%s\" on %s confirms it when %s, and refutes it otherwise.", command, where,
                       confirms);
}
