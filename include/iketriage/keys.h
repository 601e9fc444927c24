/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Key material that the user gives. A keyring is filled before the first packet and read-only afterwards, so that
 * several triages (threads) may share one. Secrets live in memory that is locked and wipes itself, and appear in no
 * text made here.
 *
 * Threads: ikt_keyring_ref and ikt_keyring_unref may be called from any thread at any time. ikt_keyring_add may not run
 * while another thread does anything else with the same keyring, or while a triage holds it.
 */
#ifndef IKETRIAGE_KEYS_H
#define IKETRIAGE_KEYS_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ikt_keyring;

/* Empty, with one reference; never NULL. */
struct ikt_keyring *ikt_keyring_new(void);
/* Another reference to the same keyring, which is returned. */
struct ikt_keyring *ikt_keyring_ref(struct ikt_keyring *keyring);
void ikt_keyring_unref(struct ikt_keyring *keyring); /* NULL is allowed; the last one wipes */

enum ikt_key_remark_kind {
    IKT_KEY_ERROR, /* the line is unusable */
    IKT_KEY_NOTE   /* the line was skipped on purpose: a kind this tool has no use for */
};
/* file and text live as long as the call; text holds no secret; line counts from 1, 0 for the file as a whole. */
typedef void ikt_key_remark(void *user, enum ikt_key_remark_kind kind, const char *file, unsigned line,
                            const char *text);

/*
 * Add a key file's content; its kind is recognised by content (keyring, ipsec.secrets, Wireshark's
 * ikev1_decryption_table, strongSwan log, configuration of IOS, an ASA, swanctl.conf). name is how the file is called
 * in messages and in "which key fitted"; it is copied, and content is not needed afterwards: wiping it is the caller's.
 * Each bad line is remarked and left out, the good ones are kept; of a file with more than 200 remarks the others are
 * counted in a last one. Returns false when there was an error. remark may be NULL.
 */
bool ikt_keyring_add(struct ikt_keyring *keyring, const char *name, struct ikt_bytes content, ikt_key_remark *remark,
                     void *user);
/*
 * What follows in a file: out becomes the last kept octets of what was given before, and more after them. It lives
 * until the next call. False where there is no more; out is then not looked at.
 */
typedef bool ikt_key_more(void *source, size_t kept, struct ikt_bytes *out);
/*
 * Likewise of a log of strongSwan of any length, which is not held in memory: first is its beginning, some MiB by which
 * it is recognised. Any other file is an error. Of all files together so many keys are kept as take 144 MiB; how many
 * were left out is remarked.
 */
bool ikt_keyring_add_large(struct ikt_keyring *keyring, const char *name, struct ikt_bytes first, ikt_key_more *more,
                           void *source, ikt_key_remark *remark, void *user);
/* Likewise of a file that is known to be a configuration (of IOS, an ASA, swanctl.conf), whatever else it looks like.
 */
bool ikt_keyring_add_config(struct ikt_keyring *keyring, const char *name, struct ikt_bytes content,
                            ikt_key_remark *remark, void *user);
/*
 * To be called when all files were read and their content is freed: what could not be locked beside it is locked now,
 * as far as RLIMIT_MEMLOCK allows it. As ikt_keyring_add with regard to threads.
 */
void ikt_keyring_lock(struct ikt_keyring *keyring);
/*
 * Octets of memory that its secrets take, those included that its triages have made of them: locked, so that they are
 * never written to a disk, and open, where RLIMIT_MEMLOCK did not allow it. Neither is in a core. From any thread.
 */
void ikt_keyring_memory(const struct ikt_keyring *keyring, size_t *locked, size_t *open);
/* How many usable entries there are, in all files. */
size_t ikt_keyring_size(const struct ikt_keyring *keyring);

#ifdef __cplusplus
}
#endif

#endif
