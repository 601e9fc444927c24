/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/policies.h"

#include <string.h>

#include "iketriage/isakmp.h"

#define RELEASE_BUILT_IN 15 /* from 12.4(20)T on */
#define LAST_BUILT_IN    65514

/* RFC 2409 appendix A; the rows stand in their order, from 65507. */
#define DAY 86400
#define ROW(priority_, encryption_, bits, hash_, method, group_)                                                       \
    {                                                                                                                  \
        .priority = (priority_), .encryption = (encryption_), .key_bits = (bits), .hash = (hash_),                     \
        .authentication = (method), .group = (group_), .lifetime = DAY                                                 \
    }
static const struct ikt_router_policy built_in[] = {
    ROW(65507, IKT_ENCRYPTION_AES_CBC, 128, IKT_HASH_SHA1, IKT_AUTH_RSA_SIG, 5),
    ROW(65508, IKT_ENCRYPTION_AES_CBC, 128, IKT_HASH_SHA1, IKT_AUTH_PSK, 5),
    ROW(65509, IKT_ENCRYPTION_AES_CBC, 128, IKT_HASH_MD5, IKT_AUTH_RSA_SIG, 5),
    ROW(65510, IKT_ENCRYPTION_AES_CBC, 128, IKT_HASH_MD5, IKT_AUTH_PSK, 5),
    ROW(65511, IKT_ENCRYPTION_3DES_CBC, IKT_ABSENT, IKT_HASH_SHA1, IKT_AUTH_RSA_SIG, 2),
    ROW(65512, IKT_ENCRYPTION_3DES_CBC, IKT_ABSENT, IKT_HASH_SHA1, IKT_AUTH_PSK, 2),
    ROW(65513, IKT_ENCRYPTION_3DES_CBC, IKT_ABSENT, IKT_HASH_MD5, IKT_AUTH_RSA_SIG, 2),
    ROW(LAST_BUILT_IN, IKT_ENCRYPTION_3DES_CBC, IKT_ABSENT, IKT_HASH_MD5, IKT_AUTH_PSK, 2),
};

static gint by_priority(gconstpointer a, gconstpointer b)
{
    const struct ikt_router_policy *one = *(const struct ikt_router_policy *const *)a;
    const struct ikt_router_policy *other = *(const struct ikt_router_policy *const *)b;
    if (one->priority != other->priority)
        return one->priority < other->priority ? -1 : 1;
    return one->line < other->line ? -1 : one->line > other->line;
}

void ikt_model_policies(const struct ikt_router *router, const char *connection, GPtrArray *out)
{
    for (const struct ikt_router_policy *one = router->policies; one; one = one->next)
        if (!one->connection || (connection && strcmp(one->connection, connection) == 0))
            g_ptr_array_add(out, (gpointer)one);
    g_ptr_array_sort(out, by_priority);
    if (router->policies || ikt_model_has_built_in(router) == IKT_NO)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(built_in); i++)
        g_ptr_array_add(out, (gpointer)&built_in[i]);
}

enum ikt_tristate ikt_model_has_built_in(const struct ikt_router *router)
{
    if (router->kind != IKT_ROUTER_IOS || router->default_policies_off || router->policies)
        return IKT_NO;
    if (router->release >= RELEASE_BUILT_IN)
        return IKT_YES;
    return router->release == 0 || (router->release == 12 && router->minor >= 4) ? IKT_UNKNOWN : IKT_NO;
}

static enum ikt_tristate equal(int a, int b)
{
    return a == IKT_ABSENT || b == IKT_ABSENT ? IKT_UNKNOWN : a == b ? IKT_YES : IKT_NO;
}

static enum ikt_tristate key_bits_equal(const struct ikt_router_policy *policy, const struct ikt_transform *offered)
{
    if (policy->encryption != IKT_ENCRYPTION_AES_CBC)
        return IKT_YES; /* a cipher of one length */
    return equal(policy->key_bits == IKT_ABSENT ? 128 : policy->key_bits,
                 offered->key_bits == IKT_ABSENT ? 128 : offered->key_bits);
}

static bool is_xauth_psk(int method)
{
    return method == IKT_AUTH_XAUTHINITPRESHARED || method == IKT_AUTH_XAUTHRESPPRESHARED;
}

static enum ikt_tristate both(enum ikt_tristate a, enum ikt_tristate b)
{
    return a == IKT_NO || b == IKT_NO ? IKT_NO : a == IKT_UNKNOWN || b == IKT_UNKNOWN ? IKT_UNKNOWN : IKT_YES;
}

struct match {
    enum ikt_tristate fits;
    unsigned differ; /* attributes, to tell the nearest */
    bool xauth;      /* nothing but XAUTH makes it unknown */
    unsigned line;   /* of the first that differs, or of the policy */
    const char *because;
};

