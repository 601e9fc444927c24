/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "exchange_texts.h"

#include <string.h>

struct key {
    uint8_t cookie[IKT_COOKIE_SIZE];
    uint32_t message_id;
};

/* A tree: whoever writes a capture chooses the keys, and no choice makes it slow. */
struct ikt_exchange_texts {
    GTree *texts; /* of char *, by struct key */
    GString *writing;
    gsize used;
};

static gint compare_keys(gconstpointer a, gconstpointer b, gpointer user)
{
    (void)user;
    const struct key *one = a, *other = b;
    const int cookies = memcmp(one->cookie, other->cookie, sizeof one->cookie);
    return cookies != 0 ? cookies : (one->message_id > other->message_id) - (one->message_id < other->message_id);
}

static struct key key_of(const uint8_t cookie[static IKT_COOKIE_SIZE], uint32_t message_id)
{
    struct key key = {.message_id = message_id};
    memcpy(key.cookie, cookie, sizeof key.cookie);
    return key;
}

struct ikt_exchange_texts *ikt_exchange_texts_new(void)
{
    struct ikt_exchange_texts *texts = g_new(struct ikt_exchange_texts, 1);
    *texts = (struct ikt_exchange_texts){.texts = g_tree_new_full(compare_keys, NULL, g_free, g_free),
                                         .writing = g_string_new(NULL)};
    return texts;
}

void ikt_exchange_texts_free(struct ikt_exchange_texts *texts)
{
    if (!texts)
        return;
    g_tree_destroy(texts->texts);
    g_string_free(texts->writing, TRUE);
    g_free(texts);
}

GString *ikt_exchange_texts_begin(struct ikt_exchange_texts *texts)
{
    return g_string_truncate(texts->writing, 0);
}

void ikt_exchange_texts_end(struct ikt_exchange_texts *texts, const uint8_t cookie[static IKT_COOKIE_SIZE],
                            uint32_t message_id)
{
    if (texts->used + texts->writing->len > IKT_EXCHANGE_TEXTS_ROOM)
        return;
    struct key *key = g_new(struct key, 1);
    *key = key_of(cookie, message_id);
    texts->used += texts->writing->len;
    g_tree_insert(texts->texts, key, g_strdup(texts->writing->str));
}

const char *ikt_exchange_texts_of(const struct ikt_exchange_texts *texts, const uint8_t cookie[static IKT_COOKIE_SIZE],
                                  uint32_t message_id)
{
    struct key key = key_of(cookie, message_id);
    return g_tree_lookup(texts->texts, &key);
}
