/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/ios_parser.h"

#include <string.h>

#include <glib.h>

void ikt_ios_remark(struct ikt_ios_parser *parser, unsigned line, const char *format, ...)
{
    if (!parser->remark || parser->remarks > IKT_IOS_REMARKS)
        return;
    if (parser->remarks++ == IKT_IOS_REMARKS) {
        parser->remark(parser->user, parser->name, 0, "more is not understood, or not clear, than is told here");
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    parser->remark(parser->user, parser->name, line, text);
}

/* A statement with a mistake may hold a key: its first words alone are told. */
void ikt_ios_not_understood(struct ikt_ios_parser *parser)
{
    /* it may be a key, or apply a map */
    parser->config->misspelt = parser->config->misspelt || ikt_ios_begins(parser->at.text, "cr|ypto");
    struct ikt_bytes rest = parser->at.text, first = ikt_text_take_word(&rest), second = ikt_text_take_word(&rest);
    bool secret = ikt_text_contains(parser->at.text, "key") || ikt_text_contains(parser->at.text, "password");
    g_autofree char *one = ikt_bytes_text(ikt_text_part(first, 0, MIN(first.length, 40)));
    g_autofree char *two = ikt_bytes_text(ikt_text_part(second, 0, MIN(second.length, 40)));
    ikt_ios_remark(parser, parser->at.line, "\"%s%s%s ...\" is not understood, and left out", one,
                   secret || second.length == 0 ? "" : " ", secret ? "" : two);
}

bool ikt_ios_may_walk(struct ikt_ios_parser *parser, size_t count)
{
    parser->walked += count;
    return parser->walked <= IKT_IOS_WALKS;
}

bool ikt_ios_note_as(struct ikt_ios_parser *parser, const char *text)
{
    enum ikt_router_noted noted = ikt_router_note(parser->config, parser->at.line, text);
    if (noted == IKT_ROUTER_TOO_MANY_NOW)
        ikt_ios_remark(parser, parser->at.line,
                       "more than %d statements: the rest is left out, and nothing is concluded from this file",
                       IKT_ROUTER_STATEMENTS);
    return noted == IKT_ROUTER_NOTED;
}

bool ikt_ios_note(struct ikt_ios_parser *parser)
{
    struct ikt_bytes text = parser->at.text;
    if (parser->masked)
        return ikt_ios_note_as(parser, parser->masked);
    return ikt_ios_note_as(parser,
                           ikt_ios_keep(parser->arena, ikt_text_part(text, 0, MIN(text.length, IKT_ROUTER_QUOTED))));
}

struct ikt_router_name ikt_ios_take_named(struct ikt_ios_parser *parser, struct ikt_bytes *text)
{
    return (struct ikt_router_name){ikt_ios_take_name(text, parser->arena), parser->at.line};
}

bool ikt_ios_take_names(struct ikt_ios_parser *parser, struct ikt_router_names **names, struct ikt_bytes text)
{
    unsigned count = 0;
    for (; *names; count++)
        names = &(*names)->next;
    for (; text.length > 0 && count < IKT_IOS_NAMES; count++) {
        *names = ikt_arena_alloc(parser->arena, 1, sizeof **names);
        (*names)->name = ikt_ios_take_named(parser, &text);
        if ((*names)->name.text)
            ikt_address_parse((*names)->name.text, &(*names)->address);
        names = &(*names)->next;
    }
    return text.length == 0;
}

/* "GigabitEthernet0/0", "loopback 0", "Serial1/0.10 point-to-point" */
const char *ikt_ios_take_interface(struct ikt_ios_parser *parser, struct ikt_bytes *text)
{
    struct ikt_bytes word = ikt_text_take_word(text);
    if (word.length == 0 || ikt_ios_is_placeholder(word))
        return NULL;
    if (text->length > 0 && g_ascii_isdigit(text->data[0]) && g_ascii_isalpha(word.data[0]) &&
        !g_ascii_isdigit(word.data[word.length - 1])) {
        struct ikt_bytes number = ikt_text_take_word(text);
        word.length = (size_t)(number.data + number.length - word.data);
    }
    return ikt_ios_keep(parser->arena, ikt_text_part(word, 0, MIN(word.length, (size_t)IKT_IOS_NAME)));
}

struct ikt_router_name ikt_ios_take_interface_named(struct ikt_ios_parser *parser, struct ikt_bytes *text)
{
    return (struct ikt_router_name){ikt_ios_take_interface(parser, text), parser->at.line};
}
