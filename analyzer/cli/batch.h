/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Captures through the engine into the report, several at once. What is written does not depend on how many: the
 * capture whose turn it is writes straight to the output, later ones keep their text until their turn comes, and wait
 * when together they keep too much.
 */
#ifndef IKT_CLI_BATCH_H
#define IKT_CLI_BATCH_H

#include <glib.h>
#include <stdbool.h>

#include "bundle/bundle.h"
#include "configfiles.h"
#include "iketriage/feed.h"
#include "keytables.h"
#include "output.h"
#include "report/report.h"

/* All it points to belongs to the caller and outlives the call. */
struct ikt_batch {
    const GPtrArray *inputs; /* of struct ikt_input */
    bool stitch;             /* they are pieces of one capture */
    bool join;               /* they are of the same time from different places */
    struct ikt_keyring *keyring;
    struct ikt_configfiles *configs; /* NULL: none were given */
    const struct ikt_logs *logs;     /* likewise */
    const struct ikt_peers *peers;
    const struct ikt_capture_filter *filter; /* NULL: every packet */
    unsigned jobs;                           /* at least 1 */
    bool quiet;                              /* the summary alone is wanted: nobody reads what findings say */
    bool hashed;                             /* the report names files by their SHA-256 */
    bool progress;                           /* say on standard error how far it is */
    struct ikt_report *report;
    struct ikt_output *output;
    struct ikt_keytables *keytables;   /* NULL: keys are not exported */
    struct ikt_bundle *bundle;         /* NULL: none is wanted */
    struct ikt_anonymizer *anonymizer; /* NULL: all is told as it is; else jobs is 1 */
};

/*
 * Triage them all. Messages about a capture come on standard error in its turn. False when one could not be read, or
 * not to its end. Stops early when the output takes no more, and, with what is finished, when it is interrupted.
 */
bool ikt_batch_run(const struct ikt_batch *batch);

#endif
