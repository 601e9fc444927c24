/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A log of racoon at level debug2 (racoon -dd), and of what is made of it (MikroTik's "ipsec,debug" topics):
 *
 *     2026-11-28 10:00:00: DEBUG: compute DH's shared.
 *     2026-11-28 10:00:00: DEBUG:
 *     fa62e7b3 584c7c05 3cc23410 7a13dfe3 ...
 *     2026-11-28 10:00:00: DEBUG: SKEYID_e computed:
 *     2026-11-28 10:00:00: DEBUG: final encryption key computed:
 *     2026-11-28 10:00:00: DEBUG: IV computed:
 *
 * The octets follow on lines of their own, with a prefix or without; syslog writes an end of line as "#012". The IV
 * comes last and tells whose the secrets are. A shared secret that no SKEYID follows is that of a Quick Mode with PFS,
 * which the log does not name.
 */
#include <string.h>

#include "keys/dumped_secrets.h"
#include "keys/key_readers.h"

#define LOOKED_AT 64

static const struct ikt_dump_title titles[] = {
    {"compute DH's shared.", IKT_KEY_DH_SECRET, false},
    {"SKEYID computed:", IKT_KEY_SKEYID, false},
    {"SKEYID_d computed:", IKT_KEY_SKEYID_D, false},
    {"SKEYID_a computed:", IKT_KEY_SKEYID_A, false},
    {"SKEYID_e computed:", IKT_KEY_SKEYID_E, false},
    {"final encryption key computed:", IKT_KEY_KA, false},
    {"IV computed:", 0, true},
    {0},
};

static const char *const prefixes[] = {
    "DEBUG: ", "DEBUG2: ", "DEBUG:", "DEBUG2:", "ipsec,debug ", "ipsec,debug,packet "};

/* What is said, without its time and level, and without the end of line that syslog spells out. */
static struct ikt_bytes text_of(struct ikt_bytes line)
{
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        const size_t length = strlen(prefixes[i]);
        for (size_t at = 0; at + length <= line.length; at++) {
            if (memcmp(line.data + at, prefixes[i], length) != 0)
                continue;
            line = ikt_text_part(line, at + length, line.length);
            i = G_N_ELEMENTS(prefixes);
            break;
        }
    }
    line = ikt_text_trim(line);
    if (ikt_text_begins(line, "#012"))
        line = ikt_text_trim(ikt_text_part(line, strlen("#012"), line.length));
    return line;
}

static bool is_racoon_line(struct ikt_bytes line)
{
    return ikt_text_contains(line, ": INFO: @(#)") || ikt_text_contains(line, " racoon: ") ||
           ikt_text_contains(line, " racoon[") || ikt_text_contains(line, ": DEBUG: ") ||
           ikt_text_contains(line, ": DEBUG2: ") || ikt_text_contains(line, " ipsec,debug");
}

bool ikt_is_racoon_log(struct ikt_key_file file)
{
    struct ikt_bytes line;
    for (unsigned i = 0; i < LOOKED_AT && ikt_key_file_line(&file, &line); i++)
        if (!ikt_text_begins(line, "#") && is_racoon_line(line))
            return true;
    return false;
}

void ikt_read_racoon_log(struct ikt_key_file *file)
{
    struct ikt_titled_dumps dumps = {.file = file, .titles = titles};
    struct ikt_bytes line;
    while (ikt_key_file_line(file, &line))
        ikt_titled_dumps_line(&dumps, text_of(line));
    ikt_titled_dumps_end(&dumps, "there is no secret in this racoon log: it writes them at level debug2 (racoon -dd)");
}
