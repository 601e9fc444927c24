/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/evidence_text.h"

#include "isakmp/payload.h"
#include "rules/log_text.h"

/* An answer is there after a round trip; what takes longer may be something else. */
#define PROMPT (2 * IKT_SECOND)

/* "1 to 2 transforms", "1 transform" */
static struct ikt_value room_text(struct ikt_arena *arena, const struct ikt_room *room)
{
    if (room->most == 0)
        return ikt_words("no transform");
    if (room->least == room->most)
        return ikt_made(arena, "%u transform%s", room->most, room->most == 1 ? "" : "s");
    return ikt_made(arena, "%u to %u transforms", room->least, room->most);
}

static const struct ikt_sentence *room_sentence(struct ikt_phase2_case *c)
{
    const struct ikt_undecrypted *u = &c->undecrypted;
    enum ikt_family family = (enum ikt_family)c->record->initiator->endpoint.address.family;
    bool with_ke = u->ke.present == IKT_YES;
    /* the groups that one length fits are of nearly one size */
    unsigned ke = with_ke ? ikt_group_ke_size((unsigned)g_ascii_strtoull(u->ke.groups, NULL, 10)) : 0;
    struct ikt_room with = ikt_transform_room(u->length, &u->ours, ke, true, family);
    struct ikt_room without = ikt_transform_room(u->length, &u->ours, ke, false, family);
    if (without.most == 0)
        return NULL;
    return IKT_SENTENCE(c->arena,
                        "{} has room for {} with the IDs of two networks, or {} without IDs. The length does not tell "
                        "which transforms, or which networks.",
                        ikt_words(with_ke                   ? "Beside such a KE it"
                                  : u->ke.present == IKT_NO ? "It"
                                                            : "Without a KE it"),
                        room_text(c->arena, &with), room_text(c->arena, &without));
}

static bool is_phase1_frame(const struct ikt_phase2_case *c, uint64_t frame)
{
    const struct ikt_phase1 *phase1 = c->record->phase1;
    for (size_t i = 0; i < phase1->seen_count; i++) {
        if (phase1->seen[i].frame == frame)
            return true;
    }
    return false;
}

static const struct ikt_sentence *padding_sentence(struct ikt_phase2_case *c)
{
    const struct ikt_undecrypted *u = &c->undecrypted;
    if (u->padding_frames[0] == 0)
        return NULL;
    bool assumed = is_phase1_frame(c, u->padding_frames[0]);
    return IKT_SENTENCE(c->arena, "Frame {} shows{} that {} pads {}.", ikt_frame(u->padding_frames[0]),
                        ikt_words(assumed ? ", if the identity in it is an address," : ""), c->initiator,
                        ikt_words(u->ours.padding == IKT_PADDING_EXTRA ? "by a whole block where none is needed"
                                                                       : "to the end of a block and no further"));
}

/* The proposal's length and what it leaves room for. */
static void say_encrypted_offer(struct ikt_phase2_case *c)
{
    const struct ikt_undecrypted *u = &c->undecrypted;
    struct ikt_value frame = ikt_frame(c->offer_frame);
    if (c->offer_frame == 0)
        return;
    if (u->ke.present == IKT_NO && u->answer_length > 0)
        ikt_said_add(&c->offer,
                     IKT_SENTENCE(c->arena,
                                  "The proposal in frame {} is encrypted; its answer, of {} bytes, is too short to "
                                  "hold a KE, so there is no PFS.",
                                  frame, ikt_number(u->answer_length)));
    else if (u->ke.present == IKT_NO)
        ikt_said_add(&c->offer,
                     IKT_SENTENCE(c->arena,
                                  "The proposal in frame {} is encrypted; its {} bytes are too few to hold a KE.",
                                  frame, ikt_number(u->length)));
    else if (u->ke.present == IKT_YES)
        ikt_said_add(&c->offer,
                     IKT_SENTENCE(c->arena,
                                  "The proposal in frame {} is encrypted; its {} bytes fit a KE of group {} (or "
                                  "several transform sets).",
                                  frame, ikt_number(u->length), ikt_text(c->arena, u->ke.groups)));
    else
        ikt_said_add(&c->offer,
                     IKT_SENTENCE(c->arena, "The proposal in frame {} is encrypted and was not read.", frame));
    ikt_said_add(&c->offer, room_sentence(c));
    ikt_said_add(&c->offer, padding_sentence(c));
}

