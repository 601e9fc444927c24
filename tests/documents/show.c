/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * All that is known of a configuration, in lines, to be looked at and to be compared with what another program says of
 * the same file. "-n N" reads N times, to measure.
 */
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "documents/configs.h"
#include "documents/router.h"

static void tell_remark(void *user, const char *file, unsigned line, const char *text)
{
    (void)user;
    fprintf(stderr, "%s:%u: %s\n", file, line, text);
}

static const char *text_of(const struct ikt_router_name *name)
{
    return name->text ? name->text : name->line > 0 ? "?" : "-";
}

static void show_names(const char *what, const struct ikt_router_names *names)
{
    for (; names; names = names->next) {
        char text[IKT_ADDRESS_TEXT];
        printf(" %s=%s", what, text_of(&names->name));
        if (names->address.family != IKT_FAMILY_NONE && names->name.text &&
            strcmp(ikt_address_format(&names->address, text), names->name.text) != 0)
            printf("(%s)", text);
    }
}

static void show_entries(const struct ikt_router *router)
{
    static const char *const kinds[] = {"static", "dynamic", "other", "template", "profile"};
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next) {
        printf("entry %s %u %s", entry->map, entry->sequence, kinds[entry->kind]);
        if (entry->child)
            printf(" child=%s", entry->child);
        show_names("peer", entry->peers);
        show_names("set", entry->sets);
        printf(" acl=%s pfs=%d%s seconds=%d kilobytes=%d", text_of(&entry->acl), (int)entry->pfs.value,
               entry->pfs_default ? "?" : "", (int)entry->seconds.value, (int)entry->kilobytes.value);
        printf(" any=%s own=%s id=%s peer-id=%s", text_of(&entry->any_peer), text_of(&entry->own_address),
               text_of(&entry->own_identity), text_of(&entry->peer_identity));
        printf("%s%s%s%s%s\n", entry->dynamic.line ? " dynamic" : "", entry->aggressive.on ? " aggressive" : "",
               entry->begins_ikev2 ? " begins-ikev2" : "", entry->responder_only.on ? " responder-only" : "",
               entry->unclear ? " UNCLEAR" : "");
    }
}

static void show_end(const struct ikt_router_end *end)
{
    char low[IKT_ADDRESS_TEXT], high[IKT_ADDRESS_TEXT];
    printf(" %s-%s:%u-%u", ikt_address_format(&end->low, low), ikt_address_format(&end->high, high), end->port,
           end->port_high);
}

static void show_acls(const struct ikt_router *router)
{
    for (const struct ikt_router_acl *acl = router->acls; acl; acl = acl->next) {
        printf("acl %s%s%s\n", acl->name, acl->standard ? " standard" : "", acl->unclear ? " UNCLEAR" : "");
        for (const struct ikt_router_acl_line *line = acl->lines; line; line = line->next) {
            printf("line %s %u %s %u", acl->name, line->line, line->permit ? "permit" : "deny", line->protocol);
            show_end(&line->source);
            show_end(&line->destination);
            printf("%s %s\n", line->taken_only ? " taken-only" : "", line->unclear ? line->unclear : "");
        }
    }
}

static void show_sets(const struct ikt_router *router)
{
    for (const struct ikt_router_set *set = router->sets; set; set = set->next)
        printf("set %s ah=%d/%d esp=%d bits=%d integrity=%d ipcomp=%d %s pfs=%d%s%s%s\n", set->name, set->ah,
               set->ah_integrity, set->esp, set->key_bits, set->integrity, set->ipcomp,
               set->transport ? "transport" : "tunnel", (int)set->pfs.value, set->pfs.line ? "!" : "",
               set->taken_only ? " taken-only" : "", set->unclear ? " UNCLEAR" : "");
    for (const struct ikt_router_policy *policy = router->policies; policy; policy = policy->next)
        printf("policy %u %s cipher=%d bits=%d hash=%d auth=%d group=%d life=%d%s%s\n", policy->priority,
               policy->connection ? policy->connection : "-", policy->encryption, policy->key_bits, policy->hash,
               policy->authentication, policy->group, (int)policy->lifetime, policy->taken_only ? " taken-only" : "",
               policy->unclear ? " UNCLEAR" : "");
    for (const struct ikt_router_key *key = router->keys; key; key = key->next)
        printf("key %d %s/%u own=%s %s\n", key->whom.kind, key->whom.text, key->whom.prefix,
               key->own.text ? key->own.text : "-",
               ikt_router_mark_equal(&key->mark, &key->mark) == IKT_YES ? "marked" : "unknown");
}

static void show_interfaces(const struct ikt_router *router)
{
    char text[IKT_ADDRESS_TEXT];
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next) {
        printf("interface %s nameif=%s map=%s%s%s%s", one->name, one->nameif ? one->nameif : "-", text_of(&one->map),
               one->isakmp.on ? " isakmp" : "", one->shutdown.on ? " shutdown" : "",
               one->address_unknown ? " address-unknown" : "");
        for (const struct ikt_router_interface_address *address = one->addresses; address; address = address->next)
            printf(" %s/%u", ikt_address_format(&address->address, text), address->prefix);
        printf(" in=%s protection=%s destination=%s\n", text_of(&one->access_in), text_of(&one->protection),
               text_of(&one->destination));
    }
    for (const struct ikt_router_route *route = router->routes; route; route = route->next)
        printf("route %s/%u %s\n", ikt_address_format(&route->low, text), route->prefix, text_of(&route->interface));
    for (const struct ikt_router_nat *nat = router->nats; nat; nat = nat->next)
        printf("nat %s %s\n", text_of(&nat->acl), text_of(&nat->interface));
}

static void show(const char *name, const struct ikt_router *router)
{
    printf("file %s kind=%d release=%u.%u hostname=%s seconds=%d kilobytes=%d%s%s%s statements=%zu\n", name,
           router->kind, router->release, router->minor, text_of(&router->hostname), (int)router->seconds.value,
           (int)router->kilobytes.value, router->keys_elsewhere ? " keys-elsewhere" : "",
           router->includes ? " includes" : "", router->truncated ? " truncated" : "", router->statements);
    show_interfaces(router);
    show_sets(router);
    show_entries(router);
    show_acls(router);
}

int main(int argc, char **argv)
{
    int first = 1, times = 1;
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
            const struct ikt_bytes content = {length > 0 ? (const uint8_t *)text : NULL, length};
            struct ikt_configs *configs = ikt_configs_new();
            if (ikt_configs_add(configs, argv[i], content, NULL, tell_remark, NULL) && n == 0)
                show(argv[i], ikt_configs_router(configs, 0));
            ikt_configs_free(configs);
        }
    }
    return 0;
}
