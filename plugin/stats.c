/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats.h"

#include <stdio.h>
#include <string.h>

#include "end_listener.h"
#include "open_file.h"
#include "prefs.h"
#include "report/tunnel_words.h"

#define NODE_TUNNELS "Tunnels"
#define NODE_PHASE1  "ISAKMP SAs"
#define NODE_PHASE2  "Quick Modes"
#define NODE_RULES   "Findings"
#define NODE_PEERS   "Peers"
#define NODE_REST    "Further peers"
#define REPORT_WORDS "iketriage,report"

/* Peers that have a node of their own: Wireshark walks all nodes under a node for one more, and nobody reads so many.
 */
#define MAX_PEERS 1000

static GHashTable *peers_of_trees; /* stats_tree: how many peers it has, as a pointer */

static void tick(stats_tree *tree, const char *node, const char *under, const char *leaf)
{
    tick_stat_node(tree, node, 0, TRUE);
    const int branch = tick_stat_node(tree, under, stats_tree_parent_id_by_name(tree, node), leaf != NULL);
    if (leaf)
        tick_stat_node(tree, leaf, branch, FALSE);
}

static void count_peers(stats_tree *tree, const struct ikt_note_exchange *exchange)
{
    char initiator[IKT_ADDRESS_TEXT], responder[IKT_ADDRESS_TEXT];
    const guint peers = GPOINTER_TO_UINT(g_hash_table_lookup(peers_of_trees, tree));
    g_autofree char *pair = g_strconcat(ikt_address_format(&exchange->initiator, initiator), " -> ",
                                        ikt_address_format(&exchange->responder, responder), NULL);
    const bool known = stats_tree_parent_id_by_name(tree, pair) != 0;
    if (!known && peers < MAX_PEERS)
        g_hash_table_insert(peers_of_trees, tree, GUINT_TO_POINTER(peers + 1));
    tick(tree, NODE_PEERS, known || peers < MAX_PEERS ? pair : NODE_REST, ikt_outcome_name(exchange->outcome));
}

static void count_tunnel(stats_tree *tree, const struct ikt_note_tunnel *tunnel)
{
    const char *cause = tunnel->cause < IKT_RULE_COUNT ? ikt_rule_info((enum ikt_rule)tunnel->cause)->name
                        : ikt_tunnel_is_faulty((enum ikt_tunnel_state)tunnel->state) ? "cause open"
                                                                                     : NULL;
    tick(tree, NODE_TUNNELS, ikt_tunnel_state_words((enum ikt_tunnel_state)tunnel->state), cause);
}

/* A tunnel counts where the first of its exchanges does. */
static void count_tunnels(stats_tree *tree, const struct ikt_tunnel_notes *notes,
                          const struct ikt_note_exchange *exchange)
{
    for (uint32_t number = ikt_tunnel_notes_of(notes, exchange); number != 0;
         number = ikt_tunnel_notes_next(notes, exchange, number)) {
        const struct ikt_note_tunnel *tunnel = ikt_tunnel_notes_get(notes, number);
        if (tunnel->first == exchange)
            count_tunnel(tree, tunnel);
        else if (!exchange->phase2 && !tunnel->first->phase2)
            return; /* an earlier phase 1 of the pair is the first of all of them */
    }
}

/* An exchange counts in the frame that it began in, a finding in the one that proves it. */
static void count_frame(void *tree, const struct ikt_note_frame *note, uint32_t frame)
{
    const struct ikt_cache *cache = ikt_file_cache();
    const struct ikt_tunnel_notes *tunnels = cache ? ikt_cache_tunnels(cache) : NULL;
    for (const struct ikt_note_exchange *at = note->exchanges; at; at = at->next) {
        tick(tree, at->phase2 ? NODE_PHASE2 : NODE_PHASE1, ikt_outcome_name(at->outcome), NULL);
        count_peers(tree, at);
        if (tunnels)
            count_tunnels(tree, tunnels, at);
    }
    for (const struct ikt_note_findings *at = note->findings; at; at = at->next) {
        for (uint32_t i = 0; i < at->count; i++) {
            const struct ikt_note_finding *finding = &at->first[i];
            if (!finding->superseded && finding->proof == frame) {
                tick(tree, NODE_RULES, ikt_likelihood_name((enum ikt_likelihood)finding->likelihood),
                     ikt_rule_info((enum ikt_rule)finding->rule)->name);
            }
        }
    }
}

