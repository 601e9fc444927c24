/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "options.h"

#include <getopt.h>
#include <string.h>
#include <time.h>

#include "capture/capture_file.h"
#include "messages.h"
#include "near_words.h"
#include "report/report.h"

/* Long options without a letter. */
enum {
    OPTION_MESSAGES = 256,
    OPTION_ALL,
    OPTION_PROGRESS,
    OPTION_FILTER,
    OPTION_LOCAL_TIME,
    OPTION_STITCH,
    OPTION_JOIN,
    OPTION_EXPORT_KEYS,
    OPTION_IOS_RELEASE,
    OPTION_STANDIN,
    OPTION_SHOW_SECRETS,
    OPTION_SUMMARIZE,
    OPTION_ANONYMIZE,
    OPTION_ANONYMIZE_MAP,
    OPTION_NO_SANDBOX,
    OPTION_DURATION,
    OPTION_COUNT,
    OPTION_BUFFER_SIZE,
    OPTION_LIST_RULES,
    OPTION_EXPLAIN
};

static const char letters[] = ":k:c:l:f:vt:qp:i:o:e:j:hV";

static const struct option names[] = {
    {"keys", required_argument, NULL, 'k'},
    {"ios-config", required_argument, NULL, 'c'},
    {"ios-log", required_argument, NULL, 'l'},
    {"format", required_argument, NULL, 'f'},
    {"verbose", no_argument, NULL, 'v'},
    {"tunnel", required_argument, NULL, 't'},
    {"all", no_argument, NULL, OPTION_ALL},
    {"quiet", no_argument, NULL, 'q'},
    {"messages", no_argument, NULL, OPTION_MESSAGES},
    {"peer", required_argument, NULL, 'p'},
    {"filter", required_argument, NULL, OPTION_FILTER},
    {"interface", required_argument, NULL, 'i'},
    {"duration", required_argument, NULL, OPTION_DURATION},
    {"count", required_argument, NULL, OPTION_COUNT},
    {"buffer-size", required_argument, NULL, OPTION_BUFFER_SIZE},
    {"output", required_argument, NULL, 'o'},
    {"evidence", required_argument, NULL, 'e'},
    {"local-time", no_argument, NULL, OPTION_LOCAL_TIME},
    {"stitch", no_argument, NULL, OPTION_STITCH},
    {"join", no_argument, NULL, OPTION_JOIN},
    {"anonymize", optional_argument, NULL, OPTION_ANONYMIZE},
    {"anonymize-map", required_argument, NULL, OPTION_ANONYMIZE_MAP},
    {"jobs", required_argument, NULL, 'j'},
    {"progress", no_argument, NULL, OPTION_PROGRESS},
    {"export-keys", required_argument, NULL, OPTION_EXPORT_KEYS},
    {"ios-release", required_argument, NULL, OPTION_IOS_RELEASE},
    {"standin", required_argument, NULL, OPTION_STANDIN},
    {"show-secrets", no_argument, NULL, OPTION_SHOW_SECRETS},
    {"summarize", no_argument, NULL, OPTION_SUMMARIZE},
    {"no-sandbox", no_argument, NULL, OPTION_NO_SANDBOX},
    {"list-rules", no_argument, NULL, OPTION_LIST_RULES},
    {"explain", required_argument, NULL, OPTION_EXPLAIN},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

const char *ikt_options_help(void)
{
    return "Usage: iketriage [OPTION...] [CAPTURE...]\n"
           "Read IKEv1 in packet captures and say, in Cisco IOS words, why Phase 2 failed.\n"
           "\n"
           "CAPTURE is a pcap or pcapng file, plain or in gzip or Zstandard, a directory\n"
           "(every capture below it), or - for standard input; -c and -l are judged without.\n"
           "\n"
           "  -k, --keys FILE         keys, repeatable: a keyring, ipsec.secrets, strongSwan\n"
           "                          or other log, IOS config, Wireshark table; a pipe\n"
           "  -c, --ios-config [ADDR=]FILE  a peer's config: IOS, ASA, swanctl, ipsec.conf\n"
           "  -l, --ios-log [ADDR=]FILE  debug, syslog, show output of a peer, repeatable\n"
           "  -f, --format FORMAT     text, json, tsv, html, ios (as IOS shows it)\n"
           "  -v, --verbose           text: what conclusions rest on, every exchange\n"
           "  -t, --tunnel N          only tunnel N of the list, in full\n"
           "      --all               text: every tunnel of a large list\n"
           "      --local-time        text: times in your time zone, not in UTC\n"
           "  -q, --quiet             write the closing summary alone\n"
           "      --messages          json: a record for every IKE message too\n"
           "  -p, --peer ADDR[/LEN]   only negotiations with this peer, repeatable\n"
           "      --filter BPF        read only the packets that match\n"
           "  -i, --interface IF      live capture until interrupted; any: all of them\n"
           "      --duration TIME     ... for so long: seconds, or 90s, 5m, 1h\n"
           "      --count N           ... until N packets were read\n"
           "      --buffer-size KIB   ... memory for packets that wait, 16384 by default\n"
           "  -o, --output FILE       write there instead of to standard output\n"
           "  -e, --evidence DIR      write an escalation bundle: page, captures, commands\n"
           "      --stitch            the captures are pieces of one (a ring buffer)\n"
           "      --join              they are of the same time from different places\n"
           "      --anonymize[=KEYFILE]  other addresses and names; the same by the same key\n"
           "      --anonymize-map FILE   what stands for what, for yourself\n"
           "  -j, --jobs N            captures handled at once (the default: one per core)\n"
           "      --progress          say on standard error how far it is, also to a file\n"
           "      --export-keys DIR   write the keys that fitted as Wireshark's tables\n"
           "      --ios-release N     12, 15 or 17: wording of routers that show no release\n"
           "      --standin CONFIG    write a strongSwan peer that logs this router's keys\n"
           "      --show-secrets      XAUTH user names and passwords, proofs of keys too\n"
           "      --summarize         sum up JSON of earlier runs on standard input\n"
           "      --no-sandbox        do not confine the process that reads captures\n"
           "      --list-rules        list the rules\n"
           "      --explain RULE      explain one of them\n"
           "  -h, --help              print this help\n"
           "  -V, --version           print the version\n"
           "\n"
           "Exit status: 0 nothing wrong found, 1 a tunnel that is down or a finding of\n"
           "severity error, 2 trouble, 130 interrupted.\n";
}

static bool bad_usage(const char *format, ...) G_GNUC_PRINTF(1, 2);

static bool bad_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    ikt_say_escaped(text);
    ikt_say(NULL, "try 'iketriage --help'");
    return false;
}

