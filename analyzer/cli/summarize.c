/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "summarize.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "messages.h"

enum {
    LONGEST_LINE = 64 * 1024 * 1024, /* octets; a record of ours has a hundredth of it at most */
    COMPLAINTS = 10                  /* lines that are named */
};

struct run {
    struct ikt_report *report;
    struct ikt_output *output;
    struct ikt_report_group *group; /* the capture whose records come; NULL: none */
    char *file;                     /* its name; NULL: documents alone */
    GString *text;                  /* of the group */
    guint64 line, bad, records;
    bool trouble;
};

static void begin_group(struct run *run, const char *file)
{
    run->file = g_strdup(file);
    run->group = ikt_report_group_new(run->report, file, run->text);
    ikt_report_group_turn(run->group);
}

static void end_group(struct run *run)
{
    if (!run->group)
        return;
    ikt_report_group_close(run->group);
    ikt_output_write(run->output, run->text->str, run->text->len);
    g_string_truncate(run->text, 0);
    run->group = NULL;
    g_clear_pointer(&run->file, g_free);
}

/* Only documents have no record of their own. */
static void cut_group(struct run *run)
{
    if (run->group && run->file) {
        ikt_say(run->file, "the capture's own record is missing: the run that wrote these was cut off");
        run->trouble = true;
    }
    end_group(run);
}

static void end_capture(struct run *run, const struct ikt_record_capture *capture)
{
    const struct ikt_report_capture input = {
        .packets = capture->packets,
        .left_out = capture->left_out,
        .others = capture->others,
        .first_time = capture->first_time,
        .last_time = capture->last_time,
        .error = capture->error,
        .sha256 = capture->sha256,
    };
    ikt_report_group_finish(run->group, &capture->counts, &input);
    end_group(run);
}

static void take_record(struct run *run, const struct ikt_record *record)
{
    const struct ikt_sink *sink = ikt_report_sink();
    if (record->kind == IKT_RECORD_OTHER)
        return;
    if (record->kind == IKT_RECORD_SUMMARY) {
        cut_group(run);
        ikt_report_unread(run->report, record->unread);
        return;
    }
    if (run->group && g_strcmp0(run->file, record->file) != 0)
        cut_group(run);
    if (!run->group)
        begin_group(run, record->file);
    run->records++;
    if (record->kind == IKT_RECORD_PHASE1)
        sink->phase1(run->group, &record->phase1);
    else if (record->kind == IKT_RECORD_PHASE2)
        sink->phase2(run->group, &record->phase2);
    else if (record->kind == IKT_RECORD_TUNNEL)
        sink->tunnel(run->group, &record->tunnel);
    else
        end_capture(run, &record->capture);
}

/* What comes after a line that is broken may be another run's. */
static void complain(struct run *run, const char *why)
{
    run->trouble = true;
    cut_group(run);
    if (run->bad++ < COMPLAINTS)
        ikt_say(NULL, "standard input:%" G_GUINT64_FORMAT ": %s", run->line, why);
}

/* EOF at the end, and on an error; what comes later is waited for where standard input was set not to block. */
static int next_octet(void)
{
    struct pollfd one = {.fd = STDIN_FILENO, .events = POLLIN};
    int octet;
    while ((octet = getc_unlocked(stdin)) == EOF && ferror(stdin) && errno == EAGAIN) {
        clearerr(stdin);
        (void)poll(&one, 1, -1);
    }
    return octet;
}

/* Without its end. False at the end of the input. A line that is too long is cut, and is no record then. */
static bool next_line(GString *line)
{
    int octet;
    g_string_truncate(line, 0);
    while ((octet = next_octet()) != EOF && octet != '\n') {
        if (line->len < LONGEST_LINE)
            g_string_append_c(line, (gchar)octet);
    }
    return octet != EOF || line->len > 0;
}

static bool is_blank(const GString *line)
{
    return strspn(line->str, " \t\r") == line->len;
}

bool ikt_summarize(struct ikt_records *records, struct ikt_report *report, struct ikt_output *output)
{
    struct run run = {.report = report, .output = output, .text = g_string_new(NULL)};
    g_autoptr(GString) line = g_string_new(NULL);
    struct ikt_record record;
    const char *why;
    while (next_line(line)) {
        run.line++;
        if (is_blank(line))
            continue;
        if (ikt_records_read(records, line->str, line->len, &record, &why))
            take_record(&run, &record);
        else
            complain(&run, why);
    }
    cut_group(&run);
    if (ferror(stdin)) {
        ikt_say("-", "cannot be read");
        run.trouble = true;
    }
    if (run.bad > COMPLAINTS)
        ikt_say(NULL, "standard input: %" G_GUINT64_FORMAT " lines more are no records", run.bad - COMPLAINTS);
    if (run.records == 0) {
        ikt_say(NULL, "standard input: no record of a capture (write them with -f json, one a line)");
        run.trouble = true;
    }
    g_string_free(run.text, TRUE);
    return !run.trouble;
}
