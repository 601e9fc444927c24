/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/isakmp_sa.h"

#include <string.h>

#include "base/address.h"
#include "isakmp/message_spare.h"
#include "track/icmp_kind.h"
#include "track/outcome.h"
#include "track/phase1.h"

#define MAX_NOTICES 64 /* notifications, deletes, ICMP errors listed in one record, each */

/* What differs for who judges: what is said (10 of them), by whom, and how far it can be trusted. */
static unsigned notification_kind(const void *element)
{
    static const uint16_t types[] = {IKT_NOTIFY_INVALID_COOKIE,         IKT_NOTIFY_INVALID_SPI,
                                     IKT_NOTIFY_NO_PROPOSAL_CHOSEN,     IKT_NOTIFY_AUTHENTICATION_FAILED,
                                     IKT_NOTIFY_INVALID_ID_INFORMATION, IKT_NOTIFY_PAYLOAD_MALFORMED,
                                     IKT_NOTIFY_INITIAL_CONTACT};
    enum {
        UNREAD = G_N_ELEMENTS(types),
        OTHER_ERROR,
        OTHER,
        KINDS
    };
    const struct ikt_notification *one = element;
    unsigned said = 0;
    if (!one->notify)
        said = UNREAD;
    else
        while (said < UNREAD && types[said] != one->notify->type)
            said++;
    if (one->notify && said == UNREAD)
        said = one->notify->type < IKT_NOTIFY_CONNECTED ? OTHER_ERROR : OTHER;
    const unsigned trust = one->authenticated ? 0 : one->encrypted ? 1 : 2;
    G_STATIC_ASSERT(KINDS * 6 <= 64);
    return said * 6 + trust * 2 + (one->from_initiator ? 1 : 0);
}

static unsigned deletion_kind(const void *element)
{
    const struct ikt_deletion *one = element;
    const uint8_t protocol = one->deletion->protocol;
    const unsigned of = protocol == IKT_PROTOCOL_ISAKMP ? 0 : protocol == IKT_PROTOCOL_ESP ? 1 : 2;
    return of * 4 + (one->from_initiator ? 2 : 0) + (one->authenticated ? 1 : 0);
}

static void notification_clear(void *element)
{
    g_free((void *)((struct ikt_notification *)element)->notify);
}

static void deletion_clear(void *element)
{
    g_free((void *)((struct ikt_deletion *)element)->deletion);
}

struct ikt_isakmp_sa *ikt_isakmp_sa_new(struct ikt_key_work *keys, const struct ikt_sa_index *index,
                                        const struct ikt_packet *packet)
{
    struct ikt_isakmp_sa *sa = g_new0(struct ikt_isakmp_sa, 1);

    sa->index = *index;
    sa->peers[0].behind_nat = sa->peers[1].behind_nat = IKT_UNKNOWN;
    sa->decryptor = ikt_decryptor_new(keys, index->initiator_cookie, &index->initiator, &index->responder);
    ikt_phase1_init(&sa->phase1, packet->time);
    ikt_tally_init(&sa->tally);
    ikt_seen_list_init(&sa->lists.seen);
    ikt_list_init(&sa->lists.notifications, sizeof(struct ikt_notification), MAX_NOTICES, notification_clear,
                  notification_kind);
    ikt_list_init(&sa->lists.deletions, sizeof(struct ikt_deletion), MAX_NOTICES, deletion_clear, deletion_kind);
    ikt_list_init(&sa->lists.icmp, sizeof(struct ikt_icmp), MAX_NOTICES, NULL, ikt_icmp_kind);
    sa->configuration.xauth_ok = IKT_UNKNOWN;
    sa->start_time = packet->time;
    sa->first_sequence = packet->sequence;
    sa->due.link.data = &sa->due;
    sa->due.sa = sa;
    return sa;
}

void ikt_isakmp_sa_free(struct ikt_isakmp_sa *sa)
{
    ikt_decryptor_free(sa->decryptor);
    ikt_fragments_free(sa->fragments);
    ikt_fingerprint_clear(&sa->peers[0].fingerprint);
    ikt_fingerprint_clear(&sa->peers[1].fingerprint);
    ikt_phase1_clear(&sa->phase1);
    ikt_list_clear(&sa->lists.seen);
    ikt_list_clear(&sa->lists.notifications);
    ikt_list_clear(&sa->lists.deletions);
    ikt_list_clear(&sa->lists.icmp);
    ikt_retransmissions_clear(&sa->retransmissions);
    ikt_message_release(sa->unplaced.seen.message);
    g_free(sa->record);
    g_free(sa);
}

