/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A key file while it is read: its lines, the keys that came of them, remarks. A remark never quotes what stands in the
 * file: a secret may stand anywhere in a line with a mistake.
 */
#ifndef IKT_KEYS_KEY_FILE_H
#define IKT_KEYS_KEY_FILE_H

#include "base/text.h"
#include "iketriage/keys.h"
#include "keys/key.h"

struct ikt_key_file {
    char *name;            /* a GRefString, not owned */
    struct ikt_bytes rest; /* what was not read yet; a copy of the struct reads ahead */
    ikt_key_more *more;    /* NULL: rest is all. Else lines live until the next one is asked for */
    void *source;
    size_t room;             /* octets that keys may take yet */
    unsigned left_out;       /* keys, for want of room */
    unsigned line;           /* number of the line read last, from 1 */
    struct ikt_vault *vault; /* the keyring's, for their secrets */
    GPtrArray *keys;         /* struct ikt_key, owned, in the order of the file */
    ikt_key_remark *remark;
    void *user;
    unsigned errors, notes; /* remarks of either kind, those that were not made included */
};

/* The next line without its end. False at the end of the file. */
bool ikt_key_file_line(struct ikt_key_file *file, struct ikt_bytes *out);
/* Takes key; without room it is left out and counted. */
void ikt_key_file_take(struct ikt_key_file *file, struct ikt_key *key);

/* Of one file so many remarks are made; what is beyond is counted. */
#define IKT_KEY_FILE_REMARKS 200
/* line: from 1, or 0 for the file as a whole. */
void ikt_key_file_remark(struct ikt_key_file *file, enum ikt_key_remark_kind kind, unsigned line, const char *text);
/* The last remark, where there were more than are made: how many. */
void ikt_key_file_finish(struct ikt_key_file *file);

/* Hex digits, "_" between them allowed. NULL when there is another character, an odd number of digits, or none. */
struct ikt_secret *ikt_secret_from_hex(struct ikt_vault *vault, struct ikt_bytes text);
/* RFC 4648 section 4, "=" at the end may be missing. NULL when it is none, or empty. */
struct ikt_secret *ikt_secret_from_base64(struct ikt_vault *vault, struct ikt_bytes text);
/* Exactly 16 hex digits. */
bool ikt_cookie_from_hex(struct ikt_bytes text, uint8_t out[static IKT_COOKIE_SIZE]);

#endif
