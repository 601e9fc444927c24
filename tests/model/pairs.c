/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Prints what the model makes of two configurations, in both directions: for each pair of addresses that one of them
 * has something for, the first phase, and each offer with its answer. A line each:
 *
 *     phase1 FROM TO says sure check "statement"
 *     begin FROM TO says sure check "statement" same|other
 *     offer FROM TO says sure check "statement" error
 *
 * --strongswan: the same statements as if strongSwan had them.
 */
#include <locale.h>

#include "ask.h"
#include "documents/configs.h"

static const char *const words[] = {"takes", "refuses", "either"};

static const char *statement(const struct ikt_router *router, unsigned line)
{
    const char *text = line ? ikt_router_line(router, line) : NULL;
    return text ? text : "";
}

static const char *name_of(enum ikt_model_check check)
{
    static const char *const names[] = {
#define IKT_MODEL_CHECK(id, text, source, sure) #id,
#include "model/checks.def"
#undef IKT_MODEL_CHECK
    };
    return names[check];
}

static void print_phase1(struct ikt_arena *arena, const struct ikt_router *from, const struct ikt_router *to,
                         const struct ikt_address *own, const struct ikt_address *peer, const char *direction)
{
    const struct ikt_model_phase1 offer = {
        .local = *peer, .remote = *own, .proposals = ikt_model_offer_phase1(arena, from, peer)};
    const struct ikt_model_phase1_answer *answer = ikt_model_answer_phase1(arena, to, &offer);
    bool unclear, other_unclear;
    const struct ikt_router_key *ours = ikt_model_key_for(from, own, peer, &unclear);
    const struct ikt_router_key *theirs = ikt_model_key_for(to, peer, own, &other_unclear);
    const enum ikt_tristate same =
        ours && theirs && !unclear && !other_unclear ? ikt_router_mark_equal(&ours->mark, &theirs->mark) : IKT_UNKNOWN;
    g_print("phase1 %s %s %d %s \"%s\" transforms=%zu keys=%s\n", direction, words[answer->says], answer->sure,
            name_of(answer->steps[answer->step_count - 1].check), statement(to, answer->line),
            offer.proposals->proposal_count ? offer.proposals->proposals[0].transform_count : 0,
            same == IKT_YES  ? "same"
            : same == IKT_NO ? "differ"
                             : "unknown");
}

/* Its second address, where it has one: the first is a network's own. */
static struct ikt_address inside(const struct ikt_proxy *network)
{
    struct ikt_address address = network->low;
    if (!ikt_address_equal(&network->low, &network->high))
        address.octets[address.family == IKT_FAMILY_IPV4 ? 3 : 15] |= 1;
    return address;
}

static void print_offers(struct ikt_arena *arena, const struct ikt_router *from, const struct ikt_router *to,
                         const struct ikt_address *own, const struct ikt_address *peer,
                         const struct ikt_model_lines *lines, const char *direction)
{
    if (lines->unless)
        g_print("unless %s \"%s\" \"%s\"\n", direction, lines->unless, statement(from, lines->at));
    for (size_t i = 0; i < lines->count; i++) {
        const struct ikt_model_line *line = &lines->items[i];
        const struct ikt_model_offer offer = {.local = *peer,
                                              .remote = *own,
                                              .networks = line->networks,
                                              .proposals = line->sets,
                                              .pfs_group = line->pfs_group,
                                              .pfs_unknown = line->group_known != IKT_YES};
        const struct ikt_model_answer *answer = ikt_model_answer(arena, to, &offer);
        const struct ikt_model_flow flow = {.source = inside(&line->networks.initiator),
                                            .destination = inside(&line->networks.responder),
                                            .protocol = line->networks.initiator.protocol};
        const struct ikt_model_beginning *begun = ikt_model_begin(arena, from, &flow);
        const struct ikt_model_step *last = &begun->steps[begun->step_count - 1];
        g_print("begin %s %s %d %s \"%s\" %s\n", direction, words[begun->says], begun->sure, name_of(last->check),
                statement(from, last->line), begun->line && begun->line->line == line->line ? "same" : "other");
        g_print("offer %s %s %d %s \"%s\" %d %d \"%s\"\n", direction, words[answer->says], answer->sure,
                name_of(answer->steps[answer->step_count - 1].check), statement(to, answer->line), answer->ios_error,
                answer->notify, statement(from, line->line));
    }
}

static void print_pair(const struct ikt_router *one, const struct ikt_router *other, const struct ikt_address *own,
                       const struct ikt_address *peer)
{
    struct ikt_arena *arena = ikt_arena_new(4000);
    const struct ikt_model_lines *ours = ikt_model_lines(arena, one, own, false, peer);
    const struct ikt_model_lines *theirs = ikt_model_lines(arena, other, peer, false, own);
    char a[IKT_ADDRESS_TEXT], b[IKT_ADDRESS_TEXT];
    ikt_address_format(own, a);
    ikt_address_format(peer, b);
    if (ours->count > 0 || theirs->count > 0) {
        g_print("pair %s %s\n", a, b);
        print_phase1(arena, one, other, own, peer, "1-2");
        print_phase1(arena, other, one, peer, own, "2-1");
        print_offers(arena, one, other, own, peer, ours, "1-2");
        print_offers(arena, other, one, peer, own, theirs, "2-1");
    }
    ikt_arena_free(arena);
}

static void add_address(GArray *out, const struct ikt_address *address)
{
    for (guint i = 0; i < out->len; i++)
        if (ikt_address_equal(&g_array_index(out, struct ikt_address, i), address))
            return;
    g_array_append_vals(out, address, 1);
}

static void add_addresses(const struct ikt_router *router, GArray *out)
{
    for (const struct ikt_router_interface *interface = router->interfaces; interface; interface = interface->next)
        for (const struct ikt_router_interface_address *own = interface->addresses; own; own = own->next)
            add_address(out, &own->address);
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next) {
        struct ikt_address own;
        if (entry->own_address.text && ikt_address_parse(entry->own_address.text, &own))
            add_address(out, &own);
    }
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    const bool strongswan = argc == 4 && strcmp(argv[1], "--strongswan") == 0;
    argv += strongswan;
    argc -= strongswan;
    if (argc != 3)
        return 2;
    struct ikt_configs *configs = ikt_configs_new();
    for (int i = 1; i < 3; i++) {
        g_autofree char *text = NULL;
        gsize length;
        if (!g_file_get_contents(argv[i], &text, &length, NULL))
            return 2;
        const struct ikt_bytes content = {(const uint8_t *)text, length};
        if (!ikt_configs_add(configs, argv[i], content, NULL, NULL, NULL))
            return 2;
    }
    const struct ikt_router *one = ikt_configs_router(configs, 0), *other = ikt_configs_router(configs, 1);
    if (strongswan) {
        /* nobody else sees them yet */
        ((struct ikt_router *)one)->kind = IKT_ROUTER_STRONGSWAN;
        ((struct ikt_router *)other)->kind = IKT_ROUTER_STRONGSWAN;
    }
    g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(struct ikt_address));
    g_autoptr(GArray) peer = g_array_new(FALSE, FALSE, sizeof(struct ikt_address));
    add_addresses(one, own);
    add_addresses(other, peer);
    for (guint i = 0; i < own->len; i++)
        for (guint k = 0; k < peer->len; k++)
            if (!ikt_address_equal(&g_array_index(own, struct ikt_address, i),
                                   &g_array_index(peer, struct ikt_address, k)))
                print_pair(one, other, &g_array_index(own, struct ikt_address, i),
                           &g_array_index(peer, struct ikt_address, k));
    ikt_configs_free(configs);
    return 0;
}
