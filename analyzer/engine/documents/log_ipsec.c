/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages of "debug crypto ipsec":
 *
 *     IPSEC(validate_proposal_request): proposal part #1,
 *       (key eng. msg.) INBOUND local= 203.0.113.1:0, remote= 198.51.100.1:0,
 *         local_proxy= 192.0.2.0/255.255.255.0/256/0, remote_proxy= ...,
 *         protocol= ESP, transform= esp-aes 256 esp-sha-hmac  (Tunnel),
 *         lifedur= 0s and 0kb, spi= 0x0(0), conn_id= 0, keysize= 256, flags= 0x0
 *
 * Before IOS 12.2 "dest= , src= , dest_proxy= , src_proxy=".
 */
#include <string.h>

#include <glib.h>

#include "documents/log_readers.h"
#include "documents/log_value.h"

#define BLOCK_LINES 60 /* between a block and what refuses it */

static bool take_endpoint(const struct ikt_log_message *message, const char *words, struct ikt_address *address,
                          uint16_t *port)
{
    const char *at = ikt_log_message_field(message, words);
    return at && ikt_log_take_endpoint(&at, address, port);
}

static void take_proxy(const struct ikt_log_message *message, const char *words, struct ikt_proxy_text *out)
{
    const char *at = ikt_log_message_field(message, words);
    if (at)
        (void)ikt_log_take_proxy(&at, out);
}

/* Whom a block speaks of, and of which networks. */
static void read_peers(const struct ikt_log_message *message, bool asks, struct ikt_log_event *event,
                       struct ikt_log_offer *offer)
{
    if (!take_endpoint(message, "local", &event->local, &event->local_port))
        (void)take_endpoint(message, asks ? "src" : "dest", &event->local, &event->local_port);
    if (!take_endpoint(message, "remote", &event->remote, &event->remote_port))
        (void)take_endpoint(message, asks ? "dest" : "src", &event->remote, &event->remote_port);
    take_proxy(message, "localproxy", &offer->local);
    take_proxy(message, "remoteproxy", &offer->remote);
    if (offer->local.low.family == IKT_FAMILY_NONE)
        take_proxy(message, asks ? "srcproxy" : "destproxy", &offer->local);
    if (offer->remote.low.family == IKT_FAMILY_NONE)
        take_proxy(message, asks ? "destproxy" : "srcproxy", &offer->remote);
}

static struct ikt_bytes up_to(const char *at, const char *ends)
{
    const size_t length = strcspn(at, ends);
    return (struct ikt_bytes){length > 0 ? (const uint8_t *)at : NULL, length};
}

static void read_transform(struct ikt_log_reader *reader, struct ikt_log_event *event, struct ikt_log_offer *offer)
{
    const struct ikt_log_message *message = &reader->message;
    const char *at = ikt_log_message_field(message, "transform");
    if (!at)
        at = ikt_log_message_field(message, "satrans");
    if (!at)
        at = ikt_log_message_field(message, "transformset"); /* in braces */
    if (!at && (at = ikt_log_message_after(message, "transformset")))
        at = strchr(at, '{');
    if (at) {
        const char *life = strstr(at, "lifedur");
        struct ikt_bytes words = up_to(*at == '{' ? at + 1 : at, ",}");
        if (life && words.length > 0 && life < (const char *)words.data + words.length)
            words.length = (size_t)(life - (const char *)words.data);
        ikt_log_read_transforms(words, offer);
        event->text = ikt_log_text(reader, words);
    }
    int64_t number;
    const char *size = ikt_log_message_field(message, "keysize");
    if (size && ikt_log_take_number(&size, &number) && number > 0 && number <= 256 && offer->key_bits == IKT_ABSENT &&
        (offer->transform_none || offer->transform == IKT_ESP_AES_CBC))
        offer->key_bits = (int)number;
    const char *duration = ikt_log_message_field(message, "lifedur");
    if (duration && ikt_log_take_number(&duration, &number) && number > 0)
        offer->seconds = number;
    if (duration && (duration = strstr(duration, "and ")) && (duration += strlen("and ")) &&
        ikt_log_take_number(&duration, &number) && number > 0)
        offer->kilobytes = number;
}

static struct ikt_log_event begin(struct ikt_log_reader *reader, enum ikt_log_event_kind kind)
{
    ikt_log_close(reader, &reader->open);
    return ikt_log_event_of_message(reader, kind);
}

/* A block with all that is asked for. */
static void read_block(struct ikt_log_reader *reader, enum ikt_log_event_kind kind)
{
    struct ikt_log_event event = begin(reader, kind);
    struct ikt_log_offer offer = ikt_log_no_offer();
    read_peers(&reader->message, kind == IKT_LOG_REQUEST, &event, &offer);
    read_transform(reader, &event, &offer);
    const bool told = event.local.family != IKT_FAMILY_NONE || event.remote.family != IKT_FAMILY_NONE;
    if (!told && offer.transform == IKT_ABSENT)
        return; /* "proposal part #1" alone */
    event.offer = &offer;
    ikt_log_emit(reader, &event);
    reader->has_block = told;
    reader->block_line = reader->message_line;
    reader->block.local = event.local;
    reader->block.remote = event.remote;
    reader->block_offer = offer;
}

