/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One capture through the engine and a report, with all that must hold of what comes out: for the targets that do so.
 */
#ifndef IKT_FUZZ_TRIAGE_RUN_H
#define IKT_FUZZ_TRIAGE_RUN_H

#include <stddef.h>
#include <stdint.h>

#include "iketriage/configs.h"
#include "iketriage/logs.h"
#include "iketriage/triage.h"

/*
 * data: frames that begin with an IP header, each behind a header of four octets: length (2), octets of the wire beyond
 * it, and milliseconds since the frame before, times itself (signed). configs and logs may be NULL; with no frame at
 * all they are judged without a capture.
 */
void triage_run(const char *format, struct ikt_keyring *keyring, const struct ikt_configs *configs,
                const struct ikt_logs *logs, const uint8_t *data, size_t size);

/* A format for this input, all of them in turn. */
const char *triage_run_format(size_t size);

#endif
