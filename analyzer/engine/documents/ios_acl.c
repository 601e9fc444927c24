/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     access-list NUMBER {permit|deny|remark} ...
 *     ip access-list {extended|standard} {NAME|NUMBER}, ipv6 access-list NAME
 *      [SEQUENCE] {permit|deny|remark} ..., no {SEQUENCE|{permit|deny} ...}
 *     ip access-list resequence {NAME|NUMBER} [FIRST [STEP]]
 *
 * Lines are taken in the order of their sequence numbers, whatever their order in the file.
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_acl_line.h"
#include "documents/ios_group.h"
#include "documents/ios_readers.h"

#define STEP 10 /* between the numbers that IOS gives */

/* A list that is already there by this name, or a new one. */
static struct ikt_router_acl *acl_of(struct ikt_ios_parser *parser, struct ikt_bytes name, bool standard)
{
    const char *kept = ikt_ios_take_name(&name, parser->arena);
    struct ikt_router_acl *acl = ikt_router_lookup(parser->config, IKT_ROUTER_IS_ACL, kept);
    if (acl || !kept) {
        /* IOS has one list of a name: this is not a configuration that runs */
        if (acl && acl->standard != standard)
            acl->unclear = true;
        return acl;
    }
    acl = ikt_arena_alloc(parser->arena, 1, sizeof *acl);
    acl->name = kept;
    acl->line = parser->at.line;
    acl->standard = standard;
    *parser->tails.acl = acl;
    parser->tails.acl = &acl->next;
    ikt_router_define(parser->config, IKT_ROUTER_IS_ACL, kept, acl);
    return acl;
}

static void append(struct ikt_ios_parser *parser, struct ikt_router_acl *acl, struct ikt_ios_acl_line *read)
{
    struct ikt_router_acl_line *line = read->line;
    acl->unsorted = acl->unsorted || (acl->last && line->number <= acl->last->number);
    if (acl->last)
        acl->last->next = line;
    else
        acl->lines = line;
    acl->last = line;
    acl->count++;
    read->acl = acl;
    if (ikt_ios_acl_line_multiplies(read))
        g_array_append_vals(parser->lines, read, 1);
}

/* "[SEQUENCE] {permit|deny} ..."; false: not understood, and the list is unclear. */
static bool read_line(struct ikt_ios_parser *parser, struct ikt_router_acl *acl, enum ikt_ios_dialect dialect,
                      struct ikt_bytes text)
{
    uint32_t number = acl->last ? acl->last->number + STEP : STEP;
    ikt_ios_take(&text, "seq|uence"); /* as IPv6 lists and other platforms have it */
    ikt_ios_take_number(&text, 1, INT32_MAX, &number);
    if (ikt_ios_begins(text, "rem|ark"))
        return true;
    struct ikt_ios_acl_line read = {.line = ikt_arena_alloc(parser->arena, 1, sizeof *read.line)};
    const bool permit = ikt_ios_take(&text, "p|ermit");
    /* "... sequence 20" at the end of a line, as IPv6 lists are printed */
    struct ikt_bytes rest = text, last = ikt_text_take_last_word(&rest), word = rest;
    uint32_t at_end;
    if (dialect == IKT_IOS_IPV6 && ikt_text_is(ikt_text_take_last_word(&word), "sequence") &&
        ikt_ios_take_number(&last, 1, INT32_MAX, &at_end)) {
        number = at_end;
        text = word;
    }
    read.line->line = parser->at.line;
    read.line->number = number;
    read.line->permit = permit;
    if ((!permit && !ikt_ios_take(&text, "den|y")) || !ikt_ios_read_acl_line(parser, dialect, text, &read) ||
        !ikt_ios_note(parser)) {
        acl->unclear = true;
        return false;
    }
    append(parser, acl, &read);
    return true;
}

bool ikt_ios_read_numbered_acl(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_bytes name = ikt_text_take_word(&text), digits = name;
    uint32_t number;
    if (!ikt_text_take_number(&digits, 2699, &number) || digits.length > 0)
        return false;
    const bool standard = number <= 99 || (number >= 1300 && number <= 1999);
    if (!standard && (number > 199 && number < 2000))
        return true; /* of other protocols */
    return read_line(parser, acl_of(parser, name, standard), standard ? IKT_IOS_STANDARD : IKT_IOS_EXTENDED, text);
}

static bool open_acl(struct ikt_ios_parser *parser, struct ikt_bytes name, enum ikt_ios_dialect dialect)
{
    struct ikt_router_acl *acl = acl_of(parser, name, dialect == IKT_IOS_STANDARD);
    if (!acl)
        return false;
    parser->acl = acl;
    parser->dialect = dialect;
    parser->block = IKT_IOS_BLOCK_ACL;
    return ikt_ios_note(parser);
}

static int by_number(const void *a, const void *b)
{
    const struct ikt_router_acl_line *one = *(struct ikt_router_acl_line *const *)a;
    const struct ikt_router_acl_line *other = *(struct ikt_router_acl_line *const *)b;
    if (one->number != other->number)
        return one->number < other->number ? -1 : 1;
    return one->line < other->line ? -1 : one->line > other->line;
}

