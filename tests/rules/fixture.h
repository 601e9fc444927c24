/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Records as the exchange stage would fill them, by hand. A fixture owns all it points to; nothing is shared.
 */
#ifndef TESTS_DIAGNOSE_FIXTURE_H
#define TESTS_DIAGNOSE_FIXTURE_H

#include <glib.h>

#include "rules/diagnose.h"
#include "told.h"

#define SUITES_MAX 4

/* One transform set in wire numbers. */
struct suite {
    int ah, esp, key_bits, integrity, mode, ipcomp; /* 0: not there; integrity, key_bits: IKT_ABSENT */
};
extern const struct suite AES256_SHA, AES128_SHA, AES128_MD5, DES3_SHA, AES256_SHA_TRANSPORT, AH_SHA, AES256_SHA_LZS;

struct offer {
    struct ikt_sa sa;
    struct ikt_proposal proposals[SUITES_MAX * 3];
    struct ikt_transform transforms[SUITES_MAX * 3];
};
/* seconds 0: no lifetime. */
void offer_fill(struct offer *offer, const struct suite *suites, size_t count, int64_t seconds, int group);

/* "192.168.1.0/24", with protocol and port. */
struct ikt_identity identity(const char *network, uint8_t protocol, uint16_t port);

#define SEEN_MAX      16
#define HISTORY_MAX   8
#define DOCUMENTS_MAX 3

struct quick {
    struct ikt_phase1 phase1;
    struct ikt_phase2 record;
    struct offer offer, choice;
    struct ikt_identity ids[4];
    struct ikt_seen seen[SEEN_MAX];
    struct ikt_notification rejection;
    struct ikt_notify notify;
    struct ikt_evidence evidence;
    struct ikt_history history[HISTORY_MAX];
    struct offer history_offers[HISTORY_MAX];
    struct ikt_identity history_ids[HISTORY_MAX][2];
    size_t document_count;
    struct ikt_claim documents[DOCUMENTS_MAX];
    struct offer document_offers[DOCUMENTS_MAX];
};

/*
 * A Quick Mode of 203.0.113.1 to 198.51.100.1 for 192.168.1.0/24 to 192.168.2.0/24, offered in frame 20 with the one
 * suite, verified, not answered.
 */
void quick_init(struct quick *q, struct suite suite, int group);
void quick_proxies(struct quick *q, const char *initiator, const char *responder);
void quick_see(struct quick *q, enum ikt_message_name name, uint64_t frame, bool from_initiator);
/* Refused in frame 21 by an encrypted and verified notify; type IKT_ABSENT: one that cannot be read. */
void quick_refuse(struct quick *q, int type);
/* Nothing of it can be read; length: of message 1. */
void quick_close(struct quick *q, uint32_t length, unsigned block, unsigned hash);
/* Remember another Quick Mode of the pair. by_responder: the other peer began it; proxies are that offer's own. */
struct ikt_history *quick_remember(struct quick *q, bool by_responder, struct suite suite, int group,
                                   const char *proxy_initiator, const char *proxy_responder, enum ikt_outcome outcome);
/*
 * What a document says of the responder: line 42 of the first configuration, or of the first log; the networks are its
 * own and the other's.
 */
struct ikt_claim *quick_document(struct quick *q, enum ikt_claim_kind kind, struct suite suite, int group,
                                 const char *own, const char *others);
/* Findings, best first: struct told. Every sentence has a value for each of its places and no value that is unknown. */
GPtrArray *quick_diagnose(struct quick *q);
GPtrArray *capture_diagnose(const struct ikt_capture_facts *facts);

struct first {
    struct ikt_phase1 record;
    struct offer offer, choice;
    struct ikt_seen seen[SEEN_MAX];
    struct ikt_notification notification;
    struct ikt_notify notify;
    struct ikt_icmp icmp;
    struct ikt_evidence evidence;
};
/* Main mode with a preshared key, main1 in frame 1; the responder was seen elsewhere in the capture. */
void first_init(struct first *f, enum ikt_outcome outcome);
void first_see(struct first *f, enum ikt_message_name name, uint64_t frame, bool from_initiator, uint16_t port);
void first_refuse(struct first *f, int type, bool from_initiator, bool encrypted);
GPtrArray *first_diagnose(struct first *f);

#endif
