/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/keys.h"

#include <string.h>

#include "iketriage/isakmp.h"

static bool is_text(const struct ikt_identity *identity, const char *text)
{
    const size_t length = strlen(text);
    return identity->octets.length == length && memcmp(identity->octets.data, text, length) == 0;
}

enum ikt_tristate ikt_model_whom_is(const struct ikt_router_whom *whom, const struct ikt_identity *identity,
                                    const struct ikt_address *remote)
{
    static const uint8_t types[] = {[IKT_ROUTER_WHOM_HOST] = IKT_ID_FQDN,
                                    [IKT_ROUTER_WHOM_USER] = IKT_ID_USER_FQDN,
                                    [IKT_ROUTER_WHOM_GROUP] = IKT_ID_KEY_ID};
    if (whom->kind == IKT_ROUTER_WHOM_OTHER)
        return IKT_UNKNOWN;
    if (whom->kind == IKT_ROUTER_WHOM_ADDRESS) {
        const struct ikt_address *address = remote;
        if (whom->address.family == IKT_FAMILY_NONE)
            return IKT_UNKNOWN;
        if (identity && identity->low.family == IKT_FAMILY_NONE)
            return IKT_NO;
        if (identity)
            address = &identity->low;
        if (address->family == IKT_FAMILY_NONE) /* the peer gets one from elsewhere: only "any" is sure to fit */
            return whom->prefix == 0 ? IKT_YES : IKT_UNKNOWN;
        return ikt_address_in_prefix(address, &whom->address, whom->prefix) ? IKT_YES : IKT_NO;
    }
    if (!identity || !whom->name)
        return IKT_UNKNOWN;
    return identity->type == types[whom->kind] && is_text(identity, whom->name) ? IKT_YES : IKT_NO;
}

const struct ikt_router_isakmp_profile *ikt_model_profile_of(const struct ikt_router *router,
                                                             const struct ikt_identity *identity,
                                                             const struct ikt_address *remote, bool *unclear)
{
    const struct ikt_router_isakmp_profile *found = NULL;
    *unclear = false;
    for (const struct ikt_router_isakmp_profile *one = router->isakmp_profiles; one; one = one->next) {
        enum ikt_tristate is = one->unclear ? IKT_UNKNOWN : IKT_NO;
        for (const struct ikt_router_match *match = one->matches; match && is != IKT_YES; match = match->next) {
            const enum ikt_tristate fits = ikt_model_whom_is(&match->whom, identity, remote);
            is = fits == IKT_NO ? is : fits;
        }
        /* two that fit: which of them wins is not known here */
        if (is == IKT_UNKNOWN || (is == IKT_YES && found))
            *unclear = true;
        if (is == IKT_YES && !found)
            found = one;
    }
    return found;
}

bool ikt_model_profile_has(const struct ikt_router_isakmp_profile *profile, const char *keyring)
{
    if (!keyring)
        return profile->keyrings == NULL;
    for (const struct ikt_router_names *one = profile->keyrings; one; one = one->next)
        if (!one->name.text || strcmp(one->name.text, keyring) == 0)
            return true;
    return false;
}

/* A keyring that is for another one of the router's addresses. */
static enum ikt_tristate is_ring_own(const struct ikt_router *router, const char *keyring,
                                     const struct ikt_address *local)
{
    const struct ikt_router_keyring *ring = ikt_router_keyring_find(router, keyring);
    struct ikt_address address;
    if (ring && ring->vrf.line)
        return IKT_UNKNOWN; /* VRFs are not followed */
    if (!ring || !ring->local_address.line)
        return IKT_YES;
    if (!local || !ring->local_address.text)
        return IKT_UNKNOWN;
    if (ikt_address_parse(ring->local_address.text, &address))
        return ikt_address_equal(&address, local) ? IKT_YES : IKT_NO;
    const struct ikt_router_interface *one = ikt_router_interface_find(router, ring->local_address.text);
    for (const struct ikt_router_interface_address *own = one ? one->addresses : NULL; own; own = own->next)
        if (ikt_address_equal(&own->address, local))
            return IKT_YES;
    return one && !one->address_unknown ? IKT_NO : IKT_UNKNOWN;
}

const struct ikt_router_key *ikt_model_key_for(const struct ikt_router *router, const struct ikt_address *local,
                                               const struct ikt_address *remote, bool *unclear)
{
    const struct ikt_router_key *found = NULL;
    bool by_name = false, rival = false;
    const char *ring = NULL; /* the last one asked of: keys of a ring stand together */
    enum ikt_tristate ring_own = IKT_YES;
    *unclear = false;
    for (const struct ikt_router_key *key = router->keys; key; key = key->next) {
        const enum ikt_tristate is = ikt_model_whom_is(&key->whom, NULL, remote);
        if (is == IKT_NO)
            continue;
        if (key->keyring != ring)
            ring_own = is_ring_own(router, key->keyring, local);
        ring = key->keyring;
        const enum ikt_tristate own = !key->own.text ? ring_own
                                      : local        ? ikt_model_whom_is(&key->own, NULL, local)
                                                     : IKT_UNKNOWN;
        if (own == IKT_NO)
            continue;
        if (is != IKT_YES || own != IKT_YES || key->whom.vrf) {
            by_name = true;
            continue;
        }
        const bool longer = !found || key->whom.prefix > found->whom.prefix;
        if (found && ikt_router_mark_equal(&key->mark, &found->mark) != IKT_YES)
            rival = true;
        if (longer)
            found = key;
    }
    *unclear = rival || by_name || (!found && router->keys_elsewhere);
    return found;
}
