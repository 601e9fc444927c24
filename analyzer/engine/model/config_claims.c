/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/config_claims.h"

#include <string.h>

#include <glib.h>

#include "base/hash.h"
#include "model/config_lines.h"

/* Pairs that are remembered. */
#define PAIRS 512

struct side {
    struct ikt_address pair[2]; /* the owner, the peer */
    struct ikt_config_side told;
};

struct ikt_config_claims {
    const struct ikt_configs *configs;
    struct ikt_arena *arena; /* of all that follows */
    GHashTable *sides;       /* struct side by its pair */
    unsigned count;
    GArray *joined; /* struct ikt_claim, of the last question */
};

static guint hash_pair(gconstpointer pair)
{
    const struct ikt_address *address = pair;
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_address(&hasher, &address[0]);
    ikt_hasher_add_address(&hasher, &address[1]);
    return (guint)ikt_hasher_end(&hasher);
}

static gboolean equal_pair(gconstpointer a, gconstpointer b)
{
    const struct ikt_address *one = a, *other = b;
    return ikt_address_equal(&one[0], &other[0]) && ikt_address_equal(&one[1], &other[1]);
}

struct ikt_config_claims *ikt_config_claims_new(const struct ikt_configs *configs)
{
    struct ikt_config_claims *claims = g_new0(struct ikt_config_claims, 1);
    claims->configs = ikt_configs_count(configs) > 0 ? configs : NULL;
    claims->arena = claims->configs ? ikt_arena_new(16000) : NULL;
    claims->sides = g_hash_table_new(hash_pair, equal_pair);
    claims->joined = g_array_new(FALSE, FALSE, sizeof(struct ikt_claim));
    return claims;
}

void ikt_config_claims_free(struct ikt_config_claims *claims)
{
    g_hash_table_unref(claims->sides);
    g_array_unref(claims->joined);
    if (claims->arena)
        ikt_arena_free(claims->arena);
    g_free(claims);
}

struct search {
    struct ikt_config_claims *claims;
    size_t number;                  /* of the configuration */
    const struct ikt_address *pair; /* the owner, the peer */
    struct ikt_config_lines lines;
};

/* Transport is asked for between the two peers alone, unless it is required. */
static bool is_transport(const struct search *search, const struct ikt_router_set *set,
                         const struct ikt_proxies *networks)
{
    return set->transport && (set->require || (ikt_proxy_is_address(&networks->initiator, &search->pair[0]) &&
                                               ikt_proxy_is_address(&networks->responder, &search->pair[1])));
}

/* What every transform of an offer has. */
struct common {
    int mode, group;
    int64_t seconds, kilobytes;
};

static void add_proposal(struct ikt_arena *arena, struct ikt_proposal *out, uint8_t number, uint8_t protocol, int id,
                         int key_bits, int integrity, const struct common *common)
{
    struct ikt_transform *transform = ikt_arena_alloc(arena, 1, sizeof *transform);
    *transform = (struct ikt_transform){.number = 1,
                                        .id = (uint8_t)id,
                                        .protocol = protocol,
                                        .life_seconds = common->seconds,
                                        .life_kilobytes = common->kilobytes,
                                        .key_bits = key_bits,
                                        .group = common->group,
                                        .encryption = IKT_ABSENT,
                                        .hash = IKT_ABSENT,
                                        .authentication = IKT_ABSENT,
                                        .prf = IKT_ABSENT,
                                        .encapsulation = common->mode,
                                        .integrity = integrity};
    *out = (struct ikt_proposal){.number = number,
                                 .protocol = protocol,
                                 .declared_transforms = 1,
                                 .transform_count = 1,
                                 .transforms = transform};
}

static int64_t or_default(const struct ikt_router_number *own, const struct ikt_router_number *global)
{
    return own->line ? own->value : global->value;
}

