/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/phase2_case.h"

#include "rules/ios_words.h"
#include "rules/evidence_text.h"

/* Hosts in place of networks make two IDs shorter by 8 octets, which padding makes one block. */
#define OTHER_IDS 16
/* Beyond this a router may have been configured anew: judgement. */
#define SAME_CONFIGURATION (3600 * IKT_SECOND)

struct ikt_proxies ikt_history_proxies(const struct ikt_history *history)
{
    return (struct ikt_proxies){.initiator = ikt_proxy_of(history->proxy_initiator),
                                .responder = ikt_proxy_of(history->proxy_responder)};
}

static ikt_time distance(const struct ikt_case *c, const struct ikt_history *history)
{
    if (c->record->start_time == IKT_TIME_NONE || history->time == IKT_TIME_NONE)
        return G_MAXINT64;
    ikt_time between = history->time - c->record->start_time;
    return between < 0 ? -between : between;
}

static void keep_nearer(const struct ikt_case *c, const struct ikt_history **best, const struct ikt_history *history)
{
    if (*best == NULL || distance(c, history) <= distance(c, *best))
        *best = history;
}

static bool came_to_nothing(const struct ikt_history *history)
{
    return history->outcome == IKT_OUTCOME_REJECTED || history->outcome == IKT_OUTCOME_DELETED ||
           history->outcome == IKT_OUTCOME_NO_RESPONSE;
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
static void weigh_peers_offer(struct ikt_case *c, const struct ikt_history *history)
{
    struct ikt_proxies theirs = ikt_history_proxies(history);
    struct ikt_proxies swapped = ikt_proxies_swap(&theirs);
    enum ikt_relation relation = ikt_proxies_relation(&c->proxies, &swapped);
    if (relation == IKT_RELATION_DISJOINT && same_addresses(&c->proxies, &swapped))
        relation = IKT_RELATION_OVERLAP; /* the same networks, protocols or ports that exclude each other */
    switch (relation) {
    case IKT_RELATION_SUBSET:
        if (came_to_nothing(history))
            keep_nearer(c, &c->refused_whole, history);
        /* fall through */
    case IKT_RELATION_SUPERSET:
    case IKT_RELATION_OVERLAP:
        /* a line that contains the other says more than one that crosses it */
        if (c->related != NULL && c->relation != IKT_RELATION_OVERLAP && relation == IKT_RELATION_OVERLAP)
            break;
        if (c->related != NULL && c->relation == IKT_RELATION_OVERLAP && relation != IKT_RELATION_OVERLAP)
            c->related = NULL;
        keep_nearer(c, &c->related, history);
        if (c->related == history)
            c->relation = relation;
        break;
    case IKT_RELATION_DISJOINT:
        if (share_one_network(&c->proxies, &swapped))
            keep_nearer(c, &c->beside, history);
        break;
    case IKT_RELATION_EQUAL:
    case IKT_RELATION_UNKNOWN:
        break;
    }
}

static bool is_mirror(const struct ikt_case *c, const struct ikt_history *history)
{
    struct ikt_proxies theirs = ikt_history_proxies(history);
    struct ikt_proxies swapped = ikt_proxies_swap(&theirs);
    return ikt_proxies_relation(&c->proxies, &swapped) == IKT_RELATION_EQUAL;
}

static void weigh_own_offer(struct ikt_case *c, const struct ikt_history *history)
{
    if (history->outcome != IKT_OUTCOME_ESTABLISHED)
        return;
    struct ikt_proxies earlier = ikt_history_proxies(history);
    enum ikt_relation relation = ikt_proxies_relation(&c->proxies, &earlier);
    if (relation == IKT_RELATION_EQUAL)
        keep_nearer(c, &c->accepted, history);
    else if (relation == IKT_RELATION_SUPERSET)
        keep_nearer(c, &c->accepted_part, history);
}

/* Would what is remembered let this offer pass? Then it contradicts an offer that would not. */
static bool agrees(const struct ikt_case *c, const struct ikt_sa *sa, int pfs_group)
{
    struct ikt_comparison comparison = ikt_offers_compare(c->record->offer, sa);
    return comparison.comparable && comparison.some == 0 && pfs_group == c->record->pfs_group;
}

static bool is_before(const struct ikt_case *c, const struct ikt_history *history)
{
    if (history->frame != 0 && c->offer_frame != 0)
        return history->frame < c->offer_frame;
    return history->time <= c->record->start_time;
}

/* Did this very offer pass, between the peer's own offer and this Quick Mode? */
static bool passed_between(const struct ikt_case *c)
{
    for (size_t i = 0; i < c->evidence->history_count; i++) {
        const struct ikt_history *history = &c->evidence->history[i];
        bool between = is_before(c, c->mirror) ? history->frame > c->mirror->frame && is_before(c, history)
                                               : history->frame < c->mirror->frame && !is_before(c, history);
        struct ikt_proxies proxies = ikt_history_proxies(history);
        if (between && history->outcome == IKT_OUTCOME_ESTABLISHED &&
            ikt_address_equal(&history->initiator, &c->record->initiator->endpoint.address) &&
            ikt_proxies_relation(&c->proxies, &proxies) == IKT_RELATION_EQUAL &&
            agrees(c, history->choice, history->pfs_group))
            return true;
    }
    return false;
}

/*
 * The peer's last offer before this one counts, else its first after it: what is certain once stays so, whatever a
 * later frame brings. Only where the last one before it would have let it pass is a later one asked, and doubted.
 */
static void choose_mirror(struct ikt_case *c, const struct ikt_history *before, const struct ikt_history *after)
{
    bool stale = before != NULL && after != NULL && distance(c, before) > SAME_CONFIGURATION;
    c->mirror = before == NULL || stale ? after : before;
    if (c->mirror == NULL)
        return;
    if (c->failed && c->mirror == before && after != NULL && agrees(c, before->offer, before->pfs_group) &&
        !agrees(c, after->offer, after->pfs_group)) {
        c->mirror = after;
        c->mirror_contested = true;
        return;
    }
    c->mirror_contested = distance(c, c->mirror) > SAME_CONFIGURATION || passed_between(c);
}

static void read_history(struct ikt_case *c)
{
    const struct ikt_evidence *evidence = c->evidence;
    const struct ikt_history *before = NULL, *after = NULL;
    if (c->record->offer == NULL)
        return;
    for (size_t i = 0; i < evidence->history_count; i++) {
        const struct ikt_history *history = &evidence->history[i];
        bool by_peer = ikt_address_equal(&history->initiator, &c->record->responder->endpoint.address);
        if (history->offer == NULL)
            continue;
        if (by_peer && is_mirror(c, history)) {
            if (is_before(c, history))
                before = history;
            else if (after == NULL)
                after = history;
        } else if (by_peer) {
            weigh_peers_offer(c, history);
        } else if (ikt_address_equal(&history->initiator, &c->record->initiator->endpoint.address)) {
            weigh_own_offer(c, history);
        }
    }
    choose_mirror(c, before, after);
}

bool ikt_case_responder_is(const struct ikt_case *c, enum ikt_vendor vendor)
{
    return c->record->responder->vendor == vendor;
}

bool ikt_case_suite(const struct ikt_case *c, struct ikt_suite *out)
{
    struct ikt_suites suites;
    ikt_suites_of(c->record->offer, &suites);
    if (suites.count == 0)
        return false;
    *out = suites.items[0];
    return true;
}

/* Nothing is read: what the lengths of both sides' proposals, and what became of the peer's, leave likely. */
static struct ikt_priors closed_priors(const struct ikt_closed *closed)
{
    struct ikt_priors priors = {.selectors = 45, .transforms = 35, .pfs = 12, .peer = 8};
    bool came_up = closed->peer != NULL && closed->peer->outcome == IKT_OUTCOME_ESTABLISHED;
    bool few =
        closed->difference == IKT_SIZE_SAME || (closed->difference == IKT_SIZE_BLOCKS && closed->octets <= OTHER_IDS);
    if (closed->at_once) /* one map entry has its sets and PFS for all its lines */
        return (struct ikt_priors){.selectors = 60, .transforms = 10, .pfs = 2, .peer = 2};
    if (few && came_up) /* a set in common serves both ways, a line inside the other one way only */
        return (struct ikt_priors){.selectors = 60, .transforms = 5, .pfs = 2, .peer = 3};
    if (closed->difference == IKT_SIZE_SAME)
        priors.pfs = 2; /* but for two groups of one size */
    else if (closed->difference == IKT_SIZE_BLOCKS && !few)
        priors.transforms = 55;
    return priors;
}

static struct ikt_priors priors_of(const struct ikt_case *c)
{
    bool strongswan = ikt_case_responder_is(c, IKT_VENDOR_STRONGSWAN);
    bool libreswan = ikt_case_responder_is(c, IKT_VENDOR_LIBRESWAN);
    bool asa = ikt_case_responder_is(c, IKT_VENDOR_CISCO_ASA);
    bool unknown = ikt_case_responder_is(c, IKT_VENDOR_UNKNOWN);
    struct ikt_suite suite;
    bool transport = ikt_case_suite(c, &suite) && ikt_suite_mode(&suite) == IKT_ENCAPSULATION_TRANSPORT;

    if (c->record->outcome == IKT_OUTCOME_DELETED) /* an ASA and some IOS releases delete after they refuse */
        return (struct ikt_priors){.selectors = 20, .pfs = 15};
    if (c->record->outcome != IKT_OUTCOME_REJECTED)
        return (struct ikt_priors){0};
    if (c->unreadable) {
        struct ikt_priors priors = closed_priors(&c->closed);
        if (strongswan || libreswan) /* they found their entry by the peer when phase 1 began */
            priors.peer = 0;
        return priors;
    }
    switch (c->notify) {
    case IKT_NOTIFY_NO_PROPOSAL_CHOSEN:
        if (strongswan || libreswan || asa)
            return (struct ikt_priors){.transforms = 75, .mode = asa && transport ? 40 : 0, .pfs = 25};
        return (struct ikt_priors){.selectors = 45, .transforms = 35, .mode = transport ? 30 : 0, .pfs = 12, .peer = 8};
    case IKT_NOTIFY_INVALID_ID_INFORMATION:
        /* strongSwan checks the mode together with the selectors; an unknown peer may be one */
        if (strongswan || unknown)
            return (struct ikt_priors){.selectors = 70, .mode = transport ? 90 : 5};
        return (struct ikt_priors){.selectors = 95};
    case IKT_NOTIFY_INVALID_KEY_INFORMATION:
        return (struct ikt_priors){.pfs = 95};
    case IKT_NOTIFY_INVALID_PROTOCOL_ID:
    case IKT_NOTIFY_INVALID_TRANSFORM_ID:
    case IKT_NOTIFY_ATTRIBUTES_NOT_SUPPORTED:
    case IKT_NOTIFY_BAD_PROPOSAL_SYNTAX:
        return (struct ikt_priors){.transforms = 60, .mode = transport ? 30 : 0};
    default:
        return (struct ikt_priors){0};
    }
}

static void read_frames(struct ikt_case *c)
{
    const struct ikt_phase2 *record = c->record;
    bool accepted = false;
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        if (seen->name == IKT_QUICK1 && c->offer_frame == 0) {
            c->offer_frame = seen->frame;
            c->protected_offer = seen->decryption != IKT_DECRYPTION_CLEARTEXT;
        }
        accepted = accepted || seen->name == IKT_QUICK2;
        if (seen->name == IKT_DELETE && record->outcome == IKT_OUTCOME_DELETED)
            c->answer_frame = seen->frame;
    }
    if (record->rejection != NULL)
        c->answer_frame = record->rejection->frame;
    c->failed = !accepted && (record->outcome == IKT_OUTCOME_REJECTED || record->outcome == IKT_OUTCOME_DELETED ||
                              record->outcome == IKT_OUTCOME_NO_RESPONSE);
}

