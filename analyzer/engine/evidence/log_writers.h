/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which router wrote a line of a log: files of several routers, several files of one router. A router is known by what
 * the user says, by the name in its prompts, by its own addresses; its configuration by these, else by elimination.
 */
#ifndef IKT_EVIDENCE_LOG_WRITERS_H
#define IKT_EVIDENCE_LOG_WRITERS_H

#include "base/arena.h"
#include "documents/configs.h"
#include "documents/log_event.h"

/* Own addresses of a router that are kept. */
#define IKT_LOG_OWN_ADDRESSES 16

struct ikt_log_writer {
    const char *hostname; /* NULL: not known */
    unsigned own_count;
    struct ikt_address own[IKT_LOG_OWN_ADDRESSES];
    uint64_t peers;          /* addresses that it speaks of as peers */
    struct ikt_address peer; /* the first */
    size_t config;           /* IKT_CONFIGS_MAX: not known */
    bool config_assumed;     /* by elimination */
};

struct ikt_log_writers;

struct ikt_log_writers *ikt_log_writers_new(const struct ikt_log *const *logs, size_t count,
                                            const struct ikt_configs *configs);
void ikt_log_writers_free(struct ikt_log_writers *writers);
/* Lines about peers that were not told apart: a writer has too many. */
uint64_t ikt_log_writers_more(const struct ikt_log_writers *writers);
size_t ikt_log_writers_count(const struct ikt_log_writers *writers);
const struct ikt_log_writer *ikt_log_writers_at(const struct ikt_log_writers *writers, size_t number);

/* Where in a log a reader is: names in prompts hold until the next one. Zero at a log's beginning. */
struct ikt_log_reading {
    size_t log;
    const char *name;
    size_t writer; /* + 1; 0: none yet */
};
/* The writer of an event, events of a log taken in their order. */
size_t ikt_log_writer_of(const struct ikt_log_writers *writers, struct ikt_log_reading *reading,
                         const struct ikt_log_event *event);
/* Is the address one of its own? */
bool ikt_log_writer_is(const struct ikt_log_writers *writers, const struct ikt_configs *configs, size_t number,
                       const struct ikt_address *address);
/*
 * The peer that a row of show crypto isakmp sa is about; false where it is not known which of its two addresses that
 * is. Of a router of which no address is known it is taken for the responder's.
 */
bool ikt_log_row_peer(const struct ikt_log_writers *writers, const struct ikt_configs *configs, size_t number,
                      const struct ikt_log_event *event, struct ikt_address *out);

#endif
