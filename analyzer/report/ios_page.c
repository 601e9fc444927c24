/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ios_page.h"

#include <string.h>

#include "append.h"

const char ikt_ios_unknown[] = "unknown";

enum {
    OLD = 12,
    LATER = 15,
    XE = 17
};

/* Its own statement, else what the wire shows, else what the user says. */
static unsigned release_of(const struct ikt_ios_page *page, enum ikt_log_style style)
{
    const unsigned said = page->configured ? ikt_ios_config_release(page->options->configs, page->config) : 0;
    if (said != 0)
        return said < LATER ? OLD : said < 16 ? LATER : XE;
    if (style == IKT_LOG_IOS_12)
        return OLD;
    const unsigned asked = page->options->ios_release != 0 ? page->options->ios_release : LATER;
    return style == IKT_LOG_IOS_15 ? MAX(asked, LATER) : asked;
}

struct ikt_ios_page ikt_ios_page(const struct ikt_report_options *options, GString *out, const struct ikt_address *own,
                                 enum ikt_log_style style)
{
    struct ikt_ios_page page = {.out = out, .options = options, .own = *own, .now = IKT_TIME_NONE};
    char address[IKT_ADDRESS_TEXT];
    const char *hostname = NULL;
    if (ikt_ios_config_of(options->configs, own, &page.config)) {
        page.configured = ikt_ios_config_is(options->configs, page.config);
        hostname = ikt_configs_hostname(options->configs, page.config);
    }
    g_strlcpy(page.prompt, hostname ? hostname : ikt_ios_address(own, address), sizeof page.prompt);
    page.release = release_of(&page, style);
    return page;
}

void ikt_ios_page_configure(struct ikt_ios_page *page, size_t config)
{
    const char *hostname = ikt_configs_hostname(page->options->configs, config);
    page->config = config;
    page->configured = ikt_ios_config_is(page->options->configs, config);
    if (hostname)
        g_strlcpy(page->prompt, hostname, sizeof page->prompt);
    page->release = release_of(page, IKT_LOG_IOS);
}

bool ikt_ios_page_is_old(const struct ikt_ios_page *page)
{
    return page->release == OLD;
}

void ikt_ios_put(GString *out, const char *text)
{
    ikt_append(out, text, strlen(text));
}

void ikt_ios_comment(GString *out, const char *text)
{
    ikt_ios_put(out, "! ");
    ikt_ios_put(out, text);
    ikt_append_octet(out, '\n');
}

void ikt_ios_command(struct ikt_ios_page *page, const char *command)
{
    ikt_ios_put(page->out, page->prompt);
    ikt_append_octet(page->out, '#');
    ikt_ios_put(page->out, command);
    ikt_append_octet(page->out, '\n');
}

void ikt_ios_put_stamp(GString *out, ikt_time time)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[IKT_TIME_TEXT];
    ikt_time_format(time, text); /* "2026-01-02T03:04:05.678901Z", without the zone where nobody tells it */
    if (text[0] == '-' || text[strlen("2026-01-02")] != 'T')
        return;
    const unsigned month = (unsigned)g_ascii_strtoull(text + strlen("2026-"), NULL, 10);
    const unsigned day = (unsigned)g_ascii_strtoull(text + strlen("2026-01-"), NULL, 10);
    g_string_append_printf(out, "*%s %2u %.12s: ", months[(month - 1) % G_N_ELEMENTS(months)], day,
                           text + strlen("2026-01-02T"));
}

const char *ikt_ios_address(const struct ikt_address *address, char text[static IKT_ADDRESS_TEXT])
{
    if (address->family == IKT_FAMILY_NONE)
        return ikt_ios_unknown;
    ikt_address_format(address, text);
    for (char *at = text; *at != '\0'; at++)
        *at = g_ascii_toupper(*at);
    return text;
}

void ikt_ios_put_number(GString *out, int64_t number)
{
    if (number < 0)
        ikt_ios_put(out, ikt_ios_unknown);
    else
        ikt_append_number(out, (uint64_t)number);
}

