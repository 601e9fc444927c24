/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Key files that nobody wrote on purpose: cut, mixed with binary data, absurdly long. No crash, no over-read, no secret
 * in a remark, and no more time than the size allows.
 */
#include "keyring_fixture.h"

static const char sample[] = "\xef\xbb\xbf# keys\r\n203.0.113.1 198.51.100.1 : PSK \"S3CR3T one\"\r\n"
                             ": RSA {\r\n\tModulus: 0x00\r\n\t}\r\n"
                             "%any @x\n  : PSK 0x533343523354\n"
                             "b872a3119d044ddd/e49d5622 : DH-SECRET 0sUzNDUjNU\n";
static const char table[] = "\"b872a3119d044ddd\",\"5333435233540011\"\n#\n b872a3119d044ddd , 53334352335400\n";
static const char log_of_charon[] =
    "Nov 21 20:22:23 g charon[7]: 06[IKE] SKEYID => 20 bytes @ 0x1\n"
    "Nov 21 20:22:23 g charon[7]: 06[IKE] <a|1>   0: 53 33 43 52 33 54 00 00 00 00 00 00 00 00 00 00  S3CR3T..\n"
    "Nov 21 20:22:23 g charon[7]: 06[IKE]   16: 53 33 43 52                                      S3CR\n"
    "06[IKE] natd_chunk => 22 bytes @ 0x7f6ca80065b0\r\n"
    "06[IKE]    0: 53 33 43 52 33 54 00 00 00 00 00 00 00 00 00 00  S3CR3T..\n"
    "06[CHD] DH secret => 3 bytes @ 0x1\n06[CHD]    0: 53 33 43  S3C";
static const char config[] = "crypto isakmp key 0 S3CR3T x address 198.51.100.0 255.255.255.0 no-xauth\r\n"
                             "crypto isakmp key S3CR3T address ipv6 2001:db8::/64\n"
                             "crypto keyring K\n pre-shared-key address 192.0.2.1 255.0.0.0 key S3CR3T\n"
                             " pre-shared-key hostname r key 0 S3CR3T\n"
                             "crypto isakmp client configuration group G\n key S3CR3T";

static void check_remarks(const struct filled *filled)
{
    static const char *const secrets[] = {"S3CR3T", "533343523354", "UzNDUjNU"};

    for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++)
        g_assert_null(strstr(filled->texts->str, secrets[i]));
}

static void cut_and_change(const char *text)
{
    size_t length = strlen(text);
    g_autofree char *copy = g_strdup(text);

    for (size_t end = 0; end <= length; end++) {
        struct filled filled = fill_bytes(text, end);
        check_remarks(&filled);
        empty(&filled);
    }
    for (size_t at = 0; at < length; at++) {
        static const char instead[] = {'\0', '\n', '"', ' ', ':', '#', '{', ',', '%', (char)0xff};
        for (size_t i = 0; i < sizeof instead; i++) {
            copy[at] = instead[i];
            struct filled filled = fill_bytes(copy, length);
            check_remarks(&filled);
            empty(&filled);
        }
        copy[at] = text[at];
    }
}

static void test_cut_and_changed(void)
{
    cut_and_change(sample);
    cut_and_change(table);
    cut_and_change(log_of_charon);
    cut_and_change(config);
}

/* A secret in the wrong place is not repeated in the remark about it. */
static void test_no_secret_in_remarks(void)
{
    static const char *const lines[] = {"S3CR3T\n",
                                        ": S3CR3T\n",
                                        ": S3CR3T \"a\"\n",
                                        "S3CR3T : PSK\n",
                                        ": PSK \"S3CR3T\n",
                                        ": PSK 0xS3CR3T\n",
                                        ": PSK S3CR3T x\n",
                                        "S3CR3T : KA 0x00\n",
                                        "%S3CR3T : PSK \"a\"\n",
                                        "10.0.0.1/S3CR3T : PSK \"a\"\n"};

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        struct filled filled = fill(lines[i]);
        g_assert_false(filled.ok);
        g_assert_cmpstr(filled.remarks->str, ==, "error 1\n");
        check_remarks(&filled);
        empty(&filled);
    }
}

static void test_nul(void)
{
    /* in the first bytes it is no text file; further on the line alone is lost */
    static const char early[] = ": PSK \"a\0b\"\n";
    GString *late = g_string_new(NULL);

    struct filled filled = fill_bytes(early, sizeof early - 1);
    g_assert_cmpstr(filled.remarks->str, ==, "error 0\n");
    empty(&filled);

    for (unsigned i = 0; i < 100; i++)
        g_string_append(late, "# filling\n");
    g_string_append_len(late, early, sizeof early - 1);
    g_string_append(late, ": PSK \"kept\"\n");
    filled = fill_bytes(late->str, late->len);
    g_assert_cmpstr(filled.remarks->str, ==, "error 101\n");
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 1);
    empty(&filled);
    g_string_free(late, TRUE);
}

static struct filled fill_repeated(const char *begin, const char *unit, unsigned times, const char *end)
{
    GString *text = g_string_new(begin);

    for (unsigned i = 0; i < times; i++)
        g_string_append(text, unit);
    g_string_append(text, end);
    struct filled filled = fill_bytes(text->str, text->len);
    g_string_free(text, TRUE);
    return filled;
}

/* Each would take minutes if it were worked on in the square of its length. */
static void test_long(void)
{
    struct filled filled = fill_repeated(": PSK \"", "x", 4096, "\"\n");
    g_assert_true(filled.ok);
    empty(&filled);

    filled = fill_repeated(": PSK \"", "x", 1000000, "\"\n: PSK \"kept\"\n");
    g_assert_cmpstr(filled.remarks->str, ==, "error 1\n");
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 1);
    empty(&filled);

    filled = fill_repeated("10.0.0.1", " 10.0.0.1", 4000, " : PSK \"a\"\n");
    g_assert_true(filled.ok);
    empty(&filled);

    /* what costs forty octets a word has a bound */
    filled = fill_repeated("10.0.0.1", " 10.0.0.1", 200000, " : PSK \"a\"\n: PSK \"kept\"\n");
    g_assert_cmpstr(filled.remarks->str, ==, "error 1\n");
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 1);
    empty(&filled);

    filled = fill_repeated("10.0.0.1\n", " x\n", 200000, " : PSK \"a\"\n: PSK \"kept\"\n");
    g_assert_cmpstr(filled.remarks->str, ==, "error 1\n");
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 1);
    empty(&filled);

    filled = fill_repeated(": RSA {\n", " x\n", 200000, " }\n: PSK \"kept\"\n");
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 1);
    empty(&filled);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/keyring/hostile/cut-and-changed", test_cut_and_changed);
    g_test_add_func("/keyring/hostile/no-secret-in-remarks", test_no_secret_in_remarks);
    g_test_add_func("/keyring/hostile/nul", test_nul);
    g_test_add_func("/keyring/hostile/long", test_long);
    return g_test_run();
}
