/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A router's log as events: what its lines say, one event for each thing said, in the order of the file. Formats:
 * "debug crypto isakmp/ipsec/engine" of IOS 12.2 to 15.9 and IOS XE 16/17, syslog, "show crypto ..." (and a few others
 * that are witnesses). Values are the printing router's own view: local and remote, whoever began.
 *
 * What a line does not say is absent: no family, IKT_ABSENT, IKT_TIME_NONE, 0 where that is said beside the member. But
 * for this: most lines of a debug name no peer and no Quick Mode. local, remote and message_id are then those that the
 * lines before have told of the same connection, where there is no doubt which one it is.
 */
#ifndef IKT_DOCUMENTS_LOG_EVENT_H
#define IKT_DOCUMENTS_LOG_EVENT_H

#include "documents/router.h"
#include "iketriage/logs.h"

enum ikt_log_event_kind {
    /* debug crypto ipsec */
    IKT_LOG_REQUEST,   /* sa_request: it asks for an SA (OUTBOUND): offer */
    IKT_LOG_VALIDATE,  /* validate_proposal_request: an offer it was made (INBOUND): offer; of transform NONE: none fits
                        */
    IKT_LOG_TRANSFORM, /* "Checking IPSec proposal", "transform 1, ESP_AES" and its attributes: offer's first part.
                          strongSwan's: text; sent: its own */
    IKT_LOG_ACCEPTABLE,            /* "atts are acceptable" */
    IKT_LOG_MAP_ACCEPTED,          /* "Map Accepted: CMAP, 10": name, number */
    IKT_LOG_TRANSFORM_REFUSED,     /* "transform proposal not supported for identity": text of the braces */
    IKT_LOG_OLD_TRANSFORM_REFUSED, /* "transform proposal (prot 3, trans 2, hmac_alg 2) not supported": offer */
    IKT_LOG_PROXIES_REFUSED, /* "proxy identities not supported", "did not find matching map", "no IPSEC cryptomap" */
    IKT_LOG_LOCAL_ADDRESS_REFUSED, /* "invalid local address A" */
    IKT_LOG_PEER_REFUSED,          /* "peer address A not found": text: A, which is the configured peer */
    IKT_LOG_FLAGS_REFUSED,         /* "invalid transform proposal flags -- 0x..": PFS */
    IKT_LOG_POLICY_ERROR,   /* "IPSec policy invalidated proposal with error N": number; 0: an old release, no number */
    IKT_LOG_PHASE2_REFUSED, /* "phase 2 SA policy not acceptable! (local L remote R)" */
    IKT_LOG_SA_CREATED,     /* "sa created": spi, offer */
    IKT_LOG_IPSEC_SA_DELETED, /* "deleting SA": spi */
    IKT_LOG_TIMER,            /* "request timer fired: count = N": offer: the networks */
    IKT_LOG_DELETE_IGNORED,   /* "ignoring request to send delete notify (no ISAKMP sa)": spi */
    /* debug crypto isakmp */
    IKT_LOG_STATE,        /* "Old State = X  New State = Y": text, other */
    IKT_LOG_PACKET,       /* received or sent a packet: remote, ports, text: the state word; sent; other: "I", "R" */
    IKT_LOG_RETRANSMIT,   /* "retransmitting phase 1 MM_KEY_EXCH...": number 1 or 2, text: the state word */
    IKT_LOG_NOTIFY,       /* "processing/Sending NOTIFY X protocol 3": notify, sent, protocol, spi, message_id */
    IKT_LOG_NODE_DELETED, /* "deleting node M error TRUE reason "QM rejected"": message_id, text: the reason, failed */
    IKT_LOG_SA_DELETED,   /* "deleting SA reason "..." state (I) MM_KEY_EXCH (peer A)": text, other */
    IKT_LOG_POLICY_ATTRIBUTE, /* "Encryption algorithm offered does not match policy!": text: which one */
    IKT_LOG_PHASE1_REFUSED,   /* "no offers accepted!", "phase 1 SA policy not acceptable!" */
    IKT_LOG_PHASE1_OFFER,     /* attributes of a phase 1 transform that is checked: phase1; failed: not acceptable */
    IKT_LOG_NO_KEY,           /* "No pre-shared key with A!", "No Cert or pre-shared address key" */
    IKT_LOG_KEY_FOUND,        /* "found peer pre-shared key matching A", "Found ADDRESS key in keyring X" */
    IKT_LOG_AUTHENTICATED,    /* "SA authentication status: authenticated", "SA has been authenticated with A" */
    IKT_LOG_QUICK_MODE_BEGUN, /* "beginning Quick Mode exchange, M-ID of N": message_id */
    IKT_LOG_QUICK_MODE_DONE,  /* IKE_QM_PHASE2_COMPLETE */
    IKT_LOG_INITIAL_CONTACT,  /* "Process initial contact" */
    IKT_LOG_NAT,              /* "NAT found", "His hash no match": text */
    IKT_LOG_PROFILE,          /* "peer matches P profile", "peer matches *none* of the profiles": name */
    IKT_LOG_IDENTITY,         /* ID payload: text: address or name, number: its type; sent: its own */
    IKT_LOG_NO_MAIN_MODE,     /* "Can not start Main mode" */
    IKT_LOG_XAUTH,            /* "Need XAUTH", CONF_XAUTH: text */
    IKT_LOG_DELETE_RECEIVED,  /* "processing DELETE payload" */
    IKT_LOG_BEGUN, /* "initiating Main Mode", "A is initiating a Main Mode", "IKE Initiator: New Phase 1": number: the
                      phase; sent: it is this router that begins */
    /* syslog: name is the mnemonic, text the message */
    IKT_LOG_MODE_FAILURE,
    IKT_LOG_BAD_MESSAGE,
    IKT_LOG_NO_SA,
    IKT_LOG_NOT_OFFERED,
    IKT_LOG_NOT_ENCRYPTED,
    IKT_LOG_AUTHENTICATION_FAILED,
    IKT_LOG_INVALID_SPI,
    IKT_LOG_INVALID_IDENTITY,
    IKT_LOG_NOT_IPSEC,
    IKT_LOG_REPLAY,
    IKT_LOG_HMAC,
    IKT_LOG_SESSION,       /* failed: DOWN */
    IKT_LOG_ISAKMP_ON_OFF, /* failed: OFF */
    IKT_LOG_DMVPN_SOCKET,  /* failed: DOWN; name: the tunnel */
    IKT_LOG_NHRP,          /* failed: down, or an error; name: the mnemonic, other: the reason */
    IKT_LOG_CSDL,     /* text: what is refused; number: of the policy. 65507 to 65514 are built in, and of no weight */
    IKT_LOG_FILTERED, /* %SEC-6: name: the access list, number: packets; failed: denied; protocol, remote to local */
    IKT_LOG_RECURSIVE_ROUTING,
    IKT_LOG_CERTIFICATE,
    IKT_LOG_OTHER_SYSLOG,
    /* show ... */
    IKT_LOG_SHOW_ISAKMP_SA,   /* a row: local = dst, remote = src, text: state, number: conn-id, other: status. Of an
                                 ASA (name is "asa"): remote, text, other: its role. Of "detail" (name is "detail"): local
                                 and remote are these, text is NULL */
    IKT_LOG_SHOW_IPSEC_SA,    /* a pair of idents, or what a filter left of it: show */
    IKT_LOG_SHOW_SESSION,     /* a flow of show crypto session, or a session without one: text: status, offer: networks,
                                 number: active SAs */
    IKT_LOG_SHOW_DMVPN,       /* a row: remote (NBMA), name: tunnel address, text: state, other: up/down time */
    IKT_LOG_SHOW_ENGINE,      /* a row of engine connections active: number: id, text: algorithm, show: counters */
    IKT_LOG_SHOW_MAP,         /* of show crypto map: name, number: sequence, text: a statement */
    IKT_LOG_SHOW_SET,         /* of show crypto ipsec transform-set: name, text, offer */
    IKT_LOG_SHOW_POLICY,      /* of show crypto isakmp policy: number: priority, phase1 */
    IKT_LOG_SHOW_ACCESS_LIST, /* a line: name, number: matches (IKT_ABSENT: none are told), text */
    IKT_LOG_SHOW_ROUTE,       /* a route, or "% Network not in table" (failed): text */
    IKT_LOG_SHOW_INTERFACE,   /* local: its address, name, text: its status; failed: not up */
    IKT_LOG_SHOW_EMPTY,       /* text: a show command that printed nothing but heads before the next prompt */
    IKT_LOG_SHOW_OTHER,       /* name: which ("nhrp", "isakmp key", "vpn-sessiondb", "map disabled"), text */
    /* what a user typed or a ping did */
    IKT_LOG_COMMAND, /* at a prompt: text */
    IKT_LOG_KIND_COUNT
};

