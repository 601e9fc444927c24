/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages of "debug crypto isakmp" about phase 1, packets and states.
 */
#include <string.h>

#include <glib.h>

#include "documents/log_readers.h"
#include "documents/log_value.h"

/* A line of a debug: its event, and whom it is of. */
static struct ikt_log_event begin(const struct ikt_log_reader *reader, const struct ikt_log_connection *connection,
                                  int number, enum ikt_log_event_kind kind)
{
    struct ikt_log_event event = ikt_log_event_of_message(reader, kind);
    event.connection = number;
    event.local = connection->local;
    event.remote = connection->remote;
    return event;
}

/* What stands behind the prefix "ISAKMP:(0): ". */
static const char *body(const struct ikt_log_reader *reader)
{
    const char *at = reader->message.text + strlen("ISAKMP");
    if (g_str_has_prefix(at, "-ERROR") || g_str_has_prefix(at, "-PAK"))
        at += strcspn(at, ": (");
    for (bool more = true; more;) {
        at += strspn(at, " :");
        const size_t length = *at == '(' ? strspn(at + 1, "0123456789:") : 0;
        more = length > 0 && at[length + 1] == ')';
        at += more ? length + 2 : 0;
    }
    return at;
}

/* A word of a state, among characters of pings. */
static const char *take_state(struct ikt_log_reader *reader, const char *at)
{
    if (!at)
        return NULL;
    while (*at && !g_ascii_isupper(*at))
        at++;
    size_t length = 0;
    while (g_ascii_isupper(at[length]) || g_ascii_isdigit(at[length]) || at[length] == '_')
        length++;
    return length > 0 && length < 64 ? ikt_log_string(reader, at, length) : NULL;
}

static void read_state(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number)
{
    struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_STATE);
    event.text = take_state(reader, ikt_log_message_field(&reader->message, "oldstate"));
    event.other = take_state(reader, ikt_log_message_field(&reader->message, "newstate"));
    if (!event.text || !event.other)
        return;
    const bool quick_mode = g_str_has_prefix(event.text, "IKE_QM");
    event.message_id = quick_mode ? connection->message_id : 0;
    ikt_log_emit(reader, &event);
    if (!quick_mode || strcmp(event.text, event.other) == 0 || strcmp(event.other, "IKE_QM_PHASE2_COMPLETE") != 0)
        return;
    event.kind = IKT_LOG_QUICK_MODE_DONE;
    event.text = event.other = NULL;
    ikt_log_emit(reader, &event);
}

/* "received packet from A dport 500 sport 500 Global (I) MM_NO_STATE", "sending packet to A my_port 500 ..." */
static void read_packet(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number,
                        bool sent)
{
    struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_PACKET);
    int64_t port;
    event.sent = sent;
    reader->has_block = false; /* what follows answers this packet */
    if (ikt_log_message_number(&reader->message, sent ? "myport" : "dport", &port) && port > 0 && port <= UINT16_MAX)
        event.local_port = (uint16_t)port;
    if (ikt_log_message_number(&reader->message, sent ? "peerport" : "sport", &port) && port > 0 && port <= UINT16_MAX)
        event.remote_port = (uint16_t)port;
    static const char *const roles[] = {"(I)", "(R)", "(N)"};
    for (size_t i = 0; i < G_N_ELEMENTS(roles); i++) {
        const char *found = strstr(reader->message.text, roles[i]);
        if (found) {
            event.other = ikt_log_string(reader, roles[i] + 1, 1);
            event.text = i < 2 ? take_state(reader, found + strlen(roles[i])) : NULL;
        }
    }
    ikt_log_emit(reader, &event);
}

