/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages of "debug crypto isakmp" about phase 2, notifications and what is sent again.
 */
#include <string.h>

#include <glib.h>

#include "documents/log_readers.h"
#include "documents/log_value.h"

static struct ikt_log_event begin(const struct ikt_log_reader *reader, const struct ikt_log_connection *connection,
                                  int number, enum ikt_log_event_kind kind)
{
    struct ikt_log_event event = ikt_log_event_of_message(reader, kind);
    event.connection = number;
    event.local = connection->local;
    event.remote = connection->remote;
    event.message_id = connection->message_id;
    return event;
}

static bool take_id(const struct ikt_log_message *message, const char *words, uint32_t *out)
{
    const char *at = ikt_log_message_after(message, words);
    return at && ikt_log_take_message_id(&at, out);
}

/* Which Quick Mode the lines that follow are of. */
static void note_message_id(struct ikt_log_reader *reader, struct ikt_log_connection *connection)
{
    const struct ikt_log_message *message = &reader->message;
    uint32_t id;
    bool told = take_id(message, "beginningquickmodeexchangemidof", &id) || take_id(message, "setnewnode", &id) ||
                (ikt_log_message_has(message, "inputike") && take_id(message, "node", &id)) ||
                (ikt_log_message_has(message, "payload") && ikt_log_message_has(message, "processing") &&
                 take_id(message, "messageid", &id));
    if (told && id != 0)
        connection->message_id = id;
}

/* IOS's name of a notification; IKT_ABSENT: it is not known. */
static int notify_type(const char *words)
{
    static const struct {
        const char *words;
        int type;
    } types[] = {{"proposalnotchosen", IKT_NOTIFY_NO_PROPOSAL_CHOSEN},
                 {"noproposalchosen", IKT_NOTIFY_NO_PROPOSAL_CHOSEN},
                 {"invalididinfo", IKT_NOTIFY_INVALID_ID_INFORMATION},
                 {"invalidid", IKT_NOTIFY_INVALID_ID_INFORMATION},
                 {"authenticationfailed", IKT_NOTIFY_AUTHENTICATION_FAILED},
                 {"authfailed", IKT_NOTIFY_AUTHENTICATION_FAILED},
                 {"invalidhash", IKT_NOTIFY_INVALID_HASH_INFORMATION},
                 {"payloadmalformed", IKT_NOTIFY_PAYLOAD_MALFORMED},
                 {"invalidspi", IKT_NOTIFY_INVALID_SPI},
                 {"invalidcookie", IKT_NOTIFY_INVALID_COOKIE},
                 {"invalidpayload", IKT_NOTIFY_INVALID_PAYLOAD_TYPE},
                 {"invalidexchange", IKT_NOTIFY_INVALID_EXCHANGE_TYPE},
                 {"invalidkey", IKT_NOTIFY_INVALID_KEY_INFORMATION},
                 {"attributesnotsupported", IKT_NOTIFY_ATTRIBUTES_NOT_SUPPORTED},
                 {"attribsnotsupported", IKT_NOTIFY_ATTRIBUTES_NOT_SUPPORTED},
                 {"invalidtransform", IKT_NOTIFY_INVALID_TRANSFORM_ID},
                 {"badproposalsyntax", IKT_NOTIFY_BAD_PROPOSAL_SYNTAX},
                 {"initialcontact", IKT_NOTIFY_INITIAL_CONTACT},
                 {"responderlifetime", IKT_NOTIFY_RESPONDER_LIFETIME},
                 {"replaystatus", IKT_NOTIFY_REPLAY_STATUS},
                 {"connected", IKT_NOTIFY_CONNECTED},
                 {"rutheeack", IKT_NOTIFY_R_U_THERE_ACK},
                 {"ruthereack", IKT_NOTIFY_R_U_THERE_ACK},
                 {"dpdruthereack", IKT_NOTIFY_R_U_THERE_ACK},
                 {"dpdruthere", IKT_NOTIFY_R_U_THERE},
                 {"ruthere", IKT_NOTIFY_R_U_THERE}};
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
        if (g_str_has_prefix(words, types[i].words))
            return types[i].type;
    return IKT_ABSENT;
}

/* "processing NOTIFY X protocol 3, spi 101951630, message ID = N"; "Sending NOTIFY X protocol 3 spi ...", where the spi
 * is a pointer of the router's, whatever its size. */
