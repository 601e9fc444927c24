/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report_window.h"

#include "compat.h"

#include <epan/funnel.h>
#include <epan/plugin_if.h>

#include "open_file.h"
#include "report/tunnel_words.h"
#include "router_fixes.h"

#if IKT_WIRESHARK < 400

/* Its windows are opened another way. */
void ikt_report_window_register(void)
{
}

#else

enum {
    BUTTONS = 4 /* routers that have one: Export Objects has the rest */
};

static void add_button(const funnel_ops_t *window, funnel_text_window_t *text, const char *label, funnel_bt_cb_t func,
                       void *data)
{
    funnel_bt_t *button = g_new0(funnel_bt_t, 1);
    *button = (funnel_bt_t){.tw = text, .func = func, .data = data, .free_fcn = g_free, .free_data_fcn = g_free};
    window->add_button(text, button, label);
}

static ikt_ws_bool copy(funnel_text_window_t *text G_GNUC_UNUSED, void *fix)
{
    GString *lines = g_string_new(fix);
    funnel_get_funnel_ops()->copy_to_clipboard(lines);
    g_string_free(lines, TRUE);
    return TRUE;
}

/* Where a tunnel failed; 0: nowhere. */
static uint32_t failure_of(const struct ikt_note_tunnel *tunnel)
{
    const struct ikt_note_exchange *exchange = tunnel->telling ? tunnel->telling : tunnel->first;
    if (!ikt_tunnel_is_faulty((enum ikt_tunnel_state)tunnel->state) || !exchange)
        return 0;
    return exchange->failed != 0 ? exchange->failed : exchange->request;
}

/* From where it went last, over all tunnels and round. */
static ikt_ws_bool next_failure(funnel_text_window_t *text G_GNUC_UNUSED, void *last)
{
    uint32_t *number = last;
    const struct ikt_cache *cache = ikt_file_cache();
    const struct ikt_tunnel_notes *notes = cache ? ikt_cache_tunnels(cache) : NULL;
    const uint32_t count = notes ? ikt_tunnel_notes_count(notes) : 0;
    for (uint32_t i = 0; i < count; i++) {
        *number = *number % count + 1;
        const uint32_t frame = failure_of(ikt_tunnel_notes_get(notes, *number));
        if (frame != 0) {
            plugin_if_goto_frame(frame);
            break;
        }
    }
    return TRUE;
}

static void add_fixes(const funnel_ops_t *window, funnel_text_window_t *text, const struct ikt_cache *cache)
{
    struct ikt_router_fixes *fixes = ikt_router_fixes_new(cache);
    for (guint i = 0; i < MIN(fixes->routers->len, BUTTONS); i++) {
        const struct ikt_router_fix *fix = g_ptr_array_index(fixes->routers, i);
        char router[IKT_ADDRESS_TEXT];
        g_autofree char *label = g_strconcat("Copy fix for ", ikt_address_format(&fix->router, router), NULL);
        add_button(window, text, label, copy, g_strdup(fix->text->str));
    }
    ikt_router_fixes_free(fixes);
}

static void show_report(gpointer data G_GNUC_UNUSED)
{
    const funnel_ops_t *window = funnel_get_funnel_ops();
    const struct ikt_cache *cache = ikt_file_cache();
    const char *report = cache ? ikt_cache_report(cache) : NULL;
    if (!window || !window->new_text_window)
        return;
    funnel_text_window_t *text = window->new_text_window(window->ops_id, "IKE triage: report");
    window->set_text(text, report  ? report
                           : cache ? "The capture is being read.\n"
                                   : "No capture is open, or IKE triage is switched off.\n");
    if (!report)
        return;
    add_fixes(window, text, cache);
    add_button(window, text, "Next failure", next_failure, g_new0(uint32_t, 1));
}

void ikt_report_window_register(void)
{
    funnel_register_menu("IKE triage/Report", REGISTER_TOOLS_GROUP_UNSORTED, show_report, NULL, NULL, FALSE);
}

#endif
