/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/message.h"

#include <string.h>

#include "isakmp/message_room.h"
#include "isakmp/message_spare.h"
#include "isakmp/payload.h"

#define VERSION_1_0         0x10
#define VERSION_IKEV2       2 /* the major version */
#define FLAGS_DEFINED       (IKT_FLAG_ENCRYPTED | IKT_FLAG_COMMIT | IKT_FLAG_AUTH_ONLY)
#define HEADER_NEXT_PAYLOAD 16 /* offset of the field */
#define SMALLEST_BLOCK      8  /* octets, of every cipher that phase 1 can choose */
#define ALIGNMENT           4  /* some senders fill clear messages up to it */
#define TYPES               64 /* of payloads, that ikt_message.types tells of */

/* A message and what keeps it; the message stands first, so that one pointer is the other. */
struct box {
    struct ikt_message message;
    gatomicrefcount references;
    struct ikt_arena *arena;
    struct ikt_message_spare *spare; /* where its memory comes from, and goes to; NULL: nowhere */
    uint8_t *octets;                 /* what message.octets shows */
};

/* Whoever holds a reference sees a message that does not change, and owns a share of the box around it. */
static struct box *box_of(const struct ikt_message *message)
{
    return (struct box *)message;
}

/* Octets of the first SA payload of a chain that begins with this type, as its header has it; 0: there is none. */
static size_t sa_length(struct ikt_reader reader, uint8_t type)
{
    struct ikt_generic_header header;
    struct ikt_bytes body;
    for (size_t i = 0; i < IKT_MAX_PAYLOADS && ikt_read_generic_header(&reader, &header); i++) {
        if (type == IKT_PAYLOAD_SA)
            return header.length;
        if (header.length < IKT_GENERIC_HEADER_SIZE ||
            !ikt_read_bytes(&reader, header.length - IKT_GENERIC_HEADER_SIZE, &body))
            break;
        type = header.next;
    }
    return 0;
}

/*
 * Of an SA payload: one proposal, and behind it transforms of five attributes of two octets each, which of what is
 * offered are those that take most room for an octet.
 */
static size_t elements_size(size_t sa_length)
{
    enum {
        BEFORE = 20, /* the payload's own fields, and the proposal's */
        TRANSFORM = 8,
        BASIC = 4,
        ATTRIBUTES = 5
    };
    const size_t transform =
        ikt_arena_room(1, sizeof(struct ikt_transform)) + ikt_arena_room(ATTRIBUTES, sizeof(struct ikt_attribute));
    const size_t octets = MIN(sa_length, 512);
    if (octets <= BEFORE)
        return 0;
    return ikt_arena_room(1, sizeof(struct ikt_proposal)) +
           (octets - BEFORE) * transform / (TRANSFORM + ATTRIBUTES * BASIC);
}

/*
 * What a message's arena has to hold, so that most messages are one allocation: the insides of an SA payload are
 * estimated, the rest is exact.
 */
static size_t arena_size(size_t length, size_t payload_count, size_t sa_length)
{
    size_t elements = elements_size(sa_length);
    return ikt_arena_room(1, sizeof(struct box)) + ikt_arena_room(length, 1) +
           ikt_arena_room(payload_count, sizeof(struct ikt_payload)) + elements;
}

static struct box *box_new(struct ikt_message_spare *spare, size_t arena_octets)
{
    struct ikt_arena *arena = ikt_message_spare_take(spare, arena_octets);
    struct box *box = ikt_arena_alloc(arena, 1, sizeof(*box));
    g_atomic_ref_count_init(&box->references);
    box->arena = arena;
    box->spare = spare;
    return box;
}