bool ikt_isakmp_sa_from_initiator(const struct ikt_isakmp_sa *sa, const struct ikt_endpoint *source,
                                  const struct ikt_endpoint *destination)
{
    const struct ikt_address *initiator = ikt_isakmp_sa_initiator(sa);
    const struct ikt_address *responder = ikt_isakmp_sa_responder(sa);

    if (ikt_same_address(initiator, responder))
        return source->port == sa->index.initiator.port || destination->port == sa->index.responder.port;
    if (ikt_same_address(&source->address, initiator))
        return true;
    if (ikt_same_address(&source->address, responder))
        return false;
    /* An address in between was translated: the other end still tells. */
    return !ikt_same_address(&destination->address, initiator);
}

void ikt_isakmp_sa_see(struct ikt_isakmp_sa *sa, bool initiator)
{
    sa->peers[ikt_side(initiator)].seen = true;
}

struct ikt_cipher_sizes ikt_isakmp_sa_sizes(const struct ikt_isakmp_sa *sa)
{
    return (struct ikt_cipher_sizes){ikt_decryptor_block_size(sa->decryptor), ikt_decryptor_hash_size(sa->decryptor),
                                     IKT_PADDING_UNKNOWN};
}

int ikt_isakmp_sa_method(const struct ikt_isakmp_sa *sa)
{
    const struct ikt_sa *source = sa->phase1.choice ? sa->phase1.choice : sa->phase1.offer;
    int method = IKT_ABSENT;
    if (!source)
        return IKT_ABSENT;
    for (size_t p = 0; p < source->proposal_count; p++) {
        for (size_t t = 0; t < source->proposals[p].transform_count; t++) {
            int found = source->proposals[p].transforms[t].authentication;
            if (method != IKT_ABSENT && found != method)
                return IKT_ABSENT;
            method = found;
        }
    }
    return method;
}

void ikt_isakmp_sa_list(struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    ikt_tally_add(&sa->tally, seen);
    ikt_seen_list_add(&sa->lists.seen, seen);
}

/* Copies, of one block each: a message may hold a hundred times what is listed of it. */
static struct ikt_bytes copy_bytes(uint8_t *place, struct ikt_bytes bytes)
{
    if (bytes.length > 0)
        memcpy(place, bytes.data, bytes.length);
    return (struct ikt_bytes){place, bytes.length};
}

static const struct ikt_notify *copy_notify(const struct ikt_notify *notify)
{
    struct ikt_notify *copy = g_malloc(sizeof *copy + notify->spi.length + notify->data.length);
    uint8_t *octets = (uint8_t *)(copy + 1);
    *copy = *notify;
    copy->spi = copy_bytes(octets, notify->spi);
    copy->data = copy_bytes(octets + notify->spi.length, notify->data);
    return copy;
}

static const struct ikt_delete *copy_deletion(const struct ikt_delete *deletion)
{
    struct ikt_delete *copy = g_malloc(sizeof *copy + deletion->spis.length);
    *copy = *deletion;
    copy->spis = copy_bytes((uint8_t *)(copy + 1), deletion->spis);
    return copy;
}

void ikt_isakmp_sa_list_notification(struct ikt_isakmp_sa *sa, const struct ikt_notification *notification)
{
    struct ikt_notification copy = *notification;
    if (copy.notify)
        copy.notify = copy_notify(copy.notify);
    ikt_tally_notification(&sa->tally, notification);
    ikt_list_add(&sa->lists.notifications, &copy);
}

void ikt_isakmp_sa_list_deletion(struct ikt_isakmp_sa *sa, const struct ikt_deletion *deletion)
{
    struct ikt_deletion copy = *deletion;
    copy.deletion = copy_deletion(deletion->deletion);
    ikt_list_add(&sa->lists.deletions, &copy);
}

void ikt_isakmp_sa_list_icmp(struct ikt_isakmp_sa *sa, const struct ikt_icmp *icmp)
{
    ikt_list_add(&sa->lists.icmp, icmp);
}

const struct ikt_message *ikt_isakmp_sa_recall(const struct ikt_isakmp_sa *sa, uint64_t sequence)
{
    return ikt_seen_list_recall(&sa->lists.seen, sequence);
}

bool ikt_isakmp_sa_delete(struct ikt_isakmp_sa *sa)
{
    if (sa->end.deleted)
        return false;
    sa->end.deleted = true;
    sa->end.ended = IKT_ENDED_DELETED;
    sa->end.deleted_before_end = !ikt_isakmp_sa_established(sa);
    return true;
}

