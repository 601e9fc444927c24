/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/hex.h"

void ikt_hex_write(struct ikt_bytes octets, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < octets.length; i++) {
        *out++ = digits[octets.data[i] >> 4];
        *out++ = digits[octets.data[i] & 15];
    }
    *out = '\0';
}
