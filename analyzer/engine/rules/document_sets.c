/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Transform sets as the configuration has them: not defined, or of algorithms that the release refuses.
 */
#include <string.h>

#include "documents/router_names.h"
#include "rules/document_case.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

/* The release that was measured to refuse esp-3des. */
#define REFUSING_RELEASE 17
#define REFUSING_MINOR   15

static struct ikt_value text_value(const char *text)
{
    return (struct ikt_value){.kind = text ? IKT_VALUE_TEXT : IKT_VALUE_UNKNOWN, .is.text = text};
}

static bool has_sets(const struct ikt_document_side *side)
{
    return ikt_document_is_ios(side) && side->entry &&
           (side->entry->kind == IKT_ROUTER_ENTRY_STATIC || side->entry->kind == IKT_ROUTER_PROFILE) &&
           !side->entry->unclear && !side->entry->ikev2_profile.line;
}

static const struct ikt_router_set *set_of(const struct ikt_document_side *side, const struct ikt_router_names *name)
{
    return name->name.text ? ikt_router_set_find(side->router, name->name.text) : NULL;
}

/* "esp-aes 256 esp-sha-hmac": what stands behind the name in the other side's first set; NULL. */
static const char *words_of(const struct ikt_document_side *side, bool *transport)
{
    const struct ikt_router_set *set = has_sets(side) && side->entry->sets ? set_of(side, side->entry->sets) : NULL;
    const char *text = set && !set->unclear ? ikt_router_line(side->router, set->line) : NULL;
    const char *at = text ? strstr(text, set->name) : NULL;
    *transport = set && set->transport;
    return at ? at + strlen(set->name) + strspn(at + strlen(set->name), " ") : NULL;
}

/* clang-format off */
#define HEADS \
    ENTRY_("<crypto map> <MAP> <SEQ> ipsec-isakmp", entry) \
    ENTRY_("crypto ipsec profile <MAP>", profile)
#define ENTRY_(head, of) \
static const struct ikt_fix_lines similar_of_##of = { \
    IKT_LINES("configure terminal", head, " set transform-set <similar>", "end"), \
    IKT_LINES("configure terminal", head, " no set transform-set <similar>", "end"), "This entry, or this profile, alone."}; \
static const struct ikt_fix_lines new_of_##of = { \
    IKT_LINES("configure terminal", "crypto ipsec transform-set <set> <suite>", " mode <mode>", head, \
              " set transform-set <set>", "end"), \
    IKT_LINES("configure terminal", head, " no set transform-set <set>", "no crypto ipsec transform-set <set>", "end"), \
    "This entry, or this profile, alone."}; \
static const struct ikt_fix_lines added_to_##of = { \
    IKT_LINES("configure terminal", "crypto ipsec transform-set <set> <suite>", " mode <mode>", head, \
              " set transform-set <set>", "end"), \
    IKT_LINES("configure terminal", head, " set transform-set <set-now>", "no crypto ipsec transform-set <set>", "end"), \
    "This entry, or this profile, alone."};
HEADS
/* clang-format on */

/* A set of the other side's words, under a name. */
static void fix_set(struct ikt_draft *draft, const struct ikt_document_case *c, int s, const char *name,
                    const char *now)
{
    const struct ikt_document_side *side = &c->side[s];
    bool transport;
    const char *words = words_of(&c->side[1 - s], &transport);
    if (!words || !name)
        return;
    const bool profile = side->entry->kind == IKT_ROUTER_PROFILE;
    IKT_FIX(draft, s == 0, IKT_NAMED("set", text_value(name)), IKT_NAMED("suite", ikt_text(c->arena, words)),
            IKT_NAMED("mode", ikt_words(transport ? "transport" : "tunnel")), IKT_NAMED("set-now", text_value(now)));
    ikt_draft_fix_instead(draft, now ? (profile ? &added_to_profile : &added_to_entry)
                                     : (profile ? &new_of_profile : &new_of_entry));
}