/* The configuration stands for what cannot be read. */
static void say_assumed_offer(struct ikt_phase2_case *c)
{
    const struct ikt_claim *claim = c->assumed;
    ikt_said_add(&c->offer,
                 IKT_SENTENCE(c->arena, "The configuration of {} has in line {}: {}, {}, for {}.", c->initiator,
                              ikt_frame(claim->ref.number), ikt_object(IKT_VALUE_OFFER, claim->sets),
                              ikt_pfs(claim->pfs_group), c->networks));
    ikt_said_add(&c->offer,
                 IKT_SENTENCE(c->arena,
                              "The proposal in frame {} is encrypted; its {} bytes are of the length that this makes, "
                              "so it is taken for that.",
                              ikt_frame(c->offer_frame), ikt_number(c->undecrypted.length)));
}

/* What was offered, in which frame, and how far its words can be trusted. */
static void say_offer(struct ikt_phase2_case *c)
{
    const struct ikt_phase2 *record = c->record;
    if (record->supposed != IKT_SUPPOSED_NOT) {
        ikt_say_told_offer(c);
        return;
    }
    ikt_said_frame(&c->offer, c->offer_frame);
    if (c->assumed) {
        say_assumed_offer(c);
        return;
    }
    if (c->read_in_log) {
        ikt_say_offer_read_in_log(c);
        return;
    }
    if (!record->offer) {
        say_encrypted_offer(c);
        return;
    }
    struct ikt_value offer = ikt_object(IKT_VALUE_OFFER, record->offer);
    if (c->networks.kind != IKT_VALUE_UNKNOWN)
        ikt_said_add(&c->offer,
                     IKT_SENTENCE(c->arena, "{} offers in frame {}: {}, {}, for {}.", c->initiator,
                                  ikt_frame(c->offer_frame), offer, ikt_pfs(record->pfs_group), c->networks));
    else
        ikt_said_add(&c->offer, IKT_SENTENCE(c->arena, "{} offers in frame {}: {}, {}.", c->initiator,
                                             ikt_frame(c->offer_frame), offer, ikt_pfs(record->pfs_group)));
    if (!c->protected_offer)
        ikt_said_add(&c->offer,
                     IKT_SENTENCE(c->arena, "The proposal was sent in clear, so anybody may have written it."));
}

/* Did a Quick Mode of the two come up before this one, so that there is something to delete? */
static bool have_sas(const struct ikt_phase2_case *c)
{
    for (size_t i = 0; i < c->claims.count; i++) {
        const struct ikt_claim *claim = &c->claims.items[i];
        if (claim->outcome == IKT_OUTCOME_ESTABLISHED && claim->sequence < c->offer_sequence)
            return true;
    }
    return false;
}

static struct ikt_value product_name(const struct ikt_phase2_case *c)
{
    const char *name = c->record->responder->vendor_name;
    if (name)
        return ikt_text(c->arena, name);
    return ikt_words(c->responder_is->name ? c->responder_is->name : "this product");
}

/* What this peer's answers can tell apart, and how it is known who it is. */
static void say_product(struct ikt_phase2_case *c)
{
    const struct ikt_party *responder = c->record->responder;
    if (responder->vendor_guessed && responder->vendor_evidence)
        ikt_said_add(&c->answer, IKT_SENTENCE(c->arena, "The responder is taken for {}: {}.", product_name(c),
                                              ikt_text(c->arena, responder->vendor_evidence)));
    if (c->responder_is->one_answer_is_known)
        ikt_said_add(&c->answer,
                     IKT_SENTENCE(c->arena, "{} sends one answer for transforms, networks, PFS and peer address alike.",
                                  ikt_words(c->responder_is->name)));
    else if (c->responder_is->tells_networks_apart)
        ikt_said_add(&c->answer,
                     IKT_SENTENCE(c->arena,
                                  "{} has one answer for networks and another for transforms and PFS, of one length.",
                                  product_name(c)));
}