/* What a Quick Mode was asked for, as the lines tell it. */
struct ikt_log_offer {
    struct ikt_proxy_text {           /* of the printing router's view */
        struct ikt_address low, high; /* of no family: not said */
        uint8_t protocol;
        uint16_t port;
    } local, remote;
    int protocol;                       /* IKT_PROTOCOL_ESP, or IKT_PROTOCOL_AH where there is no ESP; IKT_ABSENT */
    int transform, key_bits, integrity; /* of that protocol, RFC 2407's; IKT_ABSENT: not said, or none */
    int ah;                             /* AH's transform beside ESP; IKT_ABSENT: none */
    bool compressed;                    /* comp-lzs */
    bool transform_none;                /* "transform= NONE": nothing fits */
    int encapsulation;                  /* IKT_ENCAPSULATION_TUNNEL ... */
    int group;                          /* "group is 2" */
    int64_t seconds, kilobytes;
};

/* A phase 1 transform, in numbers of RFC 2409 appendix A; IKT_ABSENT: not said. */
struct ikt_log_policy {
    int transform; /* its number in the offer */
    int priority;  /* of the policy that it is held against */
    int encryption, key_bits, hash, group, authentication;
    int64_t seconds;
};

/* A pair of idents of "show crypto ipsec sa". */
struct ikt_log_ipsec_sa {
    struct ikt_log_offer networks;
    uint64_t encaps, decaps, send_errors, recv_errors;
    uint32_t outbound_spi, inbound_spi; /* 0: no SA */
    bool has_inbound, has_outbound;     /* SAs are listed, or settings of one stand there */
    bool has_counters;                  /* the counters are told */
    bool has_sections;                  /* the lists of SAs are told: without a filter that cuts them off */
    const char *map;                    /* tag */
    const char *interface;
    uint16_t peer_port;
};

