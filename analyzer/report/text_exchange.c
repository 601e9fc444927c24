/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_part.h"

#include <string.h>

#include "sas.h"

static const char *phase1_title(int exchange)
{
    switch (exchange) {
    case IKT_EXCHANGE_MAIN:
        return "main mode";
    case IKT_EXCHANGE_AGGRESSIVE:
        return "aggressive mode";
    case IKT_EXCHANGE_BASE:
        return "base mode";
    default:
        return "phase 1 not captured";
    }
}

/* "established, later deleted" */
static char *outcome_words(enum ikt_outcome outcome, enum ikt_ended ended)
{
    const char *later = ikt_ended_name(ended);
    return g_strconcat(ikt_outcome_name(outcome), later != NULL ? ", later " : NULL, later, NULL);
}

static void put_party(const struct ikt_layout *layout, const char *label, const struct ikt_party *party)
{
    char endpoint[IKT_ENDPOINT_TEXT];
    g_autoptr(GString) text = g_string_new(ikt_endpoint_format(&party->endpoint, endpoint));
    if (party->vendor_name != NULL)
        g_string_append_printf(text, ", %s", party->vendor_name);
    if (party->vendor_name != NULL && party->vendor_guessed)
        g_string_append_printf(text, " (guessed%s%s)", party->vendor_evidence != NULL ? ": " : "",
                               party->vendor_evidence != NULL ? party->vendor_evidence : "");
    if (party->id != NULL) {
        g_autofree char *id = ikt_identity_name(party->id);
        g_string_append_printf(text, ", ID %s", id);
    }
    if (party->behind_nat == IKT_YES)
        g_string_append(text, ", behind NAT");
    if (!party->seen)
        g_string_append(text, ", no packet from it in this capture");
    ikt_layout_field(layout, label, text->str);
}

static void put_time(const struct ikt_layout *layout, ikt_time start, ikt_time end)
{
    char time[IKT_TIME_TEXT];
    if (start == IKT_TIME_NONE)
        return;
    g_autoptr(GString) text = g_string_new(ikt_time_format(start, time));
    if (end != IKT_TIME_NONE)
        g_string_append_printf(text, ", %" G_GINT64_FORMAT ".%03u ms", (end - start) / 1000,
                               (unsigned)((end - start) % 1000));
    ikt_layout_field(layout, "started", text->str);
}

/* "main1 1; main2 2, 4": names in the order of their first frame. */
static void put_frames(const struct ikt_layout *layout, const struct ikt_seen *seen, size_t count)
{
    bool done[IKT_MESSAGE_NAME_COUNT] = {false};
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < count; i++) {
        if (done[seen[i].name])
            continue;
        done[seen[i].name] = true;
        g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : "", ikt_message_name_text(seen[i].name));
        const char *separator = " ";
        for (size_t j = i; j < count; j++) {
            if (seen[j].name != seen[i].name)
                continue;
            g_string_append_printf(text, "%s%" G_GUINT64_FORMAT, separator, seen[j].frame);
            separator = ", ";
        }
    }
    ikt_layout_field(layout, "frames", text->str);
}

static void put_notification(const struct ikt_layout *layout, const char *label,
                             const struct ikt_notification *notification, bool from_initiator)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *sender = from_initiator ? "initiator" : "responder";
    if (notification->notify == NULL) {
        g_string_printf(
            text, "not readable, an error notify by order, direction and size; frame %" G_GUINT64_FORMAT " from the %s",
            notification->frame, sender);
        ikt_layout_field(layout, label, text->str);
        return;
    }
    const char *name = ikt_notify_name(notification->notify->type);
    const char *protection = !notification->encrypted      ? "in clear"
                             : notification->authenticated ? "authenticated"
                                                           : "encrypted, not authenticated";
    if (name != NULL)
        g_string_append_printf(text, "%s (%u)", name, notification->notify->type);
    else
        g_string_append_printf(text, "notify %u", notification->notify->type);
    g_string_append_printf(text, ", frame %" G_GUINT64_FORMAT " from the %s, %s", notification->frame, sender,
                           protection);
    ikt_layout_field(layout, label, text->str);
}

