/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every encrypted message of the reference negotiations opens under the secrets that the daemons had, given in one way
 * or another, with the payloads that another decoder found. Skipped where the reference data is absent.
 */
#include <glib.h>
#include <jansson.h>
#include <string.h>

#include "decrypt/decrypt.h"
#include "lab_keymat.h"
#include "reading.h"
#include "replay.h"

/* Captures that lack what a key needs: their messages stay closed, and are never called badly keyed. */
static const char *const unreadable[] = {"truncated_snaplen_ss_ss", "starts_mid_session_ss_ss", NULL};
/* One of them lacks phase 1 alone: under Ka only the first block of each Quick Mode is lost. */
static const char mid_session[] = "starts_mid_session_ss_ss";

/* Which secrets are given, and what a message then is. phase2: every encrypted message but those of phase 1. */
struct mode {
    const char *name;
    bool psk, wrong_psk;
    const char *secret, *kind;   /* of truth.json; of the keyring */
    const char *secret2, *kind2; /* another, or NULL */
    enum ikt_decryption phase1, phase2;
    enum ikt_missing_key missing;
    bool logs; /* the secrets are those of the strongSwan logs beside the capture, and no others */
};
static const struct mode modes[] = {
    {"psk-dh", true, false, "dh_shared", "DH-SECRET", NULL, NULL, IKT_DECRYPTION_VERIFIED, IKT_DECRYPTION_VERIFIED,
     IKT_MISSING_NOTHING, false},
    {"skeyid-dh", false, false, "skeyid", "SKEYID", "dh_shared", "DH-SECRET", IKT_DECRYPTION_VERIFIED,
     IKT_DECRYPTION_VERIFIED, IKT_MISSING_NOTHING, false},
    {"ka", false, false, "enc_key", "KA", NULL, NULL, IKT_DECRYPTION_DECRYPTED, IKT_DECRYPTION_DECRYPTED,
     IKT_MISSING_NOTHING, false},
    {"ka-psk", true, false, "enc_key", "KA", NULL, NULL, IKT_DECRYPTION_VERIFIED, IKT_DECRYPTION_DECRYPTED,
     IKT_MISSING_NOTHING, false},
    {"skeyid_e", false, false, "skeyid_e", "SKEYID_e", NULL, NULL, IKT_DECRYPTION_DECRYPTED, IKT_DECRYPTION_DECRYPTED,
     IKT_MISSING_NOTHING, false},
    {"skeyid_e-skeyid_a", false, false, "skeyid_e", "SKEYID_e", "skeyid_a", "SKEYID_a", IKT_DECRYPTION_DECRYPTED,
     IKT_DECRYPTION_VERIFIED, IKT_MISSING_NOTHING, false},
    {"psk", true, false, NULL, NULL, NULL, NULL, IKT_DECRYPTION_NO_KEY, IKT_DECRYPTION_NO_KEY, IKT_MISSING_DH, false},
    {"dh", false, false, "dh_shared", "DH-SECRET", NULL, NULL, IKT_DECRYPTION_NO_KEY, IKT_DECRYPTION_NO_KEY,
     IKT_MISSING_PSK, false},
    {"wrong-psk-dh", false, true, "dh_shared", "DH-SECRET", NULL, NULL, IKT_DECRYPTION_BAD_KEY, IKT_DECRYPTION_BAD_KEY,
     IKT_MISSING_NOTHING, false},
    {"none", false, false, NULL, NULL, NULL, NULL, IKT_DECRYPTION_NO_KEY, IKT_DECRYPTION_NO_KEY, IKT_MISSING_ALL,
     false},
    {"charon-logs", false, false, NULL, NULL, NULL, NULL, IKT_DECRYPTION_VERIFIED, IKT_DECRYPTION_VERIFIED,
     IKT_MISSING_NOTHING, true},
};

struct lab_case {
    const char *folder;
    const struct mode *mode;
};

struct sa {
    struct ikt_decryptor *decryptor;
    GHashTable *quick; /* message ID -> its first two messages, see lab_keymat.h */
    bool encrypted;    /* a message was, so that a key may be missing */
    struct ikt_address initiator;
};

