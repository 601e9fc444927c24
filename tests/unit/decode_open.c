/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Opened messages: plaintext in the ciphertext's place, padding split off, and what random plaintexts look like.
 */
#include "decode_wire.h"

/* HASH (SHA-1), a NOTIFY of 16 octets: 40 octets, as IOS refuses a Quick Mode */
#define PLAINTEXT                                                                                                      \
    "0b000018 000102030405060708090a0b0c0d0e0f10111213"                                                                \
    "00000010 00000001 03 04 000e c2d1a850"

static struct ikt_message *closed(size_t length)
{
    GByteArray *wire = wire_message(IKT_PAYLOAD_HASH, IKT_EXCHANGE_INFORMATIONAL, IKT_FLAG_ENCRYPTED, "");
    for (size_t i = 0; i < length; i++)
        wire_append(wire, "ee");
    wire->data[27] = (uint8_t)wire->len;
    return wire_decode(wire);
}

static struct ikt_message *open_hex(const char *plaintext, const char *padding)
{
    g_autoptr(GByteArray) octets = wire_hex(plaintext);
    wire_append(octets, padding);
    struct ikt_message *encrypted = closed(octets->len);
    struct ikt_message *message = ikt_message_open(encrypted, wire_bytes(octets), IKT_PAYLOAD_HASH);
    ikt_message_unref(encrypted);
    return message;
}

static void test_open(void)
{
    struct ikt_message *message = open_hex(PLAINTEXT, "0000000000000000");
    assert_problems(message, "");
    g_assert_true(message->opened && !message->encrypted && !message->truncated && message->has_header);
    g_assert_cmpuint(message->header.flags, ==, IKT_FLAG_ENCRYPTED);
    g_assert_cmpuint(message->octets.length, ==, 28 + 48);
    g_assert_cmpuint(message->ciphertext.length, ==, 0);
    g_assert_cmpuint(message->payload_count, ==, 2);
    g_assert_cmpuint(message->payloads[0].offset, ==, 28);
    g_assert_cmpuint(message->payloads[1].offset, ==, 52);
    g_assert_cmpuint(message->payloads[1].notify.type, ==, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    assert_hex(message->padding, "0000000000000000");
    ikt_message_unref(message);
}

/* RFC 2409 appendix B pads with zeros; daemons fill with anything, and IOS adds a whole block to what is aligned. */
static void test_well_formed(void)
{
    static const struct {
        const char *plaintext, *padding;
        unsigned block;
        bool good;
    } cases[] = {
        {PLAINTEXT, "", 8, true},
        {PLAINTEXT, "0000000000000000", 16, true},
        {PLAINTEXT, "a5b6c7d8e9fa0b07", 16, true},
        {PLAINTEXT, "0000000000000000", 8, true},
        {PLAINTEXT, "000000000000000000", 8, false},
        {PLAINTEXT, "0000000000000000000000000000000000", 16, false},
        /* the reserved octet */
        {"0b010018 000102030405060708090a0b0c0d0e0f10111213 00000010 00000001 03 04 000e c2d1a850", "", 8, false},
        /* a type that nobody knows */
        {"63000018 000102030405060708090a0b0c0d0e0f10111213 00000010 00000001 03 04 000e c2d1a850", "", 8, false},
        /* a length too much */
        {"0b000018 000102030405060708090a0b0c0d0e0f10111213 00000011 00000001 03 04 000e c2d1a850", "", 8, false},
        {"0b000003 000102030405060708090a0b0c0d0e0f10111213 00000010 00000001 03 04 000e c2d1a850", "", 8, false},
        /* an SPI size that does not fit the payload */
        {"0b000018 000102030405060708090a0b0c0d0e0f10111213 00000010 00000001 03 05 000e c2d1a850", "", 8, false},
        /* a sender's slip in a sound frame: one SPI, two declared */
        {"0c000018 000102030405060708090a0b0c0d0e0f10111213 00000010 00000001 03 04 0002 c2d1a850", "", 8, true},
        {"", "", 8, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct ikt_message *message = open_hex(cases[i].plaintext, cases[i].padding);
        g_test_message("case %zu", i);
        g_assert_cmpint(ikt_message_well_formed(message, cases[i].block), ==, cases[i].good);
        ikt_message_unref(message);
    }
}

/* Only what ikt_message_open made can be judged. */
static void test_not_opened(void)
{
    struct ikt_message *message = wire_decode(wire_message(8, IKT_EXCHANGE_INFORMATIONAL, 0, PLAINTEXT));
    assert_problems(message, "");
    g_assert_false(ikt_message_well_formed(message, 16));
    ikt_message_unref(message);
}

static void test_random(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(2409);
    static const uint8_t firsts[] = {IKT_PAYLOAD_HASH, IKT_PAYLOAD_ID};
    for (size_t round = 0; round < 200000; round++) {
        uint8_t plaintext[128];
        size_t length = 16 * (size_t)g_rand_int_range(random, 1, 9);
        for (size_t i = 0; i < length; i++)
            plaintext[i] = (uint8_t)g_rand_int(random);
        struct ikt_message *encrypted = closed(length);
        struct ikt_message *message =
            ikt_message_open(encrypted, (struct ikt_bytes){plaintext, length}, firsts[round % 2]);
        g_assert_false(ikt_message_well_formed(message, 16));
        ikt_message_unref(message);
        ikt_message_unref(encrypted);
    }
}

/* The first block is lost: the caller starts behind the HASH payload and says what comes there. */
static void test_lost_block(void)
{
    g_autoptr(GByteArray) octets = wire_hex("00000010 00000001 03 04 000e c2d1a850");
    struct ikt_message *encrypted = closed(40);
    struct ikt_message *message = ikt_message_open(encrypted, wire_bytes(octets), IKT_PAYLOAD_NOTIFY);
    assert_problems(message, "");
    g_assert_cmpuint(message->header.next_payload, ==, IKT_PAYLOAD_NOTIFY);
    g_assert_cmpuint(message->payload_count, ==, 1);
    g_assert_true(ikt_message_well_formed(message, 16));
    ikt_message_unref(message);
    ikt_message_unref(encrypted);
}

/* A cut ciphertext gives whole blocks of plaintext; the payload that ends beyond them is not malformed. */
static void test_cut(void)
{
    g_autoptr(GByteArray) wire =
        wire_message(IKT_PAYLOAD_HASH, IKT_EXCHANGE_INFORMATIONAL, IKT_FLAG_ENCRYPTED, PLAINTEXT "0000000000000000");
    g_autoptr(GByteArray) octets = wire_hex(PLAINTEXT);
    for (size_t captured = 28; captured < wire->len; captured++) {
        struct ikt_message *encrypted = ikt_message_decode((struct ikt_bytes){wire->data, captured}, wire->len);
        size_t blocks = MIN((captured - 28) / 16 * 16, octets->len);
        struct ikt_message *message =
            ikt_message_open(encrypted, (struct ikt_bytes){blocks > 0 ? octets->data : NULL, blocks}, IKT_PAYLOAD_HASH);
        assert_problems(message, "");
        g_assert_true(message->truncated);
        g_assert_false(ikt_message_well_formed(message, 16));
        ikt_message_unref(message);
        ikt_message_unref(encrypted);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/open/open", test_open);
    g_test_add_func("/open/well-formed", test_well_formed);
    g_test_add_func("/open/not-opened", test_not_opened);
    g_test_add_func("/open/random", test_random);
    g_test_add_func("/open/lost-block", test_lost_block);
    g_test_add_func("/open/cut", test_cut);
    return g_test_run();
}
