/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A strongSwan log with ike = 4, and chd = 4 for the secrets of Quick Modes:
 *
 *     prefix NN[GRP] shared Diffie Hellman secret => 192 bytes @ 0x7f6ca80065b0
 *     prefix NN[GRP]    0: FA 62 E7 B3 58 4C 7C 05 3C C2 34 10 7A 13 DF E3  .b..XL|.<.4.z...
 *
 * NN is the thread, whose lines are in order while those of others come between; the prefix is that of a file, of
 * syslog or of the journal. No line says whose a secret is. What a thread logs while it works on one message is of one
 * ISAKMP SA: the initial IV there tells which, and natd_chunk (CKY-I | CKY-R | address | port) even where the capture
 * lacks phase 1.
 */
#include <string.h>

#include "base/hash.h"
#include "keys/dumped_secrets.h"
#include "keys/key_readers.h"

/* What a dump may be of. */
enum dump_kind {
    DUMP_SECRET, /* of an ISAKMP SA */
    DUMP_PFS,    /* of a Quick Mode */
    DUMP_INITIAL_IV,
    DUMP_NATD_CHUNK
};

static const struct {
    const char *group, *title;
    enum dump_kind dump;
    enum ikt_key_kind key;
} titles[] = {
    {"IKE", "shared Diffie Hellman secret", DUMP_SECRET, IKT_KEY_DH_SECRET},
    {"IKE", "SKEYID", DUMP_SECRET, IKT_KEY_SKEYID},
    {"IKE", "SKEYID_d", DUMP_SECRET, IKT_KEY_SKEYID_D},
    {"IKE", "SKEYID_a", DUMP_SECRET, IKT_KEY_SKEYID_A},
    {"IKE", "SKEYID_e", DUMP_SECRET, IKT_KEY_SKEYID_E},
    {"IKE", "encryption key Ka", DUMP_SECRET, IKT_KEY_KA},
    {"IKE", "initial IV", DUMP_INITIAL_IV, 0},
    {"IKE", "natd_chunk", DUMP_NATD_CHUNK, 0},
    {"CHD", "DH secret", DUMP_PFS, IKT_KEY_DH_SECRET},
};

static const char *const groups[] = {"DMN", "MGR", "IKE", "CHD", "JOB", "CFG", "KNL", "NET", "ASN",
                                     "ENC", "TNC", "IMC", "IMV", "PTS", "TLS", "APP", "ESP", "LIB"};

struct thread {
    struct ikt_bytes writer; /* its name, see struct log_line; the key of the table; a copy */
    struct ikt_secret *dump; /* being read, NULL for none */
    size_t title, done;      /* index into titles; octets that are there */
    unsigned line;           /* of the dump's title */
    struct ikt_dumped_secrets negotiation;
    bool has_message_id; /* of the Quick Mode that it works on */
    uint32_t message_id;
};

#define THREADS_MAX 4096 /* of one log: a daemon has some dozens */

struct log {
    struct ikt_key_file *file;
    GHashTable *threads; /* struct thread, by its writer; not owned */
    GPtrArray *in_order; /* owns every struct thread, as they appeared */
    bool more_threads;   /* than THREADS_MAX */
    unsigned taken;
};

#define WRITER_MAX 512 /* octets of a writer's name: a host's, a program's and a thread's */

struct log_line {
    struct ikt_bytes writer; /* "host charon[552]: 06", or "06" */
    struct ikt_bytes group;  /* "IKE" */
    struct ikt_bytes text;
};

static bool is_group(struct ikt_bytes name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
        if (ikt_text_is(name, groups[i]))
            return true;
    return false;
}

/* Where the writer's name begins: the program and its host stand before the thread where a colon ends the program. */
static size_t writer_begins(struct ikt_bytes line, size_t number)
{
    size_t at = number, begin = number;
    for (unsigned word = 0; word < 2; word++) {
        while (at > 0 && line.data[at - 1] == ' ')
            at--;
        size_t end = at;
        while (at > 0 && line.data[at - 1] != ' ')
            at--;
        if (end == at)
            break;
        bool colon = memchr(line.data + at, ':', end - at) != NULL;
        /* The program ends in its only colon; a time is no host. */
        if (word == 0 ? line.data[end - 1] != ':' : colon)
            break;
        begin = at;
    }
    return begin;
}

