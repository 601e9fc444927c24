/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Configurations of strongSwan and libreswan as a router. What keywords mean and what their defaults are:
 * swanctl.conf(5) and ipsec.conf(5) of strongSwan 5.9.8, ipsec.conf(5) of libreswan; lifetimes: those that the daemons
 * of the lab sent.
 */
#include "../growth.h"
#include "read.h"

#include "documents/configs.h"

static struct ikt_configs *add(const char *text, const char *of, GPtrArray *remarks)
{
    struct ikt_configs *configs = ikt_configs_new();
    struct ikt_address address;
    const struct ikt_bytes content = {(const uint8_t *)text, strlen(text)};
    if (of)
        g_assert_true(ikt_address_parse(of, &address));
    g_assert_true(ikt_configs_add(configs, "test.cfg", content, of ? &address : NULL, note_remark, remarks));
    return configs;
}

static void check_end(const struct ikt_router_end *end, const char *low, const char *high, unsigned port)
{
    char text[IKT_ADDRESS_TEXT];
    g_assert_cmpstr(ikt_address_format(&end->low, text), ==, low);
    g_assert_cmpstr(ikt_address_format(&end->high, text), ==, high);
    g_assert_cmpuint(end->port, ==, port);
}

static const char swanctl[] = "# of the lab\n"
                              "connections {\n"
                              "  site {\n"
                              "    version = 1  # IKEv1\n"
                              "    local_addrs = 192.0.2.1\n"
                              "    remote_addrs = 198.51.100.1, peer.example\n"
                              "    proposals = aes256-aes128-sha256-modp2048,3des-md5-modp1024\n"
                              "    local { auth = psk\n id = gw.example }\n"
                              "    remote-1 { auth = psk }\n"
                              "    children {\n"
                              "      net {\n"
                              "        local_ts = 10.1.0.0/16, 10.3.0.0/16[tcp/80]\n"
                              "        remote_ts = 10.2.0.0/24[gre]\n"
                              "        esp_proposals = aes128-sha1-modp1024, aes256gcm16\n"
                              "        rekey_time = 30m\n"
                              "      }\n"
                              "      host {\n"
                              "        mode = transport\n"
                              "        ah_proposals = sha256\n"
                              "        life_time = 1h\n"
                              "      }\n"
                              "    }\n"
                              "  }\n"
                              "  any { remote_addrs = %any\n children { c { } } }\n"
                              "}\n"
                              "secrets {\n"
                              "  ike-1 {\n id-a = gw.example\n id-b = 198.51.100.1\n secret = \"hare rabbit\"\n }\n"
                              "  ike-2 { secret = 0x6861726520726162626974 }\n"
                              "  ike-3 { id = 198.51.100.7\n secret = 0saGFyZSByYWJiaXQ= }\n"
                              "  eap-1 { secret = no }\n"
                              "}\n";

/*
 * ESP and AH in one child, as charon 5.9.8 was seen to take them between two of it: of the keyword that comes first the
 * proposals are offered, those of either are taken, and a keyword that comes again replaces what it said.
 */
