/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A certificate whose dates the capture's own time lies outside of, where its proof is refused or not answered.
 */
#include "evidence/certainty.h"
#include "isakmp/certificate.h"
#include "rules/phase1_refusal.h"
#include "rules/phase1_stall.h"
#include "rules/prose.h"
#include "rules/rule.h"

/* A clock from before RFC 2408, of November 1998, was never set; one that is nearer to a date than this may be off. */
#define UNSET (909792000 * IKT_SECOND)
#define NEAR  (24 * 3600 * IKT_SECOND)

/* Whose proof fails, and whether it is refused; false: nobody's, or no certificate is part of it. */
static bool whose_proof(const struct ikt_phase1_case *c, bool *of_initiator, bool *refused)
{
    struct ikt_refusal r;
    struct ikt_stall stall;
    *refused = ikt_refusal_read(&r, c);
    if (*refused) {
        *of_initiator = !r.by_initiator;
        return r.proof == IKT_REFUSED_SIGNATURE;
    }
    if (!ikt_stall_read(&stall, c) || c->preshared == IKT_YES || stall.maybe_blocked)
        return false;
    *of_initiator = stall.last->from_initiator;
    return stall.last->name == IKT_MAIN5 || stall.last->name == IKT_AGGRESSIVE2 || stall.last->name == IKT_AGGRESSIVE3;
}

/* The first certificate that this side sends, its own (RFC 2408 section 3.9 has it before those of authorities). */
static const struct ikt_seen *find_certificate(const struct ikt_phase1 *record, bool of_initiator,
                                               struct ikt_validity *validity)
{
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        if (seen->from_initiator != of_initiator || !seen->message || seen->message->encrypted)
            continue;
        const struct ikt_payload *payload = ikt_message_payload(seen->message, IKT_PAYLOAD_CERT, 0);
        if (payload && !payload->damaged && payload->cert.encoding == IKT_CERT_X509_SIGNATURE)
            return ikt_certificate_validity(payload->cert.data, validity) ? seen : NULL;
    }
    return NULL;
}

static struct ikt_value date_of(struct ikt_arena *arena, ikt_time time)
{
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(time / IKT_SECOND);
    g_autofree char *text = date ? g_date_time_format(date, "%Y-%m-%d %H:%M:%S") : NULL;
    return ikt_text(arena, text);
}

static void check_dates(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_validity validity;
    bool of_initiator, refused;
    if (!whose_proof(c, &of_initiator, &refused))
        return;
    const struct ikt_seen *sent = find_certificate(c->record, of_initiator, &validity);
    if (!sent || sent->time < UNSET || (sent->time >= validity.not_before && sent->time <= validity.not_after))
        return;
    bool clear = sent->time < validity.not_before - NEAR || sent->time > validity.not_after + NEAR;
    bool expired = sent->time > validity.not_after;
    struct ikt_value owner = ikt_phase1_peer(c, of_initiator), checker = ikt_phase1_peer(c, !of_initiator);
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_CERT_CLOCK, refused && clear ? ikt_certainty_of_statement(false) : IKT_LIKELIHOOD_POSSIBLE,
        IKT_BASIS_OBSERVED, of_initiator ? IKT_MISCONFIGURED_INITIATOR : IKT_MISCONFIGURED_RESPONDER,
        refused && clear ? IKT_RANK_NAMED : IKT_RANK_GUESS);
    IKT_SUMMARY(draft, expired ? "The certificate of {} expired at {} UTC" : "The certificate of {} begins at {} UTC",
                owner, date_of(c->arena, expired ? validity.not_after : validity.not_before));
    ikt_draft_frame(draft, sent->frame);
    ikt_cite(draft, &c->answer);
    IKT_SAY(draft, "It is valid from {} to {} UTC; frame {}, which holds it, was captured at {} UTC.",
            date_of(c->arena, validity.not_before), date_of(c->arena, validity.not_after), ikt_frame(sent->frame),
            date_of(c->arena, sent->time));
    IKT_SAY(draft, "That rests on the clock of who captured; what counts for {} is its own.", checker);
    if (!clear)
        IKT_SAY(draft, "It is less than a day off, so that clock decides.");
    if (!refused)
        IKT_SAY(draft, "{} does not answer it: a long message may be lost on the way as well.", checker);
    ikt_phase1_advise(draft, c, !of_initiator);
    ikt_draft_log_reversed(draft, !of_initiator);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_cert_clock = {
    .info = {
        .name = "cert-clock", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_SECURITY,
        .line = "a certificate has expired, or is not yet valid",
        .explanation = "The dates in a certificate do not hold the time at which it was captured, and the proof that it "
            "belongs to is refused, or not answered.\n\n"
            "The dates stand in the certificate of message 5 or 6 (aggressive mode: 2 or 3), which a DH secret opens. "
            "Probable where the proof is refused and the dates are a day off or more, never certain: the clock of the "
            "capture may be as wrong as a router's, and the refusal may have another reason besides. A certificate whose dates fit can be refused as well, by a router whose own clock "
            "is wrong (after a reload without NTP it may be years back): the wire does not show that clock, so such a "
            "case stays with p1-certificate. \"show clock\" on the side that refuses, against the dates under "
            "\"Validity Date\" in \"show crypto pki certificates\" of the other, confirms or refutes it.\n\n"
            "An expired certificate is renewed on the router that owns it (\"crypto pki enroll\"); a clock that is "
            "wrong is set where it is wrong (\"ntp server\").",
        .log = IKT_LOG(
            IKT_LOG_RESPONDER_IF(ALL, "exchange",
                "%CRYPTO-6-IKMP_AUTH_FAIL: Authentication method <n> failed with host <remote>"),
            IKT_LOG_MODE_FAILED),
        .show = IKT_LINES("show clock", "show ntp status", "show crypto pki certificates",
                          "show crypto pki trustpoints status", IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on <remote>, whose certificate it is", "crypto pki trustpoint <TP>",
                             " auto-enroll <percent>", "! on both", "ntp server <address>"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_dates};
/* clang-format on */
