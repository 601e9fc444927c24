/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every payload kind from octets written after the RFCs' diagrams.
 */
#include "decode_wire.h"

static const struct ikt_payload *only(const struct ikt_message *message, uint8_t type)
{
    g_assert_cmpuint(message->payload_count, ==, 1);
    assert_problems(message, "");
    g_assert_cmpuint(message->payloads[0].type, ==, type);
    g_assert_false(message->payloads[0].damaged);
    return &message->payloads[0];
}

static void test_header(void)
{
    struct ikt_message *message = wire_decode(wire_hex("a626a14b710e6504 8ba747dbd4aeb762 08 10 20 01 b872a311 0000002c"
                                                       "00112233445566778899aabbccddeeff"));
    g_assert_true(message->has_header);
    assert_hex((struct ikt_bytes){message->header.initiator_cookie, 8}, "a626a14b710e6504");
    assert_hex((struct ikt_bytes){message->header.responder_cookie, 8}, "8ba747dbd4aeb762");
    g_assert_cmpuint(message->header.next_payload, ==, IKT_PAYLOAD_HASH);
    g_assert_cmpuint(message->header.version, ==, 0x10);
    g_assert_cmpuint(message->header.exchange, ==, IKT_EXCHANGE_QUICK);
    g_assert_cmpuint(message->header.flags, ==, IKT_FLAG_ENCRYPTED);
    g_assert_cmphex(message->header.message_id, ==, 0xb872a311);
    g_assert_cmpuint(message->header.length, ==, 44);
    g_assert_true(message->encrypted);
    g_assert_cmpuint(message->payload_count, ==, 0);
    assert_hex(message->ciphertext, "00112233445566778899aabbccddeeff");
    assert_problems(message, "");
    ikt_message_unref(message);
}

/* RFC 7296: other payloads, other flags; only the header is for us. */
static void test_ikev2(void)
{
    struct ikt_message *message = wire_decode(wire_hex("a626a14b710e6504 0000000000000000 21 20 22 08 00000000 00000020"
                                                       "ffffffff"));
    g_assert_cmpuint(message->header.version, ==, 0x20);
    g_assert_false(message->encrypted);
    g_assert_cmpuint(message->payload_count, ==, 0);
    assert_problems(message, "");
    ikt_message_unref(message);
}

/* The order of attributes in main mode message 1 of IOS (knowledge base 1.3): 1, 14, 2, 4, 3, 11, 12 (four octets) */
static void test_sa_phase1(void)
{
    struct ikt_message *message = wire_decode(
        wire_message(IKT_PAYLOAD_SA, IKT_EXCHANGE_MAIN, 0,
                     "00 00 003c 00000001 00000001"
                     "00 00 0030 01 01 00 01"
                     "00 00 0028 01 01 0000 80010007 800e0100 80020002 80040002 80030001 800b0001 000c0004 00015180"));
    const struct ikt_sa *sa = &only(message, IKT_PAYLOAD_SA)->sa;
    g_assert_cmpuint(sa->doi, ==, 1);
    g_assert_cmpuint(sa->situation, ==, 1);
    g_assert_cmpuint(sa->proposal_count, ==, 1);
    g_assert_cmpuint(sa->proposals[0].protocol, ==, IKT_PROTOCOL_ISAKMP);
    g_assert_cmpuint(sa->proposals[0].offset, ==, 40);
    g_assert_cmpuint(sa->proposals[0].spi.length, ==, 0);
    g_assert_cmpuint(sa->proposals[0].declared_transforms, ==, 1);
    g_assert_cmpuint(sa->proposals[0].transform_count, ==, 1);
    const struct ikt_transform *transform = &sa->proposals[0].transforms[0];
    g_assert_cmpuint(transform->number, ==, 1);
    g_assert_cmpuint(transform->id, ==, 1); /* KEY_IKE */
    g_assert_cmpuint(transform->offset, ==, 48);
    g_assert_cmpuint(transform->attribute_count, ==, 7);
    g_assert_cmpuint(transform->attributes[0].offset, ==, 56);
    g_assert_true(transform->attributes[0].basic);
    g_assert_false(transform->attributes[6].basic);
    assert_hex(transform->attributes[6].octets, "00015180");
    g_assert_cmpint(transform->encryption, ==, IKT_ENCRYPTION_AES_CBC);
    g_assert_cmpint(transform->key_bits, ==, 256);
    g_assert_cmpint(transform->hash, ==, IKT_HASH_SHA1);
    g_assert_cmpint(transform->group, ==, 2);
    g_assert_cmpint(transform->authentication, ==, IKT_AUTH_PSK);
    g_assert_cmpint(transform->life_seconds, ==, 86400);
    g_assert_cmpint(transform->life_kilobytes, ==, IKT_ABSENT);
    g_assert_cmpint(transform->prf, ==, IKT_ABSENT);
    g_assert_cmpint(transform->integrity, ==, IKT_ABSENT);
    g_assert_cmpint(transform->encapsulation, ==, IKT_ABSENT);
    ikt_message_unref(message);
}