struct replay {
    const char *name;
    const struct mode *mode;
    GPtrArray *packets; /* GBytes, frame 1 first */
    GHashTable *sas;    /* initiator cookie in hex -> struct sa */
    struct ikt_keyring *keyring;
    GByteArray *fragments;
    bool psk;
    unsigned encrypted;
};

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void add_secret(GString *text, const json_t *sa, const json_t *keys, const char *secret, const char *kind)
{
    if (secret)
        g_string_append_printf(text, "%s : %s 0x%s\n", text_of(sa, "icookie"), kind, text_of(keys, secret));
}

static void add_keys(const struct mode *mode, GString *text, const json_t *sa, const json_t *keys)
{
    if (!text_of(keys, "dh_shared"))
        return;
    if ((mode->psk || mode->wrong_psk) && text_of(keys, "psk"))
        g_string_append_printf(text, "%s %s : PSK \"%s%s\"\n", text_of(sa, "initiator"), text_of(sa, "responder"),
                               text_of(keys, "psk"), mode->wrong_psk ? "?" : "");
    add_secret(text, sa, keys, mode->secret, mode->kind);
    add_secret(text, sa, keys, mode->secret2, mode->kind2);
}

static void add_logs(struct replay *replay, const char *folder)
{
    static const char *const logs[] = {"A.charon.log", "B.charon.log"};

    for (size_t i = 0; i < G_N_ELEMENTS(logs); i++) {
        g_autofree char *path = g_build_filename(folder, "keys", logs[i], NULL);
        g_autofree char *text = NULL;
        gsize length;
        if (g_file_get_contents(path, &text, &length, NULL))
            g_assert_true(ikt_keyring_add(replay->keyring, logs[i], (struct ikt_bytes){(const uint8_t *)text, length},
                                          NULL, NULL));
    }
}

static void make_keyring(struct replay *replay, const json_t *truth)
{
    GString *text = g_string_new(NULL);
    size_t i, k;
    json_t *sa, *other;

    replay->psk = true;
    json_array_foreach(json_object_get(truth, "isakmp_sas"), i, sa) {
        const char *method = text_of(json_object_get(sa, "selected"), "auth");
        if (method && strstr(method, "RSA"))
            replay->psk = false;
        add_keys(replay->mode, text, sa, sa);
        json_array_foreach(json_object_get(sa, "other_side_keys"), k, other)
            add_keys(replay->mode, text, sa, other);
    }
    replay->keyring = ikt_keyring_new();
    g_assert_true(
        ikt_keyring_add(replay->keyring, "truth", (struct ikt_bytes){(uint8_t *)text->str, text->len}, NULL, NULL));
    g_string_free(text, TRUE);
}

static void free_sa(gpointer data)
{
    struct sa *sa = data;

    g_hash_table_unref(sa->quick);
    ikt_decryptor_free(sa->decryptor);
    g_free(sa);
}

static struct sa *find_sa(struct replay *replay, const json_t *entry, const struct ikt_message *message)
{
    const char *cookie = text_of(entry, "icookie");
    struct sa *sa = g_hash_table_lookup(replay->sas, cookie);
    struct ikt_endpoint initiator = {0}, responder = {0};

    if (sa)
        return sa;
    sa = g_new0(struct sa, 1);
    g_assert_true(ikt_address_parse(text_of(entry, "src"), &initiator.address));
    g_assert_true(ikt_address_parse(text_of(entry, "dst"), &responder.address));
    sa->initiator = initiator.address;
    sa->quick = lab_quick_table();
    struct ikt_key_work *work = ikt_key_work_new(replay->keyring);
    sa->decryptor = ikt_decryptor_new(work, message->header.initiator_cookie, &initiator, &responder);
    ikt_key_work_unref(work);
    g_hash_table_insert(replay->sas, g_strdup(cookie), sa);
    return sa;
}