static void compare(struct match *match, enum ikt_tristate equal, unsigned line, const char *because)
{
    match->fits = both(match->fits, equal);
    if (equal != IKT_NO)
        return;
    if (match->differ == 0) {
        match->line = line ? line : match->line;
        match->because = because;
    }
    match->differ++;
}

static struct match match_policy(const struct ikt_router_policy *policy, const struct ikt_transform *offered)
{
    struct match match = {.fits = policy->unclear ? IKT_UNKNOWN : IKT_YES, .line = policy->line};
    const bool xauth = is_xauth_psk(offered->authentication) && policy->authentication == IKT_AUTH_PSK;
    compare(&match, equal(policy->encryption, offered->encryption), policy->encryption_line,
            "another encryption is offered");
    if (policy->encryption == offered->encryption)
        compare(&match, key_bits_equal(policy, offered), policy->encryption_line, "another key length is offered");
    compare(&match, equal(policy->hash, offered->hash), policy->hash_line, "another hash is offered");
    compare(&match, equal(policy->group, offered->group), policy->group_line, "another group is offered");
    compare(&match, xauth ? IKT_UNKNOWN : equal(policy->authentication, offered->authentication),
            policy->authentication_line, "another authentication is offered");
    match.xauth = xauth && match.fits == IKT_UNKNOWN && !policy->unclear;
    return match;
}

static struct ikt_model_step taken(const struct ikt_router *router, const struct ikt_router_policy *policy,
                                   const struct ikt_transform *offered)
{
    struct ikt_model_step step = {.check = IKT_MODEL_CHECK_POLICY, .says = IKT_MODEL_TAKES, .line = policy->line};
    const bool maps = router->kind == IKT_ROUTER_IOS || router->kind == IKT_ROUTER_ASA;
    if (policy->line == 0 && maps) {
        step.check = IKT_MODEL_CHECK_POLICY_BUILT_IN;
        step.says = IKT_MODEL_EITHER;
        step.because = "a built-in policy, which depends on the release";
    } else if (maps && offered->life_seconds != IKT_ABSENT && policy->lifetime != IKT_ABSENT &&
               offered->life_seconds > policy->lifetime) {
        step.check = IKT_MODEL_CHECK_POLICY_LIFETIME;
        step.says = IKT_MODEL_EITHER;
        step.line = policy->lifetime_line ? policy->lifetime_line : policy->line;
        step.because = "a longer lifetime is offered than the policy's, which old releases refuse";
    }
    return step;
}

struct ikt_model_policy_choice ikt_model_policies_choose(const struct ikt_router *router, const char *connection,
                                                         const struct ikt_sa *proposals)
{
    struct ikt_model_policy_choice choice = {.authentication = IKT_ABSENT};
    g_autoptr(GPtrArray) policies = g_ptr_array_new();
    ikt_model_policies(router, connection, policies);
    bool doubt = proposals == NULL || (policies->len == 0 && router->includes);
    unsigned nearest = UINT_MAX, xauth = 0;
    choice.step =
        (struct ikt_model_step){.check = IKT_MODEL_CHECK_POLICY,
                                .says = IKT_MODEL_REFUSES,
                                .because = policies->len == 0 ? "it has no policy" : "no policy has what is offered"};
    for (guint i = 0; i < policies->len; i++) {
        const struct ikt_router_policy *policy = g_ptr_array_index(policies, i);
        for (size_t p = 0; proposals && p < proposals->proposal_count; p++)
            for (size_t t = 0; t < proposals->proposals[p].transform_count; t++) {
                const struct ikt_transform *offered = &proposals->proposals[p].transforms[t];
                const struct match match = match_policy(policy, offered);
                if (match.fits == IKT_YES) {
                    choice.step = taken(router, policy, offered);
                    choice.policy = policy->line ? policy : NULL;
                    choice.authentication = offered->authentication;
                    if (doubt)
                        choice.step.says = IKT_MODEL_EITHER;
                    return choice;
                }
                doubt = doubt || (match.fits == IKT_UNKNOWN && !match.xauth);
                if (match.xauth && xauth == 0)
                    xauth = policy->line;
                if (match.differ < nearest) {
                    nearest = match.differ;
                    choice.step.line = match.line;
                    choice.step.because = match.because;
                }
            }
    }
    if (xauth && !doubt) {
        choice.step = (struct ikt_model_step){.check = IKT_MODEL_CHECK_XAUTH_METHOD,
                                              .says = IKT_MODEL_EITHER,
                                              .line = xauth,
                                              .because = "a preshared key with XAUTH is offered"};
    } else if (doubt || (!router->policies && ikt_model_has_built_in(router) != IKT_NO)) {
        choice.step.says = IKT_MODEL_EITHER;
        choice.step.check = doubt ? IKT_MODEL_CHECK_POLICY : IKT_MODEL_CHECK_POLICY_BUILT_IN;
        choice.step.because = doubt ? "what is offered, or a policy, is not all known"
                                    : "no policy is configured, and the built-in ones depend on the release";
    }
    return choice;
}
