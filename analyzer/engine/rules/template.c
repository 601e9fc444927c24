/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/template.h"

#include <string.h>

/* Texts are GRefStrings; a handful, so that looking one up is a walk. */
struct ikt_words {
    GArray *values; /* struct ikt_value */
};

struct ikt_words *ikt_words_new(void)
{
    struct ikt_words *words = g_new0(struct ikt_words, 1);
    words->values = g_array_sized_new(FALSE, FALSE, sizeof(struct ikt_value), 16);
    return words;
}

struct ikt_words *ikt_words_copy(const struct ikt_words *words)
{
    struct ikt_words *copy = ikt_words_new();
    for (guint i = 0; i < words->values->len; i++) {
        struct ikt_value value = g_array_index(words->values, struct ikt_value, i);
        g_ref_string_acquire((char *)value.text);
        g_array_append_val(copy->values, value);
    }
    return copy;
}

void ikt_words_free(struct ikt_words *words)
{
    if (words == NULL)
        return;
    for (guint i = 0; i < words->values->len; i++)
        g_ref_string_release((char *)g_array_index(words->values, struct ikt_value, i).text);
    g_array_unref(words->values);
    g_free(words);
}

void ikt_words_clear(struct ikt_words **words)
{
    ikt_words_free(*words);
    *words = NULL;
}

/* The text of a value that is there under another name (a peer is one of the two routers), or a new one. */
static char *share_text(const struct ikt_words *words, const char *text)
{
    for (guint i = 0; i < words->values->len; i++) {
        const struct ikt_value *value = &g_array_index(words->values, struct ikt_value, i);
        if (strcmp(value->text, text) == 0)
            return g_ref_string_acquire((char *)value->text);
    }
    return g_ref_string_new(text);
}

void ikt_words_set(struct ikt_words *words, const char *name, const char *value)
{
    char *text = value != NULL ? share_text(words, value) : NULL;
    guint at = 0;
    while (at < words->values->len && strcmp(g_array_index(words->values, struct ikt_value, at).name, name) != 0)
        at++;
    if (at < words->values->len) {
        g_ref_string_release((char *)g_array_index(words->values, struct ikt_value, at).text);
        g_array_remove_index(words->values, at);
    }
    if (text != NULL) {
        struct ikt_value added = {name, text};
        g_array_append_val(words->values, added);
    }
}

void ikt_words_take(struct ikt_words *words, const char *name, char *value)
{
    ikt_words_set(words, name, value);
    g_free(value);
}

static const char *find_value(const struct ikt_values *values, const char *name, size_t length)
{
    for (size_t i = 0; i < values->count; i++)
        if (strncmp(values->items[i].name, name, length) == 0 && values->items[i].name[length] == '\0')
            return values->items[i].text;
    return NULL;
}

static char *expand(const struct ikt_values *values, const char *template)
{
    GString *text = g_string_new(NULL);
    while (*template != '\0') {
        const char *name = strchr(template, '<');
        const char *end = name != NULL ? strchr(name, '>') : NULL;
        if (end == NULL) {
            g_string_append(text, template);
            break;
        }
        const char *value = find_value(values, name + 1, (size_t)(end - name - 1));
        g_string_append_len(text, template, name - template);
        if (value != NULL)
            g_string_append(text, value);
        else
            g_string_append_len(text, name, end - name + 1);
        template = end + 1;
    }
    return g_string_free(text, FALSE);
}

char *ikt_words_expand(const struct ikt_words *words, const char *template)
{
    struct ikt_values values = {words->values->len, (const struct ikt_value *)(const void *)words->values->data};
    return expand(&values, template);
}

char **ikt_lines_expand(const char *const *templates, const struct ikt_values *values)
{
    GPtrArray *lines = g_ptr_array_new();
    for (size_t i = 0; templates[i] != NULL; i++)
        g_ptr_array_add(lines, expand(values, templates[i]));
    g_ptr_array_add(lines, NULL);
    return (char **)g_ptr_array_free(lines, FALSE);
}

struct ikt_values ikt_words_values(const struct ikt_words *words)
{
    const guint count = words->values->len;
    struct ikt_value *items = g_new(struct ikt_value, count);
    for (guint i = 0; i < count; i++) {
        items[i] = g_array_index(words->values, struct ikt_value, i);
        g_ref_string_acquire((char *)items[i].text);
    }
    return (struct ikt_values){count, items};
}

void ikt_values_clear(struct ikt_values *values)
{
    for (size_t i = 0; i < values->count; i++)
        g_ref_string_release((char *)values->items[i].text);
    g_free((struct ikt_value *)values->items);
    *values = (struct ikt_values){0, NULL};
}
