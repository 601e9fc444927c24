/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which SAs a Quick Mode made. RFC 2408 section 3.5: the SPI in a proposal is its sender's inbound one, so that the
 * initiator's stands for traffic to the initiator.
 */
#include "track/ipsec_sas.h"

static const uint8_t spis[][4] = {{0xc0, 0xff, 0xee, 1}, {0xc0, 0xff, 0xee, 2}, {0xbe, 0xef, 0, 1}, {0xbe, 0xef, 0, 2}};
static struct ikt_party initiator, responder;

static struct ikt_proposal proposal(uint8_t number, uint8_t protocol, size_t spi)
{
    return (struct ikt_proposal){.number = number, .protocol = protocol, .spi = {spis[spi], 4}};
}

static struct ikt_flow flow(bool from_initiator, uint8_t protocol, uint32_t spi)
{
    const struct ikt_address *ends[] = {&initiator.endpoint.address, &responder.endpoint.address};
    return (struct ikt_flow){.protocol = protocol,
                             .spi = spi,
                             .source = *ends[from_initiator ? 0 : 1],
                             .destination = *ends[from_initiator ? 1 : 0],
                             .packets = 7};
}

static struct ikt_phase2 record(enum ikt_outcome outcome, const struct ikt_sa *offer, const struct ikt_sa *choice,
                                const struct ikt_flow *flows, size_t flow_count)
{
    initiator.endpoint.address = ikt_address_ipv4((const uint8_t[]){203, 0, 113, 1});
    responder.endpoint.address = ikt_address_ipv4((const uint8_t[]){198, 51, 100, 1});
    return (struct ikt_phase2){.initiator = &initiator,
                               .responder = &responder,
                               .outcome = outcome,
                               .offer = offer,
                               .choice = choice,
                               .flow_count = flow_count,
                               .flows = flows};
}

static void assert_row(const GArray *rows, guint nth, bool from_initiator, uint8_t protocol, uint32_t spi,
                       uint64_t packets)
{
    const struct ikt_flow *row = &g_array_index(rows, struct ikt_flow, nth);
    g_assert_cmpuint(row->spi, ==, spi);
    g_assert_cmpuint(row->protocol, ==, protocol);
    g_assert_cmpuint(row->packets, ==, packets);
    g_assert_true(ikt_address_equal(&row->source, &(from_initiator ? &initiator : &responder)->endpoint.address));
    g_assert_true(ikt_address_equal(&row->destination, &(from_initiator ? &responder : &initiator)->endpoint.address));
    if (packets == 0) {
        g_assert_true(row->first_time == IKT_TIME_NONE);
        g_assert_true(row->last_time == IKT_TIME_NONE);
    }
}

/* ESP with AH: four SAs, two of them with traffic. */
static void test_established(void)
{
    const struct ikt_proposal offered[] = {proposal(1, IKT_PROTOCOL_AH, 0), proposal(1, IKT_PROTOCOL_ESP, 1)};
    const struct ikt_proposal chosen[] = {proposal(1, IKT_PROTOCOL_AH, 2), proposal(1, IKT_PROTOCOL_ESP, 3)};
    const struct ikt_sa offer = {.proposal_count = 2, .proposals = offered},
                        choice = {.proposal_count = 2, .proposals = chosen};
    struct ikt_phase2 established = record(IKT_OUTCOME_ESTABLISHED, &offer, &choice, NULL, 0);
    const struct ikt_flow flows[] = {flow(true, IKT_PROTOCOL_AH, 0xbeef0001),
                                     flow(false, IKT_PROTOCOL_ESP, 0xc0ffee02)};
    established.flows = flows;
    established.flow_count = G_N_ELEMENTS(flows);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct ikt_flow));
    ikt_ipsec_sas(&established, rows);
    g_assert_cmpuint(rows->len, ==, 4);
    assert_row(rows, 0, true, IKT_PROTOCOL_AH, 0xbeef0001, 7);
    assert_row(rows, 1, true, IKT_PROTOCOL_ESP, 0xbeef0002, 0);
    assert_row(rows, 2, false, IKT_PROTOCOL_ESP, 0xc0ffee02, 7);
    assert_row(rows, 3, false, IKT_PROTOCOL_AH, 0xc0ffee01, 0);
}

