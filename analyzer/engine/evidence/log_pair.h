/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a router's own words say of one peer: its logs and show output, summarised. Values are of the router that wrote
 * them: "here" is that router, "own" networks come first.
 *
 * A fact is a count with the first and the last line that says it; count 0: no line does. Places order what one router
 * said: a greater one was written later, as far as files tell (a file with nothing but show output counts as typed
 * after the logs). Lists are bounded and repeated things are counted; X_more says how many of a list were left out.
 */
#ifndef IKT_EVIDENCE_LOG_PAIR_H
#define IKT_EVIDENCE_LOG_PAIR_H

#include "base/arena.h"
#include "documents/configs.h"
#include "documents/log_event.h"
#include "evidence/proxy_compare.h"

/* Order among a router's lines, from 1; 0: nowhere. */
typedef uint64_t ikt_log_place;

struct ikt_log_spot {
    ikt_log_place place;
    struct ikt_ref ref;
    ikt_time time; /* by the router's clock; IKT_TIME_NONE: not stamped */
};

struct ikt_log_fact {
    uint64_t count;
    struct ikt_log_spot first, last;
};

enum ikt_log_said {
    /* phase 1 */
    IKT_SAID_NO_KEY,               /* it has no preshared key for the peer */
    IKT_SAID_KEY_FOUND,            /* it has one */
    IKT_SAID_NO_MAIN_MODE,         /* it cannot even begin phase 1 */
    IKT_SAID_PHASE1_REFUSED,       /* none of the offered policies fits */
    IKT_SAID_PHASE1_REFUSED_THERE, /* the peer's notify refuses phase 1 */
    IKT_SAID_PHASE1_RETRANSMIT,    /* it sends a phase 1 message again */
    IKT_SAID_PHASE1_DIED,          /* the ISAKMP SA ended by retransmission */
    IKT_SAID_AUTHENTICATED,        /* the peer proved its key */
    IKT_SAID_PHASE1_UP,            /* IKE_P1_COMPLETE, or a Quick Mode goes on */
    IKT_SAID_DELETED,              /* the ISAKMP SA ended otherwise */
    IKT_SAID_BAD_MESSAGE,
    IKT_SAID_NOT_OFFERED,
    IKT_SAID_NOT_ENCRYPTED,
    IKT_SAID_AUTHENTICATION_FAILED,
    IKT_SAID_MAIN_MODE_FAILURE, /* MODE_FAILURE of main or aggressive mode */
    IKT_SAID_QUICK_MODE_FAILURE,
    IKT_SAID_NO_SA,
    IKT_SAID_XAUTH,
    IKT_SAID_CERTIFICATE,
    IKT_SAID_INITIAL_CONTACT,
    /* traffic */
    IKT_SAID_INVALID_SPI,
    IKT_SAID_INVALID_IDENTITY,
    IKT_SAID_NOT_IPSEC_GRE, /* a packet of GRE or IP in IP comes in clear */
    IKT_SAID_NOT_IPSEC,     /* another one */
    IKT_SAID_REPLAY,
    IKT_SAID_HMAC,
    IKT_SAID_FILTERED_IKE, /* an access list of this router denied it */
    IKT_SAID_FILTERED_ESP,
    IKT_SAID_RECURSIVE, /* recursive routing took the tunnel down */
    /* states that a line names */
    IKT_SAID_SESSION_UP,
    IKT_SAID_SESSION_DOWN,
    IKT_SAID_SOCKET_UP, /* DMVPN */
    IKT_SAID_SOCKET_DOWN,
    IKT_SAID_NHRP, /* it fails for a reason of its own */
    IKT_SAID_NHRP_AUTHENTICATION,
    IKT_SAID_QUICK_MODE_RETRANSMIT,
    IKT_SAID_TIMER, /* it asks for an SA again, since nothing came of it */
    /* the router as a whole; told with each of its peers */
    IKT_SAID_ISAKMP_OFF,
    IKT_SAID_ISAKMP_ON,
    IKT_SAID_NO_ROUTE, /* show ip route of the peer's network finds none */
    IKT_SAID_COUNT
};

