/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/ios_parser.h"

#include <string.h>

#include <glib.h>

#include "base/hash.h"

struct noted {
    unsigned line;
    const char *text;
};

/* The configuration stands at its beginning, so that both are one. */
struct ikt_ios_index {
    struct ikt_ios_config config;
    struct ikt_arena *arena;
    GHashTable *names; /* kind and name, in the arena */
    GArray *noted;     /* by line */
};

static struct ikt_ios_index *index_of(const struct ikt_ios_config *config)
{
    return (struct ikt_ios_index *)config; /* it is the first member, and the object is never const */
}

struct ikt_ios_config *ikt_ios_config_new(void)
{
    struct ikt_ios_index *index = g_new0(struct ikt_ios_index, 1);
    index->arena = ikt_arena_new(16000);
    index->names = g_hash_table_new(ikt_hash_string, ikt_hash_equal_string);
    index->noted = g_array_new(FALSE, FALSE, sizeof(struct noted));
    return &index->config;
}

struct ikt_arena *ikt_ios_config_arena(const struct ikt_ios_config *config)
{
    return index_of(config)->arena;
}

void ikt_ios_config_free(struct ikt_ios_config *config)
{
    if (!config)
        return;
    struct ikt_ios_index *index = index_of(config);
    g_hash_table_unref(index->names);
    g_array_unref(index->noted);
    ikt_arena_free(index->arena);
    g_free(index);
}

const char *ikt_ios_config_line(const struct ikt_ios_config *config, uint64_t line)
{
    const GArray *noted = index_of(config)->noted;
    guint low = 0, high = noted->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const struct noted *one = &g_array_index(noted, struct noted, middle);
        if (one->line == line)
            return one->text;
        if (one->line < line)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

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
    struct ikt_bytes rest = parser->at.text, first = ikt_text_take_word(&rest), second = ikt_text_take_word(&rest);
    bool secret = ikt_text_contains(parser->at.text, "key") || ikt_text_contains(parser->at.text, "password");
    g_autofree char *one = ikt_bytes_text(ikt_text_part(first, 0, MIN(first.length, 40)));
    g_autofree char *two = ikt_bytes_text(ikt_text_part(second, 0, MIN(second.length, 40)));
    ikt_ios_remark(parser, parser->at.line, "\"%s%s%s ...\" is not understood, and left out", one,
                   secret || second.length == 0 ? "" : " ", secret ? "" : two);
}

bool ikt_ios_note_as(struct ikt_ios_parser *parser, const char *text)
{
    struct ikt_ios_config *config = parser->config;
    GArray *all = index_of(config)->noted;
    if (config->statements == IKT_IOS_STATEMENTS) {
        if (!config->truncated)
            ikt_ios_remark(parser, parser->at.line,
                           "more than %d statements: the rest is left out, and nothing is concluded from this file",
                           IKT_IOS_STATEMENTS);
        config->truncated = true;
        return false;
    }
    config->statements++;
    const struct noted noted = {parser->at.line, text};
    if (all->len == 0 || g_array_index(all, struct noted, all->len - 1).line < noted.line)
        g_array_append_val(all, noted);
    return true;
}

bool ikt_ios_note(struct ikt_ios_parser *parser)
{
    struct ikt_bytes text = parser->at.text;
    return ikt_ios_note_as(parser,
                           ikt_ios_keep(parser->arena, ikt_text_part(text, 0, MIN(text.length, IKT_IOS_QUOTED))));
}

struct ikt_ios_name ikt_ios_take_named(struct ikt_ios_parser *parser, struct ikt_bytes *text)
{
    return (struct ikt_ios_name){ikt_ios_take_name(text, parser->arena), parser->at.line};
}

bool ikt_ios_take_names(struct ikt_ios_parser *parser, struct ikt_ios_names **names, struct ikt_bytes text)
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

static char *key_of(enum ikt_ios_kind kind, const char *name)
{
    return g_strdup_printf("%c%s", 'a' + (int)kind, name);
}

void *ikt_ios_lookup(const struct ikt_ios_config *config, enum ikt_ios_kind kind, const char *name)
{
    g_autofree char *key = name ? key_of(kind, name) : NULL;
    return key ? g_hash_table_lookup(index_of(config)->names, key) : NULL;
}

void ikt_ios_define(struct ikt_ios_parser *parser, enum ikt_ios_kind kind, const char *name, void *object)
{
    g_autofree char *key = key_of(kind, name);
    size_t size = strlen(key) + 1;
    char *kept = memcpy(ikt_arena_alloc(parser->arena, 1, size), key, size);
    g_hash_table_insert(index_of(parser->config)->names, kept, object);
}

const struct ikt_ios_set *ikt_ios_set_find(const struct ikt_ios_config *config, const char *name)
{
    return ikt_ios_lookup(config, IKT_IOS_IS_SET, name);
}

const struct ikt_ios_acl *ikt_ios_acl_find(const struct ikt_ios_config *config, const char *name)
{
    return ikt_ios_lookup(config, IKT_IOS_IS_ACL, name);
}

const struct ikt_ios_entry *ikt_ios_profile_find(const struct ikt_ios_config *config, const char *name)
{
    return ikt_ios_lookup(config, IKT_IOS_IS_PROFILE, name);
}

const struct ikt_ios_map *ikt_ios_map_find(const struct ikt_ios_config *config, const char *name)
{
    return ikt_ios_lookup(config, IKT_IOS_IS_MAP, name);
}
