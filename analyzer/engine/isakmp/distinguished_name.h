/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Distinguished names: the subject of a certificate, as an identity of type ID_DER_ASN1_DN has it.
 */
#ifndef IKT_ISAKMP_DISTINGUISHED_NAME_H
#define IKT_ISAKMP_DISTINGUISHED_NAME_H

#include "iketriage/bytes.h"

/*
 * "C=CH, O=Example, CN=hub.example.com", in the order of the octets, its values made safe to print; an attribute
 * without a short name has its number. NULL where the octets are not one whole name. g_free.
 */
char *ikt_distinguished_name(struct ikt_bytes der);

#endif
