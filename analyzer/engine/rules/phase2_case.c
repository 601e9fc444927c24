/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/phase2_case.h"

#include <string.h>

#include "evidence/ios_words.h"
#include "rules/assumed_offer.h"
#include "rules/forgotten_past.h"
#include "rules/log_grounds.h"
#include "rules/syntax.h"
#include "rules/value_text.h"

/* Beyond this a router may have been configured anew: judgement. */
#define SAME_CONFIGURATION (3600 * IKT_SECOND)

bool ikt_claim_by_peer(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    return ikt_address_equal(&claim->owner, &c->record->responder->endpoint.address);
}

static bool is_own(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    return ikt_address_equal(&claim->owner, &c->record->initiator->endpoint.address);
}

struct ikt_proxies ikt_claim_networks(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    return ikt_claim_by_peer(c, claim) ? ikt_proxies_swap(&claim->networks) : claim->networks;
}

bool ikt_peer_is_known(const struct ikt_phase2_case *c)
{
    return c->mirror && ikt_claim_is_complete(c->mirror);
}

/* A configuration that was put to the model, which does not refuse, or not for this, or is not sure. Where the networks
 * are not told, the responder's own log answers in its place. */
static bool is_doubted(const struct ikt_phase2_case *c, const struct ikt_claim *claim, enum ikt_part part)
{
    if (c->networks.kind == IKT_VALUE_UNKNOWN && ikt_log_says_of_itself(c))
        return false;
    return c->failed && c->model && claim && claim->kind == IKT_CLAIM_CONFIGURED &&
           !ikt_answer_refuses_for(c->model, part);
}

struct ikt_grounds ikt_phase2_grounds(const struct ikt_phase2_case *c, const struct ikt_claim *claim,
                                      enum ikt_part part)
{
    return (struct ikt_grounds){
        .theirs = claim,
        .same_networks = claim && claim == c->mirror,
        .contested = c->mirror_contested || is_doubted(c, claim, part),
        /* nobody has read what came: then both sides' configurations have to say it; what is only supposed, nobody can
         * have made up */
        .offer_protected = (c->protected_offer &&
                            (!c->assumed || (c->assumed_alone && claim && claim->kind == IKT_CLAIM_CONFIGURED))) ||
                           c->record->supposed == IKT_SUPPOSED_SURE || c->record->supposed == IKT_SUPPOSED_LOGGED ||
                           c->read_in_log,
        /* what refuses in clear may be anybody's */
        .refused = c->record->outcome == IKT_OUTCOME_REJECTED &&
                   (c->record->supposed == IKT_SUPPOSED_SURE ||
                    (c->record->rejection && c->record->rejection->encrypted) || ikt_log_says_of_itself(c)),
    };
}

static ikt_time distance(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    if (c->record->start_time == IKT_TIME_NONE || claim->time == IKT_TIME_NONE)
        return G_MAXINT64;
    ikt_time between = claim->time - c->record->start_time;
    return between < 0 ? -between : between;
}

static void keep_nearer(const struct ikt_phase2_case *c, const struct ikt_claim **best, const struct ikt_claim *claim)
{
    if (!*best || distance(c, claim) <= distance(c, *best))
        *best = claim;
}

static bool came_to_nothing(const struct ikt_claim *claim)
{
    return claim->outcome == IKT_OUTCOME_REJECTED || claim->outcome == IKT_OUTCOME_DELETED ||
           claim->outcome == IKT_OUTCOME_NO_RESPONSE;
}

static bool same_addresses(const struct ikt_proxies *a, const struct ikt_proxies *b)
{
    return ikt_proxy_addresses(&a->initiator, &b->initiator) == IKT_RELATION_EQUAL &&
           ikt_proxy_addresses(&a->responder, &b->responder) == IKT_RELATION_EQUAL;
}

static bool share_one_network(const struct ikt_proxies *a, const struct ikt_proxies *b)
{
    return ikt_proxy_relation(&a->initiator, &b->initiator) == IKT_RELATION_EQUAL ||
           ikt_proxy_relation(&a->responder, &b->responder) == IKT_RELATION_EQUAL;
}

