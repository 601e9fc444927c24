/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_part.h"

/* Frames by the name of their messages, in the order in which the names come. */
struct messages {
    struct ikt_text_frames frames[IKT_MESSAGE_NAME_COUNT];
    enum ikt_message_name names[IKT_MESSAGE_NAME_COUNT];
    size_t count;
};

static void add_message(struct messages *messages, const struct ikt_seen *message)
{
    struct ikt_text_frames *frames = &messages->frames[message->name];
    if (frames->count == 0)
        messages->names[messages->count++] = message->name;
    ikt_text_frames_add(frames, message->frame);
}

/* "main1 1; main2 2, 4" */
static void put_messages(struct ikt_layout *layout, const struct messages *messages)
{
    for (size_t i = 0; i < messages->count; i++) {
        if (i > 0)
            ikt_layout_put(layout, "; ");
        ikt_layout_put(layout, ikt_message_name_text(messages->names[i]));
        ikt_layout_put(layout, " ");
        ikt_text_put_frames(layout, &messages->frames[messages->names[i]]);
    }
}

void ikt_text_more(struct ikt_layout *layout, uint64_t more)
{
    if (more == 0)
        return;
    ikt_layout_begin_field(layout, "");
    ikt_layout_put(layout, "and ");
    ikt_layout_put_number(layout, more);
    ikt_layout_put(layout, " more");
    ikt_layout_end(layout);
}

void ikt_text_seen(struct ikt_layout *layout, const struct ikt_seen *seen, size_t count, uint64_t more, uint64_t bare)
{
    struct messages messages = {0};
    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++)
        add_message(&messages, &seen[i]);
    ikt_layout_begin_field(layout, "frames");
    put_messages(layout, &messages);
    ikt_layout_end(layout);
    ikt_text_more(layout, more);
    if (bare == 0)
        return;
    ikt_layout_begin_field(layout, "");
    ikt_layout_put(layout, "what ");
    ikt_layout_put_number(layout, bare);
    ikt_layout_put(layout, " of them hold was forgotten for want of room");
    ikt_layout_end(layout);
}

static bool like_lost(const struct ikt_lost *a, const struct ikt_lost *b)
{
    return a->octets == b->octets && a->because == b->because;
}

void ikt_text_lost(struct ikt_layout *layout, const struct ikt_lost *lost, size_t count)
{
    g_autofree bool *done = g_new0(bool, count);
    for (size_t i = 0; i < count; i++) {
        struct messages messages = {0};
        if (done[i])
            continue;
        for (size_t j = i; j < count; j++) {
            if (done[j] || !like_lost(&lost[i], &lost[j]))
                continue;
            done[j] = true;
            add_message(&messages, lost[j].message);
        }
        ikt_layout_begin_field(layout, i == 0 ? "lost" : "");
        ikt_layout_put(layout, "the first ");
        ikt_layout_put_number(layout, lost[i].octets);
        ikt_layout_put(layout, " octets of ");
        put_messages(layout, &messages);
        ikt_layout_put(layout, ": ");
        ikt_layout_put(layout, lost[i].because);
        ikt_layout_end(layout);
    }
}

static void put_event_frames(struct ikt_layout *layout, const struct ikt_text_frames *frames)
{
    ikt_layout_put(layout, frames->count == 1 ? ", frame " : ", frames ");
    ikt_text_put_frames(layout, frames);
}

static void put_sender(struct ikt_layout *layout, bool from_initiator)
{
    ikt_layout_put(layout, from_initiator ? " from the initiator" : " from the responder");
}

/* "NO-PROPOSAL-CHOSEN (14)" */
static void put_notify(struct ikt_layout *layout, const struct ikt_notify *notify)
{
    const char *name = ikt_notify_name(notify->type);
    ikt_layout_put(layout, name ? name : "notify ");
    if (name)
        ikt_layout_put(layout, " (");
    ikt_layout_put_number(layout, notify->type);
    if (name)
        ikt_layout_put(layout, ")");
}

static void put_notification(struct ikt_layout *layout, const char *label, const struct ikt_notification *notification,
                             const struct ikt_text_frames *frames, bool from_initiator)
{
    ikt_layout_begin_field(layout, label);
    if (notification->notify)
        put_notify(layout, notification->notify);
    else
        ikt_layout_put(layout, "not readable, an error notify by order, direction and size");
    put_event_frames(layout, frames);
    put_sender(layout, from_initiator);
    if (notification->notify)
        ikt_layout_put(layout, !notification->encrypted      ? ", in clear"
                               : notification->authenticated ? ", authenticated"
                                                             : ", encrypted, not authenticated");
    ikt_layout_end(layout);
}

