/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Records made by hand (tests/rules/fixture.h), diagnosed and given to a table of tunnels; what it tells, as text.
 */
#ifndef TESTS_TUNNELS_SCENE_H
#define TESTS_TUNNELS_SCENE_H

#include "../rules/fixture.h"
#include "tunnels/tunnel_table.h"

struct told_tunnel {
    enum ikt_tunnel_state state;
    enum ikt_tunnel_where where;
    enum ikt_likelihood likelihood;
    char *a, *networks[2], *peers_of_a, *policies_of_a;
    uint64_t attempts[IKT_OUTCOME_COUNT], begun_by[2], phase1_up;
    GPtrArray *causes, *findings, *open, *commands, *see, *means, *notes; /* of char * */
    uint64_t packets[2];                                                  /* of ESP and AH, by A and by B */
    size_t errors;                                                        /* findings of that severity */
    int ios_error[8]; /* of what is open, minus where a star is due */
    char *hint;
    bool on_a, ended;
    uint32_t pair, parts[2];
    ikt_time first_time, since, last_time;
};

struct scene {
    struct ikt_tunnel_table *table;
    struct ikt_tunnel_table *counted; /* of the same records, without words: it has to judge alike */
    GPtrArray *told;                  /* of struct told_tunnel */
    unsigned counted_so_far;
};

void scene_begin(struct scene *scene);
/*
 * Diagnose the Quick Mode and let it settle; its messages have the sequences and frames from `at` on. The number of its
 * part, or of its pair.
 */
uint32_t scene_quick(struct scene *scene, struct quick *q, uint64_t at);
uint32_t scene_first(struct scene *scene, struct first *f, uint64_t at);
/* Likewise; it ends so many seconds after it began, or before where a clock was set back. */
uint32_t scene_first_lasting(struct scene *scene, struct first *f, uint64_t at, int seconds);
void scene_finish(struct scene *scene);
/* The nth tunnel. */
const struct told_tunnel *scene_tunnel(const struct scene *scene, unsigned n);
void scene_end(struct scene *scene);

/* The Quick Mode is begun by the other peer. */
void quick_turn(struct quick *q);
/* Message 2 accepts the offer, message 3 confirms. */
void quick_accept(struct quick *q);
/* Both peers are of this vendor. */
void quick_vendor(struct quick *q, enum ikt_vendor vendor, const char *name);
/* Phase 1 with a preshared key, complete. */
void first_complete(struct first *f);
/* The other peer begins. */
void first_turn(struct first *f);

/* Where the text stands in the list, -1: nowhere. */
int place_of(const GPtrArray *texts, const char *text);
/* Does one of them hold these words? */
bool some_says(const GPtrArray *texts, const char *words);

#endif
