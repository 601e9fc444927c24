/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "corpus.h"

#include <string.h>

#include "iketriage/feed.h"

static GPtrArray *all; /* keeps every capture that was read until the program ends */

static void complain(void *user, enum ikt_key_remark_kind kind, const char *file, unsigned line, const char *text)
{
    (void)user;
    if (kind == IKT_KEY_ERROR)
        g_error("%s:%u: %s", file, line, text);
}

static void add_keys(struct capture *capture, const char *name, const char *content, gsize length)
{
    ikt_keyring_add(capture->keys, name, (struct ikt_bytes){(const uint8_t *)content, length}, complain, NULL);
    capture->keyed = true;
}

static struct capture *load(const char *name, const char *path)
{
    g_autoptr(GError) error = NULL;
    struct capture *capture = g_new0(struct capture, 1);
    struct ikt_frame captured;

    capture->name = g_strdup(name);
    capture->file = ikt_capture_file_open(path, NULL, false, &error);
    g_assert_no_error(error);
    capture->frames = g_array_new(FALSE, FALSE, sizeof(struct frame));
    while (ikt_capture_file_next(capture->file, &captured, &error)) {
        struct frame frame = {captured.time, captured.link_type,
                              g_bytes_new(captured.octets.data, captured.octets.length), captured.wire_length};
        g_array_append_val(capture->frames, frame);
    }
    g_clear_error(&error); /* a file that ends in the middle is read as far as it goes */
    capture->keys = ikt_keyring_new();
    if (!all)
        all = g_ptr_array_new();
    g_ptr_array_add(all, capture);
    return capture;
}

static int compare_names(const char *const *a, const char *const *b)
{
    return strcmp(*a, *b);
}

/* The names in a folder, sorted. */
static GPtrArray *names_in(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    const char *name;

    while (dir && (name = g_dir_read_name(dir)))
        g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, (GCompareFunc)compare_names);
    return names;
}

/* FOLDER/NAME/capture.pcap of any kind; NULL. */
static struct capture *load_scenario(const char *folder, const char *name)
{
    static const char *const files[] = {"capture.pcap", "capture.pcapng"};
    for (unsigned f = 0; f < G_N_ELEMENTS(files); f++) {
        g_autofree char *path = g_build_filename(folder, name, files[f], NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return load(name, path);
    }
    return NULL;
}

void corpus_shipped(corpus_visit *visit)
{
    g_autofree char *folder = g_build_filename(g_getenv("IKT_SOURCE_DIR"), "captures", NULL);
    g_autoptr(GPtrArray) names = names_in(folder);
    for (guint i = 0; i < names->len; i++) {
        struct capture *capture = load_scenario(folder, names->pdata[i]);
        g_autofree char *keys = g_build_filename(folder, names->pdata[i], "keys", NULL);
        g_autofree char *content = NULL;
        gsize length;
        if (!capture)
            continue;
        capture->negotiates = !g_str_equal(capture->name, "ikev2-only");
        if (g_file_get_contents(keys, &content, &length, NULL))
            add_keys(capture, keys, content, length);
        visit(capture);
    }
}

/* Every match of a pattern in the text, printed with its two groups. */
static void each_match(GString *out, const char *text, const char *pattern, const char *format)
{
    g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_DOTALL, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
        g_autofree char *first = g_match_info_fetch(match, 1);
        g_autofree char *second = g_match_info_fetch(match, 2);
        g_autofree char *line = g_strdup(format);
        g_auto(GStrv) parts = g_strsplit(line, "@", 3);
        g_string_append_printf(out, "%s%s%s%s%s\n", parts[0], first, parts[1], second, parts[2]);
    }
}

/* What lab_cases.py makes of truth.json: every preshared key, and the DH secret of each ISAKMP SA. */
static char *truth_keyring(const char *truth)
{
    GString *out = g_string_new(NULL);
    each_match(out, truth, "\"psk\": \"([^\"]+)(\")", ": PSK \"@@");
    each_match(out, truth, "\"icookie\": \"([0-9a-f]{16})\",(?:(?!icookie).)*?\"dh_shared\": \"([0-9a-f]+)\"",
               "@ : DH-SECRET 0x@");
    return g_string_free(out, FALSE);
}

void corpus_lab(bool tables, corpus_visit *visit)
{
    g_autofree char *folder = g_build_filename(g_getenv("IKT_SHARED_DIR"), "lab-cases", NULL);
    g_autoptr(GPtrArray) names = names_in(folder);
    for (guint i = 0; i < names->len; i++) {
        struct capture *capture = load_scenario(folder, names->pdata[i]);
        g_autofree char *path =
            g_build_filename(folder, names->pdata[i], tables ? "keys/ikev1_decryption_table" : "truth.json", NULL);
        g_autofree char *content = NULL;
        gsize length;
        if (!capture)
            continue;
        capture->negotiates = true;
        if (g_file_get_contents(path, &content, &length, NULL)) {
            g_autofree char *keyring = tables ? g_strdup(content) : truth_keyring(content);
            if (*keyring)
                add_keys(capture, path, keyring, strlen(keyring));
        }
        visit(capture);
    }
}

