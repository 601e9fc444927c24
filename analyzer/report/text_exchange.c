/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_part.h"

#include <string.h>

#include "iketriage/wording.h"

/* Of a line to paste under a sentence: under its column, a little deeper. */
#define PASTE_INDENT 17

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

/* ": established, later deleted" or ": incomplete, the capture ends in the middle" ends a heading. */
static void end_heading(struct ikt_layout *layout, enum ikt_outcome outcome, enum ikt_incomplete incomplete,
                        enum ikt_ended ended)
{
    const char *later = ikt_ended_name(ended), *reason = ikt_incomplete_text(incomplete);
    ikt_layout_put(layout, ": ");
    ikt_layout_put(layout, ikt_outcome_name(outcome));
    if (reason) {
        ikt_layout_put(layout, ", ");
        ikt_layout_put(layout, reason);
    }
    if (later) {
        ikt_layout_put(layout, ", later ");
        ikt_layout_put(layout, later);
    }
    ikt_layout_end(layout);
}

static void put_party(struct ikt_layout *layout, const char *label, const struct ikt_party *party)
{
    ikt_layout_begin_field(layout, label);
    ikt_layout_put_endpoint(layout, &party->endpoint);
    if (party->vendor_name) {
        ikt_layout_put(layout, ", ");
        ikt_layout_put(layout, party->vendor_name);
    }
    if (party->vendor_name && party->vendor_guessed) {
        ikt_layout_put(layout, " (guessed");
        if (party->vendor_evidence) {
            ikt_layout_put(layout, ": ");
            ikt_layout_put(layout, party->vendor_evidence);
        }
        ikt_layout_put(layout, ")");
    }
    if (party->id) {
        ikt_layout_put(layout, ", ID ");
        ikt_layout_put_taken(layout, ikt_identity_name(party->id));
    }
    if (party->behind_nat == IKT_YES)
        ikt_layout_put(layout, ", behind NAT");
    if (!party->seen)
        ikt_layout_put(layout, ", no packet from it in this capture");
    ikt_layout_end(layout);
}

static void put_time(struct ikt_layout *layout, ikt_time start, ikt_time end)
{
    if (start == IKT_TIME_NONE)
        return;
    ikt_layout_begin_field(layout, "started");
    ikt_layout_put_time(layout, start);
    if (end != IKT_TIME_NONE && end > start) {
        const unsigned fraction = (unsigned)((end - start) % 1000);
        const char digits[] = {'.', (char)('0' + fraction / 100), (char)('0' + fraction / 10 % 10),
                               (char)('0' + fraction % 10)};
        ikt_layout_put(layout, ", took ");
        ikt_layout_put_number(layout, (uint64_t)(end - start) / 1000);
        ikt_layout_piece(layout, digits, sizeof digits);
        ikt_layout_put(layout, " ms");
    }
    ikt_layout_end(layout);
}

void ikt_text_preshared(struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    const char *initiator = record->initiator.psk, *responder = record->responder.psk;
    if (!initiator && !responder)
        return;
    const bool both = initiator && responder;
    ikt_layout_begin_field(layout, "preshared");
    ikt_layout_put(layout, "the key at ");
    ikt_layout_put(layout, initiator ? initiator : responder);
    if (both && strcmp(initiator, responder) == 0)
        ikt_layout_put(layout, " fits both sides");
    else
        ikt_layout_put(layout, initiator ? " fits the initiator" : " fits the responder");
    if (both && strcmp(initiator, responder) != 0) {
        ikt_layout_put(layout, ", the key at ");
        ikt_layout_put(layout, responder);
        ikt_layout_put(layout, " the responder");
    }
    ikt_layout_end(layout);
}

void ikt_text_refuted(struct ikt_layout *layout, const char *const *keys, size_t count)
{
    const size_t named = MIN(count, IKT_REFUTED_MAX);
    for (size_t i = 0; i < named; i++) {
        if (i > 0)
            ikt_layout_put(layout, i + 1 == count ? " and " : ", ");
        ikt_layout_put(layout, keys[i]);
    }
    if (named < count) {
        ikt_layout_put(layout, " and ");
        ikt_layout_put_number(layout, count - named);
        ikt_layout_put(layout, " more");
    }
}

