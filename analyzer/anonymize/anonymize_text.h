/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts of reports with what stands for addresses, names, cookies and SPIs in place of these. Numbers, words of our own
 * and markup stay. An address before "/24", a netmask or a wildcard is a network's.
 */
#ifndef IKT_ANONYMIZE_ANONYMIZE_TEXT_H
#define IKT_ANONYMIZE_ANONYMIZE_TEXT_H

#include "anonymizer.h"

enum ikt_text_kind {
    IKT_TEXT_PLAIN, /* with a terminal's colours or without */
    IKT_TEXT_JSON,  /* keys stay */
    IKT_TEXT_HTML   /* entities and the style sheet stay */
};

/* Appends. text holds whole words and, of JSON, whole strings. */
void ikt_anonymize_text(const struct ikt_anonymizer *anonymizer, enum ikt_text_kind kind, const char *text,
                        size_t length, GString *out);

#endif
