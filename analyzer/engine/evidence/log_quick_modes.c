/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/log_quick_modes.h"

#include <string.h>

#include <glib.h>

enum {
    OURS,
    THEIRS
};

/* Of the list so many are the first ones, for good; the others give way to newer ones. */
#define FIRST_ONES (IKT_LOG_QUICK_MODES / 4)

static bool has_ended(const struct ikt_log_going *going)
{
    return going->told.end != IKT_LOG_END_OPEN;
}

static bool same_networks(const struct ikt_proxies *a, const struct ikt_proxies *b)
{
    if (!a->initiator.known || !b->initiator.known)
        return a->initiator.known == b->initiator.known;
    return ikt_proxies_relation(a, b) == IKT_RELATION_EQUAL;
}

static bool same(const struct ikt_log_quick_mode *a, const struct ikt_log_quick_mode *b)
{
    return a->begun_here == b->begun_here && a->end == b->end && a->refusal == b->refusal && a->error == b->error &&
           a->notify == b->notify && a->pfs_group == b->pfs_group && same_networks(&a->networks, &b->networks) &&
           ikt_log_offers_equal(a->offer, b->offer) && ikt_address_equal(&a->refused_address, &b->refused_address);
}

static void list(struct ikt_log_quick_modes *modes, const struct ikt_log_quick_mode *told)
{
    if (modes->count == modes->room && modes->room < IKT_LOG_QUICK_MODES) {
        size_t room = modes->room == 0 ? 4 : MIN(modes->room * 2, IKT_LOG_QUICK_MODES);
        struct ikt_log_quick_mode *items = ikt_arena_alloc(modes->arena, room, sizeof *items);
        if (modes->count > 0)
            memcpy(items, modes->items, modes->count * sizeof *items);
        modes->items = items;
        modes->room = room;
    }
    if (modes->count == IKT_LOG_QUICK_MODES) {
        memmove(&modes->items[FIRST_ONES], &modes->items[FIRST_ONES + 1],
                (IKT_LOG_QUICK_MODES - FIRST_ONES - 1) * sizeof *modes->items);
        modes->count--;
        modes->more++;
    }
    modes->items[modes->count++] = *told;
}

static void add_id(struct ikt_log_quick_mode *mode, const struct ikt_log_id *id)
{
    if (mode->id_count == IKT_LOG_IDS)
        memmove(&mode->ids[0], &mode->ids[1], --mode->id_count * sizeof mode->ids[0]);
    mode->ids[mode->id_count++] = *id;
}

/* A retry is counted with the one before it. */
static void close(struct ikt_log_quick_modes *modes, int whose)
{
    struct ikt_log_going *going = &modes->going[whose];
    if (!going->used)
        return;
    struct ikt_log_quick_mode *told = &going->told;
    told->offer = ikt_log_offer_sa(modes->arena, &going->offer);
    told->offer_whole = told->offer && !going->offer.more;
    if (going->offer.count > 0) {
        told->pfs_group = going->offer.items[0].group;
        told->pfs = told->pfs_group != IKT_ABSENT ? IKT_YES : going->by_validate ? IKT_UNKNOWN : IKT_NO;
    }
    struct ikt_log_quick_mode *last = modes->count > 0 ? &modes->items[modes->count - 1] : NULL;
    const struct ikt_log_id id = {told->message_id, told->first};
    if (last && same(last, told)) {
        const struct ikt_log_quick_mode before = *last;
        *last = *told;
        last->first = before.first;
        last->count = before.count + 1;
        last->id_count = before.id_count;
        memcpy(last->ids, before.ids, sizeof last->ids);
    } else {
        list(modes, told);
        last = &modes->items[modes->count - 1];
    }
    if (id.message_id != 0)
        add_id(last, &id);
    going->used = false;
}

static struct ikt_log_going *begin(struct ikt_log_quick_modes *modes, int whose, const struct ikt_log_spot *spot)
{
    struct ikt_log_going *going = &modes->going[whose];
    close(modes, whose);
    *going = (struct ikt_log_going){.used = true,
                                    .told = {.count = 1,
                                             .first = *spot,
                                             .last = *spot,
                                             .begun_here = whose == OURS ? IKT_YES : IKT_NO,
                                             .pfs_group = IKT_ABSENT,
                                             .pfs = IKT_UNKNOWN,
                                             .error = IKT_ABSENT,
                                             .notify = IKT_ABSENT}};
    return going;
}

