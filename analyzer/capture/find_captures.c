/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "find_captures.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive.h"
#include "capture_file.h"
#include "engine/base/hash.h"
#include "stream.h"

struct walk {
    GPtrArray *inputs;
    struct ikt_beside *beside; /* NULL: nobody asks */
    GHashTable *seen;          /* directories of the name at hand, "device:inode" */
};

static void free_input(gpointer data)
{
    struct ikt_input *input = data;
    g_free(input->path);
    g_free(input->error);
    g_free(input);
}

static void add(struct walk *walk, const char *path, const char *error)
{
    struct ikt_input *input = g_new(struct ikt_input, 1);
    input->path = g_strdup(path);
    input->error = g_strdup(error);
    g_ptr_array_add(walk->inputs, input);
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* NULL, with errno, when it cannot be read. */
static GPtrArray *sorted_names(const char *path)
{
    DIR *directory = opendir(path);
    if (!directory)
        return NULL;
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    const struct dirent *entry;
    while ((entry = readdir(directory)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            g_ptr_array_add(names, g_strdup(entry->d_name));
    closedir(directory);
    g_ptr_array_sort(names, compare_names);
    return names;
}

/* It may hold captures that were asked for: passing over it would be an all-clear for them. */
static void add_archive(struct walk *walk, const char *path, struct ikt_stream *stream)
{
    g_autofree char *text = ikt_archive_text(stream, path);
    add(walk, path, text);
}

static void walk_file(struct walk *walk, const char *path)
{
    g_autoptr(GError) error = NULL;
    struct ikt_stream *stream = ikt_stream_open(path, &error);
    if (!stream) {
        add(walk, path, error->message);
        return;
    }
    if (ikt_capture_recognise(stream))
        add(walk, path, NULL);
    else if (ikt_archive_is(stream, path))
        add_archive(walk, path, stream);
    else if (walk->beside)
        ikt_beside_take(walk->beside, path, stream);
    ikt_stream_free(stream);
}

static void walk_directory(struct walk *walk, const char *path, const struct stat *status)
{
    char *identity = g_strdup_printf("%ju:%ju", (uintmax_t)status->st_dev, (uintmax_t)status->st_ino);
    if (!g_hash_table_add(walk->seen, identity))
        return;
    g_autoptr(GPtrArray) names = sorted_names(path);
    if (!names) {
        add(walk, path, g_strerror(errno));
        return;
    }
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *below = g_build_filename(path, g_ptr_array_index(names, i), NULL);
        struct stat found;
        if (stat(below, &found) != 0)
            continue; /* a dangling link, or gone meanwhile */
        if (S_ISDIR(found.st_mode))
            walk_directory(walk, below, &found);
        else if (S_ISREG(found.st_mode))
            walk_file(walk, below);
    }
}

GPtrArray *ikt_find_captures(const char *const *names, struct ikt_beside *beside)
{
    struct walk walk = {.inputs = g_ptr_array_new_with_free_func(free_input), .beside = beside};
    for (; *names; names++) {
        struct stat status;
        if (strcmp(*names, IKT_STREAM_STDIN) == 0 || stat(*names, &status) != 0 || !S_ISDIR(status.st_mode)) {
            add(&walk, *names, NULL);
            continue;
        }
        guint before = walk.inputs->len;
        walk.seen = g_hash_table_new_full(ikt_hash_string, ikt_hash_equal_string, g_free, NULL);
        walk_directory(&walk, *names, &status);
        g_hash_table_unref(walk.seen);
        if (walk.inputs->len == before)
            add(&walk, *names,
                "no capture in this directory; key files are given with -k, configurations with -c, logs with -l");
    }
    return walk.inputs;
}

/* real: without links; it is cut to its folders, one after another. */
static bool is_below(GHashTable *reals, char *real)
{
    for (char *end;; *end = '\0') {
        if (g_hash_table_contains(reals, real))
            return true;
        end = strrchr(real, '/');
        if (!end || end == real)
            return g_hash_table_contains(reals, "/");
    }
}

GPtrArray *ikt_find_captures_elsewhere(const GPtrArray *inputs, const char *const *names)
{
    GPtrArray *elsewhere = g_ptr_array_new();
    g_autoptr(GHashTable) reals = g_hash_table_new_full(ikt_hash_string, ikt_hash_equal_string, free, NULL);
    for (; *names; names++) {
        char *real = realpath(*names, NULL);
        if (real)
            g_hash_table_add(reals, real);
    }
    for (guint i = 0; i < inputs->len; i++) {
        const struct ikt_input *input = g_ptr_array_index(inputs, i);
        char *real = input->error ? NULL : realpath(input->path, NULL);
        if (real && !is_below(reals, real))
            g_ptr_array_add(elsewhere, input->path);
        free(real);
    }
    return elsewhere;
}

guint64 ikt_find_captures_size(const GPtrArray *inputs)
{
    guint64 octets = 0;
    for (guint i = 0; i < inputs->len; i++) {
        const struct ikt_input *input = g_ptr_array_index(inputs, i);
        struct stat status;
        if (!input->error && stat(input->path, &status) == 0 && S_ISREG(status.st_mode))
            octets += (guint64)status.st_size;
    }
    return octets;
}
