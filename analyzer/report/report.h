/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reports of the command. A report is the output of one run; a group is one capture's part of it and takes the
 * engine's records through ikt_report_sink as they settle. The text goes into the caller's GString, so that the caller
 * alone decides what is written where and in which order.
 *
 * A report never changes what the engine says, asks no clock and knows nothing of the machine: the same records give
 * the same bytes. No string of a packet or of the command line reaches the output unescaped.
 *
 * Threads. A group belongs to one thread; groups of several threads may run at once, since each is closed in its turn,
 * the order of the captures: tunnels are numbered then, and its counts are added to the report's.
 */
#ifndef IKT_REPORT_REPORT_H
#define IKT_REPORT_REPORT_H

#include <glib.h>

#include "iketriage/triage.h"

struct ikt_report;
struct ikt_report_group;

struct ikt_report_options {
    const char *format; /* a known one, NULL: "text"; must outlive the report */
    bool quiet;         /* the closing summary alone: groups write nothing and still count */
    bool messages;      /* a record per IKE message too (text has no place for them and leaves them out) */
    bool show_secrets;  /* json: what XAUTH asked a person for, in message records */
    bool verbose;       /* text: every exchange under its tunnel, what conclusions rest on, the lines to expect */
    bool all;           /* text: every tunnel of a large list, not the worst alone */
    bool local_time;    /* text: times in the zone of who reads it, not in UTC */
    bool keys_given;    /* text: some were, even if for nothing that was captured */
    bool read_back;     /* records come from earlier runs (records.h): text lists tunnels, then the summary */
    uint64_t tunnel;    /* this one only, in full, by its number; 0: all */
    bool colour;        /* text: ANSI colours */
    const struct ikt_configs *configs; /* whose lines are quoted, NULL: none; must outlive the report */
    const struct ikt_logs *logs;       /* likewise */
    unsigned ios_release; /* 12, 15 or 17: whose wording routers get that show no release; 0: that of today */
    unsigned width;       /* text: columns to wrap at, 0: 80; less than 40 counts as 40 */
};

/* The wording of routers that show no release, as ikt_finding_log_next takes it. */
enum ikt_log_style ikt_report_wording(const struct ikt_report_options *options);

/* The tool and its version, as the output names them. */
extern const char ikt_report_tool[];

/* Of a live capture, whose file is the interface. */
struct ikt_report_live {
    uint64_t lost; /* packets that the kernel had no room for */
    uint64_t lost_by_interface;
};

/* A piece of a stitched capture, in the order of their first packets. */
struct ikt_report_piece {
    const char *file;                 /* any bytes */
    const char *sha256;               /* of the file as it is stored, hex; NULL: not known */
    const char *error;                /* NULL, or why it was not read to its end */
    uint64_t first_frame, last_frame; /* counted over all pieces, what is repeated left out; 0: it has none */
    uint64_t first_number;            /* of its first_frame, within the file */
    uint64_t packets;                 /* read from it */
    uint64_t repeated;                /* of these, those that stand in an earlier piece too and count once */
    uint64_t missing;                 /* pieces before it that are not there */
    ikt_time first_time, last_time;   /* of its packets; IKT_TIME_NONE when there was none */
};

/* One of several places whose captures are joined. */
struct ikt_report_place {
    const char *file;                 /* any bytes */
    const char *sha256;               /* of the file as it is stored, hex; NULL: not known */
    const char *error;                /* NULL, or why it was not read to its end */
    uint64_t packets;                 /* read from it */
    uint64_t messages;                /* IKE datagrams among them */
    uint64_t first_frame, last_frame; /* counted through all places; 0: it has none */
    ikt_time first_time, last_time;   /* by its own clock; IKT_TIME_NONE when there was no packet */
    bool clock_known;                 /* some datagram was seen here and in another place */
    ikt_time offset;                  /* its clock is so far ahead of the first place's at the beginning */
    ikt_time offset_within;           /* how far that may be off; IKT_TIME_NONE: not known */
    double drift, drift_within;       /* seconds per second that it gains; within 0: not known */
    uint64_t matched;                 /* datagrams that this rests on */
};

