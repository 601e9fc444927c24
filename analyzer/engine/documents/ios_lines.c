/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/ios_lines.h"

#include <string.h>

#include <glib.h>

#include "base/text.h"
#include "documents/ios_clean.h"

#define BANNER_LINES   500 /* a banner without its end does not swallow the file */
#define OLDEST_RELEASE 11
#define ACTION_WITHIN  4  /* words of "access-list NAME extended permit" */
#define BROKEN         80 /* octets of what a page breaks off, at most */
#define RULE           3  /* characters of a rule between two routers, at least */

struct ikt_ios_lines ikt_ios_lines_new(struct ikt_bytes content)
{
    if (ikt_text_begins(content, "\xef\xbb\xbf"))
        content = ikt_text_part(content, 3, content.length);
    return (struct ikt_ios_lines){.rest = content,
                                  .numbered = ikt_ios_is_numbered(content),
                                  .clean = g_string_new(NULL),
                                  .joined = g_string_new(NULL)};
}

void ikt_ios_lines_clear(struct ikt_ios_lines *lines)
{
    g_string_free(lines->clean, TRUE);
    g_string_free(lines->joined, TRUE);
}

static bool is_of_prompt(uint8_t octet)
{
    return g_ascii_isalnum(octet) || (octet != '\0' && strchr("-_.:/()", octet));
}

/* "R1#", "R1(config-if)#", "R1>" in front of what was typed. */
static bool cut_prompt(struct ikt_bytes *text, struct ikt_bytes *name, bool *configures)
{
    size_t end = 0;
    while (end < MIN(text->length, (size_t)IKT_IOS_PROMPT) && is_of_prompt(text->data[end]))
        end++;
    if (end == 0 || end == text->length || (text->data[end] != '#' && text->data[end] != '>') ||
        !g_ascii_isalnum(text->data[0]))
        return false;
    const uint8_t *mode = memchr(text->data, '(', end);
    *configures = mode && text->data[end] == '#';
    if (text->data[end] == '>' && end + 1 < text->length && !ikt_is_blank(text->data[end + 1]) &&
        !g_ascii_islower(text->data[end + 1]))
        return false;
    *name = ikt_text_part(*text, 0, mode ? (size_t)(mode - text->data) : end);
    *text = ikt_text_trim(ikt_text_part(*text, end + 1, text->length));
    return true;
}

/* A command whose output is a configuration: "show running-config" in any spelling, "more system:running-config". */
static bool shows_config(struct ikt_bytes command)
{
    struct ikt_bytes verb = ikt_text_take_word(&command), what = ikt_text_take_word(&command);
    if (ikt_text_begins_any_case(verb, "sh"))
        return ikt_text_begins_any_case(what, "ru") || ikt_text_begins_any_case(what, "start");
    if (ikt_text_begins_any_case(verb, "wr"))
        return ikt_text_begins_any_case(what, "t");
    return ikt_text_is_any_case(verb, "more") && ikt_text_contains(what, "-config");
}

static bool enters_config(struct ikt_bytes command)
{
    return ikt_text_begins_any_case(command, "conf");
}

/* "------------------ show version ------------------", of show tech-support */
static bool is_title(struct ikt_bytes text, struct ikt_bytes *command)
{
    if (!ikt_text_begins(text, "-----"))
        return false;
    size_t begin = 0, end = text.length;
    while (begin < end && (text.data[begin] == '-' || ikt_is_blank(text.data[begin])))
        begin++;
    while (end > begin && (text.data[end - 1] == '-' || ikt_is_blank(text.data[end - 1])))
        end--;
    *command = ikt_text_part(text, begin, end);
    return ikt_text_begins_any_case(*command, "sh");
}

