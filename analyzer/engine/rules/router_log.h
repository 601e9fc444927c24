/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How the two routers of a record log, by their products and releases.
 */
#ifndef IKT_RULES_ROUTER_LOG_H
#define IKT_RULES_ROUTER_LOG_H

#include "iketriage/finding.h"

/* reversed: the exchange was begun by the responder of the ISAKMP SA. */
struct ikt_finding_log ikt_router_logs(const struct ikt_phase1 *record, bool reversed);

/*
 * Lines of a rule's log, for the catalogue: IKT_LOG_BY(initiator or responder, release, line), likewise with the value
 * that it needs, and the end of the list.
 */
#define IKT_LOG_ALL IKT_LOG_IOS
#define IKT_LOG_OLD IKT_LOG_IOS_12
#define IKT_LOG_NEW IKT_LOG_IOS_15
#define IKT_LOG_INITIATOR(release, text)                                                                               \
    {                                                                                                                  \
        true, IKT_LOG_##release, NULL, text                                                                            \
    }
#define IKT_LOG_RESPONDER(release, text)                                                                               \
    {                                                                                                                  \
        false, IKT_LOG_##release, NULL, text                                                                           \
    }
#define IKT_LOG_INITIATOR_IF(release, needed, text)                                                                    \
    {                                                                                                                  \
        true, IKT_LOG_##release, needed, text                                                                          \
    }
#define IKT_LOG_RESPONDER_IF(release, needed, text)                                                                    \
    {                                                                                                                  \
        false, IKT_LOG_##release, needed, text                                                                         \
    }
#define IKT_LOG(...)                                                                                                   \
    (const struct ikt_log_line[])                                                                                      \
    {                                                                                                                  \
        __VA_ARGS__,                                                                                                   \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }
#define IKT_NO_LOG                                                                                                     \
    (const struct ikt_log_line[])                                                                                      \
    {                                                                                                                  \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }

#endif