static void take_line(struct ikt_words *words, const char *name, const struct ikt_proxy *source,
                      const struct ikt_proxy *destination)
{
    ikt_words_take(words, name, ikt_proxy_permit(source, destination));
}

static struct ikt_words *words_of(const struct ikt_case *c)
{
    struct ikt_words *words = ikt_words_new();
    const struct ikt_phase2 *record = c->record;
    struct ikt_suite suite;

    ikt_words_set(words, "initiator", c->initiator);
    ikt_words_set(words, "responder", c->responder);
    ikt_words_take(words, "message-id", g_strdup_printf("%u", record->message_id));
    if (ikt_case_suite(c, &suite)) {
        ikt_words_take(words, "offered", ikt_suite_text(&suite));
        ikt_words_take(words, "suite", ikt_suite_ios(&suite));
        ikt_words_set(words, "mode", ikt_mode_word(ikt_suite_mode(&suite)));
        const struct ikt_transform *first = suite.ah != NULL ? suite.ah : suite.esp;
        if (first->integrity != IKT_ABSENT)
            ikt_words_take(
                words, "old-transform",
                g_strdup_printf("prot %u, trans %u, hmac_alg %d", first->protocol, first->id, first->integrity));
    }
    ikt_words_take(words, "initiator-proxy", ikt_proxy_debug(&c->proxies.initiator));
    ikt_words_take(words, "responder-proxy", ikt_proxy_debug(&c->proxies.responder));
    take_line(words, "initiator-line", &c->proxies.initiator, &c->proxies.responder);
    take_line(words, "responder-line", &c->proxies.responder, &c->proxies.initiator);
    ikt_words_set(words, "access-list",
                  c->proxies.initiator.low.family == IKT_FAMILY_IPV6 ? "ipv6 access-list" : "ip access-list extended");
    if (record->offer != NULL && record->pfs_group != IKT_ABSENT)
        ikt_words_take(words, "group", ikt_pfs_text(record->pfs_group));
    return words;
}

