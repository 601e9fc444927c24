/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The validity of an X.509 certificate (RFC 5280 section 4.1.2.5). Nothing else of it is read, and no signature
 * checked.
 */
#ifndef IKT_ISAKMP_CERTIFICATE_H
#define IKT_ISAKMP_CERTIFICATE_H

#include "iketriage/message.h"

/* "X.509 certificate - signature" among the encodings of a CERT payload, RFC 2408 section 3.9 */
#define IKT_CERT_X509_SIGNATURE 4

struct ikt_validity {
    ikt_time not_before, not_after; /* both count as valid */
};

/* certificate: DER. False, and nothing written, where it does not parse as far as its validity. */
bool ikt_certificate_validity(struct ikt_bytes certificate, struct ikt_validity *out);

#endif
