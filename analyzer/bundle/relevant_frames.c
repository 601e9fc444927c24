/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relevant_frames.h"

#include <string.h>

#include "anonymous_packet.h"
#include "raw_packet.h"

/* Of the last frame of all: what says which traffic it is. */
#define END_OCTETS     256
#define NO_NEXT_HEADER 59

/* What identifies an SA on the wire (RFC 4301 section 4.1). */
struct sa_key {
    struct ikt_address destination;
    uint32_t spi;
    uint32_t protocol;
};

struct sa {
    struct sa_key key;
    struct ikt_spooled last; /* number 0: the first frame is its only one so far */
    uint8_t *octets;
};

struct ikt_relevant {
    FILE *spool;
    const struct ikt_anonymizer *anonymizer; /* NULL: frames stay as they are */
    GString *made;                           /* what stands for this frame; empty: nothing does */
    struct ikt_triage *triage;
    const struct ikt_feed *feed;
    GTree *sas; /* of struct sa by its key */
    size_t octets;
    uint64_t sas_more;
    struct ikt_spooled end; /* the last frame of all, which shows how long was listened; number 0: none */
    uint8_t end_octets[END_OCTETS];
    uint64_t told;      /* number of the last frame that was spooled */
    uint64_t fragments; /* counted by the feed before this frame */
    bool matters;       /* this frame does */
    struct sa *sa;      /* whose packet is in this frame; NULL */
    bool sa_begins;
};

static gint compare_keys(gconstpointer a, gconstpointer b, gpointer data)
{
    (void)data;
    return memcmp(a, b, sizeof(struct sa_key));
}

static void free_sa(gpointer data)
{
    struct sa *sa = data;
    g_free(sa->octets);
    g_free(sa);
}

struct ikt_relevant *ikt_relevant_new(FILE *spool, const struct ikt_anonymizer *anonymizer)
{
    struct ikt_relevant *relevant = g_new0(struct ikt_relevant, 1);
    relevant->spool = spool;
    relevant->anonymizer = anonymizer;
    relevant->made = g_string_new(NULL);
    relevant->sas = g_tree_new_full(compare_keys, NULL, NULL, free_sa);
    return relevant;
}

void ikt_relevant_free(struct ikt_relevant *relevant)
{
    if (!relevant)
        return;
    g_tree_destroy(relevant->sas);
    g_string_free(relevant->made, TRUE);
    g_free(relevant);
}

static void to_ike(void *user, const struct ikt_packet *packet, struct ikt_bytes datagram, size_t wire_length)
{
    struct ikt_relevant *relevant = user;
    relevant->matters = true;
    if (relevant->anonymizer)
        ikt_anonymous_ikev2_put(relevant->made, relevant->anonymizer, packet, datagram);
    ikt_triage_ike(relevant->triage, packet, datagram, wire_length);
}

/* The SA that a packet belongs to: known before, or new while there is room. */
static void note_sa(struct ikt_relevant *relevant, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi)
{
    struct sa_key key;
    memset(&key, 0, sizeof key); /* it is compared as octets */
    key.destination.family = packet->destination.address.family;
    memcpy(key.destination.octets, packet->destination.address.octets, sizeof key.destination.octets);
    key.spi = spi;
    key.protocol = protocol;
    struct sa *sa = g_tree_lookup(relevant->sas, &key);
    relevant->sa_begins = !sa;
    if (!sa && g_tree_nnodes(relevant->sas) >= IKT_RELEVANT_SAS) {
        relevant->sas_more++;
    } else if (!sa) {
        sa = g_new0(struct sa, 1);
        sa->key = key;
        g_tree_insert(relevant->sas, &sa->key, sa);
    }
    relevant->sa = sa;
}

static void to_ipsec(void *user, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi, uint32_t sequence,
                     uint32_t octets)
{
    struct ikt_relevant *relevant = user;
    const bool first = !relevant->sa && !relevant->sa_begins; /* of a bundle the outer one stands for both */
    if (first)
        note_sa(relevant, packet, protocol, spi);
    if (first && relevant->anonymizer)
        ikt_anonymous_ipsec_put(relevant->made, relevant->anonymizer, packet, protocol, spi, sequence, octets);
    ikt_triage_ipsec(relevant->triage, packet, protocol, spi, sequence, octets);
}

