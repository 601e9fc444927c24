/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What one router prints, and the words that its commands have in common. A page is that of one router of one capture.
 * Texts of packets are escaped before they get here, names of configurations are printable.
 */
#ifndef IKT_REPORT_IOS_PAGE_H
#define IKT_REPORT_IOS_PAGE_H

#include "ios_kept.h"

/* Stands where a value is not known, whatever its kind. */
extern const char ikt_ios_unknown[];

struct ikt_ios_page {
    GString *out;
    const struct ikt_report_options *options;
    struct ikt_address own;
    char prompt[128];
    unsigned release; /* 12, 15 or 17: whose formats */
    bool configured;  /* it is a router of IOS whose configuration is known: */
    size_t config;
    const struct ikt_ios_kept *kept;
    bool documents; /* nothing was captured: it is known by all of its addresses */
    bool counted;   /* the capture has ESP or AH of anybody: packets that are not in it are none */
    ikt_time now;   /* as of then; IKT_TIME_NONE: no capture */
};

/* A router at an address that logs in this style. */
struct ikt_ios_page ikt_ios_page(const struct ikt_report_options *options, GString *out, const struct ikt_address *own,
                                 enum ikt_log_style style);
/* It is the router of this configuration. */
void ikt_ios_page_configure(struct ikt_ios_page *page, size_t config);
/* Formats of before 12.4(20)T? */
bool ikt_ios_page_is_old(const struct ikt_ios_page *page);
/* "R1#show crypto isakmp sa" */
void ikt_ios_command(struct ikt_ios_page *page, const char *command);

void ikt_ios_put(GString *out, const char *text);
/* A comment, which no reader of such output takes for some: "! text". */
void ikt_ios_comment(GString *out, const char *text);
/* "*Jan  2 03:04:05.678: " */
void ikt_ios_put_stamp(GString *out, ikt_time time);
/* Addresses of IPv6 in capitals, as IOS writes them; "unknown". Returns text. */
const char *ikt_ios_address(const struct ikt_address *address, char text[static IKT_ADDRESS_TEXT]);
/* IKT_ABSENT: "unknown". */
void ikt_ios_put_number(GString *out, int64_t number);
/* "192.168.1.0/255.255.255.0/0/0", "::/0/0/0" */
void ikt_ios_put_ident(GString *out, const struct ikt_ios_network *network);
/* The same as debugging prints it: protocol 256 for any, or "(type=4)" behind it. */
void ikt_ios_put_proxy(GString *out, const struct ikt_ios_network *network, bool old);
/* "0xB2C0867D(2998961789)" */
void ikt_ios_put_spi(GString *out, uint32_t spi);
/* "esp-256-aes esp-sha-hmac" of "esp-aes 256 esp-sha-hmac": show commands spell AES otherwise. */
void ikt_ios_put_shown(GString *out, const char *words);
/* All of a suite, as show commands or as statements spell it; "unknown" where IOS has no word for it. */
void ikt_ios_put_suite(GString *out, const struct ikt_ios_suite *suite, bool shown);
/* "Tunnel"; "unknown" */
const char *ikt_ios_mode(int encapsulation);
/* Do both say the same addresses, protocol and port? */
bool ikt_ios_network_equal(const struct ikt_ios_network *a, const struct ikt_ios_network *b);

/* A pair of networks with one peer: what show crypto ipsec sa has a block for. */
struct ikt_ios_pair {
    struct ikt_address own;
    struct ikt_endpoint peer;
    struct ikt_ios_network local, remote;
    const char *interface, *outside, *map; /* of its configuration; NULL: unknown */
    bool from_acl;                         /* its own access list, or its own request, says it */
    bool established;                      /* it had SAs */
    bool open;                             /* whether it has SAs is not known */
    uint64_t encaps, decaps;               /* of all of these */
    GPtrArray *up; /* of const struct ikt_ios_quick *: those whose SAs it has, the newest last */
    bool nat_traversal;
    char *interface_text, *outside_text, *map_text; /* owned */
};
/* Of a page's router, those of its configuration first (g_ptr_array_unref); more: left out. */
GPtrArray *ikt_ios_pairs(const struct ikt_ios_page *page, uint64_t *more);
/* Is this SA one that the page's router receives under? */
bool ikt_ios_is_inbound(const struct ikt_ios_page *page, const struct ikt_ios_quick *quick,
                        const struct ikt_ios_sa *sa);
/* Is it of the tunnel that is asked for, and of this router? Which end is it: 0 or 1; -1: none. */
int ikt_ios_quick_end(const struct ikt_ios_page *page, const struct ikt_ios_quick *quick);

/* ios_debug.c: what one end of a Quick Mode prints of it with debug crypto ipsec on (g_free). */
char *ikt_ios_debug(const struct ikt_report_options *options, const struct ikt_phase2 *record,
                    const struct ikt_ios_quick *quick, int end);
/* Of a phase 1, by the finding that its record has first; NULL: nothing. */
char *ikt_ios_debug_phase1(const struct ikt_report_options *options, const struct ikt_phase1 *record,
                           const struct ikt_ios_isakmp *isakmp, int end);
/* The lines that a router logs for a finding, which its initiator or its responder is; nothing for what is only
 * possible. False: there are none. */
bool ikt_ios_put_expected(struct ikt_ios_page *page, const struct ikt_finding *finding, bool initiator, ikt_time time);

/* ios_planned.c: where configurations alone are told. */
void ikt_ios_plan_requests(struct ikt_ios_kept *kept);
void ikt_ios_plan_tunnel(struct ikt_ios_kept *kept, const struct ikt_tunnel *tunnel);
/* ios_debug.c: the request of an ident, as it is sent or as its peer gets it. */
void ikt_ios_put_planned_request(struct ikt_ios_page *page, const struct ikt_ios_ident *ident, int end);

/* What each command prints: ios_isakmp.c, ios_ipsec.c, ios_engine.c, ios_sets.c; ios_debug.c what was kept of it. */
void ikt_ios_show_isakmp(struct ikt_ios_page *page);
void ikt_ios_show_ipsec(struct ikt_ios_page *page);
void ikt_ios_show_engine(struct ikt_ios_page *page);
void ikt_ios_show_sets(struct ikt_ios_page *page);
void ikt_ios_show_map(struct ikt_ios_page *page);

#endif