/* The length of what refuses it, all that this can be, and why it is taken for a refusal. */
static void say_encrypted_answer(struct ikt_phase2_case *c)
{
    const struct ikt_seen *answer = NULL;
    ikt_time asked = IKT_TIME_NONE;
    if (c->answer_frame == 0)
        return;
    for (size_t i = 0; i < c->record->seen_count && !answer; i++) {
        const struct ikt_seen *seen = &c->record->seen[i];
        if (seen->frame == c->answer_frame)
            answer = seen;
        else if (seen->name == IKT_QUICK1)
            asked = seen->time;
    }
    if (!answer || asked == IKT_TIME_NONE) {
        ikt_said_add(&c->answer,
                     IKT_SENTENCE(c->arena,
                                  "Frame {} answers it and cannot be read; by order, direction and size it is an "
                                  "error notify.",
                                  ikt_frame(c->answer_frame)));
        return;
    }
    unsigned readings = ikt_length_readings(&c->undecrypted.theirs, answer->length);
    struct ikt_value delay = {.kind = IKT_VALUE_MILLISECONDS, .is.number = (uint64_t)(answer->time - asked)};
    if (readings != 0)
        ikt_said_add(
            &c->answer,
            IKT_SENTENCE(c->arena,
                         "Frame {} follows it by {} ms and cannot be read; under the cipher and hash of phase 1 its {} "
                         "bytes can be {}.",
                         ikt_frame(answer->frame), delay, ikt_number(answer->length),
                         (struct ikt_value){.kind = IKT_VALUE_READINGS, .is.number = readings}));
    else
        ikt_said_add(&c->answer,
                     IKT_SENTENCE(c->arena,
                                  "Frame {} follows it by {} ms and cannot be read; its {} bytes are of no error "
                                  "notify that is known.",
                                  ikt_frame(answer->frame), delay, ikt_number(answer->length)));
    ikt_said_add(
        &c->answer,
        IKT_SENTENCE(c->arena,
                     "It is taken for an error notify because it comes {} the proposal, which nothing else answers{}.",
                     ikt_words(answer->time - asked <= PROMPT ? "right behind" : "after"),
                     ikt_words(have_sas(c) ? "; but SAs exist that a DELETE could end"
                                           : ", and no SA that a DELETE could end exists")));
    say_product(c);
}

/* How often it was tried. */
static void say_retries(struct ikt_phase2_case *c)
{
    const struct ikt_retries *r = &c->retries;
    if (r->count < 2) {
        if (c->record->attempts > 0)
            ikt_said_add(&c->retried,
                         IKT_SENTENCE(c->arena,
                                      c->record->attempts == 1 ? "{} earlier Quick Mode of {} to {} failed too."
                                                               : "{} earlier Quick Modes of {} to {} failed too.",
                                      ikt_number(c->record->attempts), c->initiator, c->responder));
        return;
    }
    double span = (double)r->span / (double)IKT_SECOND, period = (double)r->period / (double)IKT_SECOND;
    struct ikt_value rhythm = span < 0.5      ? ikt_words("at one time")
                              : r->count == 2 ? ikt_made(c->arena, "%.0f s apart", span)
                              : r->period > 0 ? ikt_made(c->arena, "every %.0f s", period)
                                              : ikt_made(c->arena, "over %.0f s, in no rhythm", span);
    /* more may follow this record; and of one length are also those for two lines of an ACL */
    ikt_said_add(&c->retried,
                 IKT_SENTENCE(c->arena, "{} has {} {}{} {} so far, {}, from frame {} to frame {}; all failed{}.",
                              c->initiator, ikt_words(c->wire->offer ? "tried" : "begun"),
                              ikt_words(r->more ? "at least " : ""), ikt_number(r->count),
                              ikt_words(c->wire->offer ? "times" : "Quick Modes of one length"), rhythm,
                              ikt_frame(r->first_frame), ikt_frame(r->last_frame),
                              ikt_words(ikt_retries_like_ios(r) ? ". IOS keeps this rhythm while traffic waits" : "")));
}

static void append(struct ikt_said *said, const struct ikt_said *more)
{
    for (unsigned i = 0; i < more->frame_count; i++)
        ikt_said_frame(said, more->frames[i]);
    for (unsigned i = 0; i < more->count; i++)
        ikt_said_add(said, more->items[i]);
}

