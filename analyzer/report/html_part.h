/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Parts of the page. Each writes at the end of out. A tunnel's number is not known while its capture waits for its
 * turn: IKT_HTML_NUMBER stands for it, which no escaped text holds.
 */
#ifndef IKT_REPORT_HTML_PART_H
#define IKT_REPORT_HTML_PART_H

#include "html_writer.h"
#include "kept_exchanges.h"
#include "renderer.h"

#define IKT_HTML_NUMBER "\001"

/* html_page.c: what comes before and after everything. */
void ikt_html_page_begin(GString *out);
void ikt_html_page_end(GString *out);

/* Class of a state, of the style sheet: "bad", "doubt", "good". */
const char *ikt_html_state_class(enum ikt_tunnel_state state);

/* "A 203.0.113.1", or the name of its configuration in place of the letter. */
void ikt_html_side(GString *out, const struct ikt_tunnel *tunnel, bool a);

/* html_tunnel.c: a tunnel in full, a section of its own. kept: its capture's exchanges; NULL: nothing was captured. */
void ikt_html_tunnel(GString *out, const struct ikt_report_options *options, const struct ikt_tunnel *tunnel,
                     const struct ikt_kept_exchanges *kept);

/* html_source.c: where a value comes from, "frame 9" or "r1.cfg:34", lines with their neighbours. */
void ikt_html_ref(GString *out, const struct ikt_report_options *options, const struct ikt_ref *ref);
/* The lines of configurations and logs that a finding rests on; nothing where there are none. */
void ikt_html_statements(GString *out, const struct ikt_report_options *options, const struct ikt_finding *finding);

/* html_places.c: of joined captures the places and their clocks, and what of a tunnel was translated and lost between.
 */
void ikt_html_places(GString *out, const struct ikt_report_capture *input);
void ikt_html_transit(GString *out, const struct ikt_tunnel *tunnel);
/* The places in the order in which what A sends passes them; how many, 0: not known. */
unsigned ikt_html_place_order(const struct ikt_tunnel *tunnel, uint8_t order[static IKT_PLACES_MAX]);
/* Where the datagram of either frame was seen, a bit each; 0: not known. */
uint32_t ikt_html_seen_at(const struct ikt_tunnel *tunnel, uint64_t frame, uint64_t last_frame);

/* html_advice.c: what confirms the cause and mends it, or what decides it. */
void ikt_html_advice(GString *out, const struct ikt_report_options *options, const struct ikt_tunnel *tunnel);

/* html_ladder.c: the messages of the negotiation that the verdict is about; nothing where none was kept. */
void ikt_html_ladder(GString *out, const struct ikt_kept_exchanges *kept, const struct ikt_tunnel *tunnel);

/* html_timeline.c: the tunnel's course; nothing where it has none. */
void ikt_html_timeline(GString *out, const struct ikt_kept_exchanges *kept, const struct ikt_tunnel *tunnel);

/* html_attempts.c: all its exchanges as a table, those that are alike in a row. */
void ikt_html_attempts(GString *out, const struct ikt_kept_exchanges *kept, const struct ikt_tunnel *tunnel);

#endif
