/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The stand-in accepts by listing everything: IKEv1 of strongSwan refuses a PFS group that it has not listed, and finds
 * a child by its networks alone, so that there is one for networks and one for transport mode between the two hosts.
 * Measured with strongSwan 5.9.8.
 */
#include "iketriage/standin.h"

#include <string.h>

#include <glib.h>

#include "documents/configs.h"
#include "keys/keyring.h"

#define PAIRS 64 /* connections of one file; a router with more peers is told */

#define CIPHERS   "aes256-aes192-aes128-3des-des"
#define HASHES    "sha512-sha384-sha256-sha1-md5"
#define GROUPS    "modp2048-modp1536-modp1024-modp768-modp3072-modp4096-ecp256-ecp384-ecp521-modp2048s256"
#define GCM       "aes256gcm16-aes192gcm16-aes128gcm16"
#define ESP(NAME) NAME "-" GROUPS ", " NAME

static const char ike[] = CIPHERS "-" HASHES "-" GROUPS;
static const char esp[] = ESP(CIPHERS "-null-" HASHES) ", " ESP(GCM) ", " ESP(CIPHERS);
static const char ah[] = ESP(HASHES);

struct pair {
    struct ikt_address own, peer; /* of the router; own of no family: not known */
    const char *who;              /* names what the pair comes from: "crypto map CM 10" */
    const char *name;             /* of the map, or of the tunnel's profile */
    unsigned line;
    bool ah; /* its sets protect by AH alone */
};

struct standin {
    const struct ikt_configs *configs;
    size_t number;
    const struct ikt_router *router;
    const struct ikt_keyring *keyring;
    size_t count, more;
    struct pair pairs[PAIRS];
};

static bool only_ah(const struct standin *standin, const struct ikt_router_entry *entry)
{
    const struct ikt_router_set *set =
        entry && entry->sets ? ikt_router_set_find(standin->router, entry->sets->name.text) : NULL;
    return set && set->ah && !set->esp;
}

static void add(struct standin *standin, const struct pair *pair)
{
    for (size_t i = 0; i < standin->count; i++)
        if (ikt_address_equal(&standin->pairs[i].own, &pair->own) &&
            ikt_address_equal(&standin->pairs[i].peer, &pair->peer))
            return;
    if (standin->count < PAIRS)
        standin->pairs[standin->count++] = *pair;
    else
        standin->more++;
}

/* Those that peers see; all 0 where none is known. A standby address comes before the interface's own. */
static struct ikt_address address_of(const struct ikt_router_interface *interface)
{
    const struct ikt_router_interface_address *one = interface ? interface->addresses : NULL, *found = one;
    for (; one; one = one->next)
        if (one->address.family == IKT_FAMILY_IPV4 && (!one->next || one->standby))
            found = one;
    return found ? found->address : (struct ikt_address){0};
}

static void add_map(struct standin *standin, const struct ikt_router_interface *interface)
{
    const struct ikt_router_map *map = ikt_router_map_find(standin->router, interface->map.text);
    if (!map)
        return;
    const struct ikt_router_interface *local =
        map->local_address.line ? ikt_router_interface_find(standin->router, map->local_address.text) : interface;
    for (const struct ikt_router_entry *entry = standin->router->entries; entry; entry = entry->next) {
        if (entry->kind != IKT_ROUTER_ENTRY_STATIC || strcmp(entry->map, map->name) != 0)
            continue;
        for (const struct ikt_router_names *peer = entry->peers; peer; peer = peer->next) {
            const struct pair pair = {address_of(local), peer->address, "crypto map",
                                      entry->map,        entry->line,   only_ah(standin, entry)};
            if (peer->address.family == IKT_FAMILY_IPV4)
                add(standin, &pair);
        }
    }
}

static void add_tunnel(struct standin *standin, const struct ikt_router_interface *tunnel)
{
    const struct ikt_router_entry *profile = ikt_router_profile_find(standin->router, tunnel->protection.text);
    struct pair pair = {
        .who = "interface", .name = tunnel->name, .line = tunnel->line, .ah = only_ah(standin, profile)};
    if (!tunnel->destination.text || !ikt_address_parse(tunnel->destination.text, &pair.peer))
        return;
    if (tunnel->source.text && !ikt_address_parse(tunnel->source.text, &pair.own))
        pair.own = address_of(ikt_router_interface_find(standin->router, tunnel->source.text));
    add(standin, &pair);
}

static void find_pairs(struct standin *standin)
{
    const struct ikt_router_interface *interface = standin->router->interfaces;
    for (; interface; interface = interface->next) {
        if (interface->map.text)
            add_map(standin, interface);
        if (interface->protection.line)
            add_tunnel(standin, interface);
    }
}

static void append_address(GString *out, const struct ikt_address *address)
{
    char text[IKT_ADDRESS_TEXT];
    g_string_append(out, address->family ? ikt_address_format(address, text) : "%any");
}

static void append_child(GString *out, const char *name, bool transport, bool by_ah)
{
    const char *networks = transport ? "dynamic" : "0.0.0.0/0";
    g_string_append_printf(out,
                           "      %s {\n        mode = %s\n        local_ts = %s\n        remote_ts = %s\n"
                           "        %s_proposals = %s\n      }\n",
                           name, transport ? "transport" : "tunnel", networks, networks, by_ah ? "ah" : "esp",
                           by_ah ? ah : esp);
}