/* One of several proposals was chosen, and the responder numbers anew: the protocol tells which. */
static void test_numbered_anew(void)
{
    const struct ikt_proposal offered[] = {proposal(1, IKT_PROTOCOL_AH, 0), proposal(2, IKT_PROTOCOL_ESP, 1)};
    const struct ikt_proposal chosen[] = {proposal(1, IKT_PROTOCOL_ESP, 3)};
    const struct ikt_sa offer = {.proposal_count = 2, .proposals = offered},
                        choice = {.proposal_count = 1, .proposals = chosen};
    const struct ikt_phase2 established = record(IKT_OUTCOME_ESTABLISHED, &offer, &choice, NULL, 0);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct ikt_flow));
    ikt_ipsec_sas(&established, rows);
    g_assert_cmpuint(rows->len, ==, 2);
    assert_row(rows, 0, true, IKT_PROTOCOL_ESP, 0xbeef0002, 0);
    assert_row(rows, 1, false, IKT_PROTOCOL_ESP, 0xc0ffee02, 0);
}

/* Nothing was negotiated where it was refused, nor is an SPI known that was not read; traffic is shown all the same. */
static void test_not_established(void)
{
    const struct ikt_proposal proposals[] = {proposal(1, IKT_PROTOCOL_ESP, 1)};
    const struct ikt_sa sa = {.proposal_count = 1, .proposals = proposals};
    struct ikt_phase2 records[] = {record(IKT_OUTCOME_REJECTED, &sa, &sa, NULL, 0),
                                   record(IKT_OUTCOME_ESTABLISHED, &sa, NULL, NULL, 0)};
    const struct ikt_flow flows[] = {flow(true, IKT_PROTOCOL_ESP, 5)};
    for (size_t i = 0; i < G_N_ELEMENTS(records); i++) {
        g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct ikt_flow));
        ikt_ipsec_sas(&records[i], rows);
        g_assert_cmpuint(rows->len, ==, 0);
        records[i].flows = flows;
        records[i].flow_count = 1;
        ikt_ipsec_sas(&records[i], rows);
        g_assert_cmpuint(rows->len, ==, 1);
        assert_row(rows, 0, true, IKT_PROTOCOL_ESP, 5, 7);
    }
}

/* Behind a NAT the traffic's other end has another address: it is the negotiated SA all the same. */
static void test_nat(void)
{
    const struct ikt_proposal offered[] = {proposal(1, IKT_PROTOCOL_ESP, 1)},
                              chosen[] = {proposal(1, IKT_PROTOCOL_ESP, 3)};
    const struct ikt_sa offer = {.proposal_count = 1, .proposals = offered},
                        choice = {.proposal_count = 1, .proposals = chosen};
    struct ikt_phase2 established = record(IKT_OUTCOME_ESTABLISHED, &offer, &choice, NULL, 0);
    struct ikt_flow to_responder = flow(true, IKT_PROTOCOL_ESP, 0xbeef0002);
    to_responder.source = ikt_address_ipv4((const uint8_t[]){192, 0, 2, 99});
    established.flows = &to_responder;
    established.flow_count = 1;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct ikt_flow));
    ikt_ipsec_sas(&established, rows);
    g_assert_cmpuint(rows->len, ==, 2);
    unsigned with_packets = 0;
    for (guint i = 0; i < rows->len; i++)
        with_packets += g_array_index(rows, struct ikt_flow, i).packets > 0;
    g_assert_cmpuint(with_packets, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/track/ipsec-sas/established", test_established);
    g_test_add_func("/track/ipsec-sas/numbered-anew", test_numbered_anew);
    g_test_add_func("/track/ipsec-sas/not-established", test_not_established);
    g_test_add_func("/track/ipsec-sas/nat", test_nat);
    return g_test_run();
}