static void sort(struct ikt_router_acl *acl)
{
    struct ikt_router_acl_line **lines = g_new(struct ikt_router_acl_line *, acl->count);
    size_t count = 0;
    for (struct ikt_router_acl_line *line = acl->lines; line; line = line->next)
        lines[count++] = line;
    qsort(lines, count, sizeof *lines, by_number);
    for (size_t i = 0; i < count; i++) {
        lines[i]->next = i + 1 < count ? lines[i + 1] : NULL;
        /* a number that comes twice: which of the two holds depends on how they were typed */
        acl->unclear = acl->unclear || (i > 0 && lines[i]->number == lines[i - 1]->number);
    }
    acl->lines = lines[0];
    acl->last = lines[count - 1];
    acl->unsorted = false;
    g_free(lines);
}

/* False: the file asks for more than is done. */
static bool may_walk(struct ikt_ios_parser *parser, struct ikt_router_acl *acl)
{
    const bool may = ikt_ios_may_walk(parser, acl->count);
    if (!may && !acl->unclear)
        ikt_ios_remark(parser, parser->at.line,
                       "more changes of lists than are followed: what this one matches is not known");
    acl->unclear = acl->unclear || !may;
    return may;
}

static bool resequence(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, parser->arena);
    struct ikt_router_acl *acl = ikt_router_lookup(parser->config, IKT_ROUTER_IS_ACL, name);
    uint32_t number = STEP, step = STEP;
    if (ikt_ios_take_number(&text, 1, INT32_MAX, &number))
        ikt_ios_take_number(&text, 1, INT32_MAX / 2, &step);
    if (!acl || !acl->lines || !may_walk(parser, acl))
        return name != NULL;
    if (acl->unsorted)
        sort(acl);
    for (struct ikt_router_acl_line *line = acl->lines; line; line = line->next, number += step)
        line->number = number;
    return true;
}

bool ikt_ios_read_named_acl(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    if (ikt_ios_take(&text, "e|xtended"))
        return open_acl(parser, ikt_text_take_word(&text), IKT_IOS_EXTENDED);
    if (ikt_ios_take(&text, "s|tandard"))
        return open_acl(parser, ikt_text_take_word(&text), IKT_IOS_STANDARD);
    if (ikt_ios_take(&text, "re|sequence"))
        return resequence(parser, text);
    return true; /* "logging", "helper" and the like */
}

bool ikt_ios_read_ipv6_acl(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    return open_acl(parser, ikt_text_take_word(&text), IKT_IOS_IPV6);
}

static bool same_end(const struct ikt_router_end *a, const struct ikt_router_end *b)
{
    return ikt_address_equal(&a->low, &b->low) && ikt_address_equal(&a->high, &b->high) && a->port == b->port &&
           a->port_high == b->port_high;
}

/* "no 20", "no permit ip any any": the line is gone. False: not understood. */
static bool take_back(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_acl *acl = parser->acl;
    struct ikt_router_acl_line like = {0}, *before = NULL;
    struct ikt_ios_acl_line read = {.line = &like};
    uint32_t number = 0;
    const bool numbered = ikt_ios_take_number(&text, 1, INT32_MAX, &number);
    if (ikt_ios_begins(text, "rem|ark"))
        return true;
    like.permit = ikt_ios_take(&text, "p|ermit");
    if (!numbered &&
        ((!like.permit && !ikt_ios_take(&text, "den|y")) ||
         !ikt_ios_read_acl_line(parser, parser->dialect, text, &read) || ikt_ios_acl_line_multiplies(&read)))
        return false;
    if (!may_walk(parser, acl))
        return true;
    for (struct ikt_router_acl_line *line = acl->lines; line; before = line, line = line->next) {
        if (numbered ? line->number != number
                     : line->permit != like.permit || line->protocol != like.protocol ||
                           !same_end(&line->source, &like.source) || !same_end(&line->destination, &like.destination))
            continue;
        *(before ? &before->next : &acl->lines) = line->next;
        if (acl->last == line)
            acl->last = before;
        acl->count--;
        line->number = 0; /* nothing is made of it any more */
        break;
    }
    return true;
}

bool ikt_ios_in_acl(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_bytes rest = text;
    uint32_t number;
    ikt_ios_take(&rest, "seq|uence");
    ikt_ios_take_number(&rest, 1, INT32_MAX, &number);
    if (ikt_ios_begins(rest, "p|ermit") || ikt_ios_begins(rest, "den|y") || ikt_ios_begins(rest, "rem|ark")) {
        if (!read_line(parser, parser->acl, parser->dialect, text))
            ikt_ios_not_understood(parser);
        return true;
    }
    if (!ikt_ios_take(&rest, "no"))
        return false;
    struct ikt_bytes what = rest;
    if (!ikt_ios_take_number(&what, 1, INT32_MAX, &number) && !ikt_ios_begins(what, "p|ermit") &&
        !ikt_ios_begins(what, "den|y") && !ikt_ios_begins(what, "rem|ark"))
        return false;
    if (!take_back(parser, rest)) {
        parser->acl->unclear = true;
        ikt_ios_not_understood(parser);
    }
    return true;
}

void ikt_ios_forget_acl(struct ikt_ios_parser *parser, struct ikt_router_acl *acl)
{
    if (!may_walk(parser, acl))
        return;
    for (struct ikt_router_acl_line *line = acl->lines; line; line = line->next)
        line->number = 0;
}

void ikt_ios_finish_acls(struct ikt_ios_parser *parser)
{
    for (struct ikt_router_acl *acl = parser->config->acls; acl; acl = acl->next)
        if (acl->unsorted && acl->lines)
            sort(acl);
    for (guint i = 0; i < parser->lines->len; i++) {
        const struct ikt_ios_acl_line *line = &g_array_index(parser->lines, struct ikt_ios_acl_line, i);
        if (line->line->number != 0)
            ikt_ios_multiply(parser, line);
    }
}