/* A folder of captures without keys: FOLDER/NAME.pcap and the like. */
static void each_file(const char *folder, corpus_visit *visit)
{
    g_autoptr(GPtrArray) names = names_in(folder);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
        if (strstr(names->pdata[i], ".pcap") || g_str_has_suffix(names->pdata[i], ".cap"))
            visit(load(names->pdata[i], path));
    }
}

void corpus_public(corpus_visit *visit)
{
    g_autofree char *folder = g_build_filename(g_getenv("IKT_SHARED_DIR"), "captures-public", NULL);
    g_autofree char *faults = g_build_filename(g_getenv("IKT_SHARED_DIR"), "faults", NULL);
    g_autoptr(GPtrArray) sources = names_in(folder);
    for (guint i = 0; i < sources->len; i++) {
        g_autofree char *source = g_build_filename(folder, sources->pdata[i], NULL);
        each_file(source, visit);
    }
    each_file(faults, visit);
}

/* Records the inputs, and feeds them: which ports are IKE's is known from what came before. */
struct recorder {
    GArray *inputs;
    struct ikt_triage *triage;
};

static void record(struct recorder *recorder, struct input *input, struct ikt_bytes octets)
{
    if (octets.length > 0)
        input->octets = g_bytes_new(octets.data, octets.length);
    g_array_append_val(recorder->inputs, *input);
    corpus_feed(recorder->triage, input, recorder->inputs->len);
}

static void record_ike(void *user, const struct ikt_packet *packet, struct ikt_bytes datagram, size_t wire_length)
{
    struct input input = {.kind = INPUT_IKE, .packet = *packet, .wire_length = wire_length};
    record(user, &input, datagram);
}

static void record_ipsec(void *user, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi, uint32_t sequence,
                         uint32_t octets)
{
    struct input input = {.kind = INPUT_IPSEC,
                          .packet = *packet,
                          .protocol = protocol,
                          .spi = spi,
                          .sequence = sequence,
                          .length = octets};
    record(user, &input, (struct ikt_bytes){0});
}

static void record_keepalive(void *user, const struct ikt_packet *packet)
{
    struct input input = {.kind = INPUT_KEEPALIVE, .packet = *packet};
    record(user, &input, (struct ikt_bytes){0});
}

static void record_icmp(void *user, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                        const struct ikt_endpoint *source, const struct ikt_endpoint *destination,
                        struct ikt_bytes quoted)
{
    struct input input = {.kind = INPUT_ICMP,
                          .packet = *packet,
                          .protocol = type,
                          .code = code,
                          .source = *source,
                          .destination = *destination};
    record(user, &input, quoted);
}

static bool knows(void *user, const uint8_t *initiator_cookie, const uint8_t *responder_cookie)
{
    return ikt_triage_knows(((struct recorder *)user)->triage, initiator_cookie, responder_cookie);
}

static void input_clear(gpointer input)
{
    g_clear_pointer(&((struct input *)input)->octets, g_bytes_unref);
}

GArray *corpus_inputs(const struct capture *capture)
{
    static const struct ikt_packet_sink sink = {
        .ike = record_ike, .ipsec = record_ipsec, .keepalive = record_keepalive, .icmp = record_icmp, .knows = knows};
    static const struct ikt_sink nothing = {0};
    struct recorder recorder = {g_array_new(FALSE, FALSE, sizeof(struct input)),
                                ikt_triage_new(NULL, NULL, &nothing, NULL)};
    struct ikt_feed *feed = ikt_feed_new_sink(&sink, &recorder, NULL);

    g_array_set_clear_func(recorder.inputs, input_clear);
    for (guint i = 0; i < capture->frames->len; i++) {
        const struct frame *frame = &g_array_index(capture->frames, struct frame, i);
        gsize length;
        const uint8_t *data = g_bytes_get_data(frame->bytes, &length);
        const struct ikt_frame fed = {i + 1, frame->time, frame->link_type, {data, length}, frame->wire_length};
        ikt_feed_frame(feed, &fed);
    }
    ikt_feed_end(feed);
    ikt_feed_free(feed);
    ikt_triage_free(recorder.triage);
    return recorder.inputs;
}

void corpus_feed(struct ikt_triage *triage, const struct input *input, uint64_t frame)
{
    struct ikt_packet packet = input->packet;
    struct ikt_bytes octets = {0};

    packet.frame = frame;
    if (input->octets)
        octets.data = g_bytes_get_data(input->octets, &octets.length);
    switch (input->kind) {
    case INPUT_IKE:
        ikt_triage_ike(triage, &packet, octets, input->wire_length);
        break;
    case INPUT_IPSEC:
        ikt_triage_ipsec(triage, &packet, input->protocol, input->spi, input->sequence, input->length);
        break;
    case INPUT_KEEPALIVE:
        ikt_triage_keepalive(triage, &packet);
        break;
    case INPUT_ICMP:
        ikt_triage_icmp(triage, &packet, input->protocol, input->code, &input->source, &input->destination, octets);
        break;
    }
}
