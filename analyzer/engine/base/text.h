/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text that somebody else holds, as views without a NUL at the end: lines, words, numbers. Nothing is copied, so that
 * a secret in the text has no second place. Only ASCII has a meaning; every other octet is a letter.
 *
 * What is "taken" is taken off the beginning of a view, and on failure nothing is.
 */
#ifndef IKT_BASE_TEXT_H
#define IKT_BASE_TEXT_H

#include "iketriage/bytes.h"

/* Space, tab, CR, FF, VT; not LF, which ends a line. */
bool ikt_is_blank(uint8_t octet);

bool ikt_text_is(struct ikt_bytes text, const char *wanted);
bool ikt_text_begins(struct ikt_bytes text, const char *wanted);
/* The same without regard to the case of ASCII letters. */
bool ikt_text_is_any_case(struct ikt_bytes text, const char *wanted);
bool ikt_text_begins_any_case(struct ikt_bytes text, const char *wanted);
bool ikt_text_contains(struct ikt_bytes text, const char *wanted);

/* Octets begin to end (not included); both at most the text's length. */
struct ikt_bytes ikt_text_part(struct ikt_bytes text, size_t begin, size_t end);
/* Without blanks at both ends. */
struct ikt_bytes ikt_text_trim(struct ikt_bytes text);
/* "x" in double quotes is x; other text stays. */
struct ikt_bytes ikt_text_unquote(struct ikt_bytes text);

/* A line without its end (LF or CR LF). False at the end of the text. */
bool ikt_text_take_line(struct ikt_bytes *text, struct ikt_bytes *out);
/* Words that are written so, blanks before and after them included; not the beginning of a longer word. */
bool ikt_text_take_words(struct ikt_bytes *text, const char *words);
/* The first word, or the last one; what remains is trimmed. Empty when there is none. */
struct ikt_bytes ikt_text_take_word(struct ikt_bytes *text);
struct ikt_bytes ikt_text_take_last_word(struct ikt_bytes *text);
/* One decimal digit or more, a number of at most max. */
bool ikt_text_take_number(struct ikt_bytes *text, uint32_t max, uint32_t *out);
/* 2 * count hex digits of either case: count octets. On failure out may be written to. */
bool ikt_text_take_hex(struct ikt_bytes *text, size_t count, uint8_t *out);

/* All of the text is an address as inet_pton(3) reads it. On failure out stays. */
bool ikt_text_address(struct ikt_bytes text, struct ikt_address *out);

#endif