/* getopt_long names a long option that it does not know by no number, a short one by its letter. */
static bool bad_option(int number, const char *word)
{
    for (const struct option *option = names; option->name; option++)
        if (number != 0 && option->val == number)
            return bad_usage("option '--%s' takes no argument", option->name);
    if (number != 0)
        return bad_usage("unknown option '-%c'", number);
    const char *known[G_N_ELEMENTS(names)] = {NULL};
    for (size_t i = 0; names[i].name; i++)
        known[i] = names[i].name;
    g_autofree char *bare = g_strndup(word + 2, strcspn(word + 2, "=")); /* after "--" */
    g_autofree char *near = ikt_near_words(bare, known, "--");
    return bad_usage("unknown option '%s'%s%s", word, near ? "; near it: " : "", near ? near : "");
}

static bool set_number(const char *option, const char *text, guint64 most, guint64 *out)
{
    return g_ascii_string_to_unsigned(text, 10, 1, most, out, NULL) ||
           bad_usage("%s: '%s' is not a number from 1", option, text);
}

/* Seconds, or a number with its unit. */
static bool set_duration(const char *text, uint64_t *out)
{
    static const struct {
        char unit;
        guint64 seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    const size_t length = strlen(text);
    guint64 factor = 1, number = 0;
    for (size_t i = 0; length > 0 && i < G_N_ELEMENTS(units); i++)
        factor = text[length - 1] == units[i].unit ? units[i].seconds : factor;
    const bool has_unit = length > 0 && !g_ascii_isdigit(text[length - 1]);
    g_autofree char *digits = g_strndup(text, has_unit ? length - 1 : length);
    const bool known = !has_unit || factor > 1 || text[length - 1] == 's';
    if (!known || !g_ascii_string_to_unsigned(digits, 10, 1, G_MAXUINT32, &number, NULL))
        return bad_usage("--duration: '%s' is no time from 1 second: a number of seconds, or 90s, 5m, 1h", text);
    *out = number * factor;
    return true;
}

static bool set_buffer_size(const char *text, unsigned *out)
{
    guint64 kib;
    if (!set_number("--buffer-size", text, G_MAXINT / 1024, &kib))
        return false;
    *out = (unsigned)kib;
    return true;
}

static bool set_jobs(const char *text, unsigned *out)
{
    guint64 jobs;
    if (!set_number("--jobs", text, G_MAXINT, &jobs))
        return false;
    *out = (unsigned)jobs;
    return true;
}

/* Their wordings are known. */
static bool set_release(const char *text, unsigned *out)
{
    static const unsigned known[] = {12, 15, 17};
    guint64 release = 0;
    (void)g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT, &release, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (release != known[i])
            continue;
        *out = known[i];
        return true;
    }
    return bad_usage("--ios-release: '%s' is none of 12, 15 and 17", text);
}

