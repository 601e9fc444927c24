/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Syslog messages and debugs of the Cisco ASA (PIX, Firepower), as events of the same kinds:
 *
 *     %ASA-3-713061: Group = A, IP = A, Rejecting IPSec tunnel: no matching crypto map entry for remote proxy N/M/P/Q
 *       local proxy N/M/P/Q on interface outside
 *     [IKEv1]Group = A, IP = A, QM FSM error (P2 struct &0x7f.., mess id 0x2c44baec)!
 */
#include <string.h>

#include <glib.h>

#include "documents/log_readers.h"
#include "documents/log_value.h"

static const struct {
    const char *words;
    enum ikt_log_event_kind kind;
    bool failed;
} known[] = {
    {"ikeinitiatornewphase", IKT_LOG_BEGUN, false},
    {"ikeinitiatorstartingqm", IKT_LOG_BEGUN, false},
    {"ikeresponderstartingqm", IKT_LOG_BEGUN, false},
    {"phase1completed", IKT_LOG_AUTHENTICATED, false},
    {"phase2completed", IKT_LOG_QUICK_MODE_DONE, false},
    {"rejectingipsectunnelnomatchingcryptomapentry", IKT_LOG_PROXIES_REFUSED, false},
    {"cryptomappolicynotfound", IKT_LOG_PROXIES_REFUSED, false},
    {"staticcryptomapcheckbypassed", IKT_LOG_OTHER_SYSLOG, false},
    {"allipsecsaproposalsfoundunacceptable", IKT_LOG_TRANSFORM_REFUSED, false},
    {"allsaproposalsfoundunacceptable", IKT_LOG_PHASE1_REFUSED, false},
    {"qmfsmerror", IKT_LOG_NODE_DELETED, true},
    {"mismatchedpresharedkey", IKT_LOG_BAD_MESSAGE, false},
    {"packetwithinvalidpayloads", IKT_LOG_BAD_MESSAGE, false},
    {"receivednonroutinenotifymessage", IKT_LOG_NOTIFY, false},
    {"sessionisbeingtorndown", IKT_LOG_SA_DELETED, false},
    {"connectionterminatedforpeer", IKT_LOG_SA_DELETED, false},
    {"duplicatephase1packetdetected", IKT_LOG_RETRANSMIT, false},
    {"duplicatephase2packetdetected", IKT_LOG_RETRANSMIT, false},
    {"securitynegotiationcomplete", IKT_LOG_SA_CREATED, false},
    {"hasbeencreated", IKT_LOG_SA_CREATED, false},
    {"hasbeendeleted", IKT_LOG_IPSEC_SA_DELETED, false},
    {"doesntmatchthenegotiatedpolicy", IKT_LOG_INVALID_IDENTITY, false},
    {"failedantireplaychecking", IKT_LOG_REPLAY, false},
    {"failedauthentication", IKT_LOG_HMAC, false},
    {"withaninvalidspi", IKT_LOG_INVALID_SPI, false},
    {"receivedanonipsec", IKT_LOG_NOT_IPSEC, false},
};

static bool begins_here(const char *text)
{
    return g_str_has_prefix(text, "%ASA-") || g_str_has_prefix(text, "%PIX-") || g_str_has_prefix(text, "%FTD-") ||
           g_str_has_prefix(text, "%FWSM-") || g_str_has_prefix(text, "[IKE");
}

/* "IP = A"; "from A to B"; "between A and B": the SA's way is from the first */
static void read_peers(const struct ikt_log_message *message, struct ikt_log_event *event)
{
    const char *at = strstr(message->text, "IP = ");
    if (at && (at += strlen("IP = ")) && ikt_log_take_address(&at, &event->remote))
        return;
    if ((at = strstr(message->text, " from ")) && (at += strlen(" from ")) &&
        ikt_log_take_address(&at, &event->remote) && (at = strstr(at, "to ")) && (at += strlen("to ")))
        (void)ikt_log_take_address(&at, &event->local);
    else if ((at = strstr(message->text, " between ")) && (at += strlen(" between ")) &&
             ikt_log_take_address(&at, &event->local) && (at = strstr(at, "and ")) && (at += strlen("and ")))
        (void)ikt_log_take_address(&at, &event->remote);
}

