/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_told.h"

#include <string.h>

#include "tunnel_words.h"

/* Lines of the list of those that are not well, unless all are wanted. */
#define LISTED 40
/* Of a file's name in it. */
#define FILE_WIDTH 20
/* So many alike are a pattern; so near each other they began at one time. */
#define PATTERN 3
#define AT_ONCE (10 * 60 * (int64_t)IKT_SECOND)

struct batch {
    struct ikt_layout *layout;
    const struct ikt_told_list *list;
    size_t folder; /* what the names of all captures begin with, octets */
    size_t name;   /* what they all end with: one capture a folder */
    guint *order;  /* of tunnels: the worst first */
    guint count;
};

static const char *name_at(const struct ikt_told_list *list, guint place)
{
    return ikt_told_capture_at(list, place)->file;
}

/* Folders that all names begin with. */
static size_t common_folder(const struct ikt_told_list *list)
{
    const char *first = name_at(list, 0);
    size_t common = strlen(first);
    for (guint i = 0; i < list->captures->len; i++) {
        const char *file = name_at(list, i);
        size_t same = 0;
        while (same < common && file[same] == first[same])
            same++;
        common = same;
    }
    while (common > 0 && first[common - 1] != '/')
        common--;
    return common;
}

/* The length of "/NAME" that all end with and that leaves something to tell them apart. */
static size_t common_name(const struct ikt_told_list *list, size_t folder)
{
    const char *first = strrchr(name_at(list, 0), '/');
    if (!first || list->captures->len < 2)
        return 0;
    const size_t stem = strcspn(first, ".");
    for (guint i = 0; i < list->captures->len; i++) {
        const char *file = name_at(list, i), *last = strrchr(file, '/');
        if (!last || (size_t)(last - file) <= folder || strcspn(last, ".") != stem || strncmp(last, first, stem) != 0)
            return 0;
    }
    return stem;
}

/* What a capture is called in a row; where there is one, its tunnels tell more. g_free. */
static char *file_of(const struct batch *batch, const struct ikt_told_tunnel *tunnel)
{
    if (batch->list->captures->len == 1)
        return ikt_told_pair(tunnel);
    const char *file = name_at(batch->list, tunnel->capture);
    const char *end = batch->name > 0 ? strrchr(file, '/') : file + strlen(file);
    return g_strndup(file + batch->folder, (gsize)(end - file) - batch->folder);
}

