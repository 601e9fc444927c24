/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Diffie-Hellman groups by their group description (RFC 2409 section 6, RFC 3526, RFC 5114, RFC 5903, RFC 6932): what
 * is known of their sizes. ikt_group_ke_size is in isakmp.h.
 */
#ifndef IKT_ISAKMP_GROUP_H
#define IKT_ISAKMP_GROUP_H

#include <stdbool.h>
#include <stddef.h>

/* Octets of the group's prime: those of g^xy, and on a curve those of a coordinate. 0: the group is not known. */
size_t ikt_group_prime_size(int group);
bool ikt_group_is_curve(int group);

#endif
