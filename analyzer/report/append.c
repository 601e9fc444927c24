/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "append.h"

void ikt_append_number(GString *out, uint64_t number)
{
    size_t length = 1;
    for (uint64_t left = number; left >= 10; left /= 10)
        length++;
    char *at = ikt_append_room(out, length) + length;
    for (size_t i = 0; i < length; i++, number /= 10)
        *--at = (char)('0' + number % 10);
    ikt_append_advance(out, length);
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
