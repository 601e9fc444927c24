/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "append.h"

void ikt_append_number(GString *out, uint64_t number)
{
    char digits[20], *const end = digits + sizeof digits, *at = end; /* those of the largest number */
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    ikt_append(out, at, (size_t)(end - at));
}

void ikt_append_spaces(GString *out, unsigned count)
{
    memset(ikt_append_room(out, count), ' ', count);
    ikt_append_advance(out, count);
}

void ikt_append_hex(GString *out, struct ikt_bytes bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *at = ikt_append_room(out, bytes.length * 2);
    for (size_t i = 0; i < bytes.length; i++) {
        *at++ = digits[bytes.data[i] >> 4];
        *at++ = digits[bytes.data[i] & 15];
    }
    ikt_append_advance(out, bytes.length * 2);
}
