/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every problem: the octets that show it, and nothing but it. What else is in the message is still decoded.
 */
#include "decode_wire.h"

/* A whole NOTIFY (12 octets) that closes a message: decoded whenever the chain could go on. */
#define NOTIFY    "0000000c 00000001 01 00 0010"
#define SA_HEADER "00000001 00000001"
#define TRANSFORM "00 00 000c 01 01 0000 80010007"

static const struct {
    const char *problems;
    uint8_t next;
    const char *payloads;
    size_t payload_count;
} chain_cases[] = {
    {"payloads-missing@16=0", 0, "", 0},
    {"payload-missing@28=0", 8, "", 0},
    {"payload-header-too-short@28=2", 8, "0000", 0},
    {"payload-missing@33=0", 8, "08000005 01", 1},
    {"payload-length-too-small@28=3", 8, "0b000003 " NOTIFY, 1},
    {"payload-length-too-small@28=0", 13, "00000000", 1},
    {"payload-length-too-small@28=4", 8, "0b000004 " NOTIFY, 2},
    {"payload-length-too-small@28=11", 1, "0b00000b 00000001 000000 " NOTIFY, 2},
    {"payload-beyond-message@28=6", 8, "00000006 01", 1},
    {"payload-beyond-message@28=65535", 11, "0000ffff 00000001 01 00 0010", 1},
    {"reserved-not-zero@29=128", 8, "0b800005 01 " NOTIFY, 2},
    {"unknown-payload-type@28=99", 99, "0b000006 0102 " NOTIFY, 2},
    {"unknown-payload-type@28=19", 19, "0b000006 0102 " NOTIFY, 2},
    {"payload-out-of-place@28=2", 2, "0b000006 0102 " NOTIFY, 2},
    {"payload-out-of-place@28=3", 3, "0b000006 0102 " NOTIFY, 2},
    {"unclaimed-bytes@33=4", 8, "00000005 01 00000000", 1},
    {"unclaimed-bytes@33=1", 8, "00000005 01 ff", 1},

    {"unknown-doi@32=2", 1, "0b00000c 00000002 00000001 " NOTIFY, 2},
    {"situation-unsupported@36=4", 1, "0b00000c 00000001 00000004 " NOTIFY, 2},
    {"proposals-missing@40=0", 1, "0b00000c " SA_HEADER NOTIFY, 2},
    {"proposal-too-short@40=7", 1, "0b000013 " SA_HEADER "00 00 0007 01 01 00 " NOTIFY, 2},
    {"proposal-length-too-small@40=7", 1, "0b000014 " SA_HEADER "00 00 0007 01 01 00 00 " NOTIFY, 2},
    {"proposal-beyond-payload@40=21", 1, "0b000020 " SA_HEADER "00 00 0015 01 01 00 01 " TRANSFORM NOTIFY, 2},
    {"proposal-next-unknown@40=3", 1,
     "0b000034 " SA_HEADER "03 00 0014 01 01 00 01 " TRANSFORM "00 00 0014 02 01 00 01 " TRANSFORM NOTIFY, 2},
    {"proposal-missing@40=0", 1, "0b000020 " SA_HEADER "02 00 0014 01 01 00 01 " TRANSFORM NOTIFY, 2},
    {"proposal-trailing-bytes@60=4", 1, "0b000024 " SA_HEADER "00 00 0014 01 01 00 01 " TRANSFORM "00000000" NOTIFY, 2},
    {"unknown-protocol@45=9", 1, "0b000020 " SA_HEADER "00 00 0014 01 09 00 01 " TRANSFORM NOTIFY, 2},
    {"spi-size-beyond-proposal@46=13", 1, "0b000020 " SA_HEADER "00 00 0014 01 01 0d 01 " TRANSFORM NOTIFY, 2},
    {"spi-size-unusual@46=3", 1,
     "0b000023 " SA_HEADER "00 00 0017 01 03 03 01 aabbcc"
     "00 00 000c 01 02 0000 80040001" NOTIFY,
     2},
    {"transform-count-mismatch@47=2", 1, "0b000020 " SA_HEADER "00 00 0014 01 01 00 02 " TRANSFORM NOTIFY, 2},
    {"transform-count-mismatch@47=0", 1, "0b000020 " SA_HEADER "00 00 0014 01 01 00 00 " TRANSFORM NOTIFY, 2},
    {"transform-too-short@48=4", 1, "0b000018 " SA_HEADER "00 00 000c 01 01 00 00 00000008" NOTIFY, 2},
    {"transform-length-too-small@48=7", 1,
     "0b000020 " SA_HEADER "00 00 0014 01 01 00 00 00 00 0007 0101 0000 80010007" NOTIFY, 2},
    {"transform-beyond-proposal@48=13", 1,
     "0b000020 " SA_HEADER "00 00 0014 01 01 00 01 00 00 000d 0101 0000 80010007" NOTIFY, 2},
    {"transform-next-unknown@48=2", 1,
     "0b00002c " SA_HEADER "00 00 0020 01 01 00 02 02 00 000c 0101 0000 80010007" TRANSFORM NOTIFY, 2},
    {"transform-missing@48=0", 1, "0b000020 " SA_HEADER "00 00 0014 01 01 00 01 03 00 000c 0101 0000 80010007" NOTIFY,
     2},
    {"transform-trailing-bytes@60=3", 1, "0b000023 " SA_HEADER "00 00 0017 01 01 00 01 " TRANSFORM "000000" NOTIFY, 2},
    {"reserved-not-zero@49=1", 1, "0b000020 " SA_HEADER "00 00 0014 01 01 00 01 00 01 000c 0101 0000 80010007" NOTIFY,
     2},
    {"reserved-field-not-zero@54=256", 1,
     "0b000020 " SA_HEADER "00 00 0014 01 01 00 01 00 00 000c 0101 0100 80010007" NOTIFY, 2},
    {"attribute-too-short@60=3", 1,
     "0b000023 " SA_HEADER "00 00 0017 01 01 00 01 00 00 000f 0101 0000 80010007 000000" NOTIFY, 2},
    {"attribute-beyond-transform@60=5", 1,
     "0b000028 " SA_HEADER "00 00 001c 01 01 00 01 00 00 0014 0101 0000 80010007 00010005 00000001" NOTIFY, 2},
    /* The duration that does not fit is no reason to call the life type alone. */
    {"attribute-beyond-transform@60=5", 1,
     "0b000028 " SA_HEADER "00 00 001c 01 01 00 01 00 00 0014 0101 0000 800b0001 000c0005 00015180" NOTIFY, 2},
    {"attribute-repeated@60=1", 1,
     "0b000024 " SA_HEADER "00 00 0018 01 01 00 01 00 00 0010 0101 0000 80010007 80010005" NOTIFY, 2},
    {"attribute-value-unreadable@56=14", 1,
     "0b000020 " SA_HEADER "00 00 0014 01 01 00 01 00 00 000c 0101 0000 000e0000" NOTIFY, 2},
    {"attribute-value-unreadable@56=14", 1,
     "0b000024 " SA_HEADER "00 00 0018 01 01 00 01 00 00 0010 0101 0000 000e0004 80000000" NOTIFY, 2},
    {"unknown-life-type@56=3", 1,
     "0b000024 " SA_HEADER "00 00 0018 01 01 00 01 00 00 0010 0101 0000 800b0003 800c0e10" NOTIFY, 2},
    {"life-type-without-duration@56=1", 1,
     "0b000020 " SA_HEADER "00 00 0014 01 01 00 01 00 00 000c 0101 0000 800b0001" NOTIFY, 2},
    {"life-duration-without-type@56=0", 1,
     "0b000020 " SA_HEADER "00 00 0014 01 01 00 01 00 00 000c 0101 0000 800c0e10" NOTIFY, 2},

    {"unknown-id-type@32=12", 5, "0b00000c 0c 00 0000 0a000001" NOTIFY, 2},
    {"id-length-wrong@36=3", 5, "0b00000b 01 00 0000 0a0000" NOTIFY, 2},
    {"id-length-wrong@36=7", 5, "0b00000f 04 00 0000 0a000000 ffff00" NOTIFY, 2},
    {"id-length-wrong@36=0", 5, "0b000008 02 00 0000" NOTIFY, 2},
    {"id-mask-not-contiguous@36=0", 5, "0b000010 04 00 0000 0a000000 ff00ff00" NOTIFY, 2},
    {"id-range-reversed@36=0", 5, "0b000010 07 00 0000 0a000002 0a000001" NOTIFY, 2},
    {"unknown-id-type@32=4", 21, "0b000010 04 000000 0a000000 ffffff00" NOTIFY, 2},
    {"reserved-field-not-zero@33=1", 21, "0b00000c 01 000001 0a000000" NOTIFY, 2},
    {"nonce-length-wrong@28=7", 10, "0b00000b 00010203040506" NOTIFY, 2},
    {"notify-spi-beyond-payload@37=5", 11, "0b000010 00000001 03 05 000e 01020304" NOTIFY, 2},
    {"delete-spi-count-mismatch@38=2", 12, "0b000010 00000001 03 04 0002 01020304" NOTIFY, 2},
    {"delete-spi-count-mismatch@38=1", 12, "0b000012 00000001 03 04 0001 01020304 0506" NOTIFY, 2},
    {"spi-size-unusual@37=0 delete-spi-count-mismatch@38=65535", 12, "0b00000c 00000001 03 00 ffff" NOTIFY, 2},
    {"attribute-beyond-payload@36=9", 14, "0b000010 01 00 0001 00010009 01020304" NOTIFY, 2},
    {"attribute-too-short@36=2", 14, "0b00000a 01 00 0001 0001" NOTIFY, 2},
    {"reserved-field-not-zero@33=5", 14, "0b000008 01 05 0001" NOTIFY, 2},
    {"fragment-number-zero@34=0", 132, "0b00000a 0001 00 00 0102" NOTIFY, 2},
};

