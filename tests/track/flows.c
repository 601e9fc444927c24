/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ESP counted by SPI: what nobody negotiated, and what comes after its SA was deleted or replaced.
 */
#include "track/flows.h"

static struct ikt_address here, there;

static void send(struct ikt_flow_table *table, bool ours, uint32_t spi, uint64_t sequence, int seconds)
{
    /* frames of several captures may have one number */
    struct ikt_packet packet = {.sequence = sequence, .frame = 1000 - sequence % 1000, .time = seconds * IKT_SECOND};
    packet.source.address = ours ? here : there;
    packet.destination.address = ours ? there : here;
    const struct ikt_clock clock = {.now = packet.time, .capture = packet.time, .ran = true};
    ikt_flow_table_add(table, &packet, &clock, IKT_PROTOCOL_ESP, spi, (uint32_t)sequence, 100);
}

static void check_strays(struct ikt_flow_table *table, guint count)
{
    bool more;
    g_autoptr(GArray) strays = ikt_flow_table_strays(table, &here, &there, 0, G_MAXUINT64, &more);
    g_assert_cmpuint(strays->len, ==, count);
    g_assert_false(more);
}

static void test_deleted(void)
{
    struct ikt_flow_table *table = ikt_flow_table_new();
    send(table, true, 7, 1, 10);
    g_assert_nonnull(ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 7, &there));
    check_strays(table, 0);
    ikt_flow_table_end(table, IKT_PROTOCOL_ESP, 7, &there, 12 * IKT_SECOND);
    ikt_flow_table_end(table, IKT_PROTOCOL_ESP, 7, &there, 90 * IKT_SECOND); /* the first delete counts */
    send(table, true, 7, 2, 12);                                             /* in flight */
    check_strays(table, 0);
    send(table, true, 7, 3, 13);
    send(table, true, 7, 4, 14);
    check_strays(table, 1);
    const struct ikt_flow *flow = ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 7, &there);
    g_assert_cmpuint(flow->packets, ==, 4);
    g_assert_cmpuint(flow->late, ==, 2);
    g_assert_cmpuint(flow->replaced, ==, 0);
    ikt_flow_table_end(table, IKT_PROTOCOL_ESP, 8, &there, 0); /* never seen */
    ikt_flow_table_free(table);
}

static void test_replaced(void)
{
    struct ikt_flow_table *table = ikt_flow_table_new();
    send(table, true, 7, 1, 10);
    ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 7, &there);
    ikt_flow_table_replace(table, IKT_PROTOCOL_ESP, 7, &there, 12 * IKT_SECOND);
    send(table, true, 7, 2, 13);
    const struct ikt_flow *flow = ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 7, &there);
    g_assert_cmpuint(flow->replaced, ==, 1);
    g_assert_cmpuint(flow->late, ==, 0);
    check_strays(table, 0);
    ikt_flow_table_free(table);
}

/* INITIAL-CONTACT replaces what flows to its sender, and nothing that it sends itself. */
static void test_all(void)
{
    struct ikt_flow_table *table = ikt_flow_table_new();
    send(table, true, 7, 1, 10);
    send(table, true, 8, 2, 10);
    send(table, false, 9, 3, 10);
    ikt_flow_table_replace_all(table, &here, &there, 12 * IKT_SECOND);
    send(table, true, 7, 4, 20);
    send(table, true, 8, 5, 20);
    send(table, false, 9, 6, 20);
    send(table, true, 10, 7, 20); /* begun after it */
    g_assert_cmpuint(ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 7, &there)->replaced, ==, 1);
    g_assert_cmpuint(ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 8, &there)->replaced, ==, 1);
    g_assert_cmpuint(ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 9, &here)->replaced, ==, 0);
    g_assert_cmpuint(ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 10, &there)->replaced, ==, 0);
    ikt_flow_table_free(table);
}

