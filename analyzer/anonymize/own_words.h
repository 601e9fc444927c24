/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which words are the program's own or those of a product's syntax, and after which of them a name follows.
 */
#ifndef IKT_ANONYMIZE_OWN_WORDS_H
#define IKT_ANONYMIZE_OWN_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* In any case: a word of our texts, of configurations' syntax, or such a one with a number ("GigabitEthernet0"). */
bool ikt_is_own_word(const char *word, size_t length);

/* A statement that is gone through word by word. Begins with zeros. */
struct ikt_naming {
    int words[2]; /* the last ones, as ikt_naming_next knows them */
    bool all;     /* whatever follows is a name */
};
/* Is this word a name by where it stands? Words that statements are made of never are. */
bool ikt_naming_next(struct ikt_naming *naming, const char *word, size_t length);

#endif