static void take_proxy(const struct ikt_log_message *message, const char *words, const char *or_words,
                       struct ikt_proxy_text *out)
{
    const char *at = ikt_log_message_after(message, words);
    if (!at)
        at = ikt_log_message_after(message, or_words);
    if (at)
        (void)ikt_log_take_proxy(&at, out);
}

/* IKE's are hexadecimal without a prefix, or with one. */
static void take_message_id(const struct ikt_log_message *message, const char *words, uint32_t *out)
{
    const char *at = ikt_log_message_after(message, words);
    if (!at)
        return;
    at += strspn(at, " =:(");
    at += g_str_has_prefix(at, "0x") ? 2 : 0;
    const guint64 value = g_ascii_isxdigit(*at) ? g_ascii_strtoull(at, NULL, 16) : 0;
    *out = value <= UINT32_MAX ? (uint32_t)value : 0;
}

static void read_details(struct ikt_log_reader *reader, struct ikt_log_event *event, struct ikt_log_offer *offer)
{
    const struct ikt_log_message *message = &reader->message;
    const char *at;
    switch (event->kind) {
    case IKT_LOG_PROXIES_REFUSED:
    case IKT_LOG_INVALID_IDENTITY:
        take_proxy(message, "localproxyas", "localproxy", &offer->local);
        take_proxy(message, "remoteproxyas", "remoteproxy", &offer->remote);
        event->offer = offer;
        break;
    case IKT_LOG_BEGUN:
        event->sent = ikt_log_message_has(message, "ikeinitiator");
        event->number = ikt_log_message_has(message, "newphase1") ? 1 : 2;
        break;
    case IKT_LOG_NODE_DELETED:
        take_message_id(message, "messid", &event->message_id);
        break;
    case IKT_LOG_QUICK_MODE_DONE:
        take_message_id(message, "msgid", &event->message_id);
        break;
    case IKT_LOG_NOTIFY: /* "No proposal chosen (14)" */
        event->protocol = IKT_ABSENT;
        for (at = ikt_log_message_after(message, "notifymessage"); at && (at = strchr(at, '(')); at++) {
            int64_t number;
            const char *inside = at;
            if (ikt_log_take_number(&inside, &number) && number > 0 && number <= UINT16_MAX)
                event->notify = (int)number;
        }
        break;
    case IKT_LOG_SA_DELETED:
        event->text = ikt_log_text_to(reader, ikt_log_message_field(message, "reason"), "");
        if ((at = ikt_log_message_after(message, "terminatedforpeer")))
            (void)ikt_log_find_address(&at, &event->remote);
        break;
    case IKT_LOG_RETRANSMIT:
        event->number = ikt_log_message_has(message, "phase2packet") ? 2 : 1;
        break;
    default:
        if ((at = ikt_log_message_after(message, "inboundspi")) || (at = ikt_log_message_after(message, "spi")))
            (void)ikt_log_take_spi(&at, &event->spi);
        break;
    }
}

bool ikt_log_read_asa(struct ikt_log_reader *reader)
{
    const struct ikt_log_message *message = &reader->message;
    if (!begins_here(message->text))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (!ikt_log_message_has(message, known[i].words))
            continue;
        struct ikt_log_event event = ikt_log_event_of_message(reader, known[i].kind);
        struct ikt_log_offer offer = ikt_log_no_offer();
        event.failed = known[i].failed;
        read_peers(message, &event);
        const char *number = strrchr(message->text, '%') == message->text ? strchr(message->text + 5, '-') : NULL;
        event.name = number ? ikt_log_text_to(reader, number + 1, ":") : NULL;
        read_details(reader, &event, &offer);
        if (!event.text) {
            const char *text = strstr(message->text, "IP = ");
            text = text ? strchr(text, ',') : strchr(message->text, ':');
            event.text = text ? ikt_log_text_to(reader, ikt_log_skip_blanks(text + 1), "") : NULL;
        }
        ikt_log_emit(reader, &event);
        return true;
    }
    return true;
}