static bool set_filter(const char *text, struct ikt_capture_filter **out)
{
    g_autoptr(GError) error = NULL;
    ikt_capture_filter_free(*out);
    *out = ikt_capture_filter_new(text, &error);
    return *out || bad_usage("--filter: '%s': %s", text, error->message);
}

static void document_option_free(gpointer data)
{
    struct ikt_document_option *option = data;
    g_free(option->path);
    g_free(option);
}

/* What stands before "=" is an address, or a part of the name; where it was to be one is seen by its octets. */
static bool add_document(const char *name, const char *value, GPtrArray *out)
{
    struct ikt_document_option option = {0};
    const char *equals = strchr(value, '=');
    g_autofree char *address = equals ? g_strndup(value, (gsize)(equals - value)) : NULL;
    option.bound = address && ikt_address_parse(address, &option.of);
    if (address && !option.bound && *address != '\0' &&
        strspn(address, "0123456789abcdefABCDEF.:") == strlen(address) && strpbrk(address, ".:") &&
        !g_file_test(value, G_FILE_TEST_EXISTS))
        return bad_usage("%s: '%s' is no address (ADDR=FILE)", name, address);
    const char *path = option.bound ? equals + 1 : value;
    if (*path == '\0')
        return bad_usage("%s: '%s' names no file", name, value);
    option.path = g_strdup(path);
    g_ptr_array_add(out, g_memdup(&option, sizeof option));
    return true;
}

