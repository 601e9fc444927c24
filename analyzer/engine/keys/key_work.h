/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the keys of one capture may cost. A few octets of a message ask for a power that takes 0.2 s, or for hundreds of
 * keys to be tried: without a bound, a capture of some kilobytes would take hours. What a key costs is counted
 * beforehand by what is asked, never by a clock, so that the same capture always gets the same answers.
 *
 * An ISAKMP SA pays with what its messages have earned, then out of a pool that the capture has. What cannot be paid
 * is not tried, and whether such a key fits stays unknown.
 */
#ifndef IKT_KEYS_KEY_WORK_H
#define IKT_KEYS_KEY_WORK_H

#include "keys/keyring.h"
#include "keys/made_skeyids.h"

/* Costs are in tenths of a microsecond of a processor of 2020, roughly and rather too much. */
#define IKT_COST_SECOND 10000000
/* Of the capture: two seconds. */
#define IKT_KEY_POOL ((uint64_t)2 * IKT_COST_SECOND)
/* What an octet of a message earns: a second for ten million. */
#define IKT_COST_EARNED 1

/* Of one capture; it belongs to one thread at a time. */
struct ikt_key_work;

/* keyring NULL: an empty one; it is referenced. With one reference. */
struct ikt_key_work *ikt_key_work_new(struct ikt_keyring *keyring);
struct ikt_key_work *ikt_key_work_ref(struct ikt_key_work *work);
void ikt_key_work_unref(struct ikt_key_work *work); /* NULL is allowed; the last one wipes what was raised */
const struct ikt_keyring *ikt_key_work_keyring(const struct ikt_key_work *work);

/* A cipher as ikt_cipher_new makes it, as long as the work; all ISAKMP SAs share it. NULL: not supported. */
struct ikt_cipher *ikt_key_work_cipher(struct ikt_key_work *work, int encryption, int key_bits);
/* Where secrets stand that are made in it; as long as it. */
struct ikt_vault *ikt_key_work_vault(const struct ikt_key_work *work);
/* An empty list for one call of the caller's; the next one empties it again. */
GPtrArray *ikt_key_work_row(struct ikt_key_work *work);
/* Its own; what is made there is paid for by the caller, whether it was there already or not. */
struct ikt_made_skeyids *ikt_key_work_skeyids(const struct ikt_key_work *work);

/* Of one ISAKMP SA. It does not own the work. */
struct ikt_key_account {
    struct ikt_key_work *work;
    uint64_t earned;
};

void ikt_key_account_earn(struct ikt_key_account *account, size_t octets);
/* What may be spent. */
uint64_t ikt_key_account_left(const struct ikt_key_account *account);
/* False when there is not enough: nothing is taken then. */
bool ikt_key_account_pay(struct ikt_key_account *account, uint64_t cost);
/* Likewise, what a hash over so many octets takes besides what is around it: offers and nonces are up to 64 KiB long.
 */
uint64_t ikt_cost_of_octets(size_t octets);

/*
 * g^xy of a key of kind DH_PRIVATE, by the two sides' KE payloads, one of which it has to make; a copy. Each power is
 * paid for and raised once in a capture. NULL: it makes neither, a payload is missing, the group is not known, or it
 * was too dear, which sets *too_dear.
 */
struct ikt_secret *ikt_key_work_dh_secret(struct ikt_key_account *account, const struct ikt_key *key, int group,
                                          const struct ikt_bytes ke[static 2], bool *too_dear);
/* What a power costs in a group, by an exponent of so many octets. */
uint64_t ikt_cost_of_power(int group, size_t octets);

#endif
