/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What each end of a Quick Mode prints of it with debug crypto isakmp and debug crypto ipsec on:
 *
 *     IPSEC(sa_request): ,
 *       (key eng. msg.) OUTBOUND local= 203.0.113.1:500, remote= 198.51.100.1:500,
 *         local_proxy= 192.168.1.0/255.255.255.0/256/0,
 *         remote_proxy= 192.168.2.0/255.255.255.0/256/0,
 *         protocol= ESP, transform= esp-aes 256 esp-sha-hmac  (Tunnel),
 *         lifedur= 3600s and 4608000kb,
 *         spi= 0x0(0), conn_id= 0, keysize= 256, flags= 0x0
 *
 * A responder prints the block as INBOUND, from its own view and without lifetimes. Before 12.4 there are no ports, and
 * the type of the ID behind each proxy.
 */
#include <string.h>

#include "append.h"
#include "ios_page.h"
#include "text_wrap.h"

/* One end of one Quick Mode. */
struct view {
    struct ikt_ios_page page;
    const struct ikt_phase2 *record;
    const struct ikt_ios_quick *quick;
    int end;
};

static void put_line(const struct view *view, ikt_time time, const char *text)
{
    ikt_ios_put_stamp(view->page.out, time);
    ikt_ios_put(view->page.out, text);
    ikt_append_octet(view->page.out, '\n');
}

/* "local= 203.0.113.1:500, remote= 198.51.100.1:500"; behind an address of IPv6 a port would be a part of it. */
static void put_ends(const struct view *view, bool with_ports)
{
    GString *out = view->page.out;
    for (int i = 0; i < 2; i++) {
        const struct ikt_endpoint *endpoint = &view->quick->ends[i == 0 ? view->end : 1 - view->end].endpoint;
        char text[IKT_ADDRESS_TEXT];
        g_string_append_printf(out, "%s= %s", i == 0 ? "local" : ", remote", ikt_ios_address(&endpoint->address, text));
        if (!ikt_ios_page_is_old(&view->page) && endpoint->address.family != IKT_FAMILY_IPV6)
            g_string_append_printf(out, ":%u", with_ports ? endpoint->port : 0);
    }
}

static void put_proxies(const struct view *view, const struct ikt_ios_network networks[2], const char *end)
{
    GString *out = view->page.out;
    const bool old = ikt_ios_page_is_old(&view->page);
    ikt_ios_put(out, "    local_proxy= ");
    ikt_ios_put_proxy(out, &networks[view->end], old);
    ikt_ios_put(out, ",\n    remote_proxy= ");
    ikt_ios_put_proxy(out, &networks[1 - view->end], old);
    ikt_ios_put(out, end);
}

static void put_mode(const struct view *view, const struct ikt_ios_suite *suite)
{
    const bool udp = suite && suite->encapsulation != IKT_ENCAPSULATION_TUNNEL &&
                     suite->encapsulation != IKT_ENCAPSULATION_TRANSPORT && suite->encapsulation != IKT_ABSENT;
    g_string_append_printf(view->page.out, "  (%s%s),\n", suite ? ikt_ios_mode(suite->encapsulation) : ikt_ios_unknown,
                           udp ? "-UDP" : "");
}

static void put_life(GString *out, int64_t number, const char *unit)
{
    ikt_ios_put_number(out, number);
    if (number >= 0)
        ikt_ios_put(out, unit);
}

