/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the decoders of one message share while it is being decoded: where memory comes from and where problems go.
 */
#ifndef IKT_ISAKMP_DECODING_H
#define IKT_ISAKMP_DECODING_H

#include "base/arena.h"
#include "iketriage/message.h"
#include "isakmp/reader.h"

/* Bounds on what one message may cost; real messages stay far below. */
#define IKT_MAX_PAYLOADS 256
#define IKT_MAX_PROBLEMS 64
#define IKT_MAX_ELEMENTS 256 /* proposals of an SA, transforms of a proposal, attributes of a transform */

struct ikt_decoding {
    struct ikt_arena *arena;
    uint8_t exchange; /* of the header */
    uint8_t payload;  /* type of the payload at hand, IKT_PAYLOAD_NONE outside of one */
    bool damaged;     /* a problem was found in the payload at hand */
    /*
     * The payload at hand, or the structure in it, is known to be cut short: what fails in the rest follows from that
     * and is no problem of its own.
     */
    bool cut;
    size_t problem_count;
    struct ikt_problem problems[IKT_MAX_PROBLEMS];
};

void ikt_decoding_init(struct ikt_decoding *decoding, struct ikt_arena *arena, uint8_t exchange);
/* Records a problem of the payload at hand. offset is from the ISAKMP header. */
void ikt_decoding_problem(struct ikt_decoding *decoding, enum ikt_problem_kind kind, uint32_t offset, uint32_t value);

#endif
