/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "meaning.h"

#include <stddef.h>

#include "iketriage/isakmp.h"

const char *ikt_notify_meaning(uint16_t type)
{
    switch (type) {
    case IKT_NOTIFY_NO_PROPOSAL_CHOSEN:
        return "The proposal was refused. IOS says so for transform sets, PFS, proxies and unknown peers alike; the "
               "notify alone does not tell which.";
    case IKT_NOTIFY_INVALID_ID_INFORMATION:
        return "An identity was refused: in Quick Mode the proxies, that is the crypto ACL; in phase 1 the peer's ID.";
    case IKT_NOTIFY_AUTHENTICATION_FAILED:
        return "The peer could not be authenticated: a preshared key, a certificate or an ID.";
    case IKT_NOTIFY_PAYLOAD_MALFORMED:
        return "The message made no sense when decrypted; most often the preshared keys differ.";
    case IKT_NOTIFY_INVALID_PAYLOAD_TYPE:
        return "A payload of unknown type was found; after decryption often a sign of keys that differ.";
    case IKT_NOTIFY_INVALID_HASH_INFORMATION:
        return "The HASH does not fit: the two sides do not have the same keys.";
    case IKT_NOTIFY_INVALID_KEY_INFORMATION:
        return "The KE payload is not acceptable: its group is not the one that is wanted.";
    case IKT_NOTIFY_INVALID_COOKIE:
        return "The sender knows no ISAKMP SA with these cookies.";
    case IKT_NOTIFY_INVALID_SPI:
        return "The sender knows no SA with this SPI: it was deleted, or the router was reloaded.";
    case IKT_NOTIFY_ATTRIBUTES_NOT_SUPPORTED:
        return "An attribute of the proposal is not supported.";
    case IKT_NOTIFY_BAD_PROPOSAL_SYNTAX:
        return "The proposal could not be read.";
    case IKT_NOTIFY_RESPONDER_LIFETIME:
        return "The responder will use a shorter lifetime than was proposed.";
    case IKT_NOTIFY_INITIAL_CONTACT:
        return "The sender has no other SA with this peer: older ones are to be dropped.";
    case IKT_NOTIFY_CONNECTED:
        return "The responder has installed its SAs and is ready for traffic.";
    case IKT_NOTIFY_R_U_THERE:
        return "Dead peer detection: is the peer alive?";
    case IKT_NOTIFY_R_U_THERE_ACK:
        return "Dead peer detection: the answer, alive.";
    default:
        return NULL;
    }
}