/* What refused it, or that nothing answered. */
static void say_answer(struct ikt_phase2_case *c)
{
    const struct ikt_phase2 *record = c->record;
    ikt_said_frame(&c->answer, c->answer_frame);
    if (record->supposed != IKT_SUPPOSED_NOT) {
        ikt_say_logged_answer(c);
        return;
    }
    if (record->outcome == IKT_OUTCOME_REJECTED && c->unreadable) {
        if (c->refusal <= IKT_REFUSAL_UNSAID)
            say_encrypted_answer(c);
    } else if (record->outcome == IKT_OUTCOME_REJECTED) {
        const char *trust = !record->rejection->encrypted      ? " in clear, unauthenticated"
                            : record->rejection->authenticated ? ", its HASH verified"
                                                               : "";
        ikt_said_add(&c->answer,
                     IKT_SENTENCE(c->arena, "{} refuses it in frame {} with {}{}.", c->responder,
                                  ikt_frame(c->answer_frame), ikt_notify_type(c->notify), ikt_words(trust)));
    } else if (record->outcome == IKT_OUTCOME_NO_RESPONSE) {
        ikt_said_add(&c->answer, IKT_SENTENCE(c->arena, "No answer to it is in this capture."));
    } else if (record->outcome == IKT_OUTCOME_DELETED) {
        ikt_said_add(&c->answer, IKT_SENTENCE(c->arena, "The ISAKMP SA was deleted before it was answered."));
    }
    ikt_say_logged_answer(c);
    append(&c->answer, &c->retried);
}

/* The peer's own proposal, compared with this one: by length and by what became of it. */
static void say_peers_length(struct ikt_phase2_case *c)
{
    const struct ikt_undecrypted *u = &c->undecrypted;
    const struct ikt_claim *peer = u->peer;
    static const char *const formats[] = {
        [IKT_SIZE_SAME] = "{} itself offers in frame {} {} bytes{}: as far as lengths show, the same number of "
                          "transforms, and PFS on both sides or on neither.",
        [IKT_SIZE_BLOCKS] = "{} itself offers in frame {} {} bytes{}: {} {}, which is no KE but another number of "
                            "transforms or protocols, AH, compression, or other kinds of IDs.",
        [IKT_SIZE_KE] = "{} itself offers in frame {} {} bytes{}: {} {}, as much as a KE takes: PFS on one side only, "
                        "another group, or several transform sets.",
    };
    if (u->difference == IKT_SIZE_UNKNOWN)
        return;
    const char *fate = peer->outcome == IKT_OUTCOME_ESTABLISHED ? ", which came up"
                       : peer->outcome == IKT_OUTCOME_REJECTED  ? ", which was refused"
                                                                : "";
    const struct ikt_value values[] = {
        c->responder,    ikt_frame(peer->ref.number), ikt_number(peer->length),
        ikt_words(fate), ikt_number(u->octets),       ikt_words(peer->length > u->length ? "more" : "less")};
    ikt_said_frame(&c->peers_length, peer->ref.number);
    ikt_said_add(&c->peers_length, ikt_sentence_new(c->arena, formats[u->difference],
                                                    u->difference == IKT_SIZE_SAME ? 4 : G_N_ELEMENTS(values), values));
    ikt_said_add(&c->peers_length, IKT_SENTENCE(c->arena, "The two may be for different networks."));
}

/* The initiator's own earlier success of the same length. */
static void say_success(struct ikt_phase2_case *c)
{
    const struct ikt_claim *accepted = c->undecrypted.accepted;
    if (!accepted)
        return;
    ikt_said_frame(&c->meaning, accepted->ref.number);
    struct ikt_value before = {.kind = IKT_VALUE_SECONDS,
                               .is.number = (uint64_t)(c->record->start_time - accepted->time)};
    if (c->undecrypted.at_once)
        ikt_said_add(
            &c->meaning,
            IKT_SENTENCE(c->arena,
                         "A Quick Mode of {} of the same length came up {} s before, frame {}: sets and PFS agree "
                         "there, so this one may be for another line of the crypto ACL.",
                         c->initiator, before, ikt_frame(accepted->ref.number)));
    else
        ikt_said_add(
            &c->meaning,
            IKT_SENTENCE(c->arena,
                         "A Quick Mode of {} of the same length came up before, frame {}: either the configuration has "
                         "changed since, or this one is for another line of the crypto ACL.",
                         c->initiator, ikt_frame(accepted->ref.number)));
}

