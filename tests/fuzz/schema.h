/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * JSON held to packaging/doc/iketriage-1.schema.json, as far as that uses the language of schemas: a word that is not
 * known aborts, so that none is passed over.
 */
#ifndef IKT_FUZZ_SCHEMA_H
#define IKT_FUZZ_SCHEMA_H

#include <jansson.h>

/* NULL: it is as the schema has it. Else what is wrong and where (g_free). */
char *schema_complaint(json_t *record);

#endif
