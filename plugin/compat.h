/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The only place that knows how Wireshark's versions differ. Every other file of the plugin includes this one instead
 * of naming a header of Wireshark that has moved or a type that has changed.
 *
 * IKT_WIRESHARK_MAJOR and IKT_WIRESHARK_MINOR come from the build.
 */
#ifndef IKT_PLUGIN_COMPAT_H
#define IKT_PLUGIN_COMPAT_H

#define IKT_WIRESHARK (IKT_WIRESHARK_MAJOR * 100 + IKT_WIRESHARK_MINOR)

#include <stdbool.h>
#include <stdint.h>

#if IKT_WIRESHARK < 400
#define HAVE_PLUGINS 1 /* of config.h, which is not for plugins; without it the headers hide their registration */
#endif

#include <epan/packet.h>
#include <epan/expert.h>
#include <epan/prefs.h>
#include <epan/proto_data.h>
#include <epan/stats_tree.h>
#include <epan/stat_tap_ui.h>
#include <epan/tap.h>
#include <epan/uat.h>
#include <epan/uat-int.h>

#if IKT_WIRESHARK < 400
#include <epan/wmem/wmem.h>
#else
#include <epan/wmem_scopes.h>
#include <wsutil/str_util.h> /* wmem_strconcat() */
#include <wsutil/wmem/wmem.h>
#endif
#include <wiretap/wtap.h> /* which epan's headers no longer bring along in 4.6 */
#include <wsutil/report_message.h>

/* What preferences and callbacks of tables take for true and false. */
#if IKT_WIRESHARK < 403
typedef gboolean ikt_ws_bool;
#else
typedef bool ikt_ws_bool;
#endif

/* Tap callbacks got flags as their last argument. */
#if IKT_WIRESHARK < 400
#define IKT_TAP_FLAGS
#else
#define IKT_TAP_FLAGS , tap_flags_t flags G_GNUC_UNUSED
#endif

/* Conversation filters got data of their own. */
#if IKT_WIRESHARK < 401
#define IKT_FILTER_DATA
#define IKT_NO_FILTER_DATA
#else
#define IKT_FILTER_DATA    , void *data G_GNUC_UNUSED
#define IKT_NO_FILTER_DATA , NULL
#endif

/* What the initialiser of a -z statistic returns. */
#if IKT_WIRESHARK < 405
#define IKT_STAT_INIT void
#define IKT_STAT_INIT_DONE(well)
#else
#define IKT_STAT_INIT            bool
#define IKT_STAT_INIT_DONE(well) return (well)
#endif

/* A tab's title, to be freed with wmem_free(NULL, ...). */
#if IKT_WIRESHARK >= 405
#define get_data_source_name get_data_source_description
#endif

/* The length of an exported object. */
#if IKT_WIRESHARK < 400
typedef gint64 ikt_object_length;
#else
typedef size_t ikt_object_length;
#endif

/* Names of a menu, and of the dissector among the tags of an exported packet. */
#if IKT_WIRESHARK < 400
#define REGISTER_PACKET_STAT_GROUP_UNSORTED REGISTER_STAT_GROUP_UNSORTED
#define EXP_PDU_TAG_DISSECTOR_NAME          EXP_PDU_TAG_PROTO_NAME
#endif

/* The link layer of a frame. */
#define IKT_ENCAPSULATION(pinfo) ((pinfo)->rec->rec_header.packet_header.pkt_encap)

#endif
