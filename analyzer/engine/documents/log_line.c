/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/log_line.h"

#include <string.h>

#include <glib.h>

#include "base/text.h"
#include "documents/log_clean.h"
#include "documents/log_stamp.h"

#define NAME 63 /* octets of a router's name */
#define RULE 5  /* "#####" */

static bool is_of_name(uint8_t octet)
{
    return g_ascii_isalnum(octet) || octet == '-' || octet == '_' || octet == '.' || octet == '/' || octet == ':';
}

/* A name, or the address that "iketriage -f ios" takes for one: "203.0.113.1#show crypto map". */
static bool is_name(struct ikt_bytes text, size_t length)
{
    struct ikt_address address;
    if (length == 0 || text.data[length - 1] == ':')
        return false;
    return g_ascii_isalpha(text.data[0]) || (length < text.length && text.data[length] == '#' &&
                                             ikt_text_address(ikt_text_part(text, 0, length), &address));
}

/* "R1#", "R1(config-if)#", "R1>" before a blank, the end or a command. */
static bool take_prompt(struct ikt_log_line *line)
{
    const struct ikt_bytes text = line->text;
    size_t name = 0, end;
    while (name < MIN(text.length, (size_t)NAME) && is_of_name(text.data[name]))
        name++;
    if (!is_name(text, name))
        return false;
    for (end = name; end < MIN(text.length, (size_t)NAME + 40) && text.data[end] != '#' && text.data[end] != '>'; end++)
        if (end == name ? text.data[end] != '(' : text.data[end] == ' ')
            return false;
    if (end == text.length || (text.data[end] != '#' && text.data[end] != '>') ||
        (end > name && text.data[end - 1] != ')'))
        return false;
    /* "a -> b", "<ip>" and quotes are no prompts */
    if (text.data[end] == '>' && end + 1 < text.length && !g_ascii_islower(text.data[end + 1]) &&
        !g_ascii_isspace(text.data[end + 1]))
        return false;
    line->prompt = ikt_text_part(text, 0, name);
    line->prompted = true;
    line->text = ikt_text_trim(ikt_text_part(text, end + 1, text.length));
    return true;
}

static bool take_rule(struct ikt_log_line *line)
{
    size_t begin = 0, end = line->text.length;
    while (begin < end && line->text.data[begin] == '#')
        begin++;
    if (begin < RULE)
        return false;
    while (end > begin && line->text.data[end - 1] == '#')
        end--;
    struct ikt_bytes name = ikt_text_trim(ikt_text_part(line->text, begin, end));
    line->rule = true;
    line->prompt = (struct ikt_bytes){NULL, 0};
    bool named = name.length > 0 && name.length <= NAME && g_ascii_isalpha(name.data[0]);
    for (size_t i = 0; i < name.length && named; i++)
        named = is_of_name(name.data[i]);
    if (named)
        line->prompt = name;
    line->text = (struct ikt_bytes){NULL, 0};
    return true;
}

void ikt_log_line_read(struct ikt_log_line *line, struct ikt_bytes raw, unsigned number, struct ikt_log_years *years)
{
    const size_t length = ikt_log_clean(raw, line->octets, sizeof line->octets);
    struct ikt_bytes text = {length > 0 ? line->octets : NULL, length};
    text = ikt_log_clean_margin(text);
    line->number = number;
    line->router = line->prompt = (struct ikt_bytes){NULL, 0};
    line->prompted = line->stamped = line->rule = false;
    line->indented = text.length > 0 && ikt_is_blank(text.data[0]);
    line->time = IKT_TIME_NONE;
    line->text = ikt_text_trim(text);
    if (line->text.length == 0 || take_rule(line))
        return;
    take_prompt(line);
    ikt_log_take_stamps(line, years);
}