/* suite NULL: the request was not read. */
static void put_block(const struct view *view, const char *protocol, const char *words,
                      const struct ikt_ios_suite *suite)
{
    GString *out = view->page.out;
    g_string_append_printf(out, "  (key eng. msg.) %s ", view->end == 0 ? "OUTBOUND" : "INBOUND");
    put_ends(view, view->end == 0);
    ikt_ios_put(out, ",\n");
    put_proxies(view, view->quick->asked, ",\n");
    g_string_append_printf(out, "    protocol= %s, transform= %s", protocol, words);
    put_mode(view, suite);
    ikt_ios_put(out, "    lifedur= ");
    put_life(out, view->end == 1 ? 0 : suite ? suite->seconds : IKT_ABSENT, "s");
    ikt_ios_put(out, " and ");
    put_life(out, view->end == 1 ? 0 : suite ? suite->kilobytes : IKT_ABSENT, "kb");
    ikt_ios_put(out, ",\n    spi= 0x0(0), conn_id= 0, keysize= ");
    ikt_ios_put_number(out, !suite ? IKT_ABSENT : strcmp(protocol, "ESP") == 0 ? suite->key_bits : 0);
    ikt_ios_put(out, ", flags= 0x0\n");
}

static const char *heading_of(int end)
{
    return end == 0 ? "IPSEC(sa_request): ," : "IPSEC(validate_proposal_request): proposal part #1,";
}

/* Later releases print the line by itself before the block. */
static void put_heading(const struct view *view, const char *heading)
{
    if (view->end == 1 && !ikt_ios_page_is_old(&view->page))
        put_line(view, view->quick->begun, "IPSEC(validate_proposal_request): proposal part #1");
    put_line(view, view->quick->begun, heading);
}

/* Where IOS has no word for a transform it fits none. */
static void put_suite(const struct view *view, const char *heading, const struct ikt_ios_suite *suite)
{
    const struct {
        const char *protocol, *words;
    } parts[] = {{"AH", suite->ah}, {"ESP", suite->esp}, {"PCP", suite->pcp}};
    bool any = false;
    for (size_t i = 0; i < G_N_ELEMENTS(parts) && !suite->unknown; i++) {
        if (*parts[i].words == '\0')
            continue;
        put_heading(view, heading);
        put_block(view, parts[i].protocol, parts[i].words, suite);
        any = true;
    }
    if (any)
        return;
    put_heading(view, heading);
    put_block(view, *suite->ah != '\0' && *suite->esp == '\0' ? "AH" : "ESP", view->end == 1 ? "NONE" : ikt_ios_unknown,
              suite);
}

static void put_request(const struct view *view, const char *heading)
{
    const struct ikt_ios_quick *quick = view->quick;
    if (view->end == 1 && quick->established && quick->chosen_known) {
        put_suite(view, heading, &quick->chosen);
        return;
    }
    for (size_t i = 0; i < quick->suite_count; i++)
        put_suite(view, heading, &quick->suites[i]);
    if (quick->suites_more > 0)
        ikt_ios_comment(view->page.out, "more that was offered is left out");
    if (quick->suite_count > 0)
        return;
    ikt_ios_comment(view->page.out, "the request is encrypted, and no key opens it");
    put_heading(view, heading);
    put_block(view, ikt_ios_unknown, ikt_ios_unknown, NULL);
}

/* The router looks for the map entry; printed with any address of a network as its first. */
static void put_match(const struct view *view)
{
    const struct ikt_ios_network *local = &view->quick->asked[view->end], *remote = &view->quick->asked[1 - view->end];
    char src[IKT_ADDRESS_TEXT], dst[IKT_ADDRESS_TEXT];
    if (local->low.family == IKT_FAMILY_NONE || remote->low.family == IKT_FAMILY_NONE)
        return;
    put_line(view, view->quick->begun, "Crypto mapdb : proxy_match");
    g_string_append_printf(view->page.out,
                           "        src addr     : %s\n        dst addr     : %s\n        protocol     : %u\n"
                           "        src port     : %u\n        dst port     : %u\n",
                           ikt_ios_address(&local->low, src), ikt_ios_address(&remote->low, dst), local->protocol,
                           local->port, remote->port);
}