/* What the notify can mean from this peer. */
static const struct ikt_sentence *notify_sentence(struct ikt_phase2_case *c)
{
    const struct ikt_product *who = c->responder_is;
    if (c->notify == IKT_NOTIFY_NO_PROPOSAL_CHOSEN && who->tells_networks_apart)
        return IKT_SENTENCE(c->arena,
                            "From {} this answer means transforms or PFS; it answers wrong networks otherwise.",
                            product_name(c));
    if (c->notify == IKT_NOTIFY_NO_PROPOSAL_CHOSEN)
        return IKT_SENTENCE(c->arena,
                            "IOS sends this same answer for transforms, networks, PFS and peer address, so by "
                            "itself it does not name the cause.");
    if (c->notify == IKT_NOTIFY_INVALID_ID_INFORMATION && who->known && who->refuses_mode_as_ids)
        return IKT_SENTENCE(c->arena, "{} sends this answer for networks and for tunnel against transport mode.",
                            ikt_words(who->name));
    if (c->notify == IKT_NOTIFY_INVALID_ID_INFORMATION)
        return IKT_SENTENCE(c->arena, "This answer speaks of the IDs, that is of the networks; strongSwan sends it for "
                                      "tunnel against transport mode too.");
    return NULL;
}

/* What that answer can mean from this peer, and what the other direction rules out. */
static void say_meaning(struct ikt_phase2_case *c)
{
    static const char *const mirror_formats[] = {
        [IKT_CLAIM_OFFERED] = "Frame {}: {} itself offers the mirror of these networks, so the networks agree.",
        [IKT_CLAIM_CONFIGURED] = ("Line {} of the configuration of {} is for the mirror of these networks, so the "
                                  "networks agree."),
        [IKT_CLAIM_LOGGED] = "Line {} of the log of {} is of the mirror of these networks, so the networks agree.",
    };
    const struct ikt_value mirror[] = {ikt_frame(c->mirror ? c->mirror->ref.number : 0), c->responder};
    if (c->refusal <= IKT_REFUSAL_UNSAID)
        ikt_said_add(&c->meaning, notify_sentence(c));
    if (c->mirror)
        ikt_said_add(&c->meaning,
                     ikt_sentence_new(c->arena, mirror_formats[c->mirror->kind], G_N_ELEMENTS(mirror), mirror));
    if (c->accepted)
        ikt_said_add(&c->meaning,
                     IKT_SENTENCE(c->arena,
                                  "Frame {}: a Quick Mode for the same networks came up; the configuration may have "
                                  "changed since.",
                                  ikt_frame(c->accepted->ref.number)));
    if (!c->wire->offer && c->wire->supposed == IKT_SUPPOSED_NOT && !c->read_in_log) {
        say_peers_length(c);
        append(&c->meaning, &c->peers_length);
        say_success(c);
        ikt_said_add(&c->meaning, ikt_keys_sentence(c->arena, c->record->phase1));
    }
}

void ikt_phase2_case_say(struct ikt_phase2_case *c)
{
    if (c->failed)
        c->retries = ikt_retries_of(c->wire, &c->claims, &c->proxies, c->undecrypted.length, c->offer_frame,
                                    c->evidence->history_more > 0);
    else
        c->retries = (struct ikt_retries){.count = 1};
    say_offer(c);
    ikt_said_add(&c->offer, ikt_stale_sentence(c->arena, c->initiator, c->initiator_is_stale, c->undecrypted.length));
    const bool left_out = c->responder_is_stale != IKT_STALE_SETS && c->responder_is_stale != IKT_STALE_PFS;
    ikt_said_add(&c->offer,
                 ikt_stale_sentence(c->arena, c->responder, left_out ? c->responder_is_stale : IKT_STALE_NOT, 0));
    if (c->too_many_lines)
        ikt_said_add(&c->offer,
                     IKT_SENTENCE(c->arena,
                                  "The configuration of {} has more lines for this peer that make a proposal "
                                  "of this length than are tried, so none is taken for it.",
                                  c->initiator));
    say_retries(c);
    say_answer(c);
    say_meaning(c);
}

