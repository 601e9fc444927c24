/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/icmp_errors.h"

#include <string.h>

#include "track/icmp_kind.h"
#include "track/isakmp_sa.h"

#define MAX_STEPS  64 /* SAs that are looked at where an error quotes no cookie */
#define MAX_EARLY  64
#define MAX_STRAYS 64

/* One that waits for its SA. */
struct early {
    struct ikt_icmp icmp;
    uint8_t cookie[IKT_COOKIE_SIZE]; /* zero: it quotes none */
    ikt_time since;
};

void ikt_icmp_errors_init(struct ikt_icmp_errors *errors)
{
    ikt_list_init(&errors->strays, sizeof(struct ikt_icmp), MAX_STRAYS, NULL, ikt_icmp_kind);
}

void ikt_icmp_errors_clear(struct ikt_icmp_errors *errors)
{
    g_queue_clear_full(&errors->early, g_free);
    ikt_list_clear(&errors->strays);
}

static bool is_between(const struct ikt_isakmp_sa *sa, const struct ikt_endpoint *source,
                       const struct ikt_endpoint *destination)
{
    const struct ikt_address *one = ikt_isakmp_sa_initiator(sa), *other = ikt_isakmp_sa_responder(sa);
    return (ikt_address_equal(&source->address, one) && ikt_address_equal(&destination->address, other)) ||
           (ikt_address_equal(&source->address, other) && ikt_address_equal(&destination->address, one));
}

/* RFC 792 quotes eight octets of UDP, RFC 1812 more: with them the initiator cookie names the SA. */
static struct ikt_isakmp_sa *quoted_sa(struct ikt_icmp_errors *errors, const struct ikt_sa_table *sas,
                                       const struct ikt_icmp *icmp, struct ikt_bytes quoted)
{
    struct ikt_isakmp_sa *sa = NULL;
    unsigned steps = 0;

    if (quoted.length >= IKT_COOKIE_SIZE)
        sa = ikt_sa_table_between(sas, quoted.data, &icmp->source.address, &icmp->destination.address);
    GList *link = sas->recent.head;
    for (; !sa && link && steps < MAX_STEPS; link = link->next, steps++)
        if (is_between(link->data, &icmp->source, &icmp->destination))
            sa = link->data;
    errors->not_searched += !sa && link;
    return sa;
}

/* On this port the datagram may have been ESP or a keepalive, or empty. */
static bool is_port_4500(const struct ikt_icmp *icmp)
{
    return icmp->source.port == 4500 || icmp->destination.port == 4500;
}

static bool quotes_ike(const struct ikt_icmp *icmp, struct ikt_bytes quoted)
{
    bool keepalive = quoted.length == 1 && quoted.data[0] == 0xff && is_port_4500(icmp);
    return quoted.length > 0 && !keepalive;
}

void ikt_icmp_errors_take(struct ikt_icmp_errors *errors, const struct ikt_sa_table *sas, const struct ikt_icmp *icmp,
                          struct ikt_bytes quoted, ikt_time now)
{
    bool quotes = quotes_ike(icmp, quoted);
    struct ikt_isakmp_sa *sa = quotes || !is_port_4500(icmp) ? quoted_sa(errors, sas, icmp, quoted) : NULL;
    if (sa)
        ikt_isakmp_sa_list_icmp(sa, icmp);
    if (sa || !quotes)
        return;
    struct early *early = g_new0(struct early, 1);
    early->icmp = *icmp;
    early->since = now;
    if (quoted.length >= IKT_COOKIE_SIZE)
        memcpy(early->cookie, quoted.data, IKT_COOKIE_SIZE);
    g_queue_push_tail(&errors->early, early);
    if (errors->early.length > MAX_EARLY) {
        g_autofree struct early *oldest = g_queue_pop_head(&errors->early);
        ikt_list_add(&errors->strays, &oldest->icmp);
    }
}

void ikt_icmp_errors_adopt(struct ikt_icmp_errors *errors, struct ikt_isakmp_sa *sa)
{
    static const uint8_t none[IKT_COOKIE_SIZE];

    for (GList *link = errors->early.head, *next; link; link = next) {
        struct early *early = link->data;
        bool named = memcmp(early->cookie, none, IKT_COOKIE_SIZE) == 0 ||
                     memcmp(early->cookie, sa->index.initiator_cookie, IKT_COOKIE_SIZE) == 0;
        next = link->next;
        if (!named || !is_between(sa, &early->icmp.source, &early->icmp.destination))
            continue;
        ikt_isakmp_sa_list_icmp(sa, &early->icmp);
        g_queue_delete_link(&errors->early, link);
        g_free(early);
    }
}

void ikt_icmp_errors_expire(struct ikt_icmp_errors *errors, ikt_time before)
{
    while (errors->early.head && ((struct early *)errors->early.head->data)->since < before) {
        g_autofree struct early *early = g_queue_pop_head(&errors->early);
        ikt_list_add(&errors->strays, &early->icmp);
    }
}
