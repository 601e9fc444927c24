/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What holds of the verdicts in JSON, whatever was read: the contract's sentences on states, causes, likelihoods and
 * counts. Each check aborts where it fails.
 */
#ifndef IKT_FUZZ_VERDICTS_H
#define IKT_FUZZ_VERDICTS_H

#include <stdbool.h>

/* json: the lines of a run. counted: all of its records are there, so that the summary counts them. */
void check_verdicts(const char *json, bool counted);

/*
 * json: of one capture; doubled: of the same with a copy right behind each packet, as a mirror port makes it. Copies
 * prove nothing: no rule is certain for them alone, and what was down is not up.
 */
void check_doubled(const char *json, const char *doubled);

/* json: of one capture with keys; keyless: without. Who reads less may know less, and is certain of nothing more. */
void check_keyless(const char *json, const char *keyless);
/* json: of two configurations alone; swapped: of the same in the other order, which changes who is A and nothing else.
 */
void check_swapped(const char *json, const char *swapped);

#endif
