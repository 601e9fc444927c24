/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "partial.h"

#include <string.h>

#define GENERIC_HEADER  4 /* next payload, reserved, length: RFC 2408 section 3.2 */
#define DOI_IPSEC       1
#define NONCE_MIN_BYTES 8 /* RFC 2409 section 5 */
#define NONCE_MAX_BYTES 256

static bool is_plausible_sa(const struct ikt_message *message)
{
    const struct ikt_payload *sa = ikt_message_payload(message, IKT_PAYLOAD_SA, 0);
    const struct ikt_payload *nonce = ikt_message_payload(message, IKT_PAYLOAD_NONCE, 0);

    return sa && sa->sa.doi == DOI_IPSEC && sa->sa.proposal_count > 0 && sa->sa.proposals[0].transform_count > 0 &&
           nonce && nonce->body.length >= NONCE_MIN_BYTES && nonce->body.length <= NONCE_MAX_BYTES;
}

/* The rest of a message has to speak for the part that is lost: chance must not. */
bool ikt_partial_tells(const struct ikt_message *message)
{
    const struct ikt_payload *second = message->payload_count > 1 ? &message->payloads[1] : NULL;

    if (!second || message->problem_count > 0)
        return false;
    switch (second->type) {
    case IKT_PAYLOAD_SA:
        return is_plausible_sa(message);
    case IKT_PAYLOAD_NOTIFY:
        return second->notify.doi == DOI_IPSEC && second->notify.protocol <= IKT_PROTOCOL_IPCOMP;
    case IKT_PAYLOAD_DELETE:
        return second->deletion.doi == DOI_IPSEC && second->deletion.spi_size > 0 && second->deletion.spi_count > 0;
    case IKT_PAYLOAD_ATTRIBUTES:
        return second->config.type >= IKT_CFG_REQUEST && second->config.type <= IKT_CFG_ACK &&
               second->config.attribute_count > 0;
    default:
        return false;
    }
}

/*
 * What may follow the HASH payload of a message of this exchange; IKT_PAYLOAD_NONE ends the list. A delete of one SPI
 * would do as notify 1, whose type stands where a delete counts its SPIs; no notify has as many as its type says.
 */
static const uint8_t *followers(uint8_t exchange)
{
    static const uint8_t quick[] = {IKT_PAYLOAD_SA, IKT_PAYLOAD_NOTIFY, IKT_PAYLOAD_NONE},
                         informational[] = {IKT_PAYLOAD_DELETE, IKT_PAYLOAD_NOTIFY, IKT_PAYLOAD_NONE},
                         transaction[] = {IKT_PAYLOAD_ATTRIBUTES, IKT_PAYLOAD_NONE}, none[] = {IKT_PAYLOAD_NONE};

    switch (exchange) {
    case IKT_EXCHANGE_QUICK:
        return quick;
    case IKT_EXCHANGE_INFORMATIONAL:
        return informational;
    case IKT_EXCHANGE_TRANSACTION:
        return transaction;
    default:
        return none;
    }
}

/* plaintext: its first block is anything. */
static struct ikt_message *restore(const struct ikt_message *message, uint8_t *plaintext, size_t length,
                                   unsigned block_size, unsigned hash_size)
{
    size_t payload = GENERIC_HEADER + hash_size;

    if (payload + GENERIC_HEADER > length)
        return NULL;
    memset(plaintext, 0, block_size);
    plaintext[3] = (uint8_t)payload;
    for (const uint8_t *next = followers(message->header.exchange); *next != IKT_PAYLOAD_NONE; next++) {
        plaintext[0] = *next;
        struct ikt_message *opened =
            ikt_message_open(message, (struct ikt_bytes){plaintext, length}, message->header.next_payload);
        opened->lost = block_size;
        if (ikt_message_well_formed(opened, block_size) && ikt_partial_tells(opened))
            return opened;
        ikt_message_unref(opened);
    }
    return NULL;
}

struct ikt_message *ikt_partial_open(struct ikt_cipher *cipher, const struct ikt_message *message, int hash)
{
    static const uint8_t zero[IKT_BLOCK_MAX];
    unsigned block_size = ikt_cipher_block_size(cipher);
    size_t length = message->ciphertext.length;
    struct ikt_message *opened = NULL;

    if (message->truncated || message->header.next_payload != IKT_PAYLOAD_HASH || length == 0 ||
        length % block_size != 0)
        return NULL;
    uint8_t *plaintext = g_malloc(length);
    if (ikt_cipher_decrypt(cipher, zero, message->ciphertext, plaintext))
        opened = restore(message, plaintext, length, block_size, ikt_hash_size((unsigned)hash));
    explicit_bzero(plaintext, length);
    g_free(plaintext);
    return opened;
}
