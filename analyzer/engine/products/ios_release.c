/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "products/ios_release.h"

#include <string.h>

#include <glib.h>

/* The NAT traversal that a message's vendor IDs speak of. */
struct nat_traversal {
    bool rfc3947, drafts;
};

static void read_vendor_ids(const struct ikt_message *message, struct nat_traversal *out)
{
    const struct ikt_payload *payload;
    for (size_t i = 0; (payload = ikt_message_payload(message, IKT_PAYLOAD_VID, i)); i++) {
        const struct ikt_vendor_id *known = payload->vendor;
        if (!known)
            continue;
        out->rfc3947 = out->rfc3947 || strcmp(known->name, "RFC 3947 NAT-T") == 0;
        out->drafts = out->drafts || g_str_has_prefix(known->name, "NAT-T draft");
    }
}

static bool is_opening(enum ikt_message_name name)
{
    return name == IKT_MAIN1 || name == IKT_MAIN2 || name == IKT_AGGRESSIVE1 || name == IKT_AGGRESSIVE2;
}

/* Router logs and public captures: RFC 3947, then the drafts; older ones the drafts alone. A responder names the one
 * that it chose of those it was offered. */
enum ikt_ios_release ikt_ios_release_of(const struct ikt_phase1 *record, bool initiator)
{
    struct nat_traversal own = {0}, offered = {0};
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        if (!is_opening(seen->name) || !seen->message || seen->message->encrypted)
            continue;
        if (seen->from_initiator)
            read_vendor_ids(seen->message, &offered);
        if (seen->from_initiator == initiator)
            read_vendor_ids(seen->message, &own);
    }
    if (own.rfc3947)
        return IKT_RELEASE_LATER;
    return own.drafts && (initiator || offered.rfc3947) ? IKT_RELEASE_OLD : IKT_RELEASE_UNKNOWN;
}
