/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/network_index.h"

#define LEVELS    3
#define PER_LEVEL 64

/* Addresses and numbers of the initiator's network and of the responder's. */
struct box {
    uint64_t low[4], high[4];
    unsigned half; /* sides, a bit each */
};

/* Boxes of single tunnels, then of 64 of the level below each. */
struct ikt_network_index {
    GArray *levels[LEVELS]; /* struct box */
};

struct ikt_network_index *ikt_network_index_new(void)
{
    struct ikt_network_index *index = g_new(struct ikt_network_index, 1);
    for (unsigned level = 0; level < LEVELS; level++)
        index->levels[level] = g_array_new(FALSE, FALSE, sizeof(struct box));
    return index;
}

void ikt_network_index_free(struct ikt_network_index *index)
{
    if (!index)
        return;
    for (unsigned level = 0; level < LEVELS; level++)
        g_array_unref(index->levels[level]);
    g_free(index);
}

guint ikt_network_index_size(const struct ikt_network_index *index)
{
    return index->levels[0]->len;
}

/* The first eight octets: of IPv6 what they leave out makes a box larger at most. */
static uint64_t number_of(const struct ikt_address *address)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < 8; i++)
        number = number << 8 | (address->family == IKT_FAMILY_IPV4 && i >= 4 ? 0 : address->octets[i]);
    return number;
}

static void set_side(struct box *box, unsigned side, const struct ikt_proxy *proxy)
{
    const uint64_t protocol = (uint64_t)proxy->protocol << 16;
    const bool any = proxy->protocol == 0;
    box->low[2 * side] = number_of(&proxy->low);
    box->high[2 * side] = number_of(&proxy->high);
    box->low[2 * side + 1] = any ? 0 : protocol | proxy->port;
    box->high[2 * side + 1] = any ? UINT64_MAX : protocol | (proxy->port == 0 ? 0xffff : proxy->port);
}

static struct box box_of(const struct ikt_proxies *networks, unsigned half)
{
    struct box box = {.half = half};
    set_side(&box, 0, &networks->initiator);
    set_side(&box, 1, &networks->responder);
    return box;
}

static void cover(struct box *box, const struct box *other)
{
    for (unsigned i = 0; i < 4; i++) {
        box->low[i] = MIN(box->low[i], other->low[i]);
        box->high[i] = MAX(box->high[i], other->high[i]);
    }
    box->half |= other->half;
}

void ikt_network_index_append(struct ikt_network_index *index, const struct ikt_proxies *networks)
{
    const struct box box = box_of(networks, 3);
    guint place = index->levels[0]->len;
    for (unsigned level = 0; level < LEVELS; level++, place /= PER_LEVEL) {
        if (place == index->levels[level]->len)
            g_array_append_val(index->levels[level], box);
        else
            cover(&g_array_index(index->levels[level], struct box, place), &box);
    }
}

void ikt_network_index_extend(struct ikt_network_index *index, guint place, const struct ikt_proxies *networks)
{
    const struct box box = box_of(networks, 0);
    for (unsigned level = 0; level < LEVELS; level++, place /= PER_LEVEL)
        cover(&g_array_index(index->levels[level], struct box, place), &box);
}

void ikt_network_index_set_half(struct ikt_network_index *index, guint place, unsigned sides)
{
    g_array_index(index->levels[0], struct box, place).half = sides;
    for (unsigned level = 1; level < LEVELS; level++) {
        const guint above = place / PER_LEVEL, first = above * PER_LEVEL;
        const GArray *below = index->levels[level - 1];
        struct box *box = &g_array_index(index->levels[level], struct box, above);
        box->half = 0;
        for (guint i = first; i < below->len && i < first + PER_LEVEL; i++)
            box->half |= g_array_index(below, struct box, i).half;
        place = above;
    }
}

static bool meets(const struct box *box, const struct box *wanted, unsigned dimension)
{
    return box->low[dimension] <= wanted->high[dimension] && wanted->low[dimension] <= box->high[dimension];
}

static bool may_overlap(const struct box *box, const struct box *wanted)
{
    return meets(box, wanted, 0) && meets(box, wanted, 2) && meets(box, wanted, 1) && meets(box, wanted, 3);
}

static bool may_half(const struct box *box, const struct box *wanted)
{
    return (box->half & wanted->half) != 0 &&
           ((meets(box, wanted, 0) && meets(box, wanted, 1)) || (meets(box, wanted, 2) && meets(box, wanted, 3)));
}

typedef bool may(const struct box *box, const struct box *wanted);

/* What a box of a level above rules out is passed over as a whole. */
static guint next(const struct ikt_network_index *index, guint place, const struct box *wanted, may *test)
{
    static const guint steps[LEVELS] = {1, PER_LEVEL, PER_LEVEL * PER_LEVEL};
    const guint size = index->levels[0]->len;
    while (place < size) {
        guint step = 0;
        for (unsigned level = LEVELS; level-- > 0 && step == 0;) {
            if (place % steps[level] == 0 &&
                !test(&g_array_index(index->levels[level], struct box, place / steps[level]), wanted))
                step = steps[level];
        }
        if (step == 0)
            return place;
        place += step;
    }
    return size;
}

guint ikt_network_index_overlap(const struct ikt_network_index *index, guint place, const struct ikt_proxies *networks)
{
    const struct box wanted = box_of(networks, 0);
    return next(index, place, &wanted, may_overlap);
}

guint ikt_network_index_half(const struct ikt_network_index *index, guint place, const struct ikt_proxies *networks,
                             unsigned side)
{
    const struct box wanted = box_of(networks, 1U << side);
    return next(index, place, &wanted, may_half);
}
