/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every reference capture with one packet lost, copied, repeated or late, and ending after each of its packets, with
 * keys and without: what holds of every tunnel whatever the capture lacks.
 */
#include <gcrypt.h>
#include <string.h>

#include "../golden/changes.h"

static struct {
    const char *capture, *change;
    guint at;
    uint64_t tunnels, down;
} now;

static void check_text(const struct ikt_sentence *sentence)
{
    g_autofree char *text = ikt_sentence_text(sentence);
    g_assert_nonnull(text);
    g_assert_null(strstr(text, "{}"));
}

/* A tunnel that is down has an error, and a cause or what decides it; what decides is said where it is open only. */
static void on_tunnel(void *user, const struct ikt_tunnel *tunnel)
{
    bool error = false;
    (void)user;
    now.tunnels++;
    now.down += tunnel->state == IKT_TUNNEL_DOWN;
    for (size_t i = 0; i < tunnel->findings.count; i++) {
        error = error || tunnel->findings.items[i]->severity == IKT_SEVERITY_ERROR;
        check_text(&tunnel->findings.items[i]->summary);
    }
    for (size_t i = 0; i < tunnel->decide_count; i++) {
        const struct ikt_tunnel_decide *decide = &tunnel->decide[i];
        for (size_t j = 0; j < decide->command_count; j++)
            check_text(&decide->commands[j]);
        for (size_t j = 0; j < decide->answer_count; j++) {
            check_text(&decide->answers[j].see);
            check_text(&decide->answers[j].means);
        }
        if (decide->hint.format)
            check_text(&decide->hint);
    }
    for (size_t i = 0; i < tunnel->note_count; i++)
        check_text(&tunnel->notes[i]);
    bool wrong = (tunnel->state == IKT_TUNNEL_DOWN && (!error || tunnel->cause_count + tunnel->open_count == 0)) ||
                 (tunnel->cause_count > 0 && tunnel->open_count > 0) ||
                 ((tunnel->state == IKT_TUNNEL_UP || tunnel->state == IKT_TUNNEL_UNJUDGED) &&
                  tunnel->cause_count + tunnel->open_count > 0) ||
                 (tunnel->open_count > 0) != (tunnel->decide_count > 0);
    if (!wrong)
        return;
    g_test_message("%s, %s at %u: %s in %s, %zu causes, %zu open, %zu decided, error %d", now.capture, now.change,
                   now.at, ikt_tunnel_state_name(tunnel->state), ikt_tunnel_where_name(tunnel->where),
                   tunnel->cause_count, tunnel->open_count, tunnel->decide_count, error);
    g_test_fail();
}

static const struct ikt_sink sink = {.tunnel = on_tunnel};

static void run(struct ikt_keyring *keys, const GArray *inputs, enum change change, guint at)
{
    struct ikt_triage *triage = ikt_triage_new(NULL, keys, &sink, NULL);
    now.change = change_name(change);
    now.at = at;
    change_feed(triage, inputs, change, at);
    ikt_triage_finish(triage);
    ikt_triage_free(triage);
}

static void run_prefix(struct ikt_keyring *keys, const GArray *inputs, guint count)
{
    struct ikt_triage *triage = ikt_triage_new(NULL, keys, &sink, NULL);
    now.change = "ends";
    now.at = count;
    for (guint i = 0; i < count; i++)
        corpus_feed(triage, &g_array_index(inputs, struct input, i), i + 1);
    ikt_triage_finish(triage);
    ikt_triage_free(triage);
}

static void visit(struct capture *capture)
{
    static const enum change changes[] = {CHANGE_LOST, CHANGE_COPIED, CHANGE_REPEATED,
                                          CHANGE_LATE, CHANGE_LAST,   CHANGE_SWAPPED};
    g_autoptr(GArray) inputs = corpus_inputs(capture);
    struct ikt_keyring *none = ikt_keyring_new();
    now.capture = capture->name;
    for (int keyed = 0; keyed <= (capture->keyed ? 1 : 0); keyed++) {
        struct ikt_keyring *keys = keyed ? capture->keys : none;
        guint last = MIN(inputs->len, 60);
        for (guint at = 1; at <= last; at++)
            run_prefix(keys, inputs, at);
        for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
            for (guint at = 0; at < last; at++) {
                if (change_applies(inputs, changes[i], at))
                    run(keys, inputs, changes[i], at);
            }
        }
    }
    ikt_keyring_unref(none);
}

static void test_shipped(void)
{
    corpus_shipped(visit);
    g_test_message("%" G_GUINT64_FORMAT " tunnels, %" G_GUINT64_FORMAT " of them down", now.tunnels, now.down);
    g_assert_cmpuint(now.down, >, 1000);
}

static void test_lab(void)
{
    corpus_lab(false, visit);
    corpus_public(visit);
}

int main(int argc, char **argv)
{
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    g_test_init(&argc, &argv, NULL);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/tunnels/changed-captures/shipped", test_shipped);
    g_test_add_func("/tunnels/changed-captures/lab-and-public", test_lab);
    return g_test_run();
}