/* "deleting SA reason "X" state (I) MM_KEY_EXCH (peer A)" */
static void read_sa_deleted(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number)
{
    struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_SA_DELETED);
    const char *quote = strchr(reader->message.text, '"');
    event.text = quote ? ikt_log_text_to(reader, quote + 1, "\"") : NULL;
    const char *state = ikt_log_message_after(&reader->message, "state");
    event.other =
        take_state(reader, state && *(state = ikt_log_skip_blanks(state)) == '(' ? strchr(state, ')') : state);
    (void)ikt_log_message_address(&reader->message, "peer", &event.remote);
    ikt_log_emit(reader, &event);
}

/* One attribute of the transform that is checked; false: it is none. */
static bool read_attribute(struct ikt_log_reader *reader, struct ikt_log_open *open)
{
    static const struct {
        const char *words;
        int value;
    } ciphers[] = {{"encryptionaescbc", IKT_ENCRYPTION_AES_CBC},
                   {"encryption3descbc", IKT_ENCRYPTION_3DES_CBC},
                   {"encryptiondescbc", IKT_ENCRYPTION_DES_CBC}},
      hashes[] = {{"hashsha256", IKT_HASH_SHA2_256},
                  {"hashsha384", IKT_HASH_SHA2_384},
                  {"hashsha512", IKT_HASH_SHA2_512},
                  {"hashsha", IKT_HASH_SHA1},
                  {"hashmd5", IKT_HASH_MD5}},
      methods[] = {{"authpreshare", IKT_AUTH_PSK}, {"authrsasig", IKT_AUTH_RSA_SIG}};
    const struct ikt_log_message *message = &reader->message;
    struct ikt_log_policy *policy = &open->phase1;
    int64_t number;
    for (size_t i = 0; i < G_N_ELEMENTS(ciphers); i++)
        if (ikt_log_message_has(message, ciphers[i].words))
            return policy->encryption = ciphers[i].value, true;
    for (size_t i = 0; i < G_N_ELEMENTS(hashes); i++)
        if (ikt_log_message_has(message, hashes[i].words))
            return policy->hash = hashes[i].value, true;
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++)
        if (ikt_log_message_has(message, methods[i].words))
            return policy->authentication = methods[i].value, true;
    if (ikt_log_message_number(message, "keylengthof", &number)) {
        policy->key_bits = number > 0 && number <= 256 ? (int)number : IKT_ABSENT;
        return true;
    }
    if (ikt_log_message_number(message, "defaultgroup", &number)) {
        policy->group = number > 0 && number <= UINT16_MAX ? (int)number : IKT_ABSENT;
        return true;
    }
    const char *at = ikt_log_message_after(message, "lifedurationvpiof");
    if (at) {
        policy->seconds = ikt_log_take_octets(&at);
        return true;
    }
    if (ikt_log_message_number(message, "lifedurationbasicof", &number)) {
        policy->seconds = number;
        return true;
    }
    return ikt_log_message_has(message, "lifetypein") || ikt_log_message_has(message, "auth") ||
           ikt_log_message_has(message, "encryption") || ikt_log_message_has(message, "hash");
}

/* "Encryption algorithm offered does not match policy!": which one */
static const char *refused_attribute(const struct ikt_log_message *message)
{
    static const struct {
        const char *words, *which;
    } attributes[] = {{"encryptionalgorithmoffered", "encryption"},
                      {"hashalgorithmoffered", "hash"},
                      {"diffiehellmangroupoffered", "group"},
                      {"authenticationtypeoffered", "authentication"},
                      {"authenticationmethodoffered", "authentication"},
                      {"authenticationoffered", "authentication"},
                      {"proposedkeylength", "key length"},
                      {"keylengthoffered", "key length"},
                      {"lifetime", "lifetime"}};
    if (!ikt_log_message_has(message, "doesnotmatchpolicy"))
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(attributes); i++)
        if (ikt_log_message_has(message, attributes[i].words))
            return attributes[i].which;
    return "other";
}

