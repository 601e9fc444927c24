/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What stands for an address, a name, a cookie or an SPI. The same key gives the same, wherever it stands and in
 * whatever order it is met; without the key nothing leads back.
 *
 * Addresses keep their prefixes (cryptopan.h), so that networks hold the hosts that they held. 0.0.0.0/8, 127.0.0.0/8,
 * 224.0.0.0/3, and of IPv6 ::/96, link-local prefixes and multicast stay, and no other address comes to lie there. The
 * first octet of an IPv4 address is mapped as a whole; of private ones (10, 172, 192) none comes out as one of the
 * three.
 *
 * An anonymizer learns which texts are names: what configurations and logs hold that is none of the program's own
 * words, and what follows the statements that name things. Learning and asking is for one thread.
 *
 * So much is learned; beyond that nothing stays that may be a name (see enum ikt_unlearned).
 */
#ifndef IKT_ANONYMIZE_ANONYMIZER_H
#define IKT_ANONYMIZE_ANONYMIZER_H

#include <glib.h>

#include "iketriage/bytes.h"

struct ikt_anonymizer;

#define IKT_COOKIE_SIZE 8

/* secret: of any length, the whole of a key file; length 0: drawn for this run. NULL with error. */
struct ikt_anonymizer *ikt_anonymizer_new(struct ikt_bytes secret, GError **error);
void ikt_anonymizer_free(struct ikt_anonymizer *anonymizer); /* NULL is allowed */

struct ikt_address ikt_anonymizer_address(const struct ikt_anonymizer *anonymizer, const struct ikt_address *address);
/* Of a network the bits after its prefix are zeros. */
struct ikt_address ikt_anonymizer_network(const struct ikt_anonymizer *anonymizer, const struct ikt_address *address,
                                          unsigned prefix);
/* 0 stays 0. */
void ikt_anonymizer_cookie(const struct ikt_anonymizer *anonymizer, const uint8_t cookie[static IKT_COOKIE_SIZE],
                           uint8_t out[static IKT_COOKIE_SIZE]);
/* Numbers below 256 stay (RFC 4303 section 2.1). */
uint32_t ikt_anonymizer_spi(const struct ikt_anonymizer *anonymizer, uint32_t spi);
/* Octets that nothing can be told of. */
void ikt_anonymizer_octets(const struct ikt_anonymizer *anonymizer, struct ikt_bytes octets, uint8_t *out);
/* "name-3fa2c1": of a text that is a name. g_free. */
char *ikt_anonymizer_name(const struct ikt_anonymizer *anonymizer, const char *text, size_t length);

/* Every word of it that is none of our own is a name from now on: text of an identity, of a domain. */
void ikt_anonymizer_learn_words(struct ikt_anonymizer *anonymizer, struct ikt_bytes text);
/* A configuration or a log: likewise, and what its statements name. */
void ikt_anonymizer_learn_document(struct ikt_anonymizer *anonymizer, struct ikt_bytes text);
void ikt_anonymizer_learn_cookie(struct ikt_anonymizer *anonymizer, const uint8_t cookie[static IKT_COOKIE_SIZE]);
/* Does any name begin with these two octets? Every word of a report is asked for, and of most none does. */
bool ikt_anonymizer_name_begins(const struct ikt_anonymizer *anonymizer, const char text[static 2]);
/* What stands for this text, where it is a name; NULL. Lives as long as the anonymizer. */
const char *ikt_anonymizer_known_name(const struct ikt_anonymizer *anonymizer, const char *text, size_t length);
bool ikt_anonymizer_knows_cookie(const struct ikt_anonymizer *anonymizer, const uint8_t cookie[static IKT_COOKIE_SIZE]);

/* Where no more could be learned, and what that means. */
enum ikt_unlearned {
    IKT_UNLEARNED_NAMES = 1 << 0,   /* every word that is none of our own is taken for one */
    IKT_UNLEARNED_COOKIES = 1 << 1, /* every hex number as long as one or two is taken for them */
    IKT_UNLEARNED_MAP = 1 << 2,     /* the map is not whole */
    IKT_UNLEARNED_OWN = 1 << 3      /* names that are words of our own would stay: nothing may be written */
};
unsigned ikt_anonymizer_unlearned(const struct ikt_anonymizer *anonymizer);
/* Is a word that is not known to be taken for a name all the same, for names were met that could not be learned? */
bool ikt_anonymizer_suspects(const struct ikt_anonymizer *anonymizer, const char *word, size_t length);

/* From now on what stands for what is remembered, as far as texts tell it. */
void ikt_anonymizer_keep_map(struct ikt_anonymizer *anonymizer);
/* For who writes texts: original stands as replacement in one. Without effect where the map is not kept. */
void ikt_anonymizer_note(const struct ikt_anonymizer *anonymizer, const char *original, const char *replacement);
/* Lines "original TAB replacement", sorted. Appends. */
void ikt_anonymizer_map_write(const struct ikt_anonymizer *anonymizer, GString *out);

#endif
