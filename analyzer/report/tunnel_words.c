/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnel_words.h"

#include <string.h>

static void put(ikt_write write, void *user, const char *text)
{
    write(user, text, strlen(text));
}

const char *ikt_tunnel_state_words(enum ikt_tunnel_state state)
{
    static const char *const words[IKT_TUNNEL_STATE_COUNT] = {"up", "up with a fault", "down", "flapping",
                                                              "not judged"};
    return words[state];
}

const char *ikt_tunnel_place_words(enum ikt_tunnel_state state, enum ikt_tunnel_where where)
{
    static const char *const words[IKT_WHERE_COUNT] = {NULL,         "in phase 1",     "at XAUTH",
                                                       "in phase 2", "in the traffic", "in the configuration"};
    return ikt_tunnel_is_faulty(state) ? words[where] : NULL;
}

bool ikt_tunnel_is_faulty(enum ikt_tunnel_state state)
{
    return state == IKT_TUNNEL_DOWN || state == IKT_TUNNEL_DEGRADED || state == IKT_TUNNEL_FLAPPING;
}

int ikt_tunnel_badness(enum ikt_tunnel_state state)
{
    static const int order[IKT_TUNNEL_STATE_COUNT] = {
        [IKT_TUNNEL_DOWN] = 4, [IKT_TUNNEL_FLAPPING] = 3, [IKT_TUNNEL_DEGRADED] = 2, [IKT_TUNNEL_UNJUDGED] = 1};
    return order[state];
}

static void put_open(const struct ikt_tunnel *tunnel, ikt_write write, void *user)
{
    put(write, user, ": cause open");
    for (size_t i = 0; i < tunnel->open_count; i++) {
        put(write, user, i == 0 ? ": " : i + 1 == tunnel->open_count ? " or " : ", ");
        put(write, user, tunnel->open[i].decision);
    }
}

void ikt_tunnel_summary_write(const struct ikt_tunnel *tunnel, ikt_write write, void *user)
{
    const char *place = ikt_tunnel_place_words(tunnel->state, tunnel->where);
    put(write, user, ikt_tunnel_state_words(tunnel->state));
    if (place) {
        put(write, user, " ");
        put(write, user, place);
    }
    if (tunnel->cause_count > 0) {
        put(write, user, ": ");
        ikt_sentence_write(&tunnel->findings.items[0]->summary, write, user);
        put(write, user, " (");
        put(write, user, ikt_likelihood_name(tunnel->likelihood));
        put(write, user, ")");
    } else if (ikt_tunnel_is_faulty(tunnel->state)) {
        put_open(tunnel, write, user);
    } else if (tunnel->findings.count > 0) {
        put(write, user, ": ");
        ikt_sentence_write(&tunnel->findings.items[0]->summary, write, user);
    }
}

bool ikt_tunnel_fix_of(const struct ikt_tunnel *tunnel, struct ikt_tunnel_fix *out)
{
    if (tunnel->cause_count == 0)
        return false;
    const struct ikt_finding *finding = tunnel->findings.items[0];
    if (finding->fix_count == 0)
        return false;
    const char *const *lines = ikt_fix_lines(finding, &finding->fixes[0]).fix;
    if (!lines || !lines[0])
        return false;
    const bool by_a = tunnel->finding_by_a[0];
    *out = (struct ikt_tunnel_fix){finding, &finding->fixes[0], finding->fixes[0].on_initiator ? by_a : !by_a};
    return true;
}