static void put_created(const struct view *view, const struct ikt_ios_sa *sa)
{
    GString *out = view->page.out;
    const struct ikt_ios_quick *quick = view->quick;
    const struct ikt_ios_suite *chosen = quick->chosen_known ? &quick->chosen : NULL;
    const bool old = ikt_ios_page_is_old(&view->page);
    const int to = sa->to_initiator ? 0 : 1;
    char address[IKT_ADDRESS_TEXT];
    const char *words = !chosen ? "" : sa->protocol == IKT_PROTOCOL_AH ? chosen->ah : chosen->esp;
    put_line(view, quick->up_since, "IPSEC(create_sa): sa created,");
    g_string_append_printf(out, "  (sa) sa_dest= %s, sa_proto= %u,\n    sa_spi= ",
                           ikt_ios_address(&quick->ends[to].endpoint.address, address),
                           sa->protocol == IKT_PROTOCOL_AH ? 51 : 50);
    ikt_ios_put_spi(out, sa->spi);
    g_string_append_printf(out, ",\n    sa_trans= %s , sa_conn_id= %s\n", *words != '\0' ? words : ikt_ios_unknown,
                           ikt_ios_unknown);
    if (old)
        return;
    ikt_ios_put(out, "    sa_lifetime(k/sec)= (");
    ikt_ios_put_number(out, chosen ? chosen->kilobytes : IKT_ABSENT);
    ikt_append_octet(out, '/');
    ikt_ios_put_number(out, chosen ? chosen->seconds : IKT_ABSENT);
    ikt_ios_put(out, "),\n  (identity) ");
    put_ends(view, false);
    ikt_ios_put(out, ",\n");
    put_proxies(view, quick->networks, "\n");
}

struct accepted {
    const struct view *view;
    char map[64]; /* "": none yet */
    unsigned sequence;
};

static void look_at_ident(void *user, const struct ikt_ios_ident *ident)
{
    struct accepted *accepted = user;
    const struct ikt_ios_quick *quick = accepted->view->quick;
    const int end = accepted->view->end;
    if (accepted->map[0] != '\0' || !ikt_address_equal(&ident->peer, &quick->ends[1 - end].endpoint.address) ||
        !ikt_ios_network_equal(&ident->local, &quick->networks[end]) ||
        !ikt_ios_network_equal(&ident->remote, &quick->networks[1 - end]))
        return;
    g_strlcpy(accepted->map, ident->map, sizeof accepted->map);
    accepted->sequence = ident->sequence;
}

/* The entry that took it, where the configuration has one of just these networks. */
static void put_accepted(const struct view *view)
{
    struct accepted accepted = {view, "", 0};
    if (view->page.configured)
        ikt_ios_idents(view->page.options->configs, view->page.config, look_at_ident, &accepted);
    g_autofree char *line =
        accepted.map[0] == '\0'
            ? g_strdup_printf("(ipsec_process_proposal)Map Accepted: %s, %s", ikt_ios_unknown, ikt_ios_unknown)
            : g_strdup_printf("(ipsec_process_proposal)Map Accepted: %s, %u", accepted.map, accepted.sequence);
    put_line(view, view->quick->begun, line);
}

static void put_up(const struct view *view)
{
    const struct ikt_ios_quick *quick = view->quick;
    if (view->end == 1 && !ikt_ios_page_is_old(&view->page))
        put_accepted(view);
    for (int inbound = 1; inbound >= 0; inbound--) {
        for (guint i = 0; i < quick->sas->len; i++) {
            const struct ikt_ios_sa *sa = &g_array_index(quick->sas, struct ikt_ios_sa, i);
            if (ikt_ios_is_inbound(&view->page, quick, sa) == (inbound == 1))
                put_created(view, sa);
        }
    }
    if (view->end == 1)
        put_line(view, quick->up_since, "IPSEC(key_engine_enable_outbound): rec'd enable notify from ISAKMP");
}

static void append_piece(void *user, const char *text, size_t length)
{
    g_string_append_len(user, text, (gssize)length);
}

