/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_part.h"

static enum ikt_style severity_style(enum ikt_severity severity)
{
    switch (severity) {
    case IKT_SEVERITY_ERROR:
        return IKT_STYLE_ERROR;
    case IKT_SEVERITY_WARNING:
        return IKT_STYLE_WARNING;
    default:
        return IKT_STYLE_BOLD;
    }
}

static void put_frames(struct ikt_layout *layout, const struct ikt_finding *finding)
{
    struct ikt_text_frames frames = {0};
    for (size_t i = 0; i < finding->ref_count; i++) {
        if (finding->refs[i].kind == IKT_REF_FRAME)
            ikt_text_frames_add(&frames, finding->refs[i].number);
    }
    if (frames.count == 0)
        return;
    ikt_layout_put(layout, frames.count == 1 ? " (frame " : " (frames ");
    ikt_text_put_frames(layout, &frames);
    ikt_layout_put(layout, ")");
}

void ikt_text_finding(struct ikt_layout *layout, const struct ikt_finding *finding, unsigned indent)
{
    ikt_layout_begin(layout, indent, indent + 2, severity_style(finding->severity));
    ikt_layout_put(layout, ikt_severity_name(finding->severity));
    ikt_layout_put(layout, " ");
    ikt_layout_put(layout, ikt_rule_info(finding->rule)->name);
    ikt_layout_put(layout, ", ");
    ikt_layout_put(layout, ikt_likelihood_name(finding->likelihood));
    ikt_layout_put(layout, ": ");
    ikt_sentence_write(&finding->summary, ikt_layout_piece, layout);
    put_frames(layout, finding);
    ikt_layout_end(layout);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        ikt_layout_begin(layout, indent + 2, indent + 4, IKT_STYLE_PLAIN);
        ikt_layout_put(layout, "- ");
        ikt_sentence_write(finding->evidence[i], ikt_layout_piece, layout);
        ikt_layout_end(layout);
    }
}
