/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * window CAPTURE STEP...: does to a capture what Wireshark's window does to it, without the window.
 *
 *   open          read the file, as File > Open does
 *   live          the same while it grows: rows are drawn before the last packet has come
 *   set NAME:VALUE  a preference; as behind -o
 *   dissect       all frames anew, as a change of preferences, keys or profile does
 *   filter TEXT   the display filter; an empty one takes it away
 *   conversation FRAME:NAME  the display filter that the context menu of the frame has under this name
 *   report        Tools > IKE triage > Report: print its text, and press each of its buttons
 *   statistics    of the plugin, as its menu entry makes them
 *   rest          the window has nothing to do for a while
 *   list          print the frames that the display filter lets through, with what the plugin shows in each
 *
 * tshark and sharkd never dissect a file anew, so that no test of them sees what is lost then.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "window_compat.h"

static capture_file window;

static _Noreturn void fail(const char *what, const char *which)
{
    fprintf(stderr, "window: %s: %s\n", which, what);
    exit(2);
}

/* What a plugin may ask of it. */

static void tell_info(GHashTable *asked)
{
    ws_info_t *info = g_hash_table_lookup(asked, "ws_info");
    *info = (ws_info_t){.ws_info_supported = TRUE, .cf_state = window.state, .cf_count = window.count};
}

static void tell_file(GHashTable *asked)
{
    plugin_if_capture_file_cb extract = (plugin_if_capture_file_cb)g_hash_table_lookup(asked, "extract_cb");
    void **answer = g_hash_table_lookup(asked, "ret_value_ptr");
    *answer = extract(&window, g_hash_table_lookup(asked, "user_data"));
}

static const nstime_t *time_of_frame(struct packet_provider_data *provider, guint32 number)
{
    const frame_data *frame = frame_data_sequence_find(provider->frames, number);
    return frame ? &frame->abs_ts : NULL;
}

static epan_t *new_session(void)
{
    static const struct packet_provider_funcs functions = {.get_frame_ts = time_of_frame};
    return epan_new(&window.provider, &functions);
}

/* One frame, as the list takes it in. */
static void dissect(epan_dissect_t *edt, frame_data *frame, struct record *record, dfilter_t *filter)
{
    frame_data_set_before_dissect(frame, &window.elapsed_time, &window.provider.ref, window.provider.prev_dis);
    window.provider.prev_cap = frame;
    if (filter)
        epan_dissect_prime_with_dfilter(edt, filter);
    if (!frame->visited)
        prime_first_pass(edt);
    record_dissect_with_taps(record, edt, window.cd_t, frame);
    frame->passed_dfilter = !filter || dfilter_apply_edt(filter, edt);
    frame_data_set_after_dissect(frame, &window.cum_bytes);
    window.provider.prev_dis = frame;
}

static dfilter_t *compiled(const char *text)
{
    char *wrong = NULL;
    if (!text || *text == '\0')
        return NULL;
    dfilter_t *code = compile_filter(text, &wrong);
    if (wrong)
        fail(wrong, text);
    return code;
}

static void read_frame(frame_data *frame, struct record *record)
{
    int error;
    gchar *wrong;
    if (!record_seek(record, window.provider.wth, frame->file_off, &error, &wrong))
        fail(wtap_strerror(error), "a frame");
}

static bool needs_tree(const dfilter_t *filter)
{
    return filter || have_filtering_tap_listeners() || (union_of_tap_listener_flags() & TL_REQUIRES_PROTO_TREE) != 0 ||
           postdissectors_want_hfids();
}

/* A row of the list: dissected by itself, when it is in sight. */
static void each_item(proto_node *node, gpointer first)
{
    field_info *item = PNODE_FINFO(node);
    if (item && g_str_has_prefix(item->hfinfo->abbrev, "iketriage") && item->hfinfo->type != FT_PROTOCOL) {
        gchar label[ITEM_LABEL_LENGTH];
        if (item->rep)
            g_strlcpy(label, item->rep->representation, sizeof(label));
        else
            fill_label(item, label);
        printf("%s%s", *(bool *)first ? "" : "\x1f", label);
        *(bool *)first = false;
    }
    proto_tree_children_foreach(node, each_item, first);
}

static void draw_row(guint32 number, bool print)
{
    frame_data *frame = frame_data_sequence_find(window.provider.frames, number);
    epan_dissect_t edt;
    struct record record;
    bool first = true;
    record_init(&record);
    read_frame(frame, &record);
    epan_dissect_init(&edt, window.epan, TRUE, TRUE);
    record_dissect(&record, &edt, window.cd_t, frame);
    if (print) {
        printf("%u\t", number);
        proto_tree_children_foreach(edt.tree, each_item, &first);
        printf("\n");
    }
    epan_dissect_cleanup(&edt);
    record_cleanup(&record);
}