/*
 * RFC 2408 section 3.1:
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !                          Initiator                            !
 *     !                            Cookie                             !
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !                          Responder                            !
 *     !                            Cookie                             !
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !  Next Payload ! MjVer ! MnVer ! Exchange Type !     Flags     !
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !                          Message ID                           !
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     !                            Length                             !
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
static bool read_header(struct ikt_reader *reader, struct ikt_header *header)
{
    if (reader->left.length < IKT_HEADER_SIZE)
        return false;
    return ikt_read_copy(reader, IKT_COOKIE_SIZE, header->initiator_cookie) &&
           ikt_read_copy(reader, IKT_COOKIE_SIZE, header->responder_cookie) &&
           ikt_read_u8(reader, &header->next_payload) && ikt_read_u8(reader, &header->version) &&
           ikt_read_u8(reader, &header->exchange) && ikt_read_u8(reader, &header->flags) &&
           ikt_read_u32(reader, &header->message_id) && ikt_read_u32(reader, &header->length);
}

static void check_header(struct ikt_decoding *decoding, const struct ikt_header *header, size_t wire_length)
{
    static const uint8_t zero[IKT_COOKIE_SIZE];
    if (memcmp(header->initiator_cookie, zero, IKT_COOKIE_SIZE) == 0)
        ikt_decoding_problem(decoding, IKT_PROBLEM_COOKIE_ZERO, 0, 0);
    if (header->version != VERSION_1_0)
        ikt_decoding_problem(decoding, IKT_PROBLEM_VERSION_UNSUPPORTED, 17, header->version);
    if (header->exchange == IKT_EXCHANGE_NONE || !ikt_exchange_name(header->exchange))
        ikt_decoding_problem(decoding, IKT_PROBLEM_EXCHANGE_UNKNOWN, 18, header->exchange);
    if ((header->flags & ~FLAGS_DEFINED) != 0)
        ikt_decoding_problem(decoding, IKT_PROBLEM_FLAGS_UNKNOWN, 19, header->flags);
    if (header->length < IKT_HEADER_SIZE)
        ikt_decoding_problem(decoding, IKT_PROBLEM_LENGTH_TOO_SMALL, 24, header->length);
    else if (header->length > wire_length)
        ikt_decoding_problem(decoding, IKT_PROBLEM_LENGTH_BEYOND_PACKET, 24, header->length);
    else if (header->length < wire_length)
        ikt_decoding_problem(decoding, IKT_PROBLEM_TRAILING_BYTES, header->length,
                             (uint32_t)(wire_length - header->length));
}

/*
 * The generic header (RFC 2408 section 3.2) and body of the payload at the reader. missing: octets of the message
 * that the capture lacks after the reader's. False when nothing of it can be read; *last when none can be found after
 * it.
 */
static bool read_payload(struct ikt_decoding *decoding, struct ikt_reader *reader, size_t missing,
                         struct ikt_payload *payload, bool *last)
{
    struct ikt_generic_header header;
    struct ikt_reader whole = *reader;
    size_t left = reader->left.length, length;
    payload->offset = reader->offset;
    if (!ikt_read_generic_header(reader, &header)) {
        if (missing > 0)
            return false;
        ikt_decoding_problem(decoding, left == 0 ? IKT_PROBLEM_PAYLOAD_MISSING : IKT_PROBLEM_PAYLOAD_HEADER_TOO_SHORT,
                             payload->offset, (uint32_t)left);
        return false;
    }
    payload->next = header.next;
    length = header.length;
    if (header.reserved != 0)
        ikt_decoding_problem(decoding, IKT_PROBLEM_RESERVED_NOT_ZERO, payload->offset + 1, header.reserved);
    if (length < IKT_GENERIC_HEADER_SIZE) {
        ikt_decoding_problem(decoding, IKT_PROBLEM_PAYLOAD_LENGTH_TOO_SMALL, payload->offset, header.length);
        length = IKT_GENERIC_HEADER_SIZE;
        *last = decoding->cut = true;
    } else if (length > left) {
        if (length > left + missing)
            ikt_decoding_problem(decoding, IKT_PROBLEM_PAYLOAD_BEYOND_MESSAGE, payload->offset, header.length);
        length = left;
        *last = decoding->cut = true;
    }
    return ikt_read_bytes(reader, length - IKT_GENERIC_HEADER_SIZE, &payload->body) &&
           ikt_read_bytes(&whole, length, &payload->octets);
}

