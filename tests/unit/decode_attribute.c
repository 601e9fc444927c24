/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Attributes on their own, the lifetime in a RESPONDER-LIFETIME, and SPIs. What is expected is RFC 2408 section 3.3 and
 * RFC 2407 sections 4.5 and 4.6.3.1, by hand.
 */
#include "decode_wire.h"
#include "isakmp/attribute.h"

/* In a block of its own, so that AddressSanitizer sees a read beyond the end. g_free the data. */
static struct ikt_bytes exact_copy(const GByteArray *wire, size_t length)
{
    uint8_t *copy = g_malloc(length);
    if (length > 0)
        memcpy(copy, wire->data, length);
    return (struct ikt_bytes){copy, length};
}

static void test_read(void)
{
    GByteArray *wire = wire_hex("8001 0002 0002 0003 010203 000c 0000");
    struct ikt_reader reader = {wire_bytes(wire), 100};
    struct ikt_attribute attribute;
    g_assert_true(ikt_read_attribute(&reader, &attribute));
    g_assert_true(attribute.basic && attribute.type == 1 && attribute.value == 2 && attribute.offset == 100);
    assert_hex(attribute.octets, "0002");
    g_assert_true(ikt_read_attribute(&reader, &attribute));
    g_assert_true(!attribute.basic && attribute.type == 2 && attribute.value == 0x010203 && attribute.offset == 104);
    g_assert_true(ikt_read_attribute(&reader, &attribute));
    g_assert_true(attribute.type == 12 && attribute.value == IKT_ABSENT && attribute.octets.length == 0);
    g_assert_false(ikt_read_attribute(&reader, &attribute));
    g_byte_array_free(wire, TRUE);
}

/* Whatever is missing at the end, nothing is read and nothing written. */
static void test_read_cut(void)
{
    static const char *const attributes[] = {"8001 0002", "0002 0003 010203"};
    for (size_t i = 0; i < G_N_ELEMENTS(attributes); i++) {
        GByteArray *wire = wire_hex(attributes[i]);
        for (size_t length = 0; length < wire->len; length++) {
            struct ikt_bytes exact = exact_copy(wire, length);
            struct ikt_reader reader = {exact, 7};
            struct ikt_attribute attribute = {.type = 99};
            g_assert_false(ikt_read_attribute(&reader, &attribute));
            g_assert_true(attribute.type == 99 && reader.left.length == length && reader.offset == 7);
            g_free((uint8_t *)exact.data);
        }
        g_byte_array_free(wire, TRUE);
    }
}

static void assert_life(const char *data, int64_t seconds, int64_t kilobytes)
{
    GByteArray *wire = wire_hex(data);
    const struct ikt_notify notify = {.type = IKT_NOTIFY_RESPONDER_LIFETIME, .data = exact_copy(wire, wire->len)};
    const struct ikt_life life = ikt_notify_life(&notify);
    g_assert_cmpint(life.seconds, ==, seconds);
    g_assert_cmpint(life.kilobytes, ==, kilobytes);
    g_free((uint8_t *)notify.data.data);
    g_byte_array_free(wire, TRUE);
}

static void test_life(void)
{
    assert_life("", IKT_ABSENT, IKT_ABSENT);
    assert_life("80010001 00020004 00000e10", 3600, IKT_ABSENT);
    assert_life("80010001 80020e10", 3600, IKT_ABSENT);
    assert_life("80010002 00020004 00465000", IKT_ABSENT, 4608000);
    assert_life("80010001 00020004 00000708 80010002 00020004 00465000", 1800, 4608000);
    assert_life("80010002 00020004 00465000 80010001 80020708", 1800, 4608000);
    /* the type in the long form */
    assert_life("00010002 0001 80020708", 1800, IKT_ABSENT);
    /* a duration belongs to the type right before it, and the first of each counts */
    assert_life("80020708", IKT_ABSENT, IKT_ABSENT);
    assert_life("80010001 80040001 80020708", IKT_ABSENT, IKT_ABSENT);
    assert_life("80010001 80020708 80020e10", 1800, IKT_ABSENT);
    assert_life("80010001 80020708 80010001 80020e10", 1800, IKT_ABSENT);
    assert_life("80010003 80020708", IKT_ABSENT, IKT_ABSENT);
    assert_life("80010001 80010002 80020708", IKT_ABSENT, 1800);
    /* what does not fit ends the list, what was read before stays */
    assert_life("80010001 80020708 80010002 00020004 004650", 1800, IKT_ABSENT);
}

/* A number has 63 bits: seven octets always, eight with a clear top bit, nine never; what follows is read on. */
static void test_life_bound(void)
{
    static const char *const next = "80010002 80020001";
    static const struct {
        const char *duration;
        int64_t seconds;
    } durations[] = {
        {"0002 0000", IKT_ABSENT},
        {"0002 0006 ffffffffffff", INT64_C(0xffffffffffff)},
        {"0002 0007 ffffffffffffff", INT64_C(0xffffffffffffff)},
        {"0002 0008 7fffffffffffffff", INT64_MAX},
        {"0002 0008 8000000000000000", IKT_ABSENT},
        {"0002 0008 ffffffffffffffff", IKT_ABSENT},
        {"0002 0009 000000000000000e10", IKT_ABSENT},
        {"0002 0009 800000000000000e10", IKT_ABSENT},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(durations); i++) {
        g_autofree char *data = g_strconcat("80010001", durations[i].duration, next, NULL);
        assert_life(data, durations[i].seconds, 1);
    }
}

static void test_spi(void)
{
    static const uint8_t octets[] = {0x12, 0x34, 0x56, 0x78, 0xff, 0xff, 0xff, 0xfe};
    struct ikt_delete deletion = {.spi_size = 4, .spi_count = 2, .spis = {octets, sizeof(octets)}};
    uint32_t spi = 7;
    g_assert_true(ikt_spi_number(ikt_delete_spi(&deletion, 0), &spi));
    g_assert_cmphex(spi, ==, 0x12345678);
    g_assert_true(ikt_spi_number(ikt_delete_spi(&deletion, 1), &spi));
    g_assert_cmphex(spi, ==, 0xfffffffe);
    g_assert_false(ikt_spi_number(ikt_delete_spi(&deletion, 2), &spi));
    g_assert_false(ikt_spi_number((struct ikt_bytes){octets, 8}, &spi));
    g_assert_false(ikt_spi_number((struct ikt_bytes){NULL, 0}, &spi));
    g_assert_cmphex(spi, ==, 0xfffffffe);
    deletion = (struct ikt_delete){.spi_size = 8, .spi_count = 1, .spis = {octets, sizeof(octets)}};
    assert_hex(ikt_delete_spi(&deletion, 0), "12345678fffffffe");
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/attribute/read", test_read);
    g_test_add_func("/attribute/read-cut", test_read_cut);
    g_test_add_func("/attribute/life", test_life);
    g_test_add_func("/attribute/life-bound", test_life_bound);
    g_test_add_func("/attribute/spi", test_spi);
    return g_test_run();
}
