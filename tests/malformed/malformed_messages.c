/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every message of a folder cut at every length and with every octet changed to every value, in one process: what
 * is decoded stays within the octets, what is wrong has a name, and a cut packet is called nothing but cut.
 *
 * usage: malformed_messages FOLDER...
 */
#include "invariants.h"

static uint64_t runs;
static bool kinds_seen[IKT_PROBLEM_COUNT];

static bool is_cut(enum ikt_problem_kind kind)
{
    return kind == IKT_PROBLEM_HEADER_TRUNCATED || kind == IKT_PROBLEM_PAYLOAD_TRUNCATED ||
           kind == IKT_PROBLEM_CIPHERTEXT_TRUNCATED;
}

static void note(const struct ikt_message *message)
{
    for (size_t i = 0; i < message->problem_count; i++)
        kinds_seen[message->problems[i].kind] = true;
}

/* The octets in memory of their own exact size: one octet too far is seen by the sanitizer. */
static struct ikt_message *decode_exact(const uint8_t *octets, size_t length, size_t wire_length)
{
    g_autofree uint8_t *exact = length > 0 ? g_memdup(octets, (guint)length) : NULL;
    runs++;
    return ikt_message_decode((struct ikt_bytes){exact, length}, wire_length);
}

/*
 * The capture cut the packet: one problem says so. What was found in the whole message may be found in its part;
 * nothing else may.
 */
static void cut_by_capture(const uint8_t *octets, size_t captured, size_t length, const struct ikt_message *whole)
{
    struct ikt_message *message = decode_exact(octets, captured, length);
    size_t cuts = 0;
    check_message(message);
    for (size_t i = 0; i < message->problem_count; i++) {
        bool known = is_cut(message->problems[i].kind);
        cuts += known;
        for (size_t k = 0; k < whole->problem_count; k++)
            known = known || whole->problems[k].kind == message->problems[i].kind;
        if (!known)
            g_error("cut at %zu of %zu: %s", captured, length, ikt_problem_name(message->problems[i].kind));
    }
    g_assert_cmpuint(cuts, ==, message->truncated ? 1 : 0);
    g_assert_true(message->truncated || message->header.version >> 4 == 2);
    note(message);
    ikt_message_unref(message);
}

/* The sender cut it: never a word about the capture. */
static void cut_by_sender(const uint8_t *octets, size_t length)
{
    struct ikt_message *message = decode_exact(octets, length, length);
    check_message(message);
    g_assert_false(message->truncated);
    for (size_t i = 0; i < message->problem_count; i++)
        g_assert_false(is_cut(message->problems[i].kind));
    g_assert_cmpuint(message->problem_count, >, 0);
    note(message);
    ikt_message_unref(message);
}

static void cut_everywhere(const uint8_t *octets, size_t length, const struct ikt_message *whole)
{
    for (size_t captured = 0; captured < length; captured++) {
        cut_by_capture(octets, captured, length, whole);
        if (whole->header.version >> 4 != 2 || captured < IKT_HEADER_SIZE)
            cut_by_sender(octets, captured);
    }
}

static void change_everywhere(const uint8_t *octets, size_t length)
{
    g_autofree uint8_t *changed = g_memdup(octets, (guint)length);
    for (size_t at = 0; at < length; at++) {
        for (unsigned value = 0; value < 256; value++) {
            changed[at] = (uint8_t)value;
            struct ikt_message *message = decode_exact(changed, length, length);
            check_message(message);
            g_assert_false(message->truncated);
            note(message);
            if (message->encrypted) {
                struct ikt_message *opened =
                    ikt_message_open(message, message->ciphertext, message->header.next_payload);
                check_message(opened);
                (void)ikt_message_well_formed(opened, 16);
                note(opened);
                ikt_message_unref(opened);
            }
            ikt_message_unref(message);
        }
        changed[at] = octets[at];
    }
}

static void run_folder(const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
    const char *name;
    g_assert_no_error(error);
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *content = NULL;
        gsize length = 0;
        g_file_get_contents(path, &content, &length, &error);
        g_assert_no_error(error);
        if (length == 0)
            continue;
        struct ikt_message *whole = decode_exact((const uint8_t *)content, length, length);
        check_message(whole);
        cut_everywhere((const uint8_t *)content, length, whole);
        change_everywhere((const uint8_t *)content, length);
        ikt_message_unref(whole);
    }
}

int main(int argc, char **argv)
{
    size_t kinds = 0;
    for (int i = 1; i < argc; i++)
        run_folder(argv[i]);
    for (size_t i = 0; i < IKT_PROBLEM_COUNT; i++)
        kinds += kinds_seen[i];
    g_print("%" G_GUINT64_FORMAT " messages, %zu of %d problems\n", runs, kinds, IKT_PROBLEM_COUNT);
    /* Changes that do not reach most of the decoder's checks prove little. */
    return runs > 100000 && kinds > IKT_PROBLEM_COUNT * 3 / 4 ? 0 : 1;
}
