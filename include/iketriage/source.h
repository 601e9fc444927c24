/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where a fact comes from: a frame of a capture, a line of a configuration, a line of a log. References are for people
 * to look at; they say nothing about order in time.
 */
#ifndef IKETRIAGE_SOURCE_H
#define IKETRIAGE_SOURCE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Unknown is a value: never "no". */
enum ikt_tristate {
    IKT_UNKNOWN = -1,
    IKT_NO = 0,
    IKT_YES = 1
};

enum ikt_ref_kind {
    IKT_REF_FRAME,  /* of a capture */
    IKT_REF_CONFIG, /* line of a configuration */
    IKT_REF_LOG,    /* line of a log */
    IKT_REF_KIND_COUNT
};

struct ikt_ref {
    uint64_t number; /* of the frame or line, from 1; 0: nowhere */
    uint16_t source; /* which of the captures, configurations or logs, from 0 in the order they were given */
    uint8_t kind;    /* enum ikt_ref_kind */
    uint8_t suspect; /* 1: of a configuration, a statement that may be at fault */
};

#ifdef __cplusplus
}
#endif

#endif
