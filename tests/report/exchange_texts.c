/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts of exchanges wait for their tunnel, each under its own cookie and message ID, and in bounded memory.
 */
#include <string.h>

#include "report/exchange_texts.h"

#define PIECE (1024 * 1024)

static void add(struct ikt_exchange_texts *texts, uint8_t cookie, uint32_t message_id, const char *text)
{
    const uint8_t octets[IKT_COOKIE_SIZE] = {cookie};
    GString *out = ikt_exchange_texts_begin(texts);
    g_assert_cmpuint(out->len, ==, 0);
    g_string_append(out, text);
    ikt_exchange_texts_end(texts, octets, message_id);
}

static const char *text_of(const struct ikt_exchange_texts *texts, uint8_t cookie, uint32_t message_id)
{
    const uint8_t octets[IKT_COOKIE_SIZE] = {cookie};
    return ikt_exchange_texts_of(texts, octets, message_id);
}

static void test_found(void)
{
    struct ikt_exchange_texts *texts = ikt_exchange_texts_new();
    add(texts, 1, 0, "ISAKMP SA");
    add(texts, 1, 7, "Quick Mode");
    add(texts, 2, 7, "another one");
    g_assert_cmpstr(text_of(texts, 1, 0), ==, "ISAKMP SA");
    g_assert_cmpstr(text_of(texts, 1, 7), ==, "Quick Mode");
    g_assert_cmpstr(text_of(texts, 2, 7), ==, "another one");
    g_assert_null(text_of(texts, 2, 0));
    g_assert_null(text_of(texts, 3, 7));
    ikt_exchange_texts_free(texts);
    ikt_exchange_texts_free(NULL);
}

/* What came first is kept; what has no room is left out, and a short one may have it still. */
static void test_bounded(void)
{
    struct ikt_exchange_texts *texts = ikt_exchange_texts_new();
    g_autofree char *large = g_strnfill(PIECE - 1000, 'x');
    const uint32_t fit = IKT_EXCHANGE_TEXTS_ROOM / PIECE;
    for (uint32_t i = 1; i <= fit + 5; i++)
        add(texts, 1, i, large);
    g_assert_cmpstr(text_of(texts, 1, 1), ==, large);
    g_assert_cmpstr(text_of(texts, 1, fit), ==, large);
    g_assert_null(text_of(texts, 1, fit + 1));
    add(texts, 2, 1, "short");
    g_assert_cmpstr(text_of(texts, 2, 1), ==, "short");
    ikt_exchange_texts_free(texts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/exchange-texts/found", test_found);
    g_test_add_func("/report/exchange-texts/bounded", test_bounded);
    return g_test_run();
}