/* "banner motd ^C text": up to the next of that character. */
static void begin_banner(struct ikt_ios_lines *lines, struct ikt_bytes text)
{
    ikt_text_take_word(&text);
    ikt_text_take_word(&text);
    if (text.length == 0)
        return;
    size_t length = text.data[0] == '^' && text.length > 1 ? 2 : 1;
    memcpy(lines->until, text.data, length);
    lines->until[length] = '\0';
    lines->banner = 0;
    if (ikt_text_contains(ikt_text_part(text, length, text.length), lines->until))
        lines->until[0] = '\0';
}

/* Of a certificate: hex octets in words. */
static bool is_hex(struct ikt_bytes text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!g_ascii_isxdigit(text.data[i]) && !ikt_is_blank(text.data[i]))
            return false;
    return true;
}

static bool in_other_text(struct ikt_ios_lines *lines, struct ikt_bytes text)
{
    if (lines->until_quit) {
        const bool quits = ikt_text_is(text, "quit");
        lines->until_quit = !quits && is_hex(text);
        if (quits || lines->until_quit)
            return true;
    }
    if (lines->until[0] == '\0')
        return false;
    if (ikt_text_contains(text, lines->until) || ++lines->banner == BANNER_LINES)
        lines->until[0] = '\0';
    return true;
}

/* Text that may hold anything: no comment ends it. */
static bool is_free(struct ikt_bytes text)
{
    return ikt_text_begins_any_case(text, "desc") || ikt_text_contains(text, "remark") ||
           ikt_text_contains(text, "key") || ikt_text_contains(text, "password") ||
           ikt_text_contains(text, "authentication");
}

/* " !" begins a comment, and " <--" an author's mark. */
static struct ikt_bytes cut_comment(struct ikt_bytes text)
{
    for (size_t i = 1; i < text.length; i++) {
        const bool may = (text.data[i] == '!' || text.data[i] == '<') && ikt_is_blank(text.data[i - 1]);
        if (!may)
            continue;
        const struct ikt_bytes rest = ikt_text_part(text, i, text.length);
        if ((text.data[i] == '!' || ikt_text_begins(rest, "<-") || ikt_text_begins(rest, "<=")) && !is_free(text))
            return ikt_text_trim(ikt_text_part(text, 0, i));
    }
    return text;
}

/* "Cisco IOS Software, ..., Version 12.4(24)T, ..." of show version. */
static void note_release(struct ikt_ios_lines *lines, struct ikt_bytes text)
{
    static const char before[] = "Version ";
    uint32_t release, minor;
    if (!ikt_text_begins(text, "Cisco I") && !ikt_text_begins(text, "IOS (tm)"))
        return;
    const char *at = g_strstr_len((const char *)text.data, (gssize)text.length, before);
    if (!at)
        return;
    text = ikt_text_part(text, (size_t)(at - (const char *)text.data) + strlen(before), text.length);
    if (!ikt_text_take_number(&text, 99, &release) || text.length == 0 || text.data[0] != '.')
        return;
    text = ikt_text_part(text, 1, text.length);
    /* "IOS XE Software, Version 03.16" counts in another way */
    if (release < OLDEST_RELEASE || !ikt_text_take_number(&text, 99, &minor))
        return;
    lines->release = release;
    lines->minor = minor;
}

/* What a router says while it is typed to; "%" begins most of it. */
static bool is_message(struct ikt_bytes text)
{
    return text.data[0] == '%' || text.data[0] == '^' ||
           (text.data[0] == '*' && (ikt_text_contains(text, ": %") || ikt_text_contains(text, ":%")));
}

/* What stands for lines that an author left out. */
static bool is_omission(struct ikt_bytes text)
{
    static const char *const words[] = {"...",       "<snip>",          "[snip]", "(snip)", "--snip--",   "-snip-",
                                        "<omitted>", "<outputomitted>", "[...]",  "(...)",  "<--snip-->", "{%"};
    for (size_t i = 0; i < G_N_ELEMENTS(words) && !g_ascii_isalnum(text.data[0]); i++)
        if (ikt_text_begins_any_case(text, words[i]))
            return true;
    return false;
}

