/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnel_table.h"

#include <string.h>
#include <time.h>

#include "end_listener.h"
#include "open_file.h"
#include "report/tunnel_words.h"
#include "tunnel_summary.h"
#include "window.h"

enum column {
    NUMBER,
    PEER_A,
    PEER_B,
    NETWORK_A,
    NETWORK_B,
    SUITE,
    STATE,
    CAUSE,
    SPIS,
    PACKETS_AB,
    PACKETS_BA,
    FIRST,
    LAST,
    COLUMNS
};

static stat_tap_table_item fields[COLUMNS] = {
    [NUMBER] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "Tunnel", "%6u"},
    [PEER_A] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Peer A", "%-15s"},
    [PEER_B] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Peer B", "%-15s"},
    [NETWORK_A] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Network A", "%-18s"},
    [NETWORK_B] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Network B", "%-18s"},
    [SUITE] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Suite", "%-24s"},
    [STATE] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "State", "%-15s"},
    [CAUSE] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Cause", "%-18s"},
    [SPIS] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "SPIs of A and B", "%-22s"},
    [PACKETS_AB] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "A to B", "%8u"},
    [PACKETS_BA] = {TABLE_ITEM_UINT, TAP_ALIGN_RIGHT, "B to A", "%8u"},
    [FIRST] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "First (UTC)", "%-19s"},
    [LAST] = {TABLE_ITEM_STRING, TAP_ALIGN_LEFT, "Last (UTC)", "%-19s"},
};

static stat_tap_table *waiting; /* the newest one, until it has rows; NULL: none */

static char *address_text(const struct ikt_address *address)
{
    char text[IKT_ADDRESS_TEXT];
    return g_strdup(ikt_address_format(address, text));
}

static char *known(const char *text)
{
    return g_strdup(text ? text : "unknown");
}

static char *time_text(ikt_time time)
{
    char text[32] = "unknown";
    const time_t seconds = (time_t)(time / IKT_SECOND);
    struct tm parts;
    if (time != IKT_TIME_NONE && gmtime_r(&seconds, &parts))
        (void)strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &parts);
    return g_strdup(text);
}

static const char *cause_of(const struct ikt_note_tunnel *tunnel)
{
    const char *name = ikt_tunnel_cause_name(tunnel);
    return name ? name : ikt_tunnel_is_faulty((enum ikt_tunnel_state)tunnel->state) ? "open" : "";
}

/* The SPIs under which a peer receives, of the newest Quick Mode that came up: those that it made itself. */
static void put_spis(GString *out, const struct ikt_note_tunnel *tunnel, bool of_a)
{
    const struct ikt_note_exchange *newest = tunnel->newest;
    const bool begun_by_a = ikt_address_equal(&newest->initiator, &tunnel->a);
    const gsize before = out->len;
    for (unsigned i = 0; i < newest->sa_count; i++) {
        const struct ikt_note_sa *sa = &newest->sas[i];
        const bool to_a = sa->from_initiator != begun_by_a;
        if (to_a == of_a)
            g_string_append_printf(out, "%s0x%08x", out->len > before ? "+" : "", sa->spi);
    }
    if (out->len == before)
        g_string_append(out, "unknown");
}

static char *spis_of(const struct ikt_note_tunnel *tunnel)
{
    GString *text = g_string_new(NULL);
    if (tunnel->newest) {
        put_spis(text, tunnel, true);
        g_string_append_c(text, ' ');
        put_spis(text, tunnel, false);
    }
    return g_string_free(text, FALSE);
}

