/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A statement as words. Keywords may be abbreviated as the command line of IOS takes them: down to what still tells
 * them from their neighbours; values and names are what they are.
 *
 * What is "taken" is taken off the beginning of the text, and on failure nothing is.
 */
#ifndef IKT_DOCUMENTS_IOS_COMMAND_H
#define IKT_DOCUMENTS_IOS_COMMAND_H

#include "base/arena.h"
#include "base/text.h"

/*
 * A sequence of keywords, "cr|ypto is|akmp po|licy": what stands before the bar has to be there. Case does not matter.
 */
bool ikt_ios_take(struct ikt_bytes *text, const char *keywords);
/* Does the text begin so? */
bool ikt_ios_begins(struct ikt_bytes text, const char *keywords);

/* Is the first word one of these (NULL behind the last), misspelt? */
bool ikt_ios_is_slip(struct ikt_bytes text, const char *const *words);

/* A value that a template leaves open: "{{ peer }}", "<key>", "$PEER". */
bool ikt_ios_is_placeholder(struct ikt_bytes word);
/* The word as printable text in the arena; NULL for a placeholder, for no word, and for what is too long for a name. */
#define IKT_IOS_NAME 255 /* octets */
const char *ikt_ios_take_name(struct ikt_bytes *text, struct ikt_arena *arena);
/* A whole word that is a number from least to most. */
bool ikt_ios_take_number(struct ikt_bytes *text, uint32_t least, uint32_t most, uint32_t *out);
bool ikt_ios_take_address(struct ikt_bytes *text, struct ikt_address *out);
struct ikt_address ikt_ios_ipv4(uint32_t number);
const char *ikt_ios_keep(struct ikt_arena *arena, struct ikt_bytes text);

#endif
