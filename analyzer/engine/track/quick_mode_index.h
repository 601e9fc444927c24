/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The Quick Modes of an ISAKMP SA by the SPIs of their proposals and by the traffic that they protect, so that a
 * DELETE, a notify or a rekey costs what it names and not what is alive. Keys are 64 bits of a keyed hash: nobody can
 * make two SPIs, or two networks, one. Of one key the newest IKT_INDEX_MOST are kept: an SPI is one SA's at its
 * receiver, and what protects the same traffic ends what did before.
 */
#ifndef IKT_TRACK_QUICK_MODE_INDEX_H
#define IKT_TRACK_QUICK_MODE_INDEX_H

#include "base/table.h"
#include "iketriage/message.h"

#define IKT_INDEX_MOST 8

struct ikt_quick_mode;

/* A Quick Mode under one key. */
struct ikt_index_node {
    struct ikt_node node; /* of the newest of a key alone it is in the table */
    uint64_t key;
    struct ikt_quick_mode *quick;         /* NULL: it is in no chain */
    struct ikt_index_node *newer, *older; /* of the same key */
    bool from_initiator;                  /* an SPI: who of the ISAKMP SA sent it */
};

/* Those of one message. */
struct ikt_index_nodes {
    struct ikt_index_node *items;
    size_t count;
};

/* index: the table of one ISAKMP SA. The SPIs of an SA payload, sent by this side of the ISAKMP SA; NULL and one
 * without any are allowed. */
unsigned ikt_index_spis(struct ikt_table *index, struct ikt_index_nodes *nodes, struct ikt_quick_mode *quick,
                        const struct ikt_sa *sa, bool from_initiator);
void ikt_index_forget_spis(struct ikt_table *index, struct ikt_index_nodes *nodes);
/* What the Quick Mode protects: the selector of the ISAKMP SA's initiator and that of its responder. */
unsigned ikt_index_traffic(struct ikt_table *index, struct ikt_index_node *node, struct ikt_quick_mode *quick,
                           const struct ikt_identity *initiator, const struct ikt_identity *responder);
/* Nothing happens where it stands under none. */
void ikt_index_forget(struct ikt_table *index, struct ikt_index_node *node);

/* Those of an SPI, the newest first; each link's older is the next one. NULL: there is none. */
struct ikt_index_node *ikt_index_find_spi(const struct ikt_table *index, uint8_t protocol, struct ikt_bytes spi);

#endif