static void put_row(stat_tap_table *table, uint32_t number, const struct ikt_note_tunnel *tunnel)
{
    stat_tap_table_item_type row[COLUMNS];
    char *texts[COLUMNS] = {
        [PEER_A] = address_text(&tunnel->a),
        [PEER_B] = address_text(&tunnel->b),
        [NETWORK_A] = known(tunnel->networks[0]),
        [NETWORK_B] = known(tunnel->networks[1]),
        [SUITE] = tunnel->newest ? known(tunnel->newest->suite) : g_strdup(""),
        [STATE] = g_strdup(ikt_tunnel_state_words((enum ikt_tunnel_state)tunnel->state)),
        [CAUSE] = g_strdup(cause_of(tunnel)),
        [SPIS] = spis_of(tunnel),
        [FIRST] = time_text(tunnel->first_time),
        [LAST] = time_text(tunnel->last_time),
    };
    memset(row, 0, sizeof(row));
    for (unsigned i = 0; i < COLUMNS; i++) {
        row[i].type = fields[i].type;
        if (texts[i])
            row[i].value.string_value = texts[i];
    }
    row[NUMBER].value.uint_value = number;
    row[PACKETS_AB].value.uint_value = (guint)MIN(tunnel->packets[0], G_MAXUINT);
    row[PACKETS_BA].value.uint_value = (guint)MIN(tunnel->packets[1], G_MAXUINT);
    stat_tap_init_table_row(table, number - 1, COLUMNS, row);
}

static void fill(stat_tap_table *table)
{
    struct ikt_cache *cache = ikt_file_cache();
    const struct ikt_tunnel_notes *notes = cache ? ikt_cache_tunnels(cache) : NULL;
    const uint32_t count = notes ? ikt_tunnel_notes_count(notes) : 0;
    for (uint32_t number = 1; number <= count; number++)
        put_row(table, number, ikt_tunnel_notes_get(notes, number));
}

static void free_item(stat_tap_table *table G_GNUC_UNUSED, guint row G_GNUC_UNUSED, guint column G_GNUC_UNUSED,
                      stat_tap_table_item_type *item)
{
    if (item->type == TABLE_ITEM_STRING)
        g_free((char *)item->value.string_value);
    item->type = TABLE_ITEM_NONE;
}

static void reset(stat_tap_table *table)
{
    for (guint row = 0; row < table->num_elements; row++) {
        for (guint column = 0; column < COLUMNS; column++)
            free_item(table, row, column, &table->elements[row][column]);
        g_free(table->elements[row]);
    }
    g_free(table->elements);
    table->elements = NULL;
    table->num_elements = 0;
}

static void init(stat_tap_table_ui *ui)
{
    waiting = stat_tap_init_table("IKE triage: tunnels", COLUMNS, 0, NULL);
    stat_tap_add_table(ui, waiting);
}

static tap_packet_status on_packet(void *data, packet_info *pinfo G_GNUC_UNUSED, epan_dissect_t *edt G_GNUC_UNUSED,
                                   const void *note G_GNUC_UNUSED IKT_TAP_FLAGS)
{
    const stat_data_t *stat = data;
    stat_tap_table *table = g_array_index(stat->stat_tap_data->tables, stat_tap_table *, 0);
    if (table->num_elements > 0)
        return TAP_PACKET_DONT_REDRAW;
    fill(table);
    return TAP_PACKET_REDRAW;
}

static void refuse_filter(const char *argument G_GNUC_UNUSED, const char **filter, char **error)
{
    if (*filter && **filter != '\0')
        *error = g_strdup("-z iketriage,tunnels takes no filter, it tells of whole tunnels");
}

/* With a single pass nothing was tapped. */
static void at_end(void *data G_GNUC_UNUSED)
{
    if (waiting && ikt_file_cache() && !ikt_file_first_pass_ended() && waiting->num_elements == 0) {
        ikt_file_finish();
        fill(waiting);
    }
}

void ikt_tunnel_table_expect(const packet_info *pinfo)
{
    static char listener; /* taps are known by an address */
    static bool listens;
    if (waiting && pinfo->num == 1 && !pinfo->fd->visited && !listens && !ikt_window_is_there())
        listens = ikt_listen_for_end(&listener, NULL, at_end, NULL);
}

void ikt_tunnel_table_register(void)
{
    static stat_tap_table_ui ui = {
        .group = REGISTER_PACKET_STAT_GROUP_UNSORTED,
        .title = "IKE triage tunnels",
        .tap_name = IKT_TAP,
        .cli_string = "iketriage,tunnels",
        .stat_tap_init_cb = init,
        .packet_func = on_packet,
        .stat_tap_reset_table_cb = reset,
        .stat_tap_free_table_item_cb = free_item,
        .stat_filter_check_cb = refuse_filter,
        .nfields = COLUMNS,
        .fields = fields,
    };
    register_stat_tap_table_ui(&ui);
}
