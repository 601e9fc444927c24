/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_event.h"

#include "text_frames.h"

static const char *side(bool initiator)
{
    return initiator ? "initiator" : "responder";
}

static void append_frames(GString *text, const struct ikt_text_frames *frames)
{
    g_string_append(text, frames->count == 1 ? ", frame " : ", frames ");
    ikt_text_frames_append(text, frames);
}

char *ikt_text_messages(const struct ikt_seen *seen, size_t count)
{
    bool done[IKT_MESSAGE_NAME_COUNT] = {false};
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < count; i++) {
        if (done[seen[i].name])
            continue;
        done[seen[i].name] = true;
        struct ikt_text_frames frames = {0};
        for (size_t j = i; j < count; j++) {
            if (seen[j].name == seen[i].name)
                ikt_text_frames_add(&frames, seen[j].frame);
        }
        g_string_append_printf(text, "%s%s ", text->len > 0 ? "; " : "", ikt_message_name_text(seen[i].name));
        ikt_text_frames_append(text, &frames);
    }
    return g_string_free(text, FALSE);
}

void ikt_text_seen(const struct ikt_layout *layout, const struct ikt_seen *seen, size_t count)
{
    g_autofree char *messages = ikt_text_messages(seen, count);
    ikt_layout_field(layout, "frames", messages);
}

static void put_notification(const struct ikt_layout *layout, const char *label,
                             const struct ikt_notification *notification, const struct ikt_text_frames *frames,
                             bool from_initiator)
{
    const struct ikt_notify *notify = notification->notify;
    const char *name = notify != NULL ? ikt_notify_name(notify->type) : NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    if (notify == NULL)
        g_string_append(text, "not readable, an error notify by order, direction and size");
    else if (name != NULL)
        g_string_append_printf(text, "%s (%u)", name, notify->type);
    else
        g_string_append_printf(text, "notify %u", notify->type);
    append_frames(text, frames);
    g_string_append_printf(text, " from the %s", side(from_initiator));
    if (notify != NULL)
        g_string_append(text, !notification->encrypted      ? ", in clear"
                              : notification->authenticated ? ", authenticated"
                                                            : ", encrypted, not authenticated");
    ikt_layout_field(layout, label, text->str);
}

void ikt_text_notification(const struct ikt_layout *layout, const char *label,
                           const struct ikt_notification *notification, bool from_initiator)
{
    struct ikt_text_frames frames = {0};
    ikt_text_frames_add(&frames, notification->frame);
    put_notification(layout, label, notification, &frames, from_initiator);
}

static bool like_notification(const struct ikt_notification *a, const struct ikt_notification *b)
{
    bool like_type =
        a->notify == NULL || b->notify == NULL ? a->notify == b->notify : a->notify->type == b->notify->type;
    return like_type && a->from_initiator == b->from_initiator && a->encrypted == b->encrypted &&
           a->authenticated == b->authenticated;
}

void ikt_text_notifications(const struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    size_t count = record->notification_count;
    g_autofree bool *done = g_new0(bool, count);
    for (size_t i = 0; i < count; i++) {
        const struct ikt_notification *first = &record->notifications[i];
        if (done[i])
            continue;
        struct ikt_text_frames frames = {0};
        for (size_t j = i; j < count; j++) {
            if (done[j] || !like_notification(first, &record->notifications[j]))
                continue;
            done[j] = true;
            ikt_text_frames_add(&frames, record->notifications[j].frame);
        }
        put_notification(layout, i == 0 ? "notify" : "", first, &frames, first->from_initiator);
    }
}

static uint8_t deleted_protocol(const struct ikt_deletion *deletion)
{
    return deletion->deletion != NULL ? deletion->deletion->protocol : 0;
}

static bool like_deletion(const struct ikt_deletion *a, const struct ikt_deletion *b)
{
    return deleted_protocol(a) == deleted_protocol(b) && a->from_initiator == b->from_initiator &&
           a->authenticated == b->authenticated;
}

void ikt_text_deletions(const struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    size_t count = record->deletion_count;
    g_autofree bool *done = g_new0(bool, count);
    for (size_t i = 0; i < count; i++) {
        const struct ikt_deletion *first = &record->deletions[i];
        if (done[i])
            continue;
        struct ikt_text_frames frames = {0};
        for (size_t j = i; j < count; j++) {
            if (done[j] || !like_deletion(first, &record->deletions[j]))
                continue;
            done[j] = true;
            ikt_text_frames_add(&frames, record->deletions[j].frame);
        }
        const char *protocol = ikt_protocol_name(deleted_protocol(first));
        g_autoptr(GString) text = g_string_new(protocol != NULL ? protocol : "unknown protocol");
        g_string_append(text, " SA");
        append_frames(text, &frames);
        g_string_append_printf(text, " from the %s%s", side(first->from_initiator),
                               first->authenticated ? ", authenticated" : "");
        ikt_layout_field(layout, i == 0 ? "delete" : "", text->str);
    }
}

static bool like_icmp(const struct ikt_icmp *a, const struct ikt_icmp *b)
{
    return a->family == b->family && a->type == b->type && a->code == b->code &&
           ikt_address_equal(&a->reporter, &b->reporter);
}

void ikt_text_icmp(const struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    size_t count = record->icmp_count;
    g_autofree bool *done = g_new0(bool, count);
    for (size_t i = 0; i < count; i++) {
        const struct ikt_icmp *first = &record->icmp[i];
        if (done[i])
            continue;
        struct ikt_text_frames frames = {0};
        for (size_t j = i; j < count; j++) {
            if (done[j] || !like_icmp(first, &record->icmp[j]))
                continue;
            done[j] = true;
            ikt_text_frames_add(&frames, record->icmp[j].frame);
        }
        char reporter[IKT_ADDRESS_TEXT];
        g_autoptr(GString) text = g_string_new(NULL);
        g_string_printf(text, "type %u code %u from %s", first->type, first->code,
                        ikt_address_format(&first->reporter, reporter));
        append_frames(text, &frames);
        ikt_layout_field(layout, i == 0 ? (first->family == IKT_FAMILY_IPV6 ? "ICMPv6" : "ICMP") : "", text->str);
    }
}
