/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is kept of a capture's exchanges until their tunnels are told: who sent which message when, as a drawing needs
 * it. Exchanges settle before their tunnel, and how many there are is up to the capture: the lists are bounded, and
 * what has no room is counted.
 */
#ifndef IKT_REPORT_KEPT_EXCHANGES_H
#define IKT_REPORT_KEPT_EXCHANGES_H

#include <glib.h>

#include "iketriage/exchange.h"
#include "iketriage/tunnel.h"

/* Of a capture. */
#define IKT_KEPT_EXCHANGES_MAX 10000
#define IKT_KEPT_RUNGS_MAX     60000
#define IKT_KEPT_FLOWS_MAX     20000
/* Of one exchange. */
#define IKT_KEPT_RUNGS_OF_ONE 64

/* A message and its repetitions. */
struct ikt_rung {
    enum ikt_message_name name;
    bool by_initiator; /* of the exchange */
    bool refuses;      /* it says, or is taken to say, that something is wrong */
    bool encrypted;    /* and not read */
    int notify;        /* type; IKT_ABSENT: none was read */
    uint32_t length;   /* ISAKMP octets */
    uint64_t sequence;
    uint64_t frame, last_frame;
    ikt_time time, last_time;
    uint32_t count;
};

/* ESP or AH under one SPI. */
struct ikt_kept_flow {
    bool by_initiator; /* of the Quick Mode */
    uint64_t packets;
    ikt_time first_time, last_time;
};

struct ikt_kept_exchange {
    uint8_t initiator_cookie[IKT_COOKIE_SIZE];
    uint32_t message_id; /* 0: an ISAKMP SA */
    struct ikt_address initiator, responder;
    enum ikt_outcome outcome;
    enum ikt_incomplete incomplete;
    enum ikt_ended ended;
    ikt_time start, end;
    ikt_time ended_time;  /* IKT_TIME_NONE: it has not ended, or when is not known */
    ikt_time dead_since;  /* DPD is not answered from then on; IKT_TIME_NONE */
    int64_t life_seconds; /* that was chosen; IKT_ABSENT: not read */
    uint32_t pair, part;  /* as ikt_tunnel.pair and parts */
    guint rung, rungs;    /* where they begin, how many */
    uint64_t rungs_more;  /* messages that had no room */
    guint flow, flows;
    uint64_t flows_more; /* IPsec SAs that had no room */
    bool by_order;       /* its flows are taken for its own by order */
};

struct ikt_kept_exchanges {
    GArray *exchanges; /* of struct ikt_kept_exchange, in the order in which they settled */
    GArray *rungs;     /* of struct ikt_rung */
    GArray *flows;     /* of struct ikt_kept_flow */
    uint64_t more;     /* exchanges that had no room */
};

struct ikt_kept_exchanges *ikt_kept_exchanges_new(void);
void ikt_kept_exchanges_free(struct ikt_kept_exchanges *kept); /* NULL is allowed */
void ikt_keep_phase1(struct ikt_kept_exchanges *kept, const struct ikt_phase1 *record);
void ikt_keep_phase2(struct ikt_kept_exchanges *kept, const struct ikt_phase2 *record);

static inline const struct ikt_kept_exchange *ikt_kept_exchange_at(const struct ikt_kept_exchanges *kept, guint place)
{
    return &g_array_index(kept->exchanges, struct ikt_kept_exchange, place);
}
static inline const struct ikt_rung *ikt_rung_at(const struct ikt_kept_exchanges *kept, guint place)
{
    return &g_array_index(kept->rungs, struct ikt_rung, place);
}
/* Is it one of the tunnel's? */
bool ikt_kept_is_of(const struct ikt_kept_exchange *exchange, const struct ikt_tunnel *tunnel);
/* Was it begun by A? */
bool ikt_kept_by_a(const struct ikt_kept_exchange *exchange, const struct ikt_tunnel *tunnel);

#endif
