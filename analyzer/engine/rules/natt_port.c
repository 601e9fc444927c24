/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * NAT traversal: the move to UDP port 4500, which something on the path may not pass.
 */
#include "evidence/certainty.h"
#include "rules/lost_on_way.h"
#include "rules/phase1_stall.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

/* Captured on both sides of who drops it. */
static void add_lost(const struct ikt_phase1_case *c, struct ikt_drafts *drafts, const struct ikt_lost_on_way *lost)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_NATT_4500_BLOCKED, lost->likelihood, IKT_BASIS_VALUES,
                                            IKT_MISCONFIGURED_PATH, IKT_RANK_NAMED);
    ikt_say_lost_on_way(draft, lost, "messages on UDP port 4500", ikt_phase1_peer(c, lost->from_initiator));
    ikt_say_nat(draft, c);
    ikt_phase1_advise(draft, c, false);
}

static void check_blocked(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_stall stall;
    struct ikt_lost_on_way lost;
    if (c->record->outcome != IKT_OUTCOME_ESTABLISHED && ikt_port_4500_is_lost(c->evidence, c->record, &lost)) {
        add_lost(c, drafts, &lost);
        return;
    }
    if (!ikt_stall_read(&stall, c) || !stall.blocked)
        return;
    const struct ikt_seen *last = stall.last;
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_NATT_4500_BLOCKED,
        stall.answered_by_fourth ? IKT_LIKELIHOOD_POSSIBLE : ikt_certainty_of_absence(c->record->responder.seen),
        IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, IKT_RANK_TRAFFIC);
    unsigned sent = c->count[last->name];
    IKT_SUMMARY(draft, "{} sends {} {} time{} to UDP port 4500, nothing ever comes from there", c->initiator,
                ikt_words(ikt_message_name_text(last->name)), ikt_number(sent), ikt_plural(sent));
    ikt_draft_frame(draft, c->first[last->name]->frame);
    ikt_say_last(draft, c, last);
    ikt_say_nat(draft, c);
    IKT_SAY(draft, "Messages to port 500 were answered, those to port 4500 were not: something on the path may pass "
                   "the one and not the other.");
    if (stall.proves_key)
        IKT_SAY(draft, "A responder that is silent about a preshared key that differs, as IOS is, looks the same "
                       "here.");
    ikt_phase1_advise(draft, c, false);
    IKT_SAY_NEEDS(draft, false, "UDP port 4500 of {} let in, by its own filter or by the one before it", c->initiator);
    ikt_phase1_fix(draft, c, false);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_natt_4500_blocked = {
    .info = {
        .name = "natt-4500-blocked", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a message on UDP port 4500 is never answered",
        .explanation = "Messages on UDP port 500 are answered; behind a NAT the peers move to UDP port 4500 with "
            "message 5, and nothing ever comes back from there.\n\n"
            "A filter or a NAT rule passes only port 500. Any packet from the responder's port 4500 refutes it. A "
            "preshared key that differs looks the same where the responder is silent about it, so that stays possible; "
            "a capture at the responder tells whether message 5 arrives: with --join it is certain. " IKT_PROSE_RETRANSMISSION,
        .log = IKT_LOG(
            IKT_LOG_INITIATOR_IF(ALL, "main-unanswered", "retransmitting phase 1 MM_KEY_EXCH..."),
            IKT_LOG_INITIATOR_IF(ALL, "main-unanswered",
                "deleting SA reason \"Death by retransmission P1\" state (I) MM_KEY_EXCH (peer <responder>)"),
            IKT_LOG_INITIATOR_IF(ALL, "in-quick-mode", "retransmitting phase 2 QM_IDLE <message-id> ...")),
        .show = IKT_LINES("show crypto isakmp sa", "show <ip> interface | include access list", "show access-lists",
                          "show ip nat translations", IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on the router that is silent, and on filters before it", "<ip access-group> <ACL> in",
                             "! on the NAT before it",
                             "ip nat inside source static udp <inside> 500 interface <IF> 500",
                             "ip nat inside source static udp <inside> 4500 interface <IF> 4500"),
        .fix = IKT_LINES("configure terminal", "<ip access-list extended> <OUTSIDE-ACL>",
                         " <sequence><SEQ-BEFORE-IT> permit udp host <peer> any eq 4500", "end",
                         "clear crypto session remote <peer>"),
        .undo = IKT_LINES("configure terminal", "<ip access-list extended> <OUTSIDE-ACL>",
                          " no permit udp host <peer> any eq 4500", "end", "clear crypto session remote <peer>"),
        .touches = "It lets in UDP port 4500 of this address and nothing else, which takes ESP with it, so no line for "
            "ESP is needed; where this router filters nothing, the firewall or NAT before it needs the like: it is "
            "there that port 4500 has to be let through, or translated as port 500 is."},
    .phase1 = check_blocked,
    .phase2 = ikt_check_quick_port_4500,
    .logs = ikt_log_check_port_4500};
