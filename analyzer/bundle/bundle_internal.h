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
#include "relevant_frames.h"

/* The two reports that it holds. */
enum ikt_bundle_format {
    IKT_BUNDLE_JSON,
    IKT_BUNDLE_HTML,
    IKT_BUNDLE_FORMATS
};
extern const enum ikt_text_kind ikt_bundle_kinds[IKT_BUNDLE_FORMATS];

struct ikt_bundle {
    struct ikt_bundle_folder *folder;
    struct ikt_report *reports[IKT_BUNDLE_FORMATS]; /* NULL: it has not begun */
    FILE *report_files[IKT_BUNDLE_FORMATS];
    FILE *relevant, *decrypted;
    struct ikt_commands *commands;
    GString *inputs; /* lines of the manifest */
    char *command;
    bool show_secrets;
    const struct ikt_anonymizer *anonymizer;
    uint64_t tunnels;
    GMutex lock;
    GError *error; /* the first one; guarded by lock */
};

/* Appends, with other names where the bundle names nobody. */
void ikt_bundle_text(const struct ikt_bundle *bundle, enum ikt_text_kind kind, const GString *text, GString *out);
/* Something was not written: the first reason counts. Takes error. */
void ikt_bundle_fail(struct ikt_bundle *bundle, GError *error);
/* Likewise, of errno. */
void ikt_bundle_fail_writing(struct ikt_bundle *bundle);

#endif