/* The text after "NN[GRP] ", with the log's own options: "NN[GRP1] " for the level, "<name|7> " for the IKE SA. */
static bool split(struct ikt_bytes line, struct log_line *out)
{
    const uint8_t *from = line.data, *end = line.data + line.length, *bracket;
    for (; from < end && (bracket = memchr(from, '[', (size_t)(end - from))); from = bracket + 1) {
        size_t at = (size_t)(bracket - line.data), number = at, close = at + 4;
        while (number > 0 && g_ascii_isdigit(line.data[number - 1]))
            number--;
        if (number == at || (number > 0 && line.data[number - 1] != ' ') || close >= line.length ||
            !is_group(ikt_text_part(line, at + 1, close)))
            continue;
        if (g_ascii_isdigit(line.data[close]))
            close++;
        if (close + 1 >= line.length || line.data[close] != ']' || line.data[close + 1] != ' ')
            continue;
        out->writer = ikt_text_part(line, writer_begins(line, number), at);
        if (out->writer.length > WRITER_MAX)
            return false;
        out->group = ikt_text_part(line, at + 1, at + 4);
        out->text = ikt_text_part(line, close + 2, line.length);
        const uint8_t *name_end =
            out->text.length > 0 && out->text.data[0] == '<' ? memchr(out->text.data, '>', out->text.length) : NULL;
        if (name_end && name_end + 1 < end)
            out->text = ikt_text_part(out->text, (size_t)(name_end - out->text.data) + 2, out->text.length);
        return true;
    }
    return false;
}

bool ikt_is_strongswan_log(struct ikt_key_file file)
{
    struct ikt_bytes line;
    struct log_line found;
    while (ikt_key_file_line(&file, &line))
        if (line.length > 0 && line.data[0] != '#' && split(line, &found))
            return true;
    return false;
}

static void finish_negotiation(struct log *log, struct ikt_dumped_secrets *negotiation)
{
    ikt_dumped_finish(negotiation, log->file);
}

static void add_secret(struct log *log, struct ikt_dumped_secrets *negotiation, struct ikt_key *key)
{
    log->taken++;
    ikt_dumped_add(negotiation, log->file, key);
}

static void add_pfs(struct log *log, const struct thread *thread, struct ikt_key *key)
{
    if (!thread->has_message_id) {
        ikt_key_file_remark(log->file, IKT_KEY_NOTE, thread->line,
                            "skipped: the log does not show of which Quick Mode this secret is");
        ikt_key_free(key);
        return;
    }
    key->has_message_id = true;
    key->message_id = thread->message_id;
    ikt_key_file_take(log->file, key);
    log->taken++;
}

/* A dump is whole. Takes it. */
static void take_dump(struct log *log, struct thread *thread)
{
    struct ikt_secret *dump = g_steal_pointer(&thread->dump);
    struct ikt_dumped_secrets *negotiation = &thread->negotiation;
    enum dump_kind kind = titles[thread->title].dump;
    if (kind == DUMP_SECRET || kind == DUMP_PFS) {
        struct ikt_key *key = ikt_key_new(titles[thread->title].key, log->file->name, thread->line);
        key->secret = dump;
        if (kind == DUMP_SECRET)
            add_secret(log, negotiation, key);
        else
            add_pfs(log, thread, key);
        return;
    }
    if (negotiation->count > 0 && kind == DUMP_INITIAL_IV) {
        negotiation->iv_length = dump->length;
        memcpy(negotiation->iv, dump->octets, dump->length);
    } else if (negotiation->count > 0 && kind == DUMP_NATD_CHUNK) {
        memcpy(negotiation->cookie, dump->octets, IKT_COOKIE_SIZE);
        negotiation->has_cookie = true;
        finish_negotiation(log, negotiation);
    }
    ikt_secret_free(dump);
}

static const char *length_error(size_t title, uint32_t length)
{
    switch (titles[title].dump) {
    case DUMP_INITIAL_IV:
        return length == 8 || length == IKT_BLOCK_MAX ? NULL : "an initial IV has 8 or 16 bytes";
    case DUMP_NATD_CHUNK:
        return length == 22 || length == 34 ? NULL : "a natd_chunk has 22 or 34 bytes";
    default:
        return ikt_key_length_error(titles[title].key, length);
    }
}

/* "SKEYID => 20 bytes @ 0x..." */
static void begin_dump(struct log *log, struct thread *thread, const struct log_line *line)
{
    static const char arrow[] = " => ";
    uint32_t length;
    for (size_t i = 0; i < G_N_ELEMENTS(titles); i++) {
        size_t title = strlen(titles[i].title);
        if (!ikt_text_is(line->group, titles[i].group) || !ikt_text_begins(line->text, titles[i].title))
            continue;
        struct ikt_bytes rest = ikt_text_part(line->text, title, line->text.length);
        if (!ikt_text_begins(rest, arrow))
            continue;
        rest = ikt_text_part(rest, strlen(arrow), rest.length);
        if (!ikt_text_take_number(&rest, 65536, &length) || !ikt_text_begins(rest, " bytes @ "))
            return;
        const char *error = length_error(i, length);
        if (error) {
            ikt_key_file_remark(log->file, IKT_KEY_ERROR, log->file->line, error);
            return;
        }
        thread->dump = ikt_secret_alloc(log->file->vault, length);
        thread->title = i;
        thread->done = 0;
        thread->line = log->file->line;
        return;
    }
}