static void test_both_protocols(void)
{
    static const struct {
        const char *child;
        bool ah_first;
        const char *first_line;
    } files[] = {
        {"esp_proposals = aes128-sha1\n ah_proposals = sha256\n", false, "esp_proposals = aes128-sha1"},
        {"ah_proposals = sha256\n esp_proposals = aes128-sha1\n", true, "ah_proposals = sha256"},
        {"esp_proposals = 3des-md5\n ah_proposals = sha256\n esp_proposals = aes128-sha1\n", false,
         "esp_proposals = aes128-sha1"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *text = g_strdup_printf(
            "connections {\n site {\n version = 1\n local_addrs = 192.0.2.1\n remote_addrs = 198.51.100.1\n"
            " children {\n net {\n %s }\n }\n }\n}\n",
            files[i].child);
        g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
        struct ikt_configs *configs = add(text, NULL, remarks);
        const struct ikt_router *router = ikt_configs_router(configs, 0);
        const struct ikt_router_names *names = router->entries->sets;
        const struct ikt_router_set *offered = ikt_router_set_find(router, names->name.text);
        const struct ikt_router_set *taken = ikt_router_set_find(router, names->next->name.text);
        const struct ikt_router_set *esp = files[i].ah_first ? taken : offered;
        const struct ikt_router_set *ah = files[i].ah_first ? offered : taken;
        g_assert_null(names->next->next);
        g_assert_false(offered->taken_only);
        g_assert_true(taken->taken_only);
        g_assert_cmpstr(ikt_router_line(router, offered->line), ==, files[i].first_line);
        g_assert_cmpint(esp->esp, ==, IKT_ESP_AES_CBC);
        g_assert_cmpint(esp->integrity, ==, IKT_INTEGRITY_HMAC_SHA1);
        g_assert_cmpint(esp->ah, ==, 0);
        g_assert_cmpint(ah->ah, ==, IKT_AH_SHA2_256);
        g_assert_cmpint(ah->esp, ==, 0);
        ikt_configs_free(configs);
    }
}

static void test_swanctl(void)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    struct ikt_configs *configs = add(swanctl, NULL, remarks);
    const struct ikt_router *router = ikt_configs_router(configs, 0);
    const struct ikt_address own = {IKT_FAMILY_IPV4, {192, 0, 2, 1}};
    g_assert_cmpuint(remarks->len, ==, 0);
    g_assert_cmpint(router->kind, ==, IKT_ROUTER_STRONGSWAN);
    g_assert_cmpint(router->seconds.value, ==, 3960);
    g_assert_cmpint(router->kilobytes.value, ==, IKT_ABSENT);
    g_assert_cmpuint(ikt_configs_of(configs, &own), ==, 0);

    const struct ikt_router_entry *entry = router->entries;
    g_assert_cmpstr(entry->map, ==, "site");
    g_assert_cmpstr(entry->child, ==, "net");
    g_assert_cmpint(entry->kind, ==, IKT_ROUTER_ENTRY_STATIC);
    g_assert_false(entry->begins_ikev2);
    g_assert_cmpstr(entry->own_address.text, ==, "192.0.2.1");
    g_assert_cmpstr(entry->own_identity.text, ==, "gw.example");
    g_assert_cmpstr(entry->peers->name.text, ==, "198.51.100.1");
    g_assert_cmpstr(entry->peers->next->name.text, ==, "peer.example");
    g_assert_cmpuint(entry->any_peer.line, ==, 0);
    g_assert_cmpint(entry->seconds.value, ==, 1980);
    g_assert_cmpint(entry->pfs.value, ==, 2);
    const struct ikt_router_set *set = ikt_router_set_find(router, entry->sets->name.text);
    g_assert_cmpint(set->esp, ==, IKT_ESP_AES_CBC);
    g_assert_cmpint(set->key_bits, ==, 128);
    g_assert_cmpint(set->integrity, ==, IKT_INTEGRITY_HMAC_SHA1);
    g_assert_cmpint(set->pfs.value, ==, 2);
    g_assert_cmpstr(ikt_router_line(router, set->line), ==, "esp_proposals = aes128-sha1-modp1024, aes256gcm16");
    set = ikt_router_set_find(router, entry->sets->next->name.text);
    g_assert_cmpint(set->esp, ==, IKT_ESP_AES_GCM_16);
    g_assert_cmpint(set->key_bits, ==, 256);
    g_assert_cmpint(set->integrity, ==, IKT_ABSENT);
    g_assert_cmpint(set->pfs.value, ==, IKT_ABSENT);
    g_assert_cmpuint(set->pfs.line, >, 0);
    g_assert_null(entry->sets->next->next);

    /* the first pair is offered, the other one taken */
    const struct ikt_router_acl *acl = ikt_router_acl_find(router, "site/net");
    g_assert_cmpuint(acl->count, ==, 2);
    check_end(&acl->lines->source, "10.1.0.0", "10.1.255.255", 0);
    check_end(&acl->lines->destination, "10.2.0.0", "10.2.0.255", 0);
    g_assert_cmpuint(acl->lines->protocol, ==, 47);
    g_assert_false(acl->lines->taken_only);
    g_assert_true(acl->last->taken_only);
    g_assert_nonnull(acl->last->unclear); /* tcp here, gre there */

    entry = entry->next;
    g_assert_cmpstr(entry->child, ==, "host");
    g_assert_cmpuint(entry->sequence, ==, 2);
    g_assert_cmpint(entry->seconds.value, ==, 3600);
    set = ikt_router_set_find(router, entry->sets->name.text);
    g_assert_cmpint(set->ah, ==, IKT_AH_SHA2_256);
    g_assert_cmpint(set->esp, ==, 0);
    g_assert_true(set->transport);
    acl = ikt_router_acl_find(router, "site/host");
    check_end(&acl->lines->source, "192.0.2.1", "192.0.2.1", 0);
    g_assert_nonnull(acl->lines->unclear); /* one of two peers */

    entry = entry->next;
    g_assert_cmpstr(entry->map, ==, "any");
    g_assert_true(entry->begins_ikev2);
    g_assert_null(entry->peers);
    g_assert_cmpstr(entry->any_peer.text, ==, "%any");
    g_assert_null(entry->sets->name.text); /* the daemon's own */
    g_assert_null(entry->own_address.text);

    const struct ikt_router_policy *policy = router->policies;
    g_assert_cmpstr(policy->connection, ==, "site");
    g_assert_cmpint(policy->key_bits, ==, 256);
    g_assert_cmpint(policy->hash, ==, IKT_HASH_SHA2_256);
    g_assert_cmpint(policy->group, ==, 14);
    g_assert_cmpint(policy->authentication, ==, IKT_AUTH_PSK);
    g_assert_cmpint(policy->lifetime, ==, 15840);
    g_assert_false(policy->taken_only);
    g_assert_cmpint(policy->next->key_bits, ==, 128);
    g_assert_true(policy->next->taken_only);
    g_assert_cmpint(policy->next->next->encryption, ==, IKT_ENCRYPTION_3DES_CBC);
    g_assert_false(policy->next->next->taken_only);
    g_assert_true(policy->next->next->next->unclear); /* of "any" */
    ikt_configs_free(configs);
}

