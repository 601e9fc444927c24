/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     crypto isakmp key [0|6] KEY {address ADDRESS [MASK]|address ipv6 PREFIX|hostname NAME} [no-xauth]
 *     crypto keyring NAME [vrf VRF]
 *      local-address {ADDRESS|INTERFACE}
 *      pre-shared-key {address ADDRESS [MASK]|address ipv6 PREFIX|hostname NAME} key [0|6] KEY
 *
 * Of a key, a mark alone is kept.
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_readers.h"
#include "documents/ios_whom.h"

/* secret: "[0|6] KEY" */
static void add_key(struct ikt_ios_parser *parser, struct ikt_router_whom whom, struct ikt_bytes secret, bool no_xauth)
{
    const bool ringed = parser->block == IKT_IOS_BLOCK_KEYRING;
    const char *kind = whom.kind == IKT_ROUTER_WHOM_HOST ? "" : "address ";
    const char *xauth = no_xauth ? " no-xauth" : "";
    g_autofree char *text = ringed ? g_strdup_printf("pre-shared-key %s%s key <hidden>", kind, whom.text)
                                   : g_strdup_printf("crypto isakmp key <hidden> %s%s%s", kind, whom.text, xauth);
    const struct ikt_bytes masked = {(const uint8_t *)text, strlen(text)};
    if (!ikt_ios_note_as(parser,
                         ikt_ios_keep(parser->arena, ikt_text_part(masked, 0, MIN(masked.length, IKT_ROUTER_QUOTED)))))
        return;
    struct ikt_router_key *key = ikt_arena_alloc(parser->arena, 1, sizeof *key);
    *key = (struct ikt_router_key){.whom = whom,
                                   .line = parser->at.line,
                                   .no_xauth = {no_xauth, no_xauth ? parser->at.line : 0},
                                   .keyring = ringed ? parser->keyring->name : NULL};
    key->mark = ikt_ios_mark(parser, secret, &key->encrypted);
    *parser->tails.key = key;
    parser->tails.key = &key->next;
}

/* What stands between two places of one text. */
static struct ikt_bytes between(const uint8_t *begin, const uint8_t *end)
{
    return ikt_text_trim((struct ikt_bytes){begin, (size_t)(end - begin)});
}

/* "address ...", "hostname NAME": the address of "address" alone need not be one. */
static struct ikt_router_whom read_whom(struct ikt_ios_parser *parser, struct ikt_bytes text, bool is_address)
{
    struct ikt_bytes name = text;
    if (is_address) {
        ikt_text_take_word(&text);
        return ikt_ios_whom_address(parser, text);
    }
    ikt_text_take_word(&name);
    return ikt_ios_whom_name(parser, IKT_ROUTER_WHOM_HOST, text, name);
}

/* "[0|6] KEY address ...": the key may hold blanks and nearly anything, so that its peer is read from the right. */
static bool split_key(struct ikt_ios_parser *parser, struct ikt_bytes text, struct ikt_router_whom *whom,
                      struct ikt_bytes *secret)
{
    const uint8_t *end = text.data + text.length;
    struct ikt_bytes rest = text;
    for (unsigned words = 0; words < 4 && rest.length > 0; words++) {
        struct ikt_bytes word = ikt_text_take_last_word(&rest);
        const bool is_address = ikt_ios_begins(word, "addr|ess");
        if (rest.length == 0 || !(is_address || ikt_ios_begins(word, "hostn|ame")))
            continue;
        *whom = read_whom(parser, between(word.data, end), is_address);
        *secret = rest;
        return true;
    }
    return false;
}

/* Without "no-xauth" at its end; true: it was there. */
static bool cut_no_xauth(struct ikt_bytes *text)
{
    struct ikt_bytes rest = *text;
    if (!ikt_ios_begins(ikt_text_take_last_word(&rest), "no-x|auth"))
        return false;
    *text = rest;
    return true;
}

bool ikt_ios_read_key(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_whom whom;
    struct ikt_bytes secret;
    const bool no_xauth = cut_no_xauth(&text);
    if (!split_key(parser, text, &whom, &secret))
        return false;
    add_key(parser, whom, secret, no_xauth);
    return true;
}

bool ikt_ios_parse_key(struct ikt_ios_parser *parser, struct ikt_bytes text, struct ikt_router_whom *out)
{
    struct ikt_bytes secret;
    cut_no_xauth(&text);
    return split_key(parser, text, out, &secret);
}

bool ikt_ios_read_keyring(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, parser->arena);
    if (!name)
        return false;
    if (!ikt_ios_note(parser))
        return true;
    struct ikt_router_keyring *keyring = ikt_router_lookup(parser->config, IKT_ROUTER_IS_KEYRING, name);
    if (!keyring) {
        keyring = ikt_arena_alloc(parser->arena, 1, sizeof *keyring);
        *keyring = (struct ikt_router_keyring){.name = name, .line = parser->at.line};
        *parser->tails.keyring = keyring;
        parser->tails.keyring = &keyring->next;
        ikt_router_define(parser->config, IKT_ROUTER_IS_KEYRING, name, keyring);
    }
    if (ikt_ios_take(&text, "vrf"))
        keyring->vrf = ikt_ios_take_named(parser, &text);
    parser->keyring = keyring;
    parser->block = IKT_IOS_BLOCK_KEYRING;
    return true;
}

bool ikt_ios_in_keyring(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    if (ikt_ios_take(&text, "lo|cal-address")) {
        parser->keyring->local_address =
            (struct ikt_router_name){ikt_ios_take_interface(parser, &text), parser->at.line};
        return ikt_ios_note(parser);
    }
    if (ikt_ios_begins(text, "d|escription") || ikt_ios_begins(text, "rsa-p|ubkey"))
        return true;
    if (!ikt_ios_take(&text, "pre|-shared-key"))
        return false;
    const bool is_address = ikt_ios_begins(text, "a|ddress");
    struct ikt_bytes rest = text;
    if (is_address || ikt_ios_begins(text, "ho|stname"))
        ikt_text_take_word(&rest);
    /* the first "key" with words on both sides: a name may be "key", too */
    for (unsigned words = 0; words < 5 && rest.length > 0; words++) {
        struct ikt_bytes word = ikt_text_take_word(&rest);
        if (words == 0 || !ikt_text_is_any_case(word, "key") || rest.length == 0)
            continue;
        add_key(parser, read_whom(parser, between(text.data, word.data), is_address), rest, false);
        return true;
    }
    ikt_ios_not_understood(parser);
    return true;
}