static void to_keepalive(void *user, const struct ikt_packet *packet)
{
    ikt_triage_keepalive(((struct ikt_relevant *)user)->triage, packet);
}

static void to_icmp(void *user, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                    const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                    struct ikt_bytes quoted)
{
    struct ikt_relevant *relevant = user;
    relevant->matters = true;
    if (relevant->anonymizer)
        ikt_anonymous_icmp_put(relevant->made, relevant->anonymizer, packet, (const uint8_t[]){type, code},
                               quoted_source, quoted_destination, quoted);
    ikt_triage_icmp(relevant->triage, packet, type, code, quoted_source, quoted_destination, quoted);
}

static void to_too_big(void *user, const struct ikt_packet *packet, const struct ikt_too_big *error)
{
    struct ikt_relevant *relevant = user;
    relevant->matters = true;
    if (relevant->anonymizer)
        ikt_anonymous_too_big_put(relevant->made, relevant->anonymizer, packet, error);
    ikt_triage_too_big(relevant->triage, packet, error);
}

static void to_presence(void *user, const struct ikt_ip_packet *packet)
{
    ikt_triage_presence(((struct ikt_relevant *)user)->triage, packet);
}

static bool knows(void *user, const uint8_t *initiator_cookie, const uint8_t *responder_cookie)
{
    return ikt_triage_knows(((struct ikt_relevant *)user)->triage, initiator_cookie, responder_cookie);
}

struct ikt_feed *ikt_relevant_feed(struct ikt_relevant *relevant, struct ikt_triage *triage,
                                   const struct ikt_peers *peers)
{
    static const struct ikt_packet_sink sink = {
        .ike = to_ike,
        .ipsec = to_ipsec,
        .keepalive = to_keepalive,
        .icmp = to_icmp,
        .presence = to_presence,
        .knows = knows,
        .too_big = to_too_big,
    };
    relevant->triage = triage;
    struct ikt_feed *feed = ikt_feed_new_sink(&sink, relevant, peers);
    relevant->feed = feed;
    return feed;
}

/* The last frame of an SA, in place of the one before. */
static void keep_last(struct ikt_relevant *relevant, struct sa *sa, const struct ikt_spooled *frame,
                      const uint8_t *octets)
{
    const size_t before = sa->last.number != 0 ? sa->last.length : 0;
    if (frame->length > before && relevant->octets + frame->length - before > IKT_RELEVANT_OCTETS) {
        relevant->sas_more += before == 0 && !sa->octets;
        return;
    }
    if (frame->length > before || !sa->octets)
        sa->octets = g_realloc(sa->octets, MAX(frame->length, 1));
    relevant->octets += frame->length;
    relevant->octets -= before;
    if (frame->length > 0)
        memcpy(sa->octets, octets, frame->length);
    sa->last = *frame;
}

static bool put(struct ikt_relevant *relevant, const struct ikt_spooled *frame, const uint8_t *octets, bool matters)
{
    struct sa *sa = relevant->sa;
    if (matters || (sa && relevant->sa_begins)) {
        relevant->told = frame->number;
        return ikt_spool_put(relevant->spool, frame, octets);
    }
    if (sa)
        keep_last(relevant, sa, frame, octets);
    return true;
}

/* In place of the frame. */
static bool put_made(struct ikt_relevant *relevant, const struct ikt_spooled *frame)
{
    const struct ikt_spooled made = {
        .number = frame->number,
        .nanoseconds = frame->nanoseconds,
        .link_type = IKT_SPOOLED_RAW,
        .wire_length = (uint32_t)relevant->made->len,
        .length = (uint32_t)relevant->made->len,
    };
    return relevant->made->len == 0 || put(relevant, &made, (const uint8_t *)relevant->made->str, relevant->matters);
}

