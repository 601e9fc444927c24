/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ISAKMP messages written by hand, octet by octet after RFC 2408 section 3, and a triage that counts what comes out.
 */
#ifndef IKT_TESTS_TRACK_FEED_H
#define IKT_TESTS_TRACK_FEED_H

#include <glib.h>

#include "iketriage/triage.h"

#define INITIATOR "203.0.113.1"
#define RESPONDER "198.51.100.1"

struct feed {
    struct ikt_triage *triage;
    uint64_t frame;
    uint16_t identification;                /* of the packets to come; 0: unknown */
    const char *initiator;                  /* its address in the packets to come; NULL: INITIATOR */
    unsigned messages, repetitions, copies; /* copies are repetitions too */
    GArray *phase1;                         /* struct settled, in the order they came */
    GArray *phase2;
};

struct settled {
    uint32_t message_id;
    uint8_t cookie; /* first octet of the initiator cookie */
    enum ikt_outcome outcome;
    enum ikt_ended ended;
    uint64_t when; /* frames fed before it came */
    bool one_direction, qm3_lost, reversed;
    uint64_t quick1, quick2, quick3; /* datagrams of each name */
    size_t seen;                     /* messages in its list */
    enum ikt_message_name first;     /* of these */
    bool began;                      /* INITIATOR is the initiator */
    bool roles_known;
    enum ikt_incomplete incomplete;
    bool evicted;
    size_t findings;
    bool finds_policy;        /* p1-policy-mismatch */
    uint64_t rejection_frame; /* 0: none */
    char ios_state[16];
    size_t icmp;
    bool translated; /* the initiator stands behind a NAT */
    size_t flows;
    uint64_t replaced; /* packets of these after a newer SA or INITIAL-CONTACT took their place */
    bool flows_by_order;
    unsigned fragments_incomplete;
    uint64_t seen_more, seen_bare, notifications_more, deletions_more, flows_more;
    size_t notifications, deletions;
    uint64_t quick_modes;
    struct ikt_dpd dpd[2];
    struct ikt_invalid_spi invalid_spi[2];
    struct ikt_dpd_run dpd_guess;
    bool finds_dpd_loss;
    bool lists_refusal; /* NO-PROPOSAL-CHOSEN is among the notifications */
    unsigned attempts;
    bool has_choice;  /* an answer to the proposal was read */
    uint16_t refusal; /* the notify that refused the Quick Mode, 0: none that was read */
};

void feed_start(struct feed *feed, unsigned max_live);
/* With the lines of a key file. */
void feed_start_keyed(struct feed *feed, const char *keys);
void feed_finish(struct feed *feed);
void feed_stop(struct feed *feed);

/* A message under construction: header first, then payloads. */
GByteArray *message_new(uint8_t cookie, bool answered, uint8_t exchange, uint8_t first, uint8_t flags, uint32_t id);
/* Generic header and body. */
void message_payload(GByteArray *message, uint8_t next, const void *body, size_t length);
/* Main mode 1 or 2: an SA payload with one AES-128, SHA1, PSK, group 2 transform. */
GByteArray *message_main(uint8_t cookie, bool answer);
/* An encrypted message: size octets of ciphertext that differ by seed. */
GByteArray *message_encrypted(uint8_t cookie, uint8_t exchange, uint32_t id, size_t size, uint8_t seed);
/* A clear informational with one notify without SPI. */
GByteArray *message_notify(uint8_t cookie, bool answered, uint16_t type);

/* Send it (and free it) at this many milliseconds of capture time. */
void feed_send(struct feed *feed, int64_t milliseconds, bool from_initiator, GByteArray *message);
/* Send it twice or more: the caller frees it. */
void feed_copy(struct feed *feed, int64_t milliseconds, bool from_initiator, const GByteArray *message);
/* An ESP packet; its sequence number is the frame. */
void feed_esp(struct feed *feed, int64_t milliseconds, bool from_initiator, uint32_t spi);
/* Time passes, without a packet. */
void feed_time(struct feed *feed, int64_t milliseconds);
/* A packet between two other hosts: a keepalive. */
void feed_other(struct feed *feed, int64_t milliseconds);

struct settled *feed_phase1(struct feed *feed, guint index);
struct settled *feed_phase2(struct feed *feed, guint index);

#endif