/* "##### R2 #####", "==== R2 ====": the name of the router that follows. */
static bool is_rule(struct ikt_bytes text, struct ikt_bytes *name)
{
    size_t begin = 0, end = text.length;
    while (begin < end && (strchr("#=", text.data[begin]) && text.data[begin] != '\0'))
        begin++;
    if (begin < RULE)
        return false;
    while (end > begin && strchr("#= ", text.data[end - 1]) && text.data[end - 1] != '\0')
        end--;
    *name = ikt_text_trim(ikt_text_part(text, begin, end));
    for (size_t i = 0; i < name->length; i++)
        if (!is_of_prompt(name->data[i]))
            *name = (struct ikt_bytes){0};
    return true;
}

static void set_prompt(struct ikt_ios_lines *lines, struct ikt_bytes name)
{
    const size_t length = MIN(name.length, (size_t)IKT_IOS_PROMPT);
    if (length > 0)
        memcpy(lines->prompt, name.data, length);
    lines->prompt[length] = '\0';
}

/* "crypto map outside_mapR1(config-if)#": the prompt that the terminal put behind it. */
static void cut_glued_prompt(const struct ikt_ios_lines *lines, struct ikt_ios_line *out)
{
    struct ikt_bytes text = out->text;
    const size_t known = strlen(lines->prompt);
    if (text.length < 3 || text.data[text.length - 1] != '#' || text.data[text.length - 2] != ')')
        return;
    size_t mode = text.length - 2;
    while (mode > 0 && text.data[mode] != '(')
        mode--;
    if (mode == 0 || !ikt_text_begins(ikt_text_part(text, mode, text.length), "(config"))
        return;
    const bool ends_so = known > 0 && mode > known && memcmp(text.data + mode - known, lines->prompt, known) == 0;
    out->cut = !ends_so;
    out->text = ikt_text_trim(ikt_text_part(text, 0, ends_so ? mode - known : mode));
}

/* Behind a prompt; false: nothing of a configuration was typed there. */
static bool take_typed(struct ikt_ios_lines *lines, struct ikt_bytes *text, bool configures, struct ikt_ios_line *out)
{
    out->indented = false;
    out->typed = true;
    if (!configures) {
        if (text->length > 0)
            lines->elsewhere = !shows_config(*text) && !enters_config(*text);
        return false;
    }
    lines->elsewhere = false;
    if (text->length == 0)
        return false;
    struct ikt_bytes command = *text;
    if (ikt_text_is_any_case(ikt_text_take_word(&command), "do")) {
        lines->elsewhere = !shows_config(command);
        return false;
    }
    /* "$rmit ip 192.168.0.0 ...", "object-group local$": longer than the terminal is wide */
    const bool begins = text->data[0] == '$', ends = text->data[text->length - 1] == '$';
    out->cut = begins || ends;
    *text = ikt_text_part(*text, begins, text->length - (ends && text->length > 1));
    return text->length > 0; /* else only that sign was there */
}

/* Is it a statement? What frames it is noted. */
static bool take(struct ikt_ios_lines *lines, struct ikt_bytes text, struct ikt_ios_line *out)
{
    struct ikt_bytes command, name;
    bool paged, configures = false;
    *out = (struct ikt_ios_line){.line = lines->line};
    if (lines->numbered)
        text = ikt_ios_cut_number(text);
    text = ikt_ios_clean(text, lines->clean, &paged);
    while (ikt_text_begins(text, "> "))
        text = ikt_text_part(text, 2, text.length);
    out->indented = !paged && text.length > 0 && ikt_is_blank(text.data[0]);
    text = ikt_text_trim(text);
    if (text.length == 0 || in_other_text(lines, text))
        return false;
    if (is_title(text, &command)) {
        lines->elsewhere = !shows_config(command);
        return false;
    }
    note_release(lines, text);
    if (cut_prompt(&text, &name, &configures)) {
        set_prompt(lines, name);
        if (!take_typed(lines, &text, configures, out))
            return false;
    }
    if (lines->elsewhere || text.data[0] == '!' || is_message(text) || ikt_text_begins(text, "```"))
        return false;
    if (is_rule(text, &name)) {
        if (name.length > 0)
            set_prompt(lines, name);
        return false;
    }
    if (ikt_text_begins(text, "banner ") && !lines->plain_banners)
        begin_banner(lines, text);
    lines->until_quit = ikt_text_begins(text, "certificate ") || ikt_text_is(text, "key-string");
    out->cut = out->cut || is_omission(text);
    out->text = cut_comment(text);
    cut_glued_prompt(lines, out);
    return out->text.length > 0;
}

