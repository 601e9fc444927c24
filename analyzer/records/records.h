/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Records of earlier runs, JSON as the report writes it, read back as far as a summary and a list of tunnels need them:
 * outcomes, states, causes, findings with their sentences, what was counted. Proposals, messages, fixes and what else a
 * record has stay unread. A line is what anybody may have written: each value is checked, and nothing of it is believed
 * to be there.
 */
#ifndef IKT_RECORDS_RECORDS_H
#define IKT_RECORDS_RECORDS_H

#include <glib.h>

#include "iketriage/triage.h"

enum ikt_record_kind {
    IKT_RECORD_PHASE1,
    IKT_RECORD_PHASE2,
    IKT_RECORD_TUNNEL,
    IKT_RECORD_CAPTURE,
    IKT_RECORD_SUMMARY, /* of a run, which ends */
    IKT_RECORD_OTHER    /* of a kind that neither counts: a message, or one that came later */
};

/* What a capture's record tells beside what the engine counts. */
struct ikt_record_capture {
    struct ikt_capture counts;
    uint64_t packets, left_out, others;
    ikt_time first_time, last_time;
    const char *sha256, *error; /* NULL: none */
};

/* All it points to lives until the next one is read, and what is open until the records are freed. Members that the
 * JSON has not got, or that stay unread, are as where nothing is known. */
struct ikt_record {
    enum ikt_record_kind kind;
    const char *file; /* the octets of its name; NULL: documents alone were judged */
    struct ikt_phase1 phase1;
    struct ikt_phase2 phase2;
    struct ikt_tunnel tunnel;
    uint64_t number; /* of the tunnel, in its run */
    struct ikt_record_capture capture;
    uint64_t unread; /* of a summary: inputs that could not be read */
};

struct ikt_records;
struct ikt_records *ikt_records_new(void);
void ikt_records_free(struct ikt_records *records);

/* One line. False, with why (static, or lives until the next one): it is no record, or one that cannot be read. */
bool ikt_records_read(struct ikt_records *records, const char *line, size_t length, struct ikt_record *out,
                      const char **why);

#endif
