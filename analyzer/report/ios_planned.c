/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where nothing was captured: what each router would ask for by its configuration, as it and its peer print it, and
 * what both would say of the fault.
 */
#include "ios_page.h"

static void set_config(struct ikt_ios_planned *planned, const struct ikt_ios_page *page, size_t end)
{
    planned->configs[end] = page->configured ? page->config : SIZE_MAX;
}

struct requests {
    struct ikt_ios_kept *kept;
};

static void plan_request(void *user, const struct ikt_ios_ident *ident)
{
    const struct requests *requests = user;
    const struct ikt_address *const ends[] = {&ident->own, &ident->peer};
    struct ikt_ios_planned planned = {{SIZE_MAX, SIZE_MAX}, {NULL, NULL}};
    const bool has_room = requests->kept->planned->len < IKT_IOS_KEPT_MAX;
    for (int end = 0; has_room && end < 2; end++) {
        GString *out = g_string_new(NULL);
        struct ikt_ios_page page = ikt_ios_page(requests->kept->options, out, ends[end], IKT_LOG_IOS);
        set_config(&planned, &page, (size_t)end);
        if (page.configured)
            ikt_ios_put_planned_request(&page, ident, end);
        planned.debug[end] = g_string_free(out, !page.configured);
    }
    ikt_ios_keep_planned(requests->kept, &planned);
}

void ikt_ios_plan_requests(struct ikt_ios_kept *kept)
{
    const struct ikt_configs *configs = kept->options->configs;
    struct requests requests = {kept};
    for (size_t i = 0; i < ikt_configs_count(configs); i++)
        kept->quick_forgotten += !ikt_ios_idents(configs, i, plan_request, &requests);
}

/* The best one of each direction. */
static bool put_faults(struct ikt_ios_page *page, const struct ikt_tunnel *tunnel, bool of_a)
{
    bool told = false;
    for (unsigned direction = 0; direction < 2; direction++) {
        const bool by_a = direction == 0;
        for (size_t i = 0; i < tunnel->findings.count; i++) {
            if (tunnel->finding_by_a[i] != by_a)
                continue;
            told = ikt_ios_put_expected(page, tunnel->findings.items[i], of_a == by_a, IKT_TIME_NONE) || told;
            break;
        }
    }
    return told;
}

void ikt_ios_plan_tunnel(struct ikt_ios_kept *kept, const struct ikt_tunnel *tunnel)
{
    const struct ikt_tunnel_side *const sides[] = {&tunnel->a, &tunnel->b};
    struct ikt_ios_planned planned = {{SIZE_MAX, SIZE_MAX}, {NULL, NULL}};
    for (size_t side = 0; side < 2; side++) {
        GString *out = g_string_new(NULL);
        struct ikt_ios_page page = ikt_ios_page(kept->options, out, &sides[side]->endpoint.address, IKT_LOG_IOS);
        set_config(&planned, &page, side);
        const bool told = put_faults(&page, tunnel, side == 0);
        planned.debug[side] = g_string_free(out, !told);
    }
    ikt_ios_keep_planned(kept, &planned);
}