bool ikt_relevant_frame(struct ikt_relevant *relevant, const struct ikt_spooled *frame, const uint8_t *octets)
{
    const uint64_t fragments = ikt_feed_counts(relevant->feed)->fragments;
    const bool waits = fragments != relevant->fragments; /* for other fragments of what is, or may be, IKE */
    const bool well =
        relevant->anonymizer ? put_made(relevant, frame) : put(relevant, frame, octets, relevant->matters || waits);
    if (relevant->matters) /* of IKEv1, by whoever gets its messages */
        relevant->told = frame->number;
    relevant->end = *frame;
    relevant->end.length = MIN(frame->length, END_OCTETS);
    if (relevant->end.length > 0 && !relevant->anonymizer)
        memcpy(relevant->end_octets, octets, relevant->end.length);
    relevant->fragments = fragments;
    relevant->matters = relevant->sa_begins = false;
    relevant->sa = NULL;
    g_string_truncate(relevant->made, 0);
    return well;
}

static gboolean collect(gpointer key, gpointer value, gpointer data)
{
    const struct sa *sa = value;
    (void)key;
    if (sa->last.number != 0)
        g_ptr_array_add(data, value);
    return FALSE;
}

static gint by_number(gconstpointer a, gconstpointer b)
{
    const uint64_t x = (*(const struct sa *const *)a)->last.number, y = (*(const struct sa *const *)b)->last.number;
    return x < y ? -1 : x > y;
}

/* The last frames of SAs that come before this number; next: the first one that was not told. */
static bool tell_last(const GPtrArray *all, guint *next, uint64_t before, ikt_relevant_taker *taker, void *user)
{
    bool well = true;
    for (; well && *next < all->len; ++*next) {
        const struct sa *sa = all->pdata[*next];
        if (sa->last.number >= before)
            break;
        well = taker(user, &sa->last, sa->octets);
    }
    return well;
}

/* The last frame of all, where it is no other's; of nobody's, where nobody is named. */
static bool tell_end(struct ikt_relevant *relevant, const GPtrArray *last, ikt_relevant_taker *taker, void *user)
{
    static const uint8_t here[4] = {127, 0, 0, 1};
    const struct ikt_endpoint nobody = {.address = ikt_address_ipv4(here)};
    const struct ikt_packet packet = {.source = nobody, .destination = nobody};
    const struct sa *latest = last->len > 0 ? last->pdata[last->len - 1] : NULL;
    g_autoptr(GString) made = g_string_new(NULL);
    struct ikt_spooled end = relevant->end;
    if (end.number == 0 || end.number == relevant->told || (latest && latest->last.number == end.number))
        return true;
    if (!relevant->anonymizer)
        return taker(user, &end, relevant->end_octets);
    ikt_raw_ip_put(made, &packet, NO_NEXT_HEADER, (struct ikt_bytes){NULL, 0});
    end.link_type = IKT_SPOOLED_RAW;
    end.interface = end.snap_length = 0;
    end.length = end.wire_length = (uint32_t)made->len;
    return taker(user, &end, (const uint8_t *)made->str);
}

bool ikt_relevant_each(struct ikt_relevant *relevant, ikt_relevant_taker *taker, void *user)
{
    g_autoptr(GPtrArray) last = g_ptr_array_new();
    g_autoptr(GByteArray) octets = g_byte_array_new();
    struct ikt_spooled frame;
    guint next = 0;
    g_tree_foreach(relevant->sas, collect, last);
    g_ptr_array_sort(last, by_number);
    bool well = fflush(relevant->spool) == 0 && fseek(relevant->spool, 0, SEEK_SET) == 0;
    while (well && ikt_spool_next(relevant->spool, &frame, octets))
        well = tell_last(last, &next, frame.number, taker, user) && taker(user, &frame, octets->data);
    return well && ferror(relevant->spool) == 0 && tell_last(last, &next, UINT64_MAX, taker, user) &&
           tell_end(relevant, last, taker, user);
}

uint64_t ikt_relevant_sas_more(const struct ikt_relevant *relevant)
{
    return relevant->sas_more;
}
