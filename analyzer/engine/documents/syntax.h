/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whose syntax a configuration is written in, by its content.
 */
#ifndef IKT_DOCUMENTS_SYNTAX_H
#define IKT_DOCUMENTS_SYNTAX_H

#include "iketriage/bytes.h"

enum ikt_config_syntax {
    IKT_SYNTAX_IOS, /* and what is none of the others */
    IKT_SYNTAX_ASA,
    IKT_SYNTAX_SWANCTL,   /* swanctl.conf of strongSwan */
    IKT_SYNTAX_IPSEC_CONF /* ipsec.conf of strongSwan, libreswan and their ancestors */
};

enum ikt_config_syntax ikt_config_syntax_of(struct ikt_bytes content);

#endif
