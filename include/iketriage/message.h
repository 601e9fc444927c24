/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One ISAKMP message, decoded. A message is immutable once made and counts references; every view in it
 * (struct ikt_bytes, arrays) lives as long as the message. Decoding never fails: what does not parse becomes
 * a named problem, and what else can be decoded still is. Messages may be shared by threads; lengths and offsets are
 * octets.
 */
#ifndef IKETRIAGE_MESSAGE_H
#define IKETRIAGE_MESSAGE_H

#include "bytes.h"
#include "isakmp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* RFC 2408 section 3.1; numbers in host byte order. */
struct ikt_header {
    uint8_t initiator_cookie[IKT_COOKIE_SIZE];
    uint8_t responder_cookie[IKT_COOKIE_SIZE];
    uint8_t next_payload;
    uint8_t version; /* 0x10 for IKEv1 */
    uint8_t exchange;
    uint8_t flags;
    uint32_t message_id;
    uint32_t length; /* as the header claims: header, payloads and padding */
};

/* Problems have stable names ("length-too-small"); value, name and sentence stand once, in problem.def. */
#define IKT_PROBLEM(id, name, text) IKT_PROBLEM_##id,
enum ikt_problem_kind {
#include "problem.def"
    IKT_PROBLEM_COUNT
};
#undef IKT_PROBLEM

struct ikt_problem {
    enum ikt_problem_kind kind;
    uint8_t payload; /* type of the payload it stands in; IKT_PAYLOAD_NONE for the header */
    uint32_t offset; /* from the first byte of the ISAKMP header */
    uint32_t value;  /* the offending number (a length, a type), 0 where none belongs */
};
const char *ikt_problem_name(enum ikt_problem_kind kind);
/* One sentence with the numbers filled in; newly allocated (g_free). */
char *ikt_problem_text(const struct ikt_problem *problem);

/* A field that is absent holds IKT_ABSENT. */
#define IKT_ABSENT (-1)

/* RFC 2408 section 3.3 */
struct ikt_attribute {
    uint16_t type;
    bool basic;              /* AF bit: two-byte value */
    uint32_t offset;         /* from the ISAKMP header */
    int64_t value;           /* the number, for a basic value or 1..7 bytes (8 with a clear top bit); else IKT_ABSENT */
    struct ikt_bytes octets; /* the value on the wire (two bytes when basic) */
};

/*
 * RFC 2408 section 3.6. The named values come from the attributes: phase 1 classes for protocol ISAKMP, IPsec DOI
 * classes for AH, ESP, IPCOMP. A life duration without its life type before it stays unread (a problem says so).
 */
struct ikt_transform {
    uint8_t number;
    uint8_t id;       /* KEY_IKE, or an AH/ESP/IPCOMP transform */
    uint8_t protocol; /* of the proposal it stands in */
    uint32_t offset;
    size_t attribute_count;
    const struct ikt_attribute *attributes; /* in wire order */

    int64_t life_seconds;
    int64_t life_kilobytes;
    int32_t key_bits;
    int32_t group;                                 /* phase 1 group, or the PFS group of phase 2 */
    int32_t encryption, hash, authentication, prf; /* of phase 1 only */
    int32_t encapsulation, integrity;              /* of phase 2 only */
};

/* RFC 2408 section 3.5. Equal numbers of neighbours mean AND, different numbers OR (section 4.2). */
struct ikt_proposal {
    uint8_t number;
    uint8_t protocol;
    uint8_t declared_transforms; /* the count field, whatever is there */
    uint32_t offset;
    struct ikt_bytes spi;
    size_t transform_count;
    const struct ikt_transform *transforms;
};

/* RFC 2408 section 3.4, RFC 2407 section 4.6.1 */
struct ikt_sa {
    uint32_t doi;
    uint32_t situation;
    size_t proposal_count;
    const struct ikt_proposal *proposals;
};

/* RFC 2407 section 4.6.2. low..high is the range of addresses; for one address both are equal, for others family is 0.
 */
struct ikt_identity {
    uint8_t type;
    uint8_t protocol;        /* 0: any */
    uint16_t port;           /* 0: any */
    struct ikt_address low;  /* first address */
    struct ikt_address high; /* last address */
    int prefix;              /* prefix length where low..high is exactly one prefix (an address: 32 or 128), else -1 */
    struct ikt_bytes octets; /* identification data */
};
/* "192.168.1.0/24", "10.0.0.5/32", "10.0.0.1-10.0.0.9"; other types their escaped text or hex. g_free the result. */
char *ikt_identity_format(const struct ikt_identity *identity);
/*
 * For people (phase 1 identities): a host as an address has it, "10.0.0.5" without "/32"; a distinguished name in
 * words, "O=Example, CN=hub", where its octets are one. g_free the result.
 */
char *ikt_identity_name(const struct ikt_identity *identity);

/* RFC 2408 section 3.14 */
struct ikt_notify {
    uint32_t doi;
    uint8_t protocol;
    uint16_t type;
    struct ikt_bytes spi;
    struct ikt_bytes data;
};

/* A lifetime as it is offered or said: seconds, kilobytes of 1024 octets; IKT_ABSENT where it is not given. */
struct ikt_life {
    int64_t seconds;
    int64_t kilobytes;
};
/*
 * What the data of a RESPONDER-LIFETIME say (RFC 2407 section 4.6.3.1): the lifetime that the responder will use. A
 * duration that is no number of 63 bits is as good as absent; what does not parse ends the list. Of a notify of
 * another type it means nothing.
 */
