/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Initialisation vectors, RFC 2409 appendix B. An IV is proposed and confirmed, never simply advanced: a chain
 * remembers the last ciphertext blocks of several messages, since one may be lost, repeated in another form, or forged.
 */
#ifndef IKT_DECRYPT_IV_H
#define IKT_DECRYPT_IV_H

#include "crypto/crypto.h"

#define IKT_IV_CHAIN_MAX 8

/* The last ciphertext blocks of the messages under one message ID (0: phase 1), oldest first. */
struct ikt_iv_chain {
    unsigned count;
    bool forgot; /* some had to go */
    struct {
        uint8_t octets[IKT_BLOCK_MAX]; /* the block is their end */
        unsigned trust;                /* 0: its message was not decrypted; the more, the better it was checked */
    } blocks[IKT_IV_CHAIN_MAX];
};
/*
 * block_size may be IKT_BLOCK_MAX while the cipher is not known: a shorter block is the end of a longer one. A message
 * may be added again, when more is known of it. When the chain is full, of the least trusted blocks the oldest goes:
 * forgeries do not push out what was verified.
 */
void ikt_iv_chain_add(struct ikt_iv_chain *chain, const uint8_t *block, unsigned block_size, unsigned trust);

/* What IVs are made of. initial: leading bytes of hash(g^xi | g^xr), empty when not known. */
struct ikt_iv_source {
    int hash;
    unsigned block_size;
    struct ikt_digest initial;
    const struct ikt_iv_chain *phase1;
};

/* IVs to try, best first. Those that are hashes are made when somebody asks for them: most often the first one fits. */
#define IKT_IV_LIST_MAX (2 * IKT_IV_CHAIN_MAX + 4)
struct ikt_iv_list {
    unsigned own;                       /* so many of them, the first, follow a message of the same message ID */
    const struct ikt_iv_source *source; /* outlives the list */
    uint32_t message_id;
    unsigned made, steps; /* hashes that were made, and that there are */
    unsigned count;       /* of IVs so far */
    uint8_t ivs[IKT_IV_LIST_MAX][IKT_BLOCK_MAX];
};
void ikt_iv_list_init(struct ikt_iv_list *list); /* none */
/* The nth, from 0; NULL: there are no more. */
const uint8_t *ikt_iv_nth(struct ikt_iv_list *list, unsigned nth);

struct ikt_digest ikt_iv_initial(int hash, struct ikt_bytes initiator_ke, struct ikt_bytes responder_ke);
/* A phase 1 message: after the last one, or as the first. */
void ikt_iv_propose_phase1(const struct ikt_iv_source *source, struct ikt_iv_list *list);
/*
 * A message of another exchange: after the last one of its message ID (own, may be NULL), or as the first, from
 * hash(last phase 1 block | M-ID).
 */
void ikt_iv_propose(const struct ikt_iv_source *source, uint32_t message_id, const struct ikt_iv_chain *own,
                    struct ikt_iv_list *list);
/* What else an informational may begin with, after ikt_iv_propose: hash(M-ID) (seen from libreswan), or the initial IV
 * as it is. */
void ikt_iv_propose_odd(struct ikt_iv_list *list);

#endif
