/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The secrets of one ISAKMP SA as a daemon's log dumps them, one after the other, until something tells whose they
 * are: the initial IV, or a cookie.
 */
#ifndef IKT_KEYS_DUMPED_SECRETS_H
#define IKT_KEYS_DUMPED_SECRETS_H

#include "keys/key_file.h"

#define IKT_DUMPED_MAX 8

struct ikt_dumped_secrets {
    unsigned count;
    struct ikt_key *keys[IKT_DUMPED_MAX]; /* owned */
    bool has_cookie;
    uint8_t cookie[IKT_COOKIE_SIZE];
    size_t iv_length; /* 0: not known */
    uint8_t iv[IKT_BLOCK_MAX];
};

/* Takes key. A kind that is there already is of the next SA: what is there goes to the file first. */
void ikt_dumped_add(struct ikt_dumped_secrets *dumped, struct ikt_key_file *file, struct ikt_key *key);
/* Every secret to the file, under what names it, and none is left. */
void ikt_dumped_finish(struct ikt_dumped_secrets *dumped, struct ikt_key_file *file);

/* What a title announces. */
struct ikt_dump_title {
    const char *title; /* NULL: the last one */
    enum ikt_key_kind kind;
    bool is_iv; /* the initial IV, which comes last and tells whose the secrets are */
};

/*
 * Logs that dump secrets under titles, the octets on the title's line or on those after it. A shared secret that
 * nothing follows is that of a Quick Mode with PFS, which these logs do not name.
 */
struct ikt_titled_dumps {
    struct ikt_key_file *file;
    const struct ikt_dump_title *titles;
    struct ikt_dumped_secrets dumped;
    const struct ikt_dump_title *open; /* the dump that is being read, NULL: none */
    struct ikt_secret *octets;         /* its, so far: there is room for more */
    size_t length;
    unsigned line; /* of its title */
    unsigned taken, of_quick_modes;
};
/* text: of the line last read from the file, without what stands before it. */
void ikt_titled_dumps_line(struct ikt_titled_dumps *dumps, struct ikt_bytes text);
/* The octets of the open dump are all there. */
void ikt_titled_dumps_close(struct ikt_titled_dumps *dumps);
/* The end of the file. nothing: what to say where there was no secret. */
void ikt_titled_dumps_end(struct ikt_titled_dumps *dumps, const char *nothing);

#endif
