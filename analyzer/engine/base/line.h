/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A short text that is put together from pieces without a format and without memory of its own: what of it has no room
 * is left out. Everything that values are told in is far shorter.
 */
#ifndef IKT_BASE_LINE_H
#define IKT_BASE_LINE_H

#include <string.h>

#include "iketriage/bytes.h"

#define IKT_LINE_ROOM 512

struct ikt_line {
    size_t length;
    char text[IKT_LINE_ROOM]; /* ends with NUL once something was added */
};

static inline void ikt_line_add_octets(struct ikt_line *line, const char *octets, size_t length)
{
    size_t room = sizeof line->text - 1 - line->length;
    if (length > room)
        length = room;
    memcpy(line->text + line->length, octets, length);
    line->length += length;
    line->text[line->length] = '\0';
}

static inline void ikt_line_add(struct ikt_line *line, const char *text)
{
    ikt_line_add_octets(line, text, strlen(text));
}

static inline void ikt_line_add_address(struct ikt_line *line, const struct ikt_address *address)
{
    char text[IKT_ADDRESS_TEXT];
    ikt_line_add(line, ikt_address_format(address, text));
}

void ikt_line_add_number(struct ikt_line *line, uint64_t number); /* decimal */

#endif