static struct ikt_party party_of(const struct ikt_isakmp_sa *sa, bool initiator)
{
    const struct ikt_sa_peer *peer = &sa->peers[ikt_side(initiator)];
    return (struct ikt_party){
        .endpoint = initiator ? sa->index.initiator : sa->index.responder,
        .id = sa->phase1.id[ikt_side(initiator)],
        .vendor = peer->fingerprint.vendor,
        .vendor_guessed = peer->fingerprint.guessed,
        .vendor_name = peer->fingerprint.name,
        .vendor_evidence = peer->fingerprint.evidence,
        .behind_nat = peer->behind_nat,
        .seen = peer->seen,
        .psk = ikt_decryptor_psk(sa->decryptor, initiator),
    };
}

static void record_lists(struct ikt_phase1 *record, const struct ikt_sa_lists *lists)
{
    record->seen_count = lists->seen.count;
    record->seen = ikt_seen_list_data(&lists->seen);
    record->seen_more = lists->seen.more;
    record->seen_bare = ikt_seen_list_bare(&lists->seen);
    record->notification_count = lists->notifications.count;
    record->notifications = lists->notifications.items;
    record->notifications_more = lists->notifications.more;
    record->deletion_count = lists->deletions.count;
    record->deletions = lists->deletions.items;
    record->deletions_more = lists->deletions.more;
    record->icmp_count = lists->icmp.count;
    record->icmp = lists->icmp.items;
    record->icmp_more = lists->icmp.more;
}

const struct ikt_phase1 *ikt_isakmp_sa_record(struct ikt_isakmp_sa *sa)
{
    if (!sa->record)
        sa->record = g_new0(struct ikt_phase1, 1);
    struct ikt_phase1 *record = sa->record;

    record->initiator = party_of(sa, true);
    record->responder = party_of(sa, false);
    memcpy(record->initiator_cookie, sa->index.initiator_cookie, IKT_COOKIE_SIZE);
    memcpy(record->responder_cookie, sa->index.responder_cookie, IKT_COOKIE_SIZE);
    record->roles_known = sa->index.roles_known;
    record->exchange = sa->phase1.exchange;
    record->outcome = ikt_isakmp_sa_outcome(sa);
    record->ended = record->outcome == IKT_OUTCOME_ESTABLISHED ? sa->end.ended : IKT_ENDED_NOT;
    record->ios_state = ikt_isakmp_sa_ios_state(sa);
    record->start_time = sa->start_time;
    record->end_time = sa->phase1.end_time;
    record_lists(record, &sa->lists);
    record->tally = &sa->tally;
    record->decryption = sa->phase1.exchange == IKT_ABSENT ? IKT_DECRYPTION_UNKNOWN : sa->phase1.decryption;
    if ((record->decryption == IKT_DECRYPTION_CLEARTEXT || record->decryption == IKT_DECRYPTION_NO_KEY) &&
        ikt_decryptor_hash_refutes(sa->decryptor))
        record->decryption = IKT_DECRYPTION_BAD_KEY;
    record->refuted_count =
        record->decryption == IKT_DECRYPTION_BAD_KEY ? ikt_decryptor_refuted(sa->decryptor, record->refuted) : 0;
    record->missing = ikt_decryptor_missing(sa->decryptor);
    record->psk_differs = ikt_decryptor_psk_differs(sa->decryptor);
    record->offer = sa->phase1.offer;
    record->choice = sa->phase1.choice;
    record->authentication = ikt_isakmp_sa_method(sa);
    record->quick_modes = sa->quick_modes.total;
    record->dpd[0] = sa->dpd.asked_by[0];
    record->dpd[1] = sa->dpd.asked_by[1];
    record->dpd_guess = sa->dpd.longest;
    record->invalid_spi[0] = sa->invalid_spi[0];
    record->invalid_spi[1] = sa->invalid_spi[1];
    record->configuration = sa->configuration;
    if (sa->fragments)
        record->fragments_incomplete =
            ikt_fragments_incomplete(sa->fragments, &record->fragments_frame, &record->fragments_from_initiator);
    record->one_direction = ikt_isakmp_sa_one_direction(sa);
    record->evicted = sa->end.evicted;
    record->findings = (struct ikt_findings){0};
    return record;
}

void ikt_isakmp_sa_left_out(const struct ikt_isakmp_sa *sa, struct ikt_capture *out)
{
    out->evicted += sa->record->evicted;
    out->frames_bare += sa->record->seen_bare;
    out->keys_left_out += sa->record->missing == IKT_MISSING_TRIAL;
    out->left_out[IKT_LEFT_OUT_QUICK_MODES] += sa->quick_modes.unfound;
    out->left_out[IKT_LEFT_OUT_UNTRIED] += sa->untried;
}
