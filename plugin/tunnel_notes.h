/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is noted of the tunnels of one capture file, and which exchanges are a tunnel's own. Tunnels are told at the end
 * of the first pass; a capture may hold a hundred thousand of them. Their sentences stand in the store of findings.
 */
#ifndef IKT_PLUGIN_TUNNEL_NOTES_H
#define IKT_PLUGIN_TUNNEL_NOTES_H

#include "iketriage/configs.h"
#include "frames.h"

struct ikt_note_tunnel {
    const struct ikt_note_exchange *first;   /* of its exchanges, in the order of their frames; NULL: none is known */
    const struct ikt_note_exchange *telling; /* whose finding its sentence tells; NULL: it tells none */
    const struct ikt_note_exchange *newest;  /* Quick Mode of its own that came up; NULL: none did */
    struct ikt_address a, b;
    const char *networks[2];        /* of a and b; NULL: not read */
    uint64_t packets[2];            /* of ESP and AH: from a to b, from b to a */
    ikt_time first_time, last_time; /* it was seen */
    const char *sentence; /* of a finding that documents alone tell, and no exchange; NULL: none, kept with the notes */
    const char *const *statements; /* ... the statements at fault, "r1.cfg:23: ...", a NULL behind them; or NULL */
    const char *const *open;       /* decisions that are open, a NULL behind them; kept with the notes */
    uint32_t next;                 /* number of the pair's next tunnel, 0: it is the last */
    uint32_t following;            /* how many of the pair come behind it */
    uint16_t finding;              /* among those of telling */
    uint8_t state;                 /* enum ikt_tunnel_state */
    uint8_t where;                 /* enum ikt_tunnel_where */
    uint8_t cause;                 /* enum ikt_rule; IKT_RULE_COUNT: open, or none */
    uint8_t likelihood;            /* enum ikt_likelihood, of the cause */
    uint8_t rule;                  /* of the finding that its sentence tells; IKT_RULE_COUNT: none */
};

struct ikt_tunnel_notes;

/* configs: whose statements are quoted; NULL: none. */
struct ikt_tunnel_notes *ikt_tunnel_notes_new(const struct ikt_configs *configs);
/* NULL is allowed. */
void ikt_tunnel_notes_free(struct ikt_tunnel_notes *notes);

/* A tunnel as the engine tells it; its number is the count of those that came so far. */
void ikt_tunnel_notes_take(struct ikt_tunnel_notes *notes, const struct ikt_tunnel *tunnel);
/* All have come: find their exchanges among those of the frames. Once. */
void ikt_tunnel_notes_settle(struct ikt_tunnel_notes *notes, const struct ikt_frames *frames);

/* The tunnels of an exchange by rising numbers, 0: no more; a phase 1 is every tunnel's of its pair. */
uint32_t ikt_tunnel_notes_of(const struct ikt_tunnel_notes *notes, const struct ikt_note_exchange *exchange);
uint32_t ikt_tunnel_notes_next(const struct ikt_tunnel_notes *notes, const struct ikt_note_exchange *exchange,
                               uint32_t number);
/* How many of these come behind this one. */
uint32_t ikt_tunnel_notes_following(const struct ikt_tunnel_notes *notes, const struct ikt_note_exchange *exchange,
                                    uint32_t number);
uint32_t ikt_tunnel_notes_count(const struct ikt_tunnel_notes *notes); /* of all of them, numbered from 1 */
/* The tunnel of a number that was given. */
const struct ikt_note_tunnel *ikt_tunnel_notes_get(const struct ikt_tunnel_notes *notes, uint32_t number);

#endif
