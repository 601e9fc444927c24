/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "frame_comments.h"

#include "iketriage/finding.h"
#include "iketriage/wording.h"

/* Findings that a frame's comment names. */
#define FINDINGS 3
/* A comment that grows longer is long enough. */
#define LENGTH_MAX 600
/* Comments of frames that are no message's, which come late and have to be put between others. */
#define BETWEEN_MAX 1000

struct comment {
    uint64_t frame;
    GString *text;
};

struct ikt_frame_comments {
    GArray *all; /* of struct comment, by rising frame */
    guint between;
    uint64_t more; /* things to say that had no room */
};

static void clear_comment(void *data)
{
    g_string_free(((struct comment *)data)->text, TRUE);
}

struct ikt_frame_comments *ikt_frame_comments_new(void)
{
    struct ikt_frame_comments *comments = g_new0(struct ikt_frame_comments, 1);
    comments->all = g_array_new(FALSE, FALSE, sizeof(struct comment));
    g_array_set_clear_func(comments->all, clear_comment);
    return comments;
}

void ikt_frame_comments_free(struct ikt_frame_comments *comments)
{
    if (!comments)
        return;
    g_array_unref(comments->all);
    g_free(comments);
}

/* The first place whose frame is no smaller. */
static guint place_of(const struct ikt_frame_comments *comments, uint64_t frame)
{
    guint low = 0, high = comments->all->len;
    if (high > 0 && g_array_index(comments->all, struct comment, high - 1).frame < frame)
        return high; /* as nearly always */
    while (low < high) {
        const guint middle = low + (high - low) / 2;
        if (g_array_index(comments->all, struct comment, middle).frame < frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static GString *find(const struct ikt_frame_comments *comments, uint64_t frame)
{
    const guint place = place_of(comments, frame);
    if (place == comments->all->len)
        return NULL;
    const struct comment *comment = &g_array_index(comments->all, struct comment, place);
    return comment->frame == frame ? comment->text : NULL;
}

/* Where more is to be said of a frame, after what was said; NULL: there is no room. */
static GString *add_to(struct ikt_frame_comments *comments, uint64_t frame)
{
    GString *text = find(comments, frame);
    if (text) {
        if (text->len > LENGTH_MAX)
            return NULL;
        g_string_append(text, "; ");
        return text;
    }
    const guint place = place_of(comments, frame);
    const bool last = place == comments->all->len;
    if (frame == 0)
        return NULL;
    if (comments->all->len >= IKT_FRAME_COMMENTS_MAX || (!last && comments->between >= BETWEEN_MAX)) {
        comments->more++;
        return NULL;
    }
    comments->between += !last;
    const struct comment comment = {frame, g_string_new(NULL)};
    g_array_insert_val(comments->all, place, comment);
    return comment.text;
}

void ikt_frame_comments_message(struct ikt_frame_comments *comments, const struct ikt_message_event *event)
{
    GString *text = add_to(comments, event->packet.frame);
    const char *read = ikt_decryption_text(event->decryption);
    if (!text)
        return;
    g_string_append_printf(text, "%s (%s)", ikt_message_name_brief(event->name), ikt_message_name_full(event->name));
    if (event->duplicate_of != 0)
        g_string_append_printf(text, ", %s frame %" G_GUINT64_FORMAT, event->copy ? "captured before as" : "repeats",
                               event->duplicate_of);
    else if (read && event->decryption != IKT_DECRYPTION_CLEARTEXT)
        g_string_append_printf(text, ", %s", read);
}

static void piece(void *data, const char *text, size_t length)
{
    g_string_append_len(data, text, (gssize)length);
}

/* Which findings rest on the frame. */
static void add_findings(struct ikt_frame_comments *comments, const struct ikt_findings *findings)
{
    for (size_t i = 0; i < MIN(findings->count, FINDINGS); i++) {
        const struct ikt_finding *finding = findings->items[i];
        uint64_t frame = 0;
        for (size_t j = 0; j < finding->ref_count; j++) {
            if (finding->refs[j].kind == IKT_REF_FRAME)
                frame = finding->refs[j].number; /* the last one proves it */
        }
        GString *text = frame != 0 ? add_to(comments, frame) : NULL;
        if (!text)
            continue;
        g_string_append_printf(text, "%s, %s: ", ikt_rule_info(finding->rule)->name,
                               ikt_likelihood_name(finding->likelihood));
        ikt_sentence_write(&finding->summary, piece, text);
    }
}

static void add_notify(struct ikt_frame_comments *comments, const struct ikt_notification *notification)
{
    GString *text = notification->notify ? add_to(comments, notification->frame) : NULL;
    const char *name = text ? ikt_notify_name(notification->notify->type) : NULL;
    if (text)
        g_string_append_printf(text, "says %s (%u)", name ? name : "notify", notification->notify->type);
}

void ikt_frame_comments_phase1(struct ikt_frame_comments *comments, const struct ikt_phase1 *record)
{
    for (size_t i = 0; i < record->notification_count; i++)
        add_notify(comments, &record->notifications[i]);
    add_findings(comments, &record->findings);
}

/* "proposes esp-aes esp-sha-hmac for 192.168.1.0/24 to 192.168.2.0/24" */
static void add_offer(struct ikt_frame_comments *comments, const struct ikt_phase2 *record)
{
    if (record->seen_count == 0 || record->seen[0].name != IKT_QUICK1 || !record->offer)
        return;
    GString *text = add_to(comments, record->seen[0].frame);
    if (!text)
        return;
    const struct ikt_value offer = {.kind = IKT_VALUE_OFFER, .is.object = record->offer};
    g_string_append(text, "proposes ");
    ikt_value_write(&offer, piece, text);
    if (record->proxy_initiator && record->proxy_responder) {
        g_autofree char *initiator = ikt_identity_format(record->proxy_initiator),
                        *responder = ikt_identity_format(record->proxy_responder);
        g_string_append_printf(text, " for %s to %s", initiator, responder);
    }
    if (record->rejection)
        g_string_append_printf(text, "; refused in frame %" G_GUINT64_FORMAT, record->rejection->frame);
    else
        g_string_append_printf(text, "; %s", ikt_outcome_name(record->outcome));
}

void ikt_frame_comments_phase2(struct ikt_frame_comments *comments, const struct ikt_phase2 *record)
{
    add_offer(comments, record);
    if (record->rejection && record->seen_count > 0) {
        GString *text = add_to(comments, record->rejection->frame);
        if (text)
            g_string_append_printf(text, "refuses the Quick Mode of frame %" G_GUINT64_FORMAT, record->seen[0].frame);
    }
    add_findings(comments, &record->findings);
}

uint64_t ikt_frame_comments_more(const struct ikt_frame_comments *comments)
{
    return comments->more;
}

const char *ikt_frame_comment(const struct ikt_frame_comments *comments, uint64_t frame)
{
    const GString *text = find(comments, frame);
    return text ? text->str : NULL;
}
