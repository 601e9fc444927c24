/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lengths of encrypted messages. The numbers are worked out from the layouts of RFC 2408 (NOTIFY 12 + SPI, DELETE 12 +
 * SPIs), RFC 3706 and the padding of RFC 2409 appendix B; the reference negotiations, whose keys tell what each
 * message was, say whether the real daemons keep to them.
 */
#include <glib.h>
#include "truths.h"

#include "track/lengths.h"

enum {
    ERROR = IKT_READING_ERROR,
    SPI = IKT_READING_DELETE_SPI,
    SA = IKT_READING_DELETE_SA,
    ALIVE = IKT_READING_ALIVE
};

static unsigned readings(unsigned block, unsigned hash, enum ikt_padding padding, uint32_t length)
{
    struct ikt_cipher_sizes sizes = {block, hash, padding};
    return ikt_length_readings(&sizes, length);
}

static void test_readings_tight(void)
{
    enum ikt_padding tight = IKT_PADDING_TIGHT;
    /* 3DES, SHA1: 24 + 12 = 36 -> 40, 24 + 16 = 40, 24 + 28 = 52 -> 56, 24 + 32 = 56; and 28 for the header */
    g_assert_cmpuint(readings(8, 20, tight, 68), ==, ERROR | SPI);
    g_assert_cmpuint(readings(8, 20, tight, 76), ==, SPI); /* 24 + 20 = 44 -> 48: two SPIs */
    g_assert_cmpuint(readings(8, 20, tight, 84), ==, ERROR | SPI | SA | ALIVE);
    /* 3DES, MD5: 20 + 12 = 32, 20 + 16 = 36 -> 40, 20 + 28 = 48, 20 + 32 = 52 -> 56 */
    g_assert_cmpuint(readings(8, 16, tight, 60), ==, ERROR);
    g_assert_cmpuint(readings(8, 16, tight, 68), ==, ERROR | SPI);
    g_assert_cmpuint(readings(8, 16, tight, 76), ==, ERROR | SA);
    g_assert_cmpuint(readings(8, 16, tight, 84), ==, ALIVE | SPI);
    /* AES, SHA1: 36 -> 48, 40 -> 48, 52 -> 64, 56 -> 64 */
    g_assert_cmpuint(readings(16, 20, tight, 76), ==, ERROR | SPI);
    g_assert_cmpuint(readings(16, 20, tight, 92), ==, ERROR | SPI | SA | ALIVE);
    /* AES, SHA2-256: 36 + 12 = 48, 36 + 16 = 52 -> 64, 36 + 28 = 64, 36 + 32 = 68 -> 80 */
    g_assert_cmpuint(readings(16, 32, tight, 76), ==, ERROR);
    g_assert_cmpuint(readings(16, 32, tight, 92), ==, ERROR | SPI | SA);
    g_assert_cmpuint(readings(16, 32, tight, 108), ==, ALIVE | SPI);
    /* AES, SHA2-512: 68 + 12 = 80, 68 + 16 = 84 -> 96, 68 + 28 = 96, 68 + 32 = 100 -> 112 */
    g_assert_cmpuint(readings(16, 64, tight, 108), ==, ERROR);
    g_assert_cmpuint(readings(16, 64, tight, 124), ==, ERROR | SPI | SA);
    g_assert_cmpuint(readings(16, 64, tight, 140), ==, ALIVE | SPI);
}

static void test_readings_extra(void)
{
    enum ikt_padding extra = IKT_PADDING_EXTRA;
    /* AES, SHA1: nothing ends on a boundary, so nothing changes */
    g_assert_cmpuint(readings(16, 20, extra, 76), ==, ERROR | SPI);
    g_assert_cmpuint(readings(16, 20, extra, 92), ==, ERROR | SPI | SA | ALIVE);
    /* 3DES, SHA1: 40 -> 48, 56 -> 64 */
    g_assert_cmpuint(readings(8, 20, extra, 68), ==, ERROR);
    g_assert_cmpuint(readings(8, 20, extra, 76), ==, ERROR | SPI);
    g_assert_cmpuint(readings(8, 20, extra, 84), ==, ERROR | SA);
    g_assert_cmpuint(readings(8, 20, extra, 92), ==, SPI | ALIVE);
    /* and where the habit is not known, both */
    g_assert_cmpuint(readings(8, 20, IKT_PADDING_UNKNOWN, 76), ==, ERROR | SPI);
    g_assert_cmpuint(readings(8, 20, IKT_PADDING_UNKNOWN, 92), ==, SPI | ALIVE);
}