/* "   0: FA 62 ...": the offset is that of the bytes that are still missing. Returns false for any other line. */
static bool continue_dump(struct thread *thread, struct ikt_bytes text)
{
    struct ikt_secret *dump = thread->dump;
    uint32_t offset;
    text = ikt_text_trim(text);
    if (!ikt_text_take_number(&text, 65536, &offset) || offset != thread->done || !ikt_text_begins(text, ":"))
        return false;
    text = ikt_text_part(text, 1, text.length);
    for (unsigned i = 0; i < 16 && thread->done < dump->length; i++) {
        if (!ikt_text_begins(text, " "))
            return false;
        text = ikt_text_part(text, 1, text.length);
        if (!ikt_text_take_hex(&text, 1, &dump->octets[thread->done]))
            return false;
        thread->done++;
    }
    return true;
}

/* "parsed QUICK_MODE request 2911388090 [ HASH SA No KE ID ID ]": what the thread works on from here. */
static void begin_work(struct log *log, struct thread *thread, struct ikt_bytes text)
{
    static const char *const quick[] = {"parsed QUICK_MODE request ", "parsed QUICK_MODE response "};
    finish_negotiation(log, &thread->negotiation);
    thread->has_message_id = false;
    for (size_t i = 0; i < G_N_ELEMENTS(quick); i++) {
        if (!ikt_text_begins(text, quick[i]))
            continue;
        struct ikt_bytes rest = ikt_text_part(text, strlen(quick[i]), text.length);
        thread->has_message_id = ikt_text_take_number(&rest, UINT32_MAX, &thread->message_id);
    }
}

static void take_line(struct log *log, struct thread *thread, const struct log_line *line)
{
    if (thread->dump) {
        bool continued = continue_dump(thread, line->text);
        if (continued && thread->done == thread->dump->length)
            take_dump(log, thread);
        if (continued)
            return;
        ikt_key_file_remark(log->file, IKT_KEY_ERROR, thread->line, "the bytes after this line are not all there");
        g_clear_pointer(&thread->dump, ikt_secret_free);
    }
    if (ikt_text_is(line->group, "NET") || ikt_text_is(line->group, "JOB") || ikt_text_begins(line->text, "parsed "))
        begin_work(log, thread, line->text);
    else
        begin_dump(log, thread, line);
}

static void free_thread(gpointer data)
{
    struct thread *thread = data;
    g_free((gpointer)(uintptr_t)thread->writer.data);
    g_free(thread);
}

static guint thread_hash(gconstpointer key)
{
    const struct thread *thread = key;
    return (guint)ikt_hash(thread->writer.data, thread->writer.length);
}

static gboolean thread_equal(gconstpointer a, gconstpointer b)
{
    const struct thread *one = a, *other = b;
    return ikt_bytes_equal(one->writer, other->writer);
}

/* NULL when there are too many. */
static struct thread *thread_of(struct log *log, struct ikt_bytes writer)
{
    const struct thread wanted = {.writer = writer};
    struct thread *thread = g_hash_table_lookup(log->threads, &wanted);
    if (thread)
        return thread;
    if (log->in_order->len == THREADS_MAX) {
        if (!log->more_threads)
            ikt_key_file_remark(log->file, IKT_KEY_NOTE, log->file->line,
                                "skipped: the log has more than 4096 threads; what further ones write is left out");
        log->more_threads = true;
        return NULL;
    }
    thread = g_new0(struct thread, 1);
    thread->writer = (struct ikt_bytes){g_memdup(writer.data, (guint)writer.length), writer.length};
    g_hash_table_add(log->threads, thread);
    g_ptr_array_add(log->in_order, thread);
    return thread;
}

/* The end of the log: what a thread still held. A log that is rotated or still written ends anywhere. */
static void finish_thread(struct log *log, struct thread *thread)
{
    finish_negotiation(log, &thread->negotiation);
    if (thread->dump)
        ikt_key_file_remark(log->file, IKT_KEY_NOTE, thread->line, "skipped: the log ends within this secret");
    ikt_secret_free(thread->dump);
}

void ikt_read_strongswan_log(struct ikt_key_file *file)
{
    struct log log = {.file = file,
                      .threads = g_hash_table_new(thread_hash, thread_equal),
                      .in_order = g_ptr_array_new_with_free_func(free_thread)};
    struct log_line line;
    struct ikt_bytes text;
    while (ikt_key_file_line(file, &text)) {
        struct thread *thread = split(text, &line) ? thread_of(&log, line.writer) : NULL;
        if (thread)
            take_line(&log, thread, &line);
    }
    for (guint i = 0; i < log.in_order->len; i++)
        finish_thread(&log, log.in_order->pdata[i]);
    g_hash_table_unref(log.threads);
    g_ptr_array_unref(log.in_order);
    if (log.taken == 0 && file->errors == 0)
        ikt_key_file_remark(
            file, IKT_KEY_NOTE, 0,
            "there is no secret in this strongSwan log: it writes them with ike = 4, when it negotiates");
}
