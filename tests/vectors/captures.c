/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Decryption of the project's own captures: with the keys beside them, with the preshared key alone, with every message
 * lost in turn, with every message twice, and with messages changed. Right keys are never called bad.
 */
#include <string.h>

#include "decrypt/decrypt.h"
#include "reading.h"
#include "replay.h"

/* Captures whose keys open everything. */
static const struct {
    const char *folder, *capture;
} captures[] = {
    {"tunnel-up", "capture.pcap"},         {"tunnel-up-3des-md5", "capture.pcapng"},
    {"tunnel-up-ipv6", "capture.pcap"},    {"tunnel-up-aggressive", "capture.pcap"},
    {"tunnel-up-deleted", "capture.pcap"}, {"psk-mismatch", "capture.pcap"},
    {"pfs-missing", "capture.pcap"},       {"acl-not-mirrored", "capture.pcap"},
    {"qm3-lost", "capture.pcap"},
};

struct scene {
    char *keys;         /* text of the keyring */
    GPtrArray *packets; /* GBytes */
    uint8_t cookie[IKT_COOKIE_SIZE];
    struct ikt_endpoint initiator, responder;
};

static char *path_to(size_t index, const char *name)
{
    const char *source = g_getenv("IKT_SOURCE_DIR");

    return g_build_filename(source ? source : ".", "captures", captures[index].folder, name, NULL);
}

/* The cookie and the addresses stand in the keyring: that of the DH secret, those of the first preshared key. */
static struct scene scene_of(size_t index)
{
    struct scene scene = {0};
    g_autofree char *keys = path_to(index, "keys");
    g_autofree char *capture = path_to(index, captures[index].capture);

    g_assert_true(g_file_get_contents(keys, &scene.keys, NULL, NULL));
    scene.packets = replay_packets(capture);
    g_auto(GStrv) lines = g_strsplit(scene.keys, "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        g_auto(GStrv) words = g_strsplit(lines[i], " ", -1);
        if (strstr(lines[i], " : DH-SECRET 0x")) {
            replay_cookie(lines[i], scene.cookie);
        } else if (strstr(lines[i], " : PSK ")) {
            g_assert_true(ikt_address_parse(words[0], &scene.initiator.address));
            g_assert_true(ikt_address_parse(words[1], &scene.responder.address));
        }
    }
    return scene;
}

static void leave(struct scene *scene)
{
    g_free(scene->keys);
    g_ptr_array_unref(scene->packets);
}

/* Distinct ISAKMP messages of the scene's SA, in order: struct ikt_message. */
static GPtrArray *messages_of(const struct scene *scene)
{
    GPtrArray *messages = g_ptr_array_new_with_free_func((GDestroyNotify)ikt_message_unref);
    GHashTable *seen = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);

    for (guint i = 0; i < scene->packets->len; i++) {
        GBytes *bytes = replay_message(scene->packets->pdata[i], scene->cookie);
        if (!bytes)
            continue;
        struct ikt_bytes view = vectors_view(bytes);
        if (g_hash_table_add(seen, bytes))
            g_ptr_array_add(messages, ikt_message_decode(view, view.length));
    }
    g_hash_table_unref(seen);
    return messages;
}

/* Who sent the packet that a message came in: its address stands before the message. */
static bool is_from_initiator(const struct scene *scene, const struct ikt_message *message)
{
    const struct ikt_address *address = &scene->initiator.address;
    size_t length = address->family == IKT_FAMILY_IPV4 ? 4 : 16;

    for (guint i = 0; i < scene->packets->len; i++) {
        struct ikt_bytes packet = vectors_view(scene->packets->pdata[i]);
        if (packet.length < message->octets.length || memcmp(packet.data + packet.length - message->octets.length,
                                                             message->octets.data, message->octets.length) != 0)
            continue;
        /* Ethernet, then the source address at 12 (IPv4) or 8 (IPv6) */
        return memcmp(packet.data + 14 + (length == 4 ? 12 : 8), address->octets, length) == 0;
    }
    g_assert_not_reached();
}