static void test_secrets(void)
{
    struct ikt_configs *configs = add(swanctl, NULL, NULL);
    const struct ikt_router *router = ikt_configs_router(configs, 0);
    const struct ikt_router_key *key = router->keys;
    g_assert_cmpstr(key->whom.text, ==, "198.51.100.1");
    g_assert_cmpint(key->whom.kind, ==, IKT_ROUTER_WHOM_ADDRESS);
    g_assert_cmpuint(key->whom.prefix, ==, 32);
    g_assert_cmpstr(key->own.text, ==, "gw.example");
    g_assert_cmpstr(ikt_router_line(router, key->line), ==, "secret = <hidden>");
    g_assert_cmpuint(key->next->whom.prefix, ==, 0);
    g_assert_cmpint(ikt_router_mark_equal(&key->mark, &key->next->mark), ==, IKT_YES);
    g_assert_cmpint(ikt_router_mark_equal(&key->mark, &key->next->next->mark), ==, IKT_YES);
    g_assert_cmpstr(key->next->next->whom.text, ==, "198.51.100.7");
    g_assert_null(key->next->next->next);
    g_assert_false(router->keys_elsewhere);
    ikt_configs_free(configs);
}

#define LIBRESWAN                                                                                                      \
    "config setup\n protostack=xfrm\n"                                                                                 \
    "conn %default\n ikev2=no\n authby=secret\n"

