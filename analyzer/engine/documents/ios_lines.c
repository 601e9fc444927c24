/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/ios_lines.h"

#include <string.h>

#include <glib.h>

#include "base/text.h"

#define BACKSPACE    0x08
#define BANNER_LINES 500 /* a banner without its end does not swallow the file */
#define PROMPT       80  /* octets of a prompt */

struct ikt_ios_lines ikt_ios_lines(struct ikt_bytes content)
{
    if (ikt_text_begins(content, "\xef\xbb\xbf"))
        content = ikt_text_part(content, 3, content.length);
    return (struct ikt_ios_lines){.rest = content};
}

/* Behind the last "--More--" of a line, and the backspaces that a terminal wipes it with. */
static bool cut_paging(struct ikt_bytes *text)
{
    static const char more[] = "--More--";
    bool cut = false;
    for (const char *at; text->length > 0 && (at = g_strstr_len((const char *)text->data, (gssize)text->length, more));
         cut = true)
        *text = ikt_text_part(*text, (size_t)(at - (const char *)text->data) + strlen(more), text->length);
    while (cut && text->length > 0 && (text->data[0] == BACKSPACE || ikt_is_blank(text->data[0])))
        *text = ikt_text_part(*text, 1, text->length);
    return cut;
}

static bool is_of_prompt(uint8_t octet)
{
    return g_ascii_isalnum(octet) || (octet != '\0' && strchr("-_.:/()", octet));
}

/* "R1#", "R1(config-if)#", "R1>" in front of what was typed. */
static bool cut_prompt(struct ikt_bytes *text, struct ikt_bytes *name, bool *configures)
{
    size_t end = 0;
    while (end < MIN(text->length, (size_t)PROMPT) && is_of_prompt(text->data[end]))
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

/* "show running-config" in any of its spellings: its output is what is read. */
static bool shows_config(struct ikt_bytes command)
{
    struct ikt_bytes verb = ikt_text_take_word(&command), what = ikt_text_take_word(&command);
    return ikt_text_begins_any_case(verb, "sh") && ikt_text_begins_any_case(what, "ru");
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

static bool in_other_text(struct ikt_ios_lines *lines, struct ikt_bytes text)
{
    if (lines->until_quit) {
        lines->until_quit = !ikt_text_is(text, "quit");
        return true;
    }
    if (lines->until[0] == '\0')
        return false;
    if (ikt_text_contains(text, lines->until) || ++lines->banner == BANNER_LINES)
        lines->until[0] = '\0';
    return true;
}

/* " !" begins a comment, but where the text is free. */
static struct ikt_bytes cut_comment(struct ikt_bytes text)
{
    if (ikt_text_begins_any_case(text, "desc") || ikt_text_contains(text, "remark") || ikt_text_contains(text, "key") ||
        ikt_text_contains(text, "password"))
        return text;
    for (size_t i = 1; i < text.length; i++)
        if (text.data[i] == '!' && ikt_is_blank(text.data[i - 1]))
            return ikt_text_trim(ikt_text_part(text, 0, i));
    return text;
}

/* Is it a statement? What frames it is noted. */
static bool take(struct ikt_ios_lines *lines, struct ikt_bytes text, struct ikt_ios_line *out)
{
    struct ikt_bytes command, name;
    bool paged = cut_paging(&text), configures = false;
    if (ikt_text_begins(text, "> "))
        text = ikt_text_part(text, 2, text.length);
    out->indented = !paged && text.length > 0 && ikt_is_blank(text.data[0]);
    out->line = lines->line;
    text = ikt_text_trim(text);
    if (text.length == 0 || in_other_text(lines, text))
        return false;
    if (is_title(text, &command)) {
        lines->elsewhere = !shows_config(command);
        return false;
    }
    if (cut_prompt(&text, &name, &configures)) {
        lines->prompt = name;
        out->indented = false;
        if (!configures) {
            if (text.length > 0)
                lines->elsewhere = !shows_config(text) && !enters_config(text);
            return false;
        }
        lines->elsewhere = false;
        if (text.length == 0)
            return false;
    }
    if (lines->elsewhere || text.data[0] == '!')
        return false;
    if (ikt_text_begins(text, "banner ") && !lines->plain_banners)
        begin_banner(lines, text);
    lines->until_quit = ikt_text_begins(text, "certificate ") || ikt_text_is(text, "key-string");
    out->text = cut_comment(text);
    return out->text.length > 0;
}

bool ikt_ios_lines_next(struct ikt_ios_lines *lines, struct ikt_ios_line *out)
{
    struct ikt_bytes text;
    while (ikt_text_take_line(&lines->rest, &text)) {
        lines->line++;
        if (take(lines, text, out))
            return true;
    }
    return false;
}
