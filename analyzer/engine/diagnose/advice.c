/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/advice.h"

#include <string.h>

struct ikt_words {
    GHashTable *values; /* static names to owned text */
};

struct ikt_words *ikt_words_new(void)
{
    struct ikt_words *words = g_new0(struct ikt_words, 1);
    words->values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    return words;
}

void ikt_words_free(struct ikt_words *words)
{
    if (words == NULL)
        return;
    g_hash_table_destroy(words->values);
    g_free(words);
}

void ikt_words_clear(struct ikt_words **words)
{
    ikt_words_free(*words);
    *words = NULL;
}

void ikt_words_take(struct ikt_words *words, const char *name, char *value)
{
    if (value == NULL)
        g_hash_table_remove(words->values, name);
    else
        g_hash_table_insert(words->values, (char *)name, value);
}

void ikt_words_set(struct ikt_words *words, const char *name, const char *value)
{
    ikt_words_take(words, name, g_strdup(value));
}

char *ikt_words_expand(const struct ikt_words *words, const char *template)
{
    GString *text = g_string_new(NULL);
    for (const char *at = template; *at != '\0';) {
        const char *end = *at == '<' ? strchr(at, '>') : NULL;
        if (end == NULL) {
            g_string_append_c(text, *at++);
            continue;
        }
        g_autofree char *name = g_strndup(at + 1, (gsize)(end - at - 1));
        const char *value = g_hash_table_lookup(words->values, name);
        if (value != NULL)
            g_string_append(text, value);
        else
            g_string_append_len(text, at, end - at + 1);
        at = end + 1;
    }
    return g_string_free(text, FALSE);
}
