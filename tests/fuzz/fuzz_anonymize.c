/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The input as a message that is made anew, as a message of IKEv2, and as a document whose words are names in itself as
 * a text of each kind. A message of IKEv1 comes out as one with the same payloads.
 */
#include <gcrypt.h>
#include <string.h>

#include "anonymize/anonymize_message.h"
#include "anonymize/anonymize_text.h"

#include "fuzz_message.h"

static struct ikt_anonymizer *make(void)
{
    static const uint8_t secret[] = "of the fuzzer";
    if (!gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) {
        gcry_check_version(NULL);
        gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
        gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    }
    return ikt_anonymizer_new((struct ikt_bytes){secret, sizeof secret}, NULL);
}

static void check_message_made(struct ikt_anonymizer *anonymizer, struct ikt_message *message)
{
    const struct ikt_message_event event = {.message = message,
                                            .packet = {.source = {.address = {.family = IKT_FAMILY_IPV4}, .port = 500},
                                                       .destination = {.address = {.family = IKT_FAMILY_IPV6}}}};
    g_autoptr(GByteArray) out = g_byte_array_new();
    ikt_anonymize_learn_message(anonymizer, &event);
    ikt_anonymize_message(anonymizer, &event, out);
    g_assert_true(message->has_header == (out->len > 0));
    if (out->len == 0)
        return;
    struct ikt_message *made = ikt_message_decode((struct ikt_bytes){out->data, out->len}, out->len);
    g_assert_true(made->has_header);
    g_assert_cmpuint(made->header.exchange, ==, message->header.exchange);
    ikt_message_unref(made);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct ikt_bytes octets = {size > 0 ? data : NULL, size};
    struct ikt_anonymizer *anonymizer = make();
    struct ikt_message *message = ikt_message_decode(octets, size);
    check_message_made(anonymizer, message);
    if (message->encrypted) {
        struct ikt_message *opened = ikt_message_open(message, message->ciphertext, message->header.next_payload);
        check_message_made(anonymizer, opened);
        ikt_message_unref(opened);
    }
    ikt_message_unref(message);
    g_autoptr(GByteArray) made = g_byte_array_new();
    ikt_anonymize_ikev2(anonymizer, octets, made);
    g_assert_true(made->len == 0 || made->len == size);
    ikt_anonymize_quoted(anonymizer, octets, made);
    ikt_anonymizer_learn_document(anonymizer, octets);
    g_autoptr(GString) text = g_string_new(NULL);
    for (int kind = IKT_TEXT_PLAIN; kind <= IKT_TEXT_HTML; kind++)
        ikt_anonymize_text(anonymizer, (enum ikt_text_kind)kind, (const char *)data, size, text);
    ikt_anonymizer_free(anonymizer);
    return 0;
}
