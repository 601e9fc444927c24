/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decrypt/decrypt_without_iv.h"

#include <string.h>

#include "isakmp/message_spare.h"
#include "isakmp/reader.h"

#define NONCE_MIN_BYTES 8 /* RFC 2409 section 5 */
#define NONCE_MAX_BYTES 256
#define PADDING_TELLS   4    /* so many zeros behind a HASH with nothing else */
#define ID_MIN          8    /* an ID payload without identification data: RFC 2407 section 4.6.2 */
#define ID_IPV4         12   /* the length of one that holds an IPv4 address */
#define ID_MAX          2048 /* no name is longer, and each length is a trial of the whole message */

/* What is left of a message without its first block. */
struct rest {
    const struct ikt_message *message;
    uint8_t *plaintext; /* its first block is anything */
    size_t length;
    unsigned block_size, hash_size;
};

static bool is_plausible_sa(const struct ikt_message *message)
{
    const struct ikt_payload *sa = ikt_message_payload(message, IKT_PAYLOAD_SA, 0);
    const struct ikt_payload *nonce = ikt_message_payload(message, IKT_PAYLOAD_NONCE, 0);
    return sa && sa->sa.doi == IKT_DOI_IPSEC && sa->sa.proposal_count > 0 && sa->sa.proposals[0].transform_count > 0 &&
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
        return second->notify.doi == IKT_DOI_IPSEC && second->notify.protocol <= IKT_PROTOCOL_IPCOMP;
    case IKT_PAYLOAD_DELETE:
        return second->deletion.doi == IKT_DOI_IPSEC && second->deletion.spi_size > 0 && second->deletion.spi_count > 0;
    case IKT_PAYLOAD_ATTRIBUTES:
        return second->config.type >= IKT_CFG_REQUEST && second->config.type <= IKT_CFG_ACK &&
               second->config.attribute_count > 0;
    default:
        /* A HASH of addresses, as long as the HASH before it. */
        return ikt_payload_is_nat_d(second->type) && second->body.length == message->payloads[0].body.length;
    }
}

static struct ikt_message *open_rest(const struct rest *rest)
{
    struct ikt_message *opened = ikt_message_open_beside(
        rest->message, (struct ikt_bytes){rest->plaintext, rest->length}, rest->message->header.next_payload);
    if (ikt_message_well_formed(opened, rest->block_size) && opened->problem_count == 0)
        return opened;
    ikt_message_release(opened);
    return NULL;
}

/* Into the lost block. */
static void put_header(const struct rest *rest, size_t at, uint8_t next, size_t length)
{
    uint8_t header[IKT_GENERIC_HEADER_SIZE];
    ikt_write_generic_header(next, length, header);
    for (size_t i = 0; i < IKT_GENERIC_HEADER_SIZE && at + i < rest->block_size; i++)
        rest->plaintext[at + i] = header[i];
}

/*
 * What may follow the HASH payload of a message of this exchange but nothing; IKT_PAYLOAD_NONE ends the list. A delete
 * of one SPI would do as notify 1, whose type stands where a delete counts its SPIs; no notify has as many as its type
 * says.
 */
static const uint8_t *followers(uint8_t exchange)
{
    static const uint8_t quick[] = {IKT_PAYLOAD_SA, IKT_PAYLOAD_NOTIFY, IKT_PAYLOAD_NONE},
                         informational[] = {IKT_PAYLOAD_DELETE, IKT_PAYLOAD_NOTIFY, IKT_PAYLOAD_NONE},
                         transaction[] = {IKT_PAYLOAD_ATTRIBUTES, IKT_PAYLOAD_NONE},
                         aggressive[] = {IKT_PAYLOAD_NAT_D, IKT_PAYLOAD_NAT_D_48, IKT_PAYLOAD_NAT_D_DRAFT,
                                         IKT_PAYLOAD_NOTIFY, IKT_PAYLOAD_NONE},
                         none[] = {IKT_PAYLOAD_NONE};
    switch (exchange) {
    case IKT_EXCHANGE_QUICK:
        return quick;
    case IKT_EXCHANGE_INFORMATIONAL:
        return informational;
    case IKT_EXCHANGE_TRANSACTION:
        return transaction;
    case IKT_EXCHANGE_AGGRESSIVE:
        return aggressive;
    default:
        return none;
    }
}

