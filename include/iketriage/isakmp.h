/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numbers of ISAKMP, the IPsec DOI and IKE, and their names. Value and name stand once, in isakmp.def;
 * this header makes the enums, isakmp/numbers.c of the engine the look-ups, the plugin its value_strings.
 *
 * Enum constants are IKT_<TABLE>_<NAME>. Look-ups return static text, or NULL for a value that has no name. Sizes are
 * in octets.
 */
#ifndef IKETRIAGE_ISAKMP_H
#define IKETRIAGE_ISAKMP_H

#include <stdint.h>

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Octets. */
#define IKT_COOKIE_SIZE         8
#define IKT_HEADER_SIZE         28 /* the ISAKMP header, RFC 2408 section 3.1 */
#define IKT_GENERIC_HEADER_SIZE 4  /* next payload, reserved, length: RFC 2408 section 3.2 */

#define IKT_DOI_IPSEC 1 /* RFC 2407 section 6.2 */

/* Header flags, RFC 2408 section 3.1 */
#define IKT_FLAG_ENCRYPTED 0x01
#define IKT_FLAG_COMMIT    0x02
#define IKT_FLAG_AUTH_ONLY 0x04

#define IKT_VALUE(table, value, name, text) IKT_##table##_##name = (value),
enum ikt_isakmp_value {
#include "isakmp.def"
};

const char *ikt_payload_name(unsigned value);  /* "SA", "NAT-D" */
const char *ikt_exchange_name(unsigned value); /* "Identity Protection (Main Mode)" ... */
const char *ikt_protocol_name(unsigned value); /* "ISAKMP", "AH", "ESP", "IPCOMP" */
const char *ikt_notify_name(unsigned value);   /* "NO-PROPOSAL-CHOSEN" */
const char *
ikt_notify_meaning(unsigned type); /* what its sender says with it, a sentence; NULL: no more than its name */
const char *ikt_id_type_name(unsigned value); /* "ID_IPV4_ADDR_SUBNET" */
const char *ikt_phase1_attribute_name(unsigned value);
const char *ikt_encryption_name(unsigned value);     /* phase 1 cipher: "AES-CBC" */
const char *ikt_hash_name(unsigned value);           /* phase 1 hash: "SHA1" */
const char *ikt_authentication_name(unsigned value); /* phase 1 method: "PSK" */
const char *ikt_group_name(unsigned value);          /* "MODP-1024" */
const char *ikt_group_type_name(unsigned value);
const char *ikt_phase2_attribute_name(unsigned value);
const char *ikt_esp_transform_name(unsigned value); /* "AES-CBC" */
const char *ikt_ah_transform_name(unsigned value);  /* "SHA" */
const char *ikt_ipcomp_transform_name(unsigned value);
const char *ikt_transform_name(unsigned protocol, unsigned value); /* one of these three, by the protocol */
const char *ikt_integrity_name(unsigned value);                    /* attribute 5: "HMAC-SHA1" */
const char *ikt_encapsulation_name(unsigned value);                /* "tunnel", "udp-transport" */
const char *ikt_life_type_name(unsigned value);
const char *ikt_cert_encoding_name(unsigned value);
const char *ikt_config_type_name(unsigned value);      /* CFG_REQUEST ... of a mode config payload */
const char *ikt_config_attribute_name(unsigned value); /* mode config and XAUTH attributes */

/*
 * What the value of an SA attribute means; protocol is that of its proposal (phase 1 classes for ISAKMP, else those of
 * the IPsec DOI). NULL where the class has no names or the value none, negative and long values included.
 */
const char *ikt_attribute_value_name(unsigned protocol, unsigned type, int64_t value);

/*
 * Of a KE payload's body: as long as the prime of a MODP group (RFC 2409 section 5), x | y on a curve (RFC 5903
 * section 7). 0 when the group is not known.
 */
unsigned ikt_group_ke_size(unsigned group);
/* Of a phase 1 cipher's block, 0 when it is not known. */
unsigned ikt_encryption_block_size(unsigned encryption);
/* Of a phase 1 hash's digest, 0 when it is not known. */
unsigned ikt_hash_size(unsigned hash);

struct ikt_vendor_id {
    const char *name;   /* "RFC 3947 NAT-T" */
    const char *vendor; /* product family that this VID identifies, NULL for a feature that many send */
};
/* The meaning of a vendor ID payload's body (RFC 2408 section 3.16), static; NULL when no table lists it. */
const struct ikt_vendor_id *ikt_vendor_id_lookup(struct ikt_bytes body);
/*
 * The VID by which Cisco IOS and ASA know each other: first eight octets XOR the sender's own cookie are
 * f5c7a71d 00010000 (measured on public IOS captures; no table lists it because it changes with the cookie).
 */
bool ikt_vendor_id_is_ios(struct ikt_bytes body, const uint8_t sender_cookie[IKT_AT_LEAST(IKT_COOKIE_SIZE)]);

#ifdef __cplusplus
}
#endif

#endif
