/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * When an SA is made anew too early. The one place for these bounds: findings and the state of a tunnel go by them
 * alike.
 */
#ifndef IKT_EVIDENCE_REKEYS_H
#define IKT_EVIDENCE_REKEYS_H

#include "iketriage/message.h"

/* So many in a row are no clear that somebody typed. */
#define IKT_HASTY_REKEYS 3

enum ikt_rekey {
    IKT_REKEY_DUE,   /* or not known to be early */
    IKT_REKEY_HASTY, /* before a tenth of the life was over */
    IKT_REKEY_TWIN   /* at once: both sides began, or one began twice */
};

/* The life that both agreed on, in seconds: the shorter one of the two. 0: not known. */
int64_t ikt_agreed_seconds(const struct ikt_sa *offer, const struct ikt_sa *choice);
/* between: from one success to the next for the same networks; seconds: agreed life of the first. */
enum ikt_rekey ikt_rekey_of(ikt_time between, int64_t seconds);

#endif