/* Offers for the same networks are not weighed here: see choose_mirror. */
static void weigh_peers_offer(struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    struct ikt_proxies swapped = ikt_proxies_swap(&claim->networks);
    enum ikt_relation relation = ikt_proxies_relation(&c->proxies, &swapped);
    if (relation == IKT_RELATION_DISJOINT && same_addresses(&c->proxies, &swapped))
        relation = IKT_RELATION_OVERLAP; /* the same networks, protocols or ports that exclude each other */
    switch (relation) {
    case IKT_RELATION_SUBSET:
        if (came_to_nothing(claim))
            keep_nearer(c, &c->refused_whole, claim);
        /* fall through */
    case IKT_RELATION_SUPERSET:
    case IKT_RELATION_OVERLAP:
        /* a line that contains the other says more than one that crosses it */
        if (c->related && c->relation != IKT_RELATION_OVERLAP && relation == IKT_RELATION_OVERLAP)
            break;
        if (c->related && c->relation == IKT_RELATION_OVERLAP && relation != IKT_RELATION_OVERLAP)
            c->related = NULL;
        keep_nearer(c, &c->related, claim);
        if (c->related == claim)
            c->relation = relation;
        break;
    case IKT_RELATION_DISJOINT:
        if (share_one_network(&c->proxies, &swapped))
            keep_nearer(c, &c->half_matching, claim);
        break;
    case IKT_RELATION_EQUAL:
    case IKT_RELATION_UNKNOWN:
        break;
    }
}

static bool is_mirror(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    struct ikt_proxies swapped = ikt_proxies_swap(&claim->networks);
    return ikt_proxies_relation(&c->proxies, &swapped) == IKT_RELATION_EQUAL;
}

static void weigh_own_offer(struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    if (claim->kind == IKT_CLAIM_CONFIGURED &&
        ikt_proxies_relation(&c->proxies, &claim->networks) == IKT_RELATION_EQUAL)
        c->own = claim;
    if (claim->outcome != IKT_OUTCOME_ESTABLISHED)
        return;
    enum ikt_relation relation = ikt_proxies_relation(&c->proxies, &claim->networks);
    if (relation == IKT_RELATION_EQUAL)
        keep_nearer(c, &c->accepted, claim);
    else if (relation == IKT_RELATION_SUPERSET)
        keep_nearer(c, &c->accepted_part, claim);
}

/* Would what is remembered let this offer pass? Then it contradicts an offer that would not. */
static bool agrees(const struct ikt_phase2_case *c, const struct ikt_sa *sa, int pfs_group)
{
    struct ikt_comparison comparison = ikt_offers_compare(c->record->offer, sa);
    return comparison.comparable && comparison.some == 0 && pfs_group == c->record->pfs_group;
}

static bool is_before(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    if (claim->sequence != 0 && c->offer_sequence != 0)
        return claim->sequence < c->offer_sequence;
    /* a configuration holds before all that the capture shows */
    return claim->time == IKT_TIME_NONE || claim->time <= c->record->start_time;
}

/* Did this very offer pass, between the peer's own offer and this Quick Mode? */
static bool passed_between(const struct ikt_phase2_case *c)
{
    for (size_t i = 0; i < c->claims.count; i++) {
        const struct ikt_claim *claim = &c->claims.items[i];
        bool between = is_before(c, c->mirror) ? claim->sequence > c->mirror->sequence && is_before(c, claim)
                                               : claim->sequence < c->mirror->sequence && !is_before(c, claim);
        if (between && claim->outcome == IKT_OUTCOME_ESTABLISHED && is_own(c, claim) &&
            ikt_proxies_relation(&c->proxies, &claim->networks) == IKT_RELATION_EQUAL &&
            agrees(c, claim->chosen, claim->pfs_group))
            return true;
    }
    return false;
}

static bool let_it_pass(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    return agrees(c, claim->sets, claim->pfs_group);
}

static bool is_far_off(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    return claim->time != IKT_TIME_NONE && distance(c, claim) > SAME_CONFIGURATION;
}

/* What the peer claims for the same networks. */
struct mirrors {
    const struct ikt_claim *before, *after; /* its last offer before this one, its first after it */
    const struct ikt_claim *document;       /* the last that says all, else the last */
};

/*
 * The peer's last offer before this one counts, else what a document says, else the first offer after it: what is
 * certain once stays so, whatever a later frame brings. Only where that would have let it pass is a later offer asked,
 * and doubted.
 */
