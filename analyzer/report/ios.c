/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What each router would show: a page for each, in the formats of IOS, as a terminal log of it would look. What a page
 * says is told at the end of the capture, as of then.
 */
#include "append.h"
#include "ios_page.h"
#include "text_part.h"

/* A router that was met. */
struct met {
    struct ikt_address address;
    enum ikt_log_style style;
    const char *product; /* that it is known to be instead; NULL: none */
};

static void begin_capture(struct ikt_report_view *view)
{
    struct ikt_ios_kept *kept = ikt_ios_kept_new(view->file ? NULL : view->options);
    if (kept->options)
        ikt_ios_plan_requests(kept);
    view->kept = kept;
}

static void write_phase1(const struct ikt_report_view *view, const struct ikt_phase1 *record)
{
    struct ikt_ios_isakmp isakmp = ikt_ios_isakmp_of(record);
    for (int end = 0; end < 2; end++)
        isakmp.debug[end] = ikt_ios_debug_phase1(view->options, record, &isakmp, end);
    ikt_ios_keep_isakmp(view->kept, &isakmp);
}

static void write_phase2(const struct ikt_report_view *view, const struct ikt_phase2 *record)
{
    struct ikt_ios_quick quick = ikt_ios_quick_of(record);
    for (int end = 0; end < 2; end++)
        quick.debug[end] = ikt_ios_debug(view->options, record, &quick, end);
    ikt_ios_keep_quick(view->kept, &quick);
}

static void write_tunnel(struct ikt_report_view *view, const struct ikt_tunnel *tunnel)
{
    struct ikt_ios_kept *kept = view->kept;
    if (tunnel->of_documents)
        ikt_ios_plan_tunnel(kept, tunnel);
    if (view->options->tunnel == 0 || view->options->tunnel != view->number)
        return;
    kept->pair = tunnel->pair;
    kept->parts[0] = tunnel->parts[0];
    kept->parts[1] = tunnel->parts[1];
}

static void meet(GArray *all, const struct ikt_ios_end *end)
{
    for (guint i = 0; i < all->len; i++) {
        struct met *one = &g_array_index(all, struct met, i);
        if (!ikt_address_equal(&one->address, &end->endpoint.address))
            continue;
        /* each exchange tells what it can */
        if (one->style == IKT_LOG_IOS || (one->style == IKT_LOG_FOREIGN && !one->product))
            one->style = end->style;
        if (!one->product && end->product[0] != '\0')
            one->product = end->product;
        return;
    }
    const struct met one = {.address = end->endpoint.address,
                            .style = end->style,
                            .product = end->product[0] != '\0' ? end->product : NULL};
    g_array_append_val(all, one);
}

static GArray *routers_of(const struct ikt_report_options *options, const struct ikt_ios_kept *kept)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(struct met));
    for (guint i = 0; i < kept->isakmp->len; i++) {
        const struct ikt_ios_isakmp *one = &g_array_index(kept->isakmp, struct ikt_ios_isakmp, i);
        for (int end = 0; end < 2 && (options->tunnel == 0 || one->pair == kept->pair); end++)
            meet(all, &one->ends[end]);
    }
    for (guint i = 0; i < kept->quick->len; i++) {
        const struct ikt_ios_quick *one = &g_array_index(kept->quick, struct ikt_ios_quick, i);
        for (int end = 0; end < 2 && (options->tunnel == 0 || one->pair == kept->pair); end++)
            meet(all, &one->ends[end]);
    }
    return all;
}

static void put_debug(struct ikt_ios_page *page)
{
    ikt_ios_command(page, "debug crypto isakmp");
    ikt_ios_put(page->out, "Crypto ISAKMP debugging is on\n");
    for (guint i = 0; i < page->kept->isakmp->len; i++) {
        const struct ikt_ios_isakmp *one = &g_array_index(page->kept->isakmp, struct ikt_ios_isakmp, i);
        const int end =
            page->options->tunnel == 0 || one->pair == page->kept->pair ? ikt_ios_end_at(one->ends, &page->own) : -1;
        if (end >= 0 && one->debug[end])
            ikt_ios_put(page->out, one->debug[end]);
    }
    ikt_ios_command(page, "debug crypto ipsec");
    ikt_ios_put(page->out, "Crypto IPSEC debugging is on\n");
    if (page->kept->quick_forgotten > 0) {
        g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT " more Quick Modes, of all routers, are left out",
                                                page->kept->quick_forgotten);
        ikt_ios_comment(page->out, text);
    }
    for (guint i = 0; i < page->kept->quick->len; i++) {
        const struct ikt_ios_quick *quick = &g_array_index(page->kept->quick, struct ikt_ios_quick, i);
        const int end = ikt_ios_quick_end(page, quick);
        if (end >= 0 && quick->debug[end])
            ikt_ios_put(page->out, quick->debug[end]);
    }
    for (guint i = 0; i < page->kept->planned->len; i++) {
        const struct ikt_ios_planned *planned = &g_array_index(page->kept->planned, struct ikt_ios_planned, i);
        for (size_t end = 0; end < 2; end++)
            if (planned->configs[end] == page->config && planned->debug[end])
                ikt_ios_put(page->out, planned->debug[end]);
    }
}