/*
 * The chain of payloads from the reader on, the first of type first. Returns whether it ended as a chain should; the
 * reader stands behind the last payload then.
 */
static bool decode_chain(struct ikt_decoding *decoding, struct ikt_reader *reader, size_t missing, uint8_t first,
                         struct ikt_message *message)
{
    size_t room = ikt_count_structures(*reader, IKT_MAX_PAYLOADS);
    struct ikt_payload *payloads = ikt_arena_alloc(decoding->arena, room, sizeof(*payloads));
    uint8_t type = first;
    bool last = false;
    message->payloads = payloads;
    while (type != IKT_PAYLOAD_NONE && !last) {
        struct ikt_payload payload;
        memset(&payload, 0, sizeof(payload)); /* an initialiser would leave most of the union as it is */
        payload.type = type;
        decoding->payload = type;
        decoding->damaged = false;
        if (message->payload_count == IKT_MAX_PAYLOADS) {
            ikt_decoding_problem(decoding, IKT_PROBLEM_TOO_MANY_PAYLOADS, reader->offset, IKT_MAX_PAYLOADS);
            return false;
        }
        if (!read_payload(decoding, reader, missing, &payload, &last))
            return false;
        ikt_decode_payload(decoding, &payload);
        payload.damaged = decoding->damaged || decoding->cut;
        payloads[message->payload_count++] = payload;
        message->types |= type < TYPES ? UINT64_C(1) << type : 0;
        type = payload.next;
    }
    if (!last)
        decoding->payload = IKT_PAYLOAD_NONE;
    return !last;
}

/* Octets behind the last payload of a clear message. */
static void check_unclaimed(struct ikt_decoding *decoding, const struct ikt_reader *reader)
{
    bool zero = true;
    for (size_t i = 0; i < MIN(reader->left.length, ALIGNMENT); i++)
        zero = zero && reader->left.data[i] == 0;
    if (reader->left.length >= ALIGNMENT || !zero)
        ikt_decoding_problem(decoding, IKT_PROBLEM_UNCLAIMED_BYTES, reader->offset, (uint32_t)reader->left.length);
}

/* The one problem of a cut packet, whatever else does not parse because of it. */
static void report_cut(struct ikt_decoding *decoding, enum ikt_problem_kind kind, uint32_t offset, size_t missing)
{
    decoding->cut = false;
    if (missing > 0)
        ikt_decoding_problem(decoding, kind, offset, (uint32_t)missing);
}

static void decode_clear(struct ikt_decoding *decoding, struct ikt_reader reader, size_t missing,
                         struct ikt_message *message)
{
    uint32_t end = reader.offset + (uint32_t)reader.left.length;
    if (message->header.next_payload == IKT_PAYLOAD_NONE)
        ikt_decoding_problem(decoding, IKT_PROBLEM_PAYLOADS_MISSING, HEADER_NEXT_PAYLOAD, 0);
    else if (decode_chain(decoding, &reader, missing, message->header.next_payload, message) && missing == 0)
        check_unclaimed(decoding, &reader);
    report_cut(decoding, IKT_PROBLEM_PAYLOAD_TRUNCATED, end, missing);
}

static void decode_ciphertext(struct ikt_decoding *decoding, struct ikt_reader reader, size_t missing,
                              struct ikt_message *message)
{
    uint32_t offset = reader.offset;
    message->ciphertext = ikt_read_rest(&reader);
    size_t sent = message->ciphertext.length + missing;
    if (sent == 0)
        ikt_decoding_problem(decoding, IKT_PROBLEM_CIPHERTEXT_MISSING, offset, 0);
    else if (sent % SMALLEST_BLOCK != 0)
        ikt_decoding_problem(decoding, IKT_PROBLEM_CIPHERTEXT_NOT_BLOCKS, offset, (uint32_t)sent);
    report_cut(decoding, IKT_PROBLEM_CIPHERTEXT_TRUNCATED, reader.offset, missing);
}

