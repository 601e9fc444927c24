/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/log_value.h"

#include <string.h>

#include <glib.h>

#include "base/text.h"

#define ANY_PROTOCOL 256 /* as IOS 15 prints it */

const char *ikt_log_skip_blanks(const char *at)
{
    while (g_ascii_isspace(*at))
        at++;
    return at;
}

static const char *skip_to_value(const char *at)
{
    while (g_ascii_isspace(*at) || *at == '=' || *at == ':' || *at == '(')
        at++;
    return at;
}

static bool take_digits(const char **at, unsigned base, uint64_t *out)
{
    uint64_t value = 0;
    const char *p = *at;
    for (int digit; (digit = g_ascii_xdigit_value(*p)) >= 0 && digit < (int)base; p++) {
        if (value > (UINT64_MAX - (unsigned)digit) / base)
            return false;
        value = value * base + (unsigned)digit;
    }
    if (p == *at)
        return false;
    *at = p;
    *out = value;
    return true;
}

bool ikt_log_take_number(const char **at, int64_t *out)
{
    const char *p = skip_to_value(*at);
    bool negative = *p == '-';
    p += negative;
    bool hex = p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
    p += hex ? 2 : 0;
    uint64_t value;
    if (!take_digits(&p, hex ? 16 : 10, &value) || (value > INT64_MAX && !hex) || (negative && hex))
        return false;
    *out = negative ? -(int64_t)value : (int64_t)value;
    *at = p;
    return true;
}

static bool take_ipv4(const char **at, struct ikt_address *out)
{
    const char *p = *at;
    uint8_t octets[4];
    for (unsigned i = 0; i < 4; i++) {
        uint64_t value;
        if ((i > 0 && *p++ != '.') || !g_ascii_isdigit(*p) || !take_digits(&p, 10, &value) || value > 255)
            return false;
        octets[i] = (uint8_t)value;
    }
    if (g_ascii_isalnum(*p) || (*p == '.' && g_ascii_isdigit(p[1])))
        return false;
    *out = ikt_address_ipv4(octets);
    *at = p;
    return true;
}

static bool take_ipv6(const char **at, struct ikt_address *out)
{
    size_t length = 0, colons = 0;
    for (const char *p = *at; length < IKT_ADDRESS_TEXT && (g_ascii_isxdigit(*p) || *p == ':' || *p == '.'); p++) {
        colons += *p == ':';
        length++;
    }
    if (colons < 2 || length == IKT_ADDRESS_TEXT || g_ascii_isalnum((*at)[length]))
        return false;
    while (length > 1 && ((*at)[length - 1] == '.' || ((*at)[length - 1] == ':' && (*at)[length - 2] != ':')))
        length--;
    char copy[IKT_ADDRESS_TEXT];
    memcpy(copy, *at, length);
    copy[length] = '\0';
    if (!ikt_address_parse(copy, out))
        return false;
    *at += length;
    return true;
}

bool ikt_log_take_address(const char **at, struct ikt_address *out)
{
    const char *p = *at;
    while (g_ascii_isspace(*p) || *p == '=' || *p == '(' || *p == '/' || (*p == ':' && p[1] != ':'))
        p++;
    if (!take_ipv4(&p, out) && !take_ipv6(&p, out))
        return false;
    *at = p;
    return true;
}

bool ikt_log_find_address(const char **at, struct ikt_address *out)
{
    for (const char *p = *at; *p;) {
        if (g_ascii_isxdigit(*p) && (take_ipv4(&p, out) || take_ipv6(&p, out))) {
            *at = p;
            return true;
        }
        if (g_ascii_isalnum(*p))
            while (g_ascii_isalnum(*p) || *p == '.' || *p == '_')
                p++;
        else
            p++;
    }
    return false;
}

