/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Logs of strongSwan (charon) and libreswan (pluto), as events of the same kinds:
 *
 *     05[IKE] <site|1> received NO_PROPOSAL_CHOSEN error notify
 *     "site" #2: we require PFS but Quick I1 SA specifies no GROUP_DESCRIPTION
 */
#include <string.h>

#include <glib.h>

#include "documents/log_readers.h"
#include "documents/log_value.h"

static const struct {
    const char *words;
    enum ikt_log_event_kind kind;
    int notify;
    bool failed; /* of IKT_LOG_BEGUN: it is the peer that begins */
} known[] = {
    /* both */
    {"initiatingmainmode", IKT_LOG_BEGUN, IKT_ABSENT, false},
    {"initiatingaggressivemode", IKT_LOG_BEGUN, IKT_ABSENT, false},
    /* strongSwan */
    {"isinitiatinga", IKT_LOG_BEGUN, IKT_ABSENT, true},
    {"generatingquickmoderequest", IKT_LOG_BEGUN, IKT_ABSENT, false},
    {"parsedquickmoderequest", IKT_LOG_BEGUN, IKT_ABSENT, true},
    {"receivednoproposalchosen", IKT_LOG_NOTIFY, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false},
    {"receivedinvalididinformation", IKT_LOG_NOTIFY, IKT_NOTIFY_INVALID_ID_INFORMATION, false},
    {"receivedauthenticationfailed", IKT_LOG_NOTIFY, IKT_NOTIFY_AUTHENTICATION_FAILED, false},
    {"receivedpayloadmalformed", IKT_LOG_NOTIFY, IKT_NOTIFY_PAYLOAD_MALFORMED, false},
    {"receivedinvalidhashinformation", IKT_LOG_NOTIFY, IKT_NOTIFY_INVALID_HASH_INFORMATION, false},
    {"nomatchingproposalfound", IKT_LOG_TRANSFORM_REFUSED, IKT_ABSENT, false},
    {"noikeconfigfound", IKT_LOG_PHASE1_REFUSED, IKT_ABSENT, false},
    {"noproposalfound", IKT_LOG_PHASE1_REFUSED, IKT_ABSENT, false},
    {"nopeerconfigfound", IKT_LOG_PHASE1_REFUSED, IKT_ABSENT, false},
    {"unacceptable", IKT_LOG_PROXIES_REFUSED, IKT_ABSENT, false},
    {"inacceptable", IKT_LOG_PROXIES_REFUSED, IKT_ABSENT, false},
    {"nomatchingchildsaconfigfound", IKT_LOG_PROXIES_REFUSED, IKT_ABSENT, false},
    {"nosharedkeyfound", IKT_LOG_NO_KEY, IKT_ABSENT, false},
    {"doesnotmatchto", IKT_LOG_IDENTITY, IKT_ABSENT, true},
    {"decryptionfailed", IKT_LOG_BAD_MESSAGE, IKT_ABSENT, false},
    {"couldnotdecryptpayloads", IKT_LOG_BAD_MESSAGE, IKT_ABSENT, false},
    {"calculatedhashdoesnotmatch", IKT_LOG_BAD_MESSAGE, IKT_ABSENT, false},
    {"childsa", IKT_LOG_QUICK_MODE_DONE, IKT_ABSENT, false},
    {"establishedbetween", IKT_LOG_AUTHENTICATED, IKT_ABSENT, false},
    {"sendingretransmit", IKT_LOG_RETRANSMIT, IKT_ABSENT, false},
    {"givingupafter", IKT_LOG_SA_DELETED, IKT_ABSENT, true},
    /* libreswan */
    {"initiatingikev1", IKT_LOG_BEGUN, IKT_ABSENT, false},
    {"initiatingquickmode", IKT_LOG_BEGUN, IKT_ABSENT, false},
    {"respondingtomainmode", IKT_LOG_BEGUN, IKT_ABSENT, true},
    {"respondingtoaggressivemode", IKT_LOG_BEGUN, IKT_ABSENT, true},
    {"respondingtoquickmode", IKT_LOG_BEGUN, IKT_ABSENT, true},
    {"payloadnoproposalchosen", IKT_LOG_NOTIFY, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false},
    {"payloadinvalididinformation", IKT_LOG_NOTIFY, IKT_NOTIFY_INVALID_ID_INFORMATION, false},
    {"payloadauthenticationfailed", IKT_LOG_NOTIFY, IKT_NOTIFY_AUTHENTICATION_FAILED, false},
    {"noacceptableoakleytransform", IKT_LOG_PHASE1_REFUSED, IKT_ABSENT, false},
    {"noconnectionhasbeenauthorized", IKT_LOG_PHASE1_REFUSED, IKT_ABSENT, false},
    {"noacceptableproposalinipsecsa", IKT_LOG_TRANSFORM_REFUSED, IKT_ABSENT, false},
    {"noconnectionisknownfor", IKT_LOG_PROXIES_REFUSED, IKT_ABSENT, false},
    {"werequirepfs", IKT_LOG_FLAGS_REFUSED, IKT_ABSENT, false},
    {"werequirepeertohaveid", IKT_LOG_IDENTITY, IKT_ABSENT, true},
    {"nopresharedkeyfound", IKT_LOG_NO_KEY, IKT_ABSENT, false},
    {"mismatchofpresharedsecrets", IKT_LOG_BAD_MESSAGE, IKT_ABSENT, false},
    {"ipsecsaestablished", IKT_LOG_QUICK_MODE_DONE, IKT_ABSENT, false},
    {"isakmpsaestablished", IKT_LOG_AUTHENTICATED, IKT_ABSENT, false},
    {"ikesaestablished", IKT_LOG_AUTHENTICATED, IKT_ABSENT, false},
    {"maxnumberofretransmissions", IKT_LOG_SA_DELETED, IKT_ABSENT, true},
};

