/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Secrets of key files and configurations, looked for in what is written.
 */
#ifndef IKT_FUZZ_SECRETS_H
#define IKT_FUZZ_SECRETS_H

#include "iketriage/bytes.h"

/*
 * given: what a run was given, one text behind the other. Aborts where a secret of it stands in text. Those that chance
 * or the packets may have written are not looked for: short ones, and what stands in given twice.
 */
void check_secrets(struct ikt_bytes given, const char *text);

#endif
