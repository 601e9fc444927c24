/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the readers of key files share: lines, remarks, secrets in hex and base64. A remark never quotes what stands in
 * the file: a secret may stand anywhere in a line with a mistake.
 */
#ifndef IKT_KEYS_KEY_FILE_H
#define IKT_KEYS_KEY_FILE_H

#include "keyring.h"

/* One file while it is read. */
struct ikt_key_file {
    struct ikt_keyring *keyring;
    const char *name;
    struct ikt_bytes rest; /* what was not read yet */
    unsigned line;         /* number of the line read last */
    ikt_key_remark *remark;
    void *user;
    unsigned errors; /* remarks of kind IKT_KEY_ERROR */
};

/* The next line without its end (LF or CR LF). Returns false at the end of the file. */
bool ikt_key_file_line(struct ikt_key_file *file, struct ikt_bytes *out);
void ikt_key_file_remark(struct ikt_key_file *file, enum ikt_key_remark_kind kind, unsigned line, const char *text);

bool ikt_is_blank(uint8_t octet);
/* View without blanks at both ends. */
struct ikt_bytes ikt_trim(struct ikt_bytes text);
/* Hex digits, "_" between them allowed. NULL when there is another character, an odd number of digits, or none. */
struct ikt_secret *ikt_secret_from_hex(struct ikt_bytes text);
/* RFC 4648 section 4, "=" at the end may be missing. NULL likewise. */
struct ikt_secret *ikt_secret_from_base64(struct ikt_bytes text);
/* Exactly 16 hex digits. */
bool ikt_cookie_from_hex(struct ikt_bytes text, uint8_t out[static IKT_COOKIE_SIZE]);
/* What is wrong with the length of a secret of this kind, NULL when nothing is. */
const char *ikt_secret_length_error(enum ikt_key_kind kind, size_t length);

/* The readers, one for each kind of file. */
void ikt_keyring_parse(struct ikt_key_file *file);
void ikt_import_wireshark(struct ikt_key_file *file);
void ikt_import_charon(struct ikt_key_file *file);
void ikt_import_ios(struct ikt_key_file *file);
/* Is a file of this kind? It is taken as it is. */
bool ikt_is_charon_log(struct ikt_key_file file);
bool ikt_is_ios_config(struct ikt_key_file file);

#endif
