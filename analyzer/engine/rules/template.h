/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A negotiation's values, for the catalogue's templates. A template names a value as <name>; what the wire cannot know
 * (map, transform set and access list names, keys) stays as it stands. Templates are filled in when somebody reads
 * them (ikt_lines_expand): findings share the texts of the values, and few findings are looked at.
 */
#ifndef IKT_RULES_TEMPLATE_H
#define IKT_RULES_TEMPLATE_H

#include <glib.h>

#include "iketriage/diagnosis.h"

struct ikt_words;

struct ikt_words *ikt_words_new(void);
/* Another set of the same values. */
struct ikt_words *ikt_words_copy(const struct ikt_words *words);
void ikt_words_free(struct ikt_words *words);
/* Before a local pointer: frees what it holds when it goes out of scope. */
void ikt_words_clear(struct ikt_words **words);
#define IKT_AUTO_WORDS __attribute__((cleanup(ikt_words_clear)))

/* name is static, without the angle brackets; value is copied; NULL: unknown, the template keeps the name. */
void ikt_words_set(struct ikt_words *words, const char *name, const char *value);
/* As above, value is taken. */
void ikt_words_take(struct ikt_words *words, const char *name, char *value);
/* Newly allocated. */
char *ikt_words_expand(const struct ikt_words *words, const char *template);

/* The values as they are now; what is set later does not change them. Release with ikt_values_clear. */
struct ikt_values ikt_words_values(const struct ikt_words *words);
void ikt_values_clear(struct ikt_values *values);

#endif
