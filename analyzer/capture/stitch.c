/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stitch.h"

#include <string.h>
#include <sys/stat.h>

#include "repeated.h"

/*
 * A piece goes on for so long past the first packet of the next one: where several queues of an interface are captured,
 * packets change places by that much, and pieces that follow each other seem to overlap.
 */
#define OUT_OF_ORDER (IKT_SECOND / 1000)

struct reader {
    struct ikt_piece told;
    uint32_t number; /* from 1; until they are ordered: as they were given */
    bool regular;    /* may be opened again */
    dev_t device;
    ino_t inode;
    struct ikt_capture_file *file; /* NULL: not open */
    struct ikt_frame head;         /* where file is open */
    uint64_t taken;                /* packets of its file that count in the numbers */
};

struct ikt_stitch {
    GPtrArray *readers; /* of struct reader, in their order */
    const struct ikt_capture_filter *filter;
    bool hashed;
    guint next;                             /* of readers, the first that was not opened */
    struct reader *due;                     /* whose head was handed on; NULL: none */
    struct reader *opened[IKT_STITCH_OPEN]; /* in the order they were opened */
    guint open, done;
    guint twice;
    uint64_t frames; /* of all files, as far as they were read */
    uint64_t others; /* of these, records that hold no packet, of files that are closed */
    ikt_time closed; /* newest packet of those that were read to their end. IKT_TIME_NONE: none */
    uint64_t octets; /* of those that are closed */
    struct ikt_repeated repeated;
};

static void free_reader(gpointer data)
{
    struct reader *reader = data;
    ikt_capture_file_close(reader->file);
    g_free(reader->told.path);
    g_free(reader->told.sha256);
    g_free(reader->told.error);
    g_free(reader->told.remark);
    g_free(reader);
}

/* Keeps the first error. */
static void fail(struct reader *reader, const GError *error)
{
    if (error && !reader->told.error)
        reader->told.error = g_strdup(error->message);
}

static ikt_time later(ikt_time a, ikt_time b)
{
    return a == IKT_TIME_NONE || (b != IKT_TIME_NONE && b > a) ? b : a;
}

/* Those that a filter refused have numbers too. number: how many of the file were read. */
static void count_frames(struct ikt_stitch *stitch, struct reader *reader, uint64_t number)
{
    stitch->frames += number - reader->taken;
    reader->taken = number;
}

static void close_reader(struct ikt_stitch *stitch, struct reader *reader)
{
    reader->told.remark = ikt_capture_file_remark(reader->file);
    reader->told.sha256 = ikt_capture_file_sha256(reader->file);
    stitch->octets += ikt_capture_file_octets(reader->file);
    stitch->done++;
    count_frames(stitch, reader, ikt_capture_file_frames(reader->file));
    stitch->others += ikt_capture_file_others(reader->file);
    stitch->closed = later(stitch->closed, reader->told.last_time);
    ikt_capture_file_close(reader->file);
    reader->file = NULL;
}

/* The head of an open reader. False, and it is closed, at its end. */
static bool advance(struct ikt_stitch *stitch, struct reader *reader)
{
    g_autoptr(GError) error = NULL;
    if (ikt_capture_file_next(reader->file, &reader->head, &error))
        return true;
    fail(reader, error);
    close_reader(stitch, reader);
    return false;
}

/* The first packet, whatever the filter says of it; what can be opened again is closed. */
static void look_at_first(struct ikt_stitch *stitch, struct reader *reader)
{
    g_autoptr(GError) error = NULL;
    const struct ikt_capture_filter *filter = reader->regular ? NULL : stitch->filter;
    reader->file = ikt_capture_file_open(reader->told.path, filter, stitch->hashed && !reader->regular, &error);
    if (reader->file && ikt_capture_file_next(reader->file, &reader->head, &error))
        reader->told.first_time = reader->head.time;
    fail(reader, error);
    if (!reader->file)
        stitch->done++;
    else if (reader->told.first_time == IKT_TIME_NONE)
        close_reader(stitch, reader);
    if (reader->regular && reader->file) {
        ikt_capture_file_close(reader->file);
        reader->file = NULL;
    }
}

