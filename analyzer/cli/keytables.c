/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keytables.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const char *const names[] = {"ikev1_decryption_table", "esp_sa"};

struct ikt_keytables {
    char *folder;
    GMutex lock;
    GTree *lines[G_N_ELEMENTS(names)]; /* sets of strings */
};

static gint compare(gconstpointer a, gconstpointer b, gpointer user)
{
    (void)user;
    return strcmp(a, b);
}

static void wipe(gpointer line)
{
    explicit_bzero(line, strlen(line));
    g_free(line);
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
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        tables->lines[i] = g_tree_new_full(compare, NULL, wipe, NULL);
    return tables;
}

void ikt_keytables_add(void *user, const char *table, const char *line)
{
    struct ikt_keytables *tables = user;
    g_mutex_lock(&tables->lock);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(names[i], table) == 0)
            g_tree_insert(tables->lines[i], g_strdup(line), NULL);
    g_mutex_unlock(&tables->lock);
}

/* A file's text, in memory that is taken once, so that one wipe is enough. */
struct text {
    gsize length;
    char *octets; /* NULL while the length is counted */
};

static gboolean append(gpointer line, gpointer value, gpointer data)
{
    struct text *text = data;
    gsize length = strlen(line);
    (void)value;
    if (text->octets) {
        memcpy(text->octets + text->length, line, length);
        text->octets[text->length + length] = '\n';
    }
    text->length += length + 1;
    return FALSE;
}

static bool write_table(const struct ikt_keytables *tables, size_t index, GError **error)
{
    struct text text = {0};
    g_tree_foreach(tables->lines[index], append, &text);
    gsize length = text.length;
    text = (struct text){.octets = g_malloc(length + 1)};
    g_tree_foreach(tables->lines[index], append, &text);
    g_autofree char *path = g_build_filename(tables->folder, names[index], NULL);
    bool well = g_file_set_contents_full(path, text.octets, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT,
                                         S_IRUSR | S_IWUSR, error);
    explicit_bzero(text.octets, length);
    g_free(text.octets);
    return well;
}

bool ikt_keytables_write(struct ikt_keytables *tables, GError **error)
{
    bool well = true;
    for (size_t i = 0; i < G_N_ELEMENTS(names) && well; i++)
        well = write_table(tables, i, error);
    return well;
}

void ikt_keytables_free(struct ikt_keytables *tables)
{
    if (!tables)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_tree_unref(tables->lines[i]);
    g_mutex_clear(&tables->lock);
    g_free(tables->folder);
    g_free(tables);
}
