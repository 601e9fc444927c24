/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * INITIAL-CONTACT again and again: each new ISAKMP SA has the receiver throw away the SAs of the one before.
 */
#include <string.h>

#include "rules/phase1_case.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "track/identity_hash.h"

/* So many of them, each so soon after the one before, are no coincidence. */
#define CONTACTS 3
#define SOON     (600 * IKT_SECOND)

/* Those around this ISAKMP SA's own, without a gap. */
struct contact_run {
    size_t count;
    struct ikt_contact contacts[IKT_CONTACTS];
    bool two_peers;  /* both addresses say it */
    bool two_places; /* one address says it from several ports: several hosts behind it */
    bool returns;    /* who said it before says it again behind another one */
};

/* Did the second one meet the SAs of the first alive? Those of another identity of one host are not meant. */
static bool meets(const struct ikt_contact *one, const struct ikt_contact *next)
{
    if (ikt_address_equal(&one->source.address, &next->source.address) &&
        !ikt_identity_hash_may_equal(one->identity, next->identity))
        return false;
    return ikt_time_is_known(one->time) && next->time - one->time <= SOON &&
           (one->deleted_sequence == 0 || one->deleted_sequence > next->sequence);
}

static bool same_place(const struct ikt_contact *a, const struct ikt_contact *b)
{
    return ikt_address_equal(&a->source.address, &b->source.address) && a->source.port == b->source.port;
}

/* What was refused, or not understood, threw nothing away. */
static size_t take_those_that_came_up(const struct ikt_evidence *evidence, struct ikt_contact *out)
{
    size_t count = 0;
    for (size_t i = 0; i < evidence->contact_count && count < IKT_CONTACTS; i++) {
        if (evidence->contacts[i].came_up)
            out[count++] = evidence->contacts[i];
    }
    return count;
}

static void see_places(struct contact_run *run)
{
    const struct ikt_contact *contacts = run->contacts;
    for (size_t i = 1; i < run->count; i++) {
        bool other = !ikt_address_equal(&contacts[i].source.address, &contacts[0].source.address);
        run->two_peers = run->two_peers || other;
        run->two_places = run->two_places || (!other && contacts[i].source.port != contacts[0].source.port);
        for (size_t j = 0; j + 1 < i; j++)
            run->returns =
                run->returns || (same_place(&contacts[j], &contacts[i]) && !same_place(&contacts[i - 1], &contacts[i]));
    }
}

/* False where this ISAKMP SA is not among them. */
static bool read_run(struct contact_run *run, const struct ikt_phase1_case *c)
{
    struct ikt_contact contacts[IKT_CONTACTS];
    size_t count = take_those_that_came_up(c->evidence, contacts), own = 0;
    while (own < count && memcmp(contacts[own].initiator_cookie, c->record->initiator_cookie, IKT_COOKIE_SIZE) != 0)
        own++;
    if (own == count)
        return false;
    size_t first = own, last = own;
    while (first > 0 && meets(&contacts[first - 1], &contacts[first]))
        first--;
    while (last + 1 < count && meets(&contacts[last], &contacts[last + 1]))
        last++;
    *run = (struct contact_run){.count = last - first + 1};
    memcpy(run->contacts, &contacts[first], run->count * sizeof *contacts);
    see_places(run);
    return true;
}

static void check_contacts(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct contact_run run;
    if (c->record->outcome != IKT_OUTCOME_ESTABLISHED || c->record->one_direction || !read_run(&run, c) ||
        run.count < CONTACTS)
        return;
    const struct ikt_contact *contacts = run.contacts, *last = &contacts[run.count - 1];
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_INITIAL_CONTACT_WAR,
                                            run.returns ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_NAMED);
    struct ikt_value who = ikt_address_of(IKT_KEEP(c->arena, &last->source.address));
    if (run.two_peers)
        IKT_SUMMARY(draft, "{} and {} throw away each other's SAs by INITIAL-CONTACT, again and again", c->initiator,
                    c->responder);
    else if (run.two_places)
        IKT_SUMMARY(draft, "Several hosts behind {} throw away each other's SAs by INITIAL-CONTACT", who);
    else
        IKT_SUMMARY(draft, "{} begins anew with INITIAL-CONTACT again and again, while its SAs are alive", who);
    for (size_t i = 0; i < run.count; i++)
        ikt_draft_frame(draft, contacts[i].frame);
    IKT_SAY(draft,
            "INITIAL-CONTACT stands in {} ISAKMP SAs within {} s, in frames {} to {}, each while the one before it was "
            "not deleted.",
            ikt_number(run.count), ikt_seconds(last->time - contacts[0].time), ikt_frame(contacts[0].frame),
            ikt_frame(last->frame));
    if (run.returns)
        IKT_SAY(draft, "Who said it comes back after another one has said it.");
    else
        IKT_SAY(draft, "A host that restarts, or loses its SAs without a word, looks the same.");
    ikt_phase1_advise(draft, c, false);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_initial_contact_war = {
    .info = {
        .name = "initial-contact-war", .severity = IKT_SEVERITY_WARNING, .group = IKT_GROUP_SEQUENCE,
        .line = "SAs thrown away by INITIAL-CONTACT, again and again",
        .explanation = "New ISAKMP SAs come one after the other, each with INITIAL-CONTACT, which has its receiver "
            "throw away all other SAs with that peer (RFC 2407 section 4.6.3.3), while these are alive.\n\n"
            "Two hosts behind one NAT, or with one identity, do that to each other, and so do two routers that both "
            "begin and both take their own SA for the only one. Probable where who said it comes back after another "
            "one; a single host that restarts looks alike and makes it possible. It is a verified notify: without keys "
            "it is not seen. A DELETE before the next one refutes it: then somebody clears the SAs.\n\n"
            "What helps: an identity of its own for each host behind the NAT (\"crypto isakmp identity\"), UDP "
            "encapsulation so that their ports tell them apart, or one side that only answers. \"show crypto isakmp "
            "peers\" on the router that answers shows who takes turns. What IOS does with it is from RFC 2407; no "
            "router's log of it is at hand.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show crypto isakmp peers <other>", IKT_SHOW_SESSION, "show crypto isakmp sa detail",
                          IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on the hosts that take turns", "crypto isakmp identity <address|hostname|dn>",
                             "! on a NAT before them", "ip nat inside source list <ACL> interface <IF> overload"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_contacts};
/* clang-format on */
