/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "anonymous.h"

#include <string.h>

#include "keyfiles.h"
#include "messages.h"
#include "output.h"

static void learn_path(struct ikt_anonymizer *anonymizer, const char *path)
{
    ikt_anonymizer_learn_words(anonymizer, (struct ikt_bytes){(const uint8_t *)path, strlen(path)});
}

/* What folders and files are called tells whose they are. */
static void learn_paths(struct ikt_anonymizer *anonymizer, const struct ikt_options *options)
{
    for (const char *const *name = options->captures; *name; name++)
        learn_path(anonymizer, *name);
    for (guint i = 0; i < options->keys->len; i++)
        learn_path(anonymizer, g_ptr_array_index(options->keys, i));
}

bool ikt_anonymous_start(const struct ikt_options *options, struct ikt_anonymizer **out)
{
    g_autoptr(GError) error = NULL;
    struct ikt_content content = {0};
    *out = NULL;
    if (!options->anonymize)
        return true;
    bool well = !options->anonymize_key ||
                ikt_content_read(options->anonymize_key, "key of --anonymize", IKT_CONTENT_LARGEST, &content);
    if (well && options->anonymize_key && content.length == 0) {
        ikt_say(options->anonymize_key, "an empty file is no key: \"head -c 32 /dev/urandom\" makes one");
        well = false;
    }
    if (well)
        *out = ikt_anonymizer_new((struct ikt_bytes){content.data, content.length}, &error);
    if (error)
        ikt_say(NULL, "--anonymize: %s", error->message);
    ikt_content_clear(&content);
    if (*out)
        learn_paths(*out, options);
    if (*out && options->anonymize_map)
        ikt_anonymizer_keep_map(*out);
    return *out;
}

/* The ends of names by which programs know a file, so that "gunzip" and Wireshark go on to do so. */
static const char *end_of(const char *path)
{
    static const char *const known[] = {".pcapng.gz", ".pcap.gz", ".pcapng.zst", ".pcap.zst", ".pcapng", ".pcap",
                                        ".cap",       ".cfg",     ".conf",       ".txt",      ".log"};
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (g_str_has_suffix(path, known[i]))
            return known[i];
    }
    return "";
}

char *ikt_anonymous_name(const struct ikt_anonymizer *anonymizer, const char *what, guint number, const char *path)
{
    return anonymizer ? g_strdup_printf("%s-%u%s", what, number, end_of(path)) : g_strdup(path);
}

bool ikt_anonymous_check(const struct ikt_anonymizer *anonymizer)
{
    if (!anonymizer || !(ikt_anonymizer_unlearned(anonymizer) & IKT_UNLEARNED_OWN))
        return true;
    ikt_say(NULL,
            "--anonymize: the configurations and logs name more than can be learned, and some would stay; nothing "
            "is written");
    return false;
}

static void say_unlearned(const struct ikt_anonymizer *anonymizer, const char *map)
{
    const unsigned unlearned = ikt_anonymizer_unlearned(anonymizer);
    if (unlearned & IKT_UNLEARNED_NAMES)
        ikt_say(NULL,
                "note: --anonymize: more names than can be learned: words that are none of iketriage's own are all "
                "replaced");
    if (unlearned & IKT_UNLEARNED_COOKIES)
        ikt_say(NULL, "note: --anonymize: more cookies than can be learned: hex numbers as long as one or two are all "
                      "replaced");
    if (map && unlearned & IKT_UNLEARNED_MAP)
        ikt_say(map, "more was replaced than is listed here");
}

bool ikt_anonymous_finish(const struct ikt_options *options, struct ikt_anonymizer *anonymizer)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    if (anonymizer)
        say_unlearned(anonymizer, options->anonymize_map);
    if (anonymizer && options->anonymize_map) {
        struct ikt_output *output = ikt_output_open(options->anonymize_map, &error);
        ikt_anonymizer_map_write(anonymizer, text);
        if (output) {
            ikt_output_write(output, text->str, text->len);
            ikt_output_close(output, &error);
        }
        if (error)
            ikt_say(options->anonymize_map, "cannot be written: %s", error->message);
    }
    ikt_anonymizer_free(anonymizer);
    return !error;
}
