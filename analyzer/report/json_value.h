/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Values of IKE as JSON. What is unknown is null.
 *
 * Names. A number of the protocol is written by its name of isakmp.def as it stands there ("AES-CBC", "HMAC-SHA1",
 * "tunnel", "ESP", "PSK"), a number without a name as its decimal string, so that the key always holds a string.
 * Groups are numbers, as in "set pfs group14".
 */
#ifndef IKT_REPORT_JSON_VALUE_H
#define IKT_REPORT_JSON_VALUE_H

#include "json_writer.h"

#include "iketriage/exchange.h"

/* Takes text and frees it; NULL: null. */
void ikt_json_take_text(struct ikt_json *json, const char *key, char *text);
void ikt_json_texts(struct ikt_json *json, const char *key, const char *const *texts); /* NULL-terminated; NULL: [] */
void ikt_json_tristate(struct ikt_json *json, const char *key, enum ikt_tristate value);
void ikt_json_number(struct ikt_json *json, const char *key, int64_t value); /* IKT_ABSENT: null */
void ikt_json_frame(struct ikt_json *json, const char *key, uint64_t frame); /* 0: null */
void ikt_json_hex32(struct ikt_json *json, const char *key, uint32_t value); /* 8 digits: message IDs, SPIs */
void ikt_json_cookie(struct ikt_json *json, const char *key, const uint8_t cookie[static IKT_COOKIE_SIZE]);
/* Of a record, where a cookie of zeros means that no answer was seen: null. */
void ikt_json_known_cookie(struct ikt_json *json, const char *key, const uint8_t cookie[static IKT_COOKIE_SIZE]);
void ikt_json_time(struct ikt_json *json, const char *key, ikt_time time);
/* Milliseconds; null where either is unknown. */
void ikt_json_duration(struct ikt_json *json, const char *key, ikt_time start, ikt_time end);
void ikt_json_address(struct ikt_json *json, const char *key, const struct ikt_address *address);
void ikt_json_port(struct ikt_json *json, const char *key, uint16_t port); /* 0: null */
/* name: what a look-up gave for value. */
void ikt_json_name(struct ikt_json *json, const char *key, const char *name, unsigned value);
/* Likewise for a field that may be IKT_ABSENT. */
void ikt_json_named(struct ikt_json *json, const char *key, const char *(*lookup)(unsigned value), int64_t value);
/* "initiator" or "responder" */
void ikt_json_side(struct ikt_json *json, const char *key, bool initiator);

#endif
