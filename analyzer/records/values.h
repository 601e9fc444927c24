/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Values of a JSON object as the engine has them. What is not there, or of another kind, is unknown.
 */
#ifndef IKT_RECORDS_VALUES_H
#define IKT_RECORDS_VALUES_H

#include <jansson.h>

#include "engine/base/arena.h"
#include "iketriage/isakmp.h"

/* Lives with the object; NULL: there is no text. object may be NULL, here and below. */
const char *ikt_value_text_of(const json_t *object, const char *key);
/* 0 where it is no number from 0. */
uint64_t ikt_value_count(const json_t *value);
/* IKT_TIME_NONE where it is none. */
ikt_time ikt_value_time(const json_t *object, const char *key);
/* The members "first_time" and "last_time": both, or IKT_TIME_NONE for both. */
void ikt_value_span(const json_t *object, ikt_time *first, ikt_time *last);
/* The member "address" of object; out stays as it is where that is none. */
void ikt_value_address(const json_t *object, struct ikt_address *out);
void ikt_value_cookie(const json_t *object, const char *key, uint8_t out[static IKT_COOKIE_SIZE]);
/* The octets of a name that ikt_bytes_text has escaped, in the arena. NULL for NULL. */
const char *ikt_value_name(struct ikt_arena *arena, const char *escaped);

#endif