/* What the program knows about a capture file besides what the engine saw. */
struct ikt_report_capture {
    uint64_t packets;                      /* read from the file, of any protocol */
    ikt_time first_time, last_time;        /* of those packets; IKT_TIME_NONE when there was none */
    uint64_t left_out;                     /* packets that the filter refused */
    uint64_t others;                       /* IKE and ESP of other peers than the wanted ones */
    const char *error;                     /* NULL, or why reading stopped early */
    const char *sha256;                    /* of the file as it is stored, hex; NULL: not known */
    const struct ikt_report_live *live;    /* NULL: a file */
    const struct ikt_report_piece *pieces; /* NULL: it is no stitched one */
    size_t piece_count;
    const struct ikt_report_place *places; /* NULL: captures are not joined */
    size_t place_count;
};

/* A tunnel of a live capture, whose number the caller gives. */
struct ikt_report_change {
    uint64_t number;
    ikt_time time;   /* of the capture: when it was noticed */
    const char *was; /* the state that was told before; NULL: none */
    bool final;      /* the capture has ended: this is its record, which counts */
};

/* Is there a renderer of this name ("text", "json", "tsv", "html", "ios")? */
bool ikt_report_format_known(const char *format);

/* One output for the whole run. options are copied. Never NULL; the format must be a known one. */
struct ikt_report *ikt_report_new(const struct ikt_report_options *options);
/* What opens the output, before the first capture. */
void ikt_report_begin(const struct ikt_report *report, GString *out);
/* After all its groups. NULL is allowed. */
void ikt_report_free(struct ikt_report *report);

/*
 * Begin one capture. file is its name as given on the command line (any bytes; copied); NULL: no capture, but documents
 * alone, whose group is closed without ikt_report_group_finish. Everything is appended to out,
 * which the caller owns and may empty between two calls into the engine. Released by ikt_report_group_close alone.
 */
struct ikt_report_group *ikt_report_group_new(struct ikt_report *report, const char *file, GString *out);
/* What to hand to ikt_triage_new; the user pointer is the group. Static. */
const struct ikt_sink *ikt_report_sink(void);
/*
 * All groups before this one are closed: its tunnels may be numbered and written as they come. Where this is not said
 * they are kept until the group is closed.
 */
void ikt_report_group_turn(struct ikt_report_group *group);
/*
 * A live capture, whose turn it is: a tunnel has changed, or (final) is told at the end; in place of the sink's tunnel.
 */
void ikt_report_change(struct ikt_report_group *group, const struct ikt_tunnel *tunnel,
                       const struct ikt_report_change *change);
/*
 * No record follows: the capture's own is written. capture is what ikt_triage_finish gave, NULL when the file could not
 * be read at all.
 */
void ikt_report_group_finish(struct ikt_report_group *group, const struct ikt_capture *capture,
                             const struct ikt_report_capture *input);
/* Without a capture: what bounds left out (left_out.def). */
void ikt_report_group_left_out(struct ikt_report_group *group, const uint64_t counts[static IKT_LEFT_OUT_COUNT]);
/* In its turn, after it has finished: what was kept is written, its counts are added to the report's, it is freed. */
void ikt_report_group_close(struct ikt_report_group *group);

/* One input that is a capture and could not be opened, or that is none: no group tells of it. */
void ikt_report_unread(struct ikt_report *report, uint64_t inputs);
/* What ends the output, after the last group: the text of what was found, where it is not written before; the summary.
 */
void ikt_report_summary(struct ikt_report *report, GString *out);
/* Was any tunnel down, or any finding an error? For the exit status, after the last group. */
bool ikt_report_has_errors(const struct ikt_report *report);
/* How many tunnels there were, in all captures; likewise. */
uint64_t ikt_report_tunnels(const struct ikt_report *report);
/* Why captures gave no tunnel, for formats that have no place for a sentence; NULL where there is one. Static. */
const char *ikt_report_silence(const struct ikt_report *report);

/* The rule catalogue: a table, or with format "json" one object a line. */
void ikt_report_list_rules(const struct ikt_report_options *options, GString *out);
/* One rule in full. Returns false and writes nothing when there is no rule of that name. */
bool ikt_report_explain(const char *rule, const struct ikt_report_options *options, GString *out);

#endif
