/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What lines of a log are taken for, one decision at a time: who began, which side refused, which phase it was, which
 * Quick Mode is meant. Events as their reader makes them, in place of a text; expected by hand from what IOS and the
 * ASA print.
 */
#include <glib.h>

#include "evidence/log_answer.h"
#include "evidence/log_begun.h"
#include "evidence/log_course.h"
#include "evidence/log_state.h"

#define OWN                                                                                                            \
    {                                                                                                                  \
        IKT_FAMILY_IPV4,                                                                                               \
        {                                                                                                              \
            192, 0, 2, 1                                                                                               \
        }                                                                                                              \
    }
#define PEER                                                                                                           \
    {                                                                                                                  \
        IKT_FAMILY_IPV4,                                                                                               \
        {                                                                                                              \
            198, 51, 100, 7                                                                                            \
        }                                                                                                              \
    }

/* What is 0 was not said. */
static struct ikt_log_event whole(struct ikt_log_event event)
{
    event.connection = IKT_ABSENT;
    event.protocol = event.protocol == 0 ? IKT_ABSENT : event.protocol;
    event.notify = event.notify == 0 ? IKT_ABSENT : event.notify;
    event.number = event.number == 0 ? IKT_ABSENT : event.number;
    return event;
}

static enum ikt_tristate begun_by(struct ikt_log_event event)
{
    struct ikt_log_begun begun = {PEER, IKT_UNKNOWN, false, false};
    event = whole(event);
    ikt_log_begun_take(&begun, &event);
    g_assert_true(begun.here == (begun.first_here == IKT_YES) && begun.there == (begun.first_here == IKT_NO));
    return begun.first_here;
}

