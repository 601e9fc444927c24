/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Distinguished names against what openssl prints of the certificate whose subject these octets are.
 */
#include "isakmp/distinguished_name.h"

#include <glib.h>
#include <string.h>

#include "iketriage/message.h"

/* openssl req -x509 -utf8 -subj ...; openssl x509 -subject -nameopt utf8,sep_comma_plus_space */
static const uint8_t subject[] = {
    0x30, 0x81, 0x90, 0x31, 0x0b, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x06, 0x13, 0x02, 0x43, 0x48, 0x31, 0x18, 0x30,
    0x16, 0x06, 0x03, 0x55, 0x04, 0x0a, 0x0c, 0x0f, 0x42, 0x65, 0x69, 0x73, 0x70, 0x69, 0x65, 0x6c, 0x2c, 0x20, 0x42,
    0xc3, 0xbc, 0x72, 0x6f, 0x31, 0x0c, 0x30, 0x0a, 0x06, 0x03, 0x55, 0x04, 0x0b, 0x0c, 0x03, 0x56, 0x50, 0x4e, 0x31,
    0x18, 0x30, 0x16, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x0f, 0x68, 0x75, 0x62, 0x2e, 0x65, 0x78, 0x61, 0x6d, 0x70,
    0x6c, 0x65, 0x2e, 0x63, 0x6f, 0x6d, 0x31, 0x1c, 0x30, 0x1a, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01,
    0x09, 0x01, 0x16, 0x0d, 0x61, 0x40, 0x65, 0x78, 0x61, 0x6d, 0x70, 0x6c, 0x65, 0x2e, 0x63, 0x6f, 0x6d, 0x31, 0x0d,
    0x30, 0x0b, 0x06, 0x03, 0x55, 0x04, 0x05, 0x13, 0x04, 0x39, 0x41, 0x30, 0x31, 0x31, 0x12, 0x30, 0x10, 0x06, 0x09,
    0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x02, 0x0c, 0x03, 0x68, 0x75, 0x62};
#define SUBJECT                                                                                                        \
    "C=CH, O=Beispiel, Büro, OU=VPN, CN=hub.example.com, E=a@example.com, serialNumber=9A01, unstructuredName=hub"

static char *name_of(const uint8_t *octets, size_t length)
{
    /* a copy of its own, so that a read beyond it is seen */
    g_autofree uint8_t *copy = g_malloc(length + 1);
    memcpy(copy + 1, octets, length);
    return ikt_distinguished_name((struct ikt_bytes){copy + 1, length});
}

static void test_subject(void)
{
    g_autofree char *text = name_of(subject, sizeof subject);
    g_assert_cmpstr(text, ==, SUBJECT);
    struct ikt_identity id = {.type = IKT_ID_DER_ASN1_DN, .octets = {subject, sizeof subject}};
    g_autofree char *name = ikt_identity_name(&id);
    g_assert_cmpstr(name, ==, SUBJECT);
}

/* What is no whole name stays what it is: octets. */
static void test_cut(void)
{
    for (size_t length = 0; length < sizeof subject; length++)
        g_assert_null(name_of(subject, length));
    uint8_t longer[sizeof subject + 1] = {0};
    memcpy(longer, subject, sizeof subject);
    g_assert_null(name_of(longer, sizeof longer));
    struct ikt_identity id = {.type = IKT_ID_DER_ASN1_DN, .octets = {subject, 2}};
    g_autofree char *name = ikt_identity_name(&id);
    g_assert_cmpstr(name, ==, "3081");
}

static void test_changed(void)
{
    uint8_t octets[sizeof subject];
    for (size_t at = 0; at < sizeof subject; at++) {
        for (unsigned value = 0; value < 256; value++) {
            memcpy(octets, subject, sizeof subject);
            octets[at] = (uint8_t)value;
            g_autofree char *text = name_of(octets, sizeof octets);
            g_assert_true(!text || g_utf8_validate(text, -1, NULL));
        }
    }
}

/* Attributes without a short name, and values that are no text. */
static void test_numbers(void)
{
    static const uint8_t other[] = {0x30, 0x0f, 0x31, 0x0d, 0x30, 0x0b, 0x06, 0x03, 0x55,
                                    0x04, 0x2d, 0x03, 0x04, 0x00, 0x01, 0x02, 0x03},
                         empty[] = {0x30, 0x00},
                         endless[] = {0x30, 0x0b, 0x31, 0x09, 0x30, 0x07, 0x06, 0x02, 0x55, 0x84, 0x13, 0x01, 0x41};
    g_autofree char *text = name_of(other, sizeof other);
    g_assert_cmpstr(text, ==, "2.5.4.45=#00010203"); /* x500UniqueIdentifier */
    g_assert_null(name_of(empty, sizeof empty));
    g_assert_null(name_of(endless, sizeof endless)); /* its number does not end */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/distinguished-name/subject", test_subject);
    g_test_add_func("/distinguished-name/cut", test_cut);
    g_test_add_func("/distinguished-name/changed", test_changed);
    g_test_add_func("/distinguished-name/numbers", test_numbers);
    return g_test_run();
}
