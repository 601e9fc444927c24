/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Inputs of texts and frames (triage_run.h) as captures and configurations go wrong: frames are lost, there twice, late
 * or early, lines are left out, there twice, elsewhere or misspelt. Every other input is changed in its octets alone,
 * as libFuzzer does it.
 */
#include "mutate_parts.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "fuzz_message.h"

enum {
    LENGTH = 2,       /* before a part */
    FRAME_HEADER = 4, /* length, octets beyond it, and the time since the frame before */
    FRAME_TIME = 3,
    MOST_CHANGES = 3
};

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static void free_octets(gpointer octets)
{
    g_byte_array_unref(octets);
}

static GByteArray *piece(const uint8_t *data, size_t size)
{
    return g_byte_array_append(g_byte_array_new(), data, (guint)size);
}

/* At most what is left. */
static size_t length_at(const uint8_t *data, size_t left)
{
    return left < LENGTH ? 0 : MIN((size_t)(data[0] << 8 | data[1]), left - LENGTH);
}

/* Frames with their headers; what is left of an unfinished header is one, too. */
static GPtrArray *frames_of(const uint8_t *data, size_t size)
{
    GPtrArray *frames = g_ptr_array_new_with_free_func(free_octets);
    while (size > 0) {
        const size_t left = size < FRAME_HEADER ? 0 : size - FRAME_HEADER;
        const size_t length = size < FRAME_HEADER ? size : FRAME_HEADER + MIN((size_t)(data[0] << 8 | data[1]), left);
        g_ptr_array_add(frames, piece(data, length));
        data += length;
        size -= length;
    }
    return frames;
}

/* Lines with their ends. */
static GPtrArray *lines_of(const uint8_t *data, size_t size)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(free_octets);
    while (size > 0) {
        const uint8_t *end = memchr(data, '\n', size);
        const size_t length = end ? (size_t)(end - data) + 1 : size;
        g_ptr_array_add(lines, piece(data, length));
        data += length;
        size -= length;
    }
    return lines;
}

/* One is left out, moved, or there twice, elsewhere the second time; true: something is left to be done. */
static bool move_one(GPtrArray *pieces, GRand *random)
{
    const guint one = (guint)g_rand_int_range(random, 0, (gint32)pieces->len);
    const guint to = (guint)g_rand_int_range(random, 0, (gint32)pieces->len);
    const GByteArray *octets = pieces->pdata[one];
    switch (g_rand_int_range(random, 0, 4)) {
    case 0:
        g_ptr_array_remove_index(pieces, one);
        return false;
    case 1:
        g_ptr_array_insert(pieces, (gint)to, g_ptr_array_steal_index(pieces, one));
        return false;
    case 2:
        g_ptr_array_insert(pieces, (gint)to, piece(octets->data, octets->len));
        return false;
    default:
        return true;
    }
}

static void change_frames(GPtrArray *frames, GRand *random)
{
    if (!move_one(frames, random))
        return;
    const GByteArray *frame = frames->pdata[g_rand_int_range(random, 0, (gint32)frames->len)];
    if (frame->len >= FRAME_HEADER)
        frame->data[FRAME_TIME] = (uint8_t)g_rand_int_range(random, 0, 256);
}

/* A letter of it is another one. */
static void change_lines(GPtrArray *lines, GRand *random)
{
    if (!move_one(lines, random))
        return;
    const GByteArray *line = lines->pdata[g_rand_int_range(random, 0, (gint32)lines->len)];
    uint8_t *letter = line->data + g_rand_int_range(random, 0, (gint32)line->len);
    if (g_ascii_isalnum(*letter))
        *letter ^= 1;
}

static void change(GPtrArray *pieces, GRand *random, void (*how)(GPtrArray *pieces, GRand *random))
{
    for (gint32 i = g_rand_int_range(random, 1, MOST_CHANGES + 1); i > 0 && pieces->len > 0; i--)
        how(pieces, random);
}

static void put(GByteArray *out, const GPtrArray *pieces)
{
    for (guint i = 0; i < pieces->len; i++) {
        const GByteArray *octets = pieces->pdata[i];
        g_byte_array_append(out, octets->data, octets->len);
    }
}

/* The input with one of its texts, or its frames, changed. */
static GByteArray *changed(const uint8_t *data, size_t size, GRand *random)
{
    const unsigned which = (unsigned)g_rand_int_range(random, 0, (gint32)mutate_parts + 2);
    GByteArray *out = piece(data, 1);
    size_t at = 1;
    for (unsigned i = 0; i < mutate_parts && size - at >= LENGTH; i++) {
        const size_t length = length_at(data + at, size - at);
        g_autoptr(GPtrArray) lines = lines_of(data + at + LENGTH, length);
        g_autoptr(GByteArray) text = g_byte_array_new();
        if (i == which)
            change(lines, random, change_lines);
        put(text, lines);
        g_byte_array_append(out, (const uint8_t[]){(uint8_t)(text->len >> 8), (uint8_t)text->len}, LENGTH);
        g_byte_array_append(out, text->data, text->len);
        at += LENGTH + length;
    }
    g_autoptr(GPtrArray) frames = frames_of(data + at, size - at);
    if (which >= mutate_parts)
        change(frames, random, change_frames);
    put(out, frames);
    return out;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    if (size == 0 || g_rand_boolean(random))
        return LLVMFuzzerMutate(data, size, max_size);
    g_autoptr(GByteArray) out = changed(data, size, random);
    if (out->len > max_size)
        return LLVMFuzzerMutate(data, size, max_size);
    memcpy(data, out->data, out->len);
    return out->len;
}