static void test_readings_none(void)
{
    g_assert_cmpuint(readings(0, 0, IKT_PADDING_UNKNOWN, 76), ==, 0);
    g_assert_cmpuint(readings(16, 0, IKT_PADDING_UNKNOWN, 76), ==, 0);
    g_assert_cmpuint(readings(0, 20, IKT_PADDING_UNKNOWN, 76), ==, 0);
    g_assert_cmpuint(readings(16, 20, IKT_PADDING_UNKNOWN, 60), ==, 0);  /* nothing but a HASH */
    g_assert_cmpuint(readings(16, 20, IKT_PADDING_UNKNOWN, 300), ==, 0); /* more than any of them */
    g_assert_cmpuint(readings(16, 20, IKT_PADDING_UNKNOWN, 77), ==, 0);  /* no whole blocks */
    g_assert_cmpuint(readings(16, 20, IKT_PADDING_UNKNOWN, 0), ==, 0);
}

static void test_span(void)
{
    struct ikt_span span;
    struct ikt_cipher_sizes sizes = {16, 20, IKT_PADDING_TIGHT};
    g_assert_true(ikt_length_span(&sizes, 172, &span)); /* 144 less 24 of HASH, 0 to 15 of padding */
    g_assert_cmpuint(span.least, ==, 105);
    g_assert_cmpuint(span.most, ==, 120);
    sizes.padding = IKT_PADDING_EXTRA; /* 1 to 16 */
    g_assert_true(ikt_length_span(&sizes, 172, &span));
    g_assert_cmpuint(span.least, ==, 104);
    g_assert_cmpuint(span.most, ==, 119);
    sizes.padding = IKT_PADDING_UNKNOWN;
    g_assert_true(ikt_length_span(&sizes, 172, &span));
    g_assert_cmpuint(span.least, ==, 104);
    g_assert_cmpuint(span.most, ==, 120);
    g_assert_false(ikt_length_span(&sizes, 52, &span));
    sizes.block = 0;
    g_assert_false(ikt_length_span(&sizes, 172, &span));
}

static struct ikt_seen sent(enum ikt_message_name name, uint32_t length, uint64_t frame)
{
    struct ikt_seen seen = {.name = name, .length = length, .frame = frame, .decryption = IKT_DECRYPTION_NO_KEY};
    g_assert_true(ikt_address_parse("203.0.113.1", &seen.source.address));
    return seen;
}

static enum ikt_padding habit(unsigned block, unsigned hash, const struct ikt_seen *seen, size_t count, uint64_t *frame)
{
    struct ikt_cipher_sizes sizes = {block, hash, IKT_PADDING_UNKNOWN};
    return ikt_padding_of(&sizes, seen, count, &seen[0].source.address, frame);
}

static void test_padding(void)
{
    uint64_t frame;
    /* two public captures of IOS, AES and SHA1: MM5 108 holds ID 12, HASH 24, INITIAL-CONTACT 28 = 64, and 16 more */
    const struct ikt_seen ios[] = {sent(IKT_MAIN5, 108, 5), sent(IKT_QUICK3, 60, 9)};
    g_assert_cmpint(habit(16, 20, ios, 2, &frame), ==, IKT_PADDING_EXTRA);
    g_assert_cmpuint(frame, ==, 5);
    const struct ikt_seen same[] = {sent(IKT_MAIN5, 92, 5)};
    g_assert_cmpint(habit(16, 20, same, 1, &frame), ==, IKT_PADDING_TIGHT);
    /* ID 12 and HASH 24 are 36, which both pad to 48 */
    const struct ikt_seen silent[] = {sent(IKT_MAIN5, 76, 5), sent(IKT_MAIN6, 76, 6)};
    g_assert_cmpint(habit(16, 20, silent, 2, &frame), ==, IKT_PADDING_UNKNOWN);
    g_assert_cmpuint(frame, ==, 0);
    /* 3DES and SHA1: the HASH of QM3 takes 24, three blocks */
    const struct ikt_seen third[] = {sent(IKT_QUICK3, 52, 9)}, longer[] = {sent(IKT_QUICK3, 60, 9)};
    g_assert_cmpint(habit(8, 20, third, 1, &frame), ==, IKT_PADDING_TIGHT);
    g_assert_cmpint(habit(8, 20, longer, 1, &frame), ==, IKT_PADDING_EXTRA);
    /* an identity of another length may contradict; QM3, which has none, decides */
    const struct ikt_seen mixed[] = {sent(IKT_MAIN5, 92, 5), sent(IKT_MAIN5, 108, 6)};
    g_assert_cmpint(habit(16, 20, mixed, 2, &frame), ==, IKT_PADDING_UNKNOWN);
    const struct ikt_seen decided[] = {sent(IKT_MAIN5, 100, 5), sent(IKT_QUICK3, 60, 9)};
    g_assert_cmpint(habit(8, 20, decided, 2, &frame), ==, IKT_PADDING_EXTRA);
    g_assert_cmpuint(frame, ==, 9);
    /* nothing of a message in clear */
    struct ikt_seen clear = sent(IKT_MAIN5, 108, 5);
    clear.decryption = IKT_DECRYPTION_CLEARTEXT;
    g_assert_cmpint(habit(16, 20, &clear, 1, &frame), ==, IKT_PADDING_UNKNOWN);
}

