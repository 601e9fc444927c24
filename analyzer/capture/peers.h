/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The peers that the user wants to see: addresses and prefixes. Plain values in a growing array; read-only once the
 * options are parsed, so threads may share one.
 */
#ifndef IKT_CAPTURE_PEERS_H
#define IKT_CAPTURE_PEERS_H

#include <glib.h>

#include "iketriage/bytes.h"

struct ikt_peers;

struct ikt_peers *ikt_peers_new(void);
void ikt_peers_free(struct ikt_peers *peers); /* NULL is allowed */
/* text: an address, or ADDRESS/LENGTH. Returns false and adds nothing when it is neither. */
bool ikt_peers_add(struct ikt_peers *peers, const char *text);
/* Is either address one of the peers? True as well when peers is NULL or empty: no choice was made. */
bool ikt_peers_match(const struct ikt_peers *peers, const struct ikt_address *a, const struct ikt_address *b);

#endif