static bool is_taken(const struct ikt_stitch *stitch, const struct stat *status)
{
    for (guint i = 0; i < stitch->readers->len; i++) {
        const struct reader *reader = g_ptr_array_index(stitch->readers, i);
        if (reader->regular && reader->device == status->st_dev && reader->inode == status->st_ino)
            return true;
    }
    return false;
}

static gint compare_first(gconstpointer a, gconstpointer b)
{
    const struct reader *first = *(const struct reader *const *)a, *second = *(const struct reader *const *)b;
    const ikt_time one = first->told.first_time, other = second->told.first_time;
    if ((one == IKT_TIME_NONE) != (other == IKT_TIME_NONE))
        return one == IKT_TIME_NONE ? 1 : -1;
    if (one != other)
        return one < other ? -1 : 1;
    return strcmp(first->told.path, second->told.path);
}

/* dumpcap's names: NAME_00042_20260101080000.pcap. 0: another kind. name: octets before the number. */
static uint64_t ring_number(const char *path, size_t *name)
{
    const char *base = strrchr(path, '/');
    for (const char *at = base ? base : path; (at = strchr(at, '_')); at++) {
        const size_t number = strspn(at + 1, "0123456789");
        if (number < 5 || number > 12 || at[1 + number] != '_' || strspn(at + 2 + number, "0123456789") != 14)
            continue;
        *name = (size_t)(at - path);
        return g_ascii_strtoull(at + 1, NULL, 10);
    }
    return 0;
}

/* Of one ring, whose pieces are between its neighbours in time: is one not there? */
static void number_readers(struct ikt_stitch *stitch)
{
    const char *path_before = "";
    uint64_t before = 0;
    size_t name_before = 0;
    for (guint i = 0; i < stitch->readers->len; i++) {
        struct reader *reader = g_ptr_array_index(stitch->readers, i);
        size_t name = 0;
        const uint64_t number = ring_number(reader->told.path, &name);
        reader->number = i + 1;
        if (before != 0 && number > before + 1 && name == name_before &&
            memcmp(reader->told.path, path_before, name) == 0)
            reader->told.missing = number - before - 1;
        before = number;
        name_before = name;
        path_before = reader->told.path;
    }
}

struct ikt_stitch *ikt_stitch_new(const GPtrArray *paths, const struct ikt_capture_filter *filter, bool hashed)
{
    struct ikt_stitch *stitch = g_new0(struct ikt_stitch, 1);
    stitch->readers = g_ptr_array_new_with_free_func(free_reader);
    stitch->filter = filter;
    stitch->hashed = hashed;
    stitch->closed = IKT_TIME_NONE;
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        struct stat status;
        const bool regular = strcmp(path, IKT_STREAM_STDIN) != 0 && stat(path, &status) == 0 && S_ISREG(status.st_mode);
        if (regular && is_taken(stitch, &status)) {
            stitch->twice++;
            continue;
        }
        struct reader *reader = g_new0(struct reader, 1);
        reader->told =
            (struct ikt_piece){.path = g_strdup(path), .first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
        reader->number = i;
        reader->regular = regular;
        reader->device = regular ? status.st_dev : 0;
        reader->inode = regular ? status.st_ino : 0;
        look_at_first(stitch, reader);
        g_ptr_array_add(stitch->readers, reader);
    }
    g_ptr_array_sort(stitch->readers, compare_first);
    number_readers(stitch);
    return stitch;
}

void ikt_stitch_free(struct ikt_stitch *stitch)
{
    if (!stitch)
        return;
    g_ptr_array_unref(stitch->readers);
    g_free(stitch);
}

/* The open one whose head is the earliest; of equal ones the first. NULL: none is open. */
static struct reader *earliest(const struct ikt_stitch *stitch)
{
    struct reader *found = NULL;
    for (guint i = 0; i < stitch->open; i++) {
        struct reader *reader = stitch->opened[i];
        if (!found || reader->head.time < found->head.time)
            found = reader;
    }
    return found;
}

static void leave(struct ikt_stitch *stitch, const struct reader *reader)
{
    guint kept = 0;
    for (guint i = 0; i < stitch->open; i++) {
        if (stitch->opened[i] != reader)
            stitch->opened[kept++] = stitch->opened[i];
    }
    stitch->open = kept;
}

