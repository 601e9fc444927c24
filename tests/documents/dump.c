/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How much of each kind a configuration holds: "FILE kind=count ...", for a count that is made in another way. The
 * files may be given with a number of times that each is to be read, "-n N", to measure; "-a" tells their access lists.
 */
#include <stdio.h>

#include <glib.h>

#include "documents/readers.h"

static unsigned remarked;

static void count_remark(void *user, const char *file, unsigned line, const char *text)
{
    (void)user;
    remarked++;
    fprintf(stderr, "%s:%u: %s\n", file, line, text);
}

#define COUNT(list)                                                                                                    \
    __extension__({                                                                                                    \
        unsigned counted = 0;                                                                                          \
        for (const typeof(*(list)) *item = (list); item; item = item->next)                                            \
            counted++;                                                                                                 \
        counted;                                                                                                       \
    })

static void dump(const char *name, const struct ikt_router *config)
{
    unsigned entries = 0, templates = 0, profiles = 0, peers = 0, set_uses = 0, pfs = 0, matches = 0;
    unsigned permits = 0, denies = 0, unclear = 0, applied = 0, protections = 0, addresses = 0;
    for (const struct ikt_router_entry *entry = config->entries; entry; entry = entry->next) {
        entries += entry->kind < IKT_ROUTER_TEMPLATE;
        templates += entry->kind == IKT_ROUTER_TEMPLATE;
        profiles += entry->kind == IKT_ROUTER_PROFILE;
        peers += COUNT(entry->peers);
        set_uses += COUNT(entry->sets);
        pfs += entry->pfs.line != 0;
        matches += entry->acl.line != 0;
        unclear += entry->unclear;
    }
    for (const struct ikt_router_acl *acl = config->acls; acl; acl = acl->next)
        for (const struct ikt_router_acl_line *line = acl->lines; line; line = line->next)
            *(line->permit ? &permits : &denies) += 1;
    for (const struct ikt_router_interface *one = config->interfaces; one; one = one->next) {
        applied += one->map.line != 0;
        protections += one->protection.line != 0;
        addresses += COUNT(one->addresses);
    }
    printf("%s hostname=%s policies=%u keys=%u sets=%u entries=%u templates=%u profiles=%u peers=%u set_uses=%u pfs=%u "
           "matches=%u permits=%u denies=%u interfaces=%u applied=%u protections=%u addresses=%u unclear=%u "
           "remarks=%u statements=%zu\n",
           name, config->hostname.text ? config->hostname.text : "-", COUNT(config->policies), COUNT(config->keys),
           COUNT(config->sets), entries, templates, profiles, peers, set_uses, pfs, matches, permits, denies,
           COUNT(config->interfaces), applied, protections, addresses, unclear, remarked, config->statements);
}

/* "LIST permit|deny PROTOCOL LOW HIGH PORT PORT LOW HIGH PORT PORT" */
static void dump_lists(const struct ikt_router *config)
{
    for (const struct ikt_router_acl *acl = config->acls; acl; acl = acl->next)
        for (const struct ikt_router_acl_line *line = acl->lines; line; line = line->next) {
            printf("%s %s %u", acl->name, line->permit ? "permit" : "deny", line->protocol);
            const struct ikt_router_end *ends[] = {&line->source, &line->destination};
            for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
                char low[IKT_ADDRESS_TEXT], high[IKT_ADDRESS_TEXT];
                printf(" %s %s %u %u", ikt_address_format(&ends[i]->low, low), ikt_address_format(&ends[i]->high, high),
                       ends[i]->port, ends[i]->port_high);
            }
            printf("\n");
        }
}

static void free_router(void *router)
{
    ikt_router_free(router);
}

int main(int argc, char **argv)
{
    int first = 1, times = 1;
    const bool lists = argc > 1 && g_str_equal(argv[1], "-a");
    first += lists;
    if (argc > 3 && g_str_equal(argv[1], "-n")) {
        times = (int)g_ascii_strtoll(argv[2], NULL, 10);
        first = 3;
    }
    for (int i = first; i < argc; i++) {
        g_autofree char *text = NULL;
        gsize length = 0;
        if (!g_file_get_contents(argv[i], &text, &length, NULL))
            return 1;
        for (int n = 0; n < times; n++) {
            remarked = 0;
            const struct ikt_bytes content = {length > 0 ? (const uint8_t *)text : NULL, length};
            g_autoptr(GPtrArray) routers = g_ptr_array_new_with_free_func(free_router);
            ikt_ios_read(argv[i], content, count_remark, NULL, routers);
            for (guint k = 0; k < routers->len && n == 0; k++) {
                if (lists)
                    dump_lists(routers->pdata[k]);
                else
                    dump(argv[i], routers->pdata[k]);
            }
        }
    }
    return 0;
}
