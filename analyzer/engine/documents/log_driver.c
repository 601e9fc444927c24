/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/log_driver.h"

#include <string.h>

#include <glib.h>

#include "base/text.h"
#include "documents/log_readers.h"
#include "documents/log_secret.h"
#include "documents/log_stamp.h"

#define MESSAGE_LINES 24                 /* of one message */
#define LINE_LOOK     (IKT_LOG_LINE * 2) /* octets of a line that are cleaned */

struct ikt_log_reader *ikt_log_reader_new(void)
{
    struct ikt_log_reader *reader = g_new0(struct ikt_log_reader, 1);
    reader->store = ikt_log_store_new();
    return reader;
}

void ikt_log_reader_free(struct ikt_log_reader *reader)
{
    ikt_log_store_free(reader->store);
    g_free(reader);
}

struct ikt_log_store *ikt_log_reader_take_store(struct ikt_log_reader *reader)
{
    return g_steal_pointer(&reader->store);
}

/* The message in hand is whole. */
static void end_message(struct ikt_log_reader *reader)
{
    if (!reader->in_message)
        return;
    reader->in_message = false;
    if (!ikt_log_read_isakmp(reader) && !ikt_log_read_ipsec(reader) && !ikt_log_read_asa(reader) &&
        !ikt_log_read_swan(reader))
        (void)ikt_log_read_syslog(reader);
}

static void begin_message(struct ikt_log_reader *reader, struct ikt_bytes text)
{
    const struct ikt_log_line *line = &reader->line;
    end_message(reader);
    /* Tables whose rows are known by their place alone end where a debug begins; a syslog message comes in between. */
    if (text.data[0] != '%' &&
        (reader->show == IKT_LOG_IN_MAP || reader->show == IKT_LOG_IN_KEYS || reader->show == IKT_LOG_IN_INTERFACES ||
         reader->show == IKT_LOG_IN_SESSION_TABLE || reader->show == IKT_LOG_IN_ENGINE))
        reader->show = IKT_LOG_IN_NO_SHOW;
    reader->in_message = true;
    reader->message_line = line->number;
    reader->message_lines = 1;
    reader->message_time = line->time;
    reader->message_router = line->router.length > 0 ? ikt_log_text(reader, line->router) : reader->router;
    reader->quote_length = MIN(text.length, sizeof reader->quote);
    memcpy(reader->quote, text.data, reader->quote_length);
    ikt_log_message_begin(&reader->message);
    ikt_log_message_append(&reader->message, text);
}

/* Where a message begins inside a line: behind a prompt, a command or the characters of a ping. */
static struct ikt_bytes find_message(struct ikt_bytes text)
{
    for (size_t i = 1; i + 6 < text.length; i++) {
        if (text.data[i] != 'I' && text.data[i] != '%')
            continue;
        const struct ikt_bytes rest = ikt_text_part(text, i, text.length);
        const bool prefix = (ikt_text_begins(rest, "ISAKMP:") || ikt_text_begins(rest, "ISAKMP (") ||
                             ikt_text_begins(rest, "ISAKMP-") || ikt_text_begins(rest, "IPSEC(")) &&
                            !g_ascii_isupper(text.data[i - 1]);
        if (prefix || (text.data[i] == '%' && ikt_log_is_message(rest)))
            return rest;
    }
    return (struct ikt_bytes){NULL, 0};
}

/* First words of what is typed; the prompt may be left out of a retyped log. */
static const char *const commands[] = {
    "sh",  "do",  "deb", "undeb",  "un",   "cle",    "ping",     "conf", "end",   "exit", "no ",    "cry",
    "int", "ip ", "ter", "wr",     "copy", "tracer", "reload",   "set ", "match", "acc",  "tunnel", "telnet",
    "ssh", "en",  "log", "router", "mode", "more",   "hostname", "line", "test",  "?"};

static bool is_command(struct ikt_bytes text)
{
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        if (ikt_text_begins_any_case(text, commands[i]))
            return true;
    return false;
}

static void note_router(struct ikt_log_reader *reader, struct ikt_bytes name)
{
    if (name.length == 0)
        return;
    reader->router = ikt_log_text(reader, name);
    if (!reader->prompts)
        reader->prompts = reader->router;
    reader->several = reader->several || reader->prompts != reader->router;
}

/* Its output is over; whole: the next prompt follows, so that nothing of it is cut off. */
static void end_show(struct ikt_log_reader *reader, bool whole)
{
    ikt_log_close(reader, &reader->pair);
    if (whole && reader->shown_by.line != 0 && reader->known == reader->known_before &&
        reader->show != IKT_LOG_IN_CONFIG)
        ikt_log_emit_quoted(reader, &reader->shown_by, reader->shown_by.text);
    reader->shown_by.line = 0;
    reader->show = IKT_LOG_IN_NO_SHOW;
    reader->show_name = reader->show_interface = reader->show_status = NULL;
    reader->show_local = reader->show_peer = (struct ikt_address){0};
    reader->show_number = IKT_ABSENT;
}