static void test_ipsec_conf(void)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    struct ikt_configs *configs = add("version 2.0\n" LIBRESWAN "conn base\n"
                                      "    phase2alg=aes256-sha2_256;modp2048,aes_gcm256-null\n"
                                      "    ike=aes256-sha1;modp1536  # one\n"
                                      "conn nets\n"
                                      "    also=base\n"
                                      "    left=192.0.2.1\n    right=198.51.100.1\n"
                                      "    leftsubnets=\"10.1.0.0/16 10.3.0.0/16\"\n    rightsubnet=10.2.0.0/24\n"
                                      "    salifetime=2h\n    ikelifetime=3600s\n"
                                      "conn l2tp\n"
                                      "\tleft=%defaultroute\n\tright=%any\n\ttype=transport\n"
                                      "\tleftprotoport=17/1701\n\trightprotoport=17/%any\n\tpfs=no\n\tesp=aes-sha1\n",
                                      NULL, remarks);
    const struct ikt_router *router = ikt_configs_router(configs, 0);
    g_assert_cmpuint(remarks->len, ==, 0);
    g_assert_cmpint(router->kind, ==, IKT_ROUTER_LIBRESWAN);
    g_assert_cmpint(router->seconds.value, ==, 28800);
    g_assert_true(router->keys_elsewhere);
    const struct ikt_router_entry *entry = router->entries;
    g_assert_cmpstr(entry->map, ==, "nets"); /* "base" is nothing by itself */
    g_assert_false(entry->unclear);
    g_assert_cmpint(entry->pfs.value, ==, 14);
    g_assert_cmpint(entry->seconds.value, ==, 7200);
    const struct ikt_router_set *set = ikt_router_set_find(router, entry->sets->name.text);
    g_assert_cmpint(set->integrity, ==, IKT_INTEGRITY_HMAC_SHA2_256);
    g_assert_cmpint(set->key_bits, ==, 256);
    g_assert_cmpuint(set->pfs.line, ==, 0);
    set = ikt_router_set_find(router, entry->sets->next->name.text);
    g_assert_cmpint(set->esp, ==, IKT_ESP_AES_GCM_16);
    g_assert_null(entry->sets->next->next);
    const struct ikt_router_acl *acl = ikt_router_acl_find(router, "nets");
    g_assert_cmpuint(acl->count, ==, 2);
    g_assert_false(acl->last->taken_only); /* a negotiation of its own */
    check_end(&acl->last->source, "10.3.0.0", "10.3.255.255", 0);
    g_assert_cmpint(router->policies->group, ==, 5);
    g_assert_cmpint(router->policies->lifetime, ==, 3600);
    g_assert_cmpint(router->policies->authentication, ==, IKT_AUTH_PSK);

    entry = entry->next;
    g_assert_null(entry->own_address.text);
    g_assert_cmpuint(entry->any_peer.line, >, 0);
    g_assert_cmpint(entry->pfs.value, ==, IKT_ABSENT);
    g_assert_false(entry->pfs_default);
    set = ikt_router_set_find(router, entry->sets->name.text);
    g_assert_true(set->transport);
    g_assert_true(set->unclear); /* a key length that it chooses itself */
    acl = ikt_router_acl_find(router, "l2tp");
    g_assert_cmpuint(acl->lines->protocol, ==, 17);
    g_assert_cmpuint(acl->lines->source.port, ==, 1701);
    g_assert_cmpuint(acl->lines->destination.port, ==, 0);
    g_assert_nonnull(acl->lines->unclear);
    ikt_configs_free(configs);
}

