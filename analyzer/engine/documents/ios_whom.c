/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/ios_whom.h"

#include <string.h>

#include <glib.h>

#define MASKED 3 /* characters of a word that an author put in the place of a secret, at least */

bool ikt_ios_netmask(const struct ikt_address *mask, uint8_t *prefix)
{
    uint32_t bits;
    if (mask->family != IKT_FAMILY_IPV4)
        return false;
    memcpy(&bits, mask->octets, sizeof bits);
    bits = GUINT32_FROM_BE(bits);
    for (*prefix = 0; bits & UINT32_C(0x80000000); bits <<= 1)
        (*prefix)++;
    return bits == 0;
}

bool ikt_ios_take_prefix(struct ikt_bytes *text, struct ikt_address *address, uint8_t *prefix)
{
    struct ikt_bytes rest = *text, word = ikt_text_take_word(&rest);
    const uint8_t *slash = word.length > 0 ? memchr(word.data, '/', word.length) : NULL;
    struct ikt_bytes length = {0};
    if (slash) {
        const size_t at = (size_t)(slash - word.data);
        length = ikt_text_part(word, at + 1, word.length);
        word = ikt_text_part(word, 0, at);
    }
    if (!ikt_text_address(word, address))
        return false;
    const bool is_ipv4 = address->family == IKT_FAMILY_IPV4;
    uint32_t bits = is_ipv4 ? 32 : 128;
    struct ikt_address mask;
    if (slash && (!ikt_text_take_number(&length, bits, &bits) || length.length > 0))
        return false;
    *prefix = (uint8_t)bits;
    if (!slash && is_ipv4 && ikt_ios_take_address(&rest, &mask) && !ikt_ios_netmask(&mask, prefix))
        return false;
    *text = rest;
    return true;
}

void ikt_ios_prefix_range(const struct ikt_address *address, uint8_t prefix, struct ikt_address *low,
                          struct ikt_address *high)
{
    const unsigned bits = address->family == IKT_FAMILY_IPV4 ? 32 : 128;
    *low = *high = *address;
    for (unsigned bit = prefix; bit < bits; bit++) {
        const uint8_t one = (uint8_t)(0x80 >> (bit % 8));
        low->octets[bit / 8] &= (uint8_t)~one;
        high->octets[bit / 8] |= one;
    }
}

struct ikt_router_whom ikt_ios_whom_name(struct ikt_ios_parser *parser, enum ikt_router_whom_kind kind,
                                         struct ikt_bytes written, struct ikt_bytes name)
{
    return (struct ikt_router_whom){
        .kind = kind,
        .text = ikt_ios_keep(parser->arena, ikt_text_part(written, 0, MIN(written.length, IKT_ROUTER_QUOTED))),
        .name = ikt_ios_take_name(&name, parser->arena)};
}

struct ikt_router_whom ikt_ios_whom_address(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_whom whom = ikt_ios_whom_name(parser, IKT_ROUTER_WHOM_OTHER, text, (struct ikt_bytes){0});
    ikt_ios_take(&text, "ipv6");
    struct ikt_bytes first = text, word = ikt_text_take_word(&first);
    if (!ikt_ios_take_prefix(&text, &whom.address, &whom.prefix)) {
        whom.address = (struct ikt_address){0};
        return whom;
    }
    /* "0.0.0.0" alone is everybody, too */
    if (first.length == 0 && ikt_text_is(word, "0.0.0.0"))
        whom.prefix = 0;
    if (text.length > 0)
        whom.vrf = ikt_ios_take_name(&text, parser->arena);
    whom.kind = IKT_ROUTER_WHOM_ADDRESS;
    return whom;
}

/* What an author or a tool puts where a secret was: what a template leaves open, "<removed>", "*****", "XXXX". */
static bool is_hidden(struct ikt_bytes secret)
{
    if (secret.length == 0 || secret.data[0] == '<' || ikt_text_contains(secret, "{{") || ikt_text_begins(secret, "${"))
        return true;
    for (size_t i = 0; i < secret.length; i++)
        if (secret.data[i] != secret.data[0] || !strchr("*xX.", secret.data[i]))
            return false;
    return secret.length >= MASKED;
}

struct ikt_router_mark ikt_ios_mark(const struct ikt_ios_parser *parser, struct ikt_bytes text, bool *encrypted)
{
    struct ikt_bytes rest = text, type = ikt_text_take_word(&rest);
    const bool typed = rest.length > 0 && type.length == 1 && g_ascii_isdigit(type.data[0]);
    /* 6 and 7 only the router can read; other numbers are no types, and the key may hold blanks */
    *encrypted = typed && (type.data[0] == '6' || type.data[0] == '7');
    if (typed && type.data[0] == '0')
        text = rest;
    if (*encrypted || is_hidden(text))
        return (struct ikt_router_mark){.line = parser->at.line};
    return ikt_router_mark(text, parser->at.line);
}