static bool take_address(struct ikt_bytes *text)
{
    struct ikt_bytes rest = *text;
    struct ikt_address address;
    if (!ikt_text_address(ikt_text_take_word(&rest), &address))
        return false;
    *text = rest;
    return true;
}

/* "any", "host A", "A wildcard" */
static bool take_end(struct ikt_bytes *text)
{
    struct ikt_bytes rest = *text, word = ikt_text_take_word(&rest);
    const bool host = ikt_text_is_any_case(word, "host");
    if (!ikt_text_is_any_case(word, "any")) {
        if (!host)
            rest = *text;
        if (!take_address(&rest) || (!host && !take_address(&rest)))
            return false;
    }
    *text = rest;
    return true;
}

/* "access-list 101 permit ip 10.0.0.0 0.255.255.255": one end of two, and nothing behind it */
static bool lacks_its_destination(struct ikt_bytes text)
{
    bool list = ikt_text_begins_any_case(text, "access-list "), allows = false;
    for (unsigned i = 0; i < ACTION_WITHIN && !allows && text.length > 0; i++) {
        const struct ikt_bytes word = ikt_text_take_word(&text);
        allows = ikt_text_is_any_case(word, "permit") || ikt_text_is_any_case(word, "deny");
        if (!list && i > 0)
            break;
    }
    struct ikt_address address;
    struct ikt_bytes look = text;
    const struct ikt_bytes protocol = ikt_text_take_word(&look);
    if (!allows || protocol.length == 0 || ikt_text_is_any_case(protocol, "host") ||
        ikt_text_is_any_case(protocol, "any") || ikt_text_address(protocol, &address))
        return false; /* a standard one has no destination */
    return take_end(&look) && ikt_text_trim(look).length == 0;
}

/* The rest of an access list's line that a page has broken: no statement of IOS behind one begins with an address. */
static void join_broken(struct ikt_ios_lines *lines, struct ikt_ios_line *line)
{
    struct ikt_bytes rest = lines->rest, next, look;
    if (line->cut || !lacks_its_destination(line->text) || !ikt_text_take_line(&rest, &next))
        return;
    look = next = ikt_text_trim(next);
    if (next.length > BROKEN || !take_end(&look) || ikt_text_begins_any_case(next, "any"))
        return;
    g_string_truncate(lines->joined, 0);
    g_string_append_len(lines->joined, (const char *)line->text.data, (gssize)line->text.length);
    g_string_append_c(lines->joined, ' ');
    g_string_append_len(lines->joined, (const char *)next.data, (gssize)next.length);
    line->text = (struct ikt_bytes){(const uint8_t *)lines->joined->str, lines->joined->len};
    lines->rest = rest;
    lines->line++;
}

bool ikt_ios_lines_next(struct ikt_ios_lines *lines, struct ikt_ios_line *out)
{
    struct ikt_bytes text;
    while (ikt_text_take_line(&lines->rest, &text)) {
        lines->line++;
        if (take(lines, text, out)) {
            join_broken(lines, out);
            return true;
        }
    }
    return false;
}