/* The last message of a Quick Mode or of Aggressive Mode is a HASH and padding, which most senders leave zero. */
static bool is_hash_alone(const struct rest *rest)
{
    size_t end = IKT_GENERIC_HEADER_SIZE + rest->hash_size;
    uint8_t exchange = rest->message->header.exchange;
    if ((exchange != IKT_EXCHANGE_QUICK && exchange != IKT_EXCHANGE_AGGRESSIVE) || rest->length < end + PADDING_TELLS ||
        rest->length > end + rest->block_size)
        return false;
    for (size_t i = end; i < rest->length; i++)
        if (rest->plaintext[i] != 0)
            return false;
    return true;
}

static struct ikt_message *behind_hash(const struct rest *rest)
{
    size_t payload = IKT_GENERIC_HEADER_SIZE + rest->hash_size;
    memset(rest->plaintext, 0, rest->block_size);
    for (const uint8_t *next = followers(rest->message->header.exchange); *next != IKT_PAYLOAD_NONE; next++) {
        put_header(rest, 0, *next, payload);
        struct ikt_message *opened = open_rest(rest);
        if (opened && ikt_partial_tells(opened))
            return opened;
        ikt_message_release(opened);
    }
    put_header(rest, 0, IKT_PAYLOAD_NONE, payload);
    return is_hash_alone(rest) ? open_rest(rest) : NULL;
}

/*
 * After an ID, RFC 2409 allows HASH, CERT or SIG. The lost block held the type, so only what its content identifies is
 * accepted: a HASH of the right length, or an X.509 certificate. A SIG cannot be told from a CERTREQ or VID.
 */
static bool may_follow_id(const struct rest *rest, size_t at, uint8_t type)
{
    static const uint8_t certificate[] = {IKT_CERT_X509_SIGNATURE, 0x30, 0x82}; /* a long DER sequence */
    struct ikt_reader reader = {{rest->plaintext, rest->length}, IKT_HEADER_SIZE};
    struct ikt_generic_header header;
    struct ikt_bytes lost, body;
    if (!ikt_read_bytes(&reader, at, &lost) || !ikt_read_generic_header(&reader, &header) ||
        !ikt_read_bytes(&reader, sizeof(certificate), &body) || header.reserved != 0)
        return false;
    if (type == IKT_PAYLOAD_HASH)
        return header.length == IKT_GENERIC_HEADER_SIZE + rest->hash_size;
    return header.length >= IKT_GENERIC_HEADER_SIZE + sizeof(certificate) &&
           memcmp(body.data, certificate, sizeof(certificate)) == 0;
}

static bool has_proof(const struct ikt_message *opened, unsigned hash_size)
{
    const struct ikt_payload *hash = ikt_message_payload(opened, IKT_PAYLOAD_HASH, 0);
    return hash ? hash->body.length == hash_size : ikt_message_payload(opened, IKT_PAYLOAD_SIG, 0) != NULL;
}

/* One reading of an ID in the lost block, so long and with this behind it. Two that differ are none: *found is freed.
 */
static bool read_behind_id(const struct rest *rest, size_t length, uint8_t next, struct ikt_message **found)
{
    put_header(rest, 0, next, length);
    if (!may_follow_id(rest, length, next))
        return true;
    struct ikt_message *opened = open_rest(rest);
    if (!opened || !has_proof(opened, rest->hash_size)) {
        ikt_message_release(opened);
        return true;
    }
    if (*found) {
        ikt_message_release(opened);
        g_clear_pointer(found, ikt_message_release);
        return false;
    }
    *found = opened;
    return true;
}

