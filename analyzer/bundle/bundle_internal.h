/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the bundle and its captures share.
 */
#ifndef IKT_BUNDLE_BUNDLE_INTERNAL_H
#define IKT_BUNDLE_BUNDLE_INTERNAL_H

#include "anonymize/anonymize_text.h"
#include "bundle.h"
#include "bundle_folder.h"
#include "commands_text.h"
#include "frame_comments.h"
#include "hashed_file.h"
#include "relevant_frames.h"

/* Its files, in the order of the manifest: the two reports first. */
enum ikt_bundle_file {
    IKT_BUNDLE_HTML,
    IKT_BUNDLE_JSON,
    IKT_BUNDLE_FORMATS,
    IKT_BUNDLE_RELEVANT = IKT_BUNDLE_FORMATS,
    IKT_BUNDLE_DECRYPTED,
    IKT_BUNDLE_COMMANDS,
    IKT_BUNDLE_FILES
};
extern const enum ikt_text_kind ikt_bundle_kinds[IKT_BUNDLE_FORMATS];

struct ikt_bundle {
    struct ikt_bundle_folder *folder;
    struct ikt_report *reports[IKT_BUNDLE_FORMATS]; /* NULL: it has not begun */
    struct ikt_hashed_file *files[IKT_BUNDLE_FILES];
    struct ikt_commands *commands;
    GString *inputs; /* lines of the manifest */
    char *command;
    bool show_secrets;
    const struct ikt_anonymizer *anonymizer;
    uint64_t tunnels;
    GMutex lock;
    GError *error; /* the first one; guarded by lock */
};

/* The text of a report, with other names where the bundle names nobody. Lives as long as text and made do. */
const GString *ikt_bundle_text(const struct ikt_bundle *bundle, enum ikt_text_kind kind, const GString *text,
                               GString *made);
/* Something was not written: the first reason counts. Takes error. */
void ikt_bundle_fail(struct ikt_bundle *bundle, GError *error);
/* Likewise, of errno. */
void ikt_bundle_fail_writing(struct ikt_bundle *bundle);

#endif
