/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Values as logs write them. Each is taken off the beginning of a text that ends with NUL, behind blanks, "=" and ":";
 * on failure nothing is taken and out stays.
 */
#ifndef IKT_DOCUMENTS_LOG_VALUE_H
#define IKT_DOCUMENTS_LOG_VALUE_H

#include "documents/log_event.h"

/* What "iketriage -f ios" writes for a value that it does not know. */
extern const char ikt_log_unknown[];
/* NULL instead of it; NULL is allowed. */
const char *ikt_log_known(const char *name);
/* True, and the word taken, where it is the next one. */
bool ikt_log_take_unknown(struct ikt_bytes *text);

const char *ikt_log_skip_blanks(const char *at);
/* Decimal, with a sign or without, or 0x and hexadecimal; at most 64 bits. */
bool ikt_log_take_number(const char **at, int64_t *out);
/* "203.0.113.1" where no letter or digit follows; IPv6 likewise. */
bool ikt_log_take_address(const char **at, struct ikt_address *out);
/* The first address of the text, wherever it stands. */
bool ikt_log_find_address(const char **at, struct ikt_address *out);
/* "203.0.113.1:500", "203.0.113.1/500"; port 0: none is told. */
bool ikt_log_take_endpoint(const char **at, struct ikt_address *out, uint16_t *port);
/* A message ID, signed or not. */
bool ikt_log_take_message_id(const char **at, uint32_t *out);
/* "0xDA8E7DCB(3666771403)", "DA8E7DCB", "3666771403". False for what is longer than 32 bits: a pointer. */
bool ikt_log_take_spi(const char **at, uint32_t *out);
/* "10.0.0.0/255.255.255.0/0/0", "10.0.0.0/24", "2001:db8::/64/256/0"; protocol 256 is any. */
bool ikt_log_take_proxy(const char **at, struct ikt_proxy_text *out);
/* " 0x0 0x46 0x50 0x0": its octets as one number; IKT_ABSENT: none. */
int64_t ikt_log_take_octets(const char **at);
/* A word up to a blank or one of ",;)", at most 64 octets, as a view. */
struct ikt_bytes ikt_log_take_word(const char **at);

/* Nothing of it is said. */
struct ikt_log_offer ikt_log_no_offer(void);
struct ikt_log_policy ikt_log_no_policy(void);
/* "esp-aes 256 esp-sha-hmac  (Tunnel)", up to the end, or what is no transform. */
void ikt_log_read_transforms(struct ikt_bytes text, struct ikt_log_offer *out);

#endif