static struct reader *next_of(const struct ikt_stitch *stitch)
{
    struct reader *next = stitch->next < stitch->readers->len ? g_ptr_array_index(stitch->readers, stitch->next) : NULL;
    return next && next->told.first_time != IKT_TIME_NONE ? next : NULL;
}

static void open_next(struct ikt_stitch *stitch)
{
    g_autoptr(GError) error = NULL;
    struct reader *reader = next_of(stitch);
    stitch->next++;
    bool more = reader->file != NULL; /* then its first packet is read */
    if (!more) {
        reader->file = ikt_capture_file_open(reader->told.path, stitch->filter, stitch->hashed, &error);
        fail(reader, error);
        if (reader->file)
            more = advance(stitch, reader);
        else
            stitch->done++;
    }
    if (more)
        stitch->opened[stitch->open++] = reader;
}

/* Open all whose frames are due before that of first, and say which is the earliest then. */
static struct reader *open_due(struct ikt_stitch *stitch, struct reader *first)
{
    struct reader *next;
    while ((next = next_of(stitch)) && (!first || first->head.time > next->told.first_time + OUT_OF_ORDER)) {
        if (stitch->open == IKT_STITCH_OPEN) {
            next->told.crowded = true;
            break;
        }
        open_next(stitch);
        first = earliest(stitch);
    }
    return first;
}

/* Counts the head of reader. False: another piece has shown it. */
static bool take_head(struct ikt_stitch *stitch, struct reader *reader)
{
    const struct reader *next = next_of(stitch);
    const struct ikt_frame *head = &reader->head;
    struct ikt_piece *told = &reader->told;
    told->last_time = later(told->last_time, head->time);
    told->packets++;
    const bool overlap = stitch->open > 1 || (next && head->time >= next->told.first_time) ||
                         (stitch->closed != IKT_TIME_NONE && head->time <= stitch->closed);
    const bool repeated = overlap && ikt_repeated_add(&stitch->repeated, reader->number, head);
    count_frames(stitch, reader, repeated ? head->number - 1 : head->number);
    reader->taken = head->number;
    if (repeated) {
        told->repeated++;
        return false;
    }
    if (told->first_frame == 0) {
        told->first_frame = stitch->frames;
        told->first_number = head->number;
    }
    told->last_frame = stitch->frames;
    return true;
}

bool ikt_stitch_next(struct ikt_stitch *stitch, struct ikt_frame *out)
{
    for (;;) {
        if (stitch->due && !advance(stitch, stitch->due))
            leave(stitch, stitch->due);
        struct reader *reader = stitch->due = open_due(stitch, earliest(stitch));
        if (!reader) {
            if (!next_of(stitch))
                return false;
            continue;
        }
        if (!take_head(stitch, reader))
            continue;
        *out = reader->head;
        out->number = stitch->frames;
        return true;
    }
}

void ikt_stitch_origin(const struct ikt_stitch *stitch, struct ikt_capture_origin *out)
{
    ikt_capture_file_origin(stitch->due->file, out);
}

guint ikt_stitch_count(const struct ikt_stitch *stitch)
{
    return stitch->readers->len;
}

const struct ikt_piece *ikt_stitch_piece(const struct ikt_stitch *stitch, guint place)
{
    return &((const struct reader *)g_ptr_array_index(stitch->readers, place))->told;
}

guint ikt_stitch_twice(const struct ikt_stitch *stitch)
{
    return stitch->twice;
}

guint ikt_stitch_done(const struct ikt_stitch *stitch)
{
    return stitch->done;
}

uint64_t ikt_stitch_frames(const struct ikt_stitch *stitch)
{
    return stitch->frames;
}

uint64_t ikt_stitch_others(const struct ikt_stitch *stitch)
{
    uint64_t others = stitch->others;
    for (guint i = 0; i < stitch->open; i++)
        others += ikt_capture_file_others(stitch->opened[i]->file);
    return others;
}

uint64_t ikt_stitch_octets(const struct ikt_stitch *stitch)
{
    uint64_t octets = stitch->octets;
    for (guint i = 0; i < stitch->open; i++)
        octets += ikt_capture_file_octets(stitch->opened[i]->file);
    return octets;
}

bool ikt_stitch_live(const struct ikt_stitch *stitch)
{
    return stitch->due && stitch->due->file && ikt_capture_file_live(stitch->due->file);
}
