/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How sure a finding may be: what follows from where its values come from, in one place. The rules of finding.h:
 * certain needs both sides' values; a notify in clear, an earlier success and absence give at most probable.
 */
#ifndef IKT_EVIDENCE_CERTAINTY_H
#define IKT_EVIDENCE_CERTAINTY_H

#include "evidence/claim.h"
#include "iketriage/finding.h"

/* An offer that was refused, beside what the other side has for the same networks. */
struct ikt_grounds {
    const struct ikt_claim *theirs; /* the refusing side's own claim; NULL: there is none */
    bool same_networks;             /* it is the mirror of the offer */
    bool contested;                 /* other evidence disagrees with it, or it lies too far off in time */
    bool offer_protected;           /* the offer came encrypted */
    bool refused;                   /* a notify refuses the offer, and came encrypted */
    bool answer_may_mean_it;        /* ... and from this peer it can mean this difference */
    bool difference_refuses;        /* all pairs of values differ so, and this peer is known to refuse it */
};
enum ikt_likelihood ikt_certainty_of_values(const struct ikt_grounds *grounds);
/* The same without a refusal to explain: both sides' values differ in what the negotiation lets pass. */
enum ikt_likelihood ikt_certainty_of_difference(const struct ikt_grounds *grounds);
/* Both sides' values stand in one exchange; both_protected: in encrypted messages. */
enum ikt_likelihood ikt_certainty_of_exchange(bool both_protected);
/* Messages of both sides verify under different keys. */
enum ikt_likelihood ikt_certainty_of_keys(void);
/* A peer says outright what became of it (XAUTH-STATUS); authenticated: the HASH of that message was verified. */
enum ikt_likelihood ikt_certainty_of_statement(bool authenticated);
/* Something is not in this capture; seen: other packets of who would have sent it are. */
enum ikt_likelihood ikt_certainty_of_absence(bool seen);

#endif