/* The reference decoder's names of payload types. */
static const char *reference_name(uint8_t type)
{
    switch (type) {
    case IKT_PAYLOAD_ATTRIBUTES:
        return "ATTR";
    case IKT_PAYLOAD_CERTREQ:
        return "CERT-REQ";
    case IKT_PAYLOAD_NAT_D:
    case IKT_PAYLOAD_NAT_D_DRAFT:
        return "NAT-D";
    case IKT_PAYLOAD_NAT_OA:
    case IKT_PAYLOAD_NAT_OA_DRAFT:
        return "NAT-OA";
    default:
        return ikt_payload_name(type);
    }
}

static void compare_payloads(const struct replay *replay, const json_t *entry, const struct ikt_message *opened)
{
    const json_t *payloads = json_object_get(entry, "payloads");
    size_t i;
    json_t *payload;

    if (json_array_size(payloads) != opened->payload_count)
        g_error("%s frame %" JSON_INTEGER_FORMAT ": %zu payloads", replay->name,
                json_integer_value(json_object_get(entry, "frame")), opened->payload_count);
    json_array_foreach(payloads, i, payload)
        g_assert_cmpstr(text_of(payload, "payload"), ==, reference_name(opened->payloads[i].type));
}

/* What the mode says of this message. */
static enum ikt_decryption expectation(const struct replay *replay, const struct sa *sa,
                                       const struct ikt_message *message, const struct ikt_message *opened)
{
    const char *kind = replay->mode->kind ? replay->mode->kind : "";

    /* SKEYID_e is made of SKEYID, g^xy and the cookies: of nothing that stands in phase 1 alone. */
    if (strcmp(replay->name, mid_session) == 0 &&
        (replay->mode->logs || strcmp(kind, "KA") == 0 || strcmp(kind, "SKEYID_e") == 0 || strcmp(kind, "SKEYID") == 0))
        return lab_quick_seen(sa->quick, message->header.message_id) ? replay->mode->phase2 : IKT_DECRYPTION_PARTIAL;
    bool is_phase1 = message->header.exchange != IKT_EXCHANGE_QUICK &&
                     message->header.exchange != IKT_EXCHANGE_INFORMATIONAL &&
                     message->header.exchange != IKT_EXCHANGE_TRANSACTION;

    if (g_strv_contains(unreadable, replay->name))
        return IKT_DECRYPTION_NO_KEY;
    /* A signature cannot be checked without a certificate; without a preshared key g^xy is all there is to know. */
    if (!replay->psk && (replay->mode->missing == IKT_MISSING_PSK || replay->mode->wrong_psk))
        return is_phase1 ? IKT_DECRYPTION_DECRYPTED : IKT_DECRYPTION_VERIFIED;
    if (opened && ikt_message_payload(opened, IKT_PAYLOAD_SIG, 0))
        return IKT_DECRYPTION_DECRYPTED;
    return is_phase1 ? replay->mode->phase1 : replay->mode->phase2;
}

static void open_message(struct replay *replay, const json_t *entry, struct sa *sa, bool from_initiator,
                         const struct ikt_message *message)
{
    struct ikt_opened opened = ikt_decryptor_open(sa->decryptor, from_initiator, message);
    enum ikt_decryption expected = expectation(replay, sa, message, opened.message);

    if (opened.decryption != expected)
        g_error("%s, %s: frame %" JSON_INTEGER_FORMAT " is %d, not %d", replay->name, replay->mode->name,
                json_integer_value(json_object_get(entry, "frame")), opened.decryption, expected);
    bool is_open = expected == IKT_DECRYPTION_VERIFIED || expected == IKT_DECRYPTION_DECRYPTED ||
                   expected == IKT_DECRYPTION_PARTIAL;
    g_assert_cmpint(opened.message != NULL, ==, is_open);
    if (opened.message)
        compare_payloads(replay, entry, opened.message);
    if (opened.message)
        lab_quick_note(sa->quick, opened.message);
    ikt_message_unref(opened.message);
    sa->encrypted = true;
    replay->encrypted++;
}