static void open_file(bool live)
{
    int error;
    gchar *wrong;
    gint64 offset;
    struct record record;
    epan_dissect_t edt;
    window.provider.wth = wtap_open_offline(window.filename, WTAP_TYPE_AUTO, &error, &wrong, TRUE);
    if (!window.provider.wth)
        fail(wtap_strerror(error), window.filename);
    window.provider.frames = new_frame_data_sequence();
    window.cd_t = (guint16)wtap_file_type_subtype(window.provider.wth);
    window.epan = new_session();
    window.state = FILE_READ_IN_PROGRESS;
    window.read_lock = !live;
    dfilter_t *filter = compiled(window.dfilter);
    record_init(&record);
    reset_tap_listeners();
    epan_dissect_init(&edt, window.epan, needs_tree(filter), FALSE);
    while (record_read(&record, window.provider.wth, &error, &wrong, &offset)) {
        frame_data local;
        frame_data_init(&local, window.count + 1, &record.head, offset, window.cum_bytes);
        frame_data *frame = frame_data_sequence_add(window.provider.frames, &local);
        window.count++;
        dissect(&edt, frame, &record, filter);
        epan_dissect_reset(&edt);
        if (live)
            draw_row(window.count, false);
    }
    epan_dissect_cleanup(&edt);
    record_cleanup(&record);
    dfilter_free(filter);
    window.state = FILE_READ_DONE;
    wtap_sequential_close(window.provider.wth);
    postseq_cleanup_all_protocols();
    window.read_lock = FALSE;
}

/* Over all frames; anew: with nothing left of what was known of them. */
static void scan(bool anew)
{
    epan_dissect_t edt;
    struct record record;
    dfilter_t *filter = compiled(window.dfilter);
    window.read_lock = TRUE;
    record_init(&record);
    reset_tap_listeners();
    if (anew) {
        window.redissecting = TRUE;
        epan_free(window.epan);
        window.epan = new_session();
    }
    window.provider.ref = window.provider.prev_dis = window.provider.prev_cap = NULL;
    window.cum_bytes = 0;
    epan_dissect_init(&edt, window.epan, needs_tree(filter), FALSE);
    for (guint32 number = 1; number <= window.count; number++) {
        frame_data *frame = frame_data_sequence_find(window.provider.frames, number);
        if (anew)
            frame_data_reset(frame);
        read_frame(frame, &record);
        dissect(&edt, frame, &record, filter);
        epan_dissect_reset(&edt);
    }
    epan_dissect_cleanup(&edt);
    record_cleanup(&record);
    dfilter_free(filter);
    window.redissecting = window.read_lock = FALSE;
}

static void use_filter(const char *text)
{
    g_free(window.dfilter);
    window.dfilter = *text != '\0' ? g_strdup(text) : NULL;
    if (window.state == FILE_READ_DONE)
        scan(false);
}

static void apply_filter(GHashTable *asked)
{
    g_autofree char *text = g_strdup(g_hash_table_lookup(asked, "filter_string"));
    if (window.read_lock)
        fail("asked for within a dissection", text);
    use_filter(text);
}

static void dissect_anew(funnel_ops_id_t *id G_GNUC_UNUSED)
{
    if (window.read_lock)
        fail("asked for within a dissection", "another one");
    scan(true);
}

static void statistics(void)
{
    stats_tree_cfg *kind = stats_tree_get_cfg_by_abbr("iketriage");
    stats_tree *tree = stats_tree_new(kind, NULL, NULL);
    GString *wrong =
        register_tap_listener(kind->tapname, tree, NULL, kind->flags, stats_tree_reset, stats_tree_packet, NULL, NULL);
    if (wrong)
        fail(wrong->str, "statistics");
    scan(false);
    draw_tap_listeners(TRUE);
    GString *text = stats_tree_format_as_str(tree, ST_FORMAT_PLAIN, 0, FALSE);
    puts(text->str);
    g_string_free(text, TRUE);
    remove_tap_listener(tree);
    stats_tree_free(tree);
}

static void rest(void)
{
    const gint64 end = g_get_monotonic_time() + 300 * 1000;
    while (g_get_monotonic_time() < end) {
        g_main_context_iteration(NULL, FALSE);
        g_usleep(5000);
    }
}

static void list(void)
{
    for (guint32 number = 1; number <= window.count; number++) {
        if (frame_data_sequence_find(window.provider.frames, number)->passed_dfilter)
            draw_row(number, true);
    }
    puts("end of list");
}

static void set(char *preference)
{
    char *wrong = NULL;
    if (prefs_set_pref(preference, &wrong) != PREFS_SET_OK)
        fail(wrong ? wrong : "no such preference", preference);
    prefs_apply_all();
}

