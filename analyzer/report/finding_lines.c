/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finding_lines.h"

/* Of the catalogue; NULL for IKT_FINDING_EVIDENCE. */
static const char *const *catalogue_lines(const struct ikt_finding *finding, enum ikt_finding_lines lines)
{
    const struct ikt_rule_info *info = ikt_rule_info(finding->rule);
    switch (lines) {
    case IKT_FINDING_SHOW:
        return info->show;
    case IKT_FINDING_SUSPECT:
        return info->suspect;
    case IKT_FINDING_EVIDENCE:
    case IKT_FINDING_LINES_COUNT:
        break;
    }
    return NULL;
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
    return lines == IKT_FINDING_EVIDENCE ? finding->evidence_count : count_lines(catalogue_lines(finding, lines));
}

void ikt_finding_line(const struct ikt_finding *finding, enum ikt_finding_lines lines, size_t nth, ikt_write write,
                      void *user)
{
    if (lines == IKT_FINDING_EVIDENCE)
        ikt_sentence_write(finding->evidence[nth], write, user);
    else
        ikt_line_write(catalogue_lines(finding, lines)[nth], finding->values, write, user);
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
