/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Why octets of a message are not known. What an IV comes from is RFC 2409, appendix B: the KE values for the first
 * encrypted message of phase 1, the last block of phase 1 for the first one of a Quick Mode, else the last block of the
 * message before.
 */
#include <string.h>

#include "track/lost_octets.h"

static const struct ikt_message whole, partial = {.lost = 16}, closed = {.ciphertext = {(const uint8_t *)"", 32}};

static struct ikt_seen seen(enum ikt_message_name name, uint64_t frame, const struct ikt_message *message)
{
    const enum ikt_decryption decryption = message == &partial  ? IKT_DECRYPTION_PARTIAL
                                           : message == &closed ? IKT_DECRYPTION_NO_KEY
                                                                : IKT_DECRYPTION_DECRYPTED;
    return (struct ikt_seen){.name = name, .frame = frame, .decryption = decryption, .message = message};
}

static GArray *rows_of(const struct ikt_seen *list, size_t count)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct ikt_lost));
    ikt_lost_octets(list, count, rows);
    return rows;
}

static void assert_row(const GArray *rows, guint nth, uint64_t frame, uint32_t octets, const char *because)
{
    g_assert_cmpuint(rows->len, >, nth);
    const struct ikt_lost *row = &g_array_index(rows, struct ikt_lost, nth);
    g_assert_cmpuint(row->message->frame, ==, frame);
    g_assert_cmpuint(row->octets, ==, octets);
    g_assert_nonnull(strstr(row->because, because));
}

static void test_causes(void)
{
    static const struct {
        enum ikt_message_name name;
        const char *because;
    } cases[] = {
        {IKT_MAIN5, "a KE payload"},
        {IKT_AGGRESSIVE3, "a KE payload"},
        {IKT_MAIN6, "the message before it is"},
        {IKT_QUICK2, "the message before it is"},
        {IKT_QUICK3, "the message before it is"},
        {IKT_NOTIFY, "the end of phase 1 is"},
        {IKT_INFORMATIONAL, "the end of phase 1 is"},
        {IKT_TRANSACTION, "the message before it, or"},
        {IKT_QUICK1, "the message before it, or"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct ikt_seen list[] = {seen(cases[i].name, 3, &partial)};
        g_autoptr(GArray) rows = rows_of(list, G_N_ELEMENTS(list));
        g_assert_cmpuint(rows->len, ==, 1);
        assert_row(rows, 0, 3, 16, cases[i].because);
    }
}

/* A Quick Mode's first message is known for it by an answer after it, or by the keys. */
static void test_first_message(void)
{
    const struct ikt_seen answered[] = {seen(IKT_QUICK1, 1, &partial), seen(IKT_QUICK2, 2, &whole)};
    const struct ikt_seen refused[] = {seen(IKT_QUICK1, 1, &partial), seen(IKT_NOTIFY, 2, &whole)};
    const struct ikt_seen late[] = {seen(IKT_QUICK2, 1, &whole), seen(IKT_QUICK1, 2, &partial)};
    struct ikt_seen numbered[] = {seen(IKT_QUICK1, 1, &partial)};
    numbered[0].quick_number = 1;
    g_autoptr(GArray) of_answered = rows_of(answered, 2);
    g_autoptr(GArray) of_refused = rows_of(refused, 2);
    g_autoptr(GArray) of_late = rows_of(late, 2);
    g_autoptr(GArray) of_numbered = rows_of(numbered, 1);
    assert_row(of_answered, 0, 1, 16, "the end of phase 1 is");
    assert_row(of_refused, 0, 1, 16, "the end of phase 1 is");
    assert_row(of_late, 0, 2, 16, "the message before it, or");
    assert_row(of_numbered, 0, 1, 16, "the end of phase 1 is");
}

/* QM3 is lost whole where QM2 is missing and a key opened QM1; where no key opens anything, none is said to be lost. */
static void test_third_message(void)
{
    const struct ikt_seen missing[] = {seen(IKT_QUICK1, 1, &whole), seen(IKT_QUICK3, 2, &closed)};
    const struct ikt_seen there[] = {seen(IKT_QUICK1, 1, &whole), seen(IKT_QUICK2, 2, &whole),
                                     seen(IKT_QUICK3, 3, &closed)};
    const struct ikt_seen keyless[] = {seen(IKT_QUICK1, 1, &closed), seen(IKT_QUICK3, 2, &closed)};
    g_autoptr(GArray) of_missing = rows_of(missing, G_N_ELEMENTS(missing));
    g_autoptr(GArray) of_there = rows_of(there, G_N_ELEMENTS(there));
    g_autoptr(GArray) of_keyless = rows_of(keyless, G_N_ELEMENTS(keyless));
    g_assert_cmpuint(of_missing->len, ==, 1);
    assert_row(of_missing, 0, 2, 32, "the message before it is");
    g_assert_cmpuint(of_there->len, ==, 0);
    g_assert_cmpuint(of_keyless->len, ==, 0);
}

/* Equal causes are one string, and a repetition says nothing new. */
static void test_rows(void)
{
    struct ikt_seen list[] = {seen(IKT_QUICK2, 1, &partial), seen(IKT_QUICK2, 2, &partial),
                              seen(IKT_QUICK2, 3, &partial)};
    list[1].duplicate_of = 1;
    g_autoptr(GArray) rows = rows_of(list, G_N_ELEMENTS(list));
    g_assert_cmpuint(rows->len, ==, 2);
    assert_row(rows, 1, 3, 16, "the message before it is");
    g_assert_true(g_array_index(rows, struct ikt_lost, 0).because == g_array_index(rows, struct ikt_lost, 1).because);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/track/lost-octets/causes", test_causes);
    g_test_add_func("/track/lost-octets/first-message", test_first_message);
    g_test_add_func("/track/lost-octets/third-message", test_third_message);
    g_test_add_func("/track/lost-octets/rows", test_rows);
    return g_test_run();
}
