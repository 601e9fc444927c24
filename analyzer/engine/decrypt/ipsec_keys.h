/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The keys of IPsec SAs, from the Quick Mode that negotiated them.
 */
#ifndef IKT_DECRYPT_IPSEC_KEYS_H
#define IKT_DECRYPT_IPSEC_KEYS_H

#include "decrypt/decrypt.h"

/* Bytes of key that an ESP or AH transform takes out of KEYMAT, in this order. */
struct ikt_ipsec_key_sizes {
    unsigned encryption; /* with the salt or nonce of AES-GCM, AES-CCM and AES-CTR */
    unsigned integrity;
};
/* Returns false when the transform is not one whose sizes are known. */
bool ikt_ipsec_key_sizes(const struct ikt_transform *transform, struct ikt_ipsec_key_sizes *out);

/*
 * KEYMAT of one IPsec SA. offer and answer: the Quick Mode's first two messages, opened. protocol and spi (of the SA's
 * receiver): IKT_PROTOCOL_*, as the answer or the offer has them. NULL when SKEYID_d, or the PFS secret where both
 * messages have a KE payload, is not known; *left_out: of its exponents not all were raised, and none of these is it.
 */
struct ikt_secret *ikt_ipsec_keymat(struct ikt_decryptor *decryptor, const struct ikt_message *offer,
                                    const struct ikt_message *answer, uint8_t protocol, struct ikt_bytes spi,
                                    size_t size, bool *left_out);

#endif
