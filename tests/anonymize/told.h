/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a text becomes.
 */
#ifndef IKT_TESTS_ANONYMIZE_TOLD_H
#define IKT_TESTS_ANONYMIZE_TOLD_H

#include <glib.h>
#include <string.h>

#include "anonymize/anonymize_text.h"

static inline struct ikt_bytes bytes(const char *text)
{
    return (struct ikt_bytes){(const uint8_t *)text, strlen(text)};
}

static inline char *told(const struct ikt_anonymizer *anonymizer, enum ikt_text_kind kind, const char *text)
{
    GString *out = g_string_new(NULL);
    ikt_anonymize_text(anonymizer, kind, text, strlen(text), out);
    return g_string_free(out, FALSE);
}

static inline void check_same(const struct ikt_anonymizer *anonymizer, enum ikt_text_kind kind, const char *text)
{
    g_autofree char *out = told(anonymizer, kind, text);
    g_assert_cmpstr(out, ==, text);
}

#endif