static void test_packets(void)
{
    struct ikt_flow_table *table = ikt_flow_table_new();
    struct ikt_sent_ipsec sent = ikt_flow_table_sent(table, &here, &there);
    g_assert_cmpuint(sent.packets, ==, 0);
    g_assert_cmpuint(sent.newest_sequence, ==, 0);
    g_assert_cmpuint(sent.newest_frame, ==, 0);
    g_assert_cmpuint(sent.last_frame, ==, 0);
    g_assert_cmpint(sent.last_time, ==, IKT_TIME_NONE);
    send(table, true, 7, 1, 10);
    send(table, true, 8, 2, 11);
    send(table, true, 7, 3, 12);
    send(table, false, 9, 4, 12);
    sent = ikt_flow_table_sent(table, &here, &there);
    g_assert_cmpuint(sent.packets, ==, 3);
    g_assert_cmpuint(sent.newest_sequence, ==, 2);
    g_assert_cmpuint(sent.newest_frame, ==, 998);
    g_assert_cmpuint(sent.last_sequence, ==, 3); /* under whatever SPI */
    g_assert_cmpuint(sent.last_frame, ==, 997);
    g_assert_cmpint(sent.last_time, ==, 12 * IKT_SECOND);
    g_assert_cmpuint(ikt_flow_table_sent(table, &there, &here).packets, ==, 1);
    ikt_flow_table_free(table);
}

/* More than are listed: it is said, and what is asked for by sequence is found all the same. */
static void test_many(void)
{
    struct ikt_flow_table *table = ikt_flow_table_new();
    bool more;
    for (uint32_t i = 1; i <= 100; i++)
        send(table, true, i, i, 10);
    g_autoptr(GArray) all = ikt_flow_table_strays(table, &here, &there, 0, G_MAXUINT64, &more);
    g_assert_true(more);
    g_assert_cmpuint(ikt_flow_table_cut(table), ==, 1);
    g_assert_cmpuint(all->len, <, 100);
    g_autoptr(GArray) last = ikt_flow_table_strays(table, &here, &there, 97, 100, &more);
    g_assert_false(more);
    g_array_unref(ikt_flow_table_strays(table, &here, &there, 0, G_MAXUINT64, &more));
    g_assert_cmpuint(ikt_flow_table_cut(table), ==, 1); /* pairs, however often they are asked for */
    g_assert_cmpuint(last->len, ==, 2);
    g_assert_cmpuint(g_array_index(last, struct ikt_flow, 0).spi, ==, 98);
    ikt_flow_table_free(table);
}

/* A list that forgets its oldest flows takes nothing from the count of packets. */
static void test_forgotten(void)
{
    struct ikt_flow_table *table = ikt_flow_table_new();
    send(table, false, 7, 1, 10);
    for (uint32_t i = 2; i <= 20000; i++)
        send(table, true, i, i, 10);
    g_assert_null(ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 7, &here));
    g_assert_null(ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 2, &there));
    g_assert_cmpuint(ikt_flow_table_sent(table, &here, &there).packets, ==, 19999);
    g_assert_cmpuint(ikt_flow_table_sent(table, &here, &there).newest_sequence, ==, 20000);
    g_assert_cmpuint(ikt_flow_table_sent(table, &there, &here).packets, ==, 1);
    send(table, true, 20000, 20001, 10);
    send(table, true, 20001, 20002, 10); /* another one goes */
    g_assert_cmpuint(ikt_flow_table_sent(table, &here, &there).packets, ==, 20001);
    ikt_flow_table_free(table);
}

static const struct ikt_flow *numbered(struct ikt_flow_table *table, const uint32_t *numbers, size_t count, int step)
{
    for (size_t i = 0; i < count; i++) {
        struct ikt_packet packet = {.sequence = i + 1, .frame = 100 + i, .time = 90 * IKT_SECOND + (ikt_time)i * step};
        packet.source.address = here;
        packet.destination.address = there;
        const struct ikt_clock clock = {.now = packet.time, .capture = packet.time, .ran = true};
        ikt_flow_table_add(table, &packet, &clock, IKT_PROTOCOL_ESP, 7, numbers[i], 100);
    }
    return ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 7, &there);
}

/* A window of 64: its oldest place is 63 behind the newest. RFC 4303 section 3.4.3. */
/* SPIs of one packet each drive out each other, and no flow that was silent meanwhile. */
static void test_flood(void)
{
    struct ikt_flow_table *table = ikt_flow_table_new();
    send(table, true, 7, 1, 10);
    send(table, true, 7, 2, 11);
    for (uint32_t spi = 0; spi < 20000; spi++)
        send(table, false, 1000 + spi, 3 + spi, 12);
    const struct ikt_flow *flow = ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 7, &there);
    g_assert_nonnull(flow);
    g_assert_cmpuint(flow->packets, ==, 2);
    g_assert_null(ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 1000, &here));
    ikt_flow_table_free(table);
}