/* "next-payload : 8  type : 1  address : A  port : 500", in one message or in several */
static bool read_identity(struct ikt_log_reader *reader, struct ikt_log_open *open)
{
    const struct ikt_log_message *message = &reader->message;
    static const char *const names[] = {"address",  "fqdnname", "userfqdn", "usernname",
                                        "username", "groupid",  "dnname"};
    bool found = ikt_log_message_has(message, "nextpayload") || ikt_log_message_field(message, "protocol") ||
                 ikt_log_message_field(message, "port") || ikt_log_message_field(message, "length");
    const char *at = ikt_log_message_field(message, "type");
    if (at)
        found = ikt_log_take_number(&at, &open->event.number) || found;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if ((at = ikt_log_message_field(message, names[i])) && !open->event.text) {
            open->event.text = ikt_log_text_to(reader, at, " \t");
            found = true;
        }
    return found;
}

static bool read_open(struct ikt_log_reader *reader)
{
    struct ikt_log_open *open = &reader->open;
    if (!open->open)
        return false;
    if (open->event.kind == IKT_LOG_IDENTITY)
        return read_identity(reader, open);
    if (open->event.kind != IKT_LOG_PHASE1_OFFER)
        return false;
    const struct ikt_log_message *message = &reader->message;
    if (ikt_log_message_has(message, "attsareacceptable") || ikt_log_message_has(message, "acceptable")) {
        open->event.failed = ikt_log_message_has(message, "not");
        ikt_log_close(reader, open);
        return true;
    }
    const char *refused = refused_attribute(message);
    if (refused) {
        struct ikt_log_event event = ikt_log_event_of_message(reader, IKT_LOG_POLICY_ATTRIBUTE);
        event.connection = open->event.connection;
        event.local = open->event.local;
        event.remote = open->event.remote;
        event.number = open->phase1.priority;
        event.text = ikt_log_string(reader, refused, strlen(refused));
        ikt_log_emit(reader, &event);
        return true;
    }
    return !ikt_log_message_has(message, "packet") && !ikt_log_message_has(message, "policy") &&
           read_attribute(reader, open);
}

static void begin_offer(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number)
{
    struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_PHASE1_OFFER);
    struct ikt_log_open *open = ikt_log_open(reader, &reader->open, &event, false);
    int64_t value;
    open->event.phase1 = &open->phase1;
    if (ikt_log_message_number(&reader->message, "isakmptransform", &value) && value >= 0 && value <= UINT16_MAX)
        open->phase1.transform = (int)value;
    if (ikt_log_message_number(&reader->message, "priority", &value) && value >= 0 && value <= UINT16_MAX)
        open->phase1.priority = (int)value;
}

/* Messages that are an event by their words alone, in their order. */
static const struct {
    const char *words;
    enum ikt_log_event_kind kind;
    bool told; /* text is the message */
} plain[] = {
    {"phase1sapolicynotacceptable", IKT_LOG_PHASE1_REFUSED, true},
    {"phase1sanotacceptable", IKT_LOG_PHASE1_REFUSED, true},
    {"nooffersaccepted", IKT_LOG_PHASE1_REFUSED, true},
    {"nopresharedkeywith", IKT_LOG_NO_KEY, true},
    {"nopresharedkeybasedonhostname", IKT_LOG_NO_KEY, true},
    {"nocertorpresharedaddresskey", IKT_LOG_NO_KEY, true},
    {"foundpeerpresharedkeymatch", IKT_LOG_KEY_FOUND, false},
    {"sahasbeenauthenticatedwith", IKT_LOG_AUTHENTICATED, false},
    {"processinitialcontact", IKT_LOG_INITIAL_CONTACT, false},
    {"natfoundbothnodes", IKT_LOG_NAT, true},
    {"nonatfound", IKT_LOG_NAT, true},
    {"hashnomatch", IKT_LOG_NAT, true},
    {"detectedportfloating", IKT_LOG_NAT, true},
    {"cannotstartmainmode", IKT_LOG_NO_MAIN_MODE, true},
    {"needxauth", IKT_LOG_XAUTH, true},
    {"processingdeletepayload", IKT_LOG_DELETE_RECEIVED, false},
};