/* The one that goes on; message_id: that the line is of, 0: not known. */
static struct ikt_log_going *at(struct ikt_log_quick_modes *modes, int whose, uint32_t message_id,
                                const struct ikt_log_spot *spot)
{
    struct ikt_log_going *going = &modes->going[whose];
    bool another = message_id != 0 && going->told.message_id != 0 && going->told.message_id != message_id;
    if (!going->used || has_ended(going) || another)
        going = begin(modes, whose, spot);
    if (message_id != 0)
        going->told.message_id = message_id;
    going->told.last = *spot;
    return going;
}

/* Does the router wait for the peer's answer to what it began? Then what it checks is that answer. */
static bool awaits(const struct ikt_log_quick_modes *modes, uint32_t message_id)
{
    const struct ikt_log_going *ours = &modes->going[OURS], *theirs = &modes->going[THEIRS];
    if (!ours->used || has_ended(ours))
        return false;
    if (message_id == 0 || ours->told.message_id == 0)
        return !theirs->used || has_ended(theirs) || message_id == 0 || theirs->told.message_id != message_id;
    return ours->told.message_id == message_id;
}

static void end(struct ikt_log_going *going, enum ikt_log_end how, const struct ikt_log_spot *spot)
{
    going->told.last = *spot;
    if (has_ended(going))
        return;
    going->told.end = how;
    going->told.end_at = *spot;
}

static struct ikt_proxy proxy_of(const struct ikt_proxy_text *text)
{
    return (struct ikt_proxy){text->low, text->high, text->protocol, text->port, text->low.family != IKT_FAMILY_NONE};
}

static void take_networks(struct ikt_log_going *going, const struct ikt_log_offer *offer)
{
    struct ikt_proxies networks = {proxy_of(&offer->local), proxy_of(&offer->remote)};
    if (networks.initiator.known && networks.responder.known)
        going->told.networks = networks;
}

/* "sa_request": what it asks the peer for; several sets are several lines of one request. */
static void take_request(struct ikt_log_quick_modes *modes, const struct ikt_log_event *event,
                         const struct ikt_log_spot *spot)
{
    struct ikt_log_going *going = &modes->going[OURS];
    bool next = !going->used || has_ended(going) || going->told.message_id != 0 || going->told.offer_at.place != 0;
    going = next ? begin(modes, OURS, spot) : at(modes, OURS, event->message_id, spot);
    if (!event->offer)
        return;
    going->told.offer_at = *spot;
    going->by_validate = true;
    take_networks(going, event->offer);
    if (ikt_log_offer_holds(event->offer))
        ikt_log_offer_add(&going->offer, event->offer, 1);
}

/* Is this the beginning of another offer than the one that was refused before? */
static bool is_next_offer(const struct ikt_log_going *going, const struct ikt_log_event *event)
{
    return going->used && going->told.refusal != IKT_REFUSAL_NONE &&
           (event->kind == IKT_LOG_VALIDATE || event->number <= 1);
}

static struct ikt_log_going *checked(struct ikt_log_quick_modes *modes, const struct ikt_log_event *event,
                                     const struct ikt_log_spot *spot)
{
    struct ikt_log_going *going = &modes->going[THEIRS];
    return is_next_offer(going, event) ? begin(modes, THEIRS, spot) : at(modes, THEIRS, event->message_id, spot);
}

/* "transform 1, ESP_AES" and its attributes */
static void take_transform(struct ikt_log_quick_modes *modes, const struct ikt_log_event *event,
                           const struct ikt_log_spot *spot)
{
    if (event->sent) /* a suite of its own, beside the peer's */
        return;
    if (awaits(modes, event->message_id)) {
        modes->going[OURS].told.last = *spot;
        return;
    }
    struct ikt_log_going *going = checked(modes, event, spot);
    if (!event->offer || !ikt_log_offer_holds(event->offer))
        return;
    if (going->by_validate)
        going->offer.count = 0;
    going->by_validate = false;
    if (going->told.offer_at.place == 0)
        going->told.offer_at = *spot;
    ikt_log_offer_add(&going->offer, event->offer,
                      (uint8_t)(event->number > 0 && event->number < 256 ? event->number : 1));
}