/* The blocks of the request are printed with all their values; these are lines of theirs. */
static bool is_of_block(const char *line)
{
    return g_str_has_prefix(line, "IPSEC(validate_proposal_request)") || g_str_has_prefix(line, "  (key eng. msg.)") ||
           g_str_has_prefix(line, "    local_proxy=") || g_str_has_prefix(line, "    remote_proxy=");
}

/* Lines of debug crypto isakmp begin with its name; XE has another one for what went wrong. */
static const char *prefix_of(const struct ikt_ios_page *page, const char *line)
{
    static const char *const wrong[] = {"IPSec policy invalidated", "phase 2 SA policy not acceptable",
                                        "deleting node"};
    if (*line == '%' || g_str_has_prefix(line, "IPSEC") || g_str_has_prefix(line, "ISAKMP") ||
        g_str_has_prefix(line, "map_db"))
        return "";
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
        if (page->release == 17 && g_str_has_prefix(line, wrong[i]))
            return "ISAKMP-ERROR: ";
    return "ISAKMP: ";
}

/* A value that the finding has not stands as its <name>. */
static void put_filled(GString *out, const char *line)
{
    for (const char *at = line, *end; *at != '\0'; at = end) {
        end = *at == '<' ? at + 1 + strspn(at + 1, "abcdefghijklmnopqrstuvwxyz0123456789-") : at + 1;
        if (*at == '<' && *end == '>') {
            ikt_ios_put(out, ikt_ios_unknown);
            end++;
        } else {
            ikt_append(out, at, (size_t)(end - at));
        }
    }
}

bool ikt_ios_put_expected(struct ikt_ios_page *page, const struct ikt_finding *finding, bool initiator, ikt_time time)
{
    const enum ikt_log_style otherwise = ikt_ios_page_is_old(page) ? IKT_LOG_IOS_12 : IKT_LOG_IOS_15;
    bool any = false;
    if (finding->likelihood == IKT_LIKELIHOOD_POSSIBLE)
        return false;
    for (size_t nth = 0; ikt_finding_log_next(finding, otherwise, &nth); nth++) {
        g_autoptr(GString) line = g_string_new(NULL), safe = g_string_new(NULL);
        if (ikt_finding_log_by_initiator(finding, nth) != initiator)
            continue;
        ikt_finding_log_write(finding, otherwise, nth, append_piece, line);
        if (is_of_block(line->str))
            continue;
        if (!any) {
            g_autofree char *why =
                g_strdup_printf("what it says of the fault, that is %s (%s):", ikt_rule_info(finding->rule)->name,
                                ikt_likelihood_name(finding->likelihood));
            ikt_ios_comment(page->out, why);
        }
        any = true;
        ikt_escape(line->str, line->len, safe);
        if (*safe->str != ' ') {
            ikt_ios_put_stamp(page->out, time);
            ikt_ios_put(page->out, prefix_of(page, safe->str));
        }
        put_filled(page->out, safe->str);
        ikt_append_octet(page->out, '\n');
    }
    return any;
}

/* What any refusal of IOS prints, whatever for. */
static void put_refused(const struct view *view)
{
    const struct ikt_notify *notify = view->record->rejection ? view->record->rejection->notify : NULL;
    const ikt_time time = view->record->rejection ? view->record->rejection->time : view->record->end_time;
    const bool ios = view->quick->ends[view->end].style != IKT_LOG_FOREIGN;
    if (view->record->outcome != IKT_OUTCOME_REJECTED)
        return;
    ikt_ios_comment(view->page.out, "why it was refused is open: a router prints here which check failed");
    if (!ios || !notify || notify->type != IKT_NOTIFY_NO_PROPOSAL_CHOSEN)
        return;
    put_line(view, time,
             view->end == 0 ? "ISAKMP: processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3"
                            : "ISAKMP: Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3");
}

/* Does the capture show that the responder got the request? */
static bool was_received(const struct ikt_phase2 *record)
{
    for (size_t i = 0; i < record->seen_count; i++)
        if (!record->seen[i].from_initiator)
            return true;
    return record->rejection != NULL;
}

