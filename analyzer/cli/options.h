/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The command line as values. Nothing is opened or printed here except messages about a bad command line.
 */
#ifndef IKT_CLI_OPTIONS_H
#define IKT_CLI_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

#include "capture/capture_file.h"
#include "iketriage/feed.h"

enum ikt_action {
    IKT_ACTION_TRIAGE,
    IKT_ACTION_STANDIN,   /* of the only configuration */
    IKT_ACTION_SUMMARIZE, /* of standard input */
    IKT_ACTION_LIST_RULES,
    IKT_ACTION_EXPLAIN,
    IKT_ACTION_HELP,
    IKT_ACTION_VERSION
};

/* A configuration or a log: "[ADDR=]FILE". */
struct ikt_document_option {
    char *path;
    bool bound;
    struct ikt_address of; /* where it is bound: the address that captures see this router at */
};

/* Strings point into argv, but those of keys, configurations, logs and words. */
struct ikt_options {
    enum ikt_action action;
    GPtrArray *keys;    /* of char *: key files */
    GPtrArray *configs; /* of struct ikt_document_option, owned */
    GPtrArray *logs;    /* likewise */
    const char *format;
    bool quiet;
    bool verbose;
    bool all;
    bool messages;
    bool local_time; /* text: of the reader's zone */
    bool stitch;     /* the captures are pieces of one */
    bool join;       /* they are of the same time from different places */
    bool progress;   /* even where standard error is no terminal */
    uint64_t tunnel; /* to tell alone, by its number; 0: all */
    struct ikt_peers *peers;
    struct ikt_capture_filter *filter; /* NULL: every packet */
    bool no_sandbox;
    const char *interface;     /* to capture from; NULL: none, and the next three are 0 */
    uint64_t seconds, packets; /* after which a live capture ends; 0: no bound */
    unsigned buffer_kib;       /* of a live capture, KiB; 0: not said */
    const char *output;        /* NULL: standard output */
    unsigned jobs;             /* at least 1 */
    const char *export_keys;   /* folder for Wireshark's tables, NULL: none */
    const char *evidence;      /* folder for an escalation bundle, NULL: none */
    bool show_secrets;
    bool anonymize;
    const char *anonymize_key;   /* file, NULL: a key is drawn */
    const char *anonymize_map;   /* file to write what stands for what to; NULL: nowhere */
    unsigned ios_release;        /* 12, 15 or 17; 0: not said */
    const char *rule;            /* to explain */
    const char *const *captures; /* NULL-terminated */
    char **words;                /* NULL-terminated: what follows the program's name, in its order */
};

/* False when the command line is bad; why has been said on standard error. To be cleared in either case. */
bool ikt_options_parse(int argc, char **argv, struct ikt_options *out);
void ikt_options_clear(struct ikt_options *options);
/* Says on standard error which of them change nothing beside the others. */
void ikt_options_say_idle(const struct ikt_options *options);

/* What --help prints. */
const char *ikt_options_help(void);

#endif
