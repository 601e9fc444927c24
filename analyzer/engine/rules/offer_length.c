/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/offer_length.h"

#include <glib.h>

#include "isakmp/group.h"

/*
 * RFC 2407 section 4.6, RFC 2408 sections 3.4 to 3.10, RFC 3947 section 5.2. Attributes of a fixed length take 4
 * octets, a value of 4 octets takes 8.
 */
enum {
    SA = 12,
    PROPOSAL = 8,
    SPI = 4,
    LEAST_CPI = 2,
    TRANSFORM = 8,
    ATTRIBUTE = 4,
    LONG_ATTRIBUTE = 8,
    NONCE = 4,
    LEAST_NONCE = 16,
    MOST_NONCE = 32,
    KE = 4,
    ID = 8,
    NAT_OA = 8
};

static void add(struct ikt_span *span, unsigned least, unsigned most)
{
    span->least += least;
    span->most += most;
}

/* Its type, and the value in as few octets as it takes; 0 where there is none. */
static unsigned life_size(int64_t life)
{
    return life == IKT_ABSENT ? 0 : ATTRIBUTE + (life <= G_MAXUINT16 ? ATTRIBUTE : LONG_ATTRIBUTE);
}

/* Mode, a life in seconds, as a rule one in kilobytes. */
static void add_transform(struct ikt_span *span, const struct ikt_transform *transform,
                          const struct ikt_product *product)
{
    const unsigned lives = life_size(transform->life_seconds) + life_size(transform->life_kilobytes);
    if (product->offers_both_lives && lives > 0)
        add(span, TRANSFORM + ATTRIBUTE + lives, TRANSFORM + ATTRIBUTE + lives);
    else
        add(span, TRANSFORM + 3 * ATTRIBUTE, TRANSFORM + 3 * ATTRIBUTE + 2 * LONG_ATTRIBUTE);
    if (transform->integrity != IKT_ABSENT)
        add(span, ATTRIBUTE, ATTRIBUTE);
    if (transform->group != IKT_ABSENT)
        add(span, ATTRIBUTE, ATTRIBUTE);
    if (transform->key_bits != IKT_ABSENT)
        add(span, transform->key_bits == 128 ? 0 : ATTRIBUTE, ATTRIBUTE); /* some leave the default out */
}

/* Sets stand in a proposal each, as IOS has them, or in one for all. */
static void add_sets(struct ikt_span *span, const struct ikt_sa *sets, const struct ikt_product *product)
{
    for (size_t i = 0; i < sets->proposal_count; i++) {
        const struct ikt_proposal *proposal = &sets->proposals[i];
        bool own_header = proposal->number == sets->proposals[0].number;
        unsigned spi = proposal->protocol == IKT_PROTOCOL_IPCOMP ? LEAST_CPI : SPI;
        add(span, own_header ? PROPOSAL + spi : 0, PROPOSAL + SPI);
        for (size_t n = 0; n < proposal->transform_count; n++)
            add_transform(span, &proposal->transforms[n], product);
    }
}

/* A host may be sent as a network of one address. */
static void add_id(struct ikt_span *span, const struct ikt_proxy *proxy)
{
    const unsigned address = proxy->low.family == IKT_FAMILY_IPV6 ? 16 : 4;
    add(span, ID + (ikt_proxy_is_host(proxy) ? address : 2 * address), ID + 2 * address);
}

bool ikt_offer_span(const struct ikt_claim *claim, const struct ikt_address *own, const struct ikt_address *peer,
                    const struct ikt_product *product, bool translated, struct ikt_span *out)
{
    const unsigned ke = claim->pfs_group == IKT_ABSENT ? 0 : ikt_group_ke_size((unsigned)claim->pfs_group);
    const struct ikt_proxies *networks = &claim->networks;
    *out = (struct ikt_span){SA + NONCE, SA + NONCE};
    add(out, product->nonce ? product->nonce : LEAST_NONCE, product->nonce ? product->nonce : MOST_NONCE);
    if (!claim->sets || claim->sets->proposal_count == 0 || (claim->pfs_group != IKT_ABSENT && ke == 0))
        return false;
    add_sets(out, claim->sets, product);
    if (ke > 0)
        add(out, KE + ke, KE + ke);
    struct ikt_span ids = {0, 0};
    add_id(&ids, &networks->initiator);
    add_id(&ids, &networks->responder);
    bool may_lack = networks->initiator.protocol == 0 && ikt_proxy_is_address(&networks->initiator, own) &&
                    ikt_proxy_is_address(&networks->responder, peer);
    add(out, may_lack ? 0 : ids.least, ids.most);
    if (translated)
        add(out, 0, 2 * (NAT_OA + 16));
    return true;
}

enum ikt_tristate ikt_offer_fits(const struct ikt_span *offer, const struct ikt_cipher_sizes *sizes, uint32_t length)
{
    struct ikt_span found;
    if (length == 0 || !ikt_length_span(sizes, length, &found))
        return IKT_UNKNOWN;
    return found.least <= offer->most && offer->least <= found.most ? IKT_YES : IKT_NO;
}