/* A refusal is of the block before it; without that, of the ISAKMP connection in hand. */
static struct ikt_log_event begin_refusal(struct ikt_log_reader *reader, enum ikt_log_event_kind kind,
                                          struct ikt_log_offer *offer)
{
    struct ikt_log_event event = begin(reader, kind);
    const struct ikt_log_connection *connection = ikt_log_connection(reader, reader->current);
    reader->has_block = reader->has_block && reader->message_line - reader->block_line <= BLOCK_LINES;
    *offer = reader->has_block ? reader->block_offer : ikt_log_no_offer();
    event.local = reader->has_block ? reader->block.local : connection->local;
    event.remote = reader->has_block ? reader->block.remote : connection->remote;
    if (reader->current > 0 && ikt_address_equal(&event.remote, &connection->remote)) {
        event.connection = reader->current;
        event.message_id = connection->message_id;
    }
    return event;
}

/* "transform proposal (prot 3, trans 2, hmac_alg 2) not supported" */
static void read_old_transform(const struct ikt_log_message *message, struct ikt_log_offer *offer)
{
    int64_t number;
    if ((ikt_log_message_number(message, "transformproposalprot", &number) ||
         ikt_log_message_number(message, "transformproposalport", &number)) &&
        number > 0 && number < 256)
        offer->protocol = (int)number;
    const char *at = strstr(message->text, "trans ");
    if (at && (at += strlen("trans ")) && ikt_log_take_number(&at, &number) && number >= 0 && number < 256)
        offer->transform = (int)number;
    if (ikt_log_message_number(message, "hmacalg", &number) && number >= 0 && number <= UINT16_MAX)
        offer->integrity = number > 0 ? (int)number : IKT_ABSENT;
}

static const struct {
    const char *words;
    enum ikt_log_event_kind kind;
} refusals[] = {
    {"transformproposalnotsupportedforidentity", IKT_LOG_TRANSFORM_REFUSED},
    {"invalidtransformproposalflags", IKT_LOG_FLAGS_REFUSED},
    {"proxyidentitiesnotsupported", IKT_LOG_PROXIES_REFUSED},
    {"didnotfindmatchingmap", IKT_LOG_PROXIES_REFUSED},
    {"noipseccryptomapexists", IKT_LOG_PROXIES_REFUSED},
    {"invalidproxyids", IKT_LOG_PROXIES_REFUSED},
    {"invalidlocaladdress", IKT_LOG_LOCAL_ADDRESS_REFUSED},
    {"peeraddress", IKT_LOG_PEER_REFUSED},
    {"transformproposalp", IKT_LOG_OLD_TRANSFORM_REFUSED},
};

static bool read_refusal(struct ikt_log_reader *reader)
{
    const struct ikt_log_message *message = &reader->message;
    size_t i = 0;
    while (i < G_N_ELEMENTS(refusals) && !ikt_log_message_has(message, refusals[i].words))
        i++;
    if (i == G_N_ELEMENTS(refusals))
        return false;
    if (refusals[i].kind == IKT_LOG_PEER_REFUSED && !ikt_log_message_has(message, "notfound"))
        return false;
    struct ikt_log_offer offer;
    struct ikt_log_event event = begin_refusal(reader, refusals[i].kind, &offer);
    const char *at = ikt_log_message_after(message, refusals[i].words);
    if (event.kind == IKT_LOG_TRANSFORM_REFUSED && (at = strchr(at, '{'))) {
        const struct ikt_bytes words = up_to(at + 1, "}");
        struct ikt_log_offer braces = ikt_log_no_offer();
        ikt_log_read_transforms(words, &braces);
        braces.local = offer.local;
        braces.remote = offer.remote;
        braces.encapsulation = offer.encapsulation;
        offer = braces;
        event.text = ikt_log_text(reader, words);
    } else if (event.kind == IKT_LOG_FLAGS_REFUSED) {
        while (*at == ' ' || *at == '-')
            at++;
        (void)ikt_log_take_number(&at, &event.number);
    } else if (event.kind == IKT_LOG_LOCAL_ADDRESS_REFUSED || ikt_log_message_has(message, "noipseccryptomapexists")) {
        (void)ikt_log_find_address(&at, &event.local);
    } else if (event.kind == IKT_LOG_PEER_REFUSED) {
        event.text = ikt_log_text(reader, ikt_log_take_word(&at));
    } else if (event.kind == IKT_LOG_OLD_TRANSFORM_REFUSED) {
        read_old_transform(message, &offer);
    }
    event.offer = &offer;
    ikt_log_emit(reader, &event);
    return true;
}

