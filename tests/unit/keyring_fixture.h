/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A keyring filled from text, and what was remarked about the text.
 */
#ifndef IKT_TESTS_UNIT_KEYRING_FIXTURE_H
#define IKT_TESTS_UNIT_KEYRING_FIXTURE_H

#include <glib.h>
#include <string.h>

#include "iketriage/keys.h"

struct filled {
    struct ikt_keyring *keyring;
    bool ok;          /* what ikt_keyring_add returned */
    GString *remarks; /* "error 3\n" "note 5\n" ... */
    GString *texts;   /* of all remarks */
};

static inline void fixture_remark(void *user, enum ikt_key_remark_kind kind, const char *file, unsigned line,
                                  const char *text)
{
    struct filled *filled = user;

    g_assert_cmpstr(file, ==, "secrets");
    g_assert_true(g_utf8_validate(text, -1, NULL));
    g_string_append_printf(filled->remarks, "%s %u\n", kind == IKT_KEY_ERROR ? "error" : "note", line);
    g_string_append_printf(filled->texts, "%s\n", text);
}

static inline struct filled fill_bytes(const void *data, size_t length)
{
    struct filled filled = {ikt_keyring_new(), false, g_string_new(NULL), g_string_new(NULL)};
    /* a heap copy of just that size, so that an over-read is seen */
    g_autofree uint8_t *copy = length > 0 ? g_malloc(length) : NULL;

    if (length > 0)
        memcpy(copy, data, length);
    filled.ok = ikt_keyring_add(filled.keyring, "secrets", (struct ikt_bytes){copy, length}, fixture_remark, &filled);
    return filled;
}

static inline struct filled fill(const char *text)
{
    return fill_bytes(text, strlen(text));
}

static inline void empty(struct filled *filled)
{
    ikt_keyring_unref(filled->keyring);
    g_string_free(filled->remarks, TRUE);
    g_string_free(filled->texts, TRUE);
}

#endif
