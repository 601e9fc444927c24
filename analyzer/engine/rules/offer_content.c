/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/offer_content.h"

#include "evidence/ios_words.h"

struct ikt_offer_content ikt_offer_content_of(const struct ikt_suites *suites)
{
    struct ikt_offer_content content = {0};
    if (!suites->complete)
        return (struct ikt_offer_content){true, true, true, true, true, true, true};
    for (unsigned i = 0; i < suites->count; i++) {
        const struct ikt_suite *suite = &suites->items[i];
        content.ios = content.ios || ikt_suite_has_ios(suite);
        content.ah = content.ah || suite->ah;
        content.ipcomp = content.ipcomp || suite->ipcomp;
        if (!suite->esp) {
            content.hash = true;
            content.strong = true;
            continue;
        }
        content.cipher = true;
        content.hash = content.hash || !ikt_transform_is_aead(suite->esp);
        content.aes_length = content.aes_length || suite->esp->key_bits != IKT_ABSENT;
        content.strong = content.strong || (suite->esp->id != IKT_ESP_DES && suite->esp->id != IKT_ESP_3DES &&
                                            suite->esp->integrity != IKT_INTEGRITY_HMAC_MD5);
    }
    return content;
}