/* A configuration of another product. */
static void put_other(const struct ikt_ios_page *page)
{
    g_autofree char *text = g_strdup_printf("%s is no router of IOS, or its configuration is not that of one router "
                                            "alone: it has none of these commands",
                                            page->prompt);
    ikt_ios_put(page->out, "!\n");
    ikt_ios_comment(page->out, text);
}

static void put_router(struct ikt_ios_page *page, const struct met *met)
{
    char own[IKT_ADDRESS_TEXT];
    g_autofree char *text = NULL;
    if (met && met->product)
        text = g_strdup_printf("%s is no router of IOS but %s: what one in its place would show, in formats of %u.x",
                               ikt_ios_address(&page->own, own), met->product, page->release);
    else
        text = g_strdup_printf("%s, in formats of %u.x%s", ikt_ios_address(&page->own, own), page->release,
                               page->configured ? ", with its configuration" : "");
    ikt_ios_put(page->out, "!\n");
    ikt_ios_comment(page->out, text);
    ikt_ios_show_isakmp(page);
    ikt_ios_show_ipsec(page);
    ikt_ios_show_engine(page);
    ikt_ios_show_sets(page);
    ikt_ios_show_map(page);
    put_debug(page);
    ikt_ios_command(page, "");
}

static void end_capture(const struct ikt_report_view *view, const struct ikt_capture *capture,
                        const struct ikt_report_capture *input)
{
    char time[IKT_TIME_TEXT];
    struct ikt_ios_kept *kept = view->kept;
    g_autoptr(GArray) routers = routers_of(view->options, kept);
    const ikt_time now = MAX(input->last_time, capture->last_time);
    g_autofree char *head = g_strdup_printf("%s: what each router would show at the end of %s (%s)", ikt_report_tool,
                                            view->file, ikt_time_format(now, time));
    ikt_ios_comment(view->out, head);
    ikt_ios_comment(view->out, "\"unknown\": neither a packet nor a configuration tells the value");
    ikt_ios_comment(view->out, "packets are those of the capture, a router counts at least as many; connection IDs are "
                               "its own and in no packet");
    for (guint i = 0; i < routers->len; i++) {
        const struct met *met = &g_array_index(routers, struct met, i);
        struct ikt_ios_page page = ikt_ios_page(view->options, view->out, &met->address, met->style);
        page.kept = kept;
        page.now = now;
        page.counted = capture->esp_packets > 0;
        put_router(&page, met);
    }
}

/* Where nothing was captured: a page for each configuration. */
static void put_configurations(const struct ikt_ios_kept *kept, GString *out)
{
    const struct ikt_configs *configs = kept->options->configs;
    g_autofree char *head =
        g_strdup_printf("%s: what each router would show by its configuration, before any packet", ikt_report_tool);
    ikt_ios_comment(out, head);
    ikt_ios_comment(out, "\"unknown\": no configuration tells the value");
    for (size_t i = 0; i < ikt_configs_count(configs); i++) {
        const struct ikt_address own = ikt_ios_config_address(configs, i);
        struct ikt_ios_page page = ikt_ios_page(kept->options, out, &own, IKT_LOG_IOS);
        ikt_ios_page_configure(&page, i);
        page.kept = kept;
        page.documents = true;
        if (page.configured)
            put_router(&page, NULL);
        else
            put_other(&page);
    }
}

static void *new_run(const struct ikt_report_options *options)
{
    (void)options;
    return g_string_new(NULL);
}

static void close_capture(void *run, void *data)
{
    struct ikt_ios_kept *kept = data;
    if (kept && kept->options)
        put_configurations(kept, run);
    ikt_ios_kept_free(kept);
}

static void free_run(void *run)
{
    g_string_free(run, TRUE);
}

static void end_run(const struct ikt_report_options *options, const struct ikt_totals *totals, void *run, GString *out)
{
    const GString *configurations = run;
    (void)options;
    ikt_append(out, configurations->str, configurations->len);
    g_autoptr(GString) text = g_string_new("tunnels:");
    for (unsigned state = 0; state < IKT_TUNNEL_STATE_COUNT; state++)
        g_string_append_printf(text, "%s %" G_GUINT64_FORMAT " %s", state > 0 ? "," : "", totals->tunnels[state],
                               ikt_tunnel_state_name((enum ikt_tunnel_state)state));
    ikt_ios_comment(out, text->str);
}

const struct ikt_renderer ikt_renderer_ios = {
    .name = "ios",
    .begin_capture = begin_capture,
    .phase1 = write_phase1,
    .phase2 = write_phase2,
    .tunnel = write_tunnel,
    .end_capture = end_capture,
    .new_run = new_run,
    .close_capture = close_capture,
    .free_run = free_run,
    .end_run = end_run,
    .rule_line = ikt_text_rule_line,
    .rule_full = ikt_text_rule_full,
};