/* "05[IKE] <site|1> text", "[IKE] text": number of the SA; NULL: not charon's. */
static const char *charon(const char *text, int *number)
{
    const char *at = text;
    while (g_ascii_isdigit(*at))
        at++;
    if (*at != '[' || !g_ascii_isupper(at[1]) || !g_ascii_isupper(at[2]) || !g_ascii_isupper(at[3]) || at[4] != ']')
        return NULL;
    at = ikt_log_skip_blanks(at + 5);
    const char *end = *at == '<' ? strchr(at, '>') : NULL;
    if (!end)
        return at;
    const char *bar = end;
    while (bar > at && *bar != '|' && *bar != '<')
        bar--;
    const guint64 value = g_ascii_strtoull(bar + 1, NULL, 10);
    *number = value <= G_MAXINT32 ? (int)value : IKT_ABSENT;
    return ikt_log_skip_blanks(end + 1);
}

/* "site"[1] 198.51.100.1 #2: text"; "packet from A:500: text" */
static const char *pluto(const char *text, int *number, struct ikt_address *remote)
{
    if (g_str_has_prefix(text, "packet from ")) {
        text += strlen("packet from ");
        uint16_t port;
        if (!ikt_log_take_endpoint(&text, remote, &port) || *text != ':')
            return NULL;
        return ikt_log_skip_blanks(text + 1);
    }
    const char *quote = *text == '"' ? strchr(text + 1, '"') : NULL;
    const char *hash = quote ? strchr(quote, '#') : NULL;
    if (!hash || hash - quote > 80)
        return NULL;
    const char *at = quote;
    struct ikt_address address;
    if (ikt_log_find_address(&at, &address) && at <= hash)
        *remote = address;
    const guint64 value = g_ascii_strtoull(hash + 1, NULL, 10);
    *number = value <= G_MAXINT32 ? (int)value : IKT_ABSENT;
    const char *colon = strchr(hash, ':');
    return colon ? ikt_log_skip_blanks(colon + 1) : NULL;
}

/* "received packet: from A[500] to B[500]", "initiating Main Mode IKE_SA site[1] to A", "A is initiating a Main Mode"
 */
static void note_peers(struct ikt_log_connection *connection, const char *text)
{
    struct ikt_address local = {0}, remote = {0};
    const char *from = strstr(text, "packet: from "), *to;
    if (from && (from += strlen("packet: from "))) {
        const bool received = g_str_has_prefix(text, "received");
        to = strstr(from, " to ");
        if (ikt_log_take_address(&from, received ? &remote : &local) && to && (to += strlen(" to ")))
            (void)ikt_log_take_address(&to, received ? &local : &remote);
    } else if (strstr(text, "initiating") && ikt_log_find_address(&text, &remote)) {
        /* whoever began it */
    } else if ((from = strstr(text, "established between ")) && (from += strlen("established between ")) &&
               ikt_log_take_address(&from, &local) && (to = strstr(from, "...")) && (to += strlen("..."))) {
        (void)ikt_log_take_address(&to, &remote);
    }
    if (local.family != IKT_FAMILY_NONE || remote.family != IKT_FAMILY_NONE)
        ikt_log_tell_peers(connection, &local, &remote);
}

