/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Going through a text and replacing addresses, names, cookies and SPIs in it.
 */
#ifndef IKT_ANONYMIZE_TEXT_SCAN_H
#define IKT_ANONYMIZE_TEXT_SCAN_H

#include "anonymize_text.h"

/* An address or network, and what stands for it: a text names the same few over and over. */
struct ikt_scan_met {
    struct ikt_address original, mapped;
    unsigned prefix;
};

struct ikt_scan {
    const struct ikt_anonymizer *anonymizer;
    enum ikt_text_kind kind;
    const char *text;
    size_t length, at;
    size_t written;              /* so much of it is in out */
    struct ikt_scan_met met[16]; /* by the last octet; family IKT_FAMILY_NONE: none */
    bool hex_is_told;            /* JSON: of a key that holds an SPI or a cookie */
    bool spi_follows;            /* "SPI" was said, and SPIs alone since */
    GString *out;
};

/* text and out outlive the scan. */
struct ikt_scan ikt_scan_begin(const struct ikt_anonymizer *anonymizer, enum ikt_text_kind kind, const char *text,
                               size_t length, GString *out);
/* Replaces in what begins before end, a place where no word and no escape goes on. */
void ikt_scan_to(struct ikt_scan *scan, size_t end);
/* So many octets stay, and are written along with what stays behind them. */
void ikt_scan_pass(struct ikt_scan *scan, size_t count);
/* What was passed is appended to out. */
void ikt_scan_write(struct ikt_scan *scan);

#endif
