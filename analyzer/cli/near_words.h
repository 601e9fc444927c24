/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names that are near a word which is none: of rules, of options.
 */
#ifndef IKT_CLI_NEAR_WORDS_H
#define IKT_CLI_NEAR_WORDS_H

/*
 * "ts-keylen, ts-cipher": the nearest first, a few at most, each after before ("--"). names ends with NULL.
 * NULL: none is near. g_free.
 */
char *ikt_near_words(const char *word, const char *const *names, const char *before);
/* The same of rules. */
char *ikt_near_rules(const char *word);

#endif