static int compare_tunnels(gconstpointer a, gconstpointer b, gpointer user)
{
    const struct batch *batch = user;
    const guint x = *(const guint *)a, y = *(const guint *)b;
    const struct ikt_told_tunnel *one = ikt_told_at(batch->list, x), *other = ikt_told_at(batch->list, y);
    const int badness = ikt_tunnel_badness(other->state) - ikt_tunnel_badness(one->state);
    if (badness != 0)
        return badness;
    if (one->cause_count > 0 && other->cause_count > 0 && one->likelihood != other->likelihood)
        return one->likelihood < other->likelihood ? -1 : 1;
    if ((one->cause_count > 0) != (other->cause_count > 0))
        return one->cause_count > 0 ? -1 : 1;
    if (one->failed != other->failed)
        return one->failed > other->failed ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* Tunnels of one heading that share one name. */
struct kind {
    const char *name;
    guint count;
    GArray *tunnels; /* of guint, in their order */
};

static void clear_kind(gpointer data)
{
    g_array_unref(((struct kind *)data)->tunnels);
}

static struct kind *kind_of(GArray *kinds, const char *name)
{
    for (guint i = 0; i < kinds->len; i++) {
        if (g_str_equal(g_array_index(kinds, struct kind, i).name, name))
            return &g_array_index(kinds, struct kind, i);
    }
    struct kind kind = {.name = name, .tunnels = g_array_new(FALSE, FALSE, sizeof(guint))};
    g_array_append_val(kinds, kind);
    return &g_array_index(kinds, struct kind, kinds->len - 1);
}

static gint more_first(gconstpointer a, gconstpointer b)
{
    const struct kind *one = a, *other = b;
    if (one->tunnels->len != other->tunnels->len)
        return one->tunnels->len > other->tunnels->len ? -1 : 1;
    return strcmp(one->name, other->name);
}

enum heading {
    HEADING_DOWN_CAUSE,
    HEADING_DOWN_OPEN,
    HEADING_FLAPPING,
    HEADING_FAULT,
    HEADING_UNJUDGED,
    HEADING_COUNT
};

static enum heading heading_of(const struct ikt_told_tunnel *tunnel)
{
    switch (tunnel->state) {
    case IKT_TUNNEL_DOWN:
        return tunnel->cause_count > 0 ? HEADING_DOWN_CAUSE : HEADING_DOWN_OPEN;
    case IKT_TUNNEL_FLAPPING:
        return HEADING_FLAPPING;
    case IKT_TUNNEL_DEGRADED:
        return HEADING_FAULT;
    case IKT_TUNNEL_UNJUDGED:
        return HEADING_UNJUDGED;
    default:
        return HEADING_COUNT;
    }
}

static const char *kind_name(const struct ikt_told_tunnel *tunnel)
{
    static const char *const open[IKT_WHERE_COUNT] = {"open",          "phase 1, open", "XAUTH, open",
                                                      "phase 2, open", "traffic, open", "configuration"};
    if (tunnel->cause_count > 0)
        return ikt_rule_info(tunnel->causes[0])->name;
    if (tunnel->state == IKT_TUNNEL_UNJUDGED)
        return tunnel->of_documents ? "not decided by these files" : "not captured whole";
    return open[tunnel->where];
}

/* "br07.pcap 203.0.113.70 > 203.0.113.1, ..." as far as a line goes, then how many more. */
static void put_kind(const struct batch *batch, const struct kind *kind)
{
    struct ikt_layout *layout = batch->layout;
    g_autofree char *label = g_strdup_printf("%-24s %4u", kind->name, kind->tunnels->len);
    const unsigned column = 33;
    ikt_layout_begin_cell(layout, 2, column, label);
    size_t used = 0;
    guint i = 0;
    for (; i < kind->tunnels->len; i++) {
        const struct ikt_told_tunnel *tunnel = ikt_told_at(batch->list, g_array_index(kind->tunnels, guint, i));
        g_autofree char *file = file_of(batch, tunnel);
        const size_t length = strlen(file) + 2;
        if (i > 0 && column + used + length + 6 > layout->width)
            break;
        ikt_layout_put(layout, i > 0 ? ", " : "");
        ikt_layout_put(layout, file);
        used += length;
    }
    if (i < kind->tunnels->len) {
        ikt_layout_put(layout, " + ");
        ikt_layout_put_number(layout, kind->tunnels->len - i);
    }
    ikt_layout_end(layout);
}

static void put_heading(struct ikt_layout *layout, const char *text, guint count)
{
    ikt_layout_begin_heading(layout);
    ikt_layout_put(layout, text);
    ikt_layout_put(layout, ": ");
    ikt_layout_put_number(layout, count);
    ikt_layout_end(layout);
}

static void put_headings(const struct batch *batch)
{
    static const char *const titles[HEADING_COUNT] = {"DOWN, cause certain or probable", "DOWN, cause open", "FLAPPING",
                                                      "UP WITH A FAULT", "NOT JUDGED"};
    for (enum heading heading = 0; heading < HEADING_COUNT; heading++) {
        g_autoptr(GArray) kinds = g_array_new(FALSE, FALSE, sizeof(struct kind));
        guint count = 0;
        g_array_set_clear_func(kinds, clear_kind);
        for (guint i = 0; i < batch->list->tunnels->len; i++) {
            const struct ikt_told_tunnel *tunnel = ikt_told_at(batch->list, i);
            if (heading_of(tunnel) != heading)
                continue;
            count++;
            g_array_append_val(kind_of(kinds, kind_name(tunnel))->tunnels, i);
        }
        if (count == 0)
            continue;
        put_heading(batch->layout, titles[heading], count);
        g_array_sort(kinds, more_first);
        for (guint i = 0; i < kinds->len; i++)
            put_kind(batch, &g_array_index(kinds, struct kind, i));
    }
}

/* Tunnels with one cause and one peer in common. */
struct pattern {
    enum ikt_rule cause;
    struct ikt_address peer, other; /* other: the first one's */
    bool one_other;                 /* ... and that of all */
    guint count;
    ikt_time from, to; /* when their states began; IKT_TIME_NONE: not known of all */
    const char *difference;
    bool one_difference;
};

static void add_to_pattern(GArray *patterns, const struct ikt_told_tunnel *tunnel, const struct ikt_address *peer,
                           const struct ikt_address *other)
{
    struct pattern *found = NULL;
    for (guint i = 0; i < patterns->len && !found; i++) {
        struct pattern *pattern = &g_array_index(patterns, struct pattern, i);
        if (pattern->cause == tunnel->causes[0] && ikt_address_equal(&pattern->peer, peer))
            found = pattern;
    }
    if (!found) {
        const struct pattern fresh = {.cause = tunnel->causes[0],
                                      .peer = *peer,
                                      .other = *other,
                                      .one_other = true,
                                      .from = tunnel->since,
                                      .to = tunnel->since,
                                      .difference = tunnel->difference,
                                      .one_difference = tunnel->difference != NULL};
        g_array_append_val(patterns, fresh);
        found = &g_array_index(patterns, struct pattern, patterns->len - 1);
    }
    found->count++;
    found->one_other = found->one_other && ikt_address_equal(&found->other, other);
    found->one_difference = found->one_difference && g_strcmp0(found->difference, tunnel->difference) == 0;
    if (tunnel->since == IKT_TIME_NONE || found->from == IKT_TIME_NONE) {
        found->from = found->to = IKT_TIME_NONE;
    } else {
        found->from = MIN(found->from, tunnel->since);
        found->to = MAX(found->to, tunnel->since);
    }
}

/* Patterns that are looked at: the first causes and peers of a list of any length. */
#define PATTERNS_MOST 1000

static void put_pattern(const struct batch *batch, const struct pattern *pattern)
{
    struct ikt_layout *layout = batch->layout;
    ikt_layout_begin(layout, 2, 4, IKT_STYLE_PLAIN);
    ikt_layout_put_number(layout, pattern->count);
    ikt_layout_put(layout, " ");
    ikt_layout_put(layout, ikt_rule_info(pattern->cause)->name);
    ikt_layout_put(layout, ", all with ");
    ikt_layout_put_address(layout, &pattern->peer);
    if (pattern->one_difference) {
        ikt_layout_put(layout, ", all ");
        ikt_layout_put(layout, pattern->difference);
    }
    if (pattern->from != IKT_TIME_NONE && pattern->to - pattern->from <= AT_ONCE) {
        ikt_layout_put(layout, ", all since ");
        ikt_layout_put_taken(layout, ikt_told_time(batch->list, pattern->from));
        if (pattern->to - pattern->from >= IKT_SECOND) {
            ikt_layout_put(layout, " to ");
            ikt_layout_put_taken(layout, ikt_told_time(batch->list, pattern->to));
        }
    }
    ikt_layout_end(layout);
}

/* Two peers that have nobody else are one pattern, told of the first of them. */
static bool is_told(const GArray *patterns, guint place)
{
    const struct pattern *pattern = &g_array_index(patterns, struct pattern, place);
    for (guint i = 0; i < place && pattern->one_other; i++) {
        const struct pattern *earlier = &g_array_index(patterns, struct pattern, i);
        if (earlier->cause == pattern->cause && earlier->count == pattern->count && earlier->one_other &&
            ikt_address_equal(&earlier->peer, &pattern->other))
            return true;
    }
    return false;
}

static void put_patterns(const struct batch *batch)
{
    g_autoptr(GArray) patterns = g_array_new(FALSE, FALSE, sizeof(struct pattern));
    bool titled = false;
    for (guint i = 0; i < batch->list->tunnels->len && patterns->len < PATTERNS_MOST; i++) {
        const struct ikt_told_tunnel *tunnel = ikt_told_at(batch->list, i);
        if (tunnel->cause_count == 0)
            continue;
        add_to_pattern(patterns, tunnel, &tunnel->a, &tunnel->b);
        add_to_pattern(patterns, tunnel, &tunnel->b, &tunnel->a);
    }
    for (guint i = 0; i < patterns->len; i++) {
        const struct pattern *pattern = &g_array_index(patterns, struct pattern, i);
        if (pattern->count < PATTERN || is_told(patterns, i))
            continue;
        if (!titled) {
            ikt_layout_begin_heading(batch->layout);
            ikt_layout_put(batch->layout, "PATTERNS");
            ikt_layout_end(batch->layout);
        }
        titled = true;
        put_pattern(batch, pattern);
    }
}

/* As much of its end as has room. */
static char *end_of(const char *text, size_t room)
{
    const size_t length = strlen(text);
    if (length <= room)
        return g_strdup(text);
    const char *tail = text + length - (room - 3);
    while ((*tail & 0xc0) == 0x80)
        tail++;
    return g_strdup_printf("...%s", tail);
}

/* What the rows under one heading have in common. */
static char *group_of(const struct ikt_told_tunnel *tunnel)
{
    const char *state = ikt_tunnel_state_words(tunnel->state);
    if (!ikt_tunnel_is_faulty(tunnel->state))
        return g_strdup(state);
    return g_strdup_printf("%s, cause %s", state,
                           tunnel->cause_count > 0 ? ikt_likelihood_name(tunnel->likelihood) : "open");
}

/* "ph1 ike-frag-mtu", "ph2 240 of 240 fail" */
static char *cause_of(const struct ikt_told_tunnel *tunnel)
{
    static const char *const places[IKT_WHERE_COUNT] = {"", "ph1 ", "XAUTH ", "ph2 ", "traffic ", ""};
    if (!ikt_tunnel_is_faulty(tunnel->state))
        return ikt_told_cause(tunnel);
    const char *place = places[tunnel->where];
    if (tunnel->cause_count > 0)
        return g_strdup_printf("%s%s", place, ikt_rule_info(tunnel->causes[0])->name);
    return tunnel->failed > 0 ? g_strdup_printf("%s%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " fail", place,
                                                tunnel->failed, tunnel->attempts)
                              : g_strchomp(g_strdup(place));
}

/* Four of them; the file's is left out where there is one file. */
static void put_cells(const struct batch *batch, const char *const *cells, const unsigned *widths)
{
    if (batch->list->captures->len > 1)
        ikt_told_row(batch->layout, cells, widths, 4);
    else
        ikt_told_row(batch->layout, (const char *const[]){cells[0], cells[2], cells[3]},
                     (const unsigned[]){widths[0], widths[2], widths[3]}, 3);
}

static void put_row(const struct batch *batch, guint place, const unsigned *widths)
{
    const struct ikt_told_tunnel *tunnel = ikt_told_at(batch->list, place);
    g_autofree char *number = g_strdup_printf("%" G_GUINT64_FORMAT, ikt_told_number(batch->list, place)),
                    *name = file_of(batch, tunnel), *file = end_of(name, widths[1]), *pair = ikt_told_pair(tunnel),
                    *cause = cause_of(tunnel);
    put_cells(batch, (const char *const[]){number, file, pair, cause}, widths);
}

/* As wide as its rows need. */
static void measure(const struct batch *batch, guint shown, unsigned *widths)
{
    for (guint i = 0; i < shown; i++) {
        const struct ikt_told_tunnel *tunnel = ikt_told_at(batch->list, batch->order[i]);
        g_autofree char *pair = ikt_told_pair(tunnel), *file = file_of(batch, tunnel);
        widths[0] = MAX(widths[0], batch->order[i] + 1 >= 1000 ? 6U : 3U);
        widths[1] = MAX(widths[1], MIN((unsigned)strlen(file), (unsigned)FILE_WIDTH));
        widths[2] = ikt_told_width(widths[2], pair);
    }
}

static void put_rows(const struct batch *batch, guint shown)
{
    unsigned widths[] = {3, 4, 6, 0};
    g_autofree char *group = NULL;
    measure(batch, shown, widths);
    put_cells(batch, (const char *const[]){"#", "file", "tunnel", "where and cause"}, widths);
    for (guint i = 0; i < shown; i++) {
        const struct ikt_told_tunnel *tunnel = ikt_told_at(batch->list, batch->order[i]);
        g_autofree char *own = group_of(tunnel);
        if (g_strcmp0(group, own) != 0) {
            ikt_layout_begin_heading(batch->layout);
            ikt_layout_put(batch->layout, own);
            ikt_layout_end(batch->layout);
        }
        g_free(group);
        group = g_steal_pointer(&own);
        put_row(batch, batch->order[i], widths);
    }
}

static void put_worst(const struct batch *batch, bool all)
{
    guint faulty = 0;
    for (guint i = 0; i < batch->count; i++) {
        if (ikt_tunnel_is_faulty(ikt_told_at(batch->list, batch->order[i])->state))
            faulty++;
    }
    const guint shown = all ? batch->count : MIN(faulty, (guint)LISTED);
    if (shown == 0)
        return;
    ikt_layout_gap(batch->layout);
    ikt_layout_begin_heading(batch->layout);
    ikt_layout_put(batch->layout, all ? "All " : "The ");
    ikt_layout_put_number(batch->layout, all ? batch->count : faulty);
    ikt_layout_put(batch->layout,
                   all ? ", the worst first (-t N: one in full)"
                       : " down or faulty, the worst first (-t N: one in full; --all: healthy ones too)");
    ikt_layout_end(batch->layout);
    put_rows(batch, shown);
    if (!all && faulty > shown) {
        ikt_layout_begin(batch->layout, 0, 0, IKT_STYLE_PLAIN);
        ikt_layout_put(batch->layout, "... and ");
        ikt_layout_put_number(batch->layout, faulty - shown);
        ikt_layout_put(batch->layout, " more");
        ikt_layout_end(batch->layout);
    }
}

void ikt_text_batch(struct ikt_layout *layout, const struct ikt_told_list *list,
                    const struct ikt_report_options *options)
{
    struct batch batch = {.layout = layout, .list = list, .folder = common_folder(list), .count = list->tunnels->len};
    batch.name = common_name(list, batch.folder);
    batch.order = g_new(guint, batch.count);
    for (guint i = 0; i < batch.count; i++)
        batch.order[i] = i;
    g_qsort_with_data(batch.order, (gint)batch.count, sizeof *batch.order, compare_tunnels, &batch);
    put_headings(&batch);
    put_patterns(&batch);
    put_worst(&batch, options->all);
    g_free(batch.order);
}
