/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What stays open when a negotiation failed and its cause did not show, cut where one answer of a router cuts it: all
 * causes that a router tells by the same line are one decision. Data only; the rows' comments name their sources.
 */
#ifndef IKT_TUNNELS_DECISIONS_H
#define IKT_TUNNELS_DECISIONS_H

#include "iketriage/finding.h"

/* What happened to the tunnel last, as far as it matters to what is asked next. */
enum ikt_situation {
    IKT_SITUATION_NONE,
    IKT_SITUATION_QUICK_REFUSED, /* or the ISAKMP SA deleted instead of an answer */
    IKT_SITUATION_QUICK_SILENT,
    IKT_SITUATION_QUICK_HALF,      /* the responder repeats its answer */
    IKT_SITUATION_QUICK_NOT_BEGUN, /* phase 1 up, nobody asks for phase 2 */
    IKT_SITUATION_PHASE1_SILENT,   /* no answer at all */
    IKT_SITUATION_PHASE1_HALF,     /* answered, and stuck before anything is encrypted */
    IKT_SITUATION_PHASE1_STALLED,  /* stuck where the keys are used first */
    IKT_SITUATION_PHASE1_REFUSED,
    IKT_SITUATION_XAUTH,
    IKT_SITUATION_TRAFFIC,
    IKT_SITUATION_LOST, /* up, and lost again and again */
    IKT_SITUATION_COUNT
};

enum ikt_decision {
    /* Quick Mode refused */
    IKT_DECISION_NETWORKS,
    IKT_DECISION_SETS,
    IKT_DECISION_PFS,
    IKT_DECISION_ENTRY_PEER,
    IKT_DECISION_INTERFACE,
    /* no answer */
    IKT_DECISION_PATH,
    IKT_DECISION_SIZE,
    IKT_DECISION_OFF,
    IKT_DECISION_NO_SA,
    IKT_DECISION_NOT_ASKED,
    /* phase 1 */
    IKT_DECISION_KEY,
    IKT_DECISION_POLICY,
    IKT_DECISION_IDENTITY,
    IKT_DECISION_PEER,
    IKT_DECISION_NATT,
    IKT_DECISION_VERSION,
    IKT_DECISION_XAUTH,
    IKT_DECISION_ADDRESS_POOL,
    /* traffic */
    IKT_DECISION_ESP_PATH,
    IKT_DECISION_RETURN,
    IKT_DECISION_STALE,
    IKT_DECISION_LIVENESS,
    IKT_DECISION_COUNT
};

/* Whose log is read. */
enum ikt_log_language {
    IKT_LANGUAGE_IOS, /* also where it is not known who the peer is */
    IKT_LANGUAGE_ASA,
    IKT_LANGUAGE_CHARON,
    IKT_LANGUAGE_PLUTO,
    IKT_LANGUAGE_OTHER,
    IKT_LANGUAGE_COUNT
};
enum ikt_log_language ikt_log_language_of(enum ikt_vendor vendor);

struct ikt_decision_info {
    const char *name_ios, *name; /* in words of IOS; in anybody's */
    int ios_error;               /* 0: none */
    bool ios_error_confirmed;    /* by a router's log */
    unsigned incidents;          /* per cent of public incidents with a confirmed cause */
};
const struct ikt_decision_info *ikt_decision_info(enum ikt_decision decision);

/* The decision that this rule belongs to there; IKT_DECISION_COUNT: none. */
enum ikt_decision ikt_decision_of(enum ikt_situation situation, enum ikt_log_language language, enum ikt_rule rule);
/* The rules of a decision, ended by IKT_RULE_COUNT. */
const enum ikt_rule *ikt_decision_rules(enum ikt_decision decision);
/* What is open there whatever the rules say, ended by IKT_DECISION_COUNT, likelier first. */
const enum ikt_decision *ikt_decisions_always(enum ikt_situation situation, enum ikt_log_language language);
/* What it can be about at all, likewise. */
const enum ikt_decision *ikt_decisions_may(enum ikt_situation situation);

#endif
