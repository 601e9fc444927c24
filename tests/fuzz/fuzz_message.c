/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Decodes the input as a message, as one that the capture cut, and opens it with its own ciphertext as plaintext.
 */
#include "invariants.h"

#include "fuzz_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ikt_bytes octets = {size > 0 ? data : NULL, size};
    /* The last octet says how much of the packet the capture lacks. */
    size_t lacking = size > 0 ? data[size - 1] % 64U : 0;
    struct ikt_message *whole = ikt_message_decode(octets, size);
    struct ikt_message *cut = ikt_message_decode(octets, size + lacking);

    check_message(whole);
    check_message(cut);
    const struct ikt_message *closed[] = {whole, cut};
    for (size_t i = 0; i < G_N_ELEMENTS(closed); i++) {
        if (!closed[i]->encrypted)
            continue;
        struct ikt_message *opened = ikt_message_open(closed[i], closed[i]->ciphertext, closed[i]->header.next_payload);
        struct ikt_message *kept = ikt_message_ref(opened);
        check_message(opened);
        (void)ikt_message_well_formed(opened, 8);
        ikt_message_unref(opened);
        (void)ikt_message_well_formed(kept, 16);
        ikt_message_unref(kept);
    }
    ikt_message_unref(cut);
    ikt_message_unref(whole);
    return 0;
}
