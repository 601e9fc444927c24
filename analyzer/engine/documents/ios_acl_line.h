/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One line of an access list, and what it may be multiplied by: several ports, object groups.
 */
#ifndef IKT_DOCUMENTS_IOS_ACL_LINE_H
#define IKT_DOCUMENTS_IOS_ACL_LINE_H

#include "documents/ios_parser.h"

/* IOS takes so many behind one "eq". */
#define IKT_IOS_PORTS 10

struct ikt_ios_range {
    uint16_t low, high; /* both 0: any */
};

/* The ports of one end: one of these. */
struct ikt_ios_ports {
    unsigned count; /* 1 at least */
    struct ikt_ios_range ranges[IKT_IOS_PORTS];
    const char *group; /* "portgroup NAME", whose ports they are; NULL: none */
};

/* A line with all that it says; names of groups are in the arena. */
struct ikt_ios_acl_line {
    struct ikt_router_acl_line *line; /* of its ends, what stands there itself */
    struct ikt_router_acl *acl;
    struct ikt_ios_ports source_ports, destination_ports;
    const char *service, *source, *destination; /* object groups; NULL: none */
};

/* What follows "permit" or "deny"; false: not understood. */
bool ikt_ios_read_acl_line(struct ikt_ios_parser *parser, enum ikt_ios_dialect dialect, struct ikt_bytes text,
                           struct ikt_ios_acl_line *out);
/* Is it more than one line of the list? */
bool ikt_ios_acl_line_multiplies(const struct ikt_ios_acl_line *line);

bool ikt_ios_take_protocol(struct ikt_bytes *text, uint8_t *out);
/* "eq 80 443", "range 1 2" or nothing, which is any; false: not understood. */
bool ikt_ios_take_ports(struct ikt_bytes *text, struct ikt_ios_ports *out, const char **unclear);
/* A port by its number or name; false: neither. */
bool ikt_ios_take_port(struct ikt_bytes *text, uint16_t *out);

#endif