static bool take(int option, const char *value, struct ikt_options *out)
{
    switch (option) {
    case 'k':
        g_ptr_array_add(out->keys, g_strdup(value));
        return true;
    case 'c':
        return add_document("--ios-config", value, out->configs);
    case 'l':
        return add_document("--ios-log", value, out->logs);
    case 'f':
        out->format = value;
        return ikt_report_format_known(value) ||
               bad_usage("--format: there is no format '%s', but text, json, tsv, html and ios", value);
    case 'v':
        out->verbose = true;
        return true;
    case 't':
        return set_number("--tunnel", value, G_MAXUINT32, &out->tunnel);
    case OPTION_ALL:
        out->all = true;
        return true;
    case OPTION_PROGRESS:
        out->progress = true;
        return true;
    case 'q':
        out->quiet = true;
        return true;
    case OPTION_MESSAGES:
        out->messages = true;
        return true;
    case 'p':
        return ikt_peers_add(out->peers, value) ||
               bad_usage("--peer: '%s' is neither an address nor ADDRESS/LENGTH", value);
    case OPTION_FILTER:
        return set_filter(value, &out->filter);
    case 'i':
        out->interface = value;
        return *value != '\0' || bad_usage("--interface: '' is no interface");
    case OPTION_DURATION:
        return set_duration(value, &out->seconds);
    case OPTION_COUNT:
        return set_number("--count", value, G_MAXUINT64, &out->packets);
    case OPTION_BUFFER_SIZE:
        return set_buffer_size(value, &out->buffer_kib);
    case OPTION_LOCAL_TIME:
        out->local_time = true;
        tzset(); /* the file of the zone, which cannot be read later */
        return true;
    case OPTION_STITCH:
        out->stitch = true;
        return true;
    case OPTION_JOIN:
        out->join = true;
        return true;
    case 'o':
        out->output = strcmp(value, "-") == 0 ? NULL : value;
        return true;
    case 'e':
        out->evidence = value;
        return *value != '\0' || bad_usage("--evidence: '' is no folder");
    case 'j':
        return set_jobs(value, &out->jobs);
    case OPTION_EXPORT_KEYS:
        out->export_keys = value;
        return true;
    case OPTION_IOS_RELEASE:
        return set_release(value, &out->ios_release);
    case OPTION_STANDIN:
        out->action = IKT_ACTION_STANDIN;
        return add_document("--standin", value, out->configs);
    case OPTION_ANONYMIZE:
        out->anonymize = true;
        out->anonymize_key = value;
        return true;
    case OPTION_ANONYMIZE_MAP:
        out->anonymize_map = value;
        return true;
    case OPTION_SHOW_SECRETS:
        out->show_secrets = true;
        return true;
    case OPTION_SUMMARIZE:
        out->action = IKT_ACTION_SUMMARIZE;
        return true;
    case OPTION_NO_SANDBOX:
        out->no_sandbox = true;
        return true;
    case OPTION_LIST_RULES:
        out->action = IKT_ACTION_LIST_RULES;
        return true;
    case OPTION_EXPLAIN:
        out->action = IKT_ACTION_EXPLAIN;
        out->rule = value;
        return true;
    case 'h':
        out->action = IKT_ACTION_HELP;
        return true;
    default:
        out->action = IKT_ACTION_VERSION;
        return true;
    }
}

/* Standard input can be read once. */
static bool check_stdin(const struct ikt_options *options)
{
    unsigned uses = 0;
    for (guint i = 0; i < options->keys->len; i++)
        uses += strcmp(g_ptr_array_index(options->keys, i), IKT_STREAM_STDIN) == 0;
    const GPtrArray *const documents[] = {options->configs, options->logs};
    for (size_t k = 0; k < G_N_ELEMENTS(documents); k++)
        for (guint i = 0; i < documents[k]->len; i++) {
            const struct ikt_document_option *one = g_ptr_array_index(documents[k], i);
            uses += strcmp(one->path, IKT_STREAM_STDIN) == 0;
        }
    for (const char *const *name = options->captures; *name; name++)
        uses += strcmp(*name, IKT_STREAM_STDIN) == 0;
    return uses <= 1 || bad_usage("standard input is named more than once");
}

static bool check_join(const struct ikt_options *options)
{
    if (options->join && options->stitch)
        return bad_usage("--join and --stitch: captures are pieces of one, or of different places");
    if (options->join && options->interface)
        return bad_usage("--join compares files: it has no place beside --interface");
    if (options->join && options->evidence)
        return bad_usage("--join has no bundle: it has no place beside --evidence");
    if (options->join && options->anonymize)
        return bad_usage("--join tells addresses of all places: it has no place beside --anonymize");
    for (const char *const *name = options->captures; options->join && *name; name++)
        if (strcmp(*name, "-") == 0)
            return bad_usage("--join reads captures twice: standard input cannot be one");
    return true;
}