static void put_refuted(struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    if (record->refuted_count == 0)
        return;
    ikt_layout_begin_field(layout, "refuted");
    ikt_layout_put(layout, record->refuted_count == 1 ? "the key at " : "the keys at ");
    ikt_text_refuted(layout, record->refuted, record->refuted_count);
    ikt_layout_put(layout, record->refuted_count == 1 ? " does not fit" : " do not fit");
    ikt_layout_end(layout);
}

/* What is missing to read more, and where to get it. */
void ikt_text_missing_key(struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    if (record->missing == IKT_MISSING_NOTHING)
        return;
    ikt_layout_begin_field(layout, "key missing");
    ikt_layout_put(layout, ikt_missing_key_text(record->missing, record->exchange != IKT_ABSENT));
    ikt_layout_put(layout, " ");
    ikt_layout_put(layout, ikt_missing_key_source(record->missing));
    char *line = ikt_missing_key_line(record);
    if (line)
        ikt_layout_put(layout, " In a --keys file:");
    ikt_layout_end(layout);
    if (!line)
        return;
    ikt_layout_begin_paste(layout, PASTE_INDENT);
    ikt_layout_put_taken(layout, line);
    ikt_layout_end(layout);
}

static void put_title(struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    ikt_layout_gap(layout);
    ikt_layout_begin_heading(layout);
    ikt_layout_put(layout, "ISAKMP SA ");
    ikt_layout_put_cookie(layout, record->initiator_cookie);
    ikt_layout_put(layout, ", ");
    ikt_layout_put(layout, phase1_title(record->exchange));
    end_heading(layout, record->outcome, record->incomplete, record->ended);
}

static void put_answer(struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    static const uint8_t none[IKT_COOKIE_SIZE];
    if (memcmp(record->responder_cookie, none, sizeof none) == 0)
        return;
    ikt_layout_begin_field(layout, "its cookie");
    ikt_layout_put_cookie(layout, record->responder_cookie);
    ikt_layout_end(layout);
}

void ikt_text_phase1(struct ikt_layout *layout, const struct ikt_phase1 *record)
{
    put_title(layout, record);
    put_party(layout, "initiator", &record->initiator);
    put_party(layout, "responder", &record->responder);
    if (!record->roles_known)
        ikt_layout_field(layout, "roles", "unknown: who began this ISAKMP SA was not captured");
    put_answer(layout, record);
    put_time(layout, record->start_time, record->end_time);
    ikt_text_seen(layout, record->seen, record->seen_count, record->seen_more, record->seen_bare);
    ikt_layout_field(layout, "IOS state", record->ios_state);
    ikt_text_proposals(layout, "offered", record->offer, NULL);
    ikt_text_proposals(layout, "chosen", record->choice, record->offer ? "nothing in this capture" : NULL);
    ikt_text_notifications(layout, record);
    ikt_text_deletions(layout, record);
    ikt_text_icmp(layout, record);
    ikt_layout_field(layout, "decryption", ikt_decryption_text(record->decryption));
    ikt_text_lost(layout, record->lost, record->lost_count);
    ikt_text_preshared(layout, record);
    put_refuted(layout, record);
    ikt_text_missing_key(layout, record);
}

/* NULL: not known. */
static void put_proxy(struct ikt_layout *layout, const struct ikt_identity *proxy)
{
    if (!proxy) {
        ikt_layout_put(layout, "?");
        return;
    }
    ikt_layout_put_taken(layout, ikt_identity_format(proxy));
    if (proxy->protocol != 0) {
        ikt_layout_put(layout, " protocol ");
        ikt_layout_put_number(layout, proxy->protocol);
    }
    if (proxy->port != 0) {
        ikt_layout_put(layout, " port ");
        ikt_layout_put_number(layout, proxy->port);
    }
}

static void put_proxies(struct ikt_layout *layout, const char *label, const struct ikt_identity *initiator,
                        const struct ikt_identity *responder)
{
    if (!initiator && !responder)
        return;
    ikt_layout_begin_field(layout, label);
    put_proxy(layout, initiator);
    ikt_layout_put(layout, " -> ");
    put_proxy(layout, responder);
    ikt_layout_end(layout);
}

static void put_counted(struct ikt_layout *layout, const char *before, uint64_t count, const char *after)
{
    ikt_layout_put(layout, before);
    ikt_layout_put_number(layout, count);
    ikt_layout_put(layout, after);
}

