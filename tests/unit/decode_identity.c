/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 2407 section 4.6.2 and RFC 3947 section 5.2; text as the command prints proxies.
 */
#include "decode_wire.h"

static const struct {
    const char *body; /* after the generic header */
    const char *text, *name, *low, *high;
    int prefix;
} cases[] = {
    {"01 11 01f4 0a000005", "10.0.0.5/32", "10.0.0.5", "10.0.0.5", "10.0.0.5", 32},
    {"04 00 0000 c0a80100 ffffff00", "192.168.1.0/24", "192.168.1.0/24", "192.168.1.0", "192.168.1.255", 24},
    {"04 00 0000 c0a80107 ffffff00", "192.168.1.0/24", "192.168.1.0/24", "192.168.1.0", "192.168.1.255", 24},
    {"04 00 0000 00000000 00000000", "0.0.0.0/0", "0.0.0.0/0", "0.0.0.0", "255.255.255.255", 0},
    {"04 00 0000 0a000005 ffffffff", "10.0.0.5/32", "10.0.0.5/32", "10.0.0.5", "10.0.0.5", 32},
    {"04 00 0000 0a000000 fffe0000", "10.0.0.0/15", "10.0.0.0/15", "10.0.0.0", "10.1.255.255", 15},
    {"04 00 0000 0a000000 ff00ff00", "10.0.0.0/255.0.255.0", "10.0.0.0/255.0.255.0", "-", "-", -1},
    {"05 00 0000 20010db8000000000000000000000001", "2001:db8::1/128", "2001:db8::1", "2001:db8::1", "2001:db8::1",
     128},
    {"06 00 0000 20010db8000000000000000000000000 ffffffff000000000000000000000000", "2001:db8::/32", "2001:db8::/32",
     "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", 32},
    {"07 00 0000 0a000001 0a000009", "10.0.0.1-10.0.0.9", "10.0.0.1-10.0.0.9", "10.0.0.1", "10.0.0.9", -1},
    {"07 00 0000 0a000000 0a0000ff", "10.0.0.0-10.0.0.255", "10.0.0.0-10.0.0.255", "10.0.0.0", "10.0.0.255", 24},
    {"07 00 0000 0a000001 0a000002", "10.0.0.1-10.0.0.2", "10.0.0.1-10.0.0.2", "10.0.0.1", "10.0.0.2", -1},
    {"07 00 0000 0a000005 0a000005", "10.0.0.5-10.0.0.5", "10.0.0.5-10.0.0.5", "10.0.0.5", "10.0.0.5", 32},
    {"07 00 0000 0a000009 0a000001", "10.0.0.9-10.0.0.1", "10.0.0.9-10.0.0.1", "-", "-", -1},
    {"08 00 0000 20010db8000000000000000000000000 20010db800000000000000000000ffff", "2001:db8::-2001:db8::ffff",
     "2001:db8::-2001:db8::ffff", "2001:db8::", "2001:db8::ffff", 112},
    {"02 00 0000 72312e6578616d706c652e6e6574", "r1.example.net", "r1.example.net", "-", "-", -1},
    {"03 00 0000 61406578616d706c65", "a@example", "a@example", "-", "-", -1},
    {"02 00 0000 721b0a", "r\\x1b\\x0a", "r\\x1b\\x0a", "-", "-", -1},
    {"0b 00 0000 67726f7570", "group", "group", "-", "-", -1},
    {"0b 00 0000 00ff67", "00ff67", "00ff67", "-", "-", -1},
    {"09 00 0000 3003020101", "3003020101", "3003020101", "-", "-", -1},
    {"01 00 0000 0a0000", "0a0000", "0a0000", "-", "-", -1},
    {"63 00 0000 aabb", "aabb", "aabb", "-", "-", -1},
};

static struct ikt_message *decode(uint8_t type, const char *body)
{
    g_autoptr(GByteArray) octets = wire_hex(body);
    g_autofree char *payload = g_strdup_printf("0000%04x %s", octets->len + 4U, body);
    return wire_decode(wire_message(type, IKT_EXCHANGE_QUICK, 0, payload));
}

static void assert_address(const struct ikt_address *address, const char *expected)
{
    char text[IKT_ADDRESS_TEXT];
    g_assert_cmpstr(ikt_address_format(address, text), ==, expected);
}

static void test_cases(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct ikt_message *message = decode(IKT_PAYLOAD_ID, cases[i].body);
        const struct ikt_identity *id = &message->payloads[0].id;
        g_autofree char *text = ikt_identity_format(id);
        g_autofree char *name = ikt_identity_name(id);
        g_assert_cmpstr(text, ==, cases[i].text);
        g_assert_cmpstr(name, ==, cases[i].name);
        assert_address(&id->low, cases[i].low);
        assert_address(&id->high, cases[i].high);
        g_assert_cmpint(id->prefix, ==, cases[i].prefix);
        ikt_message_unref(message);
    }
}

static void test_fields(void)
{
    struct ikt_message *message = decode(IKT_PAYLOAD_ID, "04 06 0050 0a010000 ffff0000");
    const struct ikt_identity *id = &message->payloads[0].id;
    g_assert_cmpuint(id->type, ==, IKT_ID_IPV4_ADDR_SUBNET);
    g_assert_cmpuint(id->protocol, ==, 6);
    g_assert_cmpuint(id->port, ==, 80);
    assert_hex(id->octets, "0a010000ffff0000");
    ikt_message_unref(message);
}

static void test_nat_oa(void)
{
    static const uint8_t types[] = {IKT_PAYLOAD_NAT_OA, IKT_PAYLOAD_NAT_OA_DRAFT, IKT_PAYLOAD_NAT_OA_48};
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        struct ikt_message *message = decode(types[i], "01 000000 0a000005");
        const struct ikt_identity *id = &message->payloads[0].id;
        assert_problems(message, "");
        g_assert_cmpuint(id->protocol, ==, 0);
        g_assert_cmpuint(id->port, ==, 0);
        assert_address(&id->low, "10.0.0.5");
        g_assert_cmpint(id->prefix, ==, 32);
        ikt_message_unref(message);
    }
}

/* In other exchanges 16 is GDOI's, and nothing is known of it. */
static void test_gdoi(void)
{
    struct ikt_message *message =
        wire_decode(wire_message(IKT_PAYLOAD_NAT_OA_48, IKT_EXCHANGE_INFORMATIONAL, 0, "00000006 ffff"));
    assert_problems(message, "");
    g_assert_cmpint(message->payloads[0].id.prefix, ==, -1);
    ikt_message_unref(message);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/identity/cases", test_cases);
    g_test_add_func("/identity/fields", test_fields);
    g_test_add_func("/identity/nat-oa", test_nat_oa);
    g_test_add_func("/identity/gdoi", test_gdoi);
    return g_test_run();
}