static void choose_mirror(struct ikt_phase2_case *c, const struct mirrors *mirrors)
{
    /* a configuration without these networks is a document that says so */
    const bool lacks = c->failed && c->lines > 0 && !c->covered;
    const struct ikt_claim *before = mirrors->before, *after = lacks ? NULL : mirrors->after;
    const struct ikt_claim *otherwise = mirrors->document ? mirrors->document : after;
    bool stale = before && otherwise && is_far_off(c, before);
    c->mirror = !before || stale ? otherwise : before;
    if (!c->mirror)
        return;
    if (c->failed && after && c->mirror != after && let_it_pass(c, c->mirror) && !let_it_pass(c, after)) {
        c->mirror = after;
        c->mirror_contested = true;
        return;
    }
    const bool later = !is_before(c, c->mirror);
    c->past_forgotten = ikt_past_may_dispute(c, c->mirror, later);
    c->past_unread = ikt_past_is_unread(c, c->mirror, later);
    c->mirror_contested = is_far_off(c, c->mirror) || passed_between(c) || c->past_forgotten || c->past_unread ||
                          (c->assumed && c->undecrypted.accepted);
}

/* Do both leave one choice in common? */
static bool share_a_choice(const struct ikt_claim *a, const struct ikt_claim *b)
{
    struct ikt_comparison comparison = ikt_offers_compare(a->sets, b->sets);
    return comparison.comparable && comparison.some == 0 && a->pfs_group == b->pfs_group;
}

static bool is_document(const struct ikt_claim *claim)
{
    return claim->kind != IKT_CLAIM_OFFERED;
}

/* A document that says otherwise leaves doubt; where it names a cause and the mirror none, it takes its place. */
static void ask_document(struct ikt_phase2_case *c, const struct ikt_claim *document)
{
    bool complete = ikt_claim_is_complete(document);
    bool passes = let_it_pass(c, document), mirror_passes = let_it_pass(c, c->mirror);
    if (!complete && !passes)
        return; /* what it does not say may be there */
    if (passes == mirror_passes && (!complete || share_a_choice(document, c->mirror)))
        return;
    bool asked = c->failed && mirror_passes && !passes;
    c->disputing = asked ? c->mirror : document;
    c->mirror = asked ? document : c->mirror;
    c->mirror_contested = true;
}

static void ask_documents(struct ikt_phase2_case *c)
{
    for (size_t i = 0; c->mirror && i < c->claims.count; i++) {
        const struct ikt_claim *claim = &c->claims.items[i];
        if (is_document(claim) && claim->sets && claim != c->mirror && ikt_claim_by_peer(c, claim) &&
            is_mirror(c, claim))
            ask_document(c, claim);
    }
}

static void keep_mirror(const struct ikt_phase2_case *c, struct mirrors *mirrors, const struct ikt_claim *claim)
{
    if (is_document(claim)) {
        if (!mirrors->document || ikt_claim_is_complete(claim) || !ikt_claim_is_complete(mirrors->document))
            mirrors->document = claim;
    } else if (is_before(c, claim)) {
        mirrors->before = claim;
    } else if (!mirrors->after) {
        mirrors->after = claim;
    }
}

static void keep_document(struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    const struct ikt_proxies swapped = ikt_proxies_swap(&claim->networks);
    enum ikt_relation relation = ikt_proxies_relation(&c->proxies, &swapped);
    if (relation == IKT_RELATION_EQUAL)
        c->document = claim;
    c->covered = c->covered || relation == IKT_RELATION_EQUAL || relation == IKT_RELATION_SUBSET ||
                 relation == IKT_RELATION_UNKNOWN;
    if (c->lines++ == 0)
        c->first_line = claim;
}

static void read_claims(struct ikt_phase2_case *c)
{
    struct mirrors mirrors = {0};
    if (!c->record->offer)
        return;
    for (size_t i = 0; i < c->claims.count; i++) {
        const struct ikt_claim *claim = &c->claims.items[i];
        bool by_peer = ikt_claim_by_peer(c, claim);
        if (!claim->sets)
            continue;
        if (by_peer && claim->kind == IKT_CLAIM_CONFIGURED)
            keep_document(c, claim);
        if (by_peer && is_mirror(c, claim)) {
            keep_mirror(c, &mirrors, claim);
        } else if (by_peer) {
            weigh_peers_offer(c, claim);
        } else if (is_own(c, claim)) {
            weigh_own_offer(c, claim);
        }
    }
    choose_mirror(c, &mirrors);
    ask_documents(c);
    if (!c->mirror && c->networks.kind == IKT_VALUE_UNKNOWN)
        c->mirror = ikt_log_entry_of_peer(c);
}

