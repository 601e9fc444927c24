/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A log while it is read. Its lines are put together to messages; each family of messages has a file that knows it
 * (log_readers.h), and none of these knows another.
 */
#ifndef IKT_DOCUMENTS_LOG_READER_H
#define IKT_DOCUMENTS_LOG_READER_H

#include "documents/log_line.h"
#include "documents/log_message.h"
#include "documents/log_store.h"

#define IKT_LOG_CONNECTIONS 256 /* of which it is known who the peer is */

/* "ISAKMP:(1001)": with whom it is, and which Quick Mode is in hand. */
struct ikt_log_connection {
    const char *router;
    int number;
    uint64_t used;
    struct ikt_address local, remote;
    uint32_t message_id;
    bool numbered; /* phase 1 got its connection's number since: the next number is another's */
};

/* What the show command prints that is being read; ends with its output. */
enum ikt_log_show {
    IKT_LOG_IN_NO_SHOW,
    IKT_LOG_IN_CONFIG, /* a running-config: nothing of it is a log */
    IKT_LOG_IN_IPSEC_SA,
    IKT_LOG_IN_SESSION,
    IKT_LOG_IN_ENGINE,
    IKT_LOG_IN_MAP,
    IKT_LOG_IN_SETS,
    IKT_LOG_IN_POLICY,
    IKT_LOG_IN_ACCESS_LISTS,
    IKT_LOG_IN_ROUTES,
    IKT_LOG_IN_KEYS,
    IKT_LOG_IN_INTERFACES,
    IKT_LOG_IN_NHRP,
    IKT_LOG_IN_SESSION_TABLE,
    IKT_LOG_IN_OTHER
};

/* An event that further lines add to. */
struct ikt_log_open {
    bool open;
    struct ikt_log_event event;
    struct ikt_log_offer offer;
    struct ikt_log_policy phase1;
    struct ikt_log_ipsec_sa show;
    char quote[IKT_LOG_TEXT * 2];
    size_t quote_length;
    bool kilobytes; /* of which the next duration is */
};

struct ikt_log_reader {
    struct ikt_log_store *store;
    struct ikt_log_line line;
    struct ikt_log_years years;
    unsigned part;       /* of the file, between rules */
    const char *router;  /* in the last prompt */
    const char *prompts; /* the only name in prompts so far */
    bool several;        /* ... there are more */
    uint64_t known;      /* events but those of commands */

    /* The message in hand, of the line it began in. */
    struct ikt_log_message message;
    bool in_message;
    unsigned message_line, message_lines;
    ikt_time message_time;
    const char *message_router;
    char quote[IKT_LOG_TEXT * 2];
    size_t quote_length;

    struct ikt_log_connection connections[IKT_LOG_CONNECTIONS];
    unsigned connection_count;
    uint64_t clock;
    int current; /* the connection that the last lines were of: those without a number go on with it */
    struct ikt_log_connection block; /* whom the last block of debug crypto ipsec spoke of */
    struct ikt_log_offer block_offer;
    bool has_block;
    unsigned block_line;

    struct ikt_log_open open; /* a transform, a phase 1 transform, an identity */
    bool identity_sent;       /* the next ID payload is its own */

    struct ikt_log_event shown_by; /* the show command whose output is read; no line: none */
    uint64_t known_before;         /* it */
    enum ikt_log_show show;
    struct ikt_log_message shown; /* the line in hand, where it may be of a show command */
    struct ikt_log_open pair;     /* of show crypto ipsec sa, or a session */
    struct ikt_address show_local, show_peer;
    const char *show_name, *show_interface, *show_status;
    int64_t show_number;
};

/* An event of the message in hand, or of the line in hand. Nothing is told. */
struct ikt_log_event ikt_log_event_of_message(const struct ikt_log_reader *reader, enum ikt_log_event_kind kind);
struct ikt_log_event ikt_log_event_of_line(const struct ikt_log_reader *reader, enum ikt_log_event_kind kind);
void ikt_log_emit(struct ikt_log_reader *reader, const struct ikt_log_event *event);
void ikt_log_emit_line(struct ikt_log_reader *reader, const struct ikt_log_event *event);
/* The same with another quote than the line, which holds what nobody may see. NULL: none. */
void ikt_log_emit_quoted(struct ikt_log_reader *reader, const struct ikt_log_event *event, const char *quote);
/* Begin an event that further lines add to, with the quote of the message or of the line; the one before is emitted. */
struct ikt_log_open *ikt_log_open(struct ikt_log_reader *reader, struct ikt_log_open *open,
                                  const struct ikt_log_event *event, bool of_line);
void ikt_log_close(struct ikt_log_reader *reader, struct ikt_log_open *open);
const char *ikt_log_text(struct ikt_log_reader *reader, struct ikt_bytes text);
const char *ikt_log_string(struct ikt_log_reader *reader, const char *text, size_t length);
/* From at to the end of the message's text, or to the first of any of these characters. */
const char *ikt_log_text_to(struct ikt_log_reader *reader, const char *at, const char *ends);

/* The connection of this number of the message's router; made where it is not known. Stays until another is asked for
 * often. */
struct ikt_log_connection *ikt_log_connection(struct ikt_log_reader *reader, int number);
/* These two are each other's peers; no family: not told. */
void ikt_log_tell_peers(struct ikt_log_connection *connection, const struct ikt_address *local,
                        const struct ikt_address *remote);
/* What was told before is of other routers. */
void ikt_log_forget(struct ikt_log_reader *reader);

#endif