/* strongSwan's ipsec.conf: what it adds by itself, unless "!" forbids it; its IKE version; left is its own end. */
static void test_strongswan_ipsec_conf(void)
{
    struct ikt_configs *configs = add("config setup\n charondebug=\"ike 2\"\n"
                                      "conn a\n keyexchange=ikev1\n left=192.0.2.1\n right=198.51.100.1\n"
                                      " leftauth=psk\n rightauth=psk\n ike=aes256-sha1-modp1024!\n esp=aes256-sha1!\n"
                                      "conn b\n left=192.0.2.1\n right=198.51.100.2\n esp=aes256-sha1\n"
                                      "conn c\n keyexchange=ikev2\n left=192.0.2.1\n right=198.51.100.3\n"
                                      "conn d\n auto=ignore\n left=192.0.2.1\n right=198.51.100.4\n",
                                      NULL, NULL);
    const struct ikt_router *router = ikt_configs_router(configs, 0);
    const struct ikt_router_entry *entry = router->entries;
    g_assert_cmpint(router->kind, ==, IKT_ROUTER_STRONGSWAN);
    g_assert_null(entry->sets->next);
    g_assert_cmpint(entry->pfs.value, ==, IKT_ABSENT);
    g_assert_cmpint(router->policies->authentication, ==, IKT_AUTH_PSK);
    g_assert_cmpint(router->policies->lifetime, ==, 10800);
    check_end(&router->acls->lines->source, "192.0.2.1", "192.0.2.1", 0);
    check_end(&router->acls->lines->destination, "198.51.100.1", "198.51.100.1", 0);
    entry = entry->next;
    g_assert_true(entry->begins_ikev2);
    g_assert_nonnull(entry->sets->name.text);
    g_assert_nonnull(entry->sets->next);
    g_assert_null(entry->sets->next->name.text);
    g_assert_cmpint(entry->next->kind, ==, IKT_ROUTER_ENTRY_OTHER);
    g_assert_cmpint(entry->next->next->kind, ==, IKT_ROUTER_ENTRY_OTHER);
    ikt_configs_free(configs);
}

/* The address that a file is given with tells its end. */
static void test_ends(void)
{
    static const char text[] = LIBRESWAN "conn x\n left=192.0.2.1\n leftsubnet=10.1.0.0/16\n right=198.51.100.1\n"
                                         " rightsubnet=10.2.0.0/16\n leftid=@a\n rightid=@b\n";
    for (unsigned bound = 0; bound < 3; bound++) {
        struct ikt_configs *configs = add(text, bound == 0 ? NULL : bound == 1 ? "192.0.2.1" : "198.51.100.1", NULL);
        const struct ikt_router_entry *entry = ikt_configs_router(configs, 0)->entries;
        g_assert_cmpstr(entry->own_address.text, ==, bound == 2 ? "198.51.100.1" : "192.0.2.1");
        g_assert_cmpstr(entry->own_identity.text, ==, bound == 2 ? "@b" : "@a");
        check_end(&ikt_configs_router(configs, 0)->acls->lines->source, bound == 2 ? "10.2.0.0" : "10.1.0.0",
                  bound == 2 ? "10.2.255.255" : "10.1.255.255", 0);
        ikt_configs_free(configs);
    }
}

/* What is not known is unclear, or said. */
static void test_unclear(void)
{
    static const struct {
        const char *text, *remark;
    } cases[] = {
        {"connections { a { version = 1\n children { c { local_ts = 10.0.0.0/8\n", "no end"},
        {"connections { a : other { version = 1\n children { c { } } } }\n", NULL},
        {"connections { a { children { c { rekey_time = soon\n} } } }\n", "not understood"},
        {"connections { a { children { c { } } } nonsense\n }\n", "neither"},
        {LIBRESWAN "conn a\n left=1.1.1.1\n right=2.2.2.2\n also=nowhere\n", NULL},
        {LIBRESWAN "conn a\n left=1.1.1.1\n right=2.2.2.2\n nonsense\n", "not understood"},
        {"config setup\n protostack=netkey\nconn a\n left=1.1.1.1\n right=2.2.2.2\n", NULL}, /* which IKE? */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
        struct ikt_configs *configs = add(cases[i].text, NULL, remarks);
        if (!ikt_configs_router(configs, 0)->entries->unclear ||
            (cases[i].remark && !is_remarked(remarks, cases[i].remark)))
            g_error("%s", cases[i].text);
        ikt_configs_free(configs);
    }
    struct ikt_configs *configs = add("include conf.d/*.conf\nconnections { a { children { c {\n"
                                      "esp_proposals = aes128-frob\nlocal_ts = 10.0.0.0/8[frob]\n} } } }\n",
                                      NULL, NULL);
    const struct ikt_router *router = ikt_configs_router(configs, 0);
    g_assert_cmpuint(router->includes, ==, 1);
    g_assert_true(router->keys_elsewhere);
    g_assert_true(router->sets->unclear);
    g_assert_nonnull(router->acls->lines->unclear);
    ikt_configs_free(configs);
}