/* The sets of a line as its owner would offer them; NULL, and given up, where one of them is not known. */
static const struct ikt_sa *sets_of(struct search *search, const struct ikt_config_line *line)
{
    const struct ikt_router_entry *entry = line->entry;
    struct ikt_arena *arena = search->claims->arena;
    size_t count = 0;
    for (const struct ikt_router_names *one = entry->sets; one; one = one->next)
        count++;
    struct ikt_proposal *proposals = ikt_arena_alloc(arena, MAX(count, 1) * 3, sizeof *proposals);
    size_t used = 0;
    uint8_t number = 0;
    for (const struct ikt_router_names *one = entry->sets; one; one = one->next) {
        const struct ikt_router_set *set = ikt_router_set_find(search->lines.config, one->name.text);
        if (!set || set->unclear) {
            ikt_config_lines_give_up(&search->lines,
                                     set ? "its transform set was not understood" : "its transform set is not in it",
                                     one->name.line);
            return NULL;
        }
        const struct common common = {
            .mode = is_transport(search, set, &line->networks) ? IKT_ENCAPSULATION_TRANSPORT : IKT_ENCAPSULATION_TUNNEL,
            .group = entry->pfs.line ? (int)entry->pfs.value : IKT_ABSENT,
            .seconds = or_default(&entry->seconds, &search->lines.config->seconds),
            .kilobytes = or_default(&entry->kilobytes, &search->lines.config->kilobytes),
        };
        number++;
        if (set->ah)
            add_proposal(arena, &proposals[used++], number, IKT_PROTOCOL_AH, set->ah, IKT_ABSENT, set->ah_integrity,
                         &common);
        if (set->esp)
            add_proposal(arena, &proposals[used++], number, IKT_PROTOCOL_ESP, set->esp, set->key_bits, set->integrity,
                         &common);
        if (set->ipcomp)
            add_proposal(arena, &proposals[used++], number, IKT_PROTOCOL_IPCOMP, set->ipcomp, IKT_ABSENT, IKT_ABSENT,
                         &common);
    }
    if (used == 0) {
        ikt_config_lines_give_up(&search->lines, "its entry has no transform set", entry->line);
        return NULL;
    }
    struct ikt_sa *sa = ikt_arena_alloc(arena, 1, sizeof *sa);
    *sa = (struct ikt_sa){.doi = 1, .situation = 1, .proposal_count = used, .proposals = proposals};
    return sa;
}

static struct ikt_ref ref_of(const struct search *search, unsigned line)
{
    return (struct ikt_ref){.number = line, .source = (uint16_t)search->number, .kind = IKT_REF_CONFIG};
}

static unsigned set_line(const struct search *search, const struct ikt_router_entry *entry)
{
    const struct ikt_router_set *set = ikt_router_set_find(search->lines.config, entry->sets->name.text);
    return entry->sets->next || !set ? entry->sets->name.line : set->line;
}

/* 0: none stands there. */
static unsigned mode_line(const struct search *search, const struct ikt_router_entry *entry)
{
    const struct ikt_router_set *set = ikt_router_set_find(search->lines.config, entry->sets->name.text);
    return entry->sets->next || !set ? 0 : set->mode_line;
}

static const struct ikt_entry_names *names_of(const struct search *search, const struct ikt_router_entry *entry)
{
    struct ikt_arena *arena = search->claims->arena;
    if (entry->kind != IKT_ROUTER_ENTRY_STATIC)
        return NULL;
    g_autoptr(GString) sets = g_string_new(NULL);
    for (const struct ikt_router_names *one = entry->sets; one; one = one->next)
        g_string_append_printf(sets, "%s%s", sets->len > 0 ? " " : "", one->name.text);
    struct ikt_entry_names *names = ikt_arena_alloc(arena, 1, sizeof *names);
    names->map = entry->map;
    names->sequence = entry->sequence;
    names->sets = memcpy(ikt_arena_alloc(arena, 1, sets->len + 1), sets->str, sets->len + 1);
    names->acl = entry->acl.text;
    return names;
}

