/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Object groups, and what they make of the lines that name them.
 */
#ifndef IKT_DOCUMENTS_IOS_GROUP_H
#define IKT_DOCUMENTS_IOS_GROUP_H

#include "documents/ios_acl_line.h"

/* "object-group"; false: not understood. */
bool ikt_ios_read_group(struct ikt_ios_parser *parser, struct ikt_bytes text);
bool ikt_ios_in_group(struct ikt_ios_parser *parser, struct ikt_bytes text);
/* A line of the open group is not understood. */
void ikt_ios_group_unclear(struct ikt_ios_parser *parser);

/* Put what a line multiplies to behind it; what is too much, or not known, makes it unclear. */
void ikt_ios_multiply(struct ikt_ios_parser *parser, const struct ikt_ios_acl_line *line);

#endif