static bool read_notify(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number)
{
    const struct ikt_log_message *message = &reader->message;
    const char *received = strstr(message->squeezed, "processingnotify");
    const char *sent = strstr(message->squeezed, "sendingnotify");
    if (!received && !sent)
        return false;
    struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_NOTIFY);
    event.sent = !received;
    event.notify = notify_type(received ? received + strlen("processingnotify") : sent + strlen("sendingnotify"));
    int64_t value;
    if (ikt_log_message_number(message, "protocol", &value) && value >= 0 && value < 256)
        event.protocol = (int)value;
    const char *at = ikt_log_message_after(message, "spi");
    if (received && at)
        (void)ikt_log_take_spi(&at, &event.spi);
    event.message_id = 0;
    (void)take_id(message, "messageid", &event.message_id);
    ikt_log_emit(reader, &event);
    return true;
}

static bool read_node(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number)
{
    struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_NODE_DELETED);
    if (!take_id(&reader->message, "deletingnode", &event.message_id))
        return false;
    const char *quote = strchr(reader->message.text, '"');
    event.failed = ikt_log_message_has(&reader->message, "errortrue");
    event.text = quote ? ikt_log_text_to(reader, quote + 1, "\"") : NULL;
    ikt_log_emit(reader, &event);
    return true;
}

/* "retransmitting phase 1 MM_KEY_EXCH...", "retransmitting phase 2 QM_IDLE 12345 ..."; the peer's: "phase 2 packet is a
 * duplicate of a previous packet" */
static bool read_retransmit(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number)
{
    const struct ikt_log_message *message = &reader->message;
    struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_RETRANSMIT);
    const char *at = ikt_log_message_after(message, "retransmittingphase");
    event.sent = at;
    if (!at && !ikt_log_message_has(message, "packetisaduplicate"))
        return false;
    if (!at)
        at = ikt_log_message_after(message, "phase");
    if (!at || !ikt_log_take_number(&at, &event.number))
        return false;
    at = ikt_log_skip_blanks(at);
    const size_t length = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
    event.text = ikt_log_string(reader, at, length);
    at += length;
    if (event.number != 2)
        event.message_id = 0;
    else
        (void)ikt_log_take_message_id(&at, &event.message_id);
    ikt_log_emit(reader, &event);
    return true;
}

/* The transform of a Quick Mode that is checked: "transform 1, ESP_AES" and its attributes. */
static bool read_attribute(struct ikt_log_reader *reader, struct ikt_log_open *open)
{
    static const struct {
        const char *words;
        int protocol, transform;
    } transforms[] = {{"espaes", IKT_PROTOCOL_ESP, IKT_ESP_AES_CBC}, {"esp3des", IKT_PROTOCOL_ESP, IKT_ESP_3DES},
                      {"espdes", IKT_PROTOCOL_ESP, IKT_ESP_DES},     {"espnull", IKT_PROTOCOL_ESP, IKT_ESP_NULL},
                      {"ahmd5", IKT_PROTOCOL_AH, IKT_AH_MD5},        {"ahsha", IKT_PROTOCOL_AH, IKT_AH_SHA}};
    static const struct {
        const char *words;
        int value;
    } integrities[] = {{"authenticatorishmacmd5", IKT_INTEGRITY_HMAC_MD5},
                       {"authenticatorishmacsha256", IKT_INTEGRITY_HMAC_SHA2_256},
                       {"authenticatorishmacsha384", IKT_INTEGRITY_HMAC_SHA2_384},
                       {"authenticatorishmacsha512", IKT_INTEGRITY_HMAC_SHA2_512},
                       {"authenticatorishmacsha", IKT_INTEGRITY_HMAC_SHA1}};
    const struct ikt_log_message *message = &reader->message;
    struct ikt_log_offer *offer = &open->offer;
    int64_t number;
    const char *at = ikt_log_message_after(message, "transform");
    if (at && ikt_log_take_number(&at, &number) && *ikt_log_skip_blanks(at) == ',') {
        open->event.number = number;
        for (size_t i = 0; i < G_N_ELEMENTS(transforms); i++)
            if (offer->protocol == IKT_ABSENT && ikt_log_message_has(message, transforms[i].words)) {
                offer->protocol = transforms[i].protocol;
                offer->transform = transforms[i].transform;
            }
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(integrities); i++)
        if (ikt_log_message_has(message, integrities[i].words))
            return offer->integrity = integrities[i].value, true;
    if (ikt_log_message_number(message, "encapsis", &number)) {
        offer->encapsulation = number > 0 && number <= UINT16_MAX ? (int)number : IKT_ABSENT;
    } else if (ikt_log_message_number(message, "keylengthis", &number)) {
        offer->key_bits = number > 0 && number <= 256 ? (int)number : IKT_ABSENT;
    } else if (ikt_log_message_number(message, "groupis", &number)) {
        offer->group = number > 0 && number <= UINT16_MAX ? (int)number : IKT_ABSENT;
    } else if (ikt_log_message_has(message, "salifetypein")) {
        open->kilobytes = ikt_log_message_has(message, "kilobytes");
    } else if ((at = ikt_log_message_after(message, "salifedurationvpiof"))) {
        *(open->kilobytes ? &offer->kilobytes : &offer->seconds) = ikt_log_take_octets(&at);
    } else if (ikt_log_message_number(message, "salifedurationbasicof", &number)) {
        *(open->kilobytes ? &offer->kilobytes : &offer->seconds) = number;
    } else {
        return ikt_log_message_has(message, "attributesintransform") || ikt_log_message_has(message, "authenticatoris");
    }
    return true;
}

