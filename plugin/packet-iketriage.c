/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What Wireshark calls: registration, and the postdissector.
 */
#include "conversation_filters.h"
#include "enclosing_ip.h"
#include "end_listener.h"
#include "export_objects.h"
#include "export_pdu.h"
#include "feed.h"
#include "fields.h"
#include "isakmp_view.h"
#include "open_file.h"
#include "prefs.h"
#include "report_window.h"
#include "stats.h"
#include "tree.h"
#include "tunnel_table.h"
#include "verdict.h"

#define EXPORTED __attribute__((visibility("default")))

EXPORTED extern const gchar plugin_version[];
EXPORTED extern const int plugin_want_major;
EXPORTED extern const int plugin_want_minor;
EXPORTED void plugin_register(void);
EXPORTED uint32_t plugin_describe(void);

const gchar plugin_version[] = IKT_VERSION;
const int plugin_want_major = IKT_WIRESHARK_MAJOR;
const int plugin_want_minor = IKT_WIRESHARK_MINOR;

static int protocol = -1;
static int tap = -1;
static dissector_handle_t handle;

static bool headers_wanted; /* from the first frame on that needs them */

/* What is wanted makes Wireshark build a tree for every frame of the first pass. */
static void apply_preferences(void)
{
    set_postdissector_wanted_hfids(handle, ikt_prefs_enabled() ? ikt_feed_wanted(headers_wanted) : NULL);
}

static void read_frame(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    if (!headers_wanted && ikt_enclosing_ip_needs_items(pinfo)) {
        headers_wanted = true;
        apply_preferences();
    }
    ikt_file_frame(tvb, pinfo, tree);
}

static void show_verdict(const struct ikt_cache *cache, const struct ikt_note_frame *note, tvbuff_t *tvb,
                         packet_info *pinfo)
{
    const char *verdict =
        pinfo->cinfo && col_get_writable(pinfo->cinfo, COL_INFO) ? ikt_verdict(cache, note, tvb, pinfo) : NULL;
    if (verdict)
        col_append_lstr(pinfo->cinfo, COL_INFO, "  [", verdict, "]", COL_ADD_LSTR_TERMINATOR);
}

static int dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data G_GNUC_UNUSED)
{
    ikt_export_objects_expect(pinfo);
    ikt_tunnel_table_expect(pinfo);
    if (!pinfo->fd->visited)
        read_frame(tvb, pinfo, tree);
    else
        ikt_file_frame_again();
    const struct ikt_cache *cache = ikt_file_cache();
    if (!cache)
        return 0;
    ikt_export_objects(pinfo);
    const struct ikt_note_frame *note = ikt_cache_frame(cache, pinfo->num, pinfo->pool);
    if (note) {
        const bool items = tree && proto_field_is_referenced(tree, protocol);
        ikt_tree_draw(cache, note, tvb, pinfo, tree, protocol, items);
        if (ikt_prefs_info_column())
            show_verdict(cache, note, tvb, pinfo);
        ikt_export_pdu(note, tvb, pinfo);
        if (pinfo->fd->visited)
            tap_queue_packet(tap, pinfo, note);
        else if (items || pinfo->cinfo)
            ikt_file_drawn_early();
    }
    return (int)tvb_captured_length(tvb);
}

static void register_protocol(void)
{
    protocol = proto_register_protocol("IKE triage", "IKE triage", "iketriage");
    handle = register_dissector("iketriage", dissect, protocol);
    tap = register_tap(IKT_TAP);
    ikt_fields_register(protocol);
    ikt_conversation_filters_register();
    ikt_export_pdu_register();
    ikt_report_window_register();
    ikt_export_objects_register(protocol);
    ikt_prefs_register(protocol, apply_preferences);
    register_postdissector(handle);
    register_init_routine(ikt_file_open);
    register_cleanup_routine(ikt_file_close);
    register_postseq_cleanup_routine(ikt_file_end_first_pass);
}

static void hand_off(void)
{
    ikt_feed_init();
    ikt_isakmp_view_init();
    apply_preferences();
}

void plugin_register(void)
{
    static proto_plugin plugin = {.register_protoinfo = register_protocol, .register_handoff = hand_off};
    proto_register_plugin(&plugin);
    ikt_stats_register();
    ikt_tunnel_table_register();
}

/* WS_PLUGIN_DESC_DISSECTOR, which not every version's headers name. */
uint32_t plugin_describe(void)
{
    return 1u << 0;
}