/* "validate_proposal_request": networks, and the set where the attributes were not told */
static void take_validate(struct ikt_log_quick_modes *modes, const struct ikt_log_event *event,
                          const struct ikt_log_spot *spot)
{
    if (awaits(modes, event->message_id)) {
        struct ikt_log_going *ours = &modes->going[OURS];
        ours->told.last = *spot;
        if (event->offer && !ours->told.networks.initiator.known)
            take_networks(ours, event->offer);
        return;
    }
    struct ikt_log_going *going = checked(modes, event, spot);
    if (!event->offer)
        return;
    if (going->told.offer_at.place == 0)
        going->told.offer_at = *spot;
    take_networks(going, event->offer);
    if (ikt_log_offer_holds(event->offer) && (going->offer.count == 0 || going->by_validate)) {
        going->by_validate = true;
        ikt_log_offer_add(&going->offer, event->offer, 1);
    }
}

/* The check that an error number stands for; sums are told by their first check in IOS's order. */
static enum ikt_log_refusal refusal_of_error(int64_t error)
{
    return error & 8      ? IKT_REFUSAL_LOCAL_ADDRESS
           : error & 64   ? IKT_REFUSAL_PEER
           : error & 32   ? IKT_REFUSAL_NETWORKS
           : error & 256  ? IKT_REFUSAL_TRANSFORM
           : error & 1024 ? IKT_REFUSAL_FLAGS
                          : IKT_REFUSAL_UNSAID;
}

/* What is refused: what goes on, else what was just refused without a reason, else one of which no more was told. */
static struct ikt_log_going *refused(struct ikt_log_quick_modes *modes, const struct ikt_log_spot *spot)
{
    struct ikt_log_going *going = &modes->going[THEIRS];
    bool reason_follows =
        going->used && going->told.end == IKT_LOG_END_REFUSED_HERE && going->told.refusal_at.place == 0;
    return reason_follows ? going : at(modes, THEIRS, 0, spot);
}

static void refuse(struct ikt_log_quick_modes *modes, enum ikt_log_refusal refusal, const struct ikt_log_event *event,
                   const struct ikt_log_spot *spot)
{
    struct ikt_log_going *going = refused(modes, spot);
    going->told.last = *spot;
    going->told.refusal = refusal;
    going->told.refusal_at = *spot;
    if (event->kind == IKT_LOG_LOCAL_ADDRESS_REFUSED)
        going->told.refused_address = event->local;
    if (event->kind == IKT_LOG_PEER_REFUSED)
        going->told.refused_address = event->remote;
    if (event->kind == IKT_LOG_OLD_TRANSFORM_REFUSED)
        going->told.old_release = true;
    if (event->offer && going->offer.count == 0 && ikt_log_offer_holds(event->offer)) {
        going->told.offer_at = *spot;
        going->by_validate = true;
        ikt_log_offer_add(&going->offer, event->offer, 1);
    }
}

static void take_error(struct ikt_log_quick_modes *modes, const struct ikt_log_event *event,
                       const struct ikt_log_spot *spot)
{
    struct ikt_log_going *going = at(modes, THEIRS, event->message_id, spot);
    going->told.error_at = *spot;
    if (event->number > 0)
        going->told.error = (int)event->number;
    if (going->told.refusal <= IKT_REFUSAL_UNSAID)
        going->told.refusal = event->number > 0 ? refusal_of_error(event->number) : IKT_REFUSAL_UNSAID;
}

static void take_refusal(struct ikt_log_quick_modes *modes, const struct ikt_log_event *event,
                         const struct ikt_log_spot *spot)
{
    struct ikt_log_going *going = &modes->going[THEIRS];
    bool told = going->used && going->told.end == IKT_LOG_END_REFUSED_HERE && going->told.last.place + 2 >= spot->place;
    if (!told)
        going = at(modes, THEIRS, event->message_id, spot);
    if (going->told.refusal == IKT_REFUSAL_NONE)
        going->told.refusal = IKT_REFUSAL_UNSAID;
    end(going, IKT_LOG_END_REFUSED_HERE, spot);
}

