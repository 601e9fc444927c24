/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names and sizes; the values are those of the RFCs and registries that isakmp.h names.
 */
#include "decode_wire.h"

static void test_names(void)
{
    static const struct {
        const char *(*lookup)(unsigned value);
        unsigned value;
        const char *name;
    } cases[] = {
        {ikt_payload_name, 1, "SA"},
        {ikt_payload_name, 20, "NAT-D"},
        {ikt_payload_name, 132, "FRAGMENT"},
        {ikt_payload_name, 19, NULL},
        {ikt_exchange_name, 32, "Quick Mode"},
        {ikt_exchange_name, 34, NULL},
        {ikt_protocol_name, 4, "IPCOMP"},
        {ikt_protocol_name, 0, NULL},
        {ikt_notify_name, 14, "NO-PROPOSAL-CHOSEN"},
        {ikt_notify_name, 24578, "INITIAL-CONTACT"},
        {ikt_notify_name, 31, NULL},
        {ikt_id_type_name, 4, "ID_IPV4_ADDR_SUBNET"},
        {ikt_phase1_attribute_name, 14, "Key-Length"},
        {ikt_phase2_attribute_name, 6, "Key-Length"},
        {ikt_encryption_name, 7, "AES-CBC"},
        {ikt_hash_name, 4, "SHA2-256"},
        {ikt_authentication_name, 65001, "XAUTHInitPreShared"},
        {ikt_group_name, 24, "MODP-2048-256"},
        {ikt_group_type_name, 2, "ECP"},
        {ikt_esp_transform_name, 11, "NULL"},
        {ikt_esp_transform_name, 20, "AES-GCM-16"},
        {ikt_esp_transform_name, 17, NULL},
        {ikt_ah_transform_name, 5, "SHA2-256"},
        {ikt_ipcomp_transform_name, 3, "LZS"},
        {ikt_integrity_name, 5, "HMAC-SHA2-256"},
        {ikt_encapsulation_name, 61443, "udp-tunnel (draft)"},
        {ikt_life_type_name, 2, "kilobytes"},
        {ikt_cert_encoding_name, 4, "X.509 signature"},
        {ikt_config_type_name, 3, "SET"},
        {ikt_config_attribute_name, 16521, "XAUTH-USER-NAME"},
        {ikt_payload_name, 65537, NULL},
        {ikt_exchange_name, 65536, NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(cases[i].lookup(cases[i].value), ==, cases[i].name);
}

/* Knowledge base 1.5 and RFC 3526, RFC 5903 */
static void test_sizes(void)
{
    static const unsigned ke[][2] = {{1, 96},   {2, 128},   {5, 192}, {14, 256}, {15, 384}, {16, 512},
                                     {17, 768}, {18, 1024}, {19, 64}, {20, 96},  {21, 132}, {22, 128},
                                     {24, 256}, {6, 0},     {0, 0},   {999, 0}};
    for (size_t i = 0; i < G_N_ELEMENTS(ke); i++)
        g_assert_cmpuint(ikt_group_ke_size(ke[i][0]), ==, ke[i][1]);
    g_assert_cmpuint(ikt_encryption_block_size(IKT_ENCRYPTION_DES_CBC), ==, 8);
    g_assert_cmpuint(ikt_encryption_block_size(IKT_ENCRYPTION_3DES_CBC), ==, 8);
    g_assert_cmpuint(ikt_encryption_block_size(IKT_ENCRYPTION_AES_CBC), ==, 16);
    g_assert_cmpuint(ikt_encryption_block_size(99), ==, 0);
    g_assert_cmpuint(ikt_hash_size(IKT_HASH_MD5), ==, 16);
    g_assert_cmpuint(ikt_hash_size(IKT_HASH_SHA1), ==, 20);
    g_assert_cmpuint(ikt_hash_size(IKT_HASH_SHA2_256), ==, 32);
    g_assert_cmpuint(ikt_hash_size(IKT_HASH_SHA2_384), ==, 48);
    g_assert_cmpuint(ikt_hash_size(IKT_HASH_SHA2_512), ==, 64);
    g_assert_cmpuint(ikt_hash_size(7), ==, 0);
}

/* MD5 over the text that the specification names gives most of these. */
static void assert_digest(const char *text, const char *name)
{
    uint8_t digest[16];
    gsize length = sizeof(digest);
    g_autoptr(GChecksum) md5 = g_checksum_new(G_CHECKSUM_MD5);
    g_checksum_update(md5, (const guchar *)text, (gssize)strlen(text));
    g_checksum_get_digest(md5, digest, &length);
    const struct ikt_vendor_id *vendor_id = ikt_vendor_id_lookup((struct ikt_bytes){digest, length});
    g_assert_nonnull(vendor_id);
    g_assert_cmpstr(vendor_id->name, ==, name);
}

static const struct {
    const char *text, *name;
} digests[] = {
    {"RFC 3947", "RFC 3947 NAT-T"},
    {"draft-ietf-ipsec-nat-t-ike-08", "NAT-T draft-08"},
    {"draft-ietf-ipsec-nat-t-ike-07", "NAT-T draft-07"},
    {"draft-ietf-ipsec-nat-t-ike-06", "NAT-T draft-06"},
    {"draft-ietf-ipsec-nat-t-ike-05", "NAT-T draft-05"},
    {"draft-ietf-ipsec-nat-t-ike-04", "NAT-T draft-04"},
    {"draft-ietf-ipsec-nat-t-ike-03", "NAT-T draft-03"},
    {"draft-ietf-ipsec-nat-t-ike-02", "NAT-T draft-02"},
    {"draft-ietf-ipsec-nat-t-ike-02\n", "NAT-T draft-02 (with newline)"},
    {"draft-ietf-ipsec-nat-t-ike-01", "NAT-T draft-01"},
    {"draft-ietf-ipsec-nat-t-ike-00", "NAT-T draft-00"},
    {"draft-ietf-ipsec-nat-t-ike", "NAT-T draft (no number)"},
    {"draft-stenberg-ipsec-nat-traversal-02", "NAT-T draft-stenberg-02"},
    {"draft-stenberg-ipsec-nat-traversal-01", "NAT-T draft-stenberg-01"},
    {"draft-huttunen-ipsec-esp-in-udp-00.txt", "NAT-T draft-huttunen-00"},
    {"ESPThruNAT", "NAT-T ESPThruNAT"},
    {"FRAGMENTATION", "IKE fragmentation"},
    {"strongSwan", "strongSwan"},
    {"KAME/racoon", "KAME/racoon"},
    {"MS NT5 ISAKMPOAKLEY", "Microsoft Windows"},
    {"MS-Negotiation Discovery Capable", "Microsoft negotiation discovery"},
    {"Vid-Initial-Contact", "Microsoft initial contact"},
    {"IKE CGA version 1", "Microsoft CGA version 1"},
    {"MS-MamieExists", "Microsoft MamieExists"},
    {"GSSAPI", "GSSAPI"},
    {"A GSS-API Authentication Method for IKE", "GSS-API authentication"},
    {"A GSS-API Authentication Method for IKE\n", "GSS-API authentication (with newline)"},
};

static const struct ikt_vendor_id *lookup_text(const char *text)
{
    return ikt_vendor_id_lookup((struct ikt_bytes){(const uint8_t *)text, strlen(text)});
}

static const struct ikt_vendor_id *lookup_hex(const char *hex)
{
    g_autoptr(GByteArray) octets = wire_hex(hex);
    return ikt_vendor_id_lookup(wire_bytes(octets));
}

static void test_vendor_ids(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(digests); i++)
        assert_digest(digests[i].text, digests[i].name);
    g_assert_cmpstr(lookup_hex("afcad71368a1f1c96b8696fc77570100")->name, ==, "DPD 1.0");
    g_assert_cmpstr(lookup_hex("afcad71368a1f1c96b8696fc77570200")->name, ==, "DPD (other version)");
    g_assert_cmpstr(lookup_hex("09002689dfd6b712")->name, ==, "XAUTH");
    g_assert_cmpstr(lookup_hex("4048b7d56ebce88525e7de7f00d6c2d380000000")->name, ==, "IKE fragmentation");
    g_assert_cmpstr(lookup_hex("4048b7d56ebce88525e7de7f00d6c2d3")->name, ==, "IKE fragmentation");
    g_assert_cmpstr(lookup_hex("4f456162636465666768696a")->vendor, ==, "FreeS/WAN/Openswan");
    /* Openswan 2.6, out of its own capture, and what is one octet off */
    g_assert_cmpstr(lookup_text("OSW{UGAoLgKd")->vendor, ==, "Openswan");
    g_assert_null(lookup_text("OSW{UGAoLgK"));
    g_assert_null(lookup_text("OSX{UGAoLgKd"));
    g_assert_cmpstr(lookup_text("OE-Libreswan-4.10")->vendor, ==, "Libreswan");
    g_assert_cmpstr(lookup_text("CISCO(COPYRIGHT)&Copyright (c) 2009 Cisco Systems, Inc.")->vendor, ==, "Cisco");
    g_assert_cmpstr(lookup_text("HUAWEI-IKEv1DSCP")->vendor, ==, "Huawei");
    g_assert_cmpstr(lookup_hex("1e2b516905991c7d7c96fcbfb587e46100000009")->vendor, ==, "Microsoft Windows");
    g_assert_cmpstr(lookup_hex("882fe56d6fd20dbc2251613b2ebe5beb")->vendor, ==, "strongSwan");
    g_assert_null(lookup_hex("09002689dfd6b712")->vendor);
    g_assert_null(lookup_hex("09002689dfd6b7"));
    g_assert_null(lookup_hex("09002689dfd6b71200"));
    g_assert_null(lookup_hex("4f45616263646566676869"));
    g_assert_null(lookup_hex("4048b7d56ebce88525e7de7f00d6c2"));
    g_assert_null(lookup_hex(""));
}

/* Knowledge base 1.7: VID[0..7] XOR the sender's cookie is f5c7a71d 00010000. */
static void test_ios(void)
{
    static const uint8_t cookie[IKT_COOKIE_SIZE] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
    static const uint8_t other[IKT_COOKIE_SIZE] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xee};
    g_autoptr(GByteArray) vid = wire_hex("f4e4e27a 89aacdef 0011223344556677");
    g_assert_true(ikt_vendor_id_is_ios(wire_bytes(vid), cookie));
    g_assert_false(ikt_vendor_id_is_ios(wire_bytes(vid), other));
    g_assert_false(ikt_vendor_id_is_ios((struct ikt_bytes){vid->data, 15}, cookie));
    g_assert_false(ikt_vendor_id_is_ios((struct ikt_bytes){NULL, 0}, cookie));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/names/names", test_names);
    g_test_add_func("/names/sizes", test_sizes);
    g_test_add_func("/names/vendor-ids", test_vendor_ids);
    g_test_add_func("/names/ios", test_ios);
    return g_test_run();
}
