/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A Quick Mode that no key opens: what the lengths of its messages, the peer's own Quick Modes and time say of it.
 */
#ifndef IKT_RULES_UNDECRYPTED_H
#define IKT_RULES_UNDECRYPTED_H

#include "evidence/claim.h"
#include "rules/ke_size.h"

/* How a proposal differs in length from one that the peer made itself. */
enum ikt_difference_size {
    IKT_SIZE_UNKNOWN, /* the peer made none, or no sizes are known */
    IKT_SIZE_SAME,    /* the same payloads, as far as padding shows */
    IKT_SIZE_BLOCKS,  /* less than any KE takes: other numbers of transforms or protocols, other kinds of IDs */
    IKT_SIZE_KE       /* as much as a KE takes */
};

struct ikt_undecrypted {
    struct ikt_cipher_sizes ours, theirs; /* of the initiator's messages, of the responder's */
    uint64_t padding_frames[2];           /* that show their padding, 0 none */
    struct ikt_ke_guess ke;               /* of the proposal; the answer to it counts as well */
    uint32_t length, answer_length;       /* of message 1, of message 2; 0: not seen */
    const struct ikt_claim *peer;         /* the peer's own Quick Mode nearest to this one, not read either; NULL */
    struct ikt_ke_guess peer_ke;
    enum ikt_difference_size difference; /* of the two proposals */
    unsigned octets;                     /* of that difference, on the wire */
    const struct ikt_claim *accepted;    /* the initiator's last one of this length that came up before; NULL */
    bool at_once;                        /* ... so shortly that nobody can have configured anew */
};

/* For a record whose offer is not readable; the sizes are there where only the answer is not, too. */
void ikt_undecrypted_init(struct ikt_undecrypted *u, const struct ikt_phase2 *record,
                          const struct ikt_evidence *evidence, const struct ikt_claims *claims);

#endif
