/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isakmp/distinguished_name.h"

#include <string.h>

#include "isakmp/reader.h"

/* X.690 section 8: identifier octets that a name has. */
enum {
    TAG_OID = 0x06,
    TAG_UTF8 = 0x0c,
    TAG_PRINTABLE = 0x13,
    TAG_TELETEX = 0x14,
    TAG_IA5 = 0x16,
    TAG_SEQUENCE = 0x30,
    TAG_SET = 0x31
};

/* Lengths of one octet, or of one or two that follow: an identity has no room for more. */
static bool read_length(struct ikt_reader *reader, size_t *out)
{
    uint8_t first, one;
    uint16_t two;
    if (!ikt_read_u8(reader, &first))
        return false;
    switch (first) {
    case 0x81:
        if (!ikt_read_u8(reader, &one))
            return false;
        *out = one;
        return true;
    case 0x82:
        if (!ikt_read_u16(reader, &two))
            return false;
        *out = two;
        return true;
    default:
        *out = first;
        return first < 0x80;
    }
}

static bool read_element(struct ikt_reader *reader, uint8_t *tag, struct ikt_reader *content)
{
    size_t length;
    return ikt_read_u8(reader, tag) && read_length(reader, &length) && ikt_read_part(reader, length, content);
}

static bool read_tagged(struct ikt_reader *reader, uint8_t tag, struct ikt_reader *content)
{
    uint8_t found;
    return read_element(reader, &found, content) && found == tag;
}

/* RFC 4519 section 2; serialNumber and unstructuredName (RFC 2985) are what IOS puts into a subject of its own. */
static const struct {
    const char *oid, *name;
} attributes[] = {{"2.5.4.3", "CN"},
                  {"2.5.4.5", "serialNumber"},
                  {"2.5.4.6", "C"},
                  {"2.5.4.7", "L"},
                  {"2.5.4.8", "ST"},
                  {"2.5.4.10", "O"},
                  {"2.5.4.11", "OU"},
                  {"0.9.2342.19200300.100.1.25", "DC"},
                  {"1.2.840.113549.1.9.1", "E"},
                  {"1.2.840.113549.1.9.2", "unstructuredName"}};

/* X.690 section 8.19: the first number holds two. */
static bool append_oid(GString *text, struct ikt_reader oid)
{
    g_autoptr(GString) dotted = g_string_new(NULL);
    uint32_t number = 0;
    uint8_t octet = 0x80;
    while (ikt_read_u8(&oid, &octet)) {
        if (number > G_MAXUINT32 >> 7)
            return false;
        number = number << 7 | (octet & 0x7f);
        if (octet & 0x80)
            continue;
        if (dotted->len == 0)
            g_string_append_printf(dotted, "%u.%u", MIN(number / 40, 2), number - 40 * MIN(number / 40, 2));
        else
            g_string_append_printf(dotted, ".%u", number);
        number = 0;
    }
    const char *name = dotted->str;
    for (size_t i = 0; i < G_N_ELEMENTS(attributes); i++) {
        if (strcmp(attributes[i].oid, dotted->str) == 0)
            name = attributes[i].name;
    }
    g_string_append(text, name);
    return dotted->len > 0 && !(octet & 0x80);
}

static void append_value(GString *text, uint8_t tag, struct ikt_bytes octets)
{
    bool is_text = tag == TAG_UTF8 || tag == TAG_PRINTABLE || tag == TAG_TELETEX || tag == TAG_IA5;
    g_autofree char *value = is_text ? ikt_bytes_text(octets) : ikt_bytes_hex(octets);
    g_string_append_printf(text, "=%s%s", is_text ? "" : "#", value);
}

/* AttributeTypeAndValue */
static bool append_attribute(GString *text, struct ikt_reader *set)
{
    struct ikt_reader pair, oid, value;
    uint8_t tag;
    if (!read_tagged(set, TAG_SEQUENCE, &pair) || !read_tagged(&pair, TAG_OID, &oid) ||
        !read_element(&pair, &tag, &value) || pair.left.length > 0)
        return false;
    g_string_append(text, text->len > 0 ? ", " : "");
    if (!append_oid(text, oid))
        return false;
    append_value(text, tag, value.left);
    return true;
}

/*
 * RFC 5280 section 4.1.2.4:
 *
 *     Name ::= SEQUENCE OF SET OF SEQUENCE { type OBJECT IDENTIFIER, value ANY }
 */
char *ikt_distinguished_name(struct ikt_bytes der)
{
    struct ikt_reader reader = {.left = der}, name, set;
    g_autoptr(GString) text = g_string_new(NULL);
    if (!read_tagged(&reader, TAG_SEQUENCE, &name) || reader.left.length > 0)
        return NULL;
    while (name.left.length > 0) {
        if (!read_tagged(&name, TAG_SET, &set) || set.left.length == 0)
            return NULL;
        while (set.left.length > 0) {
            if (!append_attribute(text, &set))
                return NULL;
        }
    }
    return text->len > 0 ? g_strdup(text->str) : NULL;
}
