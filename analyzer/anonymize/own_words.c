/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "own_words.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define WORD_MAX 64

/* All words of the string literals of our sources, sorted (words.cmake). */
static const char *const words[] = {
#include "words.inc"
};
/* Of configurations besides: interfaces, and what stands in nearly every file. Sorted. */
static const char *const syntax[] = {"aggregate",
                                     "async",
                                     "atm",
                                     "bandwidth",
                                     "bri",
                                     "bvi",
                                     "cellular",
                                     "channel",
                                     "console",
                                     "dialer",
                                     "dot1q",
                                     "duplex",
                                     "ethernet",
                                     "fastethernet",
                                     "fortygigabitethernet",
                                     "gigabitethernet",
                                     "hundredgige",
                                     "line",
                                     "loopback",
                                     "management",
                                     "mgmteth",
                                     "multilink",
                                     "null",
                                     "port-channel",
                                     "redundant",
                                     "resolver",
                                     "route-map",
                                     "router",
                                     "serial",
                                     "speed",
                                     "subinterface",
                                     "tengigabitethernet",
                                     "tengige",
                                     "tunnel",
                                     "twentyfivegige",
                                     "virtual-access",
                                     "virtual-template",
                                     "vlan",
                                     "vti",
                                     "vty",
                                     "wlan-gigabitethernet"};

static int compare(const void *key, const void *element)
{
    return strcmp(key, *(const char *const *)element);
}

static bool is_among(const char *word, const char *const *table, size_t count)
{
    return bsearch(word, table, count, sizeof *table, compare) != NULL;
}

static bool lower(const char *word, size_t length, char out[static WORD_MAX])
{
    if (length >= WORD_MAX)
        return false;
    for (size_t i = 0; i < length; i++)
        out[i] = g_ascii_tolower(word[i]);
    out[length] = '\0';
    return true;
}

bool ikt_is_own_word(const char *word, size_t length)
{
    char text[WORD_MAX];
    if (!lower(word, length, text))
        return false;
    if (is_among(text, words, G_N_ELEMENTS(words)) || is_among(text, syntax, G_N_ELEMENTS(syntax)))
        return true;
    const size_t stem = strcspn(text, "0123456789");
    if (stem == 0 || strspn(text + stem, "0123456789.") != length - stem)
        return false;
    text[stem] = '\0';
    return is_among(text, syntax, G_N_ELEMENTS(syntax));
}

/* The words that names follow, by number; 0: any other. */
static const char *const keywords[] = {"",
                                       "access-group",
                                       "access-list",
                                       "address",
                                       "authorization",
                                       "banner",
                                       "cipher",
                                       "client",
                                       "configuration",
                                       "conn",
                                       "contact",
                                       "context",
                                       "crypto",
                                       "crypto-map",
                                       "database",
                                       "definition",
                                       "description",
                                       "domain",
                                       "domain-name",
                                       "dynamic",
                                       "dynamic-map",
                                       "extended",
                                       "forwarding",
                                       "group",
                                       "group-policy",
                                       "host",
                                       "hostname",
                                       "in",
                                       "inside",
                                       "interface",
                                       "ip",
                                       "ipsec",
                                       "ipsec-isakmp",
                                       "isakmp",
                                       "isakmp-profile",
                                       "keyring",
                                       "list",
                                       "location",
                                       "map",
                                       "match",
                                       "name",
                                       "nameif",
                                       "network",
                                       "object",
                                       "object-group",
                                       "out",
                                       "outside",
                                       "permit",
                                       "policy",
                                       "policy-map",
                                       "pool",
                                       "profile",
                                       "remark",
                                       "route-map",
                                       "server",
                                       "service",
                                       "set",
                                       "standard",
                                       "trap",
                                       "transform-set",
                                       "tunnel-group",
                                       "user",
                                       "user-fqdn",
                                       "username",
                                       "vrf",
                                       "self-identity",
                                       "fqdn",
                                       "identity",
                                       "prefix-list",
                                       "nat",
                                       "ikev1",
                                       "standby",
                                       "deny",
                                       "eq",
                                       "any",
                                       "tunnel",
                                       "protection",
                                       "source",
                                       "destination",
                                       "community",
                                       "snmp-server"};

static int keyword(const char *word, size_t length)
{
    char text[WORD_MAX];
    if (lower(word, length, text)) {
        for (size_t i = 1; i < G_N_ELEMENTS(keywords); i++) {
            if (strcmp(text, keywords[i]) == 0)
                return (int)i;
        }
    }
    return 0;
}

static bool is(int number, const char *word)
{
    return strcmp(keywords[number], word) == 0;
}

/* Statements of which all the rest is in the words of who wrote them. */
static bool begins_free_text(int last)
{
    return is(last, "description") || is(last, "remark") || is(last, "banner") || is(last, "location") ||
           is(last, "contact");
}

/* "crypto map NAME", "match address NAME", "hostname NAME". */
static bool name_follows(const int *last)
{
    static const char *const alone[] = {"hostname",     "access-list",    "transform-set", "keyring",     "username",
                                        "tunnel-group", "group-policy",   "conn",          "domain-name", "route-map",
                                        "object-group", "isakmp-profile", "nameif",        "dynamic-map", "policy-map",
                                        "user-fqdn",    "fqdn",           "prefix-list",   "extended",    "standard",
                                        "definition",   "forwarding",     "pool",          "access-group"};
    static const char *const pairs[][2] = {
        {"crypto", "map"},     {"match", "address"},         {"ipsec", "profile"},
        {"isakmp", "profile"}, {"set", "profile"},           {"object", "network"},
        {"object", "service"}, {"configuration", "group"},   {"ip", "vrf"},
        {"domain", "name"},    {"object-group", "network"},  {"object-group", "service"},
        {"ip", "domain"},      {"standby", "name"},          {"", "vrf"},
        {"identity", "group"}, {"snmp-server", "community"}, {"ipsec-isakmp", "dynamic"}};
    for (size_t i = 0; i < G_N_ELEMENTS(alone); i++) {
        if (is(last[0], alone[i]))
            return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        if (is(last[0], pairs[i][1]) && (pairs[i][0][0] == '\0' || is(last[1], pairs[i][0])))
            return true;
    }
    return false;
}

bool ikt_naming_next(struct ikt_naming *naming, const char *word, size_t length)
{
    const int number = keyword(word, length);
    const bool name = number == 0 && name_follows(naming->words);
    const bool free_text = naming->all && number == 0 && !ikt_is_own_word(word, length);
    naming->all = naming->all || begins_free_text(number);
    naming->words[1] = naming->words[0];
    naming->words[0] = number;
    return name || free_text;
}
