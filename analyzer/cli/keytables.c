/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keytables.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "iketriage/locked.h"
#include "keyfiles.h"
#include "locked_lines.h"
#include "messages.h"
#include "new_file.h"

static const char *const names[] = {"ikev1_decryption_table", "esp_sa"};
static const unsigned fields_of[] = {2, 8}; /* of our rows; Wireshark may add more behind them */

struct ikt_keytables {
    char *folder;
    GMutex lock;
    struct ikt_locked_lines *room;
    GTree *lines[G_N_ELEMENTS(names)]; /* sets of strings, in that room */
};

static gint compare(gconstpointer a, gconstpointer b, gpointer user)
{
    (void)user;
    return strcmp(a, b);
}

struct ikt_keytables *ikt_keytables_new(const char *folder, GError **error)
{
    if (g_mkdir_with_parents(folder, S_IRWXU) != 0) {
        int number = errno;
        g_set_error_literal(error, G_FILE_ERROR, (gint)g_file_error_from_errno(number), g_strerror(number));
        return NULL;
    }
    struct ikt_keytables *tables = g_new0(struct ikt_keytables, 1);
    tables->folder = g_strdup(folder);
    g_mutex_init(&tables->lock);
    tables->room = ikt_locked_lines_new();
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        tables->lines[i] = g_tree_new_full(compare, NULL, NULL, NULL);
    return tables;
}

void ikt_keytables_add(void *user, const char *table, const char *line)
{
    struct ikt_keytables *tables = user;
    g_mutex_lock(&tables->lock);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(names[i], table) == 0 && !g_tree_lookup_extended(tables->lines[i], line, NULL, NULL)) {
            const size_t size = strlen(line) + 1;
            g_tree_insert(tables->lines[i], memcpy(ikt_locked_lines_room(tables->room, size), line, size), NULL);
        }
    g_mutex_unlock(&tables->lock);
}

/* In room of length + 1 octets: a row without what makes no difference to Wireshark: quotes, blanks, capital letters,
 * fields after those of ours. */
static char *plain_row(struct ikt_locked_lines *room, const uint8_t *row, size_t length, unsigned fields)
{
    char *plain = ikt_locked_lines_room(room, length + 1);
    size_t done = 0;
    for (size_t i = 0; i < length; i++) {
        if (row[i] == ',' && --fields == 0)
            break;
        if (row[i] != '"' && !g_ascii_isspace(row[i]))
            plain[done++] = g_ascii_tolower((char)row[i]);
    }
    plain[done] = '\0';
    return plain;
}

/* What a file holds: rows of other tools, and of earlier runs. */
struct existing {
    struct ikt_content content;
    struct ikt_locked_lines *room;
    GTree *rows; /* plain, in that room */
};

static void clear_existing(struct existing *existing)
{
    g_tree_unref(existing->rows);
    ikt_locked_lines_free(existing->room);
    ikt_content_clear(&existing->content);
}

static bool is_row(const uint8_t *line, size_t length)
{
    while (length > 0 && g_ascii_isspace(*line)) {
        line++;
        length--;
    }
    return length > 0 && *line != '#';
}

/* False: why has been said. To be cleared in either case. */
static bool read_existing(const char *path, unsigned fields, struct existing *out)
{
    struct stat status;
    *out = (struct existing){.room = ikt_locked_lines_new(), .rows = g_tree_new_full(compare, NULL, NULL, NULL)};
    if (stat(path, &status) != 0 && errno == ENOENT)
        return true;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        ikt_say(path, "is no regular file, and no keys are written to it");
        return false;
    }
    if (!ikt_content_read(path, "key table", IKT_CONTENT_LARGEST, &out->content))
        return false;
    const uint8_t *at = out->content.data;
    for (size_t left = out->content.length; left > 0;) {
        const uint8_t *end = memchr(at, '\n', left);
        const size_t length = end ? (size_t)(end - at) : left;
        if (is_row(at, length))
            g_tree_insert(out->rows, plain_row(out->room, at, length, fields), NULL);
        at += end ? length + 1 : length;
        left -= end ? length + 1 : length;
    }
    return true;
}

/* What a file is to hold, in memory that is taken once, so that one wipe is enough. */
struct text {
    const struct existing *existing;
    unsigned fields;
    gint added;
    gsize length;
    char *octets; /* NULL while the length is counted */
};

static void append(struct text *text, const void *octets, gsize length)
{
    if (text->octets && length > 0)
        memcpy(text->octets + text->length, octets, length);
    text->length += length;
}

static gboolean append_new(gpointer line, gpointer value, gpointer data)
{
    struct text *text = data;
    (void)value;
    const size_t length = strlen(line);
    char *plain = plain_row(text->existing->room, line, length, text->fields);
    if (!g_tree_lookup_extended(text->existing->rows, plain, NULL, NULL)) {
        append(text, line, length);
        append(text, "\n", 1);
        text->added++;
    }
    ikt_locked_lines_drop(text->existing->room, plain, length + 1);
    return FALSE;
}

/* What is there stays as it is, in its order; then the rows that are not there. */
static void append_all(struct text *text, GTree *lines)
{
    const struct ikt_content *content = &text->existing->content;
    append(text, content->data, content->length);
    if (content->length > 0 && content->data[content->length - 1] != '\n')
        append(text, "\n", 1);
    g_tree_foreach(lines, append_new, text);
}

static bool write_text(const char *path, GTree *lines, struct text text)
{
    g_autoptr(GError) error = NULL;
    const gsize length = text.length;
    text.octets = ikt_locked_new(length + 1, NULL);
    text.length = 0;
    append_all(&text, lines);
    const bool well = ikt_new_file_write(path, S_IRUSR | S_IWUSR, text.octets, length, &error);
    if (!well)
        ikt_say(path, "keys cannot be written: %s", error->message);
    ikt_locked_free(text.octets, length + 1);
    return well;
}

static bool merge(const struct ikt_keytables *tables, size_t index)
{
    GTree *lines = tables->lines[index];
    if (g_tree_nnodes(lines) == 0)
        return true;
    g_autofree char *path = g_build_filename(tables->folder, names[index], NULL);
    struct existing existing;
    bool well = read_existing(path, fields_of[index], &existing);
    if (well) {
        struct text text = {.existing = &existing, .fields = fields_of[index]};
        append_all(&text, lines);
        well = text.added == 0 || write_text(path, lines, text);
        if (well)
            ikt_say(path, "note: rows added: %d, there before: %d", text.added, g_tree_nnodes(existing.rows));
    }
    clear_existing(&existing);
    return well;
}

bool ikt_keytables_write(struct ikt_keytables *tables)
{
    bool well = true;
    gint rows = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        rows += g_tree_nnodes(tables->lines[i]);
        well = merge(tables, i) && well;
    }
    if (rows == 0)
        ikt_say(tables->folder, "note: no key fitted, so nothing is written there");
    return well;
}

void ikt_keytables_free(struct ikt_keytables *tables)
{
    if (!tables)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_tree_unref(tables->lines[i]);
    ikt_locked_lines_free(tables->room);
    g_mutex_clear(&tables->lock);
    g_free(tables->folder);
    g_free(tables);
}