/* Which check of its own the router says that a Quick Mode failed. */
enum ikt_log_refusal {
    IKT_REFUSAL_NONE,
    IKT_REFUSAL_UNSAID, /* refused, and no line says why */
    IKT_REFUSAL_TRANSFORM,
    IKT_REFUSAL_NETWORKS,
    IKT_REFUSAL_LOCAL_ADDRESS,
    IKT_REFUSAL_PEER,
    IKT_REFUSAL_FLAGS, /* PFS */
    IKT_REFUSAL_COUNT
};

enum ikt_log_end {
    IKT_LOG_END_OPEN,
    IKT_LOG_END_REFUSED_HERE,
    IKT_LOG_END_REFUSED_THERE, /* the peer's notify refuses it */
    IKT_LOG_END_COMPLETED,
    IKT_LOG_END_DELETED /* its ISAKMP SA ended first */
};

/* One of equal Quick Modes, by its message ID. */
struct ikt_log_id {
    uint32_t message_id;
    struct ikt_log_spot at;
};
#define IKT_LOG_IDS 12

/* A Quick Mode; equal ones of one router in a row are one, and counted. */
struct ikt_log_quick_mode {
    uint64_t count;
    struct ikt_log_spot first, last;
    uint32_t message_id; /* of the last; 0: not said */
    unsigned id_count;
    struct ikt_log_id ids[IKT_LOG_IDS]; /* of the last ones, the newest last */
    uint32_t spi;                       /* that a line joins to it; 0: none */
    enum ikt_tristate begun_here;
    struct ikt_log_spot offer_at;
    const struct ikt_sa *offer;  /* NULL: not told */
    bool offer_whole;            /* all of its transforms were told: else it may hold more */
    struct ikt_proxies networks; /* own first */
    int pfs_group;               /* IKT_ABSENT: none, or not told */
    enum ikt_tristate pfs;       /* is there a group in it? */
    enum ikt_log_end end;
    struct ikt_log_spot end_at;
    enum ikt_log_refusal refusal; /* where it was refused here */
    struct ikt_log_spot refusal_at;
    int error; /* IOS error number; IKT_ABSENT: none was printed */
    struct ikt_log_spot error_at;
    struct ikt_address refused_address; /* that "invalid local address" and "peer address not found" name */
    bool map_accepted;                  /* a map entry took it */
    const char *map;                    /* NULL: not told */
    unsigned sequence;
    int notify; /* type that refused it; IKT_ABSENT */
    struct ikt_log_spot notify_at;
    bool old_release; /* lines of a release before 12.4(T) */
};

/* A phase 1 offer that the router checked against one policy of its own. */
struct ikt_log_check {
    struct ikt_log_spot at;
    struct ikt_log_policy offered; /* what lines told, and against which policy of its own */
    const char *refused_by;        /* the attribute, as the log has it; NULL: none is told */
    bool failed;                   /* not acceptable */
    struct ikt_log_spot refused_at;
};

/* A phase 1 state word as show crypto isakmp sa prints it, in the last output that has the peer. */
struct ikt_log_sa_row {
    struct ikt_log_spot at;
    const char *state; /* "QM_IDLE"; deleted rows count only where there is no other one */
    bool deleted;
    int64_t connection;
};

/* Networks between the two in the last show crypto ipsec sa that has them. */
struct ikt_log_sa_pair {
    struct ikt_log_spot at;
    struct ikt_proxies networks; /* own first; not known in filtered output */
    uint64_t encaps, decaps, send_errors, recv_errors;
    bool has_sa;                 /* an SPI, or settings in use, are shown */
    bool complete;               /* the output shows SPIs, so that the lack of one means something */
    struct ikt_log_spot none_at; /* the last output of them that showed none */
};

/* Who began anything, as far as lines say. */
struct ikt_log_begun {
    struct ikt_address peer;
    enum ikt_tristate first_here; /* the first that is told */
    bool here, there;             /* any: this router, the peer */
};

#define IKT_LOG_QUICK_MODES 48
#define IKT_LOG_CHECKS      32
#define IKT_LOG_SA_PAIRS    64