static void put_sa(struct ikt_layout *layout, const struct ikt_flow *sa)
{
    const char *protocol = ikt_protocol_name(sa->protocol);
    ikt_layout_put(layout, protocol ? protocol : "SPI");
    ikt_layout_put(layout, " ");
    ikt_layout_put_hex32(layout, sa->spi);
    ikt_layout_put(layout, ", ");
    ikt_layout_put_address(layout, &sa->source);
    ikt_layout_put(layout, " -> ");
    ikt_layout_put_address(layout, &sa->destination);
    if (sa->packets == 0) {
        ikt_layout_put(layout, ": no packet");
    } else {
        put_counted(layout, ": ", sa->packets, " packets");
        put_counted(layout, ", ", sa->octets, " bytes");
    }
    if (sa->out_of_order > 0)
        put_counted(layout, ", ", sa->out_of_order, " out of order");
    if (sa->duplicates > 0)
        put_counted(layout, ", ", sa->duplicates, " twice");
}

static void put_sas(struct ikt_layout *layout, const struct ikt_phase2 *record)
{
    for (size_t i = 0; i < record->sa_count; i++) {
        ikt_layout_begin_field(layout, i == 0 ? "IPsec SAs" : "");
        put_sa(layout, &record->sas[i]);
        ikt_layout_end(layout);
    }
    ikt_text_more(layout, record->flows_more);
    if (record->flows_by_order)
        ikt_layout_field(layout, "", "guessed: seen first after this Quick Mode and before the next one");
}

static void put_pfs(struct ikt_layout *layout, const struct ikt_phase2 *record)
{
    if (!record->offer)
        return;
    if (record->pfs_group == IKT_ABSENT) {
        ikt_layout_field(layout, "PFS", "none");
        return;
    }
    const char *name = ikt_group_name((unsigned)record->pfs_group);
    ikt_layout_begin_field(layout, "PFS");
    ikt_layout_put(layout, "group");
    ikt_layout_put_integer(layout, record->pfs_group);
    if (name) {
        ikt_layout_put(layout, " (");
        ikt_layout_put(layout, name);
        ikt_layout_put(layout, ")");
    }
    ikt_layout_end(layout);
}

static void put_phase2_title(struct ikt_layout *layout, const struct ikt_phase2 *record)
{
    ikt_layout_gap(layout);
    ikt_layout_begin_heading(layout);
    ikt_layout_put(layout, "Quick Mode ");
    ikt_layout_put_hex32(layout, record->message_id);
    ikt_layout_put(layout, ", ");
    ikt_layout_put_address(layout, &record->initiator->endpoint.address);
    ikt_layout_put(layout, " -> ");
    ikt_layout_put_address(layout, &record->responder->endpoint.address);
    end_heading(layout, record->outcome, record->incomplete, record->ended);
}

static void put_parent(struct ikt_layout *layout, const struct ikt_phase2 *record)
{
    ikt_layout_begin_field(layout, "ISAKMP SA");
    ikt_layout_put_cookie(layout, record->phase1->initiator_cookie);
    if (record->reversed)
        ikt_layout_put(layout, ", whose responder began this Quick Mode");
    ikt_layout_end(layout);
}

void ikt_text_phase2(struct ikt_layout *layout, const struct ikt_phase2 *record)
{
    put_phase2_title(layout, record);
    put_parent(layout, record);
    put_time(layout, record->start_time, record->end_time);
    ikt_text_seen(layout, record->seen, record->seen_count, record->seen_more, record->seen_bare);
    ikt_layout_field(layout, "decryption", ikt_decryption_text(record->decryption));
    ikt_text_lost(layout, record->lost, record->lost_count);
    ikt_text_proposals(layout, "offered", record->offer, NULL);
    ikt_text_proposals(layout, "chosen", record->choice, record->offer ? "nothing in this capture" : NULL);
    put_proxies(layout, "proxies", record->proxy_initiator, record->proxy_responder);
    put_proxies(layout, "answered", record->answered_initiator, record->answered_responder);
    put_pfs(layout, record);
    if (record->rejection)
        ikt_text_notification(layout, "refused by", record->rejection,
                              record->rejection->from_initiator != record->reversed);
    if (record->attempts > 0) {
        ikt_layout_begin_field(layout, "attempts");
        put_counted(layout, "", record->attempts, " before this one, refused or unanswered");
        ikt_layout_end(layout);
    }
    put_sas(layout, record);
}
