/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lists of records: they end at a bound and count what they leave out. Nothing but the list may depend on whether it
 * had room: state is changed first, and from the message itself. Elements are of kinds, 64 at most: the first and the
 * newest of each are listed always, if need be beyond the bound, so that a thousand alike hide nothing else.
 */
#ifndef IKT_TRACK_BOUNDED_LIST_H
#define IKT_TRACK_BOUNDED_LIST_H

#include <glib.h>

#include "iketriage/exchange.h"

/* Below 64. */
typedef unsigned ikt_kind_of(const void *element);

struct ikt_list {
    void *items; /* in the order in which they were added; NULL while there was none */
    guint count, space;
    guint element_size, most;
    GDestroyNotify clear;
    uint64_t more; /* left out */
    ikt_kind_of *kind;
    uint64_t listed, several;            /* bit n: one of kind n is there, more than one is */
    guint whole;                         /* nothing is left out between those before this one */
    size_t (*room)(const void *element); /* octets that are free without it; NULL: none are counted */
    size_t freed, replaced;              /* see ikt_list_freed */
};

/* clear: what one element owns is released with it, NULL: it owns nothing. kind NULL: all are of one. */
void ikt_list_init(struct ikt_list *list, guint element_size, guint most, GDestroyNotify clear, ikt_kind_of *kind);
void ikt_list_clear(struct ikt_list *list);
/* Begin anew. */
void ikt_list_empty(struct ikt_list *list);
/* Copies the element. Returns where it stands until the next is added; NULL when there is no room for it: then nothing
 * of it is taken. */
void *ikt_list_add(struct ikt_list *list, const void *element);
/* So many from the beginning follow each other, with nothing left out in between. */
guint ikt_list_whole(const struct ikt_list *list);
/* Octets of what made room since it was asked last, with so many for each. */
size_t ikt_list_freed(struct ikt_list *list, size_t each);

/* A list of struct ikt_seen that holds references to its messages. */
void ikt_seen_list_init(struct ikt_list *list);
void ikt_seen_list_add(struct ikt_list *list, const struct ikt_seen *seen);
/* Names or directions of listed ones were changed. */
void ikt_seen_list_renamed(struct ikt_list *list);
static inline struct ikt_seen *ikt_seen_list_at(const struct ikt_list *list, guint index)
{
    return (struct ikt_seen *)list->items + index;
}
/* What shown is a copy of is read by it. */
void ikt_seen_list_show(struct ikt_list *list, const struct ikt_seen *shown);
/* The message of a sequence; NULL where it is not listed. */
const struct ikt_message *ikt_seen_list_recall(const struct ikt_list *list, uint64_t sequence);
/*
 * Keep the list, and of its messages those that spare has, and small ones that are the first of their kind; the others
 * become NULL. Returns the octets of those that nobody else had.
 */
size_t ikt_seen_list_forget(struct ikt_list *list, const struct ikt_message *const *spare, size_t spare_count);
/* How many are listed without their message. */
size_t ikt_seen_list_bare(const struct ikt_list *list);
/* What a record shows of it. */
static inline const struct ikt_seen *ikt_seen_list_data(const struct ikt_list *list)
{
    return list->items;
}

#endif