static void put_mask(GString *out, int prefix)
{
    for (int octet = 0; octet < 4; octet++) {
        const int bits = CLAMP(prefix - 8 * octet, 0, 8);
        ikt_ios_put(out, octet > 0 ? "." : "");
        ikt_append_number(out, 0xffU & ~(0xffU >> bits));
    }
}

/* Address and mask; a range has no mask that says it. */
static void put_network(GString *out, const struct ikt_ios_network *network)
{
    char text[IKT_ADDRESS_TEXT];
    ikt_ios_put(out, ikt_ios_address(&network->low, text));
    if (network->low.family != IKT_FAMILY_NONE && network->prefix < 0) {
        ikt_append_octet(out, '-');
        ikt_ios_put(out, ikt_ios_address(&network->high, text));
    }
    ikt_append_octet(out, '/');
    if (network->low.family == IKT_FAMILY_NONE || network->prefix < 0)
        ikt_ios_put(out, ikt_ios_unknown);
    else if (network->low.family == IKT_FAMILY_IPV6)
        ikt_append_number(out, (uint64_t)network->prefix);
    else
        put_mask(out, network->prefix);
}

void ikt_ios_put_ident(GString *out, const struct ikt_ios_network *network)
{
    put_network(out, network);
    if (network->low.family == IKT_FAMILY_NONE)
        g_string_append_printf(out, "/%s/%s", ikt_ios_unknown, ikt_ios_unknown);
    else
        g_string_append_printf(out, "/%u/%u", network->protocol, network->port);
}

void ikt_ios_put_proxy(GString *out, const struct ikt_ios_network *network, bool old)
{
    const unsigned any = 256;
    if (old || network->low.family == IKT_FAMILY_NONE) {
        ikt_ios_put_ident(out, network);
        if (network->low.family != IKT_FAMILY_NONE)
            g_string_append_printf(out, " (type=%u)", network->type);
        return;
    }
    put_network(out, network);
    g_string_append_printf(out, "/%u/%u", network->protocol != 0 ? network->protocol : any, network->port);
}

void ikt_ios_put_spi(GString *out, uint32_t spi)
{
    g_string_append_printf(out, "0x%X(%u)", spi, spi);
}

void ikt_ios_put_shown(GString *out, const char *words)
{
    static const struct {
        const char *written, *shown;
    } spellings[] = {{"esp-aes 256", "esp-256-aes"}, {"esp-aes 192", "esp-192-aes"}};
    for (size_t i = 0; i < G_N_ELEMENTS(spellings); i++) {
        if (!g_str_has_prefix(words, spellings[i].written))
            continue;
        ikt_ios_put(out, spellings[i].shown);
        words += strlen(spellings[i].written);
    }
    ikt_ios_put(out, words);
}

void ikt_ios_put_suite(GString *out, const struct ikt_ios_suite *suite, bool shown)
{
    const char *const parts[] = {suite->ah, suite->esp, suite->pcp};
    bool any = false;
    for (size_t i = 0; i < G_N_ELEMENTS(parts) && !suite->unknown; i++) {
        if (*parts[i] == '\0')
            continue;
        ikt_ios_put(out, any ? " " : "");
        any = true;
        if (shown)
            ikt_ios_put_shown(out, parts[i]);
        else
            ikt_ios_put(out, parts[i]);
    }
    if (!any)
        ikt_ios_put(out, ikt_ios_unknown);
}

const char *ikt_ios_mode(int encapsulation)
{
    switch (encapsulation) {
    case IKT_ENCAPSULATION_TUNNEL:
    case IKT_ENCAPSULATION_UDP_TUNNEL:
    case IKT_ENCAPSULATION_UDP_TUNNEL_DRAFT:
        return "Tunnel";
    case IKT_ENCAPSULATION_TRANSPORT:
    case IKT_ENCAPSULATION_UDP_TRANSPORT:
    case IKT_ENCAPSULATION_UDP_TRANSPORT_DRAFT:
        return "Transport";
    default:
        return ikt_ios_unknown;
    }
}

bool ikt_ios_network_equal(const struct ikt_ios_network *a, const struct ikt_ios_network *b)
{
    return ikt_address_equal(&a->low, &b->low) && ikt_address_equal(&a->high, &b->high) && a->protocol == b->protocol &&
           a->port == b->port;
}
