/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Syslog messages of IOS: "%FACILITY-SEVERITY-MNEMONIC: text".
 */
#include <string.h>

#include <glib.h>

#include "documents/log_readers.h"
#include "documents/log_value.h"

static const struct {
    const char *mnemonic;
    enum ikt_log_event_kind kind;
    const char *local, *remote; /* squeezed words before these addresses; NULL: none */
} known[] = {
    {"IKMP_MODE_FAILURE", IKT_LOG_MODE_FAILURE, NULL, "peerat"},
    {"IKMP_BAD_MESSAGE", IKT_LOG_BAD_MESSAGE, NULL, "messagefrom"},
    {"IKMP_NO_SA", IKT_LOG_NO_SA, NULL, "messagefrom"},
    {"IKMP_SA_NOT_OFFERED", IKT_LOG_NOT_OFFERED, NULL, "remotepeer"},
    {"IKMP_SA_NOT_AUTH", IKT_LOG_NOT_OFFERED, NULL, "exchangefrom"},
    {"IKMP_NOT_ENCRYPTED", IKT_LOG_NOT_ENCRYPTED, NULL, "packetfrom"},
    {"IKMP_AUTH_FAIL", IKT_LOG_AUTHENTICATION_FAILED, NULL, "withhost"},
    {"RECVD_PKT_INV_SPI", IKT_LOG_INVALID_SPI, "destaddr", "srcaddr"},
    {"RECVD_PKT_INV_IDENTITY", IKT_LOG_INVALID_IDENTITY, "destaddr", "srcaddr"},
    {"RECV_PKT_INV_IDENTITY", IKT_LOG_INVALID_IDENTITY, "destaddr", "srcaddr"},
    {"RECVD_PKT_NOT_IPSEC", IKT_LOG_NOT_IPSEC, "destaddr", "srcaddr"},
    {"PKT_REPLAY_ERR", IKT_LOG_REPLAY, "destaddr", "srcaddr"},
    {"REPLAY_ERROR", IKT_LOG_REPLAY, "destaddr", "srcaddr"},
    {"HMAC_ERROR", IKT_LOG_HMAC, "destaddr", "srcaddr"},
    {"RECVD_PKT_MAC_ERR", IKT_LOG_HMAC, "destaddr", "srcaddr"},
    {"SESSION_STATUS", IKT_LOG_SESSION, NULL, "peer"},
    {"IKMP_NO_ID_CERT_ADDR_MATCH", IKT_LOG_CERTIFICATE, NULL, "idof"},
    {"IKMP_NO_ID_CERT_FQDN_MATCH", IKT_LOG_CERTIFICATE, NULL, NULL},
    {"IKMP_NO_ID_CERT_USER_FQDN_MATCH", IKT_LOG_CERTIFICATE, NULL, NULL},
    {"IKMP_NO_ID_CERT_DN_MATCH", IKT_LOG_CERTIFICATE, NULL, NULL},
    {"ISAKMP_ON_OFF", IKT_LOG_ISAKMP_ON_OFF, NULL, NULL},
    {"CRYPTO_SS", IKT_LOG_DMVPN_SOCKET, "localaddress", "remoteaddress"},
    {"NHRP_NHC_UP", IKT_LOG_NHRP, NULL, NULL},
    {"NHRP_NHC_DOWN", IKT_LOG_NHRP, NULL, NULL},
    {"NHRP_NHS_UP", IKT_LOG_NHRP, NULL, NULL},
    {"NHRP_NHS_DOWN", IKT_LOG_NHRP, NULL, NULL},
    {"NHRP_NHP_UP", IKT_LOG_NHRP, NULL, NULL},
    {"NHRP_NHP_DOWN", IKT_LOG_NHRP, NULL, NULL},
    {"DMVPN_NHRP_ERROR", IKT_LOG_NHRP, NULL, NULL},
    {"NHRP_RES_REPLY_IGNORE", IKT_LOG_NHRP, NULL, NULL},
    {"RECURDOWN", IKT_LOG_RECURSIVE_ROUTING, NULL, NULL},
};

static const char *const facilities[] = {"CRYPTO", "IPSEC", "PKI", "DMVPN", "NHRP", "CRYPTO_ENGINE", "IKE", "ISAKMP"};

