/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ESP and AH counted by (protocol, SPI, destination): RFC 4301 section 4.1 names an SA so. Bounded; the flow that was
 * silent longest is forgotten first.
 */
#ifndef IKT_TRACK_FLOWS_H
#define IKT_TRACK_FLOWS_H

#include <glib.h>

#include "track/duplicate_packets.h"

struct ikt_flow_table;

struct ikt_flow_table *ikt_flow_table_new(void);
void ikt_flow_table_free(struct ikt_flow_table *table);
/* Returns false for a copy: the sequence number came within IKT_DUPLICATE_TIME before. It is not counted. */
bool ikt_flow_table_add(struct ikt_flow_table *table, const struct ikt_packet *packet, const struct ikt_clock *clock,
                        uint8_t protocol, uint32_t spi, uint32_t sequence, uint32_t octets);
/* The flow of a negotiated SA, no stray from then on. NULL when none was seen; valid until ikt_flow_table_add. */
const struct ikt_flow *ikt_flow_table_claim(struct ikt_flow_table *table, uint8_t protocol, uint32_t spi,
                                            const struct ikt_address *destination);
/* Nothing was added yet. */
bool ikt_flow_table_is_empty(const struct ikt_flow_table *table);
/* The receiver deleted the SA: what comes after that time (of the session's clock) is late. Nothing happens when no
 * packet of it was seen. */
void ikt_flow_table_end(struct ikt_flow_table *table, uint8_t protocol, uint32_t spi,
                        const struct ikt_address *destination, ikt_time since);
/* From lend to take_back no packet comes, and claims last until then: for who looks before the end. */
void ikt_flow_table_lend(struct ikt_flow_table *table);
void ikt_flow_table_take_back(struct ikt_flow_table *table);
/* A packet of the SA is too big for the path. Nothing happens when no packet of it was seen. */
void ikt_flow_table_too_big(struct ikt_flow_table *table, const struct ikt_too_big *error, uint64_t frame);
/* A newer SA carries the same traffic. */
void ikt_flow_table_replace(struct ikt_flow_table *table, uint8_t protocol, uint32_t spi,
                            const struct ikt_address *destination, ikt_time since);
/* The receiver says that it has no SA of these peers but the one that is being made. */
void ikt_flow_table_replace_all(struct ikt_flow_table *table, const struct ikt_address *source,
                                const struct ikt_address *destination, ikt_time since);
/* All that one address sends to another, under any SPI. */
struct ikt_sent_ipsec {
    uint64_t packets;                       /* of forgotten flows too */
    uint64_t newest_sequence, newest_frame; /* what began the newest SPI, be it forgotten since; 0: there is none */
    uint64_t last_sequence, last_frame;     /* its last packet, 0: there is none */
    ikt_time last_time;
};
struct ikt_sent_ipsec ikt_flow_table_sent(const struct ikt_flow_table *table, const struct ikt_address *source,
                                          const struct ikt_address *destination);
/*
 * Flows between two addresses that nobody claimed, or with late packets, as struct ikt_flow, oldest first; first seen
 * between two sequences, themselves left out. The caller releases the array. out_more: there are more than are listed.
 */
GArray *ikt_flow_table_strays(struct ikt_flow_table *table, const struct ikt_address *one,
                              const struct ikt_address *other, uint64_t after, uint64_t before, bool *out_more);

/* Pairs of addresses of which a list lacked some. */
uint64_t ikt_flow_table_cut(const struct ikt_flow_table *table);

/* SPIs that had to make room. */
uint64_t ikt_flow_table_forgotten(const struct ikt_flow_table *table);

#endif
