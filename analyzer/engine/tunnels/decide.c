/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/decide.h"

#include <string.h>

#include "rules/draft.h"
#include "tunnels/decide_lines.h"

static size_t places_of(const char *format)
{
    size_t count = 0;
    for (const char *at = strstr(format, "{}"); at; at = strstr(at + 2, "{}"))
        count++;
    return count;
}

/* The last value is the address of the peer that is spoken of, the one before it the word of its family. */
static struct ikt_sentence fill(struct ikt_arena *arena, const char *format, const struct ikt_address *peer)
{
    const struct ikt_value values[2] = {ikt_words(peer->family == IKT_FAMILY_IPV6 ? "ipv6" : "ipv4"),
                                        peer->family == IKT_FAMILY_NONE ? ikt_words("ADDRESS") : ikt_address_of(peer)};
    size_t count = places_of(format);
    return *ikt_sentence_new(arena, format, count, values + G_N_ELEMENTS(values) - count);
}

static void add_commands(struct ikt_arena *arena, const struct ikt_ask *ask, const struct ikt_address *peer,
                         struct ikt_tunnel_decide *decide)
{
    size_t count = 0;
    while (ask->commands[count])
        count++;
    struct ikt_sentence *commands = ikt_arena_alloc(arena, count, sizeof *commands);
    for (size_t i = 0; i < count; i++)
        commands[i] = fill(arena, ask->commands[i], peer);
    decide->command_count = count;
    decide->commands = commands;
}

/* The likeliest rule of the decision; IKT_RULE_COUNT: none in particular. */
static enum ikt_rule rule_of(const struct ikt_open_causes *causes, size_t place)
{
    if (causes->items[place].rule_count > 0)
        return causes->items[place].rules[0];
    enum ikt_decision decision = causes->decisions[place];
    return decision == IKT_DECISION_PATH ? IKT_RULE_COUNT : ikt_decision_rules(decision)[0];
}

/* In the order of what is open. */
static void add_answers(struct ikt_arena *arena, const struct ikt_open_case *c, const struct ikt_open_causes *causes,
                        const struct ikt_address *peer, struct ikt_tunnel_decide *decide)
{
    struct ikt_tunnel_answer *answers = ikt_arena_alloc(arena, ikt_reply_count, sizeof *answers);
    for (size_t place = 0; place < causes->count; place++) {
        for (size_t i = 0; i < ikt_reply_count; i++) {
            const struct ikt_reply *reply = &ikt_replies[i];
            if (reply->situation != c->situation || reply->language != c->language ||
                reply->decision != causes->decisions[place])
                continue;
            answers[decide->answer_count++] = (struct ikt_tunnel_answer){.see = fill(arena, reply->see, peer),
                                                                         .means = fill(arena, reply->means, peer),
                                                                         .rule = rule_of(causes, place),
                                                                         .from_memory = reply->from_memory};
        }
    }
    decide->answers = answers;
}

/* What else decides it, besides the asking. */
static struct ikt_sentence hint_of(struct ikt_arena *arena, const struct ikt_open_case *c, const struct ikt_ask *ask,
                                   const struct ikt_address *own)
{
    static const char arrives[] = "A capture on the outside of {} shows what arrives there.";
    static const char both[] = "Both routers' running-configs (-c) decide it too.";
    static const char *const hints[IKT_SITUATION_COUNT] = {
        [IKT_SITUATION_QUICK_REFUSED] = both,
        [IKT_SITUATION_QUICK_SILENT] = arrives,
        [IKT_SITUATION_QUICK_HALF] = arrives,
        [IKT_SITUATION_QUICK_NOT_BEGUN] = both,
        [IKT_SITUATION_PHASE1_SILENT] = arrives,
        [IKT_SITUATION_PHASE1_HALF] = arrives,
        [IKT_SITUATION_PHASE1_STALLED] = arrives,
        [IKT_SITUATION_PHASE1_REFUSED] = both,
        [IKT_SITUATION_XAUTH] = "The log of the user database or AAA server that {} asks decides it too.",
        [IKT_SITUATION_TRAFFIC] = arrives,
        [IKT_SITUATION_LOST] = "The logs of both sides at the times of the losses decide it too.",
    };
    const char *format = hints[c->situation];
    if (!ask)
        format = "The log of {} says why.";
    else if (c->guessed_language && c->unread)
        format = "If {} is no Cisco, its own log decides. Keys (-k) or both running-configs (-c) help.";
    else if (c->guessed_language)
        format = "If {} is no Cisco, its own log decides.";
    else if (c->unread)
        format = c->language == IKT_LANGUAGE_IOS ? "Keys (-k) or both running-configs (-c) decide it too."
                                                 : "Keys (-k) open what was offered.";
    else if (format == both && c->language != IKT_LANGUAGE_IOS)
        format = "Both sides' configurations next to each other decide it too.";
    if (!format)
        return (struct ikt_sentence){0};
    return *ikt_sentence_new(arena, format, strstr(format, "{}") ? 1 : 0,
                             (const struct ikt_value[]){ikt_address_of(own)});
}

const struct ikt_tunnel_decide *ikt_decide(struct ikt_arena *arena, const struct ikt_open_case *c,
                                           const struct ikt_open_causes *causes, const struct ikt_tunnel *tunnel,
                                           bool on_a)
{
    const struct ikt_tunnel_side *asked = on_a ? &tunnel->a : &tunnel->b, *other = on_a ? &tunnel->b : &tunnel->a;
    const struct ikt_address *peer = &other->endpoint.address, *own = &asked->endpoint.address;
    const struct ikt_ask *ask = ikt_ask_of(c->situation, c->language);
    struct ikt_tunnel_decide *decide = ikt_arena_alloc(arena, 1, sizeof *decide);
    decide->on_a = on_a;
    if (ask) {
        add_commands(arena, ask, peer, decide);
        add_answers(arena, c, causes, peer, decide);
    }
    decide->hint = hint_of(arena, c, ask, own);
    return decide;
}
