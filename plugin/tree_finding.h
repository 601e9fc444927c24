/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Findings in the tree, and as expert infos.
 */
#ifndef IKT_PLUGIN_TREE_FINDING_H
#define IKT_PLUGIN_TREE_FINDING_H

#include "cache.h"
#include "tree_items.h"

enum {
    IKT_FINDINGS_SHOWN = 32 /* of a frame, that may prove thousands */
};

/* What a frame shows so far; zero at its beginning. */
struct ikt_shown_findings {
    struct ikt_shown_finding {
        proto_item *item; /* NULL without a tree */
        const char *summary;
        unsigned rule, alike; /* alike: others with the same text, which are there for filters alone */
    } of[IKT_FINDINGS_SHOWN];
    unsigned count, drawn, more;
};

/* Without a tree there are expert infos only. */
void ikt_tree_findings(const struct ikt_target *target, const struct ikt_cache *cache,
                       const struct ikt_note_findings *notes, struct ikt_shown_findings *shown);
/* No more follow on this frame: say what is not shown. */
void ikt_tree_findings_end(const struct ikt_target *target, const struct ikt_shown_findings *shown);

#endif