bool ikt_log_take_endpoint(const char **at, struct ikt_address *out, uint16_t *port)
{
    if (!ikt_log_take_address(at, out))
        return false;
    uint64_t value;
    const char *p = *at + 1;
    *port = 0;
    if ((**at == ':' || **at == '/') && g_ascii_isdigit(*p) && take_digits(&p, 10, &value) && value <= UINT16_MAX) {
        *port = (uint16_t)value;
        *at = p;
    }
    return true;
}

bool ikt_log_take_message_id(const char **at, uint32_t *out)
{
    int64_t value;
    if (!ikt_log_take_number(at, &value) || value < INT32_MIN || value > UINT32_MAX)
        return false;
    *out = (uint32_t)value;
    return true;
}

bool ikt_log_take_spi(const char **at, uint32_t *out)
{
    const char *p = skip_to_value(*at);
    bool prefix = p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
    p += prefix ? 2 : 0;
    size_t digits = 0, letters = 0;
    for (; g_ascii_isxdigit(p[digits]) && digits <= 20; digits++)
        letters += !g_ascii_isdigit(p[digits]);
    if (digits == 0 || g_ascii_isalnum(p[digits]))
        return false;
    uint64_t value;
    if (!take_digits(&p, prefix || letters > 0 ? 16 : 10, &value) || value > UINT32_MAX)
        return false;
    *out = (uint32_t)value;
    *at = p;
    return true;
}

static void set_range(struct ikt_proxy_text *out, const struct ikt_address *address, const uint8_t *mask, size_t size)
{
    out->low = out->high = *address;
    for (size_t i = 0; i < size; i++) {
        out->low.octets[i] &= mask[i];
        out->high.octets[i] = (uint8_t)(out->low.octets[i] | (uint8_t)~mask[i]);
    }
}

static void prefix_mask(unsigned bits, uint8_t mask[16])
{
    for (unsigned i = 0; i < 16; i++)
        mask[i] = (uint8_t)(bits >= 8 * (i + 1) ? 0xff : bits <= 8 * i ? 0 : 0xff << (8 * (i + 1) - bits));
}

bool ikt_log_take_proxy(const char **at, struct ikt_proxy_text *out)
{
    const char *p = *at;
    struct ikt_address address, mask;
    uint8_t bits[16];
    if (!ikt_log_take_address(&p, &address))
        return false;
    const size_t size = address.family == IKT_FAMILY_IPV4 ? 4 : 16;
    uint64_t number = 8 * size;
    memset(bits, 0xff, sizeof bits);
    if (*p == '/') {
        const char *behind = p + 1;
        if (ikt_log_take_address(&behind, &mask) && mask.family == address.family)
            memcpy(bits, mask.octets, size);
        else if (behind = p + 1, take_digits(&behind, 10, &number) && number <= 8 * size)
            prefix_mask((unsigned)number, bits);
        else
            return false;
        p = behind;
    }
    *out = (struct ikt_proxy_text){0};
    set_range(out, &address, bits, size);
    if (*p == '/' && p++ && take_digits(&p, 10, &number) && number <= ANY_PROTOCOL) {
        out->protocol = number == ANY_PROTOCOL ? 0 : (uint8_t)number;
        if (*p == '/' && p++ && take_digits(&p, 10, &number) && number <= UINT16_MAX)
            out->port = (uint16_t)number;
    }
    *at = p;
    return true;
}

int64_t ikt_log_take_octets(const char **at)
{
    int64_t value = 0, octet;
    unsigned count = 0;
    for (const char *p = *at; count < 7 && ikt_log_take_number(&p, &octet) && octet >= 0 && octet < 256; count++) {
        value = value * 256 + octet;
        *at = p;
    }
    return count > 0 ? value : IKT_ABSENT;
}

struct ikt_bytes ikt_log_take_word(const char **at)
{
    const char *begin = skip_to_value(*at);
    size_t length = strcspn(begin, " \t\r\n,;)");
    length = MIN(length, 64);
    *at = begin + length;
    return (struct ikt_bytes){length > 0 ? (const uint8_t *)begin : NULL, length};
}