/* A text that has the same line again and again, with its number for "#". */
struct repeated {
    const char *head, *format, *tail;
};

static double read_cost(unsigned rows, gconstpointer data)
{
    const struct repeated *repeated = data;
    const char *number = strchr(repeated->format, '#');
    g_autoptr(GString) text = g_string_new(repeated->head);
    for (unsigned i = 0; i < rows; i++) {
        if (number)
            g_string_append_printf(text, "%.*s%u%s", (int)(number - repeated->format), repeated->format, i, number + 1);
        else
            g_string_append(text, repeated->format);
    }
    g_string_append(text, repeated->tail);
    struct ikt_configs *configs = ikt_configs_new();
    const double begin = processor_seconds();
    ikt_configs_add(configs, "test.cfg", (struct ikt_bytes){(const uint8_t *)text->str, text->len}, NULL, NULL, NULL);
    const double seconds = processor_seconds() - begin;
    ikt_configs_free(configs);
    return seconds;
}

static void read_many(const char *head, const char *format, const char *tail, unsigned count)
{
    const struct repeated repeated = {head, format, tail};
    assert_linear(read_cost, count, &repeated);
}

/* Braces without end, circles, lists without end. */
static void test_hostile(void)
{
    read_many("connections {\n", "a {", "", 100000);
    read_many("connections {\n", "}", "", 100000);
    read_many("connections {\n", "c# { children { a { local_ts = 10.0.0.0/8\n} } }\n", "}", 50000);
    read_many("connections { a { children { c { local_ts = ", "10.0.#.0/24,", "\n} } } }", 100000);
    read_many("connections { a { children { c { esp_proposals = ", "aes128-sha#-modp1024,", "\n} } } }", 100000);
    read_many("connections { a { proposals = ", "aes128-sha1-", "\n children { c { } } } }", 100000);
    read_many("secrets {\n", "ike-# { id = a#\n secret = x\n}\n", "}", 50000);
    read_many("connections {\n a = \"", "x\n", "", 100000);
    read_many("conn x\n left=1.1.1.1\n", " also=c#\n", "", 100000);
    read_many("", "conn c#\n left=1.1.1.1\n also=%default\n also=c1\n also=c2\n", "", 50000);
    read_many("conn x\n left=1.1.1.1\n also=x\n leftsubnets=\"", "10.1.#.0/24 ", "\"\n", 100000);
    struct ikt_configs *configs =
        add(LIBRESWAN "conn a\n also=b\nconn b\n also=a\n left=1.1.1.1\n right=2.2.2.2\n", NULL, NULL);
    g_assert_false(ikt_configs_router(configs, 0)->entries->unclear);
    g_assert_cmpstr(ikt_configs_router(configs, 0)->entries->own_address.text, ==, "1.1.1.1");
    ikt_configs_free(configs);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/documents/swan/swanctl", test_swanctl);
    g_test_add_func("/swan/both-protocols", test_both_protocols);
    g_test_add_func("/documents/swan/secrets", test_secrets);
    g_test_add_func("/documents/swan/ipsec-conf", test_ipsec_conf);
    g_test_add_func("/documents/swan/strongswan-ipsec-conf", test_strongswan_ipsec_conf);
    g_test_add_func("/documents/swan/ends", test_ends);
    g_test_add_func("/documents/swan/unclear", test_unclear);
    g_test_add_func("/documents/swan/hostile", test_hostile);
    return g_test_run();
}
