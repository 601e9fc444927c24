/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * TSV: a head, and a line a tunnel with as many columns as the head has, whatever a packet brought.
 */
#include <string.h>

#include "runs.h"

static const struct ikt_report_options tsv_options = {.format = "tsv"};

struct table {
    char **head;
    GPtrArray *rows; /* of char ** */
};

static void clear_table(struct table *table)
{
    g_strfreev(table->head);
    g_ptr_array_unref(table->rows);
}

static struct table read_table(const GString *out)
{
    struct table table = {.rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev)};
    g_assert_true(g_utf8_validate_len(out->str, out->len, NULL));
    g_assert_true(g_str_has_suffix(out->str, "\n"));
    g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
    table.head = g_strsplit(lines[0], "\t", -1);
    for (char **line = lines + 1; **line != '\0'; line++) {
        for (const char *at = *line; *at != '\0'; at = g_utf8_next_char(at))
            g_assert_true(*at == '\t' || !g_unichar_iscntrl(g_utf8_get_char(at)));
        char **row = g_strsplit(*line, "\t", -1);
        g_assert_cmpuint(g_strv_length(row), ==, g_strv_length(table.head));
        g_ptr_array_add(table.rows, row);
    }
    return table;
}

static const char *cell(const struct table *table, guint row, const char *column)
{
    for (guint i = 0; table->head[i]; i++) {
        if (g_str_equal(table->head[i], column))
            return ((char **)g_ptr_array_index(table->rows, row))[i];
    }
    g_error("no column %s", column);
}

static void test_columns(void)
{
    const struct ikt_tunnel *const tunnels[] = {tunnel_certain(),  tunnel_open_too(), tunnel_up(),     tunnel_oneway(),
                                                tunnel_unjudged(), tunnel_ipv6(),     tunnel_hostile()};
    GString *out = tunnels_report(&tsv_options, tunnels, G_N_ELEMENTS(tunnels), true);
    struct table table = read_table(out);
    g_assert_cmpuint(table.rows->len, ==, G_N_ELEMENTS(tunnels));
    g_assert_cmpstr(cell(&table, 0, "number"), ==, "1");
    g_assert_cmpstr(cell(&table, 0, "file"), ==, "site-1/capture.pcap");
    g_assert_cmpstr(cell(&table, 0, "a"), ==, "203.0.113.1");
    g_assert_cmpstr(cell(&table, 0, "b_network"), ==, "192.168.2.0/24");
    g_assert_cmpstr(cell(&table, 0, "state"), ==, "down");
    g_assert_cmpstr(cell(&table, 0, "where"), ==, "phase2");
    g_assert_cmpstr(cell(&table, 0, "since"), ==, "2026-01-02T03:05:05.678901Z");
    g_assert_cmpstr(cell(&table, 0, "rejected"), ==, "4");
    g_assert_cmpstr(cell(&table, 0, "cause"), ==, "ts-keylen");
    g_assert_cmpstr(cell(&table, 0, "causes"), ==, "ts-keylen,ts-hash");
    g_assert_cmpstr(cell(&table, 0, "likelihood"), ==, "certain");
    g_assert_cmpstr(cell(&table, 0, "open"), ==, "");
    g_assert_cmpstr(cell(&table, 1, "cause"), ==, "");
    g_assert_cmpstr(cell(&table, 1, "likelihood"), ==, "");
    g_assert_cmpstr(cell(&table, 1, "open"), ==, "networks that it protects; PFS");
    g_assert_cmpstr(cell(&table, 2, "ended"), ==, "true");
    g_assert_cmpstr(cell(&table, 2, "esp_a_to_b"), ==, "5");
    g_assert_cmpstr(cell(&table, 2, "esp_b_to_a"), ==, "3");
    g_assert_cmpstr(cell(&table, 3, "state"), ==, "degraded");
    g_assert_cmpstr(cell(&table, 4, "since"), ==, "");
    g_assert_cmpstr(cell(&table, 4, "a_network"), ==, "");
    g_assert_cmpstr(cell(&table, 5, "a"), ==, "2001:db8:aaaa:aaaa:aaaa:aaaa:aaaa:aaaa");
    clear_table(&table);
    g_string_free(out, TRUE);
}

/* A tab or a line end in a name would be a column or a tunnel of its own. */
static void test_file_name(void)
{
    const struct records records = records_refused();
    GString *out = records_report(&tsv_options, "a\tb\nc", &records, NULL);
    struct table table = read_table(out);
    g_assert_cmpuint(table.rows->len, ==, 1);
    g_assert_cmpstr(cell(&table, 0, "file"), ==, "a\\x09b\\x0ac");
    clear_table(&table);
    g_string_free(out, TRUE);
}

static void test_one_tunnel(void)
{
    const struct ikt_tunnel *const tunnels[] = {tunnel_certain(), tunnel_up(), tunnel_oneway()};
    struct ikt_report_options options = tsv_options;
    options.tunnel = 2;
    GString *out = tunnels_report(&options, tunnels, G_N_ELEMENTS(tunnels), true);
    struct table table = read_table(out);
    g_assert_cmpuint(table.rows->len, ==, 1);
    g_assert_cmpstr(cell(&table, 0, "number"), ==, "2");
    g_assert_cmpstr(cell(&table, 0, "state"), ==, "up");
    clear_table(&table);
    g_string_free(out, TRUE);
}

/* Lines of tunnels are for other programs: nothing else is among them. */
static void test_no_tunnel(void)
{
    GString *out = tunnels_report(&tsv_options, NULL, 0, false);
    struct table table = read_table(out);
    g_assert_cmpuint(table.rows->len, ==, 0);
    clear_table(&table);
    g_string_free(out, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/tsv/columns", test_columns);
    g_test_add_func("/report/tsv/file-name", test_file_name);
    g_test_add_func("/report/tsv/one-tunnel", test_one_tunnel);
    g_test_add_func("/report/tsv/no-tunnel", test_no_tunnel);
    return g_test_run();
}
