/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What routers say of themselves, as the user gives it: "debug crypto isakmp" and "debug crypto ipsec", syslog, and
 * the output of "show crypto ...". Filled before the first packet and read-only afterwards, so that several triages
 * (threads) may share them. Lines that hold a secret are never quoted.
 *
 * A reference of kind IKT_REF_LOG names a line here: its source is the log's number, from 0 in the order in which they
 * were added.
 */
#ifndef IKETRIAGE_LOGS_H
#define IKETRIAGE_LOGS_H

#include "bytes.h"
#include "configs.h"
#include "source.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ikt_logs;

struct ikt_logs *ikt_logs_new(void);
void ikt_logs_free(struct ikt_logs *logs); /* NULL is allowed; no triage may hold them any more */

/* At most so many are taken. */
#define IKT_LOGS_MAX 1024

/*
 * Read one. name is how the file is called, copied; content is not needed afterwards. of: the address of the router
 * that wrote it, NULL: what its lines tell (their "local" addresses, the names in its prompts). False when no line of
 * it is known, or there are too many; then it is left out. remark may be NULL.
 */
bool ikt_logs_add(struct ikt_logs *logs, const char *name, struct ikt_bytes content, const struct ikt_address *of,
                  ikt_config_remark *remark, void *user);

size_t ikt_logs_count(const struct ikt_logs *logs); /* NULL: 0 */
const char *ikt_logs_name(const struct ikt_logs *logs, size_t number);
/* The line that a reference of kind IKT_REF_LOG names, printable and at most 160 octets; NULL: there is none. */
const char *ikt_logs_line(const struct ikt_logs *logs, const struct ikt_ref *ref);

#ifdef __cplusplus
}
#endif

#endif
