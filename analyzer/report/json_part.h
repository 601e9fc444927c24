/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Parts of JSON records, one file each.
 */
#ifndef IKT_REPORT_JSON_PART_H
#define IKT_REPORT_JSON_PART_H

#include "json_value.h"
#include "renderer.h"

#include "iketriage/configs.h"
#include "iketriage/tunnel.h"
#include "translations.h"

/* json_part.c */

/* The proposals of an SA payload in wire order; on_wire: and where they stand there. NULL: null. */
void ikt_json_proposals(struct ikt_json *json, const char *key, const struct ikt_sa *sa, bool on_wire);
/* {initiator, responder}, each {type, value, protocol, port}; null when neither is known. */
void ikt_json_proxies(struct ikt_json *json, const char *key, const struct ikt_identity *initiator,
                      const struct ikt_identity *responder);
/* The SPIs of a DELETE payload, each as hex. */
void ikt_json_spis(struct ikt_json *json, const char *key, const struct ikt_delete *deletion);
/* {name, payload, offset, text}; frame 0: no frame. */
/* The counts of left_out.def. */
void ikt_json_left_out(struct ikt_json *json, const uint64_t counts[static IKT_LEFT_OUT_COUNT]);
void ikt_json_problem(struct ikt_json *json, const struct ikt_problem *problem, uint64_t frame);

/* json_message.c: every payload of a readable message; [] while it is encrypted, and for NULL. */
void ikt_json_payloads(struct ikt_json *json, const char *key, const struct ikt_message *message, bool show_secrets);

/* What references of a record are to. */
struct ikt_json_sources {
    const char *file;                  /* the capture's, escaped */
    const struct ikt_configs *configs; /* NULL: none were given */
    const struct ikt_logs *logs;       /* likewise */
    enum ikt_log_style wording;        /* of routers that show no release */
};

/* json_finding.c */
void ikt_json_findings(struct ikt_json *json, const char *key, const struct ikt_findings *findings,
                       const struct ikt_json_sources *sources);
/* The name of the file that a reference is to; null for one that is not known. */
void ikt_json_source(struct ikt_json *json, const char *key, const struct ikt_ref *ref,
                     const struct ikt_json_sources *sources);
/* The same with the side, A or B, that began the exchange of each. */
void ikt_json_tunnel_findings(struct ikt_json *json, const char *key, const struct ikt_tunnel *tunnel,
                              const struct ikt_json_sources *sources);

/* json_tunnel.c: a tunnel's record, but for what it begins with: type, file and number. */
void ikt_json_tunnel(struct ikt_json *json, const struct ikt_tunnel *tunnel, const struct ikt_json_sources *sources);

/* json_live.c */
void ikt_json_change(struct ikt_json *json, const struct ikt_report_change *change);
void ikt_json_live(struct ikt_json *json, const char *interface, const struct ikt_report_live *live);

/* json_catalogue.c */
void ikt_json_rule_line(const struct ikt_report_options *options, enum ikt_rule rule, GString *out);
void ikt_json_rule_full(const struct ikt_report_options *options, enum ikt_rule rule, GString *out);

/* json_summary.c: the renderer's end_run. */
void ikt_json_end_run(const struct ikt_report_options *options, const struct ikt_totals *totals, void *run,
                      GString *out);

/* json_pieces.c: of a stitched capture, which frames are in which file; others have no such list. */
void ikt_json_pieces(struct ikt_json *json, const struct ikt_report_capture *input);

/* json_places.c: of joined captures, the places and their clocks; of a tunnel, what got from one to the next. */
void ikt_json_places(struct ikt_json *json, const struct ikt_report_capture *input);
void ikt_json_transit(struct ikt_json *json, const struct ikt_tunnel *tunnel);

#endif
