/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The syntax of strongswan.conf(5), which swanctl.conf has: sections in braces, "key = value" in them, "#" comments,
 * values in quotes over several lines. A walk over the file without recursion; nothing is kept.
 */
#ifndef IKT_BASE_SWAN_SECTIONS_H
#define IKT_BASE_SWAN_SECTIONS_H

#include "base/text.h"

/* Sections deeper than this are counted, not named. */
#define IKT_SWAN_DEPTH 6

struct ikt_swan_sections {
    struct ikt_bytes content;
    size_t at;
    unsigned line; /* of what is at "at", from 1 */
    unsigned depth;
    struct ikt_bytes names[IKT_SWAN_DEPTH]; /* of the open sections, the outermost first */
};

enum ikt_swan_event {
    IKT_SWAN_END,
    IKT_SWAN_SECTION,   /* name: opened */
    IKT_SWAN_REFERENCE, /* likewise, and it takes values from other sections */
    IKT_SWAN_KEY,       /* name, value */
    IKT_SWAN_INCLUDE,
    IKT_SWAN_MISTAKE /* nothing that the syntax has; the line is skipped */
};

struct ikt_swan_item {
    struct ikt_bytes name, value;
    bool quoted;   /* the value stood in quotes: it may have escapes */
    unsigned line; /* where the name stands */
};

/* Is the line "NAME {" with one of the sections that swanctl.conf(5) begins with? */
bool ikt_swan_opens_section(struct ikt_bytes line);

struct ikt_swan_sections ikt_swan_sections(struct ikt_bytes content);
enum ikt_swan_event ikt_swan_sections_next(struct ikt_swan_sections *sections, struct ikt_swan_item *out);
/* A value that stood in quotes, its escapes taken out in place. Returns its length, which never grows. */
size_t ikt_swan_unescape(uint8_t *octets, size_t length);

#endif
