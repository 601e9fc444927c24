/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decrypt/export.h"

#include <string.h>

#include "base/hex.h"
#include "decrypt/ipsec_keys.h"

#define LINE_MAX_LENGTH 1024

/* A line while it is made: nothing is reallocated, so that one wipe is enough. */
struct line {
    size_t length;
    char text[LINE_MAX_LENGTH];
};

static void add(struct line *line, const char *text)
{
    line->length += g_strlcpy(line->text + line->length, text, sizeof(line->text) - line->length);
    line->length = MIN(line->length, sizeof(line->text) - 1);
}

/* All of it or, where it does not fit, nothing. */
static void add_hex(struct line *line, struct ikt_bytes bytes)
{
    if (2 * bytes.length >= sizeof(line->text) - line->length)
        return;
    ikt_hex_write(bytes, line->text + line->length);
    line->length += 2 * bytes.length;
}

static void add_field(struct line *line, const char *text)
{
    add(line, line->length > 0 ? ",\"" : "\"");
    add(line, text);
    add(line, "\"");
}

/* A key that is not there is an empty field. */
static void add_key(struct line *line, struct ikt_bytes key)
{
    add(line, key.length > 0 ? ",\"0x" : ",\"");
    add_hex(line, key);
    add(line, "\"");
}

void ikt_export_isakmp(struct ikt_decryptor *decryptor, ikt_export_line *emit, void *user)
{
    const struct ikt_secret *ka = ikt_decryptor_ka(decryptor, true);
    struct line line = {0};
    if (!ka)
        ka = ikt_decryptor_ka(decryptor, false);
    if (!ka)
        return;
    add_hex(&line, (struct ikt_bytes){ikt_decryptor_cookie(decryptor), IKT_COOKIE_SIZE});
    add(&line, ",");
    add_hex(&line, ikt_secret_bytes(ka));
    emit(user, "ikev1_decryption_table", line.text);
    explicit_bzero(&line, sizeof(line));
}

/* The names by which Wireshark's ESP preferences know the algorithms; NULL: it does not. */
static const char *encryption_name(const struct ikt_transform *transform)
{
    switch (transform->id) {
    case IKT_ESP_DES:
        return "DES-CBC [RFC2405]";
    case IKT_ESP_3DES:
        return "TripleDES-CBC [RFC2451]";
    case IKT_ESP_CAST:
        return "CAST5-CBC [RFC2144]";
    case IKT_ESP_BLOWFISH:
        return "BLOWFISH-CBC [RFC2451]";
    case IKT_ESP_AES_CBC:
        return "AES-CBC [RFC3602]";
    case IKT_ESP_AES_CTR:
        return "AES-CTR [RFC3686]";
    case IKT_ESP_AES_GCM_8:
        return "AES-GCM with 8 octet ICV [RFC4106]";
    case IKT_ESP_AES_GCM_12:
        return "AES-GCM with 12 octet ICV [RFC4106]";
    case IKT_ESP_AES_GCM_16:
        return "AES-GCM with 16 octet ICV [RFC4106]";
    case IKT_ESP_NULL:
        return "NULL";
    default:
        return NULL;
    }
}

static const char *integrity_name(const struct ikt_transform *transform)
{
    switch (transform->integrity) {
    case IKT_ABSENT:
        return "NULL";
    case IKT_INTEGRITY_HMAC_MD5:
        return "HMAC-MD5-96 [RFC2403]";
    case IKT_INTEGRITY_HMAC_SHA1:
        return "HMAC-SHA-1-96 [RFC2404]";
    case IKT_INTEGRITY_HMAC_SHA2_256:
        return "HMAC-SHA-256-128 [RFC4868]";
    case IKT_INTEGRITY_HMAC_SHA2_384:
        return "HMAC-SHA-384-192 [RFC4868]";
    case IKT_INTEGRITY_HMAC_SHA2_512:
        return "HMAC-SHA-512-256 [RFC4868]";
    case IKT_INTEGRITY_HMAC_RIPEMD:
        return "MAC-RIPEMD-160-96 [RFC2857]";
    default:
        return NULL;
    }
}

/* One direction. */
struct direction {
    const struct ikt_address *source, *destination;
    struct ikt_bytes spi; /* of the receiver */
};

static void export_direction(struct ikt_decryptor *decryptor, const struct ikt_export_quick *quick,
                             const struct direction *direction, const struct ikt_transform *transform,
                             ikt_export_line *emit, void *user, bool *left_out)
{
    const char *encryption = encryption_name(transform), *integrity = integrity_name(transform);
    char address[IKT_ADDRESS_TEXT];
    struct ikt_ipsec_key_sizes sizes;
    struct line line = {0};
    if (!encryption || !integrity || direction->spi.length != 4 || !ikt_ipsec_key_sizes(transform, &sizes))
        return;
    struct ikt_secret *keymat = ikt_ipsec_keymat(decryptor, quick->offer, quick->answer, transform->protocol,
                                                 direction->spi, sizes.encryption + sizes.integrity, left_out);
    if (!keymat)
        return;
    add_field(&line, direction->source->family == IKT_FAMILY_IPV4 ? "IPv4" : "IPv6");
    add_field(&line, ikt_address_format(direction->source, address));
    add_field(&line, ikt_address_format(direction->destination, address));
    add_key(&line, direction->spi);
    add_field(&line, encryption);
    add_key(&line, (struct ikt_bytes){keymat->octets, sizes.encryption});
    add_field(&line, integrity);
    add_key(&line, (struct ikt_bytes){keymat->octets + sizes.encryption, sizes.integrity});
    emit(user, "esp_sa", line.text);
    explicit_bzero(&line, sizeof(line));
    ikt_secret_free(keymat);
}

static const struct ikt_sa *sa_of(const struct ikt_message *message)
{
    const struct ikt_payload *payload = message ? ikt_message_payload(message, IKT_PAYLOAD_SA, 0) : NULL;
    return payload ? &payload->sa : NULL;
}

/* The offer's proposal that an answer chose: by number, which libreswan counts from 0, else the only one it may be. */
static const struct ikt_proposal *chosen(const struct ikt_sa *offer, const struct ikt_proposal *choice)
{
    const struct ikt_proposal *only = NULL;
    size_t count = 0;
    for (size_t i = 0; i < offer->proposal_count; i++) {
        const struct ikt_proposal *proposal = &offer->proposals[i];
        if (proposal->protocol != choice->protocol)
            continue;
        if (proposal->number == choice->number)
            return proposal;
        only = proposal;
        count++;
    }
    return count == 1 ? only : NULL;
}

bool ikt_export_ipsec(struct ikt_decryptor *decryptor, const struct ikt_export_quick *quick, ikt_export_line *emit,
                      void *user)
{
    const struct ikt_sa *offer = sa_of(quick->offer), *answer = sa_of(quick->answer);
    bool left_out = false;
    for (size_t i = 0; offer && answer && i < answer->proposal_count; i++) {
        const struct ikt_proposal *choice = &answer->proposals[i], *offered = chosen(offer, choice);
        if (choice->protocol != IKT_PROTOCOL_ESP || choice->transform_count != 1 || !offered)
            continue;
        const struct direction there = {quick->initiator, quick->responder, choice->spi};
        const struct direction back = {quick->responder, quick->initiator, offered->spi};
        export_direction(decryptor, quick, &there, &choice->transforms[0], emit, user, &left_out);
        export_direction(decryptor, quick, &back, &choice->transforms[0], emit, user, &left_out);
    }
    return !left_out;
}
