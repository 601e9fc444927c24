/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A log of pluto (FreeS/WAN, Openswan, strongSwan 4) with plutodebug=crypt (or all):
 *
 *     prefix | DH shared-secret:
 *     prefix |   fa 62 e7 b3  58 4c 7c 05  ...
 *     prefix | Skeyid_e:  b0 16 81 21  5f 16 20 23  03 18 6d 28  14 dc 56 86
 *     prefix |   ca 5a 47 33
 *     prefix | enc key:  ...
 *     prefix | IV:  ...                       hash(g^xi | g^xr), all of it
 *
 * The IV comes last and tells whose the secrets are. A shared secret that no Skeyid follows is that of a Quick Mode
 * with PFS, which the log does not name. Libreswan's pluto dumps no secret.
 */
#include <string.h>

#include "keys/dumped_secrets.h"
#include "keys/key_readers.h"

#define LOOKED_AT 64

static const struct ikt_dump_title titles[] = {
    {"DH shared-secret:", IKT_KEY_DH_SECRET, false},
    {"DH shared secret:", IKT_KEY_DH_SECRET, false},
    {"Skeyid:", IKT_KEY_SKEYID, false},
    {"Skeyid_d:", IKT_KEY_SKEYID_D, false},
    {"Skeyid_a:", IKT_KEY_SKEYID_A, false},
    {"Skeyid_e:", IKT_KEY_SKEYID_E, false},
    {"enc key:", IKT_KEY_KA, false},
    {"IV:", 0, true},
    {0},
};

/* What follows "| ": debugging goes behind a bar. False for other lines. */
static bool take_bar(struct ikt_bytes line, struct ikt_bytes *out)
{
    const uint8_t *bar = line.length > 0 ? memchr(line.data, '|', line.length) : NULL;
    size_t at = bar ? (size_t)(bar - line.data) : 0;
    if (!bar || (at > 0 && line.data[at - 1] != ' '))
        return false;
    *out = ikt_text_trim(ikt_text_part(line, at + 1, line.length));
    return true;
}

static bool is_pluto_line(struct ikt_bytes line)
{
    return ikt_text_contains(line, "Starting Pluto") || ikt_text_contains(line, " pluto[") ||
           ikt_text_contains(line, "listening for IKE messages");
}

bool ikt_is_pluto_log(struct ikt_key_file file)
{
    struct ikt_bytes line, text;
    for (unsigned i = 0; i < LOOKED_AT && ikt_key_file_line(&file, &line); i++) {
        if (ikt_text_begins(line, "#"))
            continue;
        if (is_pluto_line(line))
            return true;
        for (size_t k = 0; take_bar(line, &text) && titles[k].title; k++)
            if (ikt_text_begins(text, titles[k].title))
                return true;
    }
    return false;
}

void ikt_read_pluto_log(struct ikt_key_file *file)
{
    struct ikt_titled_dumps dumps = {.file = file, .titles = titles};
    struct ikt_bytes line, text;
    while (ikt_key_file_line(file, &line)) {
        if (take_bar(line, &text))
            ikt_titled_dumps_line(&dumps, text);
        else
            ikt_titled_dumps_close(&dumps);
    }
    ikt_titled_dumps_end(&dumps, "there is no secret in this pluto log: Openswan writes them with plutodebug=crypt, "
                                 "libreswan never does");
}