struct ikt_log_pair {
    /* The router: its own address (of no family: not known) and name (NULL), and its configuration where one was given
     * and it is known which (IKT_CONFIGS_MAX: none). assumed: taken for that one's log by elimination. */
    struct ikt_address local, remote;
    uint16_t local_port, remote_port; /* 0: not told; 4500 and others: NAT traversal */
    const char *hostname;
    size_t config;
    bool config_assumed, remote_assumed;
    struct ikt_ref first; /* line that speaks of the peer */
    ikt_time first_time, last_time;
    ikt_log_place last_place;
    struct ikt_log_fact said[IKT_SAID_COUNT];
    const char *state; /* phase 1 state that debug lines named last; NULL: none */
    struct ikt_log_spot state_at;
    enum ikt_tristate begun_here; /* phase 1, the last one */
    /* The last line that could not be there without an ISAKMP SA, and the last one by which phase 1 is tried anew. */
    ikt_log_place proved, anew;
    struct ikt_log_begun begun;
    const char *death;          /* reason of the last end of an ISAKMP SA; NULL */
    enum ikt_tristate nat;      /* between the two, by the last lines about NAT-D */
    uint32_t invalid_spi;       /* the last one */
    uint64_t invalid_spis;      /* changes of it: one and the same SPI again and again is 1 */
    uint8_t not_ipsec_protocol; /* of the last packet that came in clear */
    const char *profile;        /* that the peer matches; NULL: none, or not told */
    const char *filter;         /* access list that denied IKE or ESP */
    size_t check_count;
    const struct ikt_log_check *checks; /* of the last phase 1 that held offers against policies */
    size_t quick_mode_count;
    const struct ikt_log_quick_mode *quick_modes; /* the first ones and the last ones, in their order */
    uint64_t quick_modes_more;
    const struct ikt_log_sa_row *row; /* NULL: not shown */
    bool rows_shown;                  /* show crypto isakmp sa was typed, whether it has the peer or not */
    struct ikt_log_spot rows_at;
    size_t sa_pair_count;
    const struct ikt_log_sa_pair *sa_pairs;
    uint64_t sa_pairs_more;
    bool sa_pairs_shown; /* show crypto ipsec sa was typed, whether it has the peer or not */
    struct ikt_log_spot sa_pairs_at;
    const char *dmvpn; /* state in the last show dmvpn that has the peer: "IPSEC"; NULL */
    struct ikt_log_spot dmvpn_at;
    const char *session; /* of show crypto session: "DOWN"; NULL */
    struct ikt_log_spot session_at;
};

struct ikt_log_pairs {
    size_t count;
    const struct ikt_log_pair *items;
    uint64_t more;                            /* lines of pairs beyond what is kept */
    uint64_t quick_modes_more, sa_pairs_more; /* of all pairs */
    uint64_t lines_more;                      /* that were not kept of the logs, and say something of their own */
};

/* At most so many pairs are kept, the first ones. */
#define IKT_LOG_PAIRS 4096

/* All lives in the arena and in the logs. logs and configs may be NULL. */
struct ikt_log_pairs ikt_log_pairs(struct ikt_arena *arena, const struct ikt_logs *logs,
                                   const struct ikt_configs *configs);
/* The same of logs by themselves, which are then numbered from 0. */
struct ikt_log_pairs ikt_log_pairs_of(struct ikt_arena *arena, const struct ikt_log *const *logs, size_t count,
                                      const struct ikt_configs *configs);
/* The one of this router and this peer; NULL: there is none. */
const struct ikt_log_pair *ikt_log_pair_find(const struct ikt_log_pairs *pairs, const struct ikt_address *local,
                                             const struct ikt_address *remote);

/* "QM_IDLE"; the ASA's "MM_ACTIVE" */
bool ikt_log_row_is_up(const struct ikt_log_sa_row *row);
/* Is phase 1 known to have come up, and nothing since shows it tried again or ended? What the router cannot read then
 * says nothing of keys. */
bool ikt_log_phase1_holds(const struct ikt_log_pair *pair);

static inline bool ikt_log_says(const struct ikt_log_pair *pair, enum ikt_log_said what)
{
    return pair->said[what].count > 0;
}

/* Is the last line that says this later than all that say those others? */
static inline bool ikt_log_says_since(const struct ikt_log_pair *pair, enum ikt_log_said what, ikt_log_place place)
{
    return pair->said[what].count > 0 && pair->said[what].last.place > place;
}

#endif
