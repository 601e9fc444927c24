/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which side a line of a log speaks of: what was sent and what came, and whose a reason without an address is.
 */
#include "read_log.h"

#define ANSWER                                                                                                         \
    "ISAKMP:(1001): IPSec policy invalidated proposal with error 32\n"                                                 \
    "ISAKMP:(1001): phase 2 SA policy not acceptable! (local 192.0.2.1 remote 198.51.100.7)\n"
#define REASON "IPSEC(ipsec_process_proposal): proxy identities not supported\n"

static void check_sent(const char *text, enum ikt_log_event_kind kind, bool first, bool second)
{
    struct read_log read = read_log(text);
    g_assert_cmpuint(count_events(&read, kind), ==, 2);
    g_assert_cmpint(event_of(&read, kind, 0)->sent, ==, first);
    g_assert_cmpint(event_of(&read, kind, 1)->sent, ==, second);
    free_log(&read);
}

static void sent_or_received(void)
{
    check_sent("ISAKMP:(0): sending packet to 192.0.2.2 my_port 500 peer_port 500 (I) MM_NO_STATE\n"
               "ISAKMP (0): received packet from 192.0.2.2 dport 500 sport 500 Global (I) MM_NO_STATE\n",
               IKT_LOG_PACKET, true, false);
    check_sent("ISAKMP:(1001): retransmitting phase 2 QM_IDLE 77 ...\n"
               "ISAKMP:(1001): phase 2 packet is a duplicate of a previous packet.\n",
               IKT_LOG_RETRANSMIT, true, false);
    check_sent("ISAKMP:(1001):Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3\n"
               "\tspi 1684437280, message ID = -1\n"
               "ISAKMP:(1001):processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3\n"
               "\tspi 101951630, message ID = -2\n",
               IKT_LOG_NOTIFY, true, false);
    check_sent("ISAKMP:(1001):SA is doing pre-shared key authentication using id type ID_IPV4_ADDR\n"
               "ISAKMP (1001): ID payload\n\tnext-payload : 8\n\ttype         : 1\n\taddress      : 192.0.2.1\n"
               "\tprotocol     : 17\n\tport         : 500\n\tlength       : 12\n"
               "ISAKMP:(1001): processing ID payload. message ID = 0\n"
               "ISAKMP (1001): ID payload\n\tnext-payload : 8\n\ttype         : 1\n\taddress      : 192.0.2.2\n"
               "\tprotocol     : 17\n\tport         : 500\n\tlength       : 12\n",
               IKT_LOG_IDENTITY, true, false);
}

/* Of the answer whose lines follow: near enough, and before the next packet. */
static void reason_without_an_address(void)
{
    static const struct {
        const char *text;
        bool adopted;
    } rows[] = {
        {REASON ANSWER, true},
        {REASON "x\nx\nx\nx\nx\nx\nx\n" ANSWER, true},
        {REASON "x\nx\nx\nx\nx\nx\nx\nx\nx\n" ANSWER, false},
        {REASON "ISAKMP (1001): received packet from 198.51.100.7 dport 500 sport 500 Global (R) QM_IDLE\n" ANSWER,
         false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct read_log read = read_log(rows[i].text);
        const struct ikt_log_event *reason = event_of(&read, IKT_LOG_PROXIES_REFUSED, 0);
        g_assert_cmpint(reason->remote.family != IKT_FAMILY_NONE, ==, rows[i].adopted);
        free_log(&read);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/logs/sides/sent-or-received", sent_or_received);
    g_test_add_func("/logs/sides/reason-without-an-address", reason_without_an_address);
    return g_test_run();
}
