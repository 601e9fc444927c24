/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the reference negotiations really were, as their truth.json has it.
 */
#ifndef LAB_TRUTHS_H
#define LAB_TRUTHS_H

#include <jansson.h>

/* The sum of what check returns for every reference negotiation is at least that. Skipped where there are none here. */
void truths_check(unsigned (*check)(json_t *truth, const char *name), unsigned least);

#endif