char *ikt_ios_debug(const struct ikt_report_options *options, const struct ikt_phase2 *record,
                    const struct ikt_ios_quick *quick, int end)
{
    GString *out = g_string_new(NULL);
    struct view view = {
        .page = ikt_ios_page(options, out, &quick->ends[end].endpoint.address, quick->ends[end].style),
        .record = record,
        .quick = quick,
        .end = end,
    };
    const struct ikt_finding *finding = record->findings.count > 0 ? record->findings.items[0] : NULL;
    const ikt_time time = record->rejection ? record->rejection->time : record->end_time;
    g_string_append_printf(out, "! Quick Mode %08x\n", record->message_id);
    if (end == 1 && !was_received(record)) {
        ikt_ios_comment(out, "whether it got this request is not known: the capture has no answer");
        return g_string_free(out, FALSE);
    }
    put_request(&view, heading_of(end));
    if (end == 1)
        put_match(&view);
    if (quick->established)
        put_up(&view);
    const bool told = finding && ikt_ios_put_expected(&view.page, finding, end == 0, time);
    if (!told)
        put_refused(&view);
    return g_string_free(out, FALSE);
}

char *ikt_ios_debug_phase1(const struct ikt_report_options *options, const struct ikt_phase1 *record,
                           const struct ikt_ios_isakmp *isakmp, int end)
{
    GString *out = g_string_new(NULL);
    const struct ikt_ios_end *own = &isakmp->ends[end];
    struct ikt_ios_page page = ikt_ios_page(options, out, &own->endpoint.address, own->style);
    const struct ikt_finding *finding = record->findings.count > 0 ? record->findings.items[0] : NULL;
    const bool told = finding && ikt_ios_put_expected(&page, finding, end == 0, record->end_time);
    return g_string_free(out, !told);
}

static struct ikt_ios_suite suite_of(const struct ikt_ios_ident *ident)
{
    struct ikt_ios_suite suite = {.unknown = !ident->transforms,
                                  .key_bits = ident->key_bits,
                                  .encapsulation =
                                      ident->transport ? IKT_ENCAPSULATION_TRANSPORT : IKT_ENCAPSULATION_TUNNEL,
                                  .seconds = ident->seconds,
                                  .kilobytes = ident->kilobytes};
    if (!ident->transforms)
        return suite;
    /* "ah-sha-hmac esp-aes 256 esp-sha-hmac comp-lzs" */
    const char *esp = strstr(ident->transforms, "esp-"), *pcp = strstr(ident->transforms, "comp-");
    const size_t end = strlen(ident->transforms);
    const size_t esp_from = esp ? (size_t)(esp - ident->transforms) : end;
    const size_t pcp_from = pcp ? (size_t)(pcp - ident->transforms) : end;
    g_autofree char *ah_words = g_strstrip(g_strndup(ident->transforms, MIN(esp_from, pcp_from)));
    g_autofree char *esp_words = esp ? g_strstrip(g_strndup(esp, pcp_from - esp_from)) : g_strdup("");
    g_strlcpy(suite.ah, ah_words, sizeof suite.ah);
    g_strlcpy(suite.esp, esp_words, sizeof suite.esp);
    g_strlcpy(suite.pcp, pcp ? pcp : "", sizeof suite.pcp);
    return suite;
}

void ikt_ios_put_planned_request(struct ikt_ios_page *page, const struct ikt_ios_ident *ident, int end)
{
    const struct ikt_ios_quick quick = {
        .ends = {{.endpoint = {.address = ident->own, .port = 500}},
                 {.endpoint = {.address = ident->peer, .port = 500}}},
        .asked = {ident->local, ident->remote},
        .begun = IKT_TIME_NONE,
    };
    const struct view view = {.page = *page, .quick = &quick, .end = end};
    const struct ikt_ios_suite suite = suite_of(ident);
    put_suite(&view, heading_of(end), &suite);
    if (end == 1)
        put_match(&view);
}
