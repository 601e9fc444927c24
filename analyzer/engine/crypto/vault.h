/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Room for many small secrets in few locked pages. It belongs to one thread at a time. What is given back serves again;
 * the pages go when the vault goes, so that a vault takes what it held at most.
 */
#ifndef IKT_CRYPTO_VAULT_H
#define IKT_CRYPTO_VAULT_H

#include <stdbool.h>
#include <stddef.h>

struct ikt_vault;

/* counted: another one, which counts the pages of this one as well and outlives it; NULL for none. Takes no page before
 * it is asked for one. Never NULL. */
struct ikt_vault *ikt_vault_new(struct ikt_vault *counted);
void ikt_vault_free(struct ikt_vault *vault); /* wipes; all was given back. NULL is allowed */
/* Zeros, aligned for any type; never NULL. To be given back with the same size. */
void *ikt_vault_take(struct ikt_vault *vault, size_t size);
void ikt_vault_give(struct ikt_vault *vault, void *room, size_t size); /* wipes */

/* Tries once more to lock what could not be locked. */
void ikt_vault_lock(struct ikt_vault *vault);

/* Octets of pages, of those that are locked and of those that the system did not lock; from any thread. */
struct ikt_vault_pages {
    size_t locked, open;
};
struct ikt_vault_pages ikt_vault_pages(const struct ikt_vault *vault);

#endif
