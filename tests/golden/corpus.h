/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The reference captures in memory: captures/ of the project, and the lab cases, public captures and reported faults
 * beside it where they are, with their keys. The same captures as what the engine takes, so that a test can leave
 * packets out, repeat them and change their order.
 */
#ifndef IKT_TESTS_GOLDEN_CORPUS_H
#define IKT_TESTS_GOLDEN_CORPUS_H

#include <glib.h>

#include "iketriage/triage.h"
#include "capture/capture_file.h"

struct frame {
    ikt_time time;
    int link_type;
    GBytes *bytes;
    size_t wire_length;
};

/* Lives as long as the program. */
struct capture {
    char *name; /* "tunnel-up" */
    struct ikt_capture_file *file;
    GArray *frames;
    struct ikt_keyring *keys;
    bool keyed;      /* there is a key among them */
    bool negotiates; /* IKEv1 messages are known to be in it */
};

typedef void corpus_visit(struct capture *capture);

/*
 * captures/: keyrings. Lab cases: the keyring that truth.json gives, or with tables the Wireshark tables (Ka only).
 * Public captures and those of reported faults: none. A folder that is not
 * there is left out.
 */
void corpus_shipped(corpus_visit *visit);
void corpus_lab(bool tables, corpus_visit *visit);
void corpus_public(corpus_visit *visit);

enum input_kind {
    INPUT_IKE,
    INPUT_IPSEC,
    INPUT_KEEPALIVE,
    INPUT_ICMP
};

/* One call into the engine. */
struct input {
    enum input_kind kind;
    struct ikt_packet packet; /* its frame is set when it is fed */
    GBytes *octets;           /* of the datagram, or what an error quotes; NULL: none */
    size_t wire_length;
    uint8_t protocol; /* of IPsec; of ICMP: type and code */
    uint8_t code;
    uint32_t spi, sequence, length;
    struct ikt_endpoint source, destination; /* quoted */
};

/* struct input, in order. Owned by the caller; octets are released with them. */
GArray *corpus_inputs(const struct capture *capture);
/* Feed one as this frame. */
void corpus_feed(struct ikt_triage *triage, const struct input *input, uint64_t frame);

#endif