static bool is_of_phase2(const struct ikt_log_event *event)
{
    return event->notify > 0 && event->notify < IKT_NOTIFY_CONNECTED && event->protocol != IKT_PROTOCOL_ISAKMP;
}

static void take_notify(struct ikt_log_quick_modes *modes, const struct ikt_log_event *event,
                        const struct ikt_log_spot *spot)
{
    if (!is_of_phase2(event))
        return;
    struct ikt_log_going *going = &modes->going[event->sent ? THEIRS : OURS];
    if (!going->used || (!event->sent && has_ended(going)))
        going = begin(modes, event->sent ? THEIRS : OURS, spot);
    going->told.notify = event->notify;
    going->told.notify_at = *spot;
    if (event->sent && going->told.refusal == IKT_REFUSAL_NONE)
        going->told.refusal = IKT_REFUSAL_UNSAID;
    if (event->spi != 0 && !event->sent)
        going->told.spi = event->spi;
    end(going, event->sent ? IKT_LOG_END_REFUSED_HERE : IKT_LOG_END_REFUSED_THERE, spot);
}

/* Of the two the one with this message ID; else, of those that have none yet, the one that is meant. */
static struct ikt_log_going *find(struct ikt_log_quick_modes *modes, uint32_t message_id, int meant)
{
    for (int i = 0; i < 2; i++)
        if (modes->going[i].used && message_id != 0 && modes->going[i].told.message_id == message_id)
            return &modes->going[i];
    struct ikt_log_going *going = &modes->going[meant];
    return going->used && (going->told.message_id == 0 || message_id == 0) ? going : NULL;
}

struct reason {
    const char *text;
    int whose;
    enum ikt_log_end end;
};
/* clang-format off */
static const struct reason reasons[] = {
    {"QM rejected", THEIRS, IKT_LOG_END_REFUSED_HERE},
    {"Delete Larval", OURS, IKT_LOG_END_REFUSED_THERE},
    {"QM done", THEIRS, IKT_LOG_END_COMPLETED},
    {"No Error", OURS, IKT_LOG_END_COMPLETED},
    {"quick mode done", THEIRS, IKT_LOG_END_COMPLETED},
    {"IKE deleted", OURS, IKT_LOG_END_DELETED},
};
/* clang-format on */

static void take_node(struct ikt_log_quick_modes *modes, const struct ikt_log_event *event,
                      const struct ikt_log_spot *spot)
{
    for (size_t i = 0; event->text && i < G_N_ELEMENTS(reasons); i++) {
        const struct reason *reason = &reasons[i];
        if (g_ascii_strncasecmp(event->text, reason->text, strlen(reason->text)) != 0)
            continue;
        struct ikt_log_going *going = find(modes, event->message_id, reason->whose);
        if (!going && reason->end != IKT_LOG_END_DELETED && reason->end != IKT_LOG_END_COMPLETED)
            going = begin(modes, reason->whose, spot);
        if (!going)
            return;
        if (going->told.message_id == 0)
            going->told.message_id = event->message_id;
        if (reason->end == IKT_LOG_END_REFUSED_HERE && going->told.refusal == IKT_REFUSAL_NONE)
            going->told.refusal = IKT_REFUSAL_UNSAID;
        end(going, reason->end, spot);
        return;
    }
}

static void complete(struct ikt_log_quick_modes *modes, const struct ikt_log_event *event,
                     const struct ikt_log_spot *spot)
{
    bool answered = event->text && (strstr(event->text, "QM_R_") || strstr(event->text, "SPI_STARVE"));
    int whose = answered || !awaits(modes, event->message_id) ? THEIRS : OURS;
    struct ikt_log_going *going = find(modes, event->message_id, whose);
    bool again = going && going->told.end == IKT_LOG_END_COMPLETED;
    if (!going || (has_ended(going) && !again))
        going = begin(modes, whose, spot);
    if (event->kind == IKT_LOG_SA_CREATED && event->offer && !going->told.networks.initiator.known)
        take_networks(going, event->offer);
    if (event->spi != 0)
        going->told.spi = event->spi;
    going->told.refusal = IKT_REFUSAL_NONE;
    end(going, IKT_LOG_END_COMPLETED, spot);
}