/* A listener for the end of a single pass, and the tree that it fills. */
struct end_listener {
    struct end_listener *next;
    stats_tree *tree; /* NULL: it is gone */
};

static struct end_listener *end_listeners;

/*
 * With a single pass nothing has settled while frames went by, and their taps carried nothing. Wireshark draws what was
 * registered last first: this listener comes before the tree that it fills.
 */
static void settle_and_count(void *data)
{
    const struct end_listener *listener = data;
    struct ikt_cache *cache = ikt_file_cache();
    if (!listener->tree || !cache || ikt_file_first_pass_ended())
        return;
    ikt_file_finish();
    ikt_cache_visit(cache, count_frame, listener->tree);
}

static void init_tree(stats_tree *tree)
{
    static const char *const nodes[] = {NODE_TUNNELS, NODE_PHASE1, NODE_PHASE2, NODE_RULES, NODE_PEERS};
    g_hash_table_remove(peers_of_trees, tree);
    for (size_t i = 0; i < G_N_ELEMENTS(nodes); i++)
        stats_tree_create_node(tree, nodes[i], 0, STAT_DT_INT, TRUE);
}

static tap_packet_status tree_packet(stats_tree *tree, packet_info *pinfo, epan_dissect_t *edt G_GNUC_UNUSED,
                                     const void *data IKT_TAP_FLAGS)
{
    count_frame(tree, data, pinfo->num);
    return TAP_PACKET_REDRAW;
}

static void print_report(void *data G_GNUC_UNUSED)
{
    struct ikt_cache *cache = ikt_file_cache();
    if (!cache) {
        if (!ikt_prefs_enabled())
            fputs("IKE triage is switched off (preference iketriage.enabled): there is no report.\n", stdout);
        return; /* else it was told why */
    }
    ikt_file_finish();
    const char *text = ikt_cache_report(cache);
    fputs(text ? text : "IKE triage: the report is made while a capture is read, and this one was read before.\n",
          stdout);
}

static IKT_STAT_INIT init_report(const char *arguments, void *data G_GNUC_UNUSED)
{
    const size_t words = strlen(REPORT_WORDS);
    const bool filtered = strlen(arguments) > words + 1;
    static char listener; /* taps are known by an address */
    if (filtered)
        report_failure("IKE triage: -z " REPORT_WORDS " takes no filter, it tells of whole tunnels. "
                       "Display filters (-Y) with iketriage.tunnel.number choose among their frames.");
    const bool well = !filtered && ikt_listen_for_end(&listener, NULL, print_report, NULL);
    if (well)
        ikt_file_want_report();
    IKT_STAT_INIT_DONE(well);
}

/* The listener is gone. */
static void forget_end_listener(void *data)
{
    struct end_listener **at = &end_listeners;
    while (*at != data)
        at = &(*at)->next;
    *at = (*at)->next;
    g_free(data);
}

/* Called again whenever the tree starts anew. */
static void init_tree_and_end(stats_tree *tree)
{
    const struct end_listener *at = end_listeners;
    init_tree(tree);
    while (at && at->tree != tree)
        at = at->next;
    if (!at && !ikt_file_first_pass_ended()) {
        struct end_listener *listener = g_new0(struct end_listener, 1);
        *listener = (struct end_listener){end_listeners, tree};
        end_listeners = listener;
        ikt_listen_for_end(listener, NULL, settle_and_count, forget_end_listener);
    }
}

/*
 * The tree's listener is gone, or all of them are going one after another: while 4.6 ends, removing another one here
 * would free it twice.
 */
static void clean_up(stats_tree *tree)
{
    g_hash_table_remove(peers_of_trees, tree);
    for (struct end_listener *at = end_listeners; at; at = at->next) {
        if (at->tree == tree)
            at->tree = NULL;
    }
}

void ikt_stats_register(void)
{
    static stat_tap_ui report = {
        .group = REGISTER_STAT_GROUP_GENERIC, .cli_string = REPORT_WORDS, .tap_init_cb = init_report};
    peers_of_trees = g_hash_table_new(NULL, NULL);
    stats_tree_register_plugin(IKT_TAP, "iketriage", "IKE triage", 0, tree_packet, init_tree_and_end, clean_up);
    register_stat_tap_ui(&report, NULL);
}
