/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/swan_sections.h"

#include <string.h>

bool ikt_swan_opens_section(struct ikt_bytes line)
{
    line = ikt_text_trim(line);
    struct ikt_bytes name = ikt_text_take_word(&line);
    if (name.length > 1 && name.data[name.length - 1] == '{')
        name.length--;
    else if (!ikt_text_begins(line, "{"))
        return false;
    return ikt_text_is(name, "connections") || ikt_text_is(name, "secrets") || ikt_text_is(name, "pools") ||
           ikt_text_is(name, "authorities");
}

struct ikt_swan_sections ikt_swan_sections(struct ikt_bytes content)
{
    return (struct ikt_swan_sections){.content = content, .line = 1};
}

static bool at_end(const struct ikt_swan_sections *sections)
{
    return sections->at == sections->content.length;
}

static uint8_t here(const struct ikt_swan_sections *sections)
{
    return at_end(sections) ? '\0' : sections->content.data[sections->at];
}

static void step(struct ikt_swan_sections *sections)
{
    sections->line += here(sections) == '\n';
    sections->at++;
}

static void skip_line(struct ikt_swan_sections *sections)
{
    while (!at_end(sections) && here(sections) != '\n')
        sections->at++;
}

/* Blanks of a line; lines: those that follow, and comments, too. */
static void skip_blanks(struct ikt_swan_sections *sections, bool lines)
{
    while (!at_end(sections)) {
        const uint8_t octet = here(sections);
        if (ikt_is_blank(octet) || (lines && octet == '\n'))
            step(sections);
        else if (lines && octet == '#')
            skip_line(sections);
        else
            return;
    }
}

static struct ikt_bytes take_until(struct ikt_swan_sections *sections, const char *ends)
{
    const size_t begin = sections->at;
    while (!at_end(sections) && here(sections) != '\n' && (here(sections) == '\0' || !strchr(ends, here(sections))))
        sections->at++;
    return ikt_text_trim(ikt_text_part(sections->content, begin, sections->at));
}

static struct ikt_bytes take_quoted(struct ikt_swan_sections *sections)
{
    const size_t begin = ++sections->at;
    while (!at_end(sections) && here(sections) != '"') {
        if (here(sections) == '\\')
            step(sections);
        if (!at_end(sections))
            step(sections);
    }
    const size_t end = sections->at;
    if (!at_end(sections))
        sections->at++;
    return ikt_text_part(sections->content, begin, end);
}

static enum ikt_swan_event open_section(struct ikt_swan_sections *sections, struct ikt_bytes name, bool refers)
{
    sections->at++;
    if (sections->depth < IKT_SWAN_DEPTH)
        sections->names[sections->depth] = name;
    sections->depth++;
    return refers ? IKT_SWAN_REFERENCE : IKT_SWAN_SECTION;
}

static enum ikt_swan_event take_value(struct ikt_swan_sections *sections, struct ikt_swan_item *out)
{
    sections->at++;
    skip_blanks(sections, false);
    out->quoted = here(sections) == '"';
    out->value = out->quoted ? take_quoted(sections) : take_until(sections, "#{}");
    return IKT_SWAN_KEY;
}

enum ikt_swan_event ikt_swan_sections_next(struct ikt_swan_sections *sections, struct ikt_swan_item *out)
{
    for (;;) {
        skip_blanks(sections, true);
        if (at_end(sections))
            return IKT_SWAN_END;
        if (here(sections) != '}')
            break;
        sections->at++;
        if (sections->depth > 0)
            sections->depth--;
    }
    *out = (struct ikt_swan_item){.line = sections->line};
    out->name = take_until(sections, "={}:#");
    struct ikt_bytes rest = out->name;
    if (ikt_text_take_words(&rest, "include") && here(sections) != '=' && here(sections) != '{') {
        skip_line(sections);
        return IKT_SWAN_INCLUDE;
    }
    const bool refers = here(sections) == ':';
    if (refers)
        take_until(sections, "={}#");
    if (here(sections) == '=' && !refers && out->name.length > 0)
        return take_value(sections, out);
    skip_blanks(sections, true); /* the brace may stand on the next line */
    if (here(sections) == '{' && out->name.length > 0)
        return open_section(sections, out->name, refers);
    if (here(sections) == '{')
        return open_section(sections, out->name, true);
    if (here(sections) != '}' && sections->line == out->line)
        skip_line(sections);
    return IKT_SWAN_MISTAKE;
}

size_t ikt_swan_unescape(uint8_t *octets, size_t length)
{
    size_t to = 0;
    for (size_t from = 0; from < length; from++) {
        if (octets[from] != '\\' || from + 1 == length) {
            octets[to++] = octets[from];
            continue;
        }
        const uint8_t octet = octets[++from];
        const bool crlf = octet == '\r' && from + 1 < length && octets[from + 1] == '\n';
        from += crlf;
        if (octet == '\n' || crlf) /* the line goes on */
            continue;
        octets[to++] = octet == 'n' ? '\n' : octet == 'r' ? '\r' : octet == 't' ? '\t' : octet;
    }
    return to;
}
