/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Dead peer detection by side: RFC 3706 section 5.3 (numbers), and what lengths show where nothing is read.
 */
#include <glib.h>

#include "track/dpd.h"

static uint64_t sequence;

static void say(struct ikt_dpd_state *state, bool from_initiator, uint16_t type, uint32_t number)
{
    sequence++;
    const uint8_t data[] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number};
    const struct ikt_notify notify = {.type = type, .data = {data, sizeof(data)}};
    const struct ikt_notification notification = {
        .sequence = sequence, .frame = 100 + sequence, .from_initiator = from_initiator, .notify = &notify};
    ikt_dpd_learn(state, &notification);
}

static void ask(struct ikt_dpd_state *state, bool from_initiator, uint32_t number)
{
    say(state, from_initiator, IKT_NOTIFY_R_U_THERE, number);
}

static void answer(struct ikt_dpd_state *state, bool from_initiator, uint32_t number)
{
    say(state, from_initiator, IKT_NOTIFY_R_U_THERE_ACK, number);
}

/* The path from the initiator is broken: that it answers says nothing of its own questions. */
static void test_both_ask(void)
{
    struct ikt_dpd_state state = {0};
    sequence = 0;
    for (uint32_t i = 0; i < 8; i++) {
        ask(&state, true, 100 + i);
        ask(&state, false, 500 + i);
        answer(&state, true, 500 + i);
    }
    g_assert_cmpuint(state.asked_by[0].asked, ==, 8);
    g_assert_cmpuint(state.asked_by[0].answered, ==, 0);
    g_assert_cmpuint(state.asked_by[0].unanswered, ==, 8);
    g_assert_cmpuint(state.asked_by[0].unanswered_sequence, ==, 1);
    g_assert_cmpuint(state.asked_by[0].unanswered_frame, ==, 101);
    g_assert_cmpuint(state.asked_by[0].last_sequence, ==, 22);
    g_assert_cmpuint(state.asked_by[1].asked, ==, 8);
    g_assert_cmpuint(state.asked_by[1].answered, ==, 8);
    g_assert_cmpuint(state.asked_by[1].unanswered, ==, 0);
    answer(&state, false, 107);
    g_assert_cmpuint(state.asked_by[0].unanswered, ==, 0);
    g_assert_cmpuint(state.asked_by[0].answered, ==, 1);
}

/* An answer that is sent again answers nothing that was asked since; numbers wrap around. */
static void test_numbers(void)
{
    const uint32_t starts[] = {1, 0x7ffffffe, 0xfffffffe};
    for (unsigned i = 0; i < G_N_ELEMENTS(starts); i++) {
        struct ikt_dpd_state state = {0};
        ask(&state, true, starts[i]);
        answer(&state, false, starts[i]);
        for (uint32_t later = 1; later <= 4; later++) {
            ask(&state, true, starts[i] + later);
            answer(&state, false, starts[i]);
        }
        g_assert_cmpuint(state.asked_by[0].answered, ==, 1);
        g_assert_cmpuint(state.asked_by[0].unanswered, ==, 4);
        answer(&state, false, starts[i] + 3);
        g_assert_cmpuint(state.asked_by[0].unanswered, ==, 0);
    }
}

static void send(struct ikt_dpd_state *state, bool from_initiator, unsigned seconds, uint32_t length)
{
    const struct ikt_cipher_sizes aes_sha1 = {16, 20, IKT_PADDING_UNKNOWN};
    const struct ikt_message message = {.encrypted = true};
    sequence++;
    const struct ikt_seen seen = {.name = IKT_INFORMATIONAL,
                                  .sequence = sequence,
                                  .frame = 100 + sequence,
                                  .time = seconds * IKT_SECOND,
                                  .from_initiator = from_initiator,
                                  .length = length,
                                  .message = &message};
    ikt_dpd_learn_length(state, &aes_sha1, &seen);
}

/* AES and SHA1: R-U-THERE has 92 octets. */
static void test_lengths(void)
{
    struct ikt_dpd_state state = {0};
    sequence = 0;
    for (unsigned i = 0; i < 3; i++)
        send(&state, true, 10 * i, 92);
    g_assert_cmpuint(state.longest.count, ==, 3);
    g_assert_true(state.longest.from_initiator);
    g_assert_cmpuint(state.longest.first_frame, ==, 101);
    g_assert_cmpuint(state.longest.last_frame, ==, 103);
    send(&state, false, 30, 92);
    g_assert_cmpuint(state.longest.count, ==, 2); /* the last one is answered */
    for (unsigned i = 0; i < 9; i++)
        send(&state, true, 40 + 10 * i, 76); /* a DELETE of an IPsec SA */
    g_assert_cmpuint(state.longest.count, ==, 2);
    for (unsigned i = 0; i < 4; i++)
        send(&state, true, 200, 92); /* at one time: no series */
    g_assert_cmpuint(state.longest.count, ==, 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dpd/both-ask", test_both_ask);
    g_test_add_func("/dpd/numbers", test_numbers);
    g_test_add_func("/dpd/lengths", test_lengths);
    return g_test_run();
}