static GHashTable *seen;

static void note(const struct ikt_message *message)
{
    for (size_t i = 0; i < message->problem_count; i++) {
        g_autofree char *text = ikt_problem_text(&message->problems[i]);
        g_assert_null(strstr(text, "{"));
        g_hash_table_add(seen, GUINT_TO_POINTER(message->problems[i].kind + 1U));
    }
}

static void test_chain(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(chain_cases); i++) {
        struct ikt_message *message =
            wire_decode(wire_message(chain_cases[i].next, IKT_EXCHANGE_MAIN, 0, chain_cases[i].payloads));
        g_test_message("%s", chain_cases[i].problems);
        assert_problems(message, chain_cases[i].problems);
        g_assert_cmpuint(message->payload_count, ==, chain_cases[i].payload_count);
        if (message->payload_count > 0)
            g_assert_true(message->payloads[0].damaged || strstr(chain_cases[i].problems, "unclaimed") != NULL ||
                          strstr(chain_cases[i].problems, "payload-missing") != NULL);
        if (message->payload_count == 2) {
            g_assert_cmpuint(message->payloads[1].type, ==, IKT_PAYLOAD_NOTIFY);
            g_assert_false(message->payloads[1].damaged);
            g_assert_cmpuint(message->payloads[1].notify.type, ==, IKT_NOTIFY_PAYLOAD_MALFORMED);
        }
        note(message);
        ikt_message_unref(message);
    }
}