struct tally {
    unsigned count[IKT_DECRYPTION_COUNT]; /* of encrypted messages */
};

static void feed(struct ikt_decryptor *decryptor, bool from_initiator, const struct ikt_message *message,
                 struct tally *tally)
{
    if (!message->encrypted) {
        if (message->header.exchange == IKT_EXCHANGE_MAIN || message->header.exchange == IKT_EXCHANGE_AGGRESSIVE)
            ikt_decryptor_learn(decryptor, from_initiator, message);
        return;
    }
    struct ikt_opened opened = ikt_decryptor_open(decryptor, from_initiator, message);
    g_assert_cmpint(opened.message != NULL, ==,
                    opened.decryption == IKT_DECRYPTION_VERIFIED || opened.decryption == IKT_DECRYPTION_DECRYPTED ||
                        opened.decryption == IKT_DECRYPTION_PARTIAL);
    tally->count[opened.decryption]++;
    ikt_message_unref(opened.message);
}

static struct ikt_decryptor *decryptor_of(const struct scene *scene, const char *keys)
{
    struct ikt_keyring *keyring = ikt_keyring_new();

    g_assert_true(
        ikt_keyring_add(keyring, "keys", (struct ikt_bytes){(const uint8_t *)keys, strlen(keys)}, NULL, NULL));
    struct ikt_key_work *work = ikt_key_work_new(keyring);
    struct ikt_decryptor *decryptor = ikt_decryptor_new(work, scene->cookie, &scene->initiator, &scene->responder);
    ikt_key_work_unref(work);
    ikt_keyring_unref(keyring);
    return decryptor;
}

/* All messages but one (none when lost is past the end), each so many times. */
static struct tally run(const struct scene *scene, const GPtrArray *messages, guint lost, unsigned times)
{
    struct ikt_decryptor *decryptor = decryptor_of(scene, scene->keys);
    struct tally tally = {{0}};

    for (guint i = 0; i < messages->len; i++)
        for (unsigned k = 0; k < times && i != lost; k++)
            feed(decryptor, is_from_initiator(scene, messages->pdata[i]), messages->pdata[i], &tally);
    ikt_decryptor_free(decryptor);
    return tally;
}

static void test_all_open(gconstpointer data)
{
    struct scene scene = scene_of(GPOINTER_TO_SIZE(data));
    GPtrArray *messages = messages_of(&scene);
    struct tally once = run(&scene, messages, G_MAXUINT, 1), twice = run(&scene, messages, G_MAXUINT, 2);

    g_test_message("%u verified", once.count[IKT_DECRYPTION_VERIFIED]);
    g_assert_cmpuint(once.count[IKT_DECRYPTION_VERIFIED], >=, 2);
    for (unsigned i = 0; i < IKT_DECRYPTION_COUNT; i++) {
        if (i != IKT_DECRYPTION_VERIFIED)
            g_assert_cmpuint(once.count[i], ==, 0);
        g_assert_cmpuint(twice.count[i], ==, 2 * once.count[i]);
    }
    g_ptr_array_unref(messages);
    leave(&scene);
}

static void test_each_lost(gconstpointer data)
{
    struct scene scene = scene_of(GPOINTER_TO_SIZE(data));
    GPtrArray *messages = messages_of(&scene);

    for (guint lost = 0; lost < messages->len; lost++) {
        const struct ikt_message *message = messages->pdata[lost];
        struct tally tally = run(&scene, messages, lost, 1);
        g_assert_cmpuint(tally.count[IKT_DECRYPTION_BAD_KEY], ==, 0);
        unsigned hurt = tally.count[IKT_DECRYPTION_NO_KEY] + tally.count[IKT_DECRYPTION_PARTIAL];
        /* Only the next is hurt, which begins where the lost one ended; after phase 1 that is every new exchange. */
        if (message->header.exchange != IKT_EXCHANGE_MAIN && message->header.exchange != IKT_EXCHANGE_AGGRESSIVE)
            g_assert_cmpuint(hurt, <=, 1);
    }
    g_ptr_array_unref(messages);
    leave(&scene);
}