static void put_deletion(const struct ikt_layout *layout, const char *label, const struct ikt_deletion *deletion)
{
    const char *protocol = deletion->deletion != NULL ? ikt_protocol_name(deletion->deletion->protocol) : NULL;
    g_autofree char *text = g_strdup_printf("%s%sframe %" G_GUINT64_FORMAT " from the %s%s",
                                            protocol != NULL ? protocol : "", protocol != NULL ? ", " : "",
                                            deletion->frame, deletion->from_initiator ? "initiator" : "responder",
                                            deletion->authenticated ? ", authenticated" : "");
    ikt_layout_field(layout, label, text);
}

static void put_icmp(const struct ikt_layout *layout, const char *label, const struct ikt_icmp *icmp)
{
    char reporter[IKT_ADDRESS_TEXT];
    g_autofree char *text = g_strdup_printf("type %u code %u from %s, frame %" G_GUINT64_FORMAT, icmp->type, icmp->code,
                                            ikt_address_format(&icmp->reporter, reporter), icmp->frame);
    ikt_layout_field(layout, label, text);
}

static void put_psk(const struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    const char *initiator = record->initiator.psk, *responder = record->responder.psk;
    g_autofree char *text = NULL;
    if (initiator != NULL && responder != NULL && strcmp(initiator, responder) == 0)
        text = g_strdup_printf("the key at %s fits both sides", initiator);
    else if (initiator != NULL && responder != NULL)
        text = g_strdup_printf("the key at %s fits the initiator, the key at %s the responder", initiator, responder);
    else if (initiator != NULL)
        text = g_strdup_printf("the key at %s fits the initiator", initiator);
    else if (responder != NULL)
        text = g_strdup_printf("the key at %s fits the responder", responder);
    ikt_layout_field(layout, "preshared", text);
}

void ikt_text_phase1(const struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    g_autofree char *cookie = ikt_bytes_hex((struct ikt_bytes){record->initiator_cookie, IKT_COOKIE_SIZE});
    g_autofree char *answer = ikt_bytes_hex((struct ikt_bytes){record->responder_cookie, IKT_COOKIE_SIZE});
    g_autofree char *outcome = outcome_words(record->outcome, record->ended);
    g_autofree char *title = g_strdup_printf("ISAKMP SA %s, %s: %s", cookie, phase1_title(record->exchange), outcome);
    ikt_layout_gap(layout);
    ikt_layout_heading(layout, title);
    put_party(layout, "initiator", &record->initiator);
    put_party(layout, "responder", &record->responder);
    if (strspn(answer, "0") < strlen(answer))
        ikt_layout_field(layout, "its cookie", answer);
    put_time(layout, record->start_time, record->end_time);
    put_frames(layout, record->seen, record->seen_count);
    ikt_layout_field(layout, "IOS state", record->ios_state);
    ikt_text_proposals(layout, "offered", record->offer, NULL);
    ikt_text_proposals(layout, "chosen", record->choice, record->offer != NULL ? "nothing in this capture" : NULL);
    for (size_t i = 0; i < record->notification_count; i++)
        put_notification(layout, i == 0 ? "notify" : "", &record->notifications[i],
                         record->notifications[i].from_initiator);
    for (size_t i = 0; i < record->deletion_count; i++)
        put_deletion(layout, i == 0 ? "delete" : "", &record->deletions[i]);
    for (size_t i = 0; i < record->icmp_count; i++)
        put_icmp(layout, i == 0 ? "ICMP" : "", &record->icmp[i]);
    ikt_layout_field(layout, "decryption", ikt_text_decryption(record->decryption));
    put_psk(layout, record);
    ikt_text_missing_key(layout, record);
    ikt_text_findings(layout, &record->findings, &record->initiator.endpoint.address,
                      &record->responder.endpoint.address);
}

static void put_proxies(const struct ikt_layout *layout, const char *label, const struct ikt_identity *initiator,
                        const struct ikt_identity *responder)
{
    if (initiator == NULL && responder == NULL)
        return;
    const struct ikt_identity *ids[] = {initiator, responder};
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *value = ids[i] != NULL ? ikt_identity_format(ids[i]) : g_strdup("?");
        g_string_append_printf(text, "%s%s", i > 0 ? " -> " : "", value);
        if (ids[i] != NULL && ids[i]->protocol != 0)
            g_string_append_printf(text, " protocol %u", ids[i]->protocol);
        if (ids[i] != NULL && ids[i]->port != 0)
            g_string_append_printf(text, " port %u", ids[i]->port);
    }
    ikt_layout_field(layout, label, text->str);
}

