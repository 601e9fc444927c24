/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rules whose name is near a word that names none.
 */
#ifndef IKT_CLI_NEAR_RULES_H
#define IKT_CLI_NEAR_RULES_H

/* "ts-keylen, ts-cipher": the nearest first, a few at most. NULL: none is near. g_free. */
char *ikt_near_rules(const char *word);

#endif