static void feed(struct replay *replay, const json_t *entry)
{
    size_t frame = (size_t)json_integer_value(json_object_get(entry, "frame"));
    size_t length = (size_t)json_integer_value(json_object_get(entry, "length"));
    struct ikt_address source;

    if (!text_of(entry, "icookie") || json_object_get(entry, "retransmission_of"))
        return;
    uint8_t cookie[IKT_COOKIE_SIZE];
    replay_cookie(text_of(entry, "icookie"), cookie);
    GBytes *bytes = json_object_get(entry, "reassembled") ? g_bytes_new(replay->fragments->data, replay->fragments->len)
                                                          : replay_message(replay->packets->pdata[frame - 1], cookie);
    g_assert_nonnull(bytes);
    gsize size;
    const uint8_t *data = g_bytes_get_data(bytes, &size);
    struct ikt_message *message = ikt_message_decode((struct ikt_bytes){data, size}, length);
    struct sa *sa = find_sa(replay, entry, message);
    g_assert_true(ikt_address_parse(text_of(entry, "src"), &source));
    bool from_initiator = ikt_address_equal(&source, &sa->initiator);

    const struct ikt_payload *fragment = ikt_message_payload(message, IKT_PAYLOAD_FRAGMENT, 0);
    if (fragment) {
        if (fragment->fragment.number == 1)
            g_byte_array_set_size(replay->fragments, 0);
        g_byte_array_append(replay->fragments, fragment->fragment.data.data, (guint)fragment->fragment.data.length);
    } else if (message->encrypted) {
        open_message(replay, entry, sa, from_initiator, message);
    } else if (message->header.exchange == IKT_EXCHANGE_MAIN || message->header.exchange == IKT_EXCHANGE_AGGRESSIVE) {
        ikt_decryptor_learn(sa->decryptor, from_initiator, message);
    }
    ikt_message_unref(message);
    g_bytes_unref(bytes);
}

/* Every IPsec SA's keys are those that the daemons had, as far as SKEYID_d and the PFS secret are known. */
static void check_ipsec_sas(const struct replay *replay, const json_t *truth)
{
    const struct mode *mode = replay->mode;
    GHashTableIter iter;
    gpointer cookie, value;
    struct lab_checked checked = {0};

    g_hash_table_iter_init(&iter, replay->sas);
    while (g_hash_table_iter_next(&iter, &cookie, &value)) {
        const struct sa *sa = value;
        lab_check_keymat(replay->name, sa->decryptor, sa->quick, truth, &checked);
    }
    bool has_skeyid_d =
        mode->logs || g_strcmp0(mode->secret, "dh_shared") == 0 || g_strcmp0(mode->secret2, "dh_shared") == 0;
    g_test_message("%s: keys of %u IPsec SAs", replay->name, checked.equal);
    if (mode->logs && strcmp(replay->name, mid_session) == 0)
        g_assert_cmpuint(checked.equal, ==, 4);
    if (has_skeyid_d && mode->phase2 == IKT_DECRYPTION_VERIFIED && !g_strv_contains(unreadable, replay->name))
        g_assert_cmpuint(checked.unknown, ==, mode->logs ? 0 : checked.pfs);
    else if (!has_skeyid_d)
        g_assert_cmpuint(checked.equal, ==, 0);
}

/* Where the daemons had different keys, both are named; elsewhere one is. What is missing is said. */
static void check_sas(struct replay *replay, const json_t *truth)
{
    size_t i;
    json_t *record;

    json_array_foreach(json_object_get(truth, "isakmp_sas"), i, record) {
        const struct sa *sa = g_hash_table_lookup(replay->sas, text_of(record, "icookie"));
        if (!sa || !text_of(record, "dh_shared") || !replay->psk || g_strv_contains(unreadable, replay->name))
            continue;
        /* both sides' SKEYID is there, and each side's messages can be checked with its own */
        bool skeyids = replay->mode->psk || replay->mode->logs || g_strcmp0(replay->mode->kind, "SKEYID") == 0;
        bool two = strcmp(replay->name, "p1_psk_mismatch_mm_ss_ss") == 0 && skeyids &&
                   replay->mode->phase2 == IKT_DECRYPTION_VERIFIED;
        bool both = ikt_decryptor_psk(sa->decryptor, true) && ikt_decryptor_psk(sa->decryptor, false);
        g_assert_cmpint(ikt_decryptor_psk_differs(sa->decryptor), ==, two);
        g_assert_cmpint(ikt_decryptor_missing(sa->decryptor), ==,
                        sa->encrypted ? replay->mode->missing : IKT_MISSING_NOTHING);
        if (two && replay->mode->psk)
            g_assert_true(both);
        if (!replay->mode->psk)
            g_assert_false(both);
    }
}