/* A fragment stands in clear whatever its header's flag says: the message in it is what is encrypted. */
static bool payloads_encrypted(const struct ikt_header *header)
{
    return (header->flags & IKT_FLAG_ENCRYPTED) != 0 && header->next_payload != IKT_PAYLOAD_FRAGMENT;
}

/* Octets of the datagram that belong to the message: as the header says, unless that cannot be. */
static size_t message_end(const struct ikt_message *message)
{
    return message->header.length < IKT_HEADER_SIZE ? message->wire_length
                                                    : MIN(message->header.length, message->wire_length);
}

/* What stands after the header of an IKEv1 message, or of what should be one. */
static void decode_body(struct ikt_decoding *decoding, struct ikt_reader reader, struct ikt_message *message)
{
    const struct ikt_header *header = &message->header;
    size_t end = message_end(message);
    size_t available = MIN(end, message->octets.length);
    struct ikt_reader body;
    check_header(decoding, header, message->wire_length);
    message->truncated = available < end;
    if (header->version >> 4 != 1 || !ikt_read_part(&reader, available - IKT_HEADER_SIZE, &body))
        return;
    message->encrypted = payloads_encrypted(header);
    if (message->encrypted)
        decode_ciphertext(decoding, body, end - available, message);
    else
        decode_clear(decoding, body, end - available, message);
}

static void keep_problems(struct ikt_decoding *decoding, struct ikt_message *message)
{
    struct ikt_problem *problems = ikt_arena_alloc(decoding->arena, decoding->problem_count, sizeof(*problems));
    if (problems)
        memcpy(problems, decoding->problems, decoding->problem_count * sizeof(*problems));
    message->problem_count = decoding->problem_count;
    message->problems = problems;
}

struct ikt_message *ikt_message_decode(struct ikt_bytes octets, size_t wire_length)
{
    return ikt_message_decode_in(NULL, octets, wire_length);
}

struct ikt_message *ikt_message_decode_in(struct ikt_message_spare *spare, struct ikt_bytes octets, size_t wire_length)
{
    struct ikt_reader reader = {octets, 0};
    struct ikt_header header = {0};
    bool has_header = read_header(&reader, &header);
    bool clear = has_header && !payloads_encrypted(&header);
    struct box *box =
        box_new(spare, arena_size(octets.length, clear ? ikt_count_structures(reader, IKT_MAX_PAYLOADS) : 0,
                                  clear ? sa_length(reader, header.next_payload) : 0));
    struct ikt_message *message = &box->message;
    struct ikt_decoding decoding;
    ikt_decoding_init(&decoding, box->arena, header.exchange);
    box->octets = ikt_arena_copy(box->arena, octets.data, octets.length);
    message->header = header;
    message->has_header = has_header;
    message->octets = (struct ikt_bytes){box->octets, octets.length};
    message->wire_length = (uint32_t)MIN(MAX(wire_length, octets.length), UINT32_MAX);

    if (!has_header) {
        message->truncated = message->wire_length > octets.length;
        ikt_decoding_problem(&decoding,
                             message->truncated ? IKT_PROBLEM_HEADER_TRUNCATED : IKT_PROBLEM_HEADER_TOO_SHORT,
                             (uint32_t)octets.length, (uint32_t)octets.length);
    } else if (header.version >> 4 != VERSION_IKEV2) {
        reader = (struct ikt_reader){{box->octets + IKT_HEADER_SIZE, octets.length - IKT_HEADER_SIZE}, IKT_HEADER_SIZE};
        decode_body(&decoding, reader, message);
    }
    keep_problems(&decoding, message);
    return message;
}

