/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finding_lines.h"

/* The next one of the catalogue that the finding has, from *nth on; NULL: none. */
static const char *next_line(const struct ikt_finding *finding, enum ikt_finding_lines lines, size_t *nth)
{
    const struct ikt_rule_info *info = ikt_rule_info(finding->rule);
    if (lines == IKT_FINDING_SHOW)
        return ikt_finding_show_next(finding, nth) ? info->show[*nth] : NULL;
    return ikt_finding_suspect_next(finding, nth) ? info->suspect[*nth] : NULL;
}

static size_t count_lines(const char *const *lines)
{
    size_t count = 0;
    while (lines && lines[count])
        count++;
    return count;
}

size_t ikt_finding_line_count(const struct ikt_finding *finding, enum ikt_finding_lines lines)
{
    size_t count = 0;
    if (lines == IKT_FINDING_EVIDENCE)
        return finding->evidence_count;
    for (size_t at = 0; next_line(finding, lines, &at); at++)
        count++;
    return count;
}

void ikt_finding_line(const struct ikt_finding *finding, enum ikt_finding_lines lines, size_t nth, ikt_write write,
                      void *user)
{
    if (lines == IKT_FINDING_EVIDENCE) {
        ikt_sentence_write(finding->evidence[nth], write, user);
        return;
    }
    size_t at = 0;
    const char *line = next_line(finding, lines, &at);
    for (; line && nth > 0; nth--) {
        at++;
        line = next_line(finding, lines, &at);
    }
    if (line)
        ikt_line_write(line, finding->values, write, user);
}

size_t ikt_finding_fix_line_count(const struct ikt_finding *finding)
{
    return count_lines(ikt_rule_info(finding->rule)->fix);
}

void ikt_finding_fix_line(const struct ikt_finding *finding, const struct ikt_fix *fix, size_t nth, ikt_write write,
                          void *user)
{
    ikt_line_write(ikt_rule_info(finding->rule)->fix[nth], fix->values, write, user);
}
