/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "track/reorder.h"
#include "track/sa_state.h"

static void message_release(gpointer message)
{
    ikt_message_unref(message);
}

struct ikt_isakmp_sa *ikt_isakmp_sa_new(struct ikt_keyring *keyring, const struct ikt_header *header,
                                        const struct ikt_endpoint *initiator, const struct ikt_endpoint *responder,
                                        const struct ikt_packet *packet)
{
    static const uint8_t none[IKT_COOKIE_SIZE];
    struct ikt_isakmp_sa *sa = g_new0(struct ikt_isakmp_sa, 1);

    memcpy(sa->initiator_cookie, header->initiator_cookie, IKT_COOKIE_SIZE);
    memcpy(sa->responder_cookie, header->responder_cookie, IKT_COOKIE_SIZE);
    sa->answered = memcmp(header->responder_cookie, none, IKT_COOKIE_SIZE) != 0;
    sa->initiator.endpoint = *initiator;
    sa->initiator.behind_nat = IKT_UNKNOWN;
    sa->responder.endpoint = *responder;
    sa->responder.behind_nat = IKT_UNKNOWN;
    sa->decryptor = ikt_decryptor_new(keyring, header->initiator_cookie, initiator, responder);
    sa->exchange = IKT_ABSENT;
    sa->seen = ikt_seen_new();
    sa->notifications = g_array_new(FALSE, FALSE, sizeof(struct ikt_notification));
    sa->deletions = g_array_new(FALSE, FALSE, sizeof(struct ikt_deletion));
    sa->icmp = g_array_new(FALSE, FALSE, sizeof(struct ikt_icmp));
    sa->kept = g_ptr_array_new_with_free_func(message_release);
    sa->newest = IKT_MESSAGE_OTHER;
    sa->configuration.xauth_ok = IKT_UNKNOWN;
    sa->decryption = IKT_DECRYPTION_CLEARTEXT;
    sa->start_time = packet->time;
    sa->last_time = packet->time;
    sa->end_time = packet->time;
    sa->first_frame = packet->frame;
    sa->quick_modes = g_hash_table_new(NULL, NULL);
    sa->recent.data = sa;
    sa->due.link.data = &sa->due;
    sa->due.sa = sa;
    return sa;
}

static void party_clear(struct ikt_party *party)
{
    g_free((char *)party->vendor_evidence);
}

void ikt_isakmp_sa_free(struct ikt_isakmp_sa *sa)
{
    struct ikt_quick_mode *quick;
    while ((quick = g_queue_pop_head(&sa->quick_order)))
        ikt_quick_mode_free(quick);
    g_hash_table_destroy(sa->quick_modes);
    ikt_decryptor_free(sa->decryptor);
    ikt_fragments_free(sa->fragments);
    ikt_early_free(sa->early);
    party_clear(&sa->initiator);
    party_clear(&sa->responder);
    g_array_unref(sa->seen);
    g_array_unref(sa->notifications);
    g_array_unref(sa->deletions);
    g_array_unref(sa->icmp);
    g_ptr_array_unref(sa->kept);
    if (sa->digests)
        g_hash_table_destroy(sa->digests);
    g_queue_clear_full(&sa->digest_order, g_free);
    g_free(sa);
}

bool ikt_isakmp_sa_from_initiator(const struct ikt_isakmp_sa *sa, const struct ikt_endpoint *source,
                                  const struct ikt_endpoint *destination)
{
    const struct ikt_address *initiator = &sa->initiator.endpoint.address;
    const struct ikt_address *responder = &sa->responder.endpoint.address;

    if (ikt_address_equal(initiator, responder))
        return source->port == sa->initiator.endpoint.port || destination->port == sa->responder.endpoint.port;
    if (ikt_address_equal(&source->address, initiator))
        return true;
    if (ikt_address_equal(&source->address, responder))
        return false;
    /* An address in between was translated: the other end still tells. */
    return !ikt_address_equal(&destination->address, initiator);
}

/* The method that was chosen, or the one that every offered transform names. */
int ikt_isakmp_sa_method(const struct ikt_isakmp_sa *sa)
{
    const struct ikt_sa *source = sa->choice ? sa->choice : sa->offer;
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
    const struct ikt_cipher_sizes sizes = {ikt_decryptor_block_size(sa->decryptor),
                                           ikt_decryptor_hash_size(sa->decryptor), IKT_PADDING_UNKNOWN};
    ikt_dpd_learn_length(&sa->dpd, &sizes, seen);
    ikt_seen_add(sa->seen, seen);
}

const struct ikt_phase1 *ikt_isakmp_sa_record(struct ikt_isakmp_sa *sa)
{
    struct ikt_phase1 *record = &sa->record;

    sa->initiator.psk = ikt_decryptor_psk(sa->decryptor, true);
    sa->responder.psk = ikt_decryptor_psk(sa->decryptor, false);
    record->initiator = sa->initiator;
    record->responder = sa->responder;
    memcpy(record->initiator_cookie, sa->initiator_cookie, IKT_COOKIE_SIZE);
    memcpy(record->responder_cookie, sa->responder_cookie, IKT_COOKIE_SIZE);
    record->exchange = sa->exchange;
    record->outcome = ikt_isakmp_sa_outcome(sa);
    record->ended = record->outcome == IKT_OUTCOME_ESTABLISHED ? sa->ended : IKT_ENDED_NOT;
    record->ios_state = ikt_isakmp_sa_ios_state(sa);
    record->start_time = sa->start_time;
    record->end_time = sa->end_time;
    record->seen_count = sa->seen->len;
    record->seen = (const struct ikt_seen *)(void *)sa->seen->data;
    record->decryption = sa->exchange == IKT_ABSENT ? IKT_DECRYPTION_UNKNOWN : sa->decryption;
    record->missing = ikt_decryptor_missing(sa->decryptor);
    record->psk_differs = ikt_decryptor_psk_differs(sa->decryptor);
    record->offer = sa->offer;
    record->choice = sa->choice;
    record->authentication = ikt_isakmp_sa_method(sa);
    record->notification_count = sa->notifications->len;
    record->notifications = (const struct ikt_notification *)(void *)sa->notifications->data;
    record->deletion_count = sa->deletions->len;
    record->deletions = (const struct ikt_deletion *)(void *)sa->deletions->data;
    record->icmp_count = sa->icmp->len;
    record->icmp = (const struct ikt_icmp *)(void *)sa->icmp->data;
    record->quick_modes = sa->quick_total;
    record->dpd[0] = sa->dpd.asked_by[0];
    record->dpd[1] = sa->dpd.asked_by[1];
    record->dpd_guess = sa->dpd.longest;
    record->configuration = sa->configuration;
    if (sa->fragments)
        record->fragments_incomplete =
            ikt_fragments_incomplete(sa->fragments, &record->fragments_frame, &record->fragments_from_initiator);
    record->one_direction = ikt_isakmp_sa_one_direction(sa);
    record->findings = (struct ikt_findings){0};
    return record;
}