static void put_sas(const struct ikt_layout *layout, const struct ikt_phase2 *record)
{
    g_autoptr(GArray) rows = ikt_report_sas(record);
    for (guint i = 0; i < rows->len; i++) {
        const struct ikt_flow *row = &g_array_index(rows, struct ikt_flow, i);
        const char *protocol = ikt_protocol_name(row->protocol);
        char source[IKT_ADDRESS_TEXT], destination[IKT_ADDRESS_TEXT];
        g_autoptr(GString) text = g_string_new(NULL);
        g_string_printf(text, "%s %08x, %s -> %s: ", protocol != NULL ? protocol : "SPI", row->spi,
                        ikt_address_format(&row->source, source), ikt_address_format(&row->destination, destination));
        if (row->packets == 0)
            g_string_append(text, "no packet in this capture");
        else
            g_string_append_printf(text, "%" G_GUINT64_FORMAT " packets, %" G_GUINT64_FORMAT " bytes", row->packets,
                                   row->octets);
        if (row->out_of_order > 0)
            g_string_append_printf(text, ", %" G_GUINT64_FORMAT " out of order", row->out_of_order);
        if (row->duplicates > 0)
            g_string_append_printf(text, ", %" G_GUINT64_FORMAT " twice", row->duplicates);
        ikt_layout_field(layout, i == 0 ? "IPsec SAs" : "", text->str);
    }
}

static void put_pfs(const struct ikt_layout *layout, const struct ikt_phase2 *record)
{
    if (record->offer == NULL)
        return;
    if (record->pfs_group == IKT_ABSENT) {
        ikt_layout_field(layout, "PFS", "none");
        return;
    }
    const char *name = ikt_group_name((unsigned)record->pfs_group);
    g_autofree char *text = g_strdup_printf("group%d%s%s%s", record->pfs_group, name != NULL ? " (" : "",
                                            name != NULL ? name : "", name != NULL ? ")" : "");
    ikt_layout_field(layout, "PFS", text);
}

void ikt_text_phase2(const struct ikt_layout *layout, const struct ikt_phase2 *record)
{
    const struct ikt_address *initiator = &record->initiator->endpoint.address;
    const struct ikt_address *responder = &record->responder->endpoint.address;
    char from[IKT_ADDRESS_TEXT], to[IKT_ADDRESS_TEXT];
    g_autofree char *outcome = outcome_words(record->outcome, record->ended);
    g_autofree char *title =
        g_strdup_printf("Quick Mode %08x, %s -> %s: %s", record->message_id, ikt_address_format(initiator, from),
                        ikt_address_format(responder, to), outcome);
    g_autofree char *cookie = ikt_bytes_hex((struct ikt_bytes){record->phase1->initiator_cookie, IKT_COOKIE_SIZE});
    g_autofree char *parent =
        g_strconcat(cookie, record->reversed ? ", whose responder began this Quick Mode" : NULL, NULL);
    bool readable = record->offer != NULL;

    ikt_layout_gap(layout);
    ikt_layout_heading(layout, title);
    ikt_layout_field(layout, "ISAKMP SA", parent);
    put_time(layout, record->start_time, record->end_time);
    put_frames(layout, record->seen, record->seen_count);
    ikt_layout_field(layout, "decryption", ikt_text_decryption(record->decryption));
    ikt_text_proposals(layout, "offered", record->offer, NULL);
    ikt_text_proposals(layout, "chosen", record->choice, readable ? "nothing in this capture" : NULL);
    put_proxies(layout, "proxies", record->proxy_initiator, record->proxy_responder);
    put_proxies(layout, "answered", record->answered_initiator, record->answered_responder);
    put_pfs(layout, record);
    if (record->rejection != NULL)
        put_notification(layout, "refused by", record->rejection,
                         record->rejection->from_initiator != record->reversed);
    if (record->attempts > 0) {
        g_autofree char *attempts = g_strdup_printf("%u before this one, refused or unanswered", record->attempts);
        ikt_layout_field(layout, "attempts", attempts);
    }
    put_sas(layout, record);
    ikt_text_findings(layout, &record->findings, initiator, responder);
}