static struct ikt_message *open_in(struct ikt_message_spare *spare, const struct ikt_message *encrypted,
                                   struct ikt_bytes plaintext, uint8_t first_payload)
{
    struct ikt_reader reader = {plaintext, IKT_HEADER_SIZE};
    size_t length = IKT_HEADER_SIZE + plaintext.length;
    size_t missing = 0;
    struct box *box = box_new(
        spare, arena_size(length, ikt_count_structures(reader, IKT_MAX_PAYLOADS), sa_length(reader, first_payload)));
    struct ikt_message *message = &box->message;
    struct ikt_decoding decoding;
    ikt_decoding_init(&decoding, box->arena, encrypted->header.exchange);
    box->octets = ikt_arena_alloc(box->arena, length, 1);
    memcpy(box->octets, encrypted->octets.data, MIN(encrypted->octets.length, IKT_HEADER_SIZE));
    box->octets[HEADER_NEXT_PAYLOAD] = first_payload;
    if (plaintext.length > 0)
        memcpy(box->octets + IKT_HEADER_SIZE, plaintext.data, plaintext.length);
    message->header = encrypted->header;
    message->header.next_payload = first_payload;
    message->has_header = encrypted->has_header;
    message->octets = (struct ikt_bytes){box->octets, length};
    message->wire_length = (uint32_t)MIN(MAX(encrypted->wire_length, length), UINT32_MAX);
    message->truncated = encrypted->truncated;
    message->opened = true;
    /* What was not captured, and the block that was cut in two. */
    if (message->truncated)
        missing = message_end(encrypted) - MIN(length, encrypted->octets.length);

    reader = (struct ikt_reader){{box->octets + IKT_HEADER_SIZE, plaintext.length}, IKT_HEADER_SIZE};
    if (first_payload == IKT_PAYLOAD_NONE)
        ikt_decoding_problem(&decoding, IKT_PROBLEM_PAYLOADS_MISSING, HEADER_NEXT_PAYLOAD, 0);
    else if (decode_chain(&decoding, &reader, missing, first_payload, message))
        message->padding = reader.left;
    keep_problems(&decoding, message);
    return message;
}

struct ikt_message *ikt_message_open(const struct ikt_message *encrypted, struct ikt_bytes plaintext,
                                     uint8_t first_payload)
{
    return open_in(NULL, encrypted, plaintext, first_payload);
}

struct ikt_message *ikt_message_open_beside(const struct ikt_message *encrypted, struct ikt_bytes plaintext,
                                            uint8_t first_payload)
{
    return open_in(box_of(encrypted)->spare, encrypted, plaintext, first_payload);
}

void ikt_message_lose(struct ikt_message *opened, uint32_t octets)
{
    opened->lost = octets;
    if (octets > 0 && opened->payload_count > 0 && opened->payloads[0].type == IKT_PAYLOAD_ID) {
        opened->payloads++;
        opened->payload_count--;
    }
}

struct ikt_message *ikt_message_ref(const struct ikt_message *message)
{
    struct box *box = box_of(message);
    g_atomic_ref_count_inc(&box->references);
    return &box->message;
}

size_t ikt_message_room(const struct ikt_message *message)
{
    return message ? ikt_arena_octets(box_of(message)->arena) : 0;
}

bool ikt_message_is_kept(const struct ikt_message *message)
{
    return !g_atomic_ref_count_compare(&box_of(message)->references, 1);
}

/* Whether it was the last reference. */
static bool give_up(struct box *box)
{
    if (!box || !g_atomic_ref_count_dec(&box->references))
        return false;
    /* Plaintext may hold an XAUTH password. */
    if (box->message.opened)
        explicit_bzero(box->octets, box->message.octets.length);
    return true;
}

void ikt_message_unref(const struct ikt_message *message)
{
    struct box *box = box_of(message);
    if (give_up(box))
        ikt_arena_free(box->arena);
}

void ikt_message_release(const struct ikt_message *message)
{
    struct box *box = box_of(message);
    if (give_up(box))
        ikt_message_spare_put(box->spare, box->arena);
}

const struct ikt_payload *ikt_message_payload(const struct ikt_message *message, uint8_t type, size_t nth)
{
    /* Most of what is asked for is not there. */
    if (message->types != 0 && type < TYPES && !(message->types >> type & 1))
        return NULL;
    for (size_t i = 0; i < message->payload_count; i++)
        if (message->payloads[i].type == type && nth-- == 0)
            return &message->payloads[i];
    return NULL;
}