/* "A/N === B/N"; pluto's "A/N===own<..>...peer<..>===B/N": the outer ones */
static void read_selectors(const char *text, struct ikt_log_offer *offer)
{
    const char *first = strstr(text, "==="), *last = first;
    if (!first)
        return;
    for (const char *more; (more = strstr(last + 1, "===")) && more > last + 2;)
        last = more;
    const char *left = first, *right = last + strlen("===");
    while (left > text && left[-1] == ' ')
        left--;
    while (left > text && left[-1] != ' ')
        left--;
    if (!ikt_log_take_proxy(&left, &offer->local) || !ikt_log_take_proxy(&right, &offer->remote)) {
        offer->local = (struct ikt_proxy_text){0};
        offer->remote = (struct ikt_proxy_text){0};
    }
}

static const struct {
    const char *word;
    int transform, bits, integrity, group;
} algorithms[] = {
    {"AES_CBC_128", IKT_ESP_AES_CBC, 128, 0, 0},
    {"AES_CBC_192", IKT_ESP_AES_CBC, 192, 0, 0},
    {"AES_CBC_256", IKT_ESP_AES_CBC, 256, 0, 0},
    {"AES_GCM_16_128", IKT_ESP_AES_GCM_16, 128, 0, 0},
    {"AES_GCM_16_256", IKT_ESP_AES_GCM_16, 256, 0, 0},
    {"3DES_CBC", IKT_ESP_3DES, IKT_ABSENT, 0, 0},
    {"DES_CBC", IKT_ESP_DES, IKT_ABSENT, 0, 0},
    {"NULL", IKT_ESP_NULL, IKT_ABSENT, 0, 0},
    {"HMAC_MD5_96", 0, 0, IKT_INTEGRITY_HMAC_MD5, 0},
    {"HMAC_SHA1_96", 0, 0, IKT_INTEGRITY_HMAC_SHA1, 0},
    {"HMAC_SHA2_256_128", 0, 0, IKT_INTEGRITY_HMAC_SHA2_256, 0},
    {"HMAC_SHA2_384_192", 0, 0, IKT_INTEGRITY_HMAC_SHA2_384, 0},
    {"HMAC_SHA2_512_256", 0, 0, IKT_INTEGRITY_HMAC_SHA2_512, 0},
    {"MODP_768", 0, 0, 0, 1},
    {"MODP_1024", 0, 0, 0, 2},
    {"MODP_1536", 0, 0, 0, 5},
    {"MODP_2048", 0, 0, 0, 14},
    {"MODP_3072", 0, 0, 0, 15},
    {"MODP_4096", 0, 0, 0, 16},
    {"ECP_256", 0, 0, 0, 19},
    {"ECP_384", 0, 0, 0, 20},
    {"ECP_521", 0, 0, 0, 21},
};

/* "ESP:AES_CBC_256/HMAC_SHA2_256_128/MODP_2048/NO_EXT_SEQ", the only one; a word that is not known leaves all open. */
static bool read_algorithms(const char *at, struct ikt_log_offer *offer)
{
    while (*at && *at != ' ') {
        const size_t length = strcspn(at, "/ ");
        bool found = strncmp(at, "NO_EXT_SEQ", length) == 0;
        for (size_t i = 0; i < G_N_ELEMENTS(algorithms) && !found; i++) {
            found = strlen(algorithms[i].word) == length && strncmp(at, algorithms[i].word, length) == 0;
            if (found && algorithms[i].transform != 0) {
                offer->transform = algorithms[i].transform;
                offer->key_bits = algorithms[i].bits;
            }
            if (found && algorithms[i].integrity != 0)
                offer->integrity = algorithms[i].integrity;
            if (found && algorithms[i].group != 0)
                offer->group = algorithms[i].group;
        }
        if (!found)
            return false;
        at += length + (at[length] == '/');
    }
    return true;
}

