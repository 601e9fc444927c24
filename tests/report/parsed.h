/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * JSON output read back.
 */
#ifndef IKT_TESTS_REPORT_PARSED_H
#define IKT_TESTS_REPORT_PARSED_H

#include <glib.h>
#include <jansson.h>

/* Its records, of json_t: lines of valid UTF-8 with nothing in them that a terminal obeys, no key twice. */
GPtrArray *parse(const GString *out);
/* Every one of these, with blanks between them, is there. */
void assert_keys(const json_t *object, const char *keys);
/* By "offer.0.spi"; there has to be one. */
json_t *at(const json_t *value, const char *path);
const char *text_at(const json_t *value, const char *path); /* NULL: null */
json_int_t number_at(const json_t *value, const char *path);

#endif
