/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "key_file.h"

#include <string.h>

#include "crypto/modp.h"

bool ikt_key_file_line(struct ikt_key_file *file, struct ikt_bytes *out)
{
    if (file->rest.length == 0)
        return false;
    const uint8_t *end = memchr(file->rest.data, '\n', file->rest.length);
    size_t length = end ? (size_t)(end - file->rest.data) : file->rest.length;

    *out = (struct ikt_bytes){file->rest.data, length};
    if (length > 0 && out->data[length - 1] == '\r')
        out->length--;
    if (end)
        length++;
    file->rest.data += length;
    file->rest.length -= length;
    file->line++;
    return true;
}

void ikt_key_file_remark(struct ikt_key_file *file, enum ikt_key_remark_kind kind, unsigned line, const char *text)
{
    if (kind == IKT_KEY_ERROR)
        file->errors++;
    if (file->remark)
        file->remark(file->user, kind, file->name, line, text);
}

bool ikt_is_blank(uint8_t octet)
{
    return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\f' || octet == '\v';
}

struct ikt_bytes ikt_trim(struct ikt_bytes text)
{
    while (text.length > 0 && ikt_is_blank(text.data[0])) {
        text.data++;
        text.length--;
    }
    while (text.length > 0 && ikt_is_blank(text.data[text.length - 1]))
        text.length--;
    return text;
}

struct ikt_secret *ikt_secret_from_hex(struct ikt_bytes text)
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

    struct ikt_secret *secret = ikt_secret_alloc(digits / 2);
    for (size_t i = 0, at = 0; i < text.length; i++) {
        if (text.data[i] == '_')
            continue;
        int value = g_ascii_xdigit_value((char)text.data[i]);
        secret->octets[at / 2] = (uint8_t)(secret->octets[at / 2] << 4 | value);
        at++;
    }
    return secret;
}

static int base64_value(uint8_t octet)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = octet ? strchr(alphabet, octet) : NULL;

    return at ? (int)(at - alphabet) : -1;
}

struct ikt_secret *ikt_secret_from_base64(struct ikt_bytes text)
{
    for (unsigned pads = 0; pads < 2 && text.length > 0 && text.data[text.length - 1] == '='; pads++)
        text.length--;
    if (text.length < 2 || text.length % 4 == 1)
        return NULL;

    struct ikt_secret *secret = ikt_secret_alloc(text.length * 3 / 4);
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0, at = 0; i < text.length; i++) {
        int value = base64_value(text.data[i]);
        if (value < 0) {
            ikt_secret_free(secret);
            return NULL;
        }
        bits = bits << 6 | (uint32_t)value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            secret->octets[at++] = (uint8_t)(bits >> held);
        }
    }
    return secret;
}

bool ikt_cookie_from_hex(struct ikt_bytes text, uint8_t out[static IKT_COOKIE_SIZE])
{
    if (text.length != 2 * IKT_COOKIE_SIZE)
        return false;
    for (size_t i = 0; i < text.length; i++)
        if (!g_ascii_isxdigit(text.data[i]))
            return false;
    for (size_t i = 0; i < IKT_COOKIE_SIZE; i++)
        out[i] = (uint8_t)(g_ascii_xdigit_value((char)text.data[2 * i]) << 4 |
                           g_ascii_xdigit_value((char)text.data[2 * i + 1]));
    return true;
}

const char *ikt_secret_length_error(enum ikt_key_kind kind, size_t length)
{
    switch (kind) {
    case IKT_KEY_PSK:
        if (length == 0)
            return "the preshared key is empty";
        return length > 4096 ? "the preshared key is longer than 4096 bytes" : NULL;
    case IKT_KEY_DH_SECRET:
    case IKT_KEY_DH_PRIVATE:
        return length == 0 || length > IKT_MODP_MAX ? "a Diffie-Hellman value has 1 to 1024 bytes" : NULL;
    case IKT_KEY_SKEYID:
    case IKT_KEY_SKEYID_D:
    case IKT_KEY_SKEYID_A:
    case IKT_KEY_SKEYID_E:
        if (length == 16 || length == 20 || length == 32 || length == 48 || length == 64)
            return NULL;
        return "a SKEYID is as long as its hash: 16, 20, 32, 48 or 64 bytes";
    case IKT_KEY_KA:
        return length < 5 || length > 56 ? "no cipher has a key of this length" : NULL;
    }
    return NULL;
}