bool ikt_phase2_failed(const struct ikt_phase2 *record)
{
    for (size_t i = 0; i < record->seen_count; i++)
        if (record->seen[i].name == IKT_QUICK2)
            return false;
    return record->outcome == IKT_OUTCOME_REJECTED || record->outcome == IKT_OUTCOME_DELETED ||
           record->outcome == IKT_OUTCOME_NO_RESPONSE;
}

static void read_frames(struct ikt_phase2_case *c)
{
    const struct ikt_phase2 *record = c->record;
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        if (seen->name == IKT_QUICK1 && c->offer_frame == 0) {
            c->offer_frame = seen->frame;
            c->offer_sequence = seen->sequence;
            c->protected_offer = seen->decryption != IKT_DECRYPTION_CLEARTEXT;
        }
        if (seen->name == IKT_DELETE && record->outcome == IKT_OUTCOME_DELETED)
            c->answer_frame = seen->frame;
    }
    if (record->rejection)
        c->answer_frame = record->rejection->frame;
    c->failed = ikt_phase2_failed(record);
}

static void read_offer(struct ikt_phase2_case *c)
{
    struct ikt_suites suites;
    ikt_suites_of(c->record->offer, &suites);
    c->has_suite = suites.count > 0;
    if (c->has_suite)
        c->suite = suites.items[0];
    if (c->failed)
        c->content = ikt_offer_content_of(&suites);
    if (!c->record->offer)
        return;
    c->proxies.initiator = ikt_proxy_of(c->record->proxy_initiator);
    c->proxies.responder = ikt_proxy_of(c->record->proxy_responder);
    if (c->proxies.initiator.known && c->proxies.responder.known)
        c->networks = ikt_object(IKT_VALUE_NETWORKS, IKT_KEEP(c->arena, &c->proxies));
}

static struct ikt_value line_of(const struct ikt_phase2_case *c, const struct ikt_proxy *source,
                                const struct ikt_proxy *destination)
{
    struct ikt_permit permit = {*source, *destination};
    return ikt_object(IKT_VALUE_PERMIT, IKT_KEEP(c->arena, &permit));
}

/* NO-PROPOSAL-CHOSEN, or a refusal that no key opens, of a router that may be IOS and has no other one. */
static bool is_no_proposal(const struct ikt_phase2_case *c)
{
    return c->notify == IKT_NOTIFY_NO_PROPOSAL_CHOSEN || (c->unreadable && c->responder_is->logs_like_ios);
}

/* ... and does it name the SPI, as IOS does, so that the initiator drops the SA at once? */
static bool names_spi(const struct ikt_phase2_case *c)
{
    static const uint8_t zero[4];
    if (c->notify == IKT_ABSENT || !c->record->rejection)
        return c->responder_is->logs_like_ios;
    struct ikt_bytes spi = c->record->rejection->notify->spi;
    return spi.length != sizeof zero ? c->responder_is->one_answer_is_known : memcmp(spi.data, zero, sizeof zero) != 0;
}

static struct ikt_value debug_proxy(const struct ikt_proxy *proxy)
{
    return ikt_object(IKT_VALUE_PROXY_DEBUG, ikt_proxy_prefix(proxy) < 0 ? NULL : proxy);
}

/* Nothing more than that the value is there. */
static struct ikt_value holds(bool condition)
{
    return condition ? ikt_words("") : ikt_unknown();
}

static bool has_old_words(const struct ikt_phase2_case *c)
{
    const struct ikt_transform *first = c->suite.ah ? c->suite.ah : c->suite.esp;
    return c->has_suite && first && first->integrity != IKT_ABSENT;
}

