/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <glib.h>

#include "iketriage/isakmp.h"

struct entry {
    const char *hex;
    size_t length; /* of the whole body; 0: whatever follows the known octets */
    struct ikt_vendor_id meaning;
};

#define IKT_VENDOR_ID(hex, length, name, vendor) {hex, length, {name, vendor}},
static const struct entry entries[] = {
#include "isakmp/vendor_id.def"
};
#undef IKT_VENDOR_ID

/* Octets are written in the table's digits, which are small: nearly every row differs in the first one. */
static bool matches(const struct entry *entry, struct ikt_bytes body)
{
    static const char digits[] = "0123456789abcdef";
    if (entry->length != 0 && body.length != entry->length)
        return false;
    for (size_t i = 0; entry->hex[2 * i] != '\0'; i++) {
        if (i == body.length || entry->hex[2 * i] != digits[body.data[i] >> 4] ||
            entry->hex[2 * i + 1] != digits[body.data[i] & 0xf])
            return false;
    }
    return true;
}

const struct ikt_vendor_id *ikt_vendor_id_lookup(struct ikt_bytes body)
{
    for (size_t i = 0; i < G_N_ELEMENTS(entries); i++)
        if (matches(&entries[i], body))
            return &entries[i].meaning;
    return NULL;
}

bool ikt_vendor_id_is_ios(struct ikt_bytes body, const uint8_t sender_cookie[static IKT_COOKIE_SIZE])
{
    static const uint8_t mark[IKT_COOKIE_SIZE] = {0xf5, 0xc7, 0xa7, 0x1d, 0x00, 0x01, 0x00, 0x00};
    if (body.length != 16)
        return false;
    for (size_t i = 0; i < IKT_COOKIE_SIZE; i++)
        if ((body.data[i] ^ sender_cookie[i]) != mark[i])
            return false;
    return true;
}