static void name_entry(struct ikt_draft *draft, const struct ikt_document_side *side)
{
    IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("MAP", text_value(side->entry->map)),
               IKT_NAMED("SEQ", ikt_number(side->entry->sequence)));
}

void ikt_check_document_sets(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s];
        if (!has_sets(side) || (!side->entry->sets && side->entry->kind == IKT_ROUTER_PROFILE))
            continue;
        const struct ikt_router_names *first = side->entry->sets, *missing = first;
        while (missing && (!missing->name.text || set_of(side, missing)))
            missing = missing->next;
        bool any = false;
        for (const struct ikt_router_names *one = first; one; one = one->next)
            any = any || !one->name.text || set_of(side, one);
        if (first && (!missing || any))
            continue; /* one that is there will do */
        const char *name = missing ? missing->name.text : NULL;
        const char *similar = name ? ikt_router_similar(side->router, IKT_ROUTER_NAMED_SET, name) : NULL;
        const bool sure = ikt_document_is_whole(side) && !c->captured && (side->router->sets || !name);
        struct ikt_draft *draft =
            ikt_document_draft(c, drafts, IKT_RULE_TS_MISSING, s,
                               sure ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE, IKT_RANK_ONE_WAY);
        if (name)
            IKT_SUMMARY(draft, "Transform set {} of {} is not defined", text_value(name), side->name);
        else
            IKT_SUMMARY(draft, "Entry {} of map {} on {} has no transform set", ikt_number(side->entry->sequence),
                        text_value(side->entry->map), side->name);
        ikt_document_quote(draft, side, missing ? missing->name.line : side->entry->line, true);
        if (similar)
            IKT_SAY(draft, "{} is defined, and may be meant.", text_value(similar));
        name_entry(draft, side);
        if (similar) {
            IKT_FIX(draft, s == 0, IKT_NAMED("similar", text_value(similar)));
            ikt_draft_fix_instead(draft,
                                  side->entry->kind == IKT_ROUTER_PROFILE ? &similar_of_profile : &similar_of_entry);
        } else {
            fix_set(draft, c, s, name ? name : "IKT-SET", NULL);
        }
    }
}

static bool is_weak(const struct ikt_router_set *set)
{
    return set->esp == IKT_ESP_3DES || set->esp == IKT_ESP_DES || set->integrity == IKT_INTEGRITY_HMAC_MD5 ||
           set->ah_integrity == IKT_INTEGRITY_HMAC_MD5;
}

static void check_refused(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s];
        const struct ikt_router *router = side->router;
        if (!has_sets(side) || router->release < REFUSING_RELEASE)
            continue;
        const struct ikt_router_set *weak = NULL;
        bool strong = false;
        for (const struct ikt_router_names *one = side->entry->sets; one; one = one->next) {
            const struct ikt_router_set *set = set_of(side, one);
            if (set && is_weak(set))
                weak = weak ? weak : set;
            else
                strong = true;
        }
        if (!weak || strong)
            continue;
        const bool measured =
            weak->esp == IKT_ESP_3DES && (router->release > REFUSING_RELEASE || router->minor >= REFUSING_MINOR);
        struct ikt_draft *draft =
            ikt_document_draft(c, drafts, IKT_RULE_CSDL_REFUSED, s,
                               measured ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE, IKT_RANK_NAMED);
        if (!measured)
            draft->finding.severity = IKT_SEVERITY_WARNING;
        IKT_SUMMARY(draft, "IOS XE {}.{} on {} refuses the algorithms of transform set {}", ikt_number(router->release),
                    ikt_number(router->minor), side->name, text_value(weak->name));
        ikt_document_quote(draft, side, weak->line, true);
        bool transport;
        const char *words = words_of(&c->side[1 - s], &transport);
        name_entry(draft, side);
        if (words && !strstr(words, "des") && !strstr(words, "md5"))
            fix_set(draft, c, s, "IKT-SET", weak->name);
    }
}