static bool read_transform(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number)
{
    const struct ikt_log_message *message = &reader->message;
    struct ikt_log_open *open = &reader->open;
    const bool checks = ikt_log_message_has(message, "checkingipsecproposal");
    const char *at = ikt_log_message_after(message, "transform");
    int64_t value;
    if (open->open && open->offer.transform != IKT_ABSENT && at && ikt_log_take_number(&at, &value))
        ikt_log_close(reader, open); /* the next one of the proposal */
    if (checks || (ikt_log_message_has(message, "transform") && ikt_log_message_has(message, "isakmp") &&
                   !(open->open && open->event.kind == IKT_LOG_TRANSFORM) &&
                   (ikt_log_message_has(message, "esp") || ikt_log_message_has(message, "ah")) &&
                   !ikt_log_message_has(message, "checking") && !ikt_log_message_has(message, "against"))) {
        struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_TRANSFORM);
        ikt_log_open(reader, open, &event, false);
        open->event.offer = &open->offer;
        return checks || read_attribute(reader, open);
    }
    if (!open->open || open->event.kind != IKT_LOG_TRANSFORM)
        return false;
    if (ikt_log_message_has(message, "acceptable") && ikt_log_message_has(message, "att")) {
        ikt_log_close(reader, open);
        struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_ACCEPTABLE);
        event.failed = ikt_log_message_has(message, "notacceptable");
        ikt_log_emit(reader, &event);
        return true;
    }
    return read_attribute(reader, open);
}

static bool read_refusal(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number)
{
    const struct ikt_log_message *message = &reader->message;
    struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_POLICY_ERROR);
    if (ikt_log_message_has(message, "ipsecpolicyinvalidatedproposal")) {
        event.number = 0;
        (void)ikt_log_message_number(message, "ipsecpolicyinvalidatedproposalwitherror", &event.number);
    } else if (ikt_log_message_has(message, "phase2sapolicynotacceptable") ||
               ikt_log_message_has(message, "phase2sanotacceptable") ||
               (ikt_log_message_has(message, "sanotacceptable") && !ikt_log_message_has(message, "phase1"))) {
        event.kind = IKT_LOG_PHASE2_REFUSED;
    } else {
        return false;
    }
    ikt_log_close(reader, &reader->open);
    ikt_log_emit(reader, &event);
    return true;
}

/* "Successfully installed IPSEC SA (SPI:0x..)", "has spi 0x.. and conn_id"; "ignoring request to send delete notify
 * (no ISAKMP sa) src A dst B for SPI 0x.." */
static bool read_spi(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number)
{
    const struct ikt_log_message *message = &reader->message;
    struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_SA_CREATED);
    const char *at = ikt_log_message_after(message, "successfullyinstalledipsecsaspi");
    if (!at && ikt_log_message_has(message, "creatingipsecsas"))
        at = ikt_log_message_after(message, "hasspi");
    if (!at && ikt_log_message_has(message, "ignoringrequesttosenddeletenotify")) {
        event = ikt_log_event_of_message(reader, IKT_LOG_DELETE_IGNORED);
        if (!ikt_log_message_address(message, "src", &event.local) ||
            !ikt_log_message_address(message, "dst", &event.remote))
            return true; /* the terminal broke it */
        at = ikt_log_message_after(message, "forspi");
    }
    if (!at)
        return false;
    (void)ikt_log_take_spi(&at, &event.spi);
    ikt_log_emit(reader, &event);
    return true;
}

bool ikt_log_read_quick_mode(struct ikt_log_reader *reader, struct ikt_log_connection *connection, int number)
{
    note_message_id(reader, connection);
    if (ikt_log_message_has(&reader->message, "beginningquickmodeexchange")) {
        const struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_QUICK_MODE_BEGUN);
        ikt_log_emit(reader, &event);
        return true;
    }
    return read_transform(reader, connection, number) || read_refusal(reader, connection, number) ||
           read_notify(reader, connection, number) || read_node(reader, connection, number) ||
           read_retransmit(reader, connection, number) || read_spi(reader, connection, number);
}