/* How long the ID is stands in the lost block: the one length counts under which all the rest makes sense. */
static struct ikt_message *behind_id(const struct rest *rest)
{
    static const uint8_t types[] = {IKT_PAYLOAD_HASH, IKT_PAYLOAD_CERT};
    struct ikt_message *found = NULL;
    memset(rest->plaintext, 0, rest->block_size);
    rest->plaintext[IKT_GENERIC_HEADER_SIZE] = IKT_ID_KEY_ID; /* any octets are one */
    for (size_t length = MAX(rest->block_size, ID_MIN); length < MIN(rest->length, ID_MAX); length++)
        for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
            if (!read_behind_id(rest, length, types[i], &found))
                return NULL;
    if (rest->block_size < ID_IPV4 + IKT_GENERIC_HEADER_SIZE)
        return found;
    /* The header of the HASH is in the lost block as well: what follows the HASH has to be there to tell. */
    put_header(rest, ID_IPV4, IKT_PAYLOAD_VID, IKT_GENERIC_HEADER_SIZE + rest->hash_size);
    bool alone = !found;
    if (!read_behind_id(rest, ID_IPV4, IKT_PAYLOAD_HASH, &found) || !alone)
        return found;
    g_clear_pointer(&found, ikt_message_release);
    put_header(rest, ID_IPV4, IKT_PAYLOAD_NOTIFY, IKT_GENERIC_HEADER_SIZE + rest->hash_size);
    read_behind_id(rest, ID_IPV4, IKT_PAYLOAD_HASH, &found);
    if (found)
        ikt_message_lose(found, rest->block_size);
    if (found && !ikt_partial_tells(found))
        g_clear_pointer(&found, ikt_message_release);
    return found;
}

static struct ikt_message *restore(const struct rest *rest)
{
    if (rest->length < IKT_GENERIC_HEADER_SIZE + rest->hash_size + IKT_GENERIC_HEADER_SIZE)
        return NULL;
    switch (rest->message->header.next_payload) {
    case IKT_PAYLOAD_HASH:
        return behind_hash(rest);
    case IKT_PAYLOAD_ID:
        return rest->message->header.exchange == IKT_EXCHANGE_MAIN ? behind_id(rest) : NULL;
    default:
        return NULL;
    }
}

/* Room for the whole plaintext, decrypted but for the first block; NULL when it cannot be. */
static uint8_t *decrypt_rest(struct ikt_cipher *cipher, const struct ikt_message *message)
{
    static const uint8_t zero[IKT_BLOCK_MAX];
    size_t length = message->ciphertext.length;
    if (message->truncated || length == 0 || length % ikt_cipher_block_size(cipher) != 0)
        return NULL;
    uint8_t *plaintext = g_malloc(length);
    if (ikt_cipher_decrypt(cipher, zero, message->ciphertext, plaintext))
        return plaintext;
    g_free(plaintext);
    return NULL;
}

static void wipe(const struct rest *rest)
{
    explicit_bzero(rest->plaintext, rest->length);
    g_free(rest->plaintext);
}

struct ikt_message *ikt_partial_open(struct ikt_cipher *cipher, const struct ikt_message *message, int hash)
{
    struct rest rest = {
        .message = message,
        .plaintext = decrypt_rest(cipher, message),
        .length = message->ciphertext.length,
        .block_size = ikt_cipher_block_size(cipher),
        .hash_size = ikt_hash_size((unsigned)hash),
    };
    if (!rest.plaintext)
        return NULL;
    struct ikt_message *opened = restore(&rest);
    if (opened)
        ikt_message_lose(opened, rest.block_size);
    wipe(&rest);
    return opened;
}

struct ikt_message *ikt_partial_assume(struct ikt_cipher *cipher, const struct ikt_message *message,
                                       const uint8_t block[static IKT_BLOCK_MAX])
{
    struct rest rest = {
        .message = message,
        .plaintext = decrypt_rest(cipher, message),
        .length = message->ciphertext.length,
        .block_size = ikt_cipher_block_size(cipher),
    };
    if (!rest.plaintext)
        return NULL;
    memcpy(rest.plaintext, block, rest.block_size);
    struct ikt_message *opened = open_rest(&rest);
    wipe(&rest);
    return opened;
}
