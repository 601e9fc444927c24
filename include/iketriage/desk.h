/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Configurations and logs without a capture: every tunnel that they tell of, judged as it would be. Both directions of
 * each are played; what comes of it goes to the sink as the tunnels of a capture do, with of_documents set, no
 * exchanges and no times of their own.
 */
#ifndef IKETRIAGE_DESK_H
#define IKETRIAGE_DESK_H

#include "configs.h"
#include "logs.h"
#include "triage.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Tunnels that are told at most. */
#define IKT_DESK_TUNNELS 20000

struct ikt_desk_counts {
    uint64_t tunnels;  /* told */
    uint64_t left_out; /* beyond IKT_DESK_TUNNELS, or beyond what very large configurations would cost: not judged */
    uint64_t logs_left_out[IKT_LEFT_OUT_COUNT]; /* from IKT_LEFT_OUT_LOG_PAIRS on: of the logs */
};

/*
 * Either may be NULL. Of the sink tunnel alone is called, in the order in which the configurations name their peers; A
 * is of the configuration that was given first.
 */
struct ikt_desk_counts ikt_desk_judge(const struct ikt_configs *configs, const struct ikt_logs *logs,
                                      const struct ikt_sink *sink, void *user);

#ifdef __cplusplus
}
#endif

#endif