static void test_psk_alone(gconstpointer data)
{
    struct scene scene = scene_of(GPOINTER_TO_SIZE(data));
    GPtrArray *messages = messages_of(&scene);
    char *secret = strstr(scene.keys, " : DH-SECRET");
    struct tally tally = {{0}};

    while (secret > scene.keys && secret[-1] != '\n')
        secret--;
    *secret = '\0';
    struct ikt_decryptor *decryptor = decryptor_of(&scene, scene.keys);
    for (guint i = 0; i < messages->len; i++)
        feed(decryptor, is_from_initiator(&scene, messages->pdata[i]), messages->pdata[i], &tally);
    g_assert_cmpuint(tally.count[IKT_DECRYPTION_NO_KEY], >=, 2);
    g_assert_cmpuint(tally.count[IKT_DECRYPTION_VERIFIED] + tally.count[IKT_DECRYPTION_BAD_KEY], ==, 0);
    g_assert_cmpint(ikt_decryptor_missing(decryptor), ==, IKT_MISSING_DH);
    ikt_decryptor_free(decryptor);
    g_ptr_array_unref(messages);
    leave(&scene);
}

/* Forged copies between the messages, a bit changed or an end cut off: the genuine ones are read as without them. */
static void test_forged(gconstpointer data)
{
    struct scene scene = scene_of(GPOINTER_TO_SIZE(data));
    GPtrArray *messages = messages_of(&scene);
    struct tally clean = run(&scene, messages, G_MAXUINT, 1), genuine = {{0}}, forged = {{0}};
    struct ikt_decryptor *decryptor = decryptor_of(&scene, scene.keys);

    for (guint i = 0; i < messages->len; i++) {
        const struct ikt_message *message = messages->pdata[i];
        bool from_initiator = is_from_initiator(&scene, message);
        for (size_t at = IKT_HEADER_SIZE; message->encrypted && at < message->octets.length; at += 7) {
            g_autofree uint8_t *copy = g_malloc(message->octets.length);
            memcpy(copy, message->octets.data, message->octets.length);
            copy[at] ^= 0x10;
            struct ikt_bytes octets = {copy, message->octets.length};
            struct ikt_message *changed = ikt_message_decode(octets, octets.length);
            feed(decryptor, from_initiator, changed, &forged);
            ikt_message_unref(changed);
            octets.length = at;
            struct ikt_message *cut = ikt_message_decode(octets, message->octets.length);
            feed(decryptor, from_initiator, cut, &forged);
            ikt_message_unref(cut);
        }
        feed(decryptor, from_initiator, message, &genuine);
    }
    g_assert_cmpint(memcmp(&genuine, &clean, sizeof clean), ==, 0);
    g_test_message("forged: %u verified, %u decrypted", forged.count[IKT_DECRYPTION_VERIFIED],
                   forged.count[IKT_DECRYPTION_DECRYPTED]);
    ikt_decryptor_free(decryptor);
    g_ptr_array_unref(messages);
    leave(&scene);
}

static void add(const char *prefix, size_t index, GTestDataFunc test)
{
    g_autofree char *name = g_strconcat("/captures/", prefix, "/", captures[index].folder, NULL);

    g_test_add_data_func(name, GSIZE_TO_POINTER(index), test);
}

int main(int argc, char **argv)
{
    vectors_init(&argc, &argv);
    for (size_t i = 0; i < G_N_ELEMENTS(captures); i++) {
        add("all-open", i, test_all_open);
        add("each-lost", i, test_each_lost);
        add("psk-alone", i, test_psk_alone);
        add("forged", i, test_forged);
    }
    return g_test_run();
}
