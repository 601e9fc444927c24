/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts: what is replaced, what is not, and that each thing has one name everywhere.
 */
#include <gcrypt.h>
#include <glib.h>
#include <string.h>

#include "told.h"

static void check_gone(const struct ikt_anonymizer *anonymizer, enum ikt_text_kind kind, const char *text,
                       const char *word)
{
    g_autofree char *out = told(anonymizer, kind, text);
    g_assert_nonnull(strstr(text, word));
    if (strstr(out, word))
        g_error("'%s' is left in '%s'", word, out);
}

static void test_what_stays(void)
{
    struct ikt_anonymizer *anonymizer = ikt_anonymizer_new(bytes("a key"), NULL);
    static const char *const texts[] = {"2026-11-21 22:31:05.677778Z",
                                        "permit ip any any log",
                                        "esp-aes 256 esp-sha-hmac",
                                        "255.255.255.0",
                                        "0.0.0.255",
                                        "version 15.4.3.2.1",
                                        "16:31:05",
                                        "0.0.0.0/0",
                                        "1200 octets, 3.5 s",
                                        "12345678",
                                        "abcdef01",
                                        "OID 1.3.6.1.4.1.9.9.171"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        check_same(anonymizer, IKT_TEXT_PLAIN, texts[i]);
    check_same(anonymizer, IKT_TEXT_JSON, "{\"initiator\":{\"port\":500},\"time\":\"2026-11-21T22:31:05Z\"}");
    check_same(anonymizer, IKT_TEXT_HTML, "<style>a{color:#fff}</style><p class=\"fails\">&amp;&#39;</p>");
    ikt_anonymizer_free(anonymizer);
}

static void test_addresses(void)
{
    struct ikt_anonymizer *anonymizer = ikt_anonymizer_new(bytes("a key"), NULL);
    static const char *const texts[] = {"10.1.5.7",   "10.1.5.7:500",   "(10.1.5.7)",
                                        "10.1.5.7.",  "vpn-10.1.5.7",   "10.1.5.7-10.1.5.9",
                                        "[10.1.5.7]", "peer=10.1.5.7,", "\x1b[1m10.1.5.7\x1b[0m"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        check_gone(anonymizer, IKT_TEXT_PLAIN, texts[i], "10.1.5.7");
    check_gone(anonymizer, IKT_TEXT_JSON, "\"a\\n10.1.5.7\"", "10.1.5.7");
    check_gone(anonymizer, IKT_TEXT_HTML, "<a title=\"10.1.5.7\">10.1.5.7&nbsp;10.1.5.7</a>", "10.1.5.7");
    check_gone(anonymizer, IKT_TEXT_PLAIN, "2001:db8:a1::5", "2001:db8");
    check_gone(anonymizer, IKT_TEXT_PLAIN, "[2001:db8:a1::5]:500", "2001:db8");
    /* as network in each way of writing one, and the host within it */
    g_autofree char *slash = told(anonymizer, IKT_TEXT_PLAIN, "10.1.5.0/24");
    g_autofree char *wildcard = told(anonymizer, IKT_TEXT_PLAIN, "10.1.5.0 0.0.0.255");
    g_autofree char *mask = told(anonymizer, IKT_TEXT_PLAIN, "10.1.5.0/255.255.255.0/256/0");
    g_autofree char *network = g_strndup(slash, strlen(slash) - strlen("/24"));
    g_assert_true(g_str_has_suffix(network, ".0"));
    g_autofree char *with_wildcard = g_strconcat(network, " 0.0.0.255", NULL);
    g_autofree char *with_mask = g_strconcat(network, "/255.255.255.0/256/0", NULL);
    g_assert_cmpstr(wildcard, ==, with_wildcard);
    g_assert_cmpstr(mask, ==, with_mask);
    g_autofree char *host = told(anonymizer, IKT_TEXT_PLAIN, "10.1.5.7");
    g_assert_true(strncmp(host, network, strlen(network) - 1) == 0);
    ikt_anonymizer_free(anonymizer);
}

static void test_names(void)
{
    struct ikt_anonymizer *anonymizer = ikt_anonymizer_new(bytes("a key"), NULL);
    ikt_anonymizer_learn_document(anonymizer, bytes("hostname BERLIN-R7\n"
                                                    "ip domain-name quux.example\n"
                                                    "username mjones password 7 094F471A1A0A\n"
                                                    "crypto map tunnels 10 ipsec-isakmp\n"
                                                    " description to Frobnitz in Hamburg\n"
                                                    " match address FROB-ACL\n"
                                                    "access-list 101 permit ip any any\n"
                                                    "interface GigabitEthernet0/1\n"));
    ikt_anonymizer_learn_words(anonymizer, bytes("O=Frobnitz, CN=hub.quux.example"));
    static const char *const names[] = {"BERLIN-R7", "quux.example", "mjones",  "Frobnitz",
                                        "Hamburg",   "FROB-ACL",     "tunnels", "hub.quux.example"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *text = g_strdup_printf("match address %s, (%s): 'x@%s' %s, to-%s, of_%s %s", names[i],
                                                names[i], names[i], names[i], names[i], names[i], names[i]);
        check_gone(anonymizer, IKT_TEXT_PLAIN, text, names[i]);
        g_autofree char *string = g_strconcat("\"", text, "\"", NULL);
        check_gone(anonymizer, IKT_TEXT_JSON, string, names[i]);
        check_gone(anonymizer, IKT_TEXT_HTML, text, names[i]);
    }
    check_gone(anonymizer, IKT_TEXT_PLAIN, "BERLIN-R7.quux.example", "BERLIN");
    check_gone(anonymizer, IKT_TEXT_PLAIN, "BERLIN-R7.quux.example", "quux");
    check_same(anonymizer, IKT_TEXT_PLAIN, "access-list 101 permit ip host match address GigabitEthernet0/1");
    check_same(anonymizer, IKT_TEXT_JSON, "{\"tunnels\":1}");
    ikt_anonymizer_free(anonymizer);
}

static void test_numbers(void)
{
    struct ikt_anonymizer *anonymizer = ikt_anonymizer_new(bytes("a key"), NULL);
    static const uint8_t cookie[IKT_COOKIE_SIZE] = {0xce, 0x4e, 0xe7, 0x5a, 0x27, 0x6c, 0x4f, 0xe6};
    ikt_anonymizer_learn_cookie(anonymizer, cookie);
    check_gone(anonymizer, IKT_TEXT_JSON, "\"initiator_cookie\":\"ce4ee75a276c4fe6\"", "ce4ee75a");
    check_gone(anonymizer, IKT_TEXT_JSON, "\"spi\":\"ce4ee75a276c4fe6ce4ee75a276c4fe6\"", "ce4ee75a");
    check_same(anonymizer, IKT_TEXT_JSON, "\"data\":\"0123456789abcdef\"");
    check_gone(anonymizer, IKT_TEXT_JSON, "\"spis\":[\"c0d36dce\"]", "c0d36dce");
    check_same(anonymizer, IKT_TEXT_JSON, "\"message_id\":\"c0d36dce\"");
    /* IOS tells an SPI in both ways, and both have to be of one number */
    g_autofree char *spi = told(anonymizer, IKT_TEXT_PLAIN, "spi: 0xC0D36DCE(3235081678)");
    g_autofree char *expected = g_strdup_printf("spi: 0x%08X(%u)", ikt_anonymizer_spi(anonymizer, 0xc0d36dce),
                                                ikt_anonymizer_spi(anonymizer, 0xc0d36dce));
    g_assert_cmpstr(spi, ==, expected);
    ikt_anonymizer_free(anonymizer);
}

/* A string that comes again becomes what it became before, but where something else is said of it. */
static void test_repeated_strings(void)
{
    struct ikt_anonymizer *anonymizer = ikt_anonymizer_new(bytes("a key"), NULL);
    ikt_anonymizer_learn_document(anonymizer, bytes("hostname true\n"));
    g_autofree char *address = told(anonymizer, IKT_TEXT_PLAIN, "10.1.5.7");
    const uint32_t spi = ikt_anonymizer_spi(anonymizer, 0xc0d36dce);
    g_autofree char *text =
        told(anonymizer, IKT_TEXT_JSON,
             "{\"message_id\":\"c0d36dce\",\"spi\":\"c0d36dce\",\"message_id\":\"c0d36dce\",\"peer\":\"to "
             "10.1.5.7\",\"b\":1,"
             "\"spis_forgotten\":12345678,\"list\":[\"to 10.1.5.7\",\"a\",\"c0d36dce\",\"an SPI\",\"c0d36dce\",\"a\","
             "\"c0d36dce\"],\"up\":true,\"say\":\"a\\\"10.1.5.7\\\"\",\"say\":\"a\\\"10.1.5.7\\\"\"}");
    g_autofree char *expected = g_strdup_printf(
        "{\"message_id\":\"c0d36dce\",\"spi\":\"%08x\",\"message_id\":\"c0d36dce\",\"peer\":\"to %s\",\"b\":1,"
        "\"spis_forgotten\":12345678,\"list\":[\"to %s\",\"a\",\"c0d36dce\",\"an SPI\",\"%08x\",\"a\",\"c0d36dce\"],"
        "\"up\":true,\"say\":\"a\\\"%s\\\"\",\"say\":\"a\\\"%s\\\"\"}",
        spi, address, address, spi, address, address);
    g_assert_cmpstr(text, ==, expected);
    ikt_anonymizer_free(anonymizer);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_nonnull(gcry_check_version(NULL));
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    g_test_add_func("/anonymize/text/what-stays", test_what_stays);
    g_test_add_func("/anonymize/text/addresses", test_addresses);
    g_test_add_func("/anonymize/text/names", test_names);
    g_test_add_func("/anonymize/text/numbers", test_numbers);
    g_test_add_func("/anonymize/text/repeated-strings", test_repeated_strings);
    return g_test_run();
}