/* "%A-3-B: %IPSEC-3-...": the inner one is what is said. */
static const char *innermost(const char *text)
{
    for (const char *inner; (inner = strstr(text + 1, "%IPSEC-")) || (inner = strstr(text + 1, "%CRYPTO-"));)
        text = inner;
    return text;
}

static void read_address(const struct ikt_log_message *message, const char *words, struct ikt_address *out)
{
    const char *at = words ? ikt_log_message_after(message, words) : NULL;
    if (at)
        (void)ikt_log_take_address(&at, out);
}

static void read_number(const struct ikt_log_message *message, const char *words, int *out)
{
    int64_t number;
    if (ikt_log_message_number(message, words, &number) && number >= 0 && number < 256)
        *out = (int)number;
}

/* "local=A, remote=B local proxy=N/M/P/Q, remote_proxy=..." of the identity of the SA that it came through */
static void read_identity(const struct ikt_log_message *message, struct ikt_log_offer *offer)
{
    const char *at = ikt_log_message_field(message, "localproxy");
    if (at)
        (void)ikt_log_take_proxy(&at, &offer->local);
    if ((at = ikt_log_message_field(message, "remoteproxy")))
        (void)ikt_log_take_proxy(&at, &offer->remote);
}

/* "Tunnel0: Next Hop Client : (Tunnel: T NBMA: N ) for (Tunnel: T NBMA: N) is DOWN, Reason: ..." */
static void read_nhrp(struct ikt_log_reader *reader, struct ikt_log_event *event, const char *mnemonic)
{
    const struct ikt_log_message *message = &reader->message;
    const char *at = ikt_log_message_field(message, "nbma");
    if (at && ikt_log_take_address(&at, &event->remote) && (at = strstr(at, "NBMA:")) && (at += strlen("NBMA:")))
        (void)ikt_log_take_address(&at, &event->local);
    event->failed = g_str_has_suffix(mnemonic, "DOWN") || !g_str_has_suffix(mnemonic, "UP");
    event->other = ikt_log_text_to(reader, ikt_log_message_field(message, "reason"), "");
}

/* "list N denied tcp A(port) -> B(port), 3 packets"; "denied 50 A -> B" */
static bool read_filtered(struct ikt_log_reader *reader, struct ikt_log_event *event)
{
    static const struct {
        const char *name;
        int protocol;
    } names[] = {{"tcp", 6}, {"udp", 17}, {"icmp", 1}, {"gre", 47}, {"esp", 50}, {"ahp", 51}};
    const char *at = ikt_log_message_after(&reader->message, "list");
    if (!at)
        return false;
    event->kind = IKT_LOG_FILTERED;
    at = ikt_log_skip_blanks(at);
    event->name = ikt_log_text(reader, ikt_log_take_word(&at));
    const char *denied = ikt_log_message_after(&reader->message, "denied");
    event->failed = denied;
    if (!denied && !(denied = ikt_log_message_after(&reader->message, "permitted")))
        return false;
    denied = ikt_log_skip_blanks(denied);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_has_prefix(denied, names[i].name))
            event->protocol = names[i].protocol;
    const char *number_at = denied;
    int64_t number;
    if (ikt_log_take_number(&number_at, &number) && *number_at == ' ' && number >= 0 && number < 256) {
        event->protocol = (int)number;
        denied = number_at;
    }
    if (ikt_log_find_address(&denied, &event->remote) && *denied == '(' && ikt_log_take_number(&denied, &number) &&
        number > 0 && number <= UINT16_MAX)
        event->remote_port = (uint16_t)number;
    if (ikt_log_find_address(&denied, &event->local) && *denied == '(' && ikt_log_take_number(&denied, &number) &&
        number > 0 && number <= UINT16_MAX)
        event->local_port = (uint16_t)number;
    const char *packets = strrchr(denied, ',');
    if (packets && packets++)
        (void)ikt_log_take_number(&packets, &event->number);
    return true;
}