static void take_begun(struct ikt_log_quick_modes *modes, const struct ikt_log_event *event,
                       const struct ikt_log_spot *spot)
{
    struct ikt_log_going *going = &modes->going[OURS];
    bool asked = going->used && !has_ended(going) && going->told.message_id == 0;
    going = asked ? at(modes, OURS, event->message_id, spot) : begin(modes, OURS, spot);
    going->told.message_id = event->message_id;
}

static void take_map(struct ikt_log_quick_modes *modes, const struct ikt_log_event *event,
                     const struct ikt_log_spot *spot)
{
    struct ikt_log_going *going = at(modes, awaits(modes, event->message_id) ? OURS : THEIRS, event->message_id, spot);
    going->told.map_accepted = true;
    going->told.map = event->name;
    going->told.sequence = event->number > 0 ? (unsigned)event->number : 0;
}

void ikt_log_quick_modes_take(struct ikt_log_quick_modes *modes, const struct ikt_log_event *event,
                              const struct ikt_log_spot *spot)
{
    switch (event->kind) {
    case IKT_LOG_REQUEST:
        take_request(modes, event, spot);
        break;
    case IKT_LOG_TRANSFORM:
        take_transform(modes, event, spot);
        break;
    case IKT_LOG_VALIDATE:
        take_validate(modes, event, spot);
        break;
    case IKT_LOG_MAP_ACCEPTED:
        take_map(modes, event, spot);
        break;
    case IKT_LOG_TRANSFORM_REFUSED:
    case IKT_LOG_OLD_TRANSFORM_REFUSED:
        refuse(modes, IKT_REFUSAL_TRANSFORM, event, spot);
        break;
    case IKT_LOG_PROXIES_REFUSED:
        refuse(modes, IKT_REFUSAL_NETWORKS, event, spot);
        break;
    case IKT_LOG_LOCAL_ADDRESS_REFUSED:
        refuse(modes, IKT_REFUSAL_LOCAL_ADDRESS, event, spot);
        break;
    case IKT_LOG_PEER_REFUSED:
        refuse(modes, IKT_REFUSAL_PEER, event, spot);
        break;
    case IKT_LOG_FLAGS_REFUSED:
        refuse(modes, IKT_REFUSAL_FLAGS, event, spot);
        break;
    case IKT_LOG_POLICY_ERROR:
        take_error(modes, event, spot);
        break;
    case IKT_LOG_PHASE2_REFUSED:
        take_refusal(modes, event, spot);
        break;
    case IKT_LOG_NOTIFY:
        take_notify(modes, event, spot);
        break;
    case IKT_LOG_NODE_DELETED:
        take_node(modes, event, spot);
        break;
    case IKT_LOG_QUICK_MODE_BEGUN:
        take_begun(modes, event, spot);
        break;
    case IKT_LOG_QUICK_MODE_DONE:
    case IKT_LOG_SA_CREATED:
        complete(modes, event, spot);
        break;
    default:
        break;
    }
}

void ikt_log_quick_modes_sa_ended(struct ikt_log_quick_modes *modes, const struct ikt_log_spot *spot)
{
    for (int i = 0; i < 2; i++)
        if (modes->going[i].used)
            end(&modes->going[i], IKT_LOG_END_DELETED, spot);
}

void ikt_log_quick_modes_finish(struct ikt_log_quick_modes *modes)
{
    int earlier = modes->going[OURS].used && modes->going[THEIRS].used &&
                          modes->going[THEIRS].told.first.place < modes->going[OURS].told.first.place
                      ? THEIRS
                      : OURS;
    close(modes, earlier);
    close(modes, !earlier);
}

bool ikt_log_quick_modes_check(const struct ikt_log_quick_modes *modes)
{
    const struct ikt_log_going *going = &modes->going[THEIRS];
    return going->used && !has_ended(going);
}
