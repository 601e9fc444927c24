/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The routers of a text, one or several: a terminal's log goes from one to another, and authors put two configurations
 * into one file. Prompts and hostnames tell them apart; each statement goes to its router.
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_acl_line.h"
#include "documents/ios_readers.h"
#include "documents/readers.h"

/* Routers of one text. */
#define ROUTERS_MOST 64
/* IOS cuts the name in a prompt, at this length or later. */
#define PROMPT_CUT 20

struct router {
    struct ikt_ios_parser parser;
    char *prompt; /* NULL: none was seen */
};

struct reader {
    GPtrArray *routers; /* struct router */
    struct router *at;
    char prompt[IKT_IOS_PROMPT + 1]; /* the last one */
    struct ikt_bytes version;        /* a statement that comes before the hostname it belongs to */
    size_t statements;
    const char *name;
    ikt_config_remark *remark;
    void *user;
};

static void begin_router(struct reader *reader)
{
    struct router *router = g_new0(struct router, 1);
    struct ikt_router *config = ikt_router_new(IKT_ROUTER_IOS);
    router->parser = (struct ikt_ios_parser){
        .config = config,
        .arena = ikt_router_arena(config),
        .name = reader->name,
        .remark = reader->remark,
        .user = reader->user,
        .lines = g_array_new(FALSE, FALSE, sizeof(struct ikt_ios_acl_line)),
        .tails = {&config->interfaces, &config->policies, &config->keys, &config->keyrings, &config->isakmp_profiles,
                  &config->sets, &config->entries, &config->maps, &config->acls, &config->routes, &config->nats,
                  &config->route_maps},
    };
    g_ptr_array_add(reader->routers, router);
    reader->at = router;
}

static bool is_called(const struct router *router, const char *name)
{
    const char *hostname = router->parser.config->hostname.text;
    const size_t length = strlen(name);
    return g_strcmp0(router->prompt, name) == 0 || g_strcmp0(hostname, name) == 0 ||
           (hostname && length >= PROMPT_CUT && strncmp(hostname, name, length) == 0);
}

/* The router of this name, or a new one. */
static void go_to(struct reader *reader, const char *name)
{
    for (guint i = 0; i < reader->routers->len; i++)
        if (is_called(reader->routers->pdata[i], name)) {
            reader->at = reader->routers->pdata[i];
            return;
        }
    if (reader->routers->len < ROUTERS_MOST) {
        begin_router(reader);
        return;
    }
    struct ikt_ios_parser *parser = &reader->at->parser;
    if (!parser->config->several)
        ikt_ios_remark(parser, parser->at.line, "more than %d routers in one file: nothing is concluded from the last",
                       ROUTERS_MOST);
    parser->config->several = true;
}

static void set_prompt(struct router *router, const char *name)
{
    g_free(router->prompt);
    router->prompt = g_strdup(name);
}

/* A prompt says whose statements follow, until there is another or another hostname. */
static void follow_prompt(struct reader *reader, const char *prompt)
{
    struct router *at = reader->at;
    g_strlcpy(reader->prompt, prompt, sizeof reader->prompt);
    if (is_called(at, prompt))
        return;
    if (at->prompt || at->parser.config->hostname.text)
        go_to(reader, prompt);
    if (!reader->at->prompt)
        set_prompt(reader->at, prompt);
}

/* "hostname NAME": typed, it renames the router; printed, it may be another's. */
static void follow_hostname(struct reader *reader, const struct ikt_ios_line *line, struct ikt_bytes text)
{
    const char *before = reader->at->parser.config->hostname.text;
    g_autofree char *name = ikt_bytes_text(ikt_text_take_word(&text));
    if (line->typed)
        set_prompt(reader->at, name);
    else if (before && strcmp(before, name) != 0)
        go_to(reader, name);
    if (reader->version.length > 0)
        ikt_ios_read_version(&reader->at->parser, reader->version);
    reader->version = (struct ikt_bytes){0};
}

/* The statement's router is at hand afterwards. False: nothing is left of the statement. */
static bool find_router(struct reader *reader, struct ikt_ios_lines *lines, const struct ikt_ios_line *line)
{
    struct ikt_bytes text = line->text;
    if (lines->prompt[0] && (line->typed || strcmp(reader->prompt, lines->prompt) != 0))
        follow_prompt(reader, lines->prompt);
    if (ikt_ios_take(&text, "hostn|ame") && text.length > 0)
        follow_hostname(reader, line, text);
    struct ikt_router *config = reader->at->parser.config;
    if (lines->release && !config->release) {
        config->release = lines->release;
        config->minor = lines->minor;
    }
    lines->release = 0;
    /* a configuration begins with it, before its hostname */
    text = line->text;
    if (line->indented || !config->hostname.text || !ikt_ios_take(&text, "version"))
        return true;
    reader->version = text;
    return false;
}

static void read_all(struct reader *reader, struct ikt_ios_lines *lines)
{
    struct ikt_ios_line line;
    while (ikt_ios_lines_next(lines, &line)) {
        if (!find_router(reader, lines, &line))
            continue;
        struct ikt_ios_parser *parser = &reader->at->parser;
        const size_t before = parser->config->statements;
        parser->at = line;
        ikt_ios_read_statement(parser);
        reader->statements += parser->config->statements - before;
        if (parser->config->truncated || reader->statements > IKT_ROUTER_STATEMENTS)
            break;
    }
    const bool cut = reader->at->parser.config->truncated || reader->statements > IKT_ROUTER_STATEMENTS;
    for (guint i = 0; i < reader->routers->len && cut; i++)
        ((struct router *)reader->routers->pdata[i])->parser.config->truncated = true;
}

static void finish(struct router *router)
{
    struct ikt_ios_parser *parser = &router->parser;
    struct ikt_router *config = parser->config;
    if (!config->hostname.text && router->prompt)
        config->hostname.text =
            ikt_ios_keep(parser->arena, (struct ikt_bytes){(const uint8_t *)router->prompt, strlen(router->prompt)});
    ikt_ios_finish_acls(parser);
    ikt_ios_finish_entries(parser);
    ikt_ios_check_names(parser);
    g_array_unref(parser->lines);
    g_free(router->prompt);
    g_free(router);
}

void ikt_ios_read(const char *name, struct ikt_bytes content, ikt_config_remark *remark, void *user, GPtrArray *routers)
{
    struct ikt_ios_lines lines = ikt_ios_lines_new(content);
    struct reader reader = {.routers = g_ptr_array_new(), .name = name, .remark = remark, .user = user};
    begin_router(&reader);
    read_all(&reader, &lines);
    for (guint i = 0; i < reader.routers->len; i++) {
        struct router *router = reader.routers->pdata[i];
        g_ptr_array_add(routers, router->parser.config);
        finish(router);
    }
    g_ptr_array_unref(reader.routers);
    ikt_ios_lines_clear(&lines);
}
