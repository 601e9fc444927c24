/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/syntax.h"

#include <glib.h>

#include "base/swan_sections.h"
#include "base/text.h"

#define LOOKED_AT 20000 /* lines */

/* "access-list NAME extended": IOS has numbers, and names in another statement. */
static bool is_asa_acl(struct ikt_bytes line)
{
    if (!ikt_text_take_words(&line, "access-list"))
        return false;
    ikt_text_take_word(&line);
    return ikt_text_take_words(&line, "extended");
}

/* "crypto map NAME interface NAMEIF", "crypto {isakmp|ikev1} enable NAMEIF" */
static bool is_asa_crypto(struct ikt_bytes line)
{
    if (ikt_text_take_words(&line, "crypto map")) {
        ikt_text_take_word(&line);
        return ikt_text_take_words(&line, "interface");
    }
    return ikt_text_take_words(&line, "crypto ipsec ikev1") || ikt_text_take_words(&line, "crypto ikev1") ||
           (ikt_text_take_words(&line, "crypto isakmp enable") && line.length > 0);
}

/* "crypto map NAME", in an interface */
static bool is_ios_crypto(struct ikt_bytes line)
{
    if (!ikt_text_take_words(&line, "crypto map"))
        return ikt_text_take_words(&line, "crypto isakmp key") || ikt_text_take_words(&line, "crypto keyring");
    return ikt_text_take_word(&line).length > 0 && line.length == 0;
}

static bool begins_any(struct ikt_bytes line, const char *const *words)
{
    for (; *words; words++)
        if (ikt_text_take_words(&line, *words))
            return true;
    return false;
}

/* What each has and the other has not; typed files hold lines of both. */
static int weigh_cisco(struct ikt_bytes line)
{
    static const char *const asa[] = {"nameif",         "tunnel-group", "object network",
                                      "security-level", "access-group", NULL};
    static const char *const ios[] = {"ip access-list", "ip access-group", "tunnel protection",      "version",
                                      "ip nat",         "line vty",        "pre-shared-key address", NULL};
    if (is_asa_acl(line) || is_asa_crypto(line) || begins_any(line, asa))
        return 1;
    return is_ios_crypto(line) || begins_any(line, ios) ? -1 : 0;
}

/* "conn NAME", "config setup", "ca NAME": no indentation before it, and nothing behind. */
static bool opens_conn(struct ikt_bytes line)
{
    if (line.length == 0 || ikt_is_blank(line.data[0]))
        return false;
    if (ikt_text_take_words(&line, "config setup"))
        return line.length == 0 || line.data[0] == '#';
    if (!ikt_text_take_words(&line, "conn"))
        return false;
    struct ikt_bytes name = ikt_text_take_word(&line);
    return name.length > 0 && (line.length == 0 || line.data[0] == '#');
}

enum ikt_config_syntax ikt_config_syntax_of(struct ikt_bytes content)
{
    struct ikt_bytes line;
    int weight = 0;
    for (unsigned i = 0; i < LOOKED_AT && ikt_text_take_line(&content, &line); i++) {
        struct ikt_bytes text = ikt_text_trim(line);
        if (opens_conn(line))
            return IKT_SYNTAX_IPSEC_CONF;
        if (ikt_swan_opens_section(text))
            return IKT_SYNTAX_SWANCTL;
        if (ikt_text_begins(text, "ASA Version ") || ikt_text_begins(text, "PIX Version ") ||
            ikt_text_begins(text, "Cisco Adaptive Security Appliance Software"))
            return IKT_SYNTAX_ASA;
        weight += weigh_cisco(text);
    }
    return weight > 0 ? IKT_SYNTAX_ASA : IKT_SYNTAX_IOS;
}