/* "Map Accepted: CMAP, 10" */
static bool read_map(struct ikt_log_reader *reader)
{
    const char *at = ikt_log_message_field(&reader->message, "mapaccepted");
    if (!at)
        return false;
    struct ikt_log_offer offer;
    struct ikt_log_event event = begin_refusal(reader, IKT_LOG_MAP_ACCEPTED, &offer);
    event.name = ikt_log_known(ikt_log_text_to(reader, at, ", \t"));
    if ((at = strchr(at, ',')) && at++)
        (void)ikt_log_take_number(&at, &event.number);
    event.offer = &offer;
    ikt_log_emit(reader, &event);
    return true;
}

/*
 * Before 12.4 there is no identity: the destination is either end, and which, the block before it tells, if it is of
 * the same negotiation.
 */
static void add_ends(const struct ikt_log_reader *reader, const struct ikt_address *destination,
                     struct ikt_log_event *event, struct ikt_log_offer *offer)
{
    const struct ikt_address *local = &reader->block.local, *remote = &reader->block.remote;
    event->local = event->remote = (struct ikt_address){0};
    event->local_port = event->remote_port = 0;
    if (!reader->has_block || reader->message_line - reader->block_line > BLOCK_LINES ||
        (!ikt_address_equal(destination, local) && !ikt_address_equal(destination, remote)))
        return;
    event->local = *local;
    event->remote = *remote;
    offer->local = reader->block_offer.local;
    offer->remote = reader->block_offer.remote;
}

/* "sa created, (sa) sa_dest= A, sa_proto= 50, sa_spi= 0x..(..), sa_trans= ... (identity) local= ..." */
static bool read_sa(struct ikt_log_reader *reader)
{
    const struct ikt_log_message *message = &reader->message;
    const bool created = ikt_log_message_has(message, "createsasacreated") || ikt_log_message_has(message, "sacreated");
    const bool deleted = ikt_log_message_has(message, "deletesa") && ikt_log_message_has(message, "deletingsa");
    const char *updated = ikt_log_message_after(message, "currentoutboundsatospi");
    if (!created && !deleted && !updated)
        return false;
    struct ikt_log_event event = begin(reader, deleted ? IKT_LOG_IPSEC_SA_DELETED : IKT_LOG_SA_CREATED);
    struct ikt_log_offer offer = ikt_log_no_offer();
    if (updated) {
        (void)ikt_log_message_address(message, "updatedpeer", &event.remote);
        (void)ikt_log_take_spi(&updated, &event.spi);
        event.sent = true;
    } else {
        struct ikt_address destination = {0};
        uint16_t port;
        read_peers(message, false, &event, &offer);
        read_transform(reader, &event, &offer);
        const char *at = ikt_log_message_field(message, "saspi");
        if (at)
            (void)ikt_log_take_spi(&at, &event.spi);
        /* outbound: towards the peer */
        const bool has_destination = take_endpoint(message, "sadest", &destination, &port);
        if (has_destination && !ikt_log_message_has(message, "identity"))
            add_ends(reader, &destination, &event, &offer);
        if (has_destination)
            event.sent = event.remote.family != IKT_FAMILY_NONE && ikt_address_equal(&destination, &event.remote);
    }
    event.offer = &offer;
    ikt_log_emit(reader, &event);
    return true;
}

static bool read_timer(struct ikt_log_reader *reader)
{
    if (!ikt_log_message_has(&reader->message, "requesttimerfired"))
        return false;
    struct ikt_log_event event = begin(reader, IKT_LOG_TIMER);
    struct ikt_log_offer offer = ikt_log_no_offer();
    const char *at = ikt_log_message_field(&reader->message, "count");
    if (at)
        (void)ikt_log_take_number(&at, &event.number);
    read_peers(&reader->message, true, &event, &offer);
    event.offer = &offer;
    ikt_log_emit(reader, &event);
    return true;
}

bool ikt_log_read_ipsec(struct ikt_log_reader *reader)
{
    const struct ikt_log_message *message = &reader->message;
    if (message->text[0] == '%')
        return false;
    if (!ikt_log_message_begins(message, "ipsec") && !ikt_log_message_begins(message, "mapdbfindbest") &&
        !ikt_log_message_begins(message, "crypto"))
        return false;
    if (read_refusal(reader) || read_map(reader) || read_sa(reader) || read_timer(reader))
        return true;
    if (ikt_log_message_has(message, "sarequest"))
        read_block(reader, IKT_LOG_REQUEST);
    else if (ikt_log_message_has(message, "validateproposalrequest") ||
             ikt_log_message_has(message, "validatetransformproposalrequest"))
        read_block(reader, IKT_LOG_VALIDATE);
    return true;
}
