/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The lines of a finding, alike wherever it holds them: sentences of its own, or lines of its rule's catalogue.
 */
#ifndef IKT_REPORT_FINDING_LINES_H
#define IKT_REPORT_FINDING_LINES_H

#include "iketriage/finding.h"

/* Lines that a finding has any number of. */
enum ikt_finding_lines {
    IKT_FINDING_EVIDENCE,
    IKT_FINDING_SHOW,
    IKT_FINDING_SUSPECT,
    IKT_FINDING_LINES_COUNT
};

size_t ikt_finding_line_count(const struct ikt_finding *finding, enum ikt_finding_lines lines);
void ikt_finding_line(const struct ikt_finding *finding, enum ikt_finding_lines lines, size_t nth, ikt_write write,
                      void *user);
/* Lines of one of its fixes. */
size_t ikt_finding_fix_line_count(const struct ikt_finding *finding);
void ikt_finding_fix_line(const struct ikt_finding *finding, const struct ikt_fix *fix, size_t nth, ikt_write write,
                          void *user);

#endif