struct ikt_log_offer ikt_log_no_offer(void)
{
    return (struct ikt_log_offer){
        .protocol = IKT_ABSENT,
        .transform = IKT_ABSENT,
        .key_bits = IKT_ABSENT,
        .integrity = IKT_ABSENT,
        .ah = IKT_ABSENT,
        .encapsulation = IKT_ABSENT,
        .group = IKT_ABSENT,
        .seconds = IKT_ABSENT,
        .kilobytes = IKT_ABSENT,
    };
}

struct ikt_log_policy ikt_log_no_policy(void)
{
    return (struct ikt_log_policy){
        .transform = IKT_ABSENT,
        .priority = IKT_ABSENT,
        .encryption = IKT_ABSENT,
        .key_bits = IKT_ABSENT,
        .hash = IKT_ABSENT,
        .group = IKT_ABSENT,
        .authentication = IKT_ABSENT,
        .seconds = IKT_ABSENT,
    };
}

/* As transform sets, debugs and show commands write them. */
static const struct {
    const char *word;
    int protocol; /* of which it is the transform; IKT_ABSENT: ESP's authentication */
    int transform, key_bits, integrity;
} transforms[] = {
    {"esp-aes", IKT_PROTOCOL_ESP, IKT_ESP_AES_CBC, 128, IKT_ABSENT},
    {"esp-192-aes", IKT_PROTOCOL_ESP, IKT_ESP_AES_CBC, 192, IKT_ABSENT},
    {"esp-256-aes", IKT_PROTOCOL_ESP, IKT_ESP_AES_CBC, 256, IKT_ABSENT},
    {"esp-aes-192", IKT_PROTOCOL_ESP, IKT_ESP_AES_CBC, 192, IKT_ABSENT},
    {"esp-aes-256", IKT_PROTOCOL_ESP, IKT_ESP_AES_CBC, 256, IKT_ABSENT},
    {"esp-3des", IKT_PROTOCOL_ESP, IKT_ESP_3DES, IKT_ABSENT, IKT_ABSENT},
    {"esp-des", IKT_PROTOCOL_ESP, IKT_ESP_DES, IKT_ABSENT, IKT_ABSENT},
    {"esp-null", IKT_PROTOCOL_ESP, IKT_ESP_NULL, IKT_ABSENT, IKT_ABSENT},
    {"esp-gcm", IKT_PROTOCOL_ESP, IKT_ESP_AES_GCM_16, 128, IKT_ABSENT},
    {"esp-gmac", IKT_PROTOCOL_ESP, IKT_ESP_NULL_AUTH_AES_GMAC, 128, IKT_ABSENT},
    {"esp-none", IKT_ABSENT, IKT_ABSENT, IKT_ABSENT, IKT_ABSENT},
    {"esp-md5-hmac", IKT_ABSENT, IKT_ABSENT, IKT_ABSENT, IKT_INTEGRITY_HMAC_MD5},
    {"esp-sha-hmac", IKT_ABSENT, IKT_ABSENT, IKT_ABSENT, IKT_INTEGRITY_HMAC_SHA1},
    {"esp-sha256-hmac", IKT_ABSENT, IKT_ABSENT, IKT_ABSENT, IKT_INTEGRITY_HMAC_SHA2_256},
    {"esp-sha384-hmac", IKT_ABSENT, IKT_ABSENT, IKT_ABSENT, IKT_INTEGRITY_HMAC_SHA2_384},
    {"esp-sha512-hmac", IKT_ABSENT, IKT_ABSENT, IKT_ABSENT, IKT_INTEGRITY_HMAC_SHA2_512},
    {"ah-md5-hmac", IKT_PROTOCOL_AH, IKT_AH_MD5, IKT_ABSENT, IKT_INTEGRITY_HMAC_MD5},
    {"ah-sha-hmac", IKT_PROTOCOL_AH, IKT_AH_SHA, IKT_ABSENT, IKT_INTEGRITY_HMAC_SHA1},
    {"ah-sha256-hmac", IKT_PROTOCOL_AH, IKT_AH_SHA2_256, IKT_ABSENT, IKT_INTEGRITY_HMAC_SHA2_256},
    {"ah-sha384-hmac", IKT_PROTOCOL_AH, IKT_AH_SHA2_384, IKT_ABSENT, IKT_INTEGRITY_HMAC_SHA2_384},
    {"ah-sha512-hmac", IKT_PROTOCOL_AH, IKT_AH_SHA2_512, IKT_ABSENT, IKT_INTEGRITY_HMAC_SHA2_512},
};

