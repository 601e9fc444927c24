/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A live capture from its first packet to the report: tunnels are told as they change, time passes without packets,
 * and an interrupt ends it.
 */
#ifndef IKT_CLI_WATCH_H
#define IKT_CLI_WATCH_H

#include "batch.h"
#include "capture/live.h"

/* All it points to belongs to the caller and outlives the call. */
struct ikt_watch {
    const struct ikt_batch *batch; /* inputs, jobs, filter, hashed and progress mean nothing here */
    struct ikt_live *live;
    const char *interface;
    uint64_t seconds; /* after which it ends; 0: no bound */
    uint64_t packets; /* likewise, that passed the filters */
};

/* From here on SIGINT, SIGTERM and SIGHUP end the watch, and a second one of them the program. */
void ikt_watch_heed_signals(void);
/* False when the capture broke off: said. */
bool ikt_watch_run(const struct ikt_watch *watch);

#endif
