/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "append.h"

size_t ikt_number_digits(uint64_t number, char text[static IKT_NUMBER_TEXT])
{
    char reversed[IKT_NUMBER_TEXT];
    size_t count = 0;
    do {
        reversed[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    for (size_t i = 0; i < count; i++)
        text[i] = reversed[count - 1 - i];
    return count;
}

void ikt_append_number(GString *out, uint64_t number)
{
    ikt_append_advance(out, ikt_number_digits(number, ikt_append_room(out, IKT_NUMBER_TEXT)));
}

void ikt_append_spaces(GString *out, unsigned count)
{
    memset(ikt_append_room(out, count), ' ', count);
    ikt_append_advance(out, count);
}

void ikt_hex_digits(struct ikt_bytes bytes, char *text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.length; i++) {
        *text++ = digits[bytes.data[i] >> 4];
        *text++ = digits[bytes.data[i] & 15];
    }
}

void ikt_append_hex(GString *out, struct ikt_bytes bytes)
{
    ikt_hex_digits(bytes, ikt_append_room(out, bytes.length * 2));
    ikt_append_advance(out, bytes.length * 2);
}
