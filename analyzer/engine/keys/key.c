/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keys/key.h"

#include <string.h>

#include "crypto/modp.h"

#define PSK_MAX    4096 /* octets */
#define ALLOCATION 24   /* octets that a piece of memory takes besides, and its places in lists and tables */

struct ikt_key *ikt_key_new(enum ikt_key_kind kind, char *file, unsigned line)
{
    struct ikt_key *key = g_new0(struct ikt_key, 1);
    key->kind = kind;
    key->file = g_ref_string_acquire(file);
    key->line = line;
    return key;
}

void ikt_key_free(struct ikt_key *key)
{
    if (!key)
        return;
    for (size_t i = 0; i < key->selector_count; i++)
        g_free(key->selectors[i].name);
    g_free(key->selectors);
    ikt_secret_free(key->secret);
    g_free(key->origin);
    g_ref_string_release(key->file);
    g_free(key);
}

const char *ikt_key_origin(const struct ikt_key *key)
{
    /* The keyring's keys never change but for this, which has one value whoever asks. */
    char **place = (char **)(uintptr_t)&key->origin;
    char *origin = g_atomic_pointer_get(place);
    if (origin)
        return origin;
    origin = g_strdup_printf("%s:%u", key->file, key->line);
    if (g_atomic_pointer_compare_and_exchange(place, NULL, origin))
        return origin;
    g_free(origin);
    return g_atomic_pointer_get(place);
}

size_t ikt_key_size(const struct ikt_key *key)
{
    size_t size = sizeof(*key) + ALLOCATION + key->selector_count * sizeof(*key->selectors);
    if (key->secret)
        size += sizeof(*key->secret) + key->secret->length;
    for (unsigned i = 0; i < key->selector_count; i++)
        size += ALLOCATION + (key->selectors[i].name ? strlen(key->selectors[i].name) : 0);
    return size;
}

bool ikt_key_is_bound(const struct ikt_key *key)
{
    return key->has_cookie || key->initial_iv_length > 0;
}

static unsigned full_length(const struct ikt_address *address)
{
    return address->family == IKT_FAMILY_IPV4 ? 32 : 128;
}

void ikt_selector_set_prefix(struct ikt_selector *selector, unsigned bits)
{
    static const uint8_t zero[sizeof(selector->address.octets)];
    bool unspecified =
        bits == full_length(&selector->address) && memcmp(selector->address.octets, zero, sizeof(zero)) == 0;
    selector->kind = bits == 0 || unspecified ? IKT_SELECTOR_ANY : IKT_SELECTOR_PREFIX;
    selector->bits = bits;
}

bool ikt_selector_is_host(const struct ikt_selector *selector)
{
    return selector->kind == IKT_SELECTOR_PREFIX && selector->bits == full_length(&selector->address);
}

const char *ikt_key_length_error(enum ikt_key_kind kind, size_t length)
{
    switch (kind) {
    case IKT_KEY_PSK:
        if (length == 0)
            return "the preshared key is empty";
        return length > PSK_MAX ? "the preshared key is longer than 4096 bytes" : NULL;
    case IKT_KEY_DH_SECRET:
    case IKT_KEY_DH_PRIVATE:
        return length == 0 || length > IKT_MODP_MAX ? "a Diffie-Hellman value has 1 to 1024 bytes" : NULL;
    case IKT_KEY_SKEYID:
    case IKT_KEY_SKEYID_D:
    case IKT_KEY_SKEYID_A:
    case IKT_KEY_SKEYID_E:
        if (length == 16 || length == 20 || length == 32 || length == 48 || length == 64)
            return NULL;
        return "a SKEYID is as long as its hash: 16, 20, 32, 48 or 64 bytes";
    case IKT_KEY_KA:
        return length < 5 || length > 56 ? "no cipher has a key of this length" : NULL;
    }
    return NULL;
}
