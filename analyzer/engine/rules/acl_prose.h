/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What rules about the networks of a Quick Mode have in common: log, commands, and the fix of one ACL line.
 */
#ifndef IKT_RULES_ACL_PROSE_H
#define IKT_RULES_ACL_PROSE_H

#include "rules/prose.h"

/* clang-format off */
#define IKT_ACL_LOG IKT_LOG( \
    IKT_LOG_RESPONDER_IF(NEW, "proxies-read", "IPSEC(validate_proposal_request): proposal part #1,"), \
    IKT_LOG_RESPONDER_IF(NEW, "proxies-read", \
        "  (key eng. msg.) INBOUND local= <responder>:0, remote= <initiator>:0,"), \
    IKT_LOG_RESPONDER_IF(NEW, "proxies-read", "    local_proxy= <responder-proxy>,"), \
    IKT_LOG_RESPONDER_IF(NEW, "proxies-read", "    remote_proxy= <initiator-proxy>,"), \
    IKT_LOG_RESPONDER_IF(NEW, "no-proposal", "map_db_find_best did not find matching map"), \
    IKT_LOG_RESPONDER_IF(NEW, "no-proposal", "IPSEC(ipsec_process_proposal): proxy identities not supported"), \
    IKT_LOG_RESPONDER_IF(NEW, "no-proposal", "IPSec policy invalidated proposal with error 32"), \
    IKT_LOG_RESPONDER_IF(OLD, "no-proposal", "IPSEC(validate_transform_proposal): proxy identities not supported"), \
    IKT_LOG_RESPONDER_IF(OLD, "no-proposal", "ISAKMP: IPSec policy invalidated proposal"), \
    IKT_LOG_REFUSED)
#define IKT_ACL_SHOW IKT_LINES("show crypto map", "show access-lists", IKT_SHOW_SESSION, IKT_SHOW_DEBUG)
#define IKT_ACL_SUSPECT IKT_LINES( \
    "! on <responder>", \
    "<ip access-list extended> <ACL>", \
    " <responder-line>", \
    "! on <initiator>", \
    "<ip access-list extended> <ACL>", \
    " <initiator-line>", \
    "! on both", \
    "<crypto map> <MAP> <SEQ> ipsec-isakmp", \
    " match address <ACL>")
#define IKT_ACL_FIX IKT_LINES( \
    "configure terminal", \
    "<ip access-list extended> <ACL>", \
    " <sequence><SEQ-BEFORE-IT> <line>", \
    " no <old-line>", \
    "end", \
    "clear crypto sa peer <peer>")
#define IKT_ACL_UNDO IKT_LINES( \
    "configure terminal", \
    "<ip access-list extended> <ACL>", \
    " <sequence><SEQ-OF-IT> <old-line>", \
    " no <line>", \
    "end", \
    "clear crypto sa peer <peer>")
#define IKT_ACL_TOUCHES "Every map entry with this access list; what only the old line matched is no longer encrypted, and leaves " \
    "in clear where routes and filters let it, so where that traffic is wanted too, change the other router's line " \
    "instead; a tunnel interface (\"tunnel mode ipsec ipv4\") has no access list: there the other router needs a tunnel " \
    "interface too."
/* clang-format on */

#endif