static bool check_live(const struct ikt_options *options)
{
    if (options->interface && options->action != IKT_ACTION_TRIAGE)
        return bad_usage("--interface '%s': a capture has no place here", options->interface);
    if (options->interface && options->stitch)
        return bad_usage("--stitch joins files: it has no place beside --interface");
    if (options->interface && *options->captures)
        return bad_usage("'%s': a capture file has no place beside --interface", *options->captures);
    if (options->anonymize_map && !options->anonymize)
        return bad_usage("--anonymize-map wants --anonymize");
    if (options->anonymize && options->show_secrets)
        return bad_usage("--anonymize and --show-secrets want opposite things");
    if (options->interface && options->evidence)
        return bad_usage("--evidence is made of files: write the live capture to one, and give it that");
    if (!options->interface && options->seconds > 0)
        return bad_usage("--duration bounds a live capture: it wants --interface");
    if (!options->interface && options->packets > 0)
        return bad_usage("--count bounds a live capture: it wants --interface");
    return options->interface || options->buffer_kib == 0 ||
           bad_usage("--buffer-size is a live capture's: it wants --interface");
}

/* Records have no more than a list wants. */
static bool check_summarize(const struct ikt_options *options)
{
    static const char *const formats[] = {"text", "tsv", "json"};
    bool known = false;
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        known = known || strcmp(options->format, formats[i]) == 0;
    if (!known)
        return bad_usage("--summarize writes text, tsv or json, not %s", options->format);
    if (*options->captures)
        return bad_usage("'%s': --summarize reads records on standard input, and nothing else", *options->captures);
    return options->tunnel == 0 || bad_usage("--summarize has the list alone: --tunnel wants the capture");
}

bool ikt_options_parse(int argc, char **argv, struct ikt_options *out)
{
    *out = (struct ikt_options){
        .format = "text",
        .keys = g_ptr_array_new_with_free_func(g_free),
        .configs = g_ptr_array_new_with_free_func(document_option_free),
        .logs = g_ptr_array_new_with_free_func(document_option_free),
        .peers = ikt_peers_new(),
        .jobs = g_get_num_processors(),
        .words = g_strdupv(argv + (argc > 0)),
    };
    opterr = 0;
    int option;
    while ((option = getopt_long(argc, argv, letters, names, NULL)) != -1) {
        if (option == ':')
            return bad_usage("option '%s' needs an argument", argv[optind - 1]);
        if (option == '?')
            return bad_option(optopt, argv[optind - 1]);
        if (!take(option, optarg, out))
            return false;
        if (out->action == IKT_ACTION_HELP || out->action == IKT_ACTION_VERSION)
            return true;
    }
    out->captures = (const char *const *)argv + optind;
    if (!check_live(out) || !check_join(out))
        return false;
    if (out->action == IKT_ACTION_TRIAGE && !*out->captures && !out->interface && out->configs->len == 0 &&
        out->logs->len == 0)
        return bad_usage("no capture is named, no configuration and no log");
    if (out->action == IKT_ACTION_STANDIN && out->configs->len > 1)
        return bad_usage("--standin: one configuration at a time");
    if (out->action == IKT_ACTION_SUMMARIZE && !check_summarize(out))
        return false;
    if (out->action != IKT_ACTION_TRIAGE && *out->captures)
        return bad_usage("'%s': a capture has no place here", *out->captures);
    return check_stdin(out);
}

void ikt_options_say_idle(const struct ikt_options *options)
{
    const bool text = strcmp(options->format, "text") == 0, json = strcmp(options->format, "json") == 0;
    const char *const form = options->format;
    if (options->messages && !json)
        ikt_say(NULL, "note: --messages adds to -f json; %s has no record of messages", form);
    if (options->all && !text)
        ikt_say(NULL, "note: --all is for text; %s has every tunnel in any case", form);
    if (options->local_time && !text)
        ikt_say(NULL, "note: --local-time is for text; times of %s are in UTC", form);
    if (options->quiet && ((options->messages && json) || (options->all && text) || options->tunnel != 0))
        ikt_say(NULL, "note: -q writes the summary alone: --%s adds nothing to it",
                options->tunnel != 0 ? "tunnel"
                : options->all       ? "all"
                                     : "messages");
}

void ikt_options_clear(struct ikt_options *options)
{
    g_ptr_array_unref(options->keys);
    g_ptr_array_unref(options->configs);
    g_ptr_array_unref(options->logs);
    ikt_capture_filter_free(options->filter);
    ikt_peers_free(options->peers);
    g_strfreev(options->words);
}