/* One field of a sound message's header changed. */
static const struct {
    const char *problems;
    size_t offset;
    const char *octets;
} header_cases[] = {
    {"initiator-cookie-zero@0=0", 0, "0000000000000000"},
    {"version-unsupported@17=17", 17, "11"},
    {"version-unsupported@17=48", 17, "30"},
    {"unknown-exchange-type@18=0", 18, "00"},
    {"unknown-exchange-type@18=99", 18, "63"},
    {"unknown-flags@19=16", 19, "10"},
    {"length-too-small@24=27", 24, "0000001b"},
    {"length-too-small@24=0", 24, "00000000"},
    {"length-beyond-packet@24=41", 24, "00000029"},
    {"length-beyond-packet@24=4294967295", 24, "ffffffff"},
};

static void test_header(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(header_cases); i++) {
        GByteArray *wire = wire_message(IKT_PAYLOAD_NOTIFY, IKT_EXCHANGE_INFORMATIONAL, 0, NOTIFY);
        g_autoptr(GByteArray) change = wire_hex(header_cases[i].octets);
        memcpy(wire->data + header_cases[i].offset, change->data, change->len);
        struct ikt_message *message = wire_decode(wire);
        assert_problems(message, header_cases[i].problems);
        g_assert_cmpuint(message->payload_count, ==, wire_bytes(change).data[0] == 0x30 ? 0 : 1);
        g_assert_false(message->truncated);
        note(message);
        ikt_message_unref(message);
    }
}