static bool read_plain(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number)
{
    for (size_t i = 0; i < G_N_ELEMENTS(plain); i++) {
        if (!ikt_log_message_has(&reader->message, plain[i].words))
            continue;
        struct ikt_log_event event = begin(reader, connection, number, plain[i].kind);
        if (plain[i].told)
            event.text = ikt_log_text_to(reader, body(reader), "");
        if (plain[i].kind == IKT_LOG_DELETE_RECEIVED)
            event.message_id = connection->message_id;
        ikt_log_emit(reader, &event);
        return true;
    }
    return false;
}

/* "peer matches P profile", "peer matches *none* of the profiles", "Found ADDRESS key in keyring RA" */
static bool read_profile(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number)
{
    const char *at = ikt_log_message_after(&reader->message, "peermatches");
    struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_PROFILE);
    if (at) {
        if (!ikt_log_message_has(&reader->message, "peermatchesnoneoftheprofiles"))
            event.name = ikt_log_text(reader, ikt_log_take_word(&at));
    } else if ((at = ikt_log_message_after(&reader->message, "keyinkeyring"))) {
        event.kind = IKT_LOG_KEY_FOUND;
        event.name = ikt_log_text(reader, ikt_log_take_word(&at));
    } else {
        return false;
    }
    ikt_log_emit(reader, &event);
    return true;
}

static bool read_csdl(struct ikt_log_reader *reader, const struct ikt_log_connection *connection, int number)
{
    const char *second = strstr(reader->message.text, "):(");
    if (!ikt_log_message_has(&reader->message, "notcsdlcompliant"))
        return false;
    struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_CSDL);
    if (second)
        second += strlen("):");
    if (second)
        (void)ikt_log_take_number(&second, &event.number);
    event.text = ikt_log_text_to(reader, body(reader), "");
    ikt_log_emit(reader, &event);
    return true;
}

bool ikt_log_read_phase1(struct ikt_log_reader *reader, struct ikt_log_connection *connection, int number)
{
    const struct ikt_log_message *message = &reader->message;
    if (read_open(reader))
        return true;
    ikt_log_close(reader, &reader->open);
    if (ikt_log_message_has(message, "checkingisakmptransform")) {
        begin_offer(reader, connection, number);
    } else if (ikt_log_message_has(message, "receivedpacketfrom") || ikt_log_message_has(message, "sendingpacketto")) {
        read_packet(reader, connection, number, ikt_log_message_has(message, "sendingpacketto"));
    } else if (ikt_log_message_has(message, "oldstate")) {
        read_state(reader, connection, number);
    } else if (ikt_log_message_has(message, "deletingsareason")) {
        read_sa_deleted(reader, connection, number);
    } else if (ikt_log_message_has(message, "processingidpayload")) {
        reader->identity_sent = false;
    } else if (ikt_log_message_has(message, "usingidtype")) {
        reader->identity_sent = true;
    } else if (ikt_log_message_has(message, "idpayload") && !ikt_log_message_has(message, "vendor")) {
        struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_IDENTITY);
        event.sent = reader->identity_sent;
        (void)read_identity(reader, ikt_log_open(reader, &reader->open, &event, false));
        reader->identity_sent = false;
    } else if (ikt_log_message_has(message, "saauthenticationstatus")) {
        struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_AUTHENTICATED);
        if (ikt_log_message_has(message, "statusauthenticated"))
            ikt_log_emit(reader, &event);
    } else {
        const char *refused = refused_attribute(message);
        if (refused) {
            struct ikt_log_event event = begin(reader, connection, number, IKT_LOG_POLICY_ATTRIBUTE);
            event.text = ikt_log_string(reader, refused, strlen(refused));
            ikt_log_emit(reader, &event);
            return true;
        }
        return read_plain(reader, connection, number) || read_profile(reader, connection, number) ||
               read_csdl(reader, connection, number);
    }
    return true;
}