static unsigned hash_octets(int hash)
{
    switch (hash) {
    case IKT_HASH_MD5:
        return 16;
    case IKT_HASH_SHA1:
        return 20;
    case IKT_HASH_SHA2_256:
        return 32;
    case IKT_HASH_SHA2_384:
        return 48;
    case IKT_HASH_SHA2_512:
        return 64;
    default:
        return 0;
    }
}

static unsigned block_octets(int encryption)
{
    return encryption == IKT_ENCRYPTION_DES_CBC || encryption == IKT_ENCRYPTION_3DES_CBC ? 8 : 16;
}

/* Measured on these negotiations themselves, on messages whose payloads end on a boundary. */
static enum ikt_padding habit_of(json_t *truth, const char *address)
{
    const char *key;
    json_t *peer;
    json_object_foreach(json_object_get(truth, "peers"), key, peer) {
        const char *product = json_string_value(json_object_get(peer, "impl"));
        if (g_strcmp0(json_string_value(json_object_get(peer, "addr")), address) == 0)
            return g_strcmp0(product, "strongswan") == 0  ? IKT_PADDING_EXTRA
                   : g_strcmp0(product, "libreswan") == 0 ? IKT_PADDING_TIGHT
                                                          : IKT_PADDING_UNKNOWN;
    }
    return IKT_PADDING_UNKNOWN; /* behind a NAT */
}

static struct ikt_cipher_sizes chosen_sizes(json_t *truth, const char *cookie)
{
    size_t index;
    json_t *sa;
    json_array_foreach(json_object_get(truth, "isakmp_sas"), index, sa) {
        json_t *chosen = json_object_get(sa, "selected");
        if (chosen != NULL && g_strcmp0(json_string_value(json_object_get(sa, "icookie")), cookie) == 0)
            return (struct ikt_cipher_sizes){block_octets((int)json_integer_value(json_object_get(chosen, "enc_id"))),
                                             hash_octets((int)json_integer_value(json_object_get(chosen, "hash_id"))),
                                             IKT_PADDING_TIGHT};
    }
    return (struct ikt_cipher_sizes){0};
}

/* What the keys show it to be; 0: something of no reading. */
static unsigned true_reading(json_t *message)
{
    json_t *payload = json_array_get(json_object_get(message, "payloads"), 1);
    const char *kind = json_string_value(json_object_get(payload, "payload"));
    if (g_strcmp0(kind, "DELETE") == 0)
        return g_strcmp0(json_string_value(json_object_get(payload, "protocol")), "ISAKMP") == 0 ? SA : SPI;
    if (g_strcmp0(kind, "NOTIFY") != 0)
        return 0;
    json_int_t type = json_integer_value(json_object_get(payload, "notify"));
    return type == IKT_NOTIFY_R_U_THERE || type == IKT_NOTIFY_R_U_THERE_ACK ? ALIVE
           : type < IKT_NOTIFY_CONNECTED                                    ? ERROR
                                                                            : 0;
}

static unsigned check_case(json_t *truth, const char *name)
{
    unsigned checked = 0;
    size_t index;
    json_t *message;
    json_array_foreach(json_object_get(truth, "messages"), index, message) {
        const char *exchange = json_string_value(json_object_get(message, "exchange"));
        unsigned expected = true_reading(message);
        struct ikt_cipher_sizes sizes = chosen_sizes(truth, json_string_value(json_object_get(message, "icookie")));
        uint32_t length = (uint32_t)json_integer_value(json_object_get(message, "length"));
        if (g_strcmp0(exchange, "informational") != 0 || !json_is_true(json_object_get(message, "encrypted")) ||
            expected == 0 || sizes.block == 0)
            continue;
        sizes.padding = habit_of(truth, json_string_value(json_object_get(message, "src")));
        if ((ikt_length_readings(&sizes, length) & expected) == 0)
            g_error("%s, frame %d: %u octets are not read as what they are", name,
                    (int)json_integer_value(json_object_get(message, "frame")), length);
        checked++;
    }
    return checked;
}

static void test_lab_cases(void)
{
    truths_check(check_case, 20);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lengths/readings-tight", test_readings_tight);
    g_test_add_func("/lengths/readings-extra", test_readings_extra);
    g_test_add_func("/lengths/readings-none", test_readings_none);
    g_test_add_func("/lengths/span", test_span);
    g_test_add_func("/lengths/padding", test_padding);
    g_test_add_func("/lengths/lab-cases", test_lab_cases);
    return g_test_run();
}