static void test_datagram(void)
{
    GByteArray *wire = wire_message(IKT_PAYLOAD_NOTIFY, IKT_EXCHANGE_INFORMATIONAL, 0, NOTIFY);
    wire_append(wire, "00000000 00");
    struct ikt_message *message = wire_decode(wire);
    assert_problems(message, "trailing-bytes@40=5");
    g_assert_cmpuint(message->payload_count, ==, 1);
    note(message);
    ikt_message_unref(message);

    message = wire_decode(wire_hex("0102030405"));
    assert_problems(message, "header-too-short@5=5");
    g_assert_false(message->has_header || message->truncated);
    note(message);
    ikt_message_unref(message);

    message = ikt_message_decode((struct ikt_bytes){NULL, 0}, 0);
    assert_problems(message, "header-too-short@0=0");
    ikt_message_unref(message);

    message = ikt_message_decode((struct ikt_bytes){NULL, 0}, 100);
    assert_problems(message, "header-truncated@0=0");
    g_assert_true(message->truncated);
    note(message);
    ikt_message_unref(message);
}

static void test_ciphertext(void)
{
    struct ikt_message *message = wire_decode(wire_message(8, IKT_EXCHANGE_QUICK, 1, ""));
    assert_problems(message, "ciphertext-missing@28=0");
    g_assert_true(message->encrypted);
    note(message);
    ikt_message_unref(message);

    message = wire_decode(wire_message(8, IKT_EXCHANGE_QUICK, 1, "00112233445566"));
    assert_problems(message, "ciphertext-not-blocks@28=7");
    note(message);
    ikt_message_unref(message);

    g_autoptr(GByteArray) wire = wire_message(8, IKT_EXCHANGE_QUICK, 1, "0011223344556677 8899aabbccddeeff");
    message = ikt_message_decode((struct ikt_bytes){wire->data, wire->len - 5}, wire->len);
    assert_problems(message, "ciphertext-truncated@39=5");
    g_assert_true(message->truncated && message->encrypted);
    g_assert_cmpuint(message->ciphertext.length, ==, 11);
    note(message);
    ikt_message_unref(message);

    /* Bytes of the datagram behind the message are no ciphertext. */
    wire_append(wire, "ffff");
    message = ikt_message_decode(wire_bytes(wire), wire->len);
    assert_problems(message, "trailing-bytes@44=2");
    g_assert_cmpuint(message->ciphertext.length, ==, 16);
    ikt_message_unref(message);
}

/* What the capture cut off is one problem, and no malformed message. */
static void test_cut(void)
{
    g_autoptr(GByteArray) wire = wire_message(1, IKT_EXCHANGE_MAIN, 0,
                                              "0b000034 " SA_HEADER "02 00 0014 01 01 00 01 " TRANSFORM
                                              "00 00 0014 02 01 00 01 " TRANSFORM NOTIFY);
    for (size_t captured = IKT_HEADER_SIZE; captured < wire->len; captured++) {
        struct ikt_message *message = ikt_message_decode((struct ikt_bytes){wire->data, captured}, wire->len);
        g_autofree char *expected =
            g_strdup_printf("payload-truncated@%zu=%zu", captured, (size_t)wire->len - captured);
        assert_problems(message, expected);
        g_assert_true(message->truncated);
        g_assert_cmpuint(message->wire_length, ==, wire->len);
        g_assert_cmpuint(message->payload_count, ==, captured < 32 ? 0 : captured < 84 ? 1 : 2);
        if (captured >= 80) /* the SA payload is whole */
            g_assert_true(!message->payloads[0].damaged && message->payloads[0].sa.proposal_count == 2);
        else if (captured >= 60) /* its first proposal is */
            g_assert_cmpint(message->payloads[0].sa.proposals[0].transforms[0].encryption, ==, 7);
        note(message);
        ikt_message_unref(message);
    }
}

static void append_many(GByteArray *wire, size_t count, const char *hex, const char *last)
{
    for (size_t i = 0; i + 1 < count; i++)
        wire_append(wire, hex);
    wire_append(wire, last);
}

static void set_length(GByteArray *wire, size_t offset, size_t length)
{
    wire->data[offset] = (uint8_t)(length >> 8);
    wire->data[offset + 1] = (uint8_t)length;
}