void ikt_phase2_case_name(struct ikt_phase2_case *c)
{
    const struct ikt_phase2 *record = c->record;
    const struct ikt_proxies *proxies = ikt_keep(c->arena, &c->proxies, sizeof c->proxies);
    struct ikt_value suite = c->has_suite ? ikt_object(IKT_VALUE_SUITE, IKT_KEEP(c->arena, &c->suite)) : ikt_unknown();
    struct ikt_value local = debug_proxy(&proxies->responder), remote = debug_proxy(&proxies->initiator);
    bool refused = is_no_proposal(c), shown = local.kind != IKT_VALUE_UNKNOWN && remote.kind != IKT_VALUE_UNKNOWN;
    uint8_t family =
        proxies->initiator.known ? proxies->initiator.low.family : record->initiator->endpoint.address.family;
    const struct ikt_named_value items[] = {
        IKT_NAMED("initiator", c->initiator),
        IKT_NAMED("responder", c->responder),
        IKT_NAMED("remote", c->initiator),
        /* of one that no packet showed there is none */
        IKT_NAMED("message-id", record->message_id != 0 ? ikt_number(record->message_id) : ikt_unknown()),
        IKT_NAMED("offered", suite),
        IKT_NAMED("suite", c->has_suite ? ikt_object(IKT_VALUE_SUITE_IOS, suite.is.object) : suite),
        IKT_NAMED("mode", c->has_suite ? ikt_words(ikt_mode_word(ikt_suite_mode(&c->suite))) : suite),
        IKT_NAMED("old-transform",
                  refused && has_old_words(c) ? ikt_object(IKT_VALUE_SUITE_OLD, suite.is.object) : ikt_unknown()),
        IKT_NAMED("initiator-proxy", remote),
        IKT_NAMED("responder-proxy", local),
        IKT_NAMED("initiator-line", line_of(c, &proxies->initiator, &proxies->responder)),
        IKT_NAMED("responder-line", line_of(c, &proxies->responder, &proxies->initiator)),
        IKT_NAMED("group",
                  record->offer && record->pfs_group != IKT_ABSENT ? ikt_pfs(record->pfs_group) : ikt_unknown()),
        IKT_NAMED("in-quick-mode", holds(true)),
        IKT_NAMED("no-proposal", holds(refused)),
        IKT_NAMED("larval", holds(refused && names_spi(c))),
        IKT_NAMED("offered-read", holds(refused && c->has_suite)),
        IKT_NAMED("proxies-read", holds(refused && shown)),
    };
    c->values = ikt_named_values_new(c->arena, ikt_syntax_of(family), G_N_ELEMENTS(items), items);
}

/*
 * GRE between the peers themselves is of a tunnel interface: there is no line to get wrong, and of what is left the
 * mode differs most often.
 */
static void weigh_mode_of_gre(struct ikt_phase2_case *c)
{
    bool between_peers = c->priors.transforms > 0 && ikt_proxies_are_gre(&c->proxies) &&
                         ikt_proxy_is_address(&c->proxies.initiator, &c->record->initiator->endpoint.address) &&
                         ikt_proxy_is_address(&c->proxies.responder, &c->record->responder->endpoint.address);
    if (between_peers && c->notify == IKT_NOTIFY_NO_PROPOSAL_CHOSEN && c->priors.selectors > c->priors.mode)
        c->priors.mode = c->priors.selectors - 1;
}

void ikt_phase2_case_init(struct ikt_phase2_case *c, struct ikt_arena *arena, const struct ikt_phase2 *record,
                          const struct ikt_evidence *evidence, const struct ikt_pair_documents *documents,
                          const struct ikt_assumption *assume)
{
    *c = (struct ikt_phase2_case){
        .arena = arena,
        .record = record,
        .wire = record,
        .evidence = evidence,
        .documents = documents,
        .claims = ikt_claims_of(arena, evidence, &documents->claims),
        .responder_is = ikt_product_of(record->responder->vendor),
        .initiator_is = ikt_product_of(record->initiator->vendor),
        .initiator = ikt_address_of(&record->initiator->endpoint.address),
        .responder = ikt_address_of(&record->responder->endpoint.address),
        .notify = IKT_ABSENT,
    };
    read_frames(c);
    ikt_undecrypted_init(&c->undecrypted, record, evidence, &c->claims);
    if (assume) { /* documents come first among the claims */
        c->assumed = &c->claims.items[assume->document];
        c->assumed_alone = assume->alone;
        c->record = ikt_record_with_offer(arena, record, c->assumed);
    }
    if (!assume)
        ikt_log_offer_read(c);
    read_offer(c);
    if (record->outcome == IKT_OUTCOME_REJECTED) {
        c->unreadable = record->supposed != IKT_SUPPOSED_LOGGED && (!record->rejection || !record->rejection->notify);
        if (record->rejection && record->rejection->notify)
            c->notify = record->rejection->notify->type;
    }
    ikt_log_answer_read(c);
    bool transport = c->has_suite && ikt_suite_mode(&c->suite) == IKT_ENCAPSULATION_TRANSPORT;
    c->priors = c->refusal > IKT_REFUSAL_UNSAID
                    ? ikt_priors_of_log(c->refusal, transport)
                    : ikt_priors_of(record, c->responder_is, c->notify, transport, &c->undecrypted);
    weigh_mode_of_gre(c);
    if (record->supposed == IKT_SUPPOSED_NOT)
        c->model = ikt_quick_answer(arena, c->record, &c->proxies, documents);
    read_claims(c);
}
