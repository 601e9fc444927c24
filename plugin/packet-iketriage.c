/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What Wireshark calls: registration, and the postdissector. The cache of the open file is a variable here, because
 * Wireshark dissects one file at a time and hands no pointer through.
 */
#include "packet-iketriage.h"

#include "cache.h"
#include "feed.h"
#include "fields.h"
#include "prefs.h"
#include "stats.h"
#include "tree.h"

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
static struct ikt_cache *cache;   /* of the open file; NULL: none, or switched off */
static struct ikt_feeder *feeder; /* into the cache, NULL with it */
static bool first_pass_ended;
static uint32_t newest; /* frame of the first pass, 0: none yet */

/* What is wanted makes Wireshark build a tree for every frame of the first pass. */
static void apply_preferences(void)
{
    set_postdissector_wanted_hfids(handle, ikt_prefs_enabled() ? ikt_feed_wanted() : NULL);
}

static void close_file(void)
{
    ikt_feeder_free(feeder);
    ikt_cache_free(cache);
    feeder = NULL;
    cache = NULL;
}

static void open_file(void)
{
    close_file(); /* not every program says that it closes the file before */
    first_pass_ended = false;
    newest = 0;
    if (ikt_prefs_enabled()) {
        cache = ikt_cache_new(ikt_prefs_keyring());
        feeder = ikt_feeder_new(cache);
        if (ikt_stats_want_report()) {
            ikt_cache_want_report(cache);
        }
    }
}

void ikt_plugin_finish(void)
{
    if (cache != NULL && !ikt_cache_finished(cache)) {
        ikt_feeder_end(feeder);
        ikt_cache_finish(cache);
    }
}

static void end_first_pass(void)
{
    first_pass_ended = true;
    ikt_plugin_finish();
}

struct ikt_cache *ikt_plugin_cache(void)
{
    return cache;
}

bool ikt_plugin_first_pass_ended(void)
{
    return first_pass_ended;
}

/*
 * In the first pass. A frame that a read filter drops gives its number to the next one, and all that is known here is
 * known by numbers: better nothing than what belongs to other frames.
 */
static void note_number(uint32_t frame)
{
    if (frame == newest && cache != NULL) {
        close_file();
        report_failure("IKE triage shows nothing of this file: its read filter (-R) gives several frames one number. "
                       "A display filter (-Y) does not.");
    }
    newest = frame;
}

static int dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data G_GNUC_UNUSED)
{
    if (!pinfo->fd->visited) {
        note_number(pinfo->num);
    }
    if (cache == NULL) {
        return 0;
    }
    if (!pinfo->fd->visited && tree != NULL) {
        ikt_feeder_frame(feeder, tvb, pinfo, tree);
    }
    const struct ikt_note_frame *note = ikt_cache_frame(cache, pinfo->num, pinfo->pool);
    if (note != NULL) {
        const bool items = tree != NULL && proto_field_is_referenced(tree, protocol);
        ikt_tree_draw(cache, note, tvb, pinfo, tree, protocol, items);
        if (ikt_prefs_info_column()) {
            ikt_tree_info(note, pinfo);
        }
        if (pinfo->fd->visited) {
            tap_queue_packet(tap, pinfo, note);
        }
    }
    return (int)tvb_captured_length(tvb);
}

static void register_protocol(void)
{
    protocol = proto_register_protocol("IKE triage", "IKE triage", "iketriage");
    handle = register_dissector("iketriage", dissect, protocol);
    tap = register_tap("iketriage");
    ikt_fields_register(protocol);
    ikt_prefs_register(protocol, apply_preferences);
    register_postdissector(handle);
    register_init_routine(open_file);
    register_cleanup_routine(close_file);
    register_postseq_cleanup_routine(end_first_pass);
}

static void hand_off(void)
{
    ikt_feed_init();
    apply_preferences();
}

void plugin_register(void)
{
    static proto_plugin plugin = {.register_protoinfo = register_protocol, .register_handoff = hand_off};
    proto_register_plugin(&plugin);
    ikt_stats_register();
}

/* WS_PLUGIN_DESC_DISSECTOR, which not every version's headers name. */
uint32_t plugin_describe(void)
{
    return 1u << 0;
}