static void test_begun(void)
{
    static const struct {
        enum ikt_tristate here;
        struct ikt_log_event event;
    } rows[] = {
        {IKT_YES, {.kind = IKT_LOG_BEGUN, .sent = true}},
        {IKT_NO, {.kind = IKT_LOG_BEGUN}},
        {IKT_YES, {.kind = IKT_LOG_REQUEST}},
        {IKT_YES, {.kind = IKT_LOG_SA_CREATED, .text = "(A) Initiator, Inbound SPI = 0x1"}},
        {IKT_NO, {.kind = IKT_LOG_SA_CREATED, .text = "(A) Responder, Inbound SPI = 0x1"}},
        {IKT_NO, {.kind = IKT_LOG_PHASE2_REFUSED}},
        {IKT_NO, {.kind = IKT_LOG_PACKET, .other = "N"}},
        {IKT_UNKNOWN, {.kind = IKT_LOG_PACKET, .other = "I", .text = "MM_NO_STATE"}},
        {IKT_YES, {.kind = IKT_LOG_PACKET, .other = "I", .text = "MM_NO_STATE", .sent = true}},
        {IKT_YES, {.kind = IKT_LOG_STATE, .text = "IKE_READY", .other = "IKE_I_MM1"}},
        {IKT_NO, {.kind = IKT_LOG_STATE, .text = "IKE_READY", .other = "IKE_R_MM1"}},
        {IKT_NO, {.kind = IKT_LOG_STATE, .text = "IKE_QM_READY", .other = "IKE_QM_SPI_STARVE"}},
        {IKT_YES, {.kind = IKT_LOG_STATE, .text = "IKE_QM_READY", .other = "IKE_QM_I_QM1"}},
        /* the error answers what the other one asked */
        {IKT_YES, {.kind = IKT_LOG_NOTIFY, .notify = IKT_NOTIFY_NO_PROPOSAL_CHOSEN}},
        {IKT_NO, {.kind = IKT_LOG_NOTIFY, .notify = IKT_NOTIFY_NO_PROPOSAL_CHOSEN, .sent = true}},
        {IKT_UNKNOWN, {.kind = IKT_LOG_NOTIFY, .notify = IKT_NOTIFY_INITIAL_CONTACT}},
        /* "dst src", of which a row has the first one as local: the source began */
        {IKT_NO, {.kind = IKT_LOG_SHOW_ISAKMP_SA, .text = "QM_IDLE", .local = OWN, .remote = PEER}},
        {IKT_YES, {.kind = IKT_LOG_SHOW_ISAKMP_SA, .text = "QM_IDLE", .local = PEER, .remote = OWN}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_cmpint(begun_by(rows[i].event), ==, rows[i].here);
    }
}

struct told {
    struct ikt_arena *arena;
    struct ikt_log_course course;
};

static void play(struct told *told, const struct ikt_log_event *events, size_t count)
{
    *told = (struct told){.arena = ikt_arena_new(4000)};
    told->course.arena = told->course.quick_modes.arena = told->arena;
    told->course.pair = (struct ikt_log_pair){
        .local = OWN, .remote = PEER, .begun_here = IKT_UNKNOWN, .nat = IKT_UNKNOWN, .config = IKT_CONFIGS_MAX};
    for (size_t i = 0; i < count; i++) {
        const struct ikt_log_spot spot = {.place = i + 1, .ref = {.number = i + 1, .kind = IKT_REF_LOG}};
        const struct ikt_log_event event = whole(events[i]);
        ikt_log_course_take(&told->course, &event, &spot);
    }
    ikt_log_course_finish(&told->course);
}

static const struct ikt_log_pair *said_by(struct told *told, struct ikt_log_event event)
{
    play(told, &event, 1);
    return &told->course.pair;
}

/* One line says one thing, and not the other. */
static void test_said(void)
{
    static const struct {
        enum ikt_log_said yes, no;
        struct ikt_log_event event;
    } rows[] = {
        {IKT_SAID_PHASE1_DIED, IKT_SAID_DELETED, {.kind = IKT_LOG_SA_DELETED, .text = "Death by retransmission P1"}},
        {IKT_SAID_DELETED, IKT_SAID_PHASE1_DIED, {.kind = IKT_LOG_SA_DELETED, .text = "Death by retransmission P2"}},
        {IKT_SAID_QUICK_MODE_RETRANSMIT, IKT_SAID_PHASE1_RETRANSMIT, {.kind = IKT_LOG_RETRANSMIT, .number = 2}},
        {IKT_SAID_PHASE1_RETRANSMIT, IKT_SAID_QUICK_MODE_RETRANSMIT, {.kind = IKT_LOG_RETRANSMIT, .number = 1}},
        {IKT_SAID_QUICK_MODE_FAILURE, IKT_SAID_MAIN_MODE_FAILURE, {.kind = IKT_LOG_MODE_FAILURE, .text = "Quick"}},
        {IKT_SAID_MAIN_MODE_FAILURE, IKT_SAID_QUICK_MODE_FAILURE, {.kind = IKT_LOG_MODE_FAILURE, .text = "Main"}},
        {IKT_SAID_FILTERED_IKE,
         IKT_SAID_FILTERED_ESP,
         {.kind = IKT_LOG_FILTERED, .protocol = 17, .local_port = 500, .failed = true, .local = OWN}},
    };
    struct told told;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const struct ikt_log_pair *pair = said_by(&told, rows[i].event);
        g_assert_true(ikt_log_says(pair, rows[i].yes) && !ikt_log_says(pair, rows[i].no));
        ikt_arena_free(told.arena);
    }
    /* what it only forwards is another's */
    const struct ikt_log_pair *pair = said_by(&told, (struct ikt_log_event){.kind = IKT_LOG_FILTERED,
                                                                            .protocol = 17,
                                                                            .local_port = 500,
                                                                            .failed = true,
                                                                            .local = {IKT_FAMILY_IPV4, {10, 1, 1, 1}}});
    g_assert_false(ikt_log_says(pair, IKT_SAID_FILTERED_IKE));
    ikt_arena_free(told.arena);
}

