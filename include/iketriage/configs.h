/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Configurations of routers (Cisco IOS, IOS XE and ASA, swanctl.conf and ipsec.conf of strongSwan and libreswan, told
 * apart by their content) that the user gives: what a router has beside what it sends. Filled before the first packet
 * and read-only afterwards, so that several triages (threads) may share them. No preshared key is kept, and none
 * appears in any text: keys.h reads those out of the same files.
 *
 * A reference of kind IKT_REF_CONFIG names a line here: its source is the configuration's number, from 0 in the order
 * in which they were added.
 */
#ifndef IKETRIAGE_CONFIGS_H
#define IKETRIAGE_CONFIGS_H

#include "bytes.h"
#include "source.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ikt_configs;

struct ikt_configs *ikt_configs_new(void);
void ikt_configs_free(struct ikt_configs *configs); /* NULL is allowed; no triage may hold them any more */

/* text: a sentence without its end, that holds no secret; line: from 1, or 0 for the file as a whole. */
typedef void ikt_config_remark(void *user, const char *file, unsigned line, const char *text);

/* At most so many are taken. */
#define IKT_CONFIGS_MAX 1024

/*
 * Read one. name is how the file is called, copied; content is not needed afterwards. of: the address at which the
 * captures see this router, NULL: any of its interfaces' addresses. False when the text holds no statement of a
 * configuration, or there are too many; then it is left out. remark may be NULL.
 */
bool ikt_configs_add(struct ikt_configs *configs, const char *name, struct ikt_bytes content,
                     const struct ikt_address *of, ikt_config_remark *remark, void *user);

size_t ikt_configs_count(const struct ikt_configs *configs); /* NULL: 0 */
const char *ikt_configs_name(const struct ikt_configs *configs, size_t number);
const char *ikt_configs_hostname(const struct ikt_configs *configs, size_t number); /* NULL: it has none */
/* Is this router's address one of those it is known by? */
bool ikt_configs_has(const struct ikt_configs *configs, size_t number, const struct ikt_address *address);
/* Does any configuration have it? Without a walk over them. */
bool ikt_configs_know(const struct ikt_configs *configs, const struct ikt_address *address);
/* The hostname of the only configuration that has the address; NULL: there is none, or several, or it has no name. */
const char *ikt_configs_hostname_of(const struct ikt_configs *configs, const struct ikt_address *address);
/* The statement that a reference of kind IKT_REF_CONFIG names, a key in it masked; NULL: there is none. */
const char *ikt_configs_line(const struct ikt_configs *configs, const struct ikt_ref *ref);

#ifdef __cplusplus
}
#endif

#endif
