/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "frames.h"

#include "engine/base/hash.h"

enum {
    BLOCK = 512, /* messages */
    PAGE = 64    /* frames */
};

struct ikt_frames {
    GPtrArray *blocks;     /* of messages in the order of their frames, each full but the last */
    uint32_t count;        /* of messages in blocks */
    uint32_t last;         /* index that was found last */
    GHashTable *reordered; /* frame: GPtrArray of those that came after messages of later frames */
    GPtrArray *pages;      /* of PAGE marks each, by frame; NULL: none of these frames has one */
};

static void reordered_free(void *messages)
{
    g_ptr_array_unref(messages);
}

struct ikt_frames *ikt_frames_new(void)
{
    struct ikt_frames *frames = g_new0(struct ikt_frames, 1);
    frames->blocks = g_ptr_array_new();
    frames->reordered = g_hash_table_new_full(ikt_hash_direct, ikt_hash_equal_direct, NULL, reordered_free);
    frames->pages = g_ptr_array_new();
    return frames;
}

void ikt_frames_free(struct ikt_frames *frames)
{
    if (!frames)
        return;
    g_ptr_array_unref(frames->blocks);
    g_hash_table_unref(frames->reordered);
    g_ptr_array_unref(frames->pages);
    g_free(frames);
}

static struct ikt_note_message *message_at(const struct ikt_frames *frames, uint32_t index)
{
    struct ikt_note_message *block = g_ptr_array_index(frames->blocks, index / BLOCK);
    return &block[index % BLOCK];
}

static struct ikt_note_message *add_reordered(struct ikt_frames *frames, uint32_t frame)
{
    struct ikt_note_message *message = wmem_new0(wmem_file_scope(), struct ikt_note_message);
    GPtrArray *messages = g_hash_table_lookup(frames->reordered, GUINT_TO_POINTER(frame));
    if (!messages) {
        messages = g_ptr_array_new();
        g_hash_table_insert(frames->reordered, GUINT_TO_POINTER(frame), messages);
    }
    g_ptr_array_add(messages, message);
    return message;
}

static struct ikt_note_message *add_last(struct ikt_frames *frames)
{
    if (frames->count % BLOCK == 0)
        g_ptr_array_add(frames->blocks, wmem_alloc0(wmem_file_scope(), BLOCK * sizeof(struct ikt_note_message)));
    return message_at(frames, frames->count++);
}

struct ikt_note_message *ikt_frames_add(struct ikt_frames *frames, uint32_t frame)
{
    const bool reordered = frames->count > 0 && message_at(frames, frames->count - 1)->frame > frame;
    struct ikt_note_message *message = reordered ? add_reordered(frames, frame) : add_last(frames);
    message->frame = frame;
    return message;
}

/* Does the frame's first message have this index, or would it stand there? */
static bool is_first_index(const struct ikt_frames *frames, uint32_t index, uint32_t frame)
{
    return index <= frames->count && (index == frames->count || message_at(frames, index)->frame >= frame) &&
           (index == 0 || message_at(frames, index - 1)->frame < frame);
}