static struct ikt_claim claim_of(struct search *search, const struct ikt_config_line *line)
{
    const struct ikt_router_entry *entry = line->entry;
    struct ikt_claim claim = {
        .kind = IKT_CLAIM_CONFIGURED,
        .ref = ref_of(search, line->line),
        .time = IKT_TIME_NONE,
        .end_time = IKT_TIME_NONE,
        .owner = search->pair[0],
        .networks = line->networks,
        .sets = sets_of(search, line),
        .pfs_group = entry->pfs.line ? (int)entry->pfs.value : IKT_ABSENT,
        .outcome = IKT_OUTCOME_INCOMPLETE,
    };
    if (claim.sets) {
        claim.sets_ref = ref_of(search, set_line(search, entry));
        claim.mode_ref = ref_of(search, mode_line(search, entry));
        claim.names = names_of(search, entry);
    }
    claim.pfs_ref = ref_of(search, entry->pfs.line ? entry->pfs.line : entry->line);
    claim.life_ref = ref_of(search, entry->seconds.line     ? entry->seconds.line
                                    : entry->kilobytes.line ? entry->kilobytes.line
                                                            : entry->line);
    return claim;
}

static void make_claims(struct search *search, struct ikt_config_side *out)
{
    struct ikt_claim *claims = ikt_arena_alloc(search->claims->arena, search->lines.count, sizeof *claims);
    size_t count = 0;
    for (size_t i = 0; i < search->lines.count && !search->lines.none_because; i++)
        claims[count++] = claim_of(search, &search->lines.items[i]);
    if (count == 0)
        ikt_config_lines_give_up(&search->lines,
                                 "it has no crypto map entry and no tunnel for this peer at this address", 0);
    out->claims = claims;
    out->count = count;
}

static void search_config(struct ikt_config_claims *claims, struct side *side)
{
    struct search *search = g_new0(struct search, 1);
    search->claims = claims;
    search->number = side->told.config;
    search->pair = side->pair;
    search->lines.config = ikt_configs_router(claims->configs, search->number);
    search->lines.bound = ikt_configs_bound(claims->configs, search->number);
    search->lines.owner = side->pair[0];
    search->lines.peer = side->pair[1];
    ikt_config_lines_find(&search->lines);
    if (!search->lines.none_because)
        make_claims(search, &side->told);
    if (search->lines.none_because) {
        side->told.count = 0;
        side->told.claims = NULL;
        side->told.none_because = search->lines.none_because;
        side->told.at = ref_of(search, search->lines.at);
    }
    g_free(search);
}

static void forget(struct ikt_config_claims *claims)
{
    g_hash_table_remove_all(claims->sides);
    ikt_arena_reset(claims->arena);
    claims->count = 0;
}

static struct side *side_of(struct ikt_config_claims *claims, const struct ikt_address *owner,
                            const struct ikt_address *peer)
{
    const struct ikt_address pair[2] = {*owner, *peer};
    struct side *side = g_hash_table_lookup(claims->sides, pair);
    if (side)
        return side;
    side = ikt_arena_alloc(claims->arena, 1, sizeof *side);
    memcpy(side->pair, pair, sizeof pair);
    side->told.config = ikt_configs_of(claims->configs, owner);
    if (side->told.config != IKT_CONFIGS_MAX)
        search_config(claims, side);
    g_hash_table_insert(claims->sides, side->pair, side);
    claims->count++;
    return side;
}

struct ikt_claims ikt_config_claims_of(struct ikt_config_claims *claims, const struct ikt_address *initiator,
                                       const struct ikt_address *responder)
{
    if (!claims->configs)
        return (struct ikt_claims){0};
    if (claims->count + 2 > PAIRS)
        forget(claims);
    const struct ikt_config_side *one = &side_of(claims, initiator, responder)->told;
    const struct ikt_config_side *other = &side_of(claims, responder, initiator)->told;
    g_array_set_size(claims->joined, 0);
    if (one->count > 0)
        g_array_append_vals(claims->joined, one->claims, (guint)one->count);
    if (other->count > 0)
        g_array_append_vals(claims->joined, other->claims, (guint)other->count);
    return (struct ikt_claims){claims->joined->len, (const struct ikt_claim *)(void *)claims->joined->data};
}

const struct ikt_config_side *ikt_config_side_of(struct ikt_config_claims *claims, const struct ikt_address *owner,
                                                 const struct ikt_address *peer)
{
    static const struct ikt_config_side none = {.config = IKT_CONFIGS_MAX};
    const struct ikt_address pair[2] = {*owner, *peer};
    if (!claims->configs)
        return &none;
    if (claims->count + 2 > PAIRS && !g_hash_table_contains(claims->sides, pair))
        forget(claims);
    return &side_of(claims, owner, peer)->told;
}