struct ikt_life ikt_notify_life(const struct ikt_notify *notify);

/* RFC 2408 section 3.15. SPIs are the sender's inbound ones, each spi_size bytes. */
struct ikt_delete {
    uint32_t doi;
    uint8_t protocol;
    uint8_t spi_size;
    uint16_t declared_spis;
    size_t spi_count; /* those really there */
    struct ikt_bytes spis;
};
/* The nth SPI, from 0: spi_size octets; empty where there is none. */
struct ikt_bytes ikt_delete_spi(const struct ikt_delete *deletion, size_t nth);
/* The number that ESP and AH packets carry for an SPI of four octets. False, and out untouched, for another size. */
bool ikt_spi_number(struct ikt_bytes spi, uint32_t *out);

/* draft-dukes-ike-mode-cfg section 3.2 */
struct ikt_config {
    uint8_t type; /* IKT_CFG_* */
    uint16_t identifier;
    size_t attribute_count;
    const struct ikt_attribute *attributes;
};

/* MS-IKEE 2.2.3.1 */
struct ikt_fragment {
    uint16_t id;
    uint8_t number; /* from 1 */
    bool last;
    struct ikt_bytes data;
};

/* RFC 2408 sections 3.9 and 3.10 */
struct ikt_cert {
    uint8_t encoding; /* IKT_CERT_* */
    struct ikt_bytes data;
};

struct ikt_payload {
    uint8_t type;            /* IKT_PAYLOAD_* or a number without a name */
    uint8_t next;            /* the next payload field */
    bool damaged;            /* a problem stands in it: values below may be absent */
    uint32_t offset;         /* of the generic header, from the ISAKMP header */
    struct ikt_bytes octets; /* generic header and body */
    struct ikt_bytes body;   /* without the generic header: KE, NONCE, HASH, SIG, NAT-D data, VID */
    union {                  /* by type; of types that are not named here, zero */
        struct ikt_sa sa;
        struct ikt_identity id; /* ID; NAT-OA with protocol and port 0 */
        struct ikt_cert cert;   /* CERT, CERTREQ */
        struct ikt_notify notify;
        struct ikt_delete deletion;
        struct ikt_config config;
        struct ikt_fragment fragment;
        const struct ikt_vendor_id *vendor; /* VID, as ikt_vendor_id_lookup knows it; NULL: unknown */
    };
};

struct ikt_message {
    struct ikt_header header;
    struct ikt_bytes
        octets; /* as decoded: header and payloads; for an opened message the plaintext in place of the ciphertext */
    uint32_t wire_length;        /* bytes that were on the wire, >= octets.length */
    bool has_header;             /* false: not even 28 bytes; header is zero then */
    bool encrypted;              /* the payloads are ciphertext: nothing after the header is decoded */
    bool truncated;              /* fewer bytes captured than were sent */
    bool opened;                 /* made by ikt_message_open */
    uint32_t lost;               /* octets after the header that are not known: a block was lost */
    struct ikt_bytes ciphertext; /* after the header, when encrypted */
    size_t payload_count;
    const struct ikt_payload *payloads; /* in wire order */
    uint64_t types;                     /* bit n: one of type n may be among them, of types below 64; 0: not known */
    size_t problem_count;
    const struct ikt_problem *problems;
    struct ikt_bytes padding; /* after the last payload, when opened */
};

/*
 * Decode one ISAKMP message (the non-ESP marker already taken off). octets are copied. wire_length is what was on the
 * wire where the capture cut the packet, else octets.length. Never NULL.
 */
struct ikt_message *ikt_message_decode(struct ikt_bytes octets, size_t wire_length);
/*
 * Decode the plaintext of an encrypted message: same header, payloads from plaintext (copied), padding split off.
 * first_payload replaces the header's next payload (they are the same unless a block was lost). Never NULL.
 */
struct ikt_message *ikt_message_open(const struct ikt_message *encrypted, struct ikt_bytes plaintext,
                                     uint8_t first_payload);
/*
 * So many octets of an opened message's plaintext are not known; whoever made it filled in what lets the rest be read.
 * An ID payload that begins in them is left out. Only its maker may call this, before anybody else has a reference.
 */
void ikt_message_lose(struct ikt_message *opened, uint32_t octets);
/*
 * Does an opened message read as a sender would have written it: whole, known payload types, reserved bytes
 * zero, no problem but those that real senders have inside a payload, payloads filling the plaintext up to padding of
 * at most block_size bytes? What chance produces this?
 */
bool ikt_message_well_formed(const struct ikt_message *message, unsigned block_size);

struct ikt_message *ikt_message_ref(const struct ikt_message *message);
void ikt_message_unref(const struct ikt_message *message); /* NULL is allowed */

/* The nth (from 0) payload of a type, or NULL. */
const struct ikt_payload *ikt_message_payload(const struct ikt_message *message, uint8_t type, size_t nth);
/* Is all of a payload there, as its generic header says? The capture, or the message, may end in it. */
bool ikt_payload_is_whole(const struct ikt_payload *payload);
/* Is type one of the three for NAT-D (NAT-OA): RFC 3947, drafts 01-03, drafts 04-08? */
bool ikt_payload_is_nat_d(uint8_t type);
bool ikt_payload_is_nat_oa(uint8_t type);

#ifdef __cplusplus
}
#endif

#endif