static funnel_text_window_t *new_text_window(funnel_ops_id_t *id, const char *title)
{
    (void)id;
    printf("window %s\n", title);
    return NULL;
}

static void show_text(funnel_text_window_t *text, const char *octets)
{
    (void)text;
    printf("%send of text\n", octets);
}

static void press(funnel_text_window_t *text, funnel_bt_t *button, const char *label)
{
    printf("button %s\n", label);
    button->func(text, button->data);
    button->free_data_fcn(button->data);
    button->free_fcn(button);
}

static void take_clipboard(GString *text)
{
    printf("%send of clipboard\n", text->str);
}

static void go_to_frame(GHashTable *asked)
{
    printf("go to frame %u\n", GPOINTER_TO_UINT(g_hash_table_lookup(asked, "frame_nr")));
}

static void call_menu(const char *name, register_stat_group_t group, funnel_menu_callback callback, gpointer data,
                      ikt_ws_bool retap)
{
    (void)group;
    (void)retap;
    if (strcmp(name, "IKE triage/Report") == 0)
        callback(data);
}

static char *conversation_filter(packet_info *packet, const char *name)
{
    for (const GList *at = packet_conv_filter_list; at; at = at->next) {
        const conversation_filter_t *filter = at->data;
        if (strcmp(filter->proto_name, "iketriage") == 0 && strcmp(filter->display_name, name) == 0 &&
            filter->is_filter_valid(packet DATA_OF(filter)))
            return filter->build_filter_string(packet DATA_OF(filter));
    }
    return NULL;
}

static void use_conversation(const char *wanted)
{
    frame_data *frame = frame_data_sequence_find(window.provider.frames, (guint32)g_ascii_strtoull(wanted, NULL, 10));
    epan_dissect_t edt;
    struct record record;
    record_init(&record);
    read_frame(frame, &record);
    epan_dissect_init(&edt, window.epan, TRUE, TRUE);
    record_dissect(&record, &edt, window.cd_t, frame);
    char *filter = conversation_filter(&edt.pi, strchr(wanted, ':') + 1);
    printf("conversation %s\n", filter ? filter : "none");
    epan_dissect_cleanup(&edt);
    record_cleanup(&record);
    use_filter(filter ? filter : "");
    g_free(filter);
}

static void step(char ***at)
{
    const char *word = *(*at)++;
    if (strcmp(word, "open") == 0 || strcmp(word, "live") == 0)
        open_file(*word == 'l');
    else if (strcmp(word, "dissect") == 0)
        scan(true);
    else if (strcmp(word, "statistics") == 0)
        statistics();
    else if (strcmp(word, "report") == 0)
        funnel_register_all_menus(call_menu);
    else if (strcmp(word, "rest") == 0)
        rest();
    else if (strcmp(word, "list") == 0)
        list();
    else if (**at && strcmp(word, "filter") == 0)
        use_filter(*(*at)++);
    else if (**at && strcmp(word, "conversation") == 0)
        use_conversation(*(*at)++);
    else if (**at && strcmp(word, "set") == 0)
        set(*(*at)++);
    else
        fail("no such step", word);
}

int main(int count, char **arguments)
{
    static const funnel_ops_t operations = {.redissect_packets = dissect_anew,
                                            .new_text_window = new_text_window,
                                            .set_text = show_text,
                                            .add_button = press,
                                            .copy_to_clipboard = take_clipboard};
    if (count < 3)
        fail("usage: window CAPTURE STEP...", arguments[0]);
    start_log();
    init_process_policies();
    g_free(configure(arguments[0]));
    wtap_init(TRUE);
    if (!epan_init(NULL, NULL, TRUE))
        fail("epan_init", arguments[0]);
    epan_load_settings();
    prefs_apply_all();
    plugin_if_register_gui_cb(PLUGIN_IF_GET_WS_INFO, tell_info);
    plugin_if_register_gui_cb(PLUGIN_IF_GET_CAPTURE_FILE, tell_file);
    plugin_if_register_gui_cb(PLUGIN_IF_FILTER_ACTION_APPLY, apply_filter);
    plugin_if_register_gui_cb(PLUGIN_IF_GOTO_FRAME, go_to_frame);
    funnel_set_funnel_ops(&operations);
    start_requested_stats();
    window.filename = arguments[1];
    for (char **at = arguments + 2; *at;)
        step(&at);
    epan_free(window.epan);
    free_frame_data_sequence(window.provider.frames);
    wtap_close(window.provider.wth);
    g_free(window.dfilter);
    epan_cleanup();
    wtap_cleanup();
    free_progdirs();
    return 0;
}
