/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What libFuzzer and the replay driver both call.
 */
#ifndef IKT_TEST_FUZZ_MESSAGE_H
#define IKT_TEST_FUZZ_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
