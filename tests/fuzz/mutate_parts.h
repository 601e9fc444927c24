/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IKT_FUZZ_MUTATE_PARTS_H
#define IKT_FUZZ_MUTATE_PARTS_H

/* Of a target's input: between its first octet and its frames, so many parts stand behind their lengths (2). */
extern const unsigned mutate_parts;

#endif
