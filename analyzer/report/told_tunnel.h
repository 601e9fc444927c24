/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the text report keeps of a tunnel until the run ends, since its first line counts them all: a row of plain
 * values for every tunnel, and the text of its block for the first ones and for the one that is asked for.
 */
#ifndef IKT_REPORT_TOLD_TUNNEL_H
#define IKT_REPORT_TOLD_TUNNEL_H

#include <glib.h>

#include "iketriage/tunnel.h"

/* A longer list is told as one: causes with their tunnels, patterns, the worst first, and no blocks. */
#define IKT_TOLD_BLOCKS 20
#define IKT_TOLD_CAUSES 4

struct ikt_told_tunnel {
    guint capture;   /* its place in the list of captures */
    uint64_t number; /* of a live capture, where it is given as the tunnel changes; 0: its place in the list */
    struct ikt_address a, b;
    enum ikt_tunnel_state state;
    enum ikt_tunnel_where where;
    bool of_documents, ended, begun_by_a, begun_by_b;
    ikt_time since, first_time, last_time;
    uint64_t attempts, failed; /* Quick Modes, or phase 1 where none was begun */
    uint64_t packets[2];       /* of ESP and AH, by A, by B */
    enum ikt_likelihood likelihood;
    unsigned cause_count; /* 0: open, or nothing is wrong */
    enum ikt_rule causes[IKT_TOLD_CAUSES];
    const char *open;   /* the likeliest of what is open; static; NULL: nothing is */
    unsigned open_more; /* what else is open */
    char *remark;       /* of one that is up, or not judged: what there is to say; NULL */
    char *difference;   /* "esp-aes 256 and esp-aes": the first values that differ; NULL */
    char *networks;     /* "192.168.1.0/24 to 192.168.2.0/24"; NULL: not read */
    char *block;        /* NULL: not kept */
    char *advice;       /* likewise, what follows the block */
    guint advice_key;   /* alike where the advice differs in addresses only; 0: none */
};

/* Of a tunnel, without its texts but for remark and difference. */
void ikt_told_tunnel_take(struct ikt_told_tunnel *told, const struct ikt_tunnel *tunnel);
void ikt_told_tunnel_clear(struct ikt_told_tunnel *told);

#endif