static void test_phase1(void)
{
    struct told told;
    const struct ikt_log_pair *pair = said_by(&told, (struct ikt_log_event){.kind = IKT_LOG_NOTIFY,
                                                                            .protocol = IKT_PROTOCOL_ISAKMP,
                                                                            .notify = IKT_NOTIFY_NO_PROPOSAL_CHOSEN});
    g_assert_true(ikt_log_says(pair, IKT_SAID_PHASE1_REFUSED_THERE));
    ikt_arena_free(told.arena);
    static const struct {
        enum ikt_tristate here;
        struct ikt_log_event event;
    } rows[] = {
        {IKT_NO, {.kind = IKT_LOG_PACKET, .other = "N"}},
        {IKT_YES, {.kind = IKT_LOG_PACKET, .other = "I", .text = "MM_NO_STATE", .sent = true}},
        {IKT_YES, {.kind = IKT_LOG_STATE, .text = "IKE_READY", .other = "IKE_I_MM1"}},
        {IKT_NO, {.kind = IKT_LOG_STATE, .text = "IKE_READY", .other = "IKE_R_MM1"}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_cmpint(said_by(&told, rows[i].event)->begun_here, ==, rows[i].here);
        ikt_arena_free(told.arena);
    }
    g_assert_cmpint(said_by(&told, (struct ikt_log_event){.kind = IKT_LOG_NAT, .text = "No NAT Found"})->nat, ==,
                    IKT_NO);
    ikt_arena_free(told.arena);
    g_assert_cmpint(said_by(&told, (struct ikt_log_event){.kind = IKT_LOG_NAT, .text = "NAT found, both"})->nat, ==,
                    IKT_YES);
    ikt_arena_free(told.arena);
}

/* The Quick Modes that lines are of: whose, how they ended, how many. */
static void test_quick_modes(void)
{
    static const struct ikt_log_event begun = {.kind = IKT_LOG_QUICK_MODE_BEGUN, .message_id = 5},
                                      came = {.kind = IKT_LOG_NOTIFY,
                                              .protocol = IKT_PROTOCOL_ESP,
                                              .notify = IKT_NOTIFY_NO_PROPOSAL_CHOSEN},
                                      larval = {.kind = IKT_LOG_NODE_DELETED, .message_id = 5, .text = "Delete Larval"},
                                      refused = {.kind = IKT_LOG_PHASE2_REFUSED, .message_id = 6},
                                      check = {.kind = IKT_LOG_TRANSFORM, .message_id = 5, .number = 1},
                                      done = {.kind = IKT_LOG_QUICK_MODE_DONE, .message_id = 5},
                                      error = {.kind = IKT_LOG_POLICY_ERROR, .message_id = 6, .number = 32};
    struct told told;
    const struct ikt_log_event ours[] = {begun, came};
    play(&told, ours, G_N_ELEMENTS(ours));
    g_assert_cmpuint(told.course.pair.quick_mode_count, ==, 1);
    g_assert_cmpint(told.course.pair.quick_modes[0].begun_here, ==, IKT_YES);
    g_assert_cmpint(told.course.pair.quick_modes[0].end, ==, IKT_LOG_END_REFUSED_THERE);
    ikt_arena_free(told.arena);
    const struct ikt_log_event ended[] = {begun, larval};
    play(&told, ended, G_N_ELEMENTS(ended));
    g_assert_cmpuint(told.course.pair.quick_mode_count, ==, 1);
    g_assert_cmpint(told.course.pair.quick_modes[0].end, ==, IKT_LOG_END_REFUSED_THERE);
    ikt_arena_free(told.arena);
    /* what is checked while an answer is awaited is the answer, and the end is that of what was begun */
    const struct ikt_log_event answered[] = {begun, check, done};
    play(&told, answered, G_N_ELEMENTS(answered));
    g_assert_cmpuint(told.course.pair.quick_mode_count, ==, 1);
    g_assert_cmpint(told.course.pair.quick_modes[0].begun_here, ==, IKT_YES);
    g_assert_cmpint(told.course.pair.quick_modes[0].end, ==, IKT_LOG_END_COMPLETED);
    ikt_arena_free(told.arena);
    const struct ikt_log_event unnamed = {.kind = IKT_LOG_QUICK_MODE_DONE}, whole_one[] = {begun, check, unnamed};
    play(&told, whole_one, G_N_ELEMENTS(whole_one));
    g_assert_cmpuint(told.course.pair.quick_mode_count, ==, 1);
    g_assert_cmpint(told.course.pair.quick_modes[0].end, ==, IKT_LOG_END_COMPLETED);
    ikt_arena_free(told.arena);
    const struct ikt_log_event said[] = {error, refused};
    play(&told, said, G_N_ELEMENTS(said));
    g_assert_cmpuint(told.course.pair.quick_mode_count, ==, 1);
    g_assert_cmpint(told.course.pair.quick_modes[0].refusal, ==, IKT_REFUSAL_NETWORKS);
    g_assert_cmpint(told.course.pair.quick_modes[0].begun_here, ==, IKT_NO);
    ikt_arena_free(told.arena);
}

static uint64_t count_of(const struct ikt_log_event *events, size_t count, size_t *listed)
{
    struct told told;
    uint64_t all = 0;
    play(&told, events, count);
    *listed = told.course.pair.quick_mode_count;
    for (size_t i = 0; i < told.course.pair.quick_mode_count; i++)
        all += told.course.pair.quick_modes[i].count;
    ikt_arena_free(told.arena);
    return all;
}

/* How many there are: equal ones of one side are retries, listed as one. */
static void test_how_many(void)
{
    static const struct ikt_log_event begun = {.kind = IKT_LOG_QUICK_MODE_BEGUN, .message_id = 5},
                                      checks[] = {{.kind = IKT_LOG_TRANSFORM, .message_id = 6, .number = 1},
                                                  {.kind = IKT_LOG_TRANSFORM, .message_id = 7, .number = 1}},
                                      unnamed = {.kind = IKT_LOG_TRANSFORM, .number = 1},
                                      error = {.kind = IKT_LOG_POLICY_ERROR, .number = 32};
    const struct ikt_log_event both[] = {begun, checks[0]}, again[] = {unnamed, error, unnamed};
    size_t listed;
    g_assert_cmpuint(count_of(checks, 1, &listed), ==, 1);
    g_assert_cmpuint(count_of(checks, 2, &listed), ==, 2); /* of two message IDs */
    g_assert_cmpuint(listed, ==, 1);
    g_assert_cmpuint(count_of(both, 2, &listed), ==, 2); /* one of each side */
    g_assert_cmpuint(listed, ==, 2);
    g_assert_cmpuint(count_of(again, 3, &listed), ==, 2); /* what is checked after a refusal is the next offer */
}

/* What goes on is not down, what was refused is, and what failed before phase 1 came up counts no more. */
static void test_state(void)
{
    static const struct ikt_proxies any;
    static const struct ikt_log_event begun = {.kind = IKT_LOG_QUICK_MODE_BEGUN, .message_id = 5},
                                      no_key = {.kind = IKT_LOG_NO_KEY};
    struct told told;
    const struct ikt_log_event going[] = {begun}, mended[] = {no_key, begun}, failed[] = {no_key};
    play(&told, going, 1);
    g_assert_cmpint(ikt_log_state_of(&told.course.pair, &any).holds, !=, IKT_LOG_HOLDS_DOWN);
    ikt_arena_free(told.arena);
    play(&told, mended, 2);
    g_assert_cmpint(ikt_log_state_of(&told.course.pair, &any).holds, !=, IKT_LOG_HOLDS_DOWN);
    ikt_arena_free(told.arena);
    play(&told, failed, 1);
    g_assert_cmpint(ikt_log_state_of(&told.course.pair, &any).holds, ==, IKT_LOG_HOLDS_DOWN);
    ikt_arena_free(told.arena);
    const struct ikt_log_event excerpt[] = {{.kind = IKT_LOG_POLICY_ERROR, .message_id = 6, .number = 32}};
    play(&told, excerpt, 1); /* the lines that end it are not in the excerpt */
    g_assert_cmpint(ikt_log_state_of(&told.course.pair, &any).holds, ==, IKT_LOG_HOLDS_DOWN);
    ikt_arena_free(told.arena);
}

/* Which line of the responder's log answers a Quick Mode of a capture. */
static void test_answer(void)
{
    struct ikt_phase1 phase1 = {0};
    struct ikt_party initiator = {.endpoint.address = PEER}, responder = {.endpoint.address = OWN};
    struct ikt_phase2 record = {.phase1 = &phase1,
                                .initiator = &initiator,
                                .responder = &responder,
                                .message_id = 9,
                                .outcome = IKT_OUTCOME_REJECTED};
    struct ikt_log_quick_mode modes[2] = {{.message_id = 9,
                                           .id_count = 1,
                                           .ids = {{.message_id = 9, .at.time = IKT_TIME_NONE}},
                                           .begun_here = IKT_NO,
                                           .refusal = IKT_REFUSAL_NETWORKS}};
    struct ikt_log_pair pair = {.local = OWN, .remote = PEER, .quick_modes = modes, .quick_mode_count = 1};
    const struct ikt_log_pairs pairs = {.count = 1, .items = &pair};
    struct ikt_log_book *book = ikt_log_book_new(&pairs);
    struct ikt_log_answer answer;
    g_assert_true(ikt_log_answer_of(book, &record, &answer));
    g_assert_cmpint(answer.by, ==, IKT_LOG_JOINED_ID);
    modes[0].begun_here = IKT_YES; /* the router's own is not the one that it answers */
    g_assert_false(ikt_log_answer_of(book, &record, &answer));
    modes[0].begun_here = IKT_NO;
    record.message_id = 10;
    g_assert_true(ikt_log_answer_of(book, &record, &answer));
    g_assert_cmpint(answer.by, ==, IKT_LOG_JOINED_NETWORKS);
    modes[1] = modes[0];
    modes[1].refusal = IKT_REFUSAL_TRANSFORM; /* which of the two it is nobody knows */
    pair.quick_mode_count = 2;
    g_assert_false(ikt_log_answer_of(book, &record, &answer));
    ikt_log_book_free(book);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log-decisions/begun", test_begun);
    g_test_add_func("/log-decisions/said", test_said);
    g_test_add_func("/log-decisions/phase1", test_phase1);
    g_test_add_func("/log-decisions/quick-modes", test_quick_modes);
    g_test_add_func("/log-decisions/how-many", test_how_many);
    g_test_add_func("/log-decisions/state", test_state);
    g_test_add_func("/log-decisions/answer", test_answer);
    return g_test_run();
}
