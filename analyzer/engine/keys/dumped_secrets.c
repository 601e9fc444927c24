/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keys/dumped_secrets.h"

#include <string.h>

void ikt_dumped_finish(struct ikt_dumped_secrets *dumped, struct ikt_key_file *file)
{
    for (unsigned i = 0; i < dumped->count; i++) {
        struct ikt_key *key = dumped->keys[i];
        key->has_cookie = dumped->has_cookie;
        memcpy(key->cookie, dumped->cookie, sizeof(key->cookie));
        key->initial_iv_length = (uint8_t)dumped->iv_length;
        memcpy(key->initial_iv, dumped->iv, dumped->iv_length);
        ikt_key_file_take(file, key);
    }
    *dumped = (struct ikt_dumped_secrets){0};
}

void ikt_dumped_add(struct ikt_dumped_secrets *dumped, struct ikt_key_file *file, struct ikt_key *key)
{
    bool again = dumped->count == IKT_DUMPED_MAX;
    for (unsigned i = 0; i < dumped->count; i++)
        again |= dumped->keys[i]->kind == key->kind;
    if (again)
        ikt_dumped_finish(dumped, file);
    dumped->keys[dumped->count++] = key;
}

#define DUMP_MAX    1024 /* octets: a group of 8192 bits */
#define IV_COMPARED 8    /* octets that the IV of any cipher has; pluto dumps the whole hash */

static bool is_hex(struct ikt_bytes word)
{
    for (size_t i = 0; i < word.length; i++)
        if (!g_ascii_isxdigit(word.data[i]))
            return false;
    return word.length > 0 && word.length % 2 == 0;
}

/* Groups of hex digits, each of whole octets, with blanks between; false, and nothing added, for any other text. */
static bool add_octets(struct ikt_titled_dumps *dumps, struct ikt_bytes text)
{
    size_t octets = 0;
    struct ikt_bytes rest = text;
    while (rest.length > 0) {
        struct ikt_bytes word = ikt_text_take_word(&rest);
        if (!is_hex(word))
            return false;
        octets += word.length / 2;
    }
    if (octets == 0 || octets > DUMP_MAX - dumps->length)
        return false;
    while (text.length > 0) {
        struct ikt_bytes word = ikt_text_take_word(&text);
        for (size_t i = 0; i < word.length; i += 2)
            dumps->octets->octets[dumps->length++] =
                (uint8_t)(g_ascii_xdigit_value((char)word.data[i]) << 4 | g_ascii_xdigit_value((char)word.data[i + 1]));
    }
    return true;
}

/* A shared secret alone is of a Quick Mode. */
static void finish(struct ikt_titled_dumps *dumps)
{
    struct ikt_dumped_secrets *dumped = &dumps->dumped;
    if (dumped->count == 1 && dumped->keys[0]->kind == IKT_KEY_DH_SECRET && dumped->iv_length == 0) {
        ikt_key_free(dumped->keys[0]);
        *dumped = (struct ikt_dumped_secrets){0};
        dumps->of_quick_modes++;
        return;
    }
    dumps->taken += dumped->count;
    ikt_dumped_finish(dumped, dumps->file);
}

static void take_iv(struct ikt_titled_dumps *dumps)
{
    if (dumps->dumped.count == 0 || dumps->length < IV_COMPARED)
        return;
    dumps->dumped.iv_length = IV_COMPARED;
    memcpy(dumps->dumped.iv, dumps->octets->octets, IV_COMPARED);
    finish(dumps);
}

static void take_secret(struct ikt_titled_dumps *dumps)
{
    const enum ikt_key_kind kind = dumps->open->kind;
    for (unsigned i = 0; i < dumps->dumped.count; i++)
        if (dumps->dumped.keys[i]->kind == kind) {
            finish(dumps);
            break;
        }
    struct ikt_key *key = ikt_key_new(kind, dumps->file->name, dumps->line);
    key->secret = ikt_secret_alloc(dumps->file->vault, dumps->length);
    memcpy(key->secret->octets, dumps->octets->octets, dumps->length);
    ikt_dumped_add(&dumps->dumped, dumps->file, key);
}

void ikt_titled_dumps_close(struct ikt_titled_dumps *dumps)
{
    const struct ikt_dump_title *open = dumps->open;
    if (!open)
        return;
    const char *error = dumps->length > 0 && !open->is_iv ? ikt_key_length_error(open->kind, dumps->length) : NULL;
    if (dumps->length == 0)
        ikt_key_file_remark(dumps->file, IKT_KEY_NOTE, dumps->line, "skipped: no octets follow this title");
    else if (error)
        ikt_key_file_remark(dumps->file, IKT_KEY_ERROR, dumps->line, error);
    else if (open->is_iv)
        take_iv(dumps);
    else
        take_secret(dumps);
    ikt_secret_free(dumps->octets);
    dumps->octets = NULL;
    dumps->open = NULL;
}

static void open_dump(struct ikt_titled_dumps *dumps, struct ikt_bytes text)
{
    for (const struct ikt_dump_title *title = dumps->titles; title->title; title++) {
        if (!ikt_text_begins(text, title->title))
            continue;
        dumps->open = title;
        dumps->octets = ikt_secret_alloc(dumps->file->vault, DUMP_MAX);
        dumps->length = 0;
        dumps->line = dumps->file->line;
        add_octets(dumps, ikt_text_trim(ikt_text_part(text, strlen(title->title), text.length)));
        return;
    }
}

void ikt_titled_dumps_line(struct ikt_titled_dumps *dumps, struct ikt_bytes text)
{
    text = ikt_text_trim(text);
    if (dumps->open && (add_octets(dumps, text) || (text.length == 0 && dumps->length == 0)))
        return;
    ikt_titled_dumps_close(dumps);
    open_dump(dumps, text);
}

void ikt_titled_dumps_end(struct ikt_titled_dumps *dumps, const char *nothing)
{
    ikt_titled_dumps_close(dumps);
    finish(dumps);
    if (dumps->of_quick_modes > 0)
        ikt_key_file_remark(dumps->file, IKT_KEY_NOTE, 0,
                            "skipped: secrets of Quick Modes with PFS, since the log does not show of which");
    else if (dumps->taken == 0 && dumps->file->errors == 0)
        ikt_key_file_remark(dumps->file, IKT_KEY_NOTE, 0, nothing);
}