static void test_bounds(void)
{
    /* 256 payloads are decoded, 257 are too many. */
    for (size_t count = 256; count <= 257; count++) {
        GByteArray *wire = wire_message(13, IKT_EXCHANGE_MAIN, 0, "");
        append_many(wire, count, "0d000005 01", "00000005 01");
        set_length(wire, 26, wire->len);
        struct ikt_message *message = wire_decode(wire);
        assert_problems(message, count == 256 ? "" : "too-many-payloads@1308=256");
        g_assert_cmpuint(message->payload_count, ==, 256);
        note(message);
        ikt_message_unref(message);
    }
    /* 63 problems and a word about the others */
    GByteArray *wire = wire_message(99, IKT_EXCHANGE_MAIN, 0, "");
    append_many(wire, 100, "63000004", "00000004");
    set_length(wire, 26, wire->len);
    struct ikt_message *message = wire_decode(wire);
    g_assert_cmpuint(message->payload_count, ==, 100);
    g_assert_cmpuint(message->problem_count, ==, 64);
    g_assert_cmpstr(ikt_problem_name(message->problems[62].kind), ==, "unknown-payload-type");
    g_assert_cmpstr(ikt_problem_name(message->problems[63].kind), ==, "problems-omitted");
    note(message);
    ikt_message_unref(message);

    /* Transforms: the count field cannot say more than 255. */
    wire = wire_message(1, IKT_EXCHANGE_MAIN, 0, "00000000 " SA_HEADER "00000000 01 01 00 ff");
    append_many(wire, 300, "03 00 0008 01 01 0000", "00 00 0008 01 01 0000");
    set_length(wire, 26, wire->len);
    set_length(wire, 30, wire->len - 28);
    set_length(wire, 42, wire->len - 40);
    message = wire_decode(wire);
    assert_problems(message, "too-many-transforms@2096=256 transform-count-mismatch@47=255");
    g_assert_cmpuint(message->payloads[0].sa.proposals[0].transform_count, ==, 256);
    note(message);
    ikt_message_unref(message);

    wire = wire_message(1, IKT_EXCHANGE_MAIN, 0, "00000000 " SA_HEADER);
    append_many(wire, 300, "02 00 0008 01 01 00 00", "00 00 0008 01 01 00 00");
    set_length(wire, 26, wire->len);
    set_length(wire, 30, wire->len - 28);
    message = wire_decode(wire);
    assert_problems(message, "too-many-proposals@2088=256");
    note(message);
    ikt_message_unref(message);

    wire = wire_message(14, IKT_EXCHANGE_TRANSACTION, 0, "00000000 01 00 0001");
    append_many(wire, 300, "00010000", "80010001");
    set_length(wire, 26, wire->len);
    set_length(wire, 30, wire->len - 28);
    message = wire_decode(wire);
    assert_problems(message, "too-many-attributes@1060=256");
    g_assert_cmpuint(message->payloads[0].config.attribute_count, ==, 256);
    note(message);
    ikt_message_unref(message);
}

static void test_text(void)
{
    struct ikt_message *message =
        wire_decode(wire_message(99, IKT_EXCHANGE_MAIN, 0, "0b000004 0000000b 00000001 010000"));
    g_assert_cmpuint(message->problem_count, ==, 2);
    g_autofree char *first = ikt_problem_text(&message->problems[0]);
    g_autofree char *second = ikt_problem_text(&message->problems[1]);
    g_assert_cmpstr(first, ==, "payload of type 99, octet 28: the payload type 99 is unknown");
    g_assert_cmpstr(second, ==, "NOTIFY payload, octet 32: the payload's length 11 is less than its fixed fields");
    ikt_message_unref(message);
}

/* Runs last: no problem in problem.def is without a case above. */
static void test_all_shown(void)
{
    for (unsigned kind = 0; kind < IKT_PROBLEM_COUNT; kind++)
        if (!g_hash_table_contains(seen, GUINT_TO_POINTER(kind + 1))) {
            g_test_message("no test shows %s", ikt_problem_name(kind));
            g_test_fail();
        }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    seen = g_hash_table_new(NULL, NULL);
    g_test_add_func("/problem/chain", test_chain);
    g_test_add_func("/problem/header", test_header);
    g_test_add_func("/problem/datagram", test_datagram);
    g_test_add_func("/problem/ciphertext", test_ciphertext);
    g_test_add_func("/problem/cut", test_cut);
    g_test_add_func("/problem/bounds", test_bounds);
    g_test_add_func("/problem/text", test_text);
    g_test_add_func("/problem/z-all-shown", test_all_shown);
    int status = g_test_run();
    g_hash_table_destroy(seen);
    return status;
}