struct ikt_log_event {
    enum ikt_log_event_kind kind;
    unsigned line;
    unsigned part;      /* of the file, between rules ("########"): what another part says may be another router's */
    ikt_time time;      /* by the router's own clock, in a year that is not known: differences alone count */
    const char *router; /* whose prompt or name is beside it; NULL: not said */
    int connection;     /* "ISAKMP:(1001)": IKT_ABSENT */
    struct ikt_address local, remote; /* of no family: not said */
    uint16_t local_port, remote_port; /* 0: not said */
    uint32_t message_id;              /* 0: not said; signed ones are told as what the wire has */
    uint32_t spi;                     /* 0: not said */
    int protocol;                     /* of IP or of a notify; IKT_ABSENT */
    int notify;                       /* type; IKT_ABSENT */
    bool sent, failed;
    int64_t number;                    /* IKT_ABSENT: none */
    const char *name, *text, *other;   /* NULL: none */
    const struct ikt_log_offer *offer; /* NULL: none */
    const struct ikt_log_policy *phase1;
    const struct ikt_log_ipsec_sa *show;
};

struct ikt_log {
    const char *name; /* of the file */
    bool bound;       /* the user named its router's address: */
    struct ikt_address of;
    struct ikt_router_name hostname; /* in its prompts, the only one; text NULL: none, or several */
    size_t count;
    const struct ikt_log_event *events;
    uint64_t left_out; /* events that are not kept, from the middle of many that say the same of the same pair */
    uint64_t lost;     /* of these, and of texts, those that may say something else: there are too many kinds of them */
};

/* NULL: there is none of that number. */
const struct ikt_log *ikt_logs_log(const struct ikt_logs *logs, size_t number);

#endif
