/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scene.h"

#include <string.h>

static const struct ikt_pair_documents no_documents = {.initiator = {.router = NULL}};

static void told_free(void *data)
{
    struct told_tunnel *told = data;
    GPtrArray *lists[] = {told->causes, told->findings, told->open, told->commands,
                          told->see,    told->means,    told->notes};
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        g_ptr_array_unref(lists[i]);
    g_free(told->a);
    g_free(told->networks[0]);
    g_free(told->networks[1]);
    g_free(told->peers_of_a);
    g_free(told->policies_of_a);
    g_free(told->hint);
    g_free(told);
}

static GPtrArray *texts(void)
{
    return g_ptr_array_new_with_free_func(g_free);
}

static void tell_open(const struct ikt_tunnel *tunnel, struct told_tunnel *told)
{
    for (size_t i = 0; i < tunnel->open_count; i++) {
        const struct ikt_tunnel_open *open = &tunnel->open[i];
        g_ptr_array_add(told->open, g_strdup(open->decision));
        if (i < G_N_ELEMENTS(told->ios_error))
            told->ios_error[i] = open->ios_error_confirmed ? open->ios_error : -open->ios_error;
    }
    for (size_t i = 0; i < tunnel->decide_count; i++) {
        const struct ikt_tunnel_decide *decide = &tunnel->decide[i];
        told->on_a = decide->on_a;
        for (size_t j = 0; j < decide->command_count; j++)
            g_ptr_array_add(told->commands, ikt_sentence_text(&decide->commands[j]));
        for (size_t j = 0; j < decide->answer_count; j++) {
            g_ptr_array_add(told->see, ikt_sentence_text(&decide->answers[j].see));
            g_ptr_array_add(told->means, ikt_sentence_text(&decide->answers[j].means));
        }
        told->hint = decide->hint.format ? ikt_sentence_text(&decide->hint) : NULL;
    }
}

static void on_tunnel(void *user, const struct ikt_tunnel *tunnel)
{
    struct told_tunnel *told = g_new0(struct told_tunnel, 1);
    char address[IKT_ADDRESS_TEXT];
    told->state = tunnel->state;
    told->first_time = tunnel->first_time;
    told->since = tunnel->since;
    told->last_time = tunnel->last_time;
    told->ended = tunnel->ended;
    told->where = tunnel->where;
    told->likelihood = tunnel->likelihood;
    told->a = g_strdup(ikt_address_format(&tunnel->a.endpoint.address, address));
    told->peers_of_a = g_strdup(tunnel->a.peers.value);
    told->policies_of_a = g_strdup(tunnel->a.policies.value);
    told->phase1_up = tunnel->phase1_up;
    told->causes = texts();
    told->findings = texts();
    told->open = texts();
    told->commands = texts();
    told->see = texts();
    told->means = texts();
    told->notes = texts();
    for (int i = 0; i < 2; i++) {
        told->networks[i] = g_strdup(tunnel->networks[i]);
        told->begun_by[i] = tunnel->begun_by[i];
        told->packets[i] = tunnel->traffic[i].packets;
    }
    told->pair = tunnel->pair;
    memcpy(told->parts, tunnel->parts, sizeof told->parts);
    memcpy(told->attempts, tunnel->attempts, sizeof told->attempts);
    for (size_t i = 0; i < tunnel->cause_count; i++)
        g_ptr_array_add(told->causes, g_strdup(ikt_rule_info(tunnel->causes[i])->name));
    for (size_t i = 0; i < tunnel->findings.count; i++) {
        const struct ikt_finding *finding = tunnel->findings.items[i];
        g_ptr_array_add(told->findings, g_strdup(ikt_rule_info(finding->rule)->name));
        told->errors += finding->severity == IKT_SEVERITY_ERROR;
        g_autofree char *summary = ikt_sentence_text(&finding->summary);
        g_assert_nonnull(summary);
    }
    for (size_t i = 0; i < tunnel->note_count; i++)
        g_ptr_array_add(told->notes, ikt_sentence_text(&tunnel->notes[i]));
    tell_open(tunnel, told);
    g_ptr_array_add(user, told);
}

void scene_begin(struct scene *scene)
{
    *scene = (struct scene){.table = ikt_tunnel_table_new(IKT_TUNNELS_WHOLE),
                            .counted = ikt_tunnel_table_new(IKT_TUNNELS_COUNTED),
                            .told = g_ptr_array_new_with_free_func(told_free)};
}

static void renumber(struct ikt_seen *seen, size_t count, uint64_t at)
{
    for (size_t i = 0; i < count; i++) {
        seen[i].sequence = seen[i].frame = at + i;
        seen[i].time = (ikt_time)(at + i) * IKT_SECOND;
    }
}

uint32_t scene_quick(struct scene *scene, struct quick *q, uint64_t at)
{
    struct ikt_arena *arena = ikt_arena_new(4000);
    renumber(q->seen, q->record.seen_count, at);
    q->record.start_time = q->record.end_time = (ikt_time)at * IKT_SECOND;
    q->record.findings = ikt_diagnose_phase2(arena, &q->record, &q->evidence, NULL);
    const uint32_t part = ikt_tunnel_table_phase2(scene->table, &q->record);
    ikt_arena_reset(arena); /* nothing of it may be kept but copies */
    q->record.findings = ikt_diagnose_phase2_beside(arena, &q->record, &q->evidence, &no_documents, true);
    g_assert_cmpuint(ikt_tunnel_table_phase2(scene->counted, &q->record), ==, part);
    ikt_arena_free(arena);
    return part;
}

