/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ISAKMP policies, by what the router logs that held offers against its own.
 */
#include <string.h>

#include "rules/log_case.h"
#include "rules/log_checks.h"

/* An attribute of a policy: by which word a log names it, and where it stands. */
enum attribute {
    LENGTH, /* before the cipher: "key length" */
    ENCRYPTION,
    HASH,
    GROUP,
    AUTHENTICATION,
    NO_ATTRIBUTE
};
static const struct {
    const char *in_log, *noun;
} attributes[NO_ATTRIBUTE] = {
    [LENGTH] = {"length", "the key length"},
    [ENCRYPTION] = {"ncryption", "the encryption"},
    [HASH] = {"ash", "the hash"},
    [GROUP] = {"roup", "the Diffie-Hellman group"},
    [AUTHENTICATION] = {"uthentication", "the authentication method"},
};

static enum attribute attribute_of(const char *text)
{
    for (int i = 0; text && i < NO_ATTRIBUTE; i++)
        if (strstr(text, attributes[i].in_log))
            return (enum attribute)i;
    return NO_ATTRIBUTE;
}

static unsigned line_of(const struct ikt_router_policy *policy, enum attribute attribute)
{
    const unsigned line = attribute == LENGTH || attribute == ENCRYPTION ? policy->encryption_line
                          : attribute == HASH                            ? policy->hash_line
                          : attribute == GROUP                           ? policy->group_line
                                                                         : policy->authentication_line;
    return line != 0 ? line : policy->line;
}

static struct ikt_value policy_value(struct ikt_arena *arena, int encryption, int key_bits, int hash, int group,
                                     int authentication)
{
    if (encryption == IKT_ABSENT || hash == IKT_ABSENT || group == IKT_ABSENT || authentication == IKT_ABSENT)
        return ikt_unknown();
    const struct ikt_transform policy = {.protocol = IKT_PROTOCOL_ISAKMP,
                                         .encryption = encryption,
                                         .key_bits = key_bits,
                                         .hash = hash,
                                         .group = group,
                                         .authentication = authentication,
                                         .life_seconds = IKT_ABSENT,
                                         .life_kilobytes = IKT_ABSENT,
                                         .prf = IKT_ABSENT,
                                         .encapsulation = IKT_ABSENT,
                                         .integrity = IKT_ABSENT};
    return ikt_object(IKT_VALUE_POLICY, IKT_KEEP(arena, &policy));
}

static const struct ikt_router_policy *own_policy(const struct ikt_document_side *side, int priority)
{
    for (const struct ikt_router_policy *policy = side->router ? side->router->policies : NULL; policy;
         policy = policy->next)
        if (priority > 0 && policy->priority == (unsigned)priority)
            return policy;
    return side->router && side->router->policies && !side->router->policies->next ? side->router->policies : NULL;
}

/* Statements of both sides that set what is refused. */
static void cite_statements(struct ikt_draft *draft, const struct ikt_document_side *side, enum attribute attribute)
{
    unsigned cited = 0;
    for (const struct ikt_router_policy *policy = side->router ? side->router->policies : NULL; policy && cited < 4;
         policy = policy->next, cited++)
        ikt_document_ref(draft, side, line_of(policy, attribute), true);
}

static void say_checks(struct ikt_draft *draft, const struct ikt_log_case *c)
{
    struct ikt_arena *arena = c->documents->arena;
    bool seen[NO_ATTRIBUTE] = {false};
    for (size_t i = 0; i < c->log->check_count; i++) {
        const struct ikt_log_check *check = &c->log->checks[i];
        const enum attribute attribute = attribute_of(check->refused_by);
        if (attribute == NO_ATTRIBUTE || seen[attribute])
            continue;
        seen[attribute] = true;
        const struct ikt_log_policy *offered = &check->offered;
        const struct ikt_value theirs = policy_value(arena, offered->encryption, offered->key_bits, offered->hash,
                                                     offered->group, offered->authentication);
        const struct ikt_router_policy *own = own_policy(c->own, offered->priority);
        ikt_draft_ref(draft, check->refused_at.ref);
        IKT_SAY(draft, "By line {} of its log {} of the offer is not that of its own policy{}{}.",
                ikt_frame(check->refused_at.ref.number), ikt_words(attributes[attribute].noun),
                ikt_words(offered->priority > 0 ? " " : ""),
                offered->priority > 0 ? ikt_number((uint64_t)offered->priority) : ikt_words(""));
        cite_statements(draft, c->own, attribute);
        cite_statements(draft, c->other, attribute);
        if (draft->finding.initiator_has.kind != IKT_VALUE_UNKNOWN ||
            draft->finding.responder_has.kind != IKT_VALUE_UNKNOWN)
            continue;
        const struct ikt_value ours = !own || own->unclear ? ikt_unknown()
                                                           : policy_value(arena, own->encryption, own->key_bits,
                                                                          own->hash, own->group, own->authentication);
        ikt_draft_has(draft, c->by_a ? ours : theirs, c->by_a ? theirs : ours);
    }
}

/* The router that refuses says so itself. */
static void check_own(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    if (!ikt_log_stands(c, IKT_SAID_PHASE1_REFUSED) || ikt_log_stands(c, IKT_SAID_NO_KEY))
        return;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_P1_POLICY_MISMATCH, IKT_LIKELIHOOD_CERTAIN, IKT_RANK_DIFFERENCE);
    IKT_SUMMARY(draft, "{} accepts none of the policies that {} offers", c->writer, c->peer);
    ikt_log_say(draft, c, &c->log->said[IKT_SAID_PHASE1_REFUSED],
                "that none of the offered policies is one of its own");
    say_checks(draft, c);
    ikt_log_advise(draft, c);
}

/* Its peer refuses, in clear, and anybody may have sent that. */
static void check_peer(const struct ikt_log_case *c, struct ikt_drafts *drafts)
{
    if (!ikt_log_stands(c, IKT_SAID_PHASE1_REFUSED_THERE))
        return;
    struct ikt_draft *draft =
        ikt_log_draft(c, drafts, IKT_RULE_P1_POLICY_MISMATCH, IKT_LIKELIHOOD_POSSIBLE, IKT_RANK_READING);
    IKT_SUMMARY(draft, "{} may accept none of the policies that {} offers", c->peer, c->writer);
    ikt_log_say(draft, c, &c->log->said[IKT_SAID_PHASE1_REFUSED_THERE], "that the peer refuses phase 1 with a notify");
    IKT_SAY(draft, "A peer that does not know the address may send the same; its own log tells.");
    ikt_log_advise(draft, c);
}

void ikt_log_check_policy(const struct ikt_document_case *documents, struct ikt_drafts *drafts)
{
    struct ikt_log_case c;
    for (int side = 0; side < 2; side++) {
        if (!ikt_log_case_init(&c, documents, side))
            continue;
        check_own(&c, drafts);
        check_peer(&c, drafts);
    }
}
