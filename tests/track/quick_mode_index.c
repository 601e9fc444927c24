/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Quick Modes by SPI: who holds it is found whatever else is alive, once however often one message names it, and the
 * newest eight where all claim the same.
 */
#include "track/quick_mode_index.h"

#include "track/sa_state.h"

/* A proposal of ESP for each SPI of four octets, in octets that the caller keeps. */
static struct ikt_sa sa_of(struct ikt_proposal *proposals, const uint8_t (*spis)[4], size_t count)
{
    for (size_t i = 0; i < count; i++)
        proposals[i] = (struct ikt_proposal){.protocol = IKT_PROTOCOL_ESP, .spi = {spis[i], 4}};
    return (struct ikt_sa){.proposals = proposals, .proposal_count = count};
}

static unsigned count_spi(const struct ikt_table *index, uint8_t protocol, const uint8_t *spi, size_t length)
{
    unsigned count = 0;
    for (const struct ikt_index_node *node = ikt_index_find_spi(index, protocol, (struct ikt_bytes){spi, length}); node;
         node = node->older)
        count++;
    return count;
}

static void test_spis(void)
{
    static const uint8_t spis[3][4] = {{1, 2, 3, 4}, {1, 2, 3, 4}, {0, 0, 3, 4}}, other[4] = {4, 3, 2, 1};
    struct ikt_proposal proposals[3];
    const struct ikt_sa sa = sa_of(proposals, spis, 3);
    struct ikt_quick_mode one = {0}, two = {0};
    struct ikt_index_nodes of_one = {0}, of_two = {0};
    struct ikt_table index = {0};

    g_assert_cmpuint(count_spi(&index, IKT_PROTOCOL_ESP, spis[0], 4), ==, 0);
    ikt_index_spis(&index, &of_one, &one, &sa, true);
    g_assert_cmpuint(count_spi(&index, IKT_PROTOCOL_ESP, spis[0], 4), ==, 1);
    g_assert_cmpuint(count_spi(&index, IKT_PROTOCOL_AH, spis[0], 4), ==, 0);
    g_assert_cmpuint(count_spi(&index, IKT_PROTOCOL_ESP, other, 4), ==, 0);
    g_assert_cmpuint(count_spi(&index, IKT_PROTOCOL_ESP, spis[2] + 2, 2), ==, 1); /* as a CPI is written */
    ikt_index_spis(&index, &of_two, &two, &sa, false);
    const struct ikt_index_node *newest = ikt_index_find_spi(&index, IKT_PROTOCOL_ESP, (struct ikt_bytes){spis[0], 4});
    g_assert_true(newest->quick == &two && !newest->from_initiator);
    g_assert_true(newest->older->quick == &one && newest->older->from_initiator);
    ikt_index_forget_spis(&index, &of_two);
    g_assert_cmpuint(count_spi(&index, IKT_PROTOCOL_ESP, spis[0], 4), ==, 1);
    ikt_index_forget_spis(&index, &of_one);
    g_assert_cmpuint(index.count, ==, 0);
    ikt_table_clear(&index);
}

static void test_bound(void)
{
    enum {
        MANY = 100
    };
    static const uint8_t spis[1][4] = {{9, 9, 9, 9}};
    struct ikt_proposal proposals[1];
    const struct ikt_sa sa = sa_of(proposals, spis, 1);
    static struct ikt_quick_mode quick[MANY];
    struct ikt_index_nodes nodes[MANY] = {0};
    struct ikt_table index = {0};

    for (unsigned i = 0; i < MANY; i++)
        ikt_index_spis(&index, &nodes[i], &quick[i], &sa, true);
    g_assert_cmpuint(count_spi(&index, IKT_PROTOCOL_ESP, spis[0], 4), ==, IKT_INDEX_MOST);
    g_assert_true(ikt_index_find_spi(&index, IKT_PROTOCOL_ESP, (struct ikt_bytes){spis[0], 4})->quick ==
                  &quick[MANY - 1]);
    for (unsigned i = 0; i < MANY; i++)
        ikt_index_forget_spis(&index, &nodes[i]);
    g_assert_cmpuint(index.count, ==, 0);
    ikt_table_clear(&index);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/quick-mode-index/spis", test_spis);
    g_test_add_func("/quick-mode-index/bound", test_bound);
    return g_test_run();
}
