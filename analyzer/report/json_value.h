/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Plain values as JSON. Every function returns a new reference and never NULL: what is unknown is null. jansson keeps
 * the order in which keys are set, so that the same record gives the same bytes.
 *
 * Names. A number of the protocol is written by its name of isakmp.def as it stands there ("AES-CBC", "HMAC-SHA1",
 * "tunnel", "ESP", "PSK"), a number without a name as its decimal string, so that the key always holds a string.
 * Groups are numbers, as in "set pfs group14".
 */
#ifndef IKT_REPORT_JSON_VALUE_H
#define IKT_REPORT_JSON_VALUE_H

#include <glib.h>
#include <jansson.h>

#include "iketriage/exchange.h"

/* Takes value; NULL becomes null. */
void ikt_json_set(json_t *object, const char *key, json_t *value);

json_t *ikt_json_text(const char *text); /* escaped; NULL: null */
/* Takes text and frees it. */
json_t *ikt_json_take_text(char *text);
json_t *ikt_json_texts(const char *const *texts); /* NULL-terminated; NULL: [] */
json_t *ikt_json_bool(bool value);
json_t *ikt_json_tristate(enum ikt_tristate value);
json_t *ikt_json_count(uint64_t value);
json_t *ikt_json_number(int64_t value); /* IKT_ABSENT: null */
json_t *ikt_json_frames(const uint64_t *frames, size_t count);
json_t *ikt_json_hex(struct ikt_bytes bytes); /* empty: null */
json_t *ikt_json_hex32(uint32_t value);       /* 8 digits: message IDs, SPIs */
json_t *ikt_json_cookie(const uint8_t cookie[static IKT_COOKIE_SIZE]);
/* Of a record, where a cookie of zeros means that no answer was seen: null. */
json_t *ikt_json_known_cookie(const uint8_t cookie[static IKT_COOKIE_SIZE]);
json_t *ikt_json_time(ikt_time time);
/* Milliseconds with their microseconds as fraction. */
json_t *ikt_json_duration(ikt_time start, ikt_time end);
json_t *ikt_json_address(const struct ikt_address *address);
json_t *ikt_json_port(uint16_t port); /* 0: null */
/* name: what a look-up gave for value. */
json_t *ikt_json_name(const char *name, unsigned value);
/* Likewise for a field that may be IKT_ABSENT. */
json_t *ikt_json_named(const char *(*lookup)(unsigned value), int64_t value);
/* "initiator" or "responder" */
json_t *ikt_json_side(bool initiator);

/* Append object as a line and release it. */
void ikt_json_line(GString *out, json_t *object);

#endif