/* The index of the frame's first message, or of the one that it would stand before. */
static uint32_t first_index(const struct ikt_frames *frames, uint32_t frame)
{
    uint32_t low = 0, high = frames->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (message_at(frames, middle)->frame < frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The same. Mostly it is the newest one, or as far from the one before as its frame, where there is nothing but IKE. */
static uint32_t first_index_near(struct ikt_frames *frames, uint32_t frame)
{
    if (frames->count == 0)
        return 0;
    const uint32_t guesses[] = {frames->count - 1, frames->last + (frame - message_at(frames, frames->last)->frame)};
    for (unsigned i = 0; i < G_N_ELEMENTS(guesses); i++) {
        if (is_first_index(frames, guesses[i], frame)) {
            frames->last = MIN(guesses[i], frames->count - 1);
            return guesses[i];
        }
    }
    const uint32_t index = first_index(frames, frame);
    frames->last = MIN(index, frames->count - 1);
    return index;
}

/* The messages of a frame, one after the other. */
struct walk {
    const struct ikt_frames *frames;
    const GPtrArray *reordered; /* NULL: none */
    uint32_t frame, index;
    guint reordered_index;
};

static struct walk begin_walk(struct ikt_frames *frames, uint32_t frame)
{
    const bool any = g_hash_table_size(frames->reordered) > 0; /* mostly not */
    return (struct walk){frames, any ? g_hash_table_lookup(frames->reordered, GUINT_TO_POINTER(frame)) : NULL, frame,
                         first_index_near(frames, frame), 0};
}

/* NULL at the end. */
static struct ikt_note_message *next_message(struct walk *walk)
{
    if (walk->index < walk->frames->count && message_at(walk->frames, walk->index)->frame == walk->frame)
        return message_at(walk->frames, walk->index++);
    return walk->reordered && walk->reordered_index < walk->reordered->len
               ? g_ptr_array_index(walk->reordered, walk->reordered_index++)
               : NULL;
}

static size_t count_messages(struct walk walk)
{
    size_t count = 0;
    while (next_message(&walk))
        count++;
    return count;
}

struct ikt_note_message *ikt_frames_find(struct ikt_frames *frames, uint64_t frame, enum ikt_message_name name)
{
    struct walk walk = begin_walk(frames, (uint32_t)frame);
    struct ikt_note_message *message = next_message(&walk);
    while (message && message->name != name)
        message = next_message(&walk);
    return message;
}

static bool is_mark(const struct ikt_mark *mark)
{
    return mark->findings || mark->exchanges;
}

/* NULL: there is none. */
static const struct ikt_mark *find_mark(const struct ikt_frames *frames, uint32_t frame)
{
    const struct ikt_mark *page =
        frame / PAGE < frames->pages->len ? g_ptr_array_index(frames->pages, frame / PAGE) : NULL;
    return page && is_mark(&page[frame % PAGE]) ? &page[frame % PAGE] : NULL;
}

struct ikt_mark *ikt_frames_mark(struct ikt_frames *frames, uint32_t frame)
{
    if (frame / PAGE >= frames->pages->len)
        g_ptr_array_set_size(frames->pages, (gint)(frame / PAGE + 1));
    struct ikt_mark *page = g_ptr_array_index(frames->pages, frame / PAGE);
    if (!page) {
        page = wmem_alloc0(wmem_file_scope(), PAGE * sizeof(struct ikt_mark));
        g_ptr_array_index(frames->pages, frame / PAGE) = page;
    }
    return &page[frame % PAGE];
}

struct ikt_note_frame *ikt_frames_show(struct ikt_frames *frames, uint32_t frame, wmem_allocator_t *scope)
{
    const struct ikt_mark *mark = find_mark(frames, frame);
    struct walk walk = begin_walk(frames, frame);
    const size_t count = count_messages(walk);
    if (!mark && count == 0)
        return NULL;
    struct ikt_note_frame *note = wmem_new0(scope, struct ikt_note_frame);
    const struct ikt_note_message **messages = wmem_alloc_array(scope, const struct ikt_note_message *, count + 1);
    for (size_t i = 0; i < count; i++)
        messages[i] = next_message(&walk);
    note->messages = messages;
    note->message_count = count;
    if (mark) {
        note->findings = mark->findings;
        note->exchanges = mark->exchanges;
    }
    return note;
}

void ikt_frames_visit(const struct ikt_frames *frames,
                      void (*visit)(void *user, const struct ikt_note_frame *note, uint32_t frame), void *user)
{
    for (guint at = 0; at < frames->pages->len; at++) {
        const struct ikt_mark *page = g_ptr_array_index(frames->pages, at);
        for (unsigned i = 0; page && i < PAGE; i++) {
            const struct ikt_note_frame note = {.findings = page[i].findings, .exchanges = page[i].exchanges};
            if (is_mark(&page[i]))
                visit(user, &note, at * PAGE + i);
        }
    }
}
