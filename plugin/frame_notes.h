/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is noted of a capture file: its frames, their messages, exchanges and findings. Made in the first pass, in
 * Wireshark's file scope; a capture may hold millions, so they are small.
 */
#ifndef IKT_PLUGIN_FRAME_NOTES_H
#define IKT_PLUGIN_FRAME_NOTES_H

#include "finding_store.h"
#include "iketriage/triage.h"

struct ikt_note_finding;
struct ikt_note_side;
struct ikt_note_sa;

/* An exchange that has settled, or the one of an early finding, of which no more than its peers is known. */
struct ikt_note_exchange {
    struct ikt_note_exchange *next;    /* that began in the same frame */
    const char *ios_state;             /* static; of a phase 1, NULL for a Quick Mode */
    struct ikt_note_finding *findings; /* best first */
    uint32_t finding_count;
    struct ikt_kept_findings kept; /* ... and all that they say */
    uint32_t message_id;           /* of a Quick Mode */
    uint32_t tunnel;   /* the engine's number of its pair, of a Quick Mode that of its tunnel's part; 0: none */
    uint32_t request;  /* frame of the first message, 0: none */
    uint32_t failed;   /* frame of the message that was refused or got no answer, 0: none was */
    uint32_t response; /* frame of the answer or refusal that settled it, 0: none */
    struct ikt_address initiator, responder;
    bool phase2;
    uint8_t outcome; /* enum ikt_outcome */
    uint8_t ended;   /* enum ikt_ended */
    uint8_t missing; /* enum ikt_missing_key */
    bool phase1_captured;
    bool sas_guessed; /* its SPIs were not read: ESP and AH are taken for its own by their order */
    uint8_t sa_count;
    const struct ikt_note_side *sides; /* of a phase 1: initiator, responder; NULL: nothing is known */
    const struct ikt_note_sa *sas;     /* of a Quick Mode */
    const char *suite;                 /* what it chose, "esp-aes esp-sha-hmac"; NULL: not read */
};

/* What a phase 1 tells of a peer. Texts live as long as the cache; NULL: not known. */
struct ikt_note_side {
    const char *product, *evidence, *identity;
    const char *key;   /* "keys:4", of the preshared key that its messages verify under */
    int8_t behind_nat; /* enum ikt_tristate */
};

/* An SA of a Quick Mode. */
struct ikt_note_sa {
    uint64_t packets; /* seen under it */
    uint32_t spi;
    uint8_t protocol;    /* IKT_PROTOCOL_ESP or _AH */
    bool from_initiator; /* of the Quick Mode */
};

/* A finding: what frames and statistics need of it at once. */
struct ikt_note_finding {
    uint32_t proof; /* the frame that it stands on */
    uint32_t ordinal;
    uint16_t number; /* among those that were kept with it, from 0 */
    uint8_t rule, severity, likelihood;
    bool superseded; /* from before its exchange settled, and by now there is its like in the record */
};

/* A message as it was read. */
struct ikt_note_message {
    const struct ikt_note_exchange *exchange; /* NULL until it has settled */
    const uint8_t *octets;                    /* all that does not stand in the frame; NULL: there is nothing */
    ikt_time elapsed;                         /* since its request, or else until its response */
    uint32_t frame;
    uint32_t request, response; /* frames, 0: none, or not known yet */
    uint32_t duplicate_of;      /* frame, 0: none */
    uint32_t offset;            /* in the frame */
    uint32_t length;
    uint32_t wire_length;
    uint8_t name;          /* enum ikt_message_name */
    uint8_t decryption;    /* enum ikt_decryption */
    uint8_t first_payload; /* of the plaintext */
    uint8_t opened : 1;    /* plaintext follows the header */
    uint8_t in_frame : 1;  /* it stands in the frame: of an opened message the header, else all of it */
    uint8_t lost : 6;      /* octets of the plaintext that are not known */
    bool crowded;          /* its rest found no room: too many connections of TCP were in the middle of one */
};

/* Findings that a frame shows, one after the other in memory. A frame may prove thousands. */
struct ikt_note_findings {
    struct ikt_note_findings *next;
    struct ikt_note_findings *last;           /* of the list that this one begins */
    const struct ikt_note_exchange *exchange; /* theirs; NULL: of none */
    const struct ikt_note_finding *first;
    uint32_t count;
};

/* What a frame shows. */
struct ikt_note_frame {
    const struct ikt_note_message *const *messages; /* in the order that they stand in */
    size_t message_count;
    const struct ikt_note_findings *findings;  /* best first of each exchange */
    const struct ikt_note_exchange *exchanges; /* settled ones that began here */
    const struct ikt_note_exchange *made_in;   /* of ESP or AH the Quick Mode that made its SA; NULL: none is known */
};

#endif