uint32_t scene_first(struct scene *scene, struct first *f, uint64_t at)
{
    return scene_first_lasting(scene, f, at, 0);
}

uint32_t scene_first_lasting(struct scene *scene, struct first *f, uint64_t at, int seconds)
{
    struct ikt_arena *arena = ikt_arena_new(4000);
    renumber(f->seen, f->record.seen_count, at);
    f->record.start_time = (ikt_time)at * IKT_SECOND;
    f->record.end_time = f->record.start_time + seconds * IKT_SECOND;
    f->record.findings = ikt_diagnose_phase1(arena, &f->record, &f->evidence);
    const uint32_t pair = ikt_tunnel_table_phase1(scene->table, &f->record);
    ikt_arena_reset(arena);
    f->record.findings = ikt_diagnose_phase1_beside(arena, &f->record, &f->evidence, &no_documents, true);
    g_assert_cmpuint(ikt_tunnel_table_phase1(scene->counted, &f->record), ==, pair);
    ikt_arena_free(arena);
    return pair;
}

/* Who only counts is told the same verdict. */
static void on_counted(void *user, const struct ikt_tunnel *tunnel)
{
    struct scene *scene = user;
    const struct told_tunnel *told = scene_tunnel(scene, scene->counted_so_far++);
    char address[IKT_ADDRESS_TEXT];
    g_assert_cmpint(tunnel->state, ==, told->state);
    g_assert_cmpint(tunnel->where, ==, told->where);
    g_assert_cmpint(tunnel->likelihood, ==, told->likelihood);
    g_assert_cmpstr(ikt_address_format(&tunnel->a.endpoint.address, address), ==, told->a);
    g_assert_cmpint(tunnel->cause_count > 0, ==, told->causes->len > 0);
    if (tunnel->cause_count > 0)
        g_assert_cmpstr(ikt_rule_info(tunnel->causes[0])->name, ==, told->causes->pdata[0]);
}

void scene_finish(struct scene *scene)
{
    ikt_tunnel_table_finish(scene->table, on_tunnel, scene->told);
    ikt_tunnel_table_finish(scene->counted, on_counted, scene);
    g_assert_cmpuint(scene->counted_so_far, ==, scene->told->len);
}

const struct told_tunnel *scene_tunnel(const struct scene *scene, unsigned n)
{
    g_assert_cmpuint(n, <, scene->told->len);
    return scene->told->pdata[n];
}

void scene_end(struct scene *scene)
{
    ikt_tunnel_table_free(scene->table);
    ikt_tunnel_table_free(scene->counted);
    g_ptr_array_unref(scene->told);
}

void quick_turn(struct quick *q)
{
    q->record.reversed = true;
    q->record.initiator = &q->phase1.responder;
    q->record.responder = &q->phase1.initiator;
}

void quick_accept(struct quick *q)
{
    q->choice = q->offer;
    q->record.choice = &q->offer.sa;
    q->record.answered_initiator = q->record.proxy_initiator;
    q->record.answered_responder = q->record.proxy_responder;
    q->record.outcome = IKT_OUTCOME_ESTABLISHED;
    quick_see(q, IKT_QUICK2, 21, false);
    quick_see(q, IKT_QUICK3, 22, true);
}

void quick_vendor(struct quick *q, enum ikt_vendor vendor, const char *name)
{
    struct ikt_party *parties[] = {&q->phase1.initiator, &q->phase1.responder};
    for (size_t i = 0; i < G_N_ELEMENTS(parties); i++) {
        parties[i]->vendor = vendor;
        parties[i]->vendor_name = name;
        parties[i]->vendor_guessed = false;
    }
}

void first_complete(struct first *f)
{
    static const enum ikt_message_name names[] = {IKT_MAIN2, IKT_MAIN3, IKT_MAIN4, IKT_MAIN5, IKT_MAIN6};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        first_see(f, names[i], 2 + i, i % 2 == 1, 500);
    memset(f->record.responder_cookie, 0x22, IKT_COOKIE_SIZE);
    f->record.authentication = IKT_AUTH_PSK;
}

void first_turn(struct first *f)
{
    struct ikt_party initiator = f->record.initiator;
    f->record.initiator = f->record.responder;
    f->record.responder = initiator;
    for (size_t i = 0; i < f->record.seen_count; i++) {
        struct ikt_endpoint source = f->seen[i].source;
        f->seen[i].source = f->seen[i].destination;
        f->seen[i].destination = source;
    }
}

int place_of(const GPtrArray *list, const char *text)
{
    for (guint i = 0; i < list->len; i++) {
        if (strcmp(list->pdata[i], text) == 0)
            return (int)i;
    }
    return -1;
}

bool some_says(const GPtrArray *list, const char *words)
{
    for (guint i = 0; i < list->len; i++) {
        if (strstr(list->pdata[i], words))
            return true;
    }
    return false;
}