void ikt_case_init(struct ikt_case *c, const struct ikt_phase2 *record, const struct ikt_evidence *evidence)
{
    *c = (struct ikt_case){.record = record, .evidence = evidence, .notify = IKT_ABSENT};
    ikt_address_format(&record->initiator->endpoint.address, c->initiator);
    ikt_address_format(&record->responder->endpoint.address, c->responder);
    ikt_closed_init(&c->closed, record, evidence);
    read_frames(c);
    if (record->outcome == IKT_OUTCOME_REJECTED) {
        c->unreadable = record->rejection == NULL || record->rejection->notify == NULL;
        if (!c->unreadable)
            c->notify = record->rejection->notify->type;
    }
    if (record->offer != NULL) {
        c->proxies.initiator = ikt_proxy_of(record->proxy_initiator);
        c->proxies.responder = ikt_proxy_of(record->proxy_responder);
    }
    c->priors = priors_of(c);
    read_history(c);
    if (evidence->wordless)
        return;
    c->words = words_of(c);
    c->networks = ikt_proxies_text(&c->proxies);
    if (record->offer != NULL)
        c->offer_said = ikt_offer_sentence(c);
}

char *ikt_notify_text(int type)
{
    const char *name = type < 0 ? NULL : ikt_notify_name((unsigned)type);
    return name != NULL ? g_strdup(name) : g_strdup_printf("notify %d", type);
}

struct ikt_words *ikt_case_words(const struct ikt_case *c)
{
    return c->words != NULL ? ikt_words_copy(c->words) : ikt_words_new();
}

void ikt_case_clear(struct ikt_case *c)
{
    ikt_words_clear(&c->words);
    g_free(c->networks);
    g_free(c->offer_said);
}
