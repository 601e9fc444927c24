/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What can be asked of a product, and how it answers: data, with its sources.
 */
#ifndef IKT_TUNNELS_DECIDE_LINES_H
#define IKT_TUNNELS_DECIDE_LINES_H

#include "tunnels/decisions.h"

/*
 * In commands and in what is seen, the last {} stands for the address of the other peer; where there are two, the first
 * is the word of its family, ipv4 or ipv6.
 */
struct ikt_ask {
    enum ikt_situation situation;
    enum ikt_log_language language;
    const char *const *commands; /* NULL-terminated */
};

struct ikt_reply {
    enum ikt_situation situation;
    enum ikt_log_language language;
    enum ikt_decision decision; /* that it decides for */
    const char *see, *means;
    bool from_memory; /* a number that no router's log has confirmed: printed with a star */
};

/* NULL: nothing is known to ask it. */
const struct ikt_ask *ikt_ask_of(enum ikt_situation situation, enum ikt_log_language language);
extern const struct ikt_reply ikt_replies[];
extern const size_t ikt_reply_count;

#endif
