/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Data attributes (RFC 2408 section 3.3): in transforms, in mode config payloads, in the data of some notifies.
 */
#ifndef IKT_ISAKMP_ATTRIBUTE_H
#define IKT_ISAKMP_ATTRIBUTE_H

#include "isakmp/decoding.h"

#define IKT_ATTRIBUTE_SIZE 4 /* octets: type, and length or basic value */

/* The next attribute. False when it does not fit: then nothing is read or written. */
bool ikt_read_attribute(struct ikt_reader *reader, struct ikt_attribute *out) G_GNUC_WARN_UNUSED_RESULT;

/*
 * A list of attributes up to the end of reader. beyond is the problem of an attribute that does not fit. Returns their
 * number and an array in the arena.
 */
size_t ikt_decode_attributes(struct ikt_decoding *decoding, struct ikt_reader reader, enum ikt_problem_kind beyond,
                             const struct ikt_attribute **out);

#endif