static void test_window(void)
{
    struct ikt_flow_table *table = ikt_flow_table_new();
    const struct ikt_flow *flow = numbered(table, (const uint32_t[]){1, 100, 37, 36}, 4, IKT_SECOND);
    g_assert_cmpuint(flow->out_of_order, ==, 2);
    g_assert_cmpuint(flow->dropped_by_window, ==, 1);
    g_assert_cmpuint(flow->dropped_in_time, ==, 1);
    g_assert_cmpuint(flow->dropped_frame, ==, 103);
    ikt_flow_table_free(table);
    table = ikt_flow_table_new(); /* captured twice, ten milliseconds apart; and sent twice, a second apart */
    flow = numbered(table, (const uint32_t[]){1, 100, 30, 30}, 4, IKT_SECOND / 100);
    g_assert_cmpuint(flow->dropped_by_window, ==, 1);
    g_assert_cmpuint(flow->packets, ==, 3);
    ikt_flow_table_free(table);
    table = ikt_flow_table_new();
    flow = numbered(table, (const uint32_t[]){1, 100, 30, 30}, 4, IKT_SECOND);
    g_assert_cmpuint(flow->dropped_by_window, ==, 2);
    ikt_flow_table_free(table);
    table = ikt_flow_table_new(); /* the time runs back with the numbers: so does the capture */
    flow = numbered(table, (const uint32_t[]){100, 30, 20}, 3, -IKT_SECOND);
    g_assert_cmpuint(flow->dropped_by_window, ==, 2);
    g_assert_cmpuint(flow->dropped_in_time, ==, 0);
    g_assert_cmpuint(flow->dropped_frame, ==, 101);
    ikt_flow_table_free(table);
}

/* Of an extended number the low half is sent, which begins again (RFC 4303 section 2.2.1). */
static void test_extended(void)
{
    struct ikt_flow_table *table = ikt_flow_table_new();
    const struct ikt_flow *flow =
        numbered(table, (const uint32_t[]){UINT32_MAX - 1, UINT32_MAX, 0, 1, UINT32_MAX - 2, 2}, 6, IKT_SECOND);
    g_assert_cmpuint(flow->out_of_order, ==, 1);
    g_assert_cmpuint(flow->dropped_by_window, ==, 0);
    ikt_flow_table_free(table);
}

static void find_too_big(struct ikt_flow_table *table, bool ours, uint32_t spi, uint32_t mtu)
{
    const struct ikt_too_big error = {.source = ours ? here : there,
                                      .destination = ours ? there : here,
                                      .protocol = IKT_PROTOCOL_ESP,
                                      .spi = spi,
                                      .mtu = mtu};
    ikt_flow_table_too_big(table, &error, 44);
}

/* 80 octets of ESP and 20 of IP go through 100. */
static void test_too_big(void)
{
    struct ikt_flow_table *table = ikt_flow_table_new();
    send(table, true, 7, 1, 10);
    find_too_big(table, true, 7, 120);
    find_too_big(table, true, 8, 100);  /* an SPI of nobody */
    find_too_big(table, false, 7, 100); /* and one of the other direction */
    send(table, true, 7, 2, 11);        /* 100 and 20 */
    const struct ikt_flow *flow = ikt_flow_table_claim(table, IKT_PROTOCOL_ESP, 7, &there);
    g_assert_cmpuint(flow->too_big, ==, 1);
    g_assert_cmpuint(flow->too_big_frame, ==, 44);
    g_assert_cmpuint(flow->too_big_mtu, ==, 120);
    g_assert_cmpuint(flow->oversized, ==, 0);
    find_too_big(table, true, 7, 119);
    find_too_big(table, true, 7, 0); /* of old: no MTU in it */
    find_too_big(table, true, 7, 1500);
    send(table, true, 7, 3, 12);
    g_assert_cmpuint(flow->too_big, ==, 4);
    g_assert_cmpuint(flow->too_big_mtu, ==, 119);
    g_assert_cmpuint(flow->oversized, ==, 1);
    ikt_flow_table_free(table);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_true(ikt_address_parse("203.0.113.1", &here));
    g_assert_true(ikt_address_parse("198.51.100.1", &there));
    g_test_add_func("/flows/deleted", test_deleted);
    g_test_add_func("/flows/window", test_window);
    g_test_add_func("/flows/extended", test_extended);
    g_test_add_func("/flows/too-big", test_too_big);
    g_test_add_func("/flows/replaced", test_replaced);
    g_test_add_func("/flows/all", test_all);
    g_test_add_func("/flows/packets", test_packets);
    g_test_add_func("/flows/many", test_many);
    g_test_add_func("/flows/forgotten", test_forgotten);
    g_test_add_func("/flows/flood", test_flood);
    return g_test_run();
}
