/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The escalation bundle that --evidence asks for, around a run. What goes wrong is said here.
 */
#ifndef IKT_CLI_EVIDENCE_H
#define IKT_CLI_EVIDENCE_H

#include "bundle/bundle.h"
#include "options.h"

/* Before the process is confined: inputs that are no captures are read for the manifest. NULL when it cannot be made.
 */
struct ikt_bundle *ikt_evidence_open(const struct ikt_options *options, const struct ikt_anonymizer *anonymizer);
/* What configurations and logs tell without a capture. */
void ikt_evidence_documents(struct ikt_bundle *bundle, const struct ikt_configs *configs, const struct ikt_logs *logs);
/* After the last capture; frees. A run that was interrupted leaves no bundle. NULL is allowed. False when there is none
 * though one was asked for. */
bool ikt_evidence_close(const struct ikt_options *options, struct ikt_bundle *bundle);

#endif
