/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "secrets.h"

#include <glib.h>

#include "abort_saying.h"

enum {
    SHORTEST = 16 /* characters that nobody writes by chance */
};

/* Lines of keyrings and of configurations; the secret is the first group that took part. */
static const GRegex *lines_with_secrets(void)
{
    static GRegex *regex;
    if (!regex)
        regex = g_regex_new("^[^#\\n]* : +PSK +\"([!-~]{16,})\" *\\r?$"
                            "|^[^#\\n]* : +(?:DH-SECRET|DH-PRIVATE|SKEYID|SKEYID_[dae]|KA) +0x([0-9a-fA-F]{32,}) *\\r?$"
                            "|^crypto isakmp key (?:0 )?([!-~]{16,}) (?:address|hostname) "
                            "|^ +pre-shared-key (?:address|hostname) [!-~]+ key (?:0 )?([!-~]{16,}) *\\r?$",
                            G_REGEX_MULTILINE | G_REGEX_RAW | G_REGEX_OPTIMIZE, 0, NULL);
    g_assert_nonnull(regex);
    return regex;
}

static bool stands_once(const char *given, size_t size, const char *secret)
{
    const char *first = g_strstr_len(given, (gssize)size, secret);
    return first && !g_strstr_len(first + 1, (gssize)(given + size - first - 1), secret);
}

static void look_for(struct ikt_bytes given, const char *secret, const char *text)
{
    g_autofree char *small = g_ascii_strdown(secret, -1);
    if (!stands_once((const char *)given.data, given.length, secret))
        return;
    if (strstr(text, secret) || strstr(text, small))
        abort_saying("the secret %s is in what was written:\n%s", secret, text);
}

void check_secrets(struct ikt_bytes given, const char *text)
{
    g_autoptr(GMatchInfo) match = NULL;
    g_assert_cmpuint(given.length, <=, G_MAXSSIZE);
    if (given.length < SHORTEST)
        return;
    (void)g_regex_match_full(lines_with_secrets(), (const char *)given.data, (gssize)given.length, 0, 0, &match, NULL);
    for (; g_match_info_matches(match); g_match_info_next(match, NULL)) {
        for (int group = 1; group < g_match_info_get_match_count(match); group++) {
            g_autofree char *secret = g_match_info_fetch(match, group);
            if (secret && strlen(secret) >= SHORTEST)
                look_for(given, secret, text);
        }
    }
}
