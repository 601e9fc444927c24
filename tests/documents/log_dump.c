/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Every event of a log, a line each, to be held against the log by hand; "-n N" reads it so often, to measure, and
 * prints how many there are.
 */
#include <stdio.h>

#include <glib.h>

#include "documents/log_event.h"
#include "documents/log_names.h"

static void print_offer(const struct ikt_log_offer *offer)
{
    const struct ikt_proxy_text *const sides[] = {&offer->local, &offer->remote};
    for (int i = 0; i < 2; i++) {
        char low[IKT_ADDRESS_TEXT], high[IKT_ADDRESS_TEXT];
        if (sides[i]->low.family != IKT_FAMILY_NONE)
            printf(" %s=%s-%s/%u/%u", i == 0 ? "local_proxy" : "remote_proxy", ikt_address_format(&sides[i]->low, low),
                   ikt_address_format(&sides[i]->high, high), sides[i]->protocol, sides[i]->port);
    }
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {{"proto", offer->protocol},
                   {"transform", offer->transform},
                   {"bits", offer->key_bits},
                   {"auth", offer->integrity},
                   {"ah", offer->ah},
                   {"encaps", offer->encapsulation},
                   {"group", offer->group},
                   {"seconds", offer->seconds},
                   {"kilobytes", offer->kilobytes}};
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (numbers[i].value != IKT_ABSENT)
            printf(" %s=%" G_GINT64_FORMAT, numbers[i].name, numbers[i].value);
    printf("%s%s", offer->transform_none ? " NONE" : "", offer->compressed ? " lzs" : "");
}

static void print_policy(const struct ikt_log_policy *policy)
{
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {{"policy", policy->priority},
                   {"p1transform", policy->transform},
                   {"cipher", policy->encryption},
                   {"bits", policy->key_bits},
                   {"hash", policy->hash},
                   {"dh", policy->group},
                   {"method", policy->authentication},
                   {"life", policy->seconds}};
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (numbers[i].value != IKT_ABSENT)
            printf(" %s=%" G_GINT64_FORMAT, numbers[i].name, numbers[i].value);
}

static void print_show(const struct ikt_log_ipsec_sa *show)
{
    print_offer(&show->networks);
    if (show->has_counters)
        printf(" encaps=%" G_GUINT64_FORMAT " decaps=%" G_GUINT64_FORMAT " send_errors=%" G_GUINT64_FORMAT,
               show->encaps, show->decaps, show->send_errors);
    printf(" out=%08x in=%08x%s%s%s", show->outbound_spi, show->inbound_spi, show->has_inbound ? " inbound" : "",
           show->has_outbound ? " outbound" : "", show->has_sections ? " sections" : "");
    printf(" map=%s if=%s", show->map ? show->map : "-", show->interface ? show->interface : "-");
}

static void print_event(const struct ikt_log_event *event)
{
    char address[IKT_ADDRESS_TEXT];
    printf("%u %s", event->line, ikt_log_kind_name(event->kind));
    if (event->time != IKT_TIME_NONE)
        printf(" t=%.3f", (double)(event->time % (86400 * IKT_SECOND)) / IKT_SECOND);
    printf("%s%s", event->router ? " router=" : "", event->router ? event->router : "");
    if (event->connection != IKT_ABSENT)
        printf(" conn=%d", event->connection);
    if (event->local.family != IKT_FAMILY_NONE)
        printf(" local=%s:%u", ikt_address_format(&event->local, address), event->local_port);
    if (event->remote.family != IKT_FAMILY_NONE)
        printf(" remote=%s:%u", ikt_address_format(&event->remote, address), event->remote_port);
    if (event->message_id != 0)
        printf(" mid=%u", event->message_id);
    if (event->spi != 0)
        printf(" spi=%08x", event->spi);
    if (event->protocol != IKT_ABSENT)
        printf(" protocol=%d", event->protocol);
    if (event->notify != IKT_ABSENT)
        printf(" notify=%d", event->notify);
    if (event->number != IKT_ABSENT)
        printf(" number=%" G_GINT64_FORMAT, event->number);
    printf("%s%s", event->sent ? " sent" : "", event->failed ? " failed" : "");
    const char *const texts[] = {event->name, event->text, event->other};
    for (int i = 0; i < 3; i++)
        if (texts[i])
            printf(" %s=\"%s\"", i == 0 ? "name" : i == 1 ? "text" : "other", texts[i]);
    if (event->offer)
        print_offer(event->offer);
    if (event->phase1)
        print_policy(event->phase1);
    if (event->show)
        print_show(event->show);
    putchar('\n');
}

int main(int argc, char **argv)
{
    int first = 1, times = 0;
    if (argc > 3 && g_str_equal(argv[1], "-n")) {
        times = (int)g_ascii_strtoll(argv[2], NULL, 10);
        first = 3;
    }
    for (int i = first; i < argc; i++) {
        g_autofree char *text = NULL;
        gsize length = 0;
        if (!g_file_get_contents(argv[i], &text, &length, NULL))
            return 1;
        for (int n = 0; n < MAX(1, times); n++) {
            struct ikt_logs *logs = ikt_logs_new();
            const struct ikt_bytes content = {length > 0 ? (const uint8_t *)text : NULL, length};
            (void)ikt_logs_add(logs, argv[i], content, NULL, NULL, NULL);
            const struct ikt_log *log = ikt_logs_log(logs, 0);
            if (n == 0) {
                printf("%s hostname=%s count=%zu left_out=%" G_GUINT64_FORMAT "\n", argv[i],
                       log && log->hostname.text ? log->hostname.text : "-", log ? log->count : 0,
                       log ? log->left_out : 0);
                for (size_t k = 0; log && k < log->count && times == 0; k++)
                    print_event(&log->events[k]);
            }
            ikt_logs_free(logs);
        }
    }
    return 0;
}