static void read_details(struct ikt_log_reader *reader, struct ikt_log_event *event, struct ikt_log_offer *offer,
                         const char *mnemonic)
{
    const struct ikt_log_message *message = &reader->message;
    const char *at;
    switch (event->kind) {
    case IKT_LOG_MODE_FAILURE:
        if ((at = ikt_log_message_after(message, "processingof")))
            event->text = ikt_log_text(reader, ikt_log_take_word(&at)); /* "Quick", "Main" */
        break;
    case IKT_LOG_INVALID_SPI:
    case IKT_LOG_INVALID_IDENTITY:
    case IKT_LOG_NOT_IPSEC:
    case IKT_LOG_REPLAY:
    case IKT_LOG_HMAC:
        if ((at = ikt_log_message_field(message, "destaddr")) && (at = ikt_log_skip_blanks(at)) && *at == '/')
            (void)ikt_log_take_address(&at, &event->local);
        read_number(message, "prot", &event->protocol);
        if ((at = ikt_log_message_after(message, event->kind == IKT_LOG_INVALID_SPI ? "destaddr" : "srcaddr")) &&
            (at = strstr(at, event->kind == IKT_LOG_INVALID_SPI ? "spi=" : "SPI")) && (at += strcspn(at, "0123456789")))
            (void)ikt_log_take_spi(&at, &event->spi);
        read_identity(message, offer);
        event->offer = event->kind == IKT_LOG_INVALID_IDENTITY ? offer : NULL;
        break;
    case IKT_LOG_SESSION:
    case IKT_LOG_DMVPN_SOCKET:
        event->failed = ikt_log_message_has(message, "isdown");
        if (event->kind == IKT_LOG_DMVPN_SOCKET && (at = strchr(message->text, ' ')))
            event->name = ikt_log_text_to(reader, ikt_log_skip_blanks(at), ": ");
        break;
    case IKT_LOG_ISAKMP_ON_OFF:
        event->failed = ikt_log_message_has(message, "isakmpisoff");
        break;
    case IKT_LOG_NHRP:
        read_nhrp(reader, event, mnemonic);
        break;
    default:
        break;
    }
}

static bool is_of_facility(const char *text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(facilities); i++)
        if (g_str_has_prefix(text, facilities[i]) && text[strlen(facilities[i])] == '-')
            return true;
    return false;
}

bool ikt_log_read_syslog(struct ikt_log_reader *reader)
{
    if (reader->message.text[0] != '%')
        return false;
    const char *text = innermost(reader->message.text) + 1;
    const char *colon = strchr(text, ':');
    size_t end = colon ? (size_t)(colon - text) : strlen(text), begin = end;
    while (begin > 0 && text[begin - 1] != '-')
        begin--;
    g_autofree char *mnemonic = g_strndup(text + begin, MIN(end - begin, (size_t)64));
    struct ikt_log_event event = ikt_log_event_of_message(reader, IKT_LOG_OTHER_SYSLOG);
    struct ikt_log_offer offer = ikt_log_no_offer();
    bool found = false;
    for (size_t i = 0; i < G_N_ELEMENTS(known) && !found; i++) {
        found = strcmp(mnemonic, known[i].mnemonic) == 0;
        if (!found)
            continue;
        event.kind = known[i].kind;
        read_address(&reader->message, known[i].local, &event.local);
        read_address(&reader->message, known[i].remote, &event.remote);
    }
    if (!found && g_str_has_prefix(text, "SEC-") && g_str_has_prefix(mnemonic, "IPACCESSLOG"))
        found = read_filtered(reader, &event);
    if (!found && g_str_has_prefix(text, "PKI-"))
        event.kind = IKT_LOG_CERTIFICATE;
    if (!found && !is_of_facility(text))
        return true;
    if (event.kind != IKT_LOG_FILTERED)
        event.name = ikt_log_string(reader, mnemonic, strlen(mnemonic));
    read_details(reader, &event, &offer, mnemonic);
    if (!event.text)
        event.text = ikt_log_text_to(reader, colon ? ikt_log_skip_blanks(colon + 1) : NULL, "");
    if (event.kind == IKT_LOG_OTHER_SYSLOG && colon) {
        const char *at = colon;
        (void)ikt_log_find_address(&at, &event.remote);
    }
    ikt_log_emit(reader, &event);
    return true;
}