/* AH AND ESP (equal numbers), OR ESP with IPCOMP: RFC 2408 section 4.2 */
static void test_sa_phase2(void)
{
    struct ikt_message *message = wire_decode(wire_message(
        IKT_PAYLOAD_SA, IKT_EXCHANGE_QUICK, 0,
        "00 00 009a 00000001 00000001"
        "02 00 001c 01 02 04 01 11223344"
        "00 00 0010 01 03 0000 80040001 80050002"
        "02 00 0048 01 03 04 02 aabbccdd"
        "03 00 002c 01 0c 0000 80010001 80020e10 80010002 00020004 00465000 80040001 80050002 80060100 80030005"
        "00 00 0010 02 14 0000 80060080 80040002"
        "02 00 0018 02 03 04 01 01020304 00 00 000c 01 03 0000 80050001"
        "00 00 0012 02 04 02 01 abcd 00 00 0008 01 03 0000"));
    const struct ikt_sa *sa = &only(message, IKT_PAYLOAD_SA)->sa;
    g_assert_cmpuint(sa->proposal_count, ==, 4);
    g_assert_cmpuint(sa->proposals[0].number, ==, 1);
    g_assert_cmpuint(sa->proposals[1].number, ==, 1);
    g_assert_cmpuint(sa->proposals[2].number, ==, 2);
    g_assert_cmpuint(sa->proposals[0].protocol, ==, IKT_PROTOCOL_AH);
    g_assert_cmpuint(sa->proposals[3].protocol, ==, IKT_PROTOCOL_IPCOMP);
    assert_hex(sa->proposals[1].spi, "aabbccdd");
    assert_hex(sa->proposals[3].spi, "abcd");
    g_assert_cmpuint(sa->proposals[1].transform_count, ==, 2);
    const struct ikt_transform *aes = &sa->proposals[1].transforms[0], *gcm = &sa->proposals[1].transforms[1];
    g_assert_cmpuint(aes->id, ==, IKT_ESP_AES_CBC);
    g_assert_cmpint(aes->life_seconds, ==, 3600);
    g_assert_cmpint(aes->life_kilobytes, ==, 4608000);
    g_assert_cmpint(aes->encapsulation, ==, IKT_ENCAPSULATION_TUNNEL);
    g_assert_cmpint(aes->integrity, ==, IKT_INTEGRITY_HMAC_SHA1);
    g_assert_cmpint(aes->key_bits, ==, 256);
    g_assert_cmpint(aes->group, ==, 5);
    g_assert_cmpint(aes->hash, ==, IKT_ABSENT);
    g_assert_cmpuint(gcm->id, ==, IKT_ESP_AES_GCM_16);
    g_assert_cmpint(gcm->key_bits, ==, 128);
    g_assert_cmpint(gcm->integrity, ==, IKT_ABSENT);
    g_assert_cmpint(gcm->life_seconds, ==, IKT_ABSENT);
    g_assert_cmpuint(sa->proposals[3].transforms[0].id, ==, IKT_IPCOMP_LZS);
    ikt_message_unref(message);
}

