/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "near_words.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "iketriage/finding.h"

enum {
    LONGEST = 64, /* of a word that is looked at */
    MOST = 5      /* that are named */
};

static bool same(char a, char b)
{
    return g_ascii_tolower(a == '_' ? '-' : a) == g_ascii_tolower(b == '_' ? '-' : b);
}

/* Octets to change, add, leave out, or swap with the next one (optimal string alignment). Both are at most LONGEST. */
static unsigned distance(const char *a, const char *b)
{
    const size_t rows = strlen(a), columns = strlen(b);
    unsigned cost[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= rows; i++)
        cost[i][0] = (unsigned)i;
    for (size_t j = 0; j <= columns; j++)
        cost[0][j] = (unsigned)j;
    for (size_t i = 1; i <= rows; i++)
        for (size_t j = 1; j <= columns; j++) {
            const unsigned changed = cost[i - 1][j - 1] + !same(a[i - 1], b[j - 1]);
            cost[i][j] = MIN(changed, MIN(cost[i - 1][j], cost[i][j - 1]) + 1);
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
                cost[i][j] = MIN(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[rows][columns];
}

/* Does the name begin with the word, or hold all of one that says something by itself? */
static bool holds(const char *name, const char *word)
{
    g_autofree char *lower = g_ascii_strdown(word, -1);
    return (*word != '\0' && g_str_has_prefix(name, lower)) || (strlen(word) >= 3 && strstr(name, lower));
}

/* Has each part of the word, in its order, a part of the name that begins so? "acl-mirror" for acl-not-mirrored. */
static bool begins(const char *name, const char *word)
{
    g_autofree char *lower = g_ascii_strdown(word, -1);
    g_auto(GStrv) parts = g_strsplit(g_strdelimit(lower, "_ ", '-'), "-", -1), of_name = g_strsplit(name, "-", -1);
    size_t at = 0;
    for (size_t i = 0; parts[i]; i++) {
        while (of_name[at] && !g_str_has_prefix(of_name[at], parts[i]))
            at++;
        if (strlen(parts[i]) < 2 || !of_name[at++])
            return false;
    }
    return at > 0;
}

char *ikt_near_words(const char *word, const char *const *names, const char *before)
{
    const size_t length = strlen(word);
    g_autoptr(GString) text = g_string_new(NULL);
    if (length > LONGEST)
        return NULL;
    const unsigned most = MAX(2, (unsigned)length / 3);
    unsigned named = 0;
    for (unsigned wanted = 0; wanted <= most && named < MOST; wanted++)
        for (const char *const *name = names; *name && named < MOST; name++) {
            unsigned away = strlen(*name) <= LONGEST ? distance(word, *name) : LONGEST;
            if (away > 1 && (holds(*name, word) || begins(*name, word)))
                away = 1;                                 /* part of it, however long the rest is */
            if (away != wanted || away >= MAX(length, 2)) /* nothing of the word is left then */
                continue;
            g_string_append_printf(text, "%s%s%s", named > 0 ? ", " : "", before, *name);
            named++;
        }
    return named > 0 ? g_strdup(text->str) : NULL;
}

char *ikt_near_rules(const char *word)
{
    const char *names[IKT_RULE_COUNT + 1] = {NULL};
    for (unsigned rule = 0; rule < IKT_RULE_COUNT; rule++)
        names[rule] = ikt_rule_info((enum ikt_rule)rule)->name;
    return ikt_near_words(word, names, "");
}
