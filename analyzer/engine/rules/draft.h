/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Building a finding. Rules append drafts to a list; ranking (diagnose.c) turns the list into findings.
 */
#ifndef IKT_RULES_DRAFT_H
#define IKT_RULES_DRAFT_H

#include <glib.h>

#include "rules/template.h"
#include "iketriage/diagnosis.h"

/* What a draft rests on. Open causes give way where a cause is known. */
enum ikt_basis {
    IKT_BASIS_VALUES,   /* values of both sides, or of an earlier success */
    IKT_BASIS_RELATED,  /* an offer of the peer for other, related networks */
    IKT_BASIS_OBSERVED, /* what the capture shows, no cause */
    IKT_BASIS_OPEN,     /* one of the causes that the answer leaves open */
    IKT_BASIS_RESIDUE   /* said only where nothing else is */
};

struct ikt_draft {
    struct ikt_finding finding; /* its lists stay empty until ikt_draft_finish */
    enum ikt_basis basis;
    bool wordless;
    int weight;     /* among equals of likelihood and severity, the greater first */
    GArray *frames; /* NULL while there are none, as the others */
    GPtrArray *evidence;
    GArray *fixes; /* struct ikt_fix */
};

/* Drafts, owned. wordless: nobody will read them, so no texts and frames are collected. */
struct ikt_drafts {
    GPtrArray *items; /* struct ikt_draft */
    bool wordless;
};
void ikt_drafts_init(struct ikt_drafts *drafts, bool wordless);
void ikt_drafts_clear(struct ikt_drafts *drafts);
/* Appended to the list, which owns it. Severity is the rule's own until it is ranked. */
struct ikt_draft *ikt_draft_add(struct ikt_drafts *drafts, enum ikt_rule rule, enum ikt_likelihood likelihood,
                                enum ikt_basis basis, enum ikt_misconfigured misconfigured, int weight);

void ikt_draft_summary(struct ikt_draft *draft, const char *format, ...) G_GNUC_PRINTF(2, 3);
void ikt_draft_evidence(struct ikt_draft *draft, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Copied; NULL: unknown. */
void ikt_draft_values(struct ikt_draft *draft, const char *initiator_has, const char *responder_has);
void ikt_draft_frame(struct ikt_draft *draft, uint64_t frame); /* 0 is none */
/* The values that the rule's debug, show and suspect lines are filled in with. */
void ikt_draft_advise(struct ikt_draft *draft, const struct ikt_words *words);
/* The values that the rule's fix is filled in with for one router. */
void ikt_draft_fix(struct ikt_draft *draft, const struct ikt_words *words, bool on_initiator);

/* A finding of its own (ikt_finding_free); what it holds moves out of the draft. */
struct ikt_finding *ikt_draft_finish(struct ikt_draft *draft);
void ikt_finding_free(struct ikt_finding *finding);

#endif