/* Numbers of attributes: RFC 2408 section 3.3 allows any length. */
static void test_attribute_values(void)
{
    struct ikt_message *message = wire_decode(
        wire_message(IKT_PAYLOAD_ATTRIBUTES, IKT_EXCHANGE_TRANSACTION, 0,
                     "00 00 0040 01 00 1234"
                     "c0880000 40890004 75736572 00010000"
                     "00020001 07 00030007 00ffffffffffff 00040008 7fffffffffffffff 00050008 8000000000000000"));
    const struct ikt_config *config = &only(message, IKT_PAYLOAD_ATTRIBUTES)->config;
    g_assert_cmpuint(config->type, ==, IKT_CFG_REQUEST);
    g_assert_cmphex(config->identifier, ==, 0x1234);
    g_assert_cmpuint(config->attribute_count, ==, 7);
    g_assert_cmpuint(config->attributes[0].type, ==, IKT_CFGATTR_XAUTH_TYPE);
    g_assert_cmpint(config->attributes[0].value, ==, 0);
    g_assert_cmpuint(config->attributes[1].type, ==, IKT_CFGATTR_XAUTH_USER_NAME);
    assert_hex(config->attributes[1].octets, "75736572");
    g_assert_cmpint(config->attributes[2].value, ==, IKT_ABSENT);
    g_assert_cmpint(config->attributes[3].value, ==, 7);
    g_assert_cmpint(config->attributes[4].value, ==, 0xffffffffffff);
    g_assert_cmpint(config->attributes[5].value, ==, INT64_MAX);
    g_assert_cmpint(config->attributes[6].value, ==, IKT_ABSENT);
    ikt_message_unref(message);
}

