/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Parts of the text report, one file each; each leans on those above it only.
 */
#ifndef IKT_REPORT_TEXT_PART_H
#define IKT_REPORT_TEXT_PART_H

#include "text_layout.h"

#include "iketriage/finding.h"

/*
 * text_frames.c: frame numbers in a line: all of them while they are few, else the first ones, the last one and their
 * count, so that a peer that repeats itself for hours does not push everything else off the screen.
 */
#define IKT_TEXT_FRAMES_SHOWN 6
struct ikt_text_frames {
    uint64_t shown[IKT_TEXT_FRAMES_SHOWN];
    uint64_t last;
    uint64_t count;
};
/* Begin with a list of zeros. */
void ikt_text_frames_add(struct ikt_text_frames *list, uint64_t frame);
/* "1, 2, 4" or "1, 2, 4, 7, 9, 12 ... 4711 (85 in all)". */
void ikt_text_put_frames(struct ikt_layout *layout, const struct ikt_text_frames *list);

/* text_event.c: what happened around an exchange, a line for each kind. */
/* Under a list that the record has not got whole: "and 300 more". */
void ikt_text_more(struct ikt_layout *layout, uint64_t more);
void ikt_text_seen(struct ikt_layout *layout, const struct ikt_seen *seen, size_t count, uint64_t more, uint64_t bare);
/* What was lost of messages whose IV is not known, and why. */
void ikt_text_lost(struct ikt_layout *layout, const struct ikt_lost *lost, size_t count);
/* One notify, sent by the initiator of the exchange that label speaks of or not. */
void ikt_text_notification(struct ikt_layout *layout, const char *label, const struct ikt_notification *notification,
                           bool from_initiator);
void ikt_text_notifications(struct ikt_layout *layout, const struct ikt_phase1 *record);
void ikt_text_deletions(struct ikt_layout *layout, const struct ikt_phase1 *record);
void ikt_text_icmp(struct ikt_layout *layout, const struct ikt_phase1 *record);

/* text_proposal.c: a line per transform under label; "none" when sa is NULL and none is set. */
void ikt_text_proposals(struct ikt_layout *layout, const char *label, const struct ikt_sa *sa, const char *none);

/* text_finding.c: a finding in a line, and under it what it rests on. */
void ikt_text_finding(struct ikt_layout *layout, const struct ikt_finding *finding, unsigned indent);

/* text_exchange.c: the block of one exchange; its findings are its tunnel's. */
void ikt_text_phase1(struct ikt_layout *layout, const struct ikt_phase1 *record);
void ikt_text_phase2(struct ikt_layout *layout, const struct ikt_phase2 *record);
/* The names of keys that do not fit: "keys:3, keys:4 and 7 more". keys: the first IKT_REFUTED_MAX. */
void ikt_text_refuted(struct ikt_layout *layout, const char *const *keys, size_t count);
/* Which preshared key was proven, though it may open nothing; nothing where none was. */
void ikt_text_preshared(struct ikt_layout *layout, const struct ikt_phase1 *record);
/* What is missing to read more, and where to get it. */
void ikt_text_missing_key(struct ikt_layout *layout, const struct ikt_phase1 *record);

/* text_pieces.c: of a stitched capture, which frames are in which file. */
void ikt_text_pieces(struct ikt_layout *layout, const struct ikt_report_capture *input, bool verbose);

/* text_catalogue.c */
void ikt_text_rule_line(const struct ikt_report_options *options, enum ikt_rule rule, GString *out);
void ikt_text_rule_full(const struct ikt_report_options *options, enum ikt_rule rule, GString *out);

/* text_places.c: of joined captures, the places; in the block of a tunnel, what was translated and lost between them.
 */
void ikt_text_places(struct ikt_layout *layout, const struct ikt_report_capture *input);
void ikt_text_transit(struct ikt_layout *layout, const struct ikt_tunnel *tunnel);

#endif
