/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One capture through the engine and a report, with all that must hold of what comes out: for the targets that do so.
 */
#ifndef IKT_FUZZ_TRIAGE_RUN_H
#define IKT_FUZZ_TRIAGE_RUN_H

#include "iketriage/configs.h"
#include "iketriage/logs.h"
#include "iketriage/triage.h"

/* How the report is written: a format's place in triage_run.c's list, and what else is asked for. */
enum triage_run_how {
    TRIAGE_RUN_FORMAT = 0x07,  /* mask */
    TRIAGE_RUN_VERBOSE = 0x08, /* text */
    TRIAGE_RUN_ALL = 0x10,     /* text: every tunnel; colours, a narrow page, local times */
    TRIAGE_RUN_LIVE = 0x20,    /* tunnels are told as they change, after each packet, and half a minute later */
    TRIAGE_RUN_FIRST = 0x40,   /* the first tunnel alone, in the words of IOS 12 */
    TRIAGE_RUN_LATER = 0x80 /* another capture has its turn until the end; a filter left packets out, reading failed */
};

struct triage_given {
    uint8_t how; /* enum triage_run_how */
    struct ikt_keyring *keyring;
    const struct ikt_configs *configs; /* NULL: none */
    const struct ikt_logs *logs;       /* NULL: none */
    /* Each begins with an IP header, behind a header of four octets: length (2), octets of the wire beyond it, and
     * milliseconds since the frame before, times itself (signed). With none the documents are judged without. */
    struct ikt_bytes frames;
    struct ikt_bytes all; /* the input, keys and documents included */
};

/* JSON is made twice, and of each packet with its copy. */
void triage_run(const struct triage_given *given);
/* The JSON of it, unchecked (g_free). */
char *triage_json(const struct triage_given *given);

#endif