static bool read_show(struct ikt_log_reader *reader)
{
    ikt_log_message_begin(&reader->shown);
    ikt_log_message_append(&reader->shown, reader->line.text);
    return ikt_log_read_show_sa(reader) || ikt_log_read_show_state(reader) || ikt_log_read_show_lists(reader);
}

static void read_command(struct ikt_log_reader *reader, struct ikt_bytes text)
{
    struct ikt_log_event event = ikt_log_event_of_line(reader, IKT_LOG_COMMAND);
    char quoted[IKT_LOG_TEXT + 1];
    ikt_log_quote(text, quoted, sizeof quoted);
    event.text = ikt_log_string(reader, quoted, strlen(quoted));
    ikt_log_emit_line(reader, &event);
    struct ikt_bytes verb = ikt_text_take_word(&text);
    if (ikt_text_is_any_case(verb, "do"))
        verb = ikt_text_take_word(&text);
    if (!ikt_text_begins_any_case(verb, "sh"))
        return;
    reader->shown_by = event;
    reader->shown_by.kind = IKT_LOG_SHOW_EMPTY;
    reader->known_before = reader->known;
    struct ikt_bytes rest = text, first = ikt_text_take_word(&rest);
    if (ikt_text_begins_any_case(first, "ru") || ikt_text_begins_any_case(first, "start"))
        reader->show = IKT_LOG_IN_CONFIG;
    else if (ikt_text_is_any_case(first, "ip") && ikt_text_begins_any_case(rest, "ro"))
        reader->show = IKT_LOG_IN_ROUTES;
    else if (ikt_text_contains(text, "local ident"))
        (void)read_show(reader); /* its output stands in the same line */
}

/* Lines of a message that a syslog daemon stamped one by one. */
static bool goes_on(const struct ikt_log_reader *reader)
{
    static const char *const words[] = {"(key eng", "(sa)",      "(identity)", "local_proxy", "remote_proxy",
                                        "protocol", "lifedur",   "spi",        "sa_",         "next-payload",
                                        "type",     "address",   "port",       "length",      "{",
                                        "src addr", "dst addr",  "src port",   "dst port",    "authenticated",
                                        "from ",    "src_proxy", "dest_proxy", "has spi"};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (ikt_text_begins(reader->line.text, words[i]))
            return true;
    return false;
}

static void append(struct ikt_log_reader *reader)
{
    if (!reader->in_message || reader->message_lines == MESSAGE_LINES) {
        end_message(reader);
        return;
    }
    reader->message_lines++;
    ikt_log_message_append(&reader->message, reader->line.text);
}

static void read_line(struct ikt_log_reader *reader)
{
    struct ikt_log_line *line = &reader->line;
    if (line->rule) {
        end_message(reader);
        end_show(reader, false);
        ikt_log_forget(reader);
        reader->router = NULL;
        note_router(reader, line->prompt);
        return;
    }
    if (line->prompted) {
        end_show(reader, true);
        note_router(reader, line->prompt);
    }
    if (line->text.length == 0)
        return;
    if (ikt_text_begins(line->text, "! ")) { /* a comment: what is printed around it belongs to nothing before */
        end_message(reader);
        return;
    }
    if (ikt_log_is_message(line->text)) {
        begin_message(reader, line->text);
        return;
    }
    const struct ikt_bytes inside = find_message(line->text);
    if (inside.length > 0) {
        begin_message(reader, inside);
        return;
    }
    if (line->prompted && is_command(line->text)) {
        end_message(reader);
        read_command(reader, line->text);
        return;
    }
    if (ikt_text_begins(line->text, "Current configuration") || ikt_text_begins(line->text, "Building configuration"))
        reader->show = IKT_LOG_IN_CONFIG;
    else if (reader->show == IKT_LOG_IN_CONFIG && ikt_text_is(line->text, "end"))
        reader->show = IKT_LOG_IN_NO_SHOW;
    if (line->prompted || reader->show == IKT_LOG_IN_CONFIG)
        return; /* what a debug wrote behind a prompt, of a message that was broken */
    if (line->stamped && !goes_on(reader)) {
        end_message(reader);
        return;
    }
    if (!line->stamped && read_show(reader)) {
        end_message(reader);
        return;
    }
    append(reader);
}

void ikt_log_reader_read(struct ikt_log_reader *reader, struct ikt_bytes content)
{
    struct ikt_bytes raw;
    for (unsigned number = 1; ikt_text_take_line(&content, &raw); number += number < UINT32_MAX) {
        raw.length = MIN(raw.length, (size_t)LINE_LOOK);
        ikt_log_line_read(&reader->line, raw, number, &reader->years);
        read_line(reader);
    }
    end_message(reader);
    ikt_log_close(reader, &reader->open);
    end_show(reader, false);
}