void ikt_say_claim(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    bool by_peer = ikt_claim_by_peer(c, claim);
    bool networks = claim->networks.initiator.known && claim->networks.responder.known;
    struct ikt_value offerer = ikt_address_of(&claim->owner), where = ikt_frame(claim->ref.number);
    struct ikt_value suites = ikt_object(IKT_VALUE_OFFER, !by_peer && claim->chosen ? claim->chosen : claim->sets);
    struct ikt_value lines = networks ? ikt_object(IKT_VALUE_NETWORKS, &claim->networks) : ikt_words("");
    struct ikt_value of = ikt_words(networks ? ", for " : "");
    bool no_group = claim->pfs_group == IKT_ABSENT && !ikt_claim_is_complete(claim); /* not known, that is */
    ikt_draft_ref(draft, claim->ref);
    if (claim->kind == IKT_CLAIM_CONFIGURED)
        IKT_SAY(draft, "The configuration of {} has in line {}: {}, {}{}{}.", offerer, where, suites,
                ikt_pfs(claim->pfs_group), of, lines);
    else if (claim->kind == IKT_CLAIM_LOGGED && no_group)
        IKT_SAY(draft, "The log of {} says in line {}: {}{}{}.", offerer, where, suites, of, lines);
    else if (claim->kind == IKT_CLAIM_LOGGED)
        IKT_SAY(draft, "The log of {} says in line {}: {}, {}{}{}.", offerer, where, suites, ikt_pfs(claim->pfs_group),
                of, lines);
    else if (by_peer)
        IKT_SAY(draft, "{} itself offers in frame {}: {}, {}{}{} ({}).", offerer, where, suites,
                ikt_pfs(claim->pfs_group), of, lines, ikt_words(ikt_outcome_name(claim->outcome)));
    else
        IKT_SAY(draft, "{} accepted from {} in the Quick Mode of frame {}: {}, {}{}{}.", c->responder, offerer, where,
                suites, ikt_pfs(claim->pfs_group), of, lines);
}

static void cite_statement(struct ikt_draft *draft, struct ikt_ref ref)
{
    ref.suspect = ref.kind == IKT_REF_CONFIG;
    ikt_draft_ref(draft, ref);
}

void ikt_cite_statements(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_claim *claim,
                         enum ikt_statement statement)
{
    const struct ikt_claim *const both[] = {claim, c->own, c->document};
    for (size_t i = 0; i < G_N_ELEMENTS(both); i++) {
        if (!both[i])
            continue;
        struct ikt_ref ref = statement == IKT_STATEMENT_SETS  ? both[i]->sets_ref
                             : statement == IKT_STATEMENT_PFS ? both[i]->pfs_ref
                             : statement == IKT_STATEMENT_ACL ? both[i]->ref
                                                              : both[i]->life_ref;
        cite_statement(draft, ref);
        if (statement == IKT_STATEMENT_SETS)
            cite_statement(draft, both[i]->named_ref);
        if (statement == IKT_STATEMENT_SETS && draft->finding.rule == IKT_RULE_TS_MODE)
            cite_statement(draft, both[i]->mode_ref);
    }
}

struct ikt_value ikt_as_before(const struct ikt_phase2_case *c)
{
    const struct ikt_claim *before = c->accepted;
    if (!before || !c->record->offer || before->pfs_group != c->record->pfs_group)
        return ikt_words("");
    const struct ikt_comparison comparison = ikt_offers_compare(c->record->offer, before->sets);
    if (!comparison.comparable || !comparison.complete || comparison.some != 0)
        return ikt_words("");
    return ikt_made(c->arena, ", as when it came up in frame %" G_GUINT64_FORMAT, before->ref.number);
}

void ikt_say_dispute(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    if (claim == c->mirror && c->past_unread)
        IKT_SAY(draft, "Quick Modes that no key opens passed between the two since, so the configuration may have "
                       "changed.");
    if (claim == c->mirror && c->past_forgotten)
        IKT_SAY(draft, "More Quick Modes passed between the two since than are remembered, so the configuration may "
                       "have changed.");
    if (claim != c->mirror || !c->disputing)
        return;
    ikt_say_claim(draft, c, c->disputing);
    IKT_SAY(draft, "The two disagree, so the configuration may have changed.");
}
