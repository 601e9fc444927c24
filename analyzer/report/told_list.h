/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All that the text report keeps of a run: its captures and their tunnels, in their order.
 */
#ifndef IKT_REPORT_TOLD_LIST_H
#define IKT_REPORT_TOLD_LIST_H

#include "told_tunnel.h"

/* What is said of a capture beside its tunnels. */
struct ikt_told_capture {
    char *file; /* "": there is none, documents alone were judged */
    uint64_t packets, ike_messages, ikev2_messages;
    ikt_time first_time, last_time;
    char *sha256; /* NULL: not known */
    guint tunnels;
    uint64_t opened, closed; /* ISAKMP SAs whose messages keys opened; that no key opened */
    bool keys_told;          /* which keys are missing, or do not fit */
    char *text;              /* lines: damage, findings of no tunnel, keys that are missing; NULL */
};

/* A capture's part is a list as well, until its turn comes. */
struct ikt_told_list {
    GArray *captures; /* of struct ikt_told_capture */
    GArray *tunnels;  /* of struct ikt_told_tunnel */
    bool local_time;  /* shown in the zone of who reads it */
};

struct ikt_told_list *ikt_told_list_new(void);
void ikt_told_list_free(struct ikt_told_list *list);
/* At the end; takes what is in part and frees it. Blocks are given up when there are too many tunnels to tell them one
 * by one; keep: but for this one, by its number; 0: none. */
void ikt_told_list_join(struct ikt_told_list *list, struct ikt_told_list *part, uint64_t keep);

static inline struct ikt_told_tunnel *ikt_told_at(const struct ikt_told_list *list, guint place)
{
    return &g_array_index(list->tunnels, struct ikt_told_tunnel, place);
}

/* The number that its readers know it by. */
static inline uint64_t ikt_told_number(const struct ikt_told_list *list, guint place)
{
    const uint64_t given = ikt_told_at(list, place)->number;
    return given != 0 ? given : place + 1;
}

static inline struct ikt_told_capture *ikt_told_capture_at(const struct ikt_told_list *list, guint place)
{
    return &g_array_index(list->captures, struct ikt_told_capture, place);
}

#endif