static void append_connection(const struct standin *standin, GString *out, size_t number, bool aggressive)
{
    const struct pair *pair = &standin->pairs[number];
    g_string_append_printf(out, "  # stands in for the peer of %s %s (line %u)\n", pair->who, pair->name, pair->line);
    g_string_append_printf(out,
                           "  standin-%zu%s {\n    version = 1\n    aggressive = %s\n    local_addrs = ", number + 1,
                           aggressive ? "-aggressive" : "", aggressive ? "yes" : "no");
    append_address(out, &pair->peer);
    g_string_append(out, "\n    remote_addrs = ");
    append_address(out, &pair->own);
    g_string_append_printf(out, "\n    proposals = %s\n    local {\n      auth = psk\n    }\n", ike);
    g_string_append(out, "    remote {\n      auth = psk\n      id = %any\n    }\n    children {\n");
    append_child(out, "networks", false, pair->ah);
    append_child(out, "hosts", true, pair->ah);
    g_string_append(out, "    }\n  }\n");
}

static const struct ikt_key *key_of(const struct standin *standin, const struct pair *pair)
{
    const struct ikt_peer router = {.address = pair->own}, peer = {.address = pair->peer};
    struct ikt_psk_matches matches = {.most = SIZE_MAX};
    const size_t count = ikt_keyring_psks(standin->keyring, &router, &peer, &matches);
    return count > 0 ? matches.items[0].key : NULL;
}

/* In hex digits, so that no character of a key has to be escaped. */
static void append_secret(const struct standin *standin, GString *out, size_t number)
{
    const struct pair *pair = &standin->pairs[number];
    const struct ikt_key *key = key_of(standin, pair);
    if (!key) {
        g_string_append_printf(out,
                               "  # no key that can be read is in the configuration for standin-%zu: put it here\n"
                               "  # ike-%zu {\n  #   secret = \"...\"\n  # }\n",
                               number + 1, number + 1);
        return;
    }
    g_string_append_printf(out, "  ike-%zu {\n", number + 1);
    if (standin->count > 1 && pair->own.family) {
        g_string_append(out, "    id = ");
        append_address(out, &pair->own);
        g_string_append_c(out, '\n');
    }
    g_string_append(out, "    secret = 0x");
    for (size_t i = 0; i < key->secret->length; i++)
        g_string_append_printf(out, "%02x", key->secret->octets[i]);
    g_string_append(out, "\n  }\n");
}

static void append_head(const struct standin *standin, GString *out)
{
    const char *hostname = ikt_configs_hostname(standin->configs, standin->number);
    g_string_append_printf(
        out,
        "# A strongSwan peer that stands in for the peer of %s, written by iketriage.\n"
        "# It holds that router's preshared keys: let nobody else read it.\n"
        "#\n"
        "# 1. Give this machine the address of local_addrs (the peer's), and take the peer off the wire.\n"
        "# 2. Put this file into swanctl's conf.d, iketriage-standin-log.conf into strongswan.d.\n"
        "# 3. systemctl restart strongswan; swanctl --load-all\n"
        "# 4. tcpdump -i any -w standin.pcap 'udp port 500 or udp port 4500'\n"
        "# 5. Let the router begin: send traffic through the tunnel.\n"
        "# 6. iketriage -k /var/log/iketriage-standin.log standin.pcap\n"
        "#\n"
        "# What it cannot accept is read all the same: AH with ESP in one set, comp-lzs.\n",
        hostname ? hostname : "the router");
    if (standin->more > 0)
        g_string_append_printf(out, "# %zu more pairs of addresses are left out.\n", standin->more);
}

static const char logging[] =
    "# Keys of each negotiation, for iketriage -k: remove this file when the stand-in has done its work.\n"
    "charon {\n"
    "  # aggressive mode with a preshared key is what some routers begin with\n"
    "  i_dont_care_about_security_and_use_aggressive_mode_psk = yes\n"
    "  filelog {\n"
    "    iketriage-standin {\n"
    "      path = /var/log/iketriage-standin.log\n"
    "      time_format = %b %e %T\n"
    "      flush_line = yes\n"
    "      default = 1\n"
    "      ike = 4\n"
    "      chd = 4\n"
    "    }\n"
    "  }\n"
    "}\n";

size_t ikt_standin_files(const struct ikt_configs *configs, size_t number, const struct ikt_keyring *keyring,
                         ikt_standin_write *write, void *user)
{
    struct standin standin = {
        .configs = configs, .number = number, .router = ikt_configs_router(configs, number), .keyring = keyring};
    if (!standin.router)
        return 0;
    find_pairs(&standin);
    if (standin.count == 0)
        return 0;
    /* once large enough, it leaves no copies of keys behind */
    GString *text = g_string_sized_new(standin.count * 16384);
    append_head(&standin, text);
    g_string_append(text, "connections {\n");
    for (size_t i = 0; i < standin.count; i++) {
        append_connection(&standin, text, i, false);
        append_connection(&standin, text, i, true);
    }
    g_string_append(text, "}\nsecrets {\n");
    for (size_t i = 0; i < standin.count; i++)
        append_secret(&standin, text, i);
    g_string_append(text, "}\n");
    write(user, "iketriage-standin.conf", text->str);
    explicit_bzero(text->str, text->len);
    g_string_free(text, TRUE);
    write(user, "iketriage-standin-log.conf", logging);
    return standin.count;
}
