/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keys/key_file.h"

#include <string.h>

bool ikt_key_file_line(struct ikt_key_file *file, struct ikt_bytes *out)
{
    while (file->more && (file->rest.length == 0 || !memchr(file->rest.data, '\n', file->rest.length)))
        if (!file->more(file->source, file->rest.length, &file->rest))
            file->more = NULL;
    if (!ikt_text_take_line(&file->rest, out))
        return false;
    file->line++;
    return true;
}

void ikt_key_file_take(struct ikt_key_file *file, struct ikt_key *key)
{
    const size_t size = ikt_key_size(key);
    if (size > file->room) {
        file->left_out++;
        ikt_key_free(key);
        return;
    }
    file->room -= size;
    g_ptr_array_add(file->keys, key);
}

void ikt_key_file_remark(struct ikt_key_file *file, enum ikt_key_remark_kind kind, unsigned line, const char *text)
{
    if (kind == IKT_KEY_ERROR)
        file->errors++;
    else
        file->notes++;
    if (file->remark && file->errors + file->notes <= IKT_KEY_FILE_REMARKS)
        file->remark(file->user, kind, file->name, line, text);
}

void ikt_key_file_finish(struct ikt_key_file *file)
{
    unsigned remarks = file->errors + file->notes;
    if (!file->remark || remarks <= IKT_KEY_FILE_REMARKS)
        return;
    g_autofree char *text = g_strdup_printf("and %u more remarks on this file (of all, %u are errors)",
                                            remarks - IKT_KEY_FILE_REMARKS, file->errors);
    file->remark(file->user, file->errors > 0 ? IKT_KEY_ERROR : IKT_KEY_NOTE, file->name, 0, text);
}

struct ikt_secret *ikt_secret_from_hex(struct ikt_vault *vault, struct ikt_bytes text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (g_ascii_isxdigit(text.data[i]))
            digits++;
        else if (text.data[i] != '_')
            return NULL;
    }
    if (digits == 0 || digits % 2 != 0)
        return NULL;

    struct ikt_secret *secret = ikt_secret_alloc(vault, digits / 2);
    for (size_t i = 0, at = 0; i < text.length; i++) {
        if (text.data[i] == '_')
            continue;
        int value = g_ascii_xdigit_value((char)text.data[i]);
        secret->octets[at / 2] = (uint8_t)(secret->octets[at / 2] << 4 | value);
        at++;
    }
    return secret;
}

/* g_base64_decode would leave a copy that is not wiped, and skip what is no base64: its steps write to our memory. */
struct ikt_secret *ikt_secret_from_base64(struct ikt_vault *vault, struct ikt_bytes text)
{
    for (unsigned pads = 0; pads < 2 && text.length > 0 && text.data[text.length - 1] == '='; pads++)
        text.length--;
    if (text.length < 2 || text.length % 4 == 1)
        return NULL;
    for (size_t i = 0; i < text.length; i++)
        if (!g_ascii_isalnum(text.data[i]) && text.data[i] != '+' && text.data[i] != '/')
            return NULL;

    /* The steps write whole groups of three. */
    struct ikt_secret *rounded = ikt_secret_alloc(vault, (text.length + 3) / 4 * 3);
    gint state = 0;
    guint held = 0;
    size_t length = g_base64_decode_step((const char *)text.data, text.length, rounded->octets, &state, &held);
    length += g_base64_decode_step("==", (4 - text.length % 4) % 4, rounded->octets + length, &state, &held);
    explicit_bzero(&held, sizeof(held));
    struct ikt_secret *secret = ikt_secret_new(vault, (struct ikt_bytes){rounded->octets, length});
    ikt_secret_free(rounded);
    return secret;
}

bool ikt_cookie_from_hex(struct ikt_bytes text, uint8_t out[static IKT_COOKIE_SIZE])
{
    return text.length == 2 * IKT_COOKIE_SIZE && ikt_text_take_hex(&text, IKT_COOKIE_SIZE, out);
}
