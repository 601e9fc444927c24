/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/ios_command.h"

#include <string.h>

#include <glib.h>

#include "documents/router_names.h"

/* Letters of a word that may be a misspelt one. */
#define SLIP_LEAST 3
#define SLIP_MOST  20

/* One keyword: "po|licy", up to a blank or the end. */
static bool is_keyword(struct ikt_bytes word, const char *keyword, size_t length)
{
    size_t needed = strcspn(keyword, "| "), at = 0;
    for (size_t i = 0; i < length; i++) {
        if (keyword[i] == '|')
            continue;
        if (at == word.length)
            return at >= needed && needed < length;
        if (g_ascii_tolower((char)word.data[at++]) != keyword[i])
            return false;
    }
    return at == word.length;
}

bool ikt_ios_take(struct ikt_bytes *text, const char *keywords)
{
    struct ikt_bytes rest = *text;
    /* most statements are none of those that are asked for: their first letter tells */
    if (text->length > 0 && g_ascii_tolower((char)text->data[0]) != *keywords && !ikt_is_blank(text->data[0]))
        return false;
    while (*keywords) {
        size_t length = strcspn(keywords, " ");
        struct ikt_bytes word = ikt_text_take_word(&rest);
        if (word.length == 0 || !is_keyword(word, keywords, length))
            return false;
        keywords += length;
        keywords += strspn(keywords, " ");
    }
    *text = rest;
    return true;
}

bool ikt_ios_begins(struct ikt_bytes text, const char *keywords)
{
    return ikt_ios_take(&text, keywords);
}

bool ikt_ios_is_placeholder(struct ikt_bytes word)
{
    return word.length > 0 && (word.data[0] == '<' || word.data[0] == '$' || ikt_text_contains(word, "{{") ||
                               ikt_text_contains(word, "}}"));
}

const char *ikt_ios_keep(struct ikt_arena *arena, struct ikt_bytes text)
{
    g_autofree char *printable = ikt_bytes_text(text);
    size_t size = strlen(printable) + 1;
    return memcpy(ikt_arena_alloc(arena, 1, size), printable, size);
}

const char *ikt_ios_take_name(struct ikt_bytes *text, struct ikt_arena *arena)
{
    struct ikt_bytes word = ikt_text_take_word(text);
    bool known = word.length > 0 && word.length <= IKT_IOS_NAME && !ikt_ios_is_placeholder(word);
    return known ? ikt_ios_keep(arena, word) : NULL;
}

bool ikt_ios_take_number(struct ikt_bytes *text, uint32_t least, uint32_t most, uint32_t *out)
{
    struct ikt_bytes rest = *text, word = ikt_text_take_word(&rest);
    uint32_t number;
    if (!ikt_text_take_number(&word, most, &number) || word.length > 0 || number < least)
        return false;
    *out = number;
    *text = rest;
    return true;
}

bool ikt_ios_take_address(struct ikt_bytes *text, struct ikt_address *out)
{
    struct ikt_bytes rest = *text;
    if (!ikt_text_address(ikt_text_take_word(&rest), out))
        return false;
    *text = rest;
    return true;
}

struct ikt_address ikt_ios_ipv4(uint32_t number)
{
    uint8_t octets[4];
    number = GUINT32_TO_BE(number);
    memcpy(octets, &number, sizeof octets);
    return ikt_address_ipv4(octets);
}

/* A slip leaves the first letter or the second one. */
bool ikt_ios_is_slip(struct ikt_bytes text, const char *const *words)
{
    struct ikt_bytes word = ikt_text_take_word(&text);
    char written[SLIP_MOST + 1];
    if (word.length < SLIP_LEAST || word.length > SLIP_MOST)
        return false;
    for (size_t i = 0; i < word.length; i++)
        written[i] = g_ascii_tolower((char)word.data[i]);
    written[word.length] = '\0';
    for (; *words; words++) {
        if (written[0] != (*words)[0] && written[1] != (*words)[1] && written[0] != (*words)[1])
            continue;
        if (strcmp(written, *words) == 0)
            return false;
        if (ikt_router_names_similar(written, *words))
            return true;
    }
    return false;
}
