/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "anonymize_text.h"

#include <string.h>

#include "text_scan.h"

enum {
    MEMO_SIZE = 1024
};

/*
 * A string of JSON that was met in this text, its quotes included, and what became of it: records say the same over
 * and over. Who makes many strings of one hash only has them gone through.
 */
struct met {
    const char *text;
    size_t length;
    bool is_key, hex_is_told, spi_follows; /* hex_is_told: of a key, what it says; else as spi_follows, before it */
    bool spi_follows_behind;
    size_t replaced, replaced_length; /* place in out; length 0: it stays */
};

static size_t place_of(const char *text, size_t length)
{
    uint64_t hash = length, word = 0;
    for (; length >= sizeof word; length -= sizeof word, text += sizeof word) {
        memcpy(&word, text, sizeof word);
        hash = (hash ^ word) * 0x9e3779b97f4a7c15;
        hash ^= hash >> 32;
    }
    word = 0;
    memcpy(&word, text, length);
    hash = (hash ^ word) * 0x9e3779b97f4a7c15;
    return hash >> 54;
}

/* A string, its quotes included. */
static size_t string_at(const struct ikt_scan *scan)
{
    const char *text = scan->text + scan->at;
    const size_t left = scan->length - scan->at;
    const char *end = memchr(text + 1, '"', left - 1);
    size_t size = 1;
    if (end && !memchr(text + 1, '\\', (size_t)(end - text) - 1))
        return (size_t)(end - text) + 1;
    while (size < left && text[size] != '"')
        size += text[size] == '\\' ? 2 : 1;
    return MIN(size + 1, left);
}

static bool holds(const char *text, size_t length, const char *part)
{
    return memmem(text, length, part, strlen(part));
}

static void scan_string(struct ikt_scan *scan, struct met *met)
{
    const size_t start = scan->at, ahead = start - scan->written, before = scan->out->len;
    ikt_scan_pass(scan, 1);
    ikt_scan_to(scan, start + met->length);
    met->spi_follows_behind = scan->spi_follows;
    if (scan->written <= start)
        return;
    ikt_scan_write(scan);
    met->replaced = before + ahead;
    met->replaced_length = scan->out->len - met->replaced;
}

static void repeat_string(struct ikt_scan *scan, const struct met *met)
{
    scan->spi_follows = met->spi_follows_behind;
    if (met->replaced_length == 0) {
        ikt_scan_pass(scan, met->length);
        return;
    }
    ikt_scan_write(scan);
    g_string_append_len(scan->out, scan->out->str + met->replaced, (gssize)met->replaced_length);
    scan->at += met->length;
    scan->written = scan->at;
}

static void take_string(struct ikt_scan *scan, struct met memo[static MEMO_SIZE])
{
    const char *text = scan->text + scan->at;
    const size_t length = string_at(scan);
    const bool is_key = scan->at + length < scan->length && text[length] == ':';
    struct met *met = &memo[place_of(text, length)];
    bool known = met->length == length && met->is_key == is_key && memcmp(met->text, text, length) == 0;
    if (is_key) {
        if (!known)
            *met = (struct met){.text = text,
                                .length = length,
                                .is_key = true,
                                .hex_is_told = holds(text, length, "spi") || holds(text, length, "cookie")};
        scan->hex_is_told = met->hex_is_told;
        ikt_scan_pass(scan, length);
        return;
    }
    known = known && met->hex_is_told == scan->hex_is_told && met->spi_follows == scan->spi_follows;
    if (known) {
        repeat_string(scan, met);
        return;
    }
    *met = (struct met){
        .text = text, .length = length, .hex_is_told = scan->hex_is_told, .spi_follows = scan->spi_follows};
    scan_string(scan, met);
}

/* Outside of strings is nothing but numbers and words of JSON. */
static void scan_json(struct ikt_scan *scan)
{
    g_autofree struct met *memo = g_new0(struct met, MEMO_SIZE);
    while (scan->at < scan->length) {
        const char *here = scan->text + scan->at, *quote = memchr(here, '"', scan->length - scan->at);
        ikt_scan_pass(scan, quote ? (size_t)(quote - here) : scan->length - scan->at);
        if (quote)
            take_string(scan, memo);
    }
}

void ikt_anonymize_text(const struct ikt_anonymizer *anonymizer, enum ikt_text_kind kind, const char *text,
                        size_t length, GString *out)
{
    struct ikt_scan scan = ikt_scan_begin(anonymizer, kind, text, length, out);
    if (kind == IKT_TEXT_JSON)
        scan_json(&scan);
    else
        ikt_scan_to(&scan, length);
    ikt_scan_write(&scan);
}
