/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A stand-in: a strongSwan peer that takes the place of a router's peer, accepts what the router offers and logs its
 * keys. It reads what a router proposes where a preshared key is all one has, since IOS exports no other secret.
 */
#ifndef IKETRIAGE_STANDIN_H
#define IKETRIAGE_STANDIN_H

#include "configs.h"
#include "keys.h"

#ifdef __cplusplus
extern "C" {
#endif

/* text: a whole file, which may hold preshared keys: it is wiped after the call. file: how it is called, static. */
typedef void ikt_standin_write(void *user, const char *file, const char *text);

/*
 * Write the files of the stand-in for the peers of one configuration (its number). keyring holds the configuration's
 * keys (ikt_keyring_add_config). Returns for how many pairs of addresses there is a connection; 0: nothing is written,
 * for the configuration names no peer's address.
 */
size_t ikt_standin_files(const struct ikt_configs *configs, size_t number, const struct ikt_keyring *keyring,
                         ikt_standin_write *write, void *user);

#ifdef __cplusplus
}
#endif

#endif