void ikt_text_notification(struct ikt_layout *layout, const char *label, const struct ikt_notification *notification,
                           bool from_initiator)
{
    struct ikt_text_frames frames = {0};
    ikt_text_frames_add(&frames, notification->frame);
    put_notification(layout, label, notification, &frames, from_initiator);
}

static bool like_notification(const struct ikt_notification *a, const struct ikt_notification *b)
{
    const bool like_type = !a->notify || !b->notify ? a->notify == b->notify : a->notify->type == b->notify->type;
    return like_type && a->from_initiator == b->from_initiator && a->encrypted == b->encrypted &&
           a->authenticated == b->authenticated;
}

void ikt_text_notifications(struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    const size_t count = record->notification_count;
    g_autofree bool *done = g_new0(bool, count);
    for (size_t i = 0; i < count; i++) {
        const struct ikt_notification *first = &record->notifications[i];
        struct ikt_text_frames frames = {0};
        if (done[i])
            continue;
        for (size_t j = i; j < count; j++) {
            if (done[j] || !like_notification(first, &record->notifications[j]))
                continue;
            done[j] = true;
            ikt_text_frames_add(&frames, record->notifications[j].frame);
        }
        put_notification(layout, i == 0 ? "notify" : "", first, &frames, first->from_initiator);
    }
    ikt_text_more(layout, record->notifications_more);
}

static uint8_t deleted_protocol(const struct ikt_deletion *deletion)
{
    return deletion->deletion ? deletion->deletion->protocol : 0;
}

static bool like_deletion(const struct ikt_deletion *a, const struct ikt_deletion *b)
{
    return deleted_protocol(a) == deleted_protocol(b) && a->from_initiator == b->from_initiator &&
           a->authenticated == b->authenticated;
}

void ikt_text_deletions(struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    const size_t count = record->deletion_count;
    g_autofree bool *done = g_new0(bool, count);
    for (size_t i = 0; i < count; i++) {
        const struct ikt_deletion *first = &record->deletions[i];
        struct ikt_text_frames frames = {0};
        if (done[i])
            continue;
        for (size_t j = i; j < count; j++) {
            if (done[j] || !like_deletion(first, &record->deletions[j]))
                continue;
            done[j] = true;
            ikt_text_frames_add(&frames, record->deletions[j].frame);
        }
        const char *protocol = ikt_protocol_name(deleted_protocol(first));
        ikt_layout_begin_field(layout, i == 0 ? "delete" : "");
        ikt_layout_put(layout, protocol ? protocol : "unknown protocol");
        ikt_layout_put(layout, " SA");
        put_event_frames(layout, &frames);
        put_sender(layout, first->from_initiator);
        if (first->authenticated)
            ikt_layout_put(layout, ", authenticated");
        ikt_layout_end(layout);
    }
    ikt_text_more(layout, record->deletions_more);
}

static bool like_icmp(const struct ikt_icmp *a, const struct ikt_icmp *b)
{
    return a->family == b->family && a->type == b->type && a->code == b->code &&
           ikt_address_equal(&a->reporter, &b->reporter);
}

void ikt_text_icmp(struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    const size_t count = record->icmp_count;
    g_autofree bool *done = g_new0(bool, count);
    for (size_t i = 0; i < count; i++) {
        const struct ikt_icmp *first = &record->icmp[i];
        struct ikt_text_frames frames = {0};
        if (done[i])
            continue;
        for (size_t j = i; j < count; j++) {
            if (done[j] || !like_icmp(first, &record->icmp[j]))
                continue;
            done[j] = true;
            ikt_text_frames_add(&frames, record->icmp[j].frame);
        }
        ikt_layout_begin_field(layout, i > 0 ? "" : first->family == IKT_FAMILY_IPV6 ? "ICMPv6" : "ICMP");
        ikt_layout_put(layout, "type ");
        ikt_layout_put_number(layout, first->type);
        ikt_layout_put(layout, " code ");
        ikt_layout_put_number(layout, first->code);
        ikt_layout_put(layout, " from ");
        ikt_layout_put_address(layout, &first->reporter);
        put_event_frames(layout, &frames);
        ikt_layout_end(layout);
    }
    ikt_text_more(layout, record->icmp_more);
}
