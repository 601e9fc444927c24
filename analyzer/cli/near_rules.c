/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "near_rules.h"

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

/* Does the name hold all of a word that says something by itself? */
static bool holds(const char *name, const char *word)
{
    g_autofree char *lower = g_ascii_strdown(word, -1);
    return strlen(word) >= 3 && strstr(name, lower);
}

char *ikt_near_rules(const char *word)
{
    const size_t length = strlen(word);
    g_autoptr(GString) text = g_string_new(NULL);
    if (length > LONGEST)
        return NULL;
    const unsigned most = MAX(2, (unsigned)length / 3);
    unsigned named = 0;
    for (unsigned wanted = 0; wanted <= most && named < MOST; wanted++)
        for (unsigned rule = 0; rule < IKT_RULE_COUNT && named < MOST; rule++) {
            const char *name = ikt_rule_info((enum ikt_rule)rule)->name;
            unsigned away = strlen(name) <= LONGEST ? distance(word, name) : LONGEST;
            if (holds(name, word))
                away = 1; /* part of it, however long the rest is */
            if (away != wanted)
                continue;
            g_string_append_printf(text, "%s%s", named > 0 ? ", " : "", name);
            named++;
        }
    return named > 0 ? g_strdup(text->str) : NULL;
}
