/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phase 1 that stops, by the state words of debugging and of show crypto isakmp sa, and by syslog.
 */
#include <string.h>

#include "rules/log_case.h"
#include "rules/log_checks.h"

static bool begins(const char *text, const char *with)
{
    return text && strncmp(text, with, strlen(with)) == 0;
}

/* Where phase 1 stands still, in the router's own words. */
struct halt {
    const char *state;
    const struct ikt_log_spot *at;
};

/* state NULL: it does not, or it is not known. */
static struct halt halt_of(const struct ikt_log_case *c)
{
    const struct ikt_log_pair *log = c->log;
    if (log->row && !log->row->deleted && log->row->at.place > c->authenticated && log->row->at.place > c->up &&
        !ikt_log_row_is_up(log->row))
        return (struct halt){log->row->state, &log->row->at};
    if (log->row && log->row->at.place > log->state_at.place)
        return (struct halt){0};
    if (log->state && (ikt_log_stands(c, IKT_SAID_PHASE1_RETRANSMIT) || ikt_log_stands(c, IKT_SAID_PHASE1_DIED)))
        return (struct halt){log->state, &log->state_at};
    return (struct halt){0};
}

/* Does the log say itself why? */
static bool is_explained(const struct ikt_log_case *c)
{
    return ikt_log_stands(c, IKT_SAID_NO_KEY) || ikt_log_stands(c, IKT_SAID_PHASE1_REFUSED) ||
           ikt_log_stands(c, IKT_SAID_PHASE1_REFUSED_THERE) || ikt_log_stands(c, IKT_SAID_BAD_MESSAGE);
}

static void say_halt(struct ikt_draft *draft, const struct ikt_log_case *c, const struct halt *halt)
{
    ikt_draft_ref(draft, halt->at->ref);
    IKT_SAY(draft, "The log of {} shows {} in line {}, and nothing after it.", c->writer,
            ikt_text(c->documents->arena, halt->state), ikt_frame(halt->at->ref.number));
    if (ikt_log_stands(c, IKT_SAID_PHASE1_RETRANSMIT))
        ikt_log_say(draft, c, &c->log->said[IKT_SAID_PHASE1_RETRANSMIT], "that it sends a message of phase 1 again");
}

static void check_no_response(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct halt halt = halt_of(c);
    if (is_explained(c) || (!begins(halt.state, "MM_NO_STATE") && !begins(halt.state, "AG_")))
        return;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_P1_NO_RESPONSE, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_SILENCE);
    IKT_SUMMARY(draft, "{} gets no answer from {} that phase 1 could go on with", c->writer, c->peer);
    say_halt(draft, c, &halt);
    IKT_SAY(draft, "A filter, a route, a wrong peer address, a missing key, a policy that is refused in silence, and a "
                   "crypto map or profile that is applied nowhere (which switches ISAKMP off) look the same.");
    ikt_log_advise(draft, c);
}

void ikt_log_check_no_response(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_no_response);
}

static void check_stalled(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct halt halt = halt_of(c);
    const bool exchange = begins(halt.state, "MM_SA_SETUP") || begins(halt.state, "MM_KEY");
    if (!exchange || is_explained(c))
        return;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_P1_STALLED, IKT_LIKELIHOOD_POSSIBLE, IKT_RANK_LAST_WORD);
    IKT_SUMMARY(draft, "Phase 1 between {} and {} stops in {}", c->writer, c->peer,
                ikt_text(c->documents->arena, halt.state));
    say_halt(draft, c, &halt);
    ikt_log_advise(draft, c);
}

void ikt_log_check_stalled(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_stalled);
}

static void check_port_4500(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct halt halt = halt_of(c);
    if (!begins(halt.state, "MM_KEY_EXCH") || c->log->nat != IKT_YES || is_explained(c))
        return;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_NATT_4500_BLOCKED, IKT_LIKELIHOOD_POSSIBLE, IKT_RANK_TRAFFIC);
    draft->finding.misconfigured = IKT_MISCONFIGURED_PATH;
    IKT_SUMMARY(draft, "UDP port 4500 may be blocked between {} and {}", c->writer, c->peer);
    say_halt(draft, c, &halt);
    IKT_SAY(draft, "The log finds a NAT between the two, so the next message goes to UDP port 4500.");
    ikt_log_advise(draft, c);
}

void ikt_log_check_port_4500(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_port_4500);
}

static void check_xauth(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_log_pair *log = c->log;
    const bool row = log->row && !log->row->deleted && begins(log->row->state, "CONF_") && log->row->at.place > c->up;
    const bool said =
        ikt_log_says(log, IKT_SAID_XAUTH) && log->said[IKT_SAID_XAUTH].last.place > c->up && log->quick_mode_count == 0;
    if (!row && !said)
        return;
    struct ikt_draft *draft = ikt_log_draft(
        c, drafts, IKT_RULE_XAUTH_L2L, row ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE, IKT_RANK_STATED_METHOD);
    IKT_SUMMARY(draft, "XAUTH or mode config between {} and {} is not answered", c->writer, c->peer);
    if (row) {
        ikt_draft_ref(draft, log->row->at.ref);
        IKT_SAY(draft, "Line {} of the log of {}: {}, which comes after phase 1 and before any Quick Mode.",
                ikt_frame(log->row->at.ref.number), c->writer, ikt_text(c->documents->arena, log->row->state));
    }
    if (said)
        ikt_log_say(draft, c, &log->said[IKT_SAID_XAUTH], "that XAUTH is wanted");
    IKT_SAY(draft, "Where the peer is a router, its key wants \"no-xauth\"; where it is a client, its user or the AAA "
                   "server is what fails.");
    ikt_log_advise(draft, c);
}

void ikt_log_check_xauth(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_xauth);
}

static void check_certificate(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    const bool certificate = ikt_log_stands(c, IKT_SAID_CERTIFICATE);
    if (!certificate && !ikt_log_stands(c, IKT_SAID_AUTHENTICATION_FAILED))
        return;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_P1_CERTIFICATE,
                      certificate ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE, IKT_RANK_PROOF);
    IKT_SUMMARY(draft, "{} does not accept the proof that {} gives of itself", c->writer, c->peer);
    if (certificate)
        ikt_log_say(draft, c, &c->log->said[IKT_SAID_CERTIFICATE], "that a certificate is refused, or not found");
    if (ikt_log_says(c->log, IKT_SAID_AUTHENTICATION_FAILED))
        ikt_log_say(draft, c, &c->log->said[IKT_SAID_AUTHENTICATION_FAILED],
                    "that the authentication of the peer fails");
    ikt_log_advise(draft, c);
}

void ikt_log_check_certificate(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    ikt_log_each_side(documents, drafts, check_certificate);
}
