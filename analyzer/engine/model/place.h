/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where a router is reached: the crypto maps and the protected tunnels that are at work at one of its addresses, in
 * the order of the file.
 */
#ifndef IKT_MODEL_PLACE_H
#define IKT_MODEL_PLACE_H

#include <glib.h>

#include "model/model.h"

struct ikt_model_place {
    bool tunnel;                                  /* else a map */
    const struct ikt_router_map *map;             /* NULL: there is none of the name */
    const struct ikt_router_interface *interface; /* where it is applied, or the tunnel; NULL: not known */
    const char *map_name;                         /* as the interface has it; NULL: not known */
    enum ikt_tristate here;                       /* IKT_UNKNOWN: it may be at work there */
    bool named;                                   /* unknown, but who gave the file says that it is reached there */
    unsigned line;                                /* that applies it */
    const char *because;                          /* static: why it is not known; NULL: it is */
};

/* Maps and tunnels at one address that are looked at. */
#define IKT_MODEL_PLACES 256

/* Appends struct ikt_model_place. The same map on two interfaces of one address is one. False: there are more. */
bool ikt_model_places(const struct ikt_router *router, const struct ikt_address *local, bool translated, GArray *out);
/* An address of an interface, borrowed ones included; IKT_UNKNOWN: it has one that is not known. */
enum ikt_tristate ikt_model_interface_has(const struct ikt_router *router, const struct ikt_router_interface *one,
                                          const struct ikt_address *address);

/* The entries of all maps, and the templates of all dynamic maps, each in the order of its sequence numbers. */
struct ikt_model_index {
    GHashTable *maps, *templates; /* GPtrArray of struct ikt_router_entry, by name */
};
void ikt_model_index_begin(struct ikt_model_index *index, const struct ikt_router *router);
void ikt_model_index_end(struct ikt_model_index *index);
/* NULL: there is none of this name. */
const GPtrArray *ikt_model_entries(const struct ikt_model_index *index, const char *map);
const GPtrArray *ikt_model_templates(const struct ikt_model_index *index, const char *map);

#endif