static const struct {
    const char *word;
    int encapsulation;
} modes[] = {
    {"(tunnel)", IKT_ENCAPSULATION_TUNNEL},
    {"(transport)", IKT_ENCAPSULATION_TRANSPORT},
    {"(tunnel-udp)", IKT_ENCAPSULATION_UDP_TUNNEL},
    {"(transport-udp)", IKT_ENCAPSULATION_UDP_TRANSPORT},
};

static bool add_transform(struct ikt_bytes word, struct ikt_bytes *rest, struct ikt_log_offer *out)
{
    for (size_t i = 0; i < G_N_ELEMENTS(transforms); i++) {
        if (!ikt_text_is_any_case(word, transforms[i].word))
            continue;
        uint32_t bits = 0;
        if (transforms[i].key_bits == 128)
            (void)ikt_text_take_number(rest, 256, &bits);
        if (transforms[i].protocol == IKT_PROTOCOL_AH)
            out->ah = transforms[i].transform;
        if (transforms[i].protocol == IKT_PROTOCOL_AH && out->protocol == IKT_PROTOCOL_ESP)
            return true;
        if (transforms[i].protocol == IKT_PROTOCOL_ESP && out->protocol != IKT_PROTOCOL_ESP)
            out->integrity = IKT_ABSENT; /* AH's */
        if (transforms[i].protocol != IKT_ABSENT) {
            out->protocol = transforms[i].protocol;
            out->transform = transforms[i].transform;
            out->key_bits = bits > 0 ? (int)bits : transforms[i].key_bits;
        }
        if (transforms[i].integrity != IKT_ABSENT)
            out->integrity = transforms[i].integrity;
        return true;
    }
    return false;
}

void ikt_log_read_transforms(struct ikt_bytes text, struct ikt_log_offer *out)
{
    for (struct ikt_bytes word; (word = ikt_text_take_word(&text)).length > 0;) {
        while (word.length > 0 && (word.data[0] == '{' || word.data[0] == '='))
            word = ikt_text_part(word, 1, word.length);
        while (word.length > 0 && strchr(",}", word.data[word.length - 1]))
            word = ikt_text_part(word, 0, word.length - 1);
        if (word.length == 0)
            continue;
        bool known = add_transform(word, &text, out);
        for (size_t i = 0; i < G_N_ELEMENTS(modes); i++)
            if (ikt_text_is_any_case(word, modes[i].word)) {
                out->encapsulation = modes[i].encapsulation;
                return;
            }
        if (ikt_text_is_any_case(word, "NONE"))
            out->transform_none = known = true;
        if (ikt_text_is_any_case(word, "comp-lzs"))
            out->compressed = known = true;
        if (!known)
            return;
    }
}

const char ikt_log_unknown[] = "unknown";

const char *ikt_log_known(const char *name)
{
    return name && strcmp(name, ikt_log_unknown) == 0 ? NULL : name;
}

bool ikt_log_take_unknown(struct ikt_bytes *text)
{
    struct ikt_bytes rest = *text;
    if (!ikt_text_is(ikt_text_take_word(&rest), ikt_log_unknown))
        return false;
    *text = rest;
    return true;
}
