/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/line.h"

void ikt_line_add_number(struct ikt_line *line, uint64_t number)
{
    char digits[20], *end = digits + sizeof digits, *at = end;
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    ikt_line_add_octets(line, at, (size_t)(end - at));
}
