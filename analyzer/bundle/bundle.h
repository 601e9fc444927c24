/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An escalation bundle: what an engineer attaches to a case or sends to the other company's team. report.html and
 * report.json, relevant.pcapng (the frames that matter, as they were captured), decrypted.pcapng (the messages that
 * could be read, in clear), commands.txt, MANIFEST.sha256. No secret is in it unless show_secrets asks for it.
 *
 * One bundle is made of a run. Its captures are handled by any threads and closed in their turn, as groups of a report
 * are; the same input gives the same bytes but for one line of the manifest, which says when it was written.
 */
#ifndef IKT_BUNDLE_BUNDLE_H
#define IKT_BUNDLE_BUNDLE_H

#include "anonymize/anonymizer.h"
#include "capture/capture_file.h"
#include "report/report.h"

struct ikt_bundle;
/* A capture on its way into it; it belongs to one thread. */
struct ikt_bundle_capture;

struct ikt_bundle_options {
    const char *path; /* of its folder, that must not exist or be empty */
    bool show_secrets;
    const struct ikt_anonymizer *anonymizer; /* NULL: all is told as it is; outlives the bundle */
    const char *command;                     /* as it was typed, escaped; it holds no secret */
};

/* Makes the folder under another name. NULL with error. */
struct ikt_bundle *ikt_bundle_new(const struct ikt_bundle_options *options, GError **error);
/* The folder in which everything is written until it is whole. Lives as long as the bundle. */
const char *ikt_bundle_path(const struct ikt_bundle *bundle);
/* An input that is no capture: the manifest names it. what: "configuration", say; name: how the
 * manifest calls it. Before the process is confined. */
void ikt_bundle_document(struct ikt_bundle *bundle, const char *what, const char *path, const char *name);
/* Before the first capture. look: of the run, copied; its format counts for nothing. */
void ikt_bundle_begin(struct ikt_bundle *bundle, const struct ikt_report_options *look);
/* Whole: gives it its name. Frees. False with error, and nothing left. */
bool ikt_bundle_finish(struct ikt_bundle *bundle, GError **error);
/* Frees, and nothing is left. NULL is allowed. */
void ikt_bundle_abandon(struct ikt_bundle *bundle);

/* name: of the file, as the reports call it; NULL: no capture, but documents alone. Never NULL; what goes wrong is told
 * by ikt_bundle_finish. */
struct ikt_bundle_capture *ikt_bundle_capture_new(struct ikt_bundle *bundle, const char *name);
/* In place of ikt_feed_new. */
struct ikt_feed *ikt_bundle_feed(struct ikt_bundle_capture *capture, struct ikt_triage *triage,
                                 const struct ikt_peers *peers);
/* After each frame that was fed. */
void ikt_bundle_frame(struct ikt_bundle_capture *capture, const struct ikt_frame *frame,
                      const struct ikt_capture_origin *origin);
/* What the triage tells: beside the run's own report. */
const struct ikt_sink *ikt_bundle_sink(void); /* static; the user pointer is the capture */
/* As ikt_report_group_turn. */
void ikt_bundle_capture_turn(struct ikt_bundle_capture *capture);
/* The capture has ended; as ikt_report_group_finish. octets: of the file as it is stored, 0: not known. */
void ikt_bundle_capture_finish(struct ikt_bundle_capture *capture, const struct ikt_capture *result,
                               const struct ikt_report_capture *input, uint64_t octets);
/* In its turn: it becomes part of the bundle. Frees. */
void ikt_bundle_capture_close(struct ikt_bundle_capture *capture);
/* Frees what was not finished: the run was stopped. */
void ikt_bundle_capture_drop(struct ikt_bundle_capture *capture);

#endif
