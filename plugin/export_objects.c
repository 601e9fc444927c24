/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "export_objects.h"

#include <string.h>

#include <epan/export_object.h>

#include "end_listener.h"
#include "open_file.h"
#include "router_fixes.h"
#include "window.h"

static int tap = -1;
static export_object_list_t *list_at_end; /* who waits for the end of a single pass; NULL: nobody */

static void add(export_object_list_t *list, uint32_t frame, const char *router, const char *name, const char *text)
{
    export_object_entry_t *entry = g_new0(export_object_entry_t, 1);
    entry->pkt_num = frame;
    entry->hostname = g_strdup(router);
    entry->content_type = g_strdup("text/plain");
    entry->filename = g_strdup(name);
    entry->payload_len = (ikt_object_length)strlen(text);
    entry->payload_data = (guint8 *)g_strdup(text);
    list->add_entry(list->gui_data, entry);
}

/* Colons are no part of a file's name everywhere. */
static void add_fix(export_object_list_t *list, const struct ikt_router_fix *fix)
{
    char router[IKT_ADDRESS_TEXT];
    ikt_address_format(&fix->router, router);
    g_autofree char *name = g_strdelimit(g_strconcat("fix-", router, ".txt", NULL), ":%", '-');
    add(list, fix->frame, router, name, fix->text->str);
}

static void add_all(export_object_list_t *list, const struct ikt_cache *cache)
{
    const char *report = ikt_cache_report(cache);
    struct ikt_router_fixes *fixes = ikt_router_fixes_new(cache);
    if (report)
        add(list, 1, "", "report.txt", report);
    for (guint i = 0; i < fixes->routers->len; i++)
        add_fix(list, g_ptr_array_index(fixes->routers, i));
    if (fixes->routers_more > 0) {
        g_autofree char *text =
            g_strdup_printf("%u further fixes are of other routers: the report has them\n", fixes->routers_more);
        add(list, 1, "", "fix-more.txt", text);
    }
    ikt_router_fixes_free(fixes);
}

static tap_packet_status on_packet(void *list, packet_info *pinfo G_GNUC_UNUSED, epan_dissect_t *edt G_GNUC_UNUSED,
                                   const void *cache IKT_TAP_FLAGS)
{
    if (ikt_cache_finished(cache))
        add_all(list, cache);
    else
        list_at_end = list;
    return TAP_PACKET_REDRAW;
}

/* Wireshark draws what was registered last first: this comes before the files are written. */
static void at_end(void *data G_GNUC_UNUSED)
{
    if (list_at_end && ikt_file_cache()) {
        ikt_file_finish();
        add_all(list_at_end, ikt_file_cache());
    }
    list_at_end = NULL;
}

void ikt_export_objects_register(int protocol)
{
    tap = register_export_object(protocol, on_packet, NULL);
}

static bool is_first_of_export(const packet_info *pinfo)
{
    return pinfo->num == 1 && have_tap_listener(tap);
}

void ikt_export_objects_expect(const packet_info *pinfo)
{
    static char listener; /* taps are known by an address */
    static bool listens;
    if (pinfo->fd->visited || !is_first_of_export(pinfo))
        return;
    ikt_file_want_report();
    if (!listens)
        listens = ikt_listen_for_end(&listener, NULL, at_end, NULL);
}

/* A window has a second pass for it, and may have closed the list before the end of the first one. */
void ikt_export_objects(packet_info *pinfo)
{
    if (is_first_of_export(pinfo) && ikt_file_cache() && (pinfo->fd->visited || !ikt_window_is_there()))
        tap_queue_packet(tap, pinfo, ikt_file_cache());
}
