/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keys/selector.h"

#include <string.h>

#include "base/text.h"

void ikt_selector_set_name(struct ikt_selector *selector, struct ikt_bytes text)
{
    selector->kind = IKT_SELECTOR_NAME;
    selector->name = g_strndup((const char *)text.data, text.length);
}

/* "ADDRESS", "ADDRESS/LENGTH". Anything else is no address, and no error. */
static const char *parse_address(struct ikt_bytes text, struct ikt_selector *out, bool *is_address)
{
    const uint8_t *slash = text.length > 0 ? memchr(text.data, '/', text.length) : NULL;
    const size_t end = slash ? (size_t)(slash - text.data) : text.length;
    *is_address = ikt_text_address(ikt_text_part(text, 0, end), &out->address);
    if (!*is_address)
        return NULL;
    const uint32_t full = out->address.family == IKT_FAMILY_IPV4 ? 32 : 128;
    uint32_t bits = full;
    if (slash) {
        struct ikt_bytes rest = ikt_text_part(text, end + 1, text.length);
        if (!ikt_text_take_number(&rest, full, &bits) || rest.length > 0)
            return "the length of a prefix does not fit its address";
    }
    ikt_selector_set_prefix(out, bits);
    return NULL;
}

/*
 * Does it look like an address, a prefix, a range or an address with a port? "203.0.113.332", "10.0.0/8", "10.0.0.1-9"
 * and "[2001:db8::1]" are mistakes and no names: digits, dots and what parts them, or more than one colon and hex
 * digits before a prefix, a zone or a port. No name has "::" in it, but those of types ("ipv6:...") and distinguished
 * ones.
 */
static bool is_like_address(struct ikt_bytes text)
{
    unsigned dots = 0, colons = 0, letters = 0, others = 0;
    size_t end = text.length;
    bool run = false, name = false;
    for (size_t i = 0; i < end; i++) {
        const char octet = (char)text.data[i];
        if (octet == '/' || octet == '%')
            end = i; /* what follows is for others to judge */
        dots += octet == '.' || octet == ',';
        colons += octet == ':';
        run |= octet == ':' && i > 0 && text.data[i - 1] == ':';
        letters += g_ascii_isxdigit(octet) && !g_ascii_isdigit(octet);
        others += !g_ascii_isxdigit(octet) && (octet == '\0' || !strchr(".,:-[]/%", octet));
        name |= octet == '=' || octet == '@'; /* a distinguished one, a user's */
    }
    if (others > 0)
        return run && !name && (g_ascii_isxdigit(text.data[0]) || text.data[0] == ':' || text.data[0] == '[');
    return colons > 1 || (letters == 0 && dots > 0);
}

/* "@name", "@[key ID]", "user@host", "name" */
static struct ikt_bytes without_marks(struct ikt_bytes text)
{
    if (!ikt_text_begins(text, "@"))
        return text;
    text = ikt_text_part(text, 1, text.length);
    const bool brackets = text.length >= 2 && text.data[0] == '[' && text.data[text.length - 1] == ']';
    return brackets ? ikt_text_part(text, 1, text.length - 1) : text;
}

const char *ikt_selector_parse(struct ikt_bytes text, struct ikt_selector *out)
{
    bool is_address;
    const char *error = parse_address(text, out, &is_address);
    if (error || is_address)
        return error;
    if (ikt_text_is_any_case(text, "%any") || ikt_text_is_any_case(text, "%any4") ||
        ikt_text_is_any_case(text, "%any6")) {
        out->kind = IKT_SELECTOR_ANY;
        return NULL;
    }
    if (ikt_text_begins(text, "%"))
        return "of the selectors with a percent sign, only %any is known";
    if (is_like_address(text))
        return "a selector looks like an address and is none (a name made of digits and dots is written @1.2.3.4)";
    ikt_selector_set_name(out, without_marks(text));
    return NULL;
}
