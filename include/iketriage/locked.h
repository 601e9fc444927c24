/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pages for octets that are secret, such as those of a key file: locked in memory where RLIMIT_MEMLOCK allows it, in no
 * core, and empty in a process that is forked off.
 */
#ifndef IKETRIAGE_LOCKED_H
#define IKETRIAGE_LOCKED_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Zeros, of size octets, to be wiped and freed by ikt_locked_free with the same size. Never NULL: without memory the
 * program ends as it does in GLib's allocators. locked, which may be NULL, becomes whether they are. */
void *ikt_locked_new(size_t size, bool *locked);
/* Of what was not locked: is it now? Other pages may have been freed since. */
bool ikt_locked_again(void *octets, size_t size);
void ikt_locked_free(void *octets, size_t size); /* NULL is allowed */

#ifdef __cplusplus
}
#endif

#endif
