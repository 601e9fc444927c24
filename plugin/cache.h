/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is known of the frames of one capture file. The first pass fills it, every pass draws from it: fields of other
 * dissectors are at hand in the first pass alone.
 *
 * A cache owns its triage and belongs to one file (one dissection of it); all that it notes lives in Wireshark's file
 * scope and is valid until the cache is freed. Bytes of messages are kept, never decoded ones: a capture may hold
 * millions, and few are looked at.
 */
#ifndef IKT_PLUGIN_CACHE_H
#define IKT_PLUGIN_CACHE_H

#include "copy.h"
#include "iketriage/triage.h"

struct ikt_note_finding;

/* An exchange that has settled. */
struct ikt_note_exchange {
    struct ikt_note_exchange *next; /* that began in the same frame */
    bool phase2;
    enum ikt_outcome outcome;
    enum ikt_ended ended;
    enum ikt_missing_key missing;
    uint32_t message_id;   /* of a Quick Mode */
    const char *ios_state; /* of a phase 1, NULL for a Quick Mode */
    const char *pair;      /* "203.0.113.1 -> 198.51.100.1" */
    const char *initiator; /* address */
    const char *responder;
    uint32_t request, response;          /* frames: first message, and the answer or refusal that settled it; 0: none */
    const struct ikt_note_finding *best; /* NULL: no finding */
};

/* A finding, copied out of its record. */
struct ikt_note_finding {
    const struct ikt_note_exchange *exchange; /* NULL: of none, or not settled yet */
    const char *initiator, *responder;        /* addresses, NULL: of no exchange */
    uint32_t message_id;
    uint32_t proof; /* the frame that it stands on */
    bool has_message_id;
    bool superseded; /* from before its exchange settled, and by now there is its like in the record */
    struct ikt_copy copy;
};

/* A message as it was read. */
struct ikt_note_message {
    struct ikt_note_message *next;            /* in the same frame */
    const struct ikt_note_exchange *exchange; /* NULL until it has settled */
    uint32_t frame;
    uint32_t request, response; /* frames, 0: none, or not known yet */
    ikt_time time, request_time, response_time;
    enum ikt_message_name name;
    enum ikt_decryption decryption;
    uint32_t duplicate_of; /* frame, 0: none */
    bool opened;           /* octets hold plaintext after the header */
    uint8_t first_payload; /* of the plaintext */
    const uint8_t *octets; /* NULL: they stand in the frame */
    uint32_t offset;       /* there */
    uint32_t length;
    uint32_t wire_length;
};

struct ikt_note_findings {
    struct ikt_note_findings *next;
    const struct ikt_note_finding *finding;
};

/* What a frame shows. */
struct ikt_note_frame {
    struct ikt_note_message *messages;   /* in the order that they stand in */
    struct ikt_note_findings *findings;  /* best first */
    struct ikt_note_exchange *exchanges; /* settled ones that began here */
};

struct ikt_cache;

/* keyring: NULL or a reference that the cache takes over. */
struct ikt_cache *ikt_cache_new(struct ikt_keyring *keyring);
/* NULL is allowed. Call it while file scope is alive. */
void ikt_cache_free(struct ikt_cache *cache);

/*
 * Say what is fed next: a frame, and where its datagram (empty: no IKE) stands in the frame's own bytes, -1 when it has
 * others. Before everything that is fed.
 */
void ikt_cache_expect(struct ikt_cache *cache, uint32_t frame, struct ikt_bytes datagram, int offset);
/* For feeding. NULL after the end: nothing may be fed any more. */
struct ikt_triage *ikt_cache_triage(struct ikt_cache *cache);
/* Also write the text report. Does nothing once a packet was fed: it would be half a report. */
void ikt_cache_want_report(struct ikt_cache *cache);
/* Settle everything. More calls do nothing. */
void ikt_cache_finish(struct ikt_cache *cache);
bool ikt_cache_finished(const struct ikt_cache *cache);
/* Of the finished file; NULL when it was not wanted. */
const char *ikt_cache_report(const struct ikt_cache *cache);
/* Count a frame of the file, for the report. */
void ikt_cache_count(struct ikt_cache *cache, ikt_time time);

/* NULL when there is nothing to show. */
const struct ikt_note_frame *ikt_cache_frame(const struct ikt_cache *cache, uint32_t frame);
/* A finding with its texts; valid until the next packet is fed, lists as long as scope. */
void ikt_cache_expand(const struct ikt_cache *cache, const struct ikt_note_finding *note, wmem_allocator_t *scope,
                      struct ikt_finding *out);
/* The highest frame number that may have something to show. */
uint32_t ikt_cache_last(const struct ikt_cache *cache);

#endif