static void replay_case(gconstpointer data)
{
    const struct lab_case *lab_case = data;
    g_autofree char *name = g_path_get_basename(lab_case->folder);
    g_autofree char *truth_path = g_build_filename(lab_case->folder, "truth.json", NULL);
    json_error_t error;
    json_t *truth = json_load_file(truth_path, 0, &error), *entry;
    size_t i;

    g_assert_nonnull(truth);
    g_autofree char *capture = g_build_filename(lab_case->folder, text_of(truth, "capture"), NULL);
    struct replay replay = {.name = name,
                            .mode = lab_case->mode,
                            .packets = replay_packets(capture),
                            .sas = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_sa),
                            .fragments = g_byte_array_new()};
    make_keyring(&replay, truth);
    if (lab_case->mode->logs)
        add_logs(&replay, lab_case->folder);
    json_array_foreach(json_object_get(truth, "messages"), i, entry)
        feed(&replay, entry);
    check_sas(&replay, truth);
    check_ipsec_sas(&replay, truth);
    g_test_message("%s: %u encrypted", name, replay.encrypted);
    g_hash_table_unref(replay.sas);
    ikt_keyring_unref(replay.keyring);
    g_byte_array_unref(replay.fragments);
    g_ptr_array_unref(replay.packets);
    json_decref(truth);
}

static void free_case(gpointer data)
{
    struct lab_case *lab_case = data;

    g_free((char *)lab_case->folder);
    g_free(lab_case);
}

/* Of two libreswan there is none: it logs no secret. */
static bool has_log(const char *folder, const char *name)
{
    g_autofree char *of_initiator = g_build_filename(folder, name, "keys", "A.charon.log", NULL);
    g_autofree char *of_responder = g_build_filename(folder, name, "keys", "B.charon.log", NULL);

    return g_file_test(of_initiator, G_FILE_TEST_EXISTS) || g_file_test(of_responder, G_FILE_TEST_EXISTS);
}

static void add_case(GPtrArray *cases, const char *folder, const char *name)
{
    g_autofree char *truth = g_build_filename(folder, name, "truth.json", NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(modes) && g_file_test(truth, G_FILE_TEST_EXISTS); i++) {
        if (modes[i].logs && !has_log(folder, name))
            continue;
        g_autofree char *test = g_strconcat("/lab-cases/", modes[i].name, "/", name, NULL);
        struct lab_case *lab_case = g_new(struct lab_case, 1);
        *lab_case = (struct lab_case){g_build_filename(folder, name, NULL), &modes[i]};
        g_ptr_array_add(cases, lab_case);
        g_test_add_data_func(test, lab_case, replay_case);
    }
}

int main(int argc, char **argv)
{
    vectors_init(&argc, &argv);

    const char *shared = g_getenv("IKT_SHARED_DIR");
    g_autofree char *folder = g_build_filename(shared ? shared : "../shared", "lab-cases", NULL);
    GDir *names = g_dir_open(folder, 0, NULL);
    if (!names)
        return 77;

    GPtrArray *cases = g_ptr_array_new_with_free_func(free_case);
    const char *name;
    while ((name = g_dir_read_name(names)))
        add_case(cases, folder, name);
    g_dir_close(names);
    int result = g_test_run();
    g_ptr_array_unref(cases);
    return result;
}
