/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/log_reader.h"

#include <string.h>

#include <glib.h>

#include "base/text.h"
#include "documents/log_value.h"

static struct ikt_log_event no_event(enum ikt_log_event_kind kind)
{
    return (struct ikt_log_event){
        .kind = kind,
        .connection = IKT_ABSENT,
        .protocol = IKT_ABSENT,
        .notify = IKT_ABSENT,
        .number = IKT_ABSENT,
        .time = IKT_TIME_NONE,
    };
}

struct ikt_log_event ikt_log_event_of_message(const struct ikt_log_reader *reader, enum ikt_log_event_kind kind)
{
    struct ikt_log_event event = no_event(kind);
    event.line = reader->message_line;
    event.time = reader->message_time;
    event.router = reader->message_router;
    event.part = reader->part;
    return event;
}

struct ikt_log_event ikt_log_event_of_line(const struct ikt_log_reader *reader, enum ikt_log_event_kind kind)
{
    struct ikt_log_event event = no_event(kind);
    event.line = reader->line.number;
    event.time = reader->line.time;
    event.router = reader->router;
    event.part = reader->part;
    return event;
}

static struct ikt_bytes quote_of_message(const struct ikt_log_reader *reader)
{
    return (struct ikt_bytes){(const uint8_t *)reader->quote, reader->quote_length};
}

static void emit(struct ikt_log_reader *reader, const struct ikt_log_event *event, struct ikt_bytes quote)
{
    reader->known += event->kind != IKT_LOG_COMMAND;
    ikt_log_store_add(reader->store, event, quote);
}

void ikt_log_emit(struct ikt_log_reader *reader, const struct ikt_log_event *event)
{
    emit(reader, event, quote_of_message(reader));
}

void ikt_log_emit_line(struct ikt_log_reader *reader, const struct ikt_log_event *event)
{
    emit(reader, event, reader->line.text);
}

void ikt_log_emit_quoted(struct ikt_log_reader *reader, const struct ikt_log_event *event, const char *quote)
{
    const size_t length = quote ? strlen(quote) : 0;
    emit(reader, event, (struct ikt_bytes){length > 0 ? (const uint8_t *)quote : NULL, length});
}

struct ikt_log_open *ikt_log_open(struct ikt_log_reader *reader, struct ikt_log_open *open,
                                  const struct ikt_log_event *event, bool of_line)
{
    ikt_log_close(reader, open);
    const struct ikt_bytes quote = of_line ? reader->line.text : quote_of_message(reader);
    open->open = true;
    open->event = *event;
    open->offer = ikt_log_no_offer();
    open->phase1 = ikt_log_no_policy();
    open->show = (struct ikt_log_ipsec_sa){0};
    open->show.networks = ikt_log_no_offer();
    open->kilobytes = false;
    open->quote_length = MIN(quote.length, sizeof open->quote);
    if (open->quote_length > 0)
        memcpy(open->quote, quote.data, open->quote_length);
    return open;
}

void ikt_log_close(struct ikt_log_reader *reader, struct ikt_log_open *open)
{
    if (!open->open)
        return;
    open->open = false;
    const struct ikt_log_event *event = &open->event;
    if (event->kind == IKT_LOG_SHOW_IPSEC_SA && event->remote.family == IKT_FAMILY_NONE &&
        open->show.networks.local.low.family == IKT_FAMILY_NONE)
        return; /* of nobody */
    emit(reader, &open->event, (struct ikt_bytes){(const uint8_t *)open->quote, open->quote_length});
}

const char *ikt_log_text(struct ikt_log_reader *reader, struct ikt_bytes text)
{
    return ikt_log_store_text(reader->store, text);
}

const char *ikt_log_string(struct ikt_log_reader *reader, const char *text, size_t length)
{
    return ikt_log_store_text(reader->store, (struct ikt_bytes){length > 0 ? (const uint8_t *)text : NULL, length});
}

const char *ikt_log_text_to(struct ikt_log_reader *reader, const char *at, const char *ends)
{
    return at ? ikt_log_string(reader, at, strcspn(at, ends)) : NULL;
}

struct ikt_log_connection *ikt_log_connection(struct ikt_log_reader *reader, int number)
{
    struct ikt_log_connection *oldest = &reader->connections[0];
    for (unsigned i = 0; i < reader->connection_count; i++) {
        struct ikt_log_connection *one = &reader->connections[i];
        if (one->number == number && one->router == reader->message_router) {
            one->used = ++reader->clock;
            return one;
        }
        if (one->used < oldest->used)
            oldest = one;
    }
    if (reader->connection_count < IKT_LOG_CONNECTIONS)
        oldest = &reader->connections[reader->connection_count++];
    *oldest = (struct ikt_log_connection){.router = reader->message_router, .number = number, .used = ++reader->clock};
    return oldest;
}

void ikt_log_tell_peers(struct ikt_log_connection *connection, const struct ikt_address *local,
                        const struct ikt_address *remote)
{
    if (remote->family != IKT_FAMILY_NONE && !ikt_address_equal(remote, &connection->remote)) {
        connection->local = (struct ikt_address){0};
        connection->message_id = 0;
        connection->numbered = false;
        connection->remote = *remote;
    }
    if (local->family != IKT_FAMILY_NONE)
        connection->local = *local;
}

void ikt_log_forget(struct ikt_log_reader *reader)
{
    ikt_log_close(reader, &reader->open);
    ikt_log_close(reader, &reader->pair);
    reader->part++;
    reader->connection_count = 0;
    reader->current = 0;
    reader->has_block = false;
    reader->show = IKT_LOG_IN_NO_SHOW;
    reader->identity_sent = false;
}