/* The 16-octet rejection of knowledge base 1.6 with its SPI */
static void test_notify(void)
{
    struct ikt_message *message = wire_decode(
        wire_message(IKT_PAYLOAD_NOTIFY, IKT_EXCHANGE_INFORMATIONAL, 0, "00000010 00000001 03 04 000e c2d1a850"));
    const struct ikt_notify *notify = &only(message, IKT_PAYLOAD_NOTIFY)->notify;
    g_assert_cmpuint(notify->doi, ==, 1);
    g_assert_cmpuint(notify->protocol, ==, IKT_PROTOCOL_ESP);
    g_assert_cmpuint(notify->type, ==, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    assert_hex(notify->spi, "c2d1a850");
    g_assert_cmpuint(notify->data.length, ==, 0);
    ikt_message_unref(message);

    /* RFC 3706 section 5.3: both cookies and a sequence number */
    message = wire_decode(wire_message(IKT_PAYLOAD_NOTIFY, IKT_EXCHANGE_INFORMATIONAL, 0,
                                       "00000020 00000001 01 10 8d28 0102030405060708 1112131415161718 00000a01"));
    notify = &only(message, IKT_PAYLOAD_NOTIFY)->notify;
    g_assert_cmpuint(notify->type, ==, IKT_NOTIFY_R_U_THERE);
    assert_hex(notify->spi, "01020304050607081112131415161718");
    assert_hex(notify->data, "00000a01");
    ikt_message_unref(message);
}

static void test_delete(void)
{
    struct ikt_message *message = wire_decode(wire_message(IKT_PAYLOAD_DELETE, IKT_EXCHANGE_INFORMATIONAL, 0,
                                                           "00000014 00000001 03 04 0002 11111111 22222222"));
    const struct ikt_delete *deletion = &only(message, IKT_PAYLOAD_DELETE)->deletion;
    g_assert_cmpuint(deletion->protocol, ==, IKT_PROTOCOL_ESP);
    g_assert_cmpuint(deletion->spi_size, ==, 4);
    g_assert_cmpuint(deletion->declared_spis, ==, 2);
    g_assert_cmpuint(deletion->spi_count, ==, 2);
    assert_hex(deletion->spis, "1111111122222222");
    ikt_message_unref(message);
}

static void test_cert(void)
{
    struct ikt_message *message =
        wire_decode(wire_message(IKT_PAYLOAD_CERT, IKT_EXCHANGE_MAIN, 0, "07000008 04 308201 00000007 04 3000"));
    assert_problems(message, "");
    g_assert_cmpuint(message->payload_count, ==, 2);
    g_assert_cmpuint(message->payloads[0].cert.encoding, ==, IKT_CERT_X509_SIGNATURE);
    assert_hex(message->payloads[0].cert.data, "308201");
    g_assert_cmpuint(message->payloads[1].type, ==, IKT_PAYLOAD_CERTREQ);
    assert_hex(message->payloads[1].cert.data, "3000");
    ikt_message_unref(message);
}

/* MS-IKEE 2.2.3.1; the outer header's encrypted flag does not hide the fragment. */
static void test_fragment(void)
{
    for (uint8_t flags = 0; flags <= IKT_FLAG_ENCRYPTED; flags++) {
        struct ikt_message *message =
            wire_decode(wire_message(IKT_PAYLOAD_FRAGMENT, IKT_EXCHANGE_MAIN, flags, "0000000c 0007 03 01 deadbeef"));
        const struct ikt_fragment *fragment = &only(message, IKT_PAYLOAD_FRAGMENT)->fragment;
        g_assert_false(message->encrypted);
        g_assert_cmpuint(fragment->id, ==, 7);
        g_assert_cmpuint(fragment->number, ==, 3);
        g_assert_true(fragment->last);
        assert_hex(fragment->data, "deadbeef");
        ikt_message_unref(message);
    }
}

static void test_opaque(void)
{
    struct ikt_message *message =
        wire_decode(wire_message(IKT_PAYLOAD_KE, IKT_EXCHANGE_MAIN, 0,
                                 "0a000006 abcd 1400000c 0001020304050607 82000006 5555 0f000006 6666 0d000006 7777"
                                 "11000006 0101 12000006 0202 09000006 0303 08000005 09 00000005 0a"));
    static const uint8_t types[] = {4, 10, 20, 130, 15, 13, 17, 18, 9, 8};
    assert_problems(message, "");
    g_assert_cmpuint(message->payload_count, ==, G_N_ELEMENTS(types));
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        g_assert_cmpuint(message->payloads[i].type, ==, types[i]);
    assert_hex(message->payloads[0].body, "abcd");
    assert_hex(message->payloads[0].octets, "0a000006abcd");
    g_assert_cmpuint(message->payloads[0].next, ==, 10);
    g_assert_cmpuint(message->payloads[1].offset, ==, 34);
    g_assert_true(ikt_message_payload(message, IKT_PAYLOAD_NONCE, 0) == &message->payloads[1]);
    g_assert_null(ikt_message_payload(message, IKT_PAYLOAD_NONCE, 1));
    g_assert_true(ikt_payload_is_nat_d(15) && ikt_payload_is_nat_d(20) && ikt_payload_is_nat_d(130));
    g_assert_true(ikt_payload_is_nat_oa(16) && ikt_payload_is_nat_oa(21) && ikt_payload_is_nat_oa(131));
    g_assert_false(ikt_payload_is_nat_d(21) || ikt_payload_is_nat_oa(20));
    ikt_message_unref(message);
}

/* Pluto fills clear messages with zeros up to four octets. */
static void test_alignment(void)
{
    struct ikt_message *message =
        wire_decode(wire_message(IKT_PAYLOAD_HASH, IKT_EXCHANGE_INFORMATIONAL, 0, "00000005 01 000000"));
    only(message, IKT_PAYLOAD_HASH);
    ikt_message_unref(message);
}

static void test_references(void)
{
    struct ikt_message *message = wire_decode(wire_message(IKT_PAYLOAD_HASH, IKT_EXCHANGE_MAIN, 0, "00000005 01"));
    struct ikt_message *again = ikt_message_ref(message);
    g_assert_true(again == message);
    ikt_message_unref(message);
    g_assert_cmpuint(again->payload_count, ==, 1);
    ikt_message_unref(again);
    ikt_message_unref(NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/decode/header", test_header);
    g_test_add_func("/decode/ikev2", test_ikev2);
    g_test_add_func("/decode/sa/phase1", test_sa_phase1);
    g_test_add_func("/decode/sa/phase2", test_sa_phase2);
    g_test_add_func("/decode/attribute-values", test_attribute_values);
    g_test_add_func("/decode/notify", test_notify);
    g_test_add_func("/decode/delete", test_delete);
    g_test_add_func("/decode/cert", test_cert);
    g_test_add_func("/decode/fragment", test_fragment);
    g_test_add_func("/decode/opaque", test_opaque);
    g_test_add_func("/decode/alignment", test_alignment);
    g_test_add_func("/decode/references", test_references);
    return g_test_run();
}
