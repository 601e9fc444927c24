/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the input as a key file, and asks the keyring about two peers. Read piece by piece, as a large log is, it gives
 * as many keys.
 */
#include <glib.h>

#include "fuzz_message.h"
#include "keys/keyring.h"

static void check_remark(void *user, enum ikt_key_remark_kind kind, const char *file, unsigned line, const char *text)
{
    unsigned *errors = user;

    (void)line;
    g_assert_cmpstr(file, ==, "keys");
    g_assert_true(g_utf8_validate(text, -1, NULL));
    *errors += kind == IKT_KEY_ERROR;
}

struct pieces {
    struct ikt_bytes all;
    size_t at; /* given so far */
};

static bool more(void *user, size_t kept, struct ikt_bytes *out)
{
    struct pieces *pieces = user;
    const size_t length = MIN(pieces->all.length - pieces->at, 100U);
    g_assert_cmpuint(kept, <=, pieces->at);
    if (length == 0)
        return false;
    *out = (struct ikt_bytes){pieces->all.data + pieces->at - kept, kept + length};
    pieces->at += length;
    return true;
}

static void check_pieces(const struct ikt_keyring *whole, struct ikt_bytes content)
{
    struct pieces pieces = {content, content.length / 2};
    struct ikt_keyring *keyring = ikt_keyring_new();
    if (ikt_keyring_add_large(keyring, "keys", (struct ikt_bytes){content.data, pieces.at}, more, &pieces, NULL, NULL))
        g_assert_cmpuint(ikt_keyring_size(keyring), ==, ikt_keyring_size(whole));
    ikt_keyring_unref(keyring);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t cookie[IKT_COOKIE_SIZE] = {0xb8, 0x72, 0xa3, 0x11, 0x9d, 0x04, 0x4d, 0xdd};
    const struct ikt_peer initiator = {.address = {IKT_FAMILY_IPV4, {203, 0, 113, 1}}};
    const struct ikt_peer responder = {.address = {IKT_FAMILY_IPV4, {198, 51, 100, 1}}};
    struct ikt_psk_matches matches = {.most = SIZE_MAX};
    struct ikt_keyring *keyring = ikt_keyring_new();
    unsigned errors = 0;

    const struct ikt_bytes content = {size > 0 ? data : NULL, size};
    bool ok = ikt_keyring_add(keyring, "keys", content, check_remark, &errors);
    g_assert_cmpint(ok, ==, errors == 0);
    if (ok && size > 1)
        check_pieces(keyring, content);
    size_t count = ikt_keyring_psks(keyring, &initiator, &responder, &matches);
    g_assert_cmpuint(count, <=, IKT_PSK_MATCHES_MAX);
    for (size_t i = 0; i < count; i++) {
        g_assert_cmpint(matches.items[i].key->kind, ==, IKT_KEY_PSK);
        g_assert_true(i == 0 || matches.items[i - 1].rank <= matches.items[i].rank);
    }
    const struct ikt_sa_name sa = {cookie, {cookie, sizeof cookie}};
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    ikt_keyring_secrets(keyring, &sa, keys);
    ikt_keyring_quick_secrets(keyring, &sa, 0xe49d5622, keys);
    for (guint i = 0; i < keys->len; i++)
        g_assert_cmpint(((const struct ikt_key *)keys->pdata[i])->kind, !=, IKT_KEY_PSK);
    ikt_keyring_unref(keyring);
    return 0;
}