/* "received proposals: ...", "configured proposals: ..."; of IKE's own the text alone */
static bool read_proposals(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number)
{
    const struct ikt_log_message *message = &reader->message;
    const bool received = ikt_log_message_has(message, "receivedproposals");
    const char *at = ikt_log_message_field(message, received ? "receivedproposals" : "configuredproposals");
    if (!at)
        return false;
    struct ikt_log_event event =
        ikt_log_event_of_message(reader, g_str_has_prefix(at, "IKE:") ? IKT_LOG_PHASE1_OFFER : IKT_LOG_TRANSFORM);
    struct ikt_log_offer offer = ikt_log_no_offer();
    const struct ikt_log_policy policy = ikt_log_no_policy();
    event.connection = number;
    event.local = connection->local;
    event.remote = connection->remote;
    event.sent = !received;
    event.name = ikt_log_text_to(reader, received ? "received" : "configured", "");
    event.text = ikt_log_text_to(reader, at, "");
    event.phase1 = event.kind == IKT_LOG_PHASE1_OFFER ? &policy : NULL;
    event.offer = event.phase1 ? NULL : &offer;
    if (g_str_has_prefix(at, "ESP:") && !strchr(at, ',') && read_algorithms(at + 4, &offer))
        offer.protocol = IKT_PROTOCOL_ESP;
    else
        offer = ikt_log_no_offer();
    ikt_log_emit(reader, &event);
    return true;
}

static void read_details(struct ikt_log_reader *reader, struct ikt_log_event *event, struct ikt_log_offer *offer)
{
    const struct ikt_log_message *message = &reader->message;
    const char *at;
    switch (event->kind) {
    case IKT_LOG_PROXIES_REFUSED: /* "traffic selectors A/N === B/N unacceptable" */
    case IKT_LOG_QUICK_MODE_DONE:
        read_selectors(message->text, offer);
        event->offer = offer;
        if (event->kind == IKT_LOG_QUICK_MODE_DONE && (at = ikt_log_message_after(message, "withspis")) &&
            g_ascii_isxdigit(*(at = ikt_log_skip_blanks(at))))
            event->spi = (uint32_t)g_ascii_strtoull(at, NULL, 16);
        break;
    case IKT_LOG_BEGUN:
        event->sent = !event->failed;
        event->failed = false;
        event->number = ikt_log_message_has(message, "quickmode") ? 2 : 1;
        break;
    case IKT_LOG_RETRANSMIT:
        event->sent = true;
        event->number = ikt_log_message_has(message, "messageid0") ? 1 : 2;
        break;
    default:
        break;
    }
}

/* Of IKEv1: "A is initiating an IKE_SA" is IKEv2's; the first message of a Quick Mode alone has an SA in it. */
static bool is_other(enum ikt_log_event_kind kind, const char *text)
{
    if (kind != IKT_LOG_BEGUN)
        return false;
    return strstr(text, "QUICK_MODE") ? !strstr(text, " SA ") : strstr(text, "nitiating an IKE_SA") != NULL;
}

bool ikt_log_read_swan(struct ikt_log_reader *reader)
{
    const struct ikt_log_message *message = &reader->message;
    int number = IKT_ABSENT;
    struct ikt_address remote = {0};
    const char *text = charon(message->text, &number);
    if (!text)
        text = pluto(message->text, &number, &remote);
    if (!text)
        return false;
    struct ikt_log_connection *connection = ikt_log_connection(reader, MAX(number, 0));
    if (remote.family != IKT_FAMILY_NONE)
        ikt_log_tell_peers(connection, &(struct ikt_address){0}, &remote);
    note_peers(connection, text);
    if (read_proposals(reader, connection, number))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (!ikt_log_message_has(message, known[i].words) || is_other(known[i].kind, text) ||
            (known[i].kind == IKT_LOG_QUICK_MODE_DONE && !ikt_log_message_has(message, "established")) ||
            (known[i].kind == IKT_LOG_PROXIES_REFUSED && ikt_log_message_has(message, "proposals")))
            continue;
        struct ikt_log_event event = ikt_log_event_of_message(reader, known[i].kind);
        struct ikt_log_offer offer = ikt_log_no_offer();
        event.connection = number;
        event.local = connection->local;
        event.remote = connection->remote;
        event.notify = known[i].notify;
        event.failed = known[i].failed;
        event.text = ikt_log_text_to(reader, text, "");
        read_details(reader, &event, &offer);
        ikt_log_emit(reader, &event);
        return true;
    }
    return true;
}