/* Does every set of the side compress, or none? IKT_UNKNOWN: neither, or a set is not known. */
static enum ikt_tristate compresses(const struct ikt_document_side *side, const struct ikt_router_set **first)
{
    bool some = false, all = true;
    for (const struct ikt_router_names *one = has_sets(side) ? side->entry->sets : NULL; one; one = one->next) {
        const struct ikt_router_set *set = set_of(side, one);
        if (!set || set->unclear)
            return IKT_UNKNOWN;
        *first = *first ? *first : set;
        some = some || set->ipcomp;
        all = all && set->ipcomp;
    }
    return !*first || some != all ? IKT_UNKNOWN : some ? IKT_YES : IKT_NO;
}

/* What a router makes of compression at one end alone was not measured, so it may be refused. */
void ikt_check_document_compression(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_router_set *set[2] = {NULL, NULL};
    const enum ikt_tristate has[2] = {compresses(&c->side[0], &set[0]), compresses(&c->side[1], &set[1])};
    if (has[0] == IKT_UNKNOWN || has[1] == IKT_UNKNOWN || has[0] == has[1])
        return;
    const int s = has[0] == IKT_YES ? 0 : 1;
    struct ikt_draft *draft =
        ikt_document_draft(c, drafts, IKT_RULE_TS_COMP, s, IKT_LIKELIHOOD_POSSIBLE, IKT_RANK_GUESS);
    draft->finding.misconfigured = IKT_MISCONFIGURED_EITHER;
    IKT_SUMMARY(draft, "{} compresses (comp-lzs), and {} does not", c->side[s].name, c->side[1 - s].name);
    ikt_document_quote(draft, &c->side[s], set[s]->line, true);
    ikt_document_quote(draft, &c->side[1 - s], set[1 - s]->line, true);
    IKT_SAY(draft, "Whether such an offer is refused depends on the release.");
}

static bool has_bare_pfs(const struct ikt_document_side *side)
{
    return ikt_document_is_ios(side) && side->entry && side->entry->pfs_default && side->entry->pfs.line;
}

static bool has_named_pfs(const struct ikt_document_side *side)
{
    return side->router && side->entry && !side->entry->pfs_default && side->entry->pfs.line &&
           side->entry->pfs.value > 0;
}

void ikt_check_document_bare_pfs(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s], *other = &c->side[1 - s];
        if (!has_bare_pfs(side) || !has_named_pfs(other))
            continue;
        struct ikt_draft *draft =
            ikt_document_draft(c, drafts, IKT_RULE_PFS_GROUP_MISMATCH, s, IKT_LIKELIHOOD_POSSIBLE, IKT_RANK_GUESS);
        IKT_SUMMARY(draft, "{} has \"set pfs\" without a group, and {} wants group{}", side->name, other->name,
                    ikt_number((uint64_t)other->entry->pfs.value));
        ikt_document_quote(draft, side, side->entry->pfs.line, true);
        ikt_document_quote(draft, other, other->entry->pfs.line, true);
        IKT_SAY(draft, "Which group it means depends on the release: group1 on older ones.");
    }
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_csdl_refused = {
    .info = {
        .name = "csdl-refused", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_SECURITY,
        .line = "the release refuses the algorithms of the transform set",
        .explanation = "The transform set has algorithms that this release of IOS XE takes no more.\n\n"
            "IOS XE 17.15 refuses \"esp-3des\" when it is typed (measured), so a configuration that came from an older "
            "router lacks the set afterwards, and with it the entry's offer; DES and MD5 are refused likewise, from memory. "
            "Lines like \"... is not CSDL compliant\" about policies 65507 to 65514 are harmless and no sign of it. \"show "
            "crypto ipsec transform-set\" without the set confirms it; \"crypto engine compliance shield disable\" and a "
            "reload bring them back (from memory), another set is better.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show crypto map"),
        .suspect = IKT_LINES("! on <local>", "crypto ipsec transform-set <TS> <suite>"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .documents = check_refused};
/* clang-format on */
