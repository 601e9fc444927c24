/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Quick Modes that no key opens: what lengths say of KE, transforms, IDs and the other direction, and how often one was
 * tried. Lengths are those that daemons and IOS routers really sent, or worked out from the layouts of RFC 2407 and
 * 2408; the reference negotiations, whose keys tell what was in each message, say whether the model holds.
 */
#include "truths.h"
#include <string.h>

#include "rules/ke_size.h"
#include "fixture.h"

static struct ikt_ke_guess ke_guess(uint32_t length, unsigned block, unsigned hash)
{
    struct ikt_cipher_sizes sizes = {block, hash, IKT_PADDING_UNKNOWN};
    return ikt_ke_guess(length, &sizes, IKT_FAMILY_IPV4);
}

static void test_ke(void)
{
    g_assert_cmpint(ke_guess(172, 16, 20).present, ==, IKT_NO);
    g_assert_cmpint(ke_guess(188, 16, 20).present, ==, IKT_NO);
    struct ikt_ke_guess guess = ke_guess(444, 16, 20); /* AES, SHA1, group 14 */
    g_assert_cmpint(guess.present, ==, IKT_YES);
    g_assert_nonnull(strstr(guess.groups, "14"));
    g_assert_null(strstr(guess.groups, "5"));
    g_assert_nonnull(strstr(ke_guess(316, 16, 20).groups, "2"));
    g_assert_cmpint(ke_guess(220, 16, 20).present, ==, IKT_UNKNOWN); /* AH and ESP, or a small group */
    g_assert_cmpint(ke_guess(444, 0, 0).present, ==, IKT_UNKNOWN);
    g_assert_cmpint(ke_guess(0, 16, 20).present, ==, IKT_UNKNOWN);
}

/* IDs of IPv6 networks have 48 octets more: SA 64, NONCE 24 or 36, IDs 80, HASH 24. */
static void test_ke_ipv6(void)
{
    struct ikt_cipher_sizes sizes = {16, 20, IKT_PADDING_UNKNOWN};
    const uint32_t tight = 28 + 192, whole = tight + 16, group14 = 28 + 464; /* KE 260 and the group's attribute 4 */
    g_assert_cmpint(ikt_ke_guess(tight, &sizes, IKT_FAMILY_IPV6).present, ==, IKT_NO);
    g_assert_cmpint(ikt_ke_guess(whole, &sizes, IKT_FAMILY_IPV6).present, ==, IKT_NO);
    g_assert_cmpint(ke_guess(whole, 16, 20).present, ==, IKT_YES); /* as IPv4 it would be group 19 */
    struct ikt_ke_guess guess = ikt_ke_guess(group14, &sizes, IKT_FAMILY_IPV6);
    g_assert_cmpint(guess.present, ==, IKT_YES);
    g_assert_nonnull(strstr(guess.groups, "14"));
}

static void test_room(void)
{
    struct ikt_cipher_sizes sizes = {16, 20, IKT_PADDING_TIGHT};
    /* SA 12 + 12 + 8 + 24, NONCE 36, two subnets 32: 124 and HASH 24 are 148 -> 160, with the header 188 */
    struct ikt_room room = ikt_transform_room(188, &sizes, 0, true, IKT_FAMILY_IPV4);
    g_assert_cmpuint(room.least, ==, 1);
    g_assert_cmpuint(room.most, <=, 3);
    /* two hosts in transport mode without IDs: 12 + 12 + 8 + 24 + 36 = 92, 116 -> 128, 156 */
    room = ikt_transform_room(156, &sizes, 0, true, IKT_FAMILY_IPV4);
    g_assert_cmpuint(room.most, <=, 1);
    room = ikt_transform_room(156, &sizes, 0, false, IKT_FAMILY_IPV4);
    g_assert_cmpuint(room.least, ==, 1);
    /* a HASH and little more */
    room = ikt_transform_room(92, &sizes, 0, false, IKT_FAMILY_IPV4);
    g_assert_cmpuint(room.most, ==, 0);
    room = ikt_transform_room(92, &(struct ikt_cipher_sizes){0, 0, IKT_PADDING_UNKNOWN}, 0, false, IKT_FAMILY_IPV4);
    g_assert_cmpuint(room.most, ==, 0);
    /* eight suites and nothing less than four */
    room = ikt_transform_room(12 + 8 * 48 + 36 + 32 + 24 + 28, &sizes, 0, true, IKT_FAMILY_IPV4);
    g_assert_cmpuint(room.least, >=, 4);
    g_assert_cmpuint(room.most, >=, 8);
}

/* A closed Quick Mode of 203.0.113.1, refused; and one of the peer, closed as well, AES and SHA1 for both. */
static void closed(struct quick *q, uint32_t ours, uint32_t theirs, enum ikt_outcome outcome)
{
    quick_init(q, AES256_SHA, IKT_ABSENT);
    quick_refuse(q, IKT_ABSENT);
    struct ikt_history *history =
        quick_remember(q, true, AES256_SHA, IKT_ABSENT, "192.168.2.0/24", "192.168.1.0/24", outcome);
    history->offer = history->choice = NULL;
    history->proxy_initiator = history->proxy_responder = NULL;
    history->length = theirs;
    quick_close(q, ours, 16, 20);
    q->seen[1].length = 76;
}

static guint place(const GPtrArray *findings, enum ikt_rule rule)
{
    for (guint i = 0; i < findings->len; i++) {
        if (((const struct told *)g_ptr_array_index(findings, i))->rule == rule)
            return i;
    }
    return G_MAXUINT;
}

/* Each family of causes once before one of them twice: no length tells a cipher from a hash. */
static void test_families(void)
{
    struct quick q;
    closed(&q, 188, 188, IKT_OUTCOME_REJECTED);
    q.evidence.history_count = 0;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpuint(place(findings, IKT_RULE_ACL_NOT_MIRRORED), <, 3);
    g_assert_cmpuint(place(findings, IKT_RULE_TS_CIPHER), <, 3);
    g_assert_cmpuint(place(findings, IKT_RULE_PFS_REQUIRED_NOT_OFFERED), <, 3);
    for (guint i = 0; i < findings->len; i++)
        g_assert_cmpint(((struct told *)g_ptr_array_index(findings, i))->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
}

static void test_same_length(void)
{
    struct quick q;
    closed(&q, 188, 188, IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *first = find(findings, IKT_RULE_ACL_NOT_MIRRORED);
    g_assert_true(says(first, "PFS on both sides or on neither"));
    g_assert_cmpuint(place(findings, IKT_RULE_PFS_REQUIRED_NOT_OFFERED), >,
                     place(findings, IKT_RULE_PEER_ADDRESS_WRONG));
    /* IOS and strongSwan pad an aligned message by a block, libreswan does not */
    closed(&q, 188, 204, IKT_OUTCOME_REJECTED);
    q.phase1.initiator.vendor = IKT_VENDOR_LIBRESWAN;
    q.phase1.responder.vendor = IKT_VENDOR_CISCO_IOS;
    g_autoptr(GPtrArray) padded = quick_diagnose(&q);
    g_assert_true(says(find(padded, IKT_RULE_ACL_NOT_MIRRORED), "PFS on both sides or on neither"));
    q.phase1.responder.vendor = IKT_VENDOR_LIBRESWAN;
    g_autoptr(GPtrArray) differ = quick_diagnose(&q);
    g_assert_true(says(find(differ, IKT_RULE_ACL_NOT_MIRRORED), "16 more, which is no KE"));
}

static void test_other_way_up(void)
{
    struct quick q;
    closed(&q, 188, 188, IKT_OUTCOME_ESTABLISHED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_ACL_NOT_MIRRORED));
    g_assert_cmpuint(place(findings, IKT_RULE_TS_CIPHER), >, 0);
    closed(&q, 188, 316, IKT_OUTCOME_ESTABLISHED);
    g_autoptr(GPtrArray) required = quick_diagnose(&q);
    g_assert_true(is_first(required, IKT_RULE_PFS_REQUIRED_NOT_OFFERED));
    g_assert_true(says(find(required, IKT_RULE_PFS_REQUIRED_NOT_OFFERED), "which came up"));
    /* several sets are as long; only an answer, which holds a single suite, shows a KE for sure */
    g_assert_true(g_str_has_suffix(find(required, IKT_RULE_PFS_REQUIRED_NOT_OFFERED)->summary,
                                   "has room for group 2 or 21, or for several transform sets"));
    q.history[0].answer_length = 284; /* a KE of group 2 and one suite */
    g_autoptr(GPtrArray) answered = quick_diagnose(&q);
    g_assert_false(
        g_str_has_suffix(find(answered, IKT_RULE_PFS_REQUIRED_NOT_OFFERED)->summary, "several transform sets"));
}

/* One to three blocks are another number of transforms or protocols, never PFS. */
static void test_blocks(void)
{
    struct quick q;
    closed(&q, 172, 220, IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_TS_CIPHER));
    g_assert_nonnull(find(findings, IKT_RULE_TS_AH_ESP));
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_PFS_REQUIRED_NOT_OFFERED), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_true(says(find(findings, IKT_RULE_TS_CIPHER), "48 more, which is no KE"));
    /* another cipher under the peer's own ISAKMP SA: 3DES and MD5, 172 bytes as well but 8 octets a block */
    closed(&q, 172, 172, IKT_OUTCOME_REJECTED);
    q.history[0].block_size = 8;
    q.history[0].hash_size = 16;
    g_autoptr(GPtrArray) other = quick_diagnose(&q);
    g_assert_true(says(find(other, IKT_RULE_ACL_NOT_MIRRORED), "PFS on both sides or on neither"));
}

static void test_answer(void)
{
    struct quick q;
    closed(&q, 188, 188, IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(says(find(findings, IKT_RULE_TS_CIPHER), "76 bytes can be an error notify or a DELETE of SPIs"));
    g_assert_true(says(find(findings, IKT_RULE_TS_CIPHER), "no SA that a DELETE could end"));
    closed(&q, 188, 188, IKT_OUTCOME_ESTABLISHED);
    q.seen[1].length = 92;
    g_autoptr(GPtrArray) later = quick_diagnose(&q);
    g_assert_true(says(find(later, IKT_RULE_ACL_NOT_MIRRORED),
                       "an error notify, a DELETE of SPIs, a DELETE of the ISAKMP SA or one of dead peer detection"));
    g_assert_true(says(find(later, IKT_RULE_ACL_NOT_MIRRORED), "SAs exist that a DELETE could end"));
    q.seen[1].length = 124;
    g_autoptr(GPtrArray) odd = quick_diagnose(&q);
    g_assert_true(says(find(odd, IKT_RULE_ACL_NOT_MIRRORED), "of no error notify that is known"));
}

/* QM2 holds one suite: where it is too short for a KE, message 1 has several suites and none either. */
static void test_second_message(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_see(&q, IKT_QUICK2, 21, false);
    quick_see(&q, IKT_QUICK2, 22, false);
    q.record.outcome = IKT_OUTCOME_NO_RESPONSE;
    quick_close(&q, 316, 16, 20);
    for (unsigned i = 1; i < 3; i++)
        q.seen[i].length = 172;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(says(find(findings, IKT_RULE_QM_NO_RESPONSE), "so there is no PFS"));
    for (unsigned i = 1; i < 3; i++)
        q.seen[i].length = 316;
    g_autoptr(GPtrArray) with = quick_diagnose(&q);
    g_assert_true(says(find(with, IKT_RULE_QM_NO_RESPONSE), "fit a KE of group 2"));
}

static void test_product(void)
{
    struct quick q;
    closed(&q, 188, 188, IKT_OUTCOME_REJECTED);
    q.phase1.responder.vendor = IKT_VENDOR_CISCO_IOS;
    q.phase1.responder.vendor_name = "Cisco IOS/ASA family";
    g_autoptr(GPtrArray) ios = quick_diagnose(&q);
    g_assert_true(says(find(ios, IKT_RULE_TS_CIPHER), "IOS sends one answer for transforms, networks"));
    g_assert_false(says(find(ios, IKT_RULE_TS_CIPHER), "The responder is taken for"));
    q.phase1.responder.vendor = IKT_VENDOR_LIBRESWAN;
    q.phase1.responder.vendor_name = "libreswan";
    q.phase1.responder.vendor_guessed = true;
    q.phase1.responder.vendor_evidence = "attributes in this order";
    g_autoptr(GPtrArray) other = quick_diagnose(&q);
    g_assert_true(says(find(other, IKT_RULE_TS_CIPHER), "taken for libreswan: attributes in this order"));
    g_assert_true(says(find(other, IKT_RULE_TS_CIPHER), "one answer for networks and another"));
    g_assert_null(find(other, IKT_RULE_PEER_ADDRESS_WRONG));
}

static void test_padding(void)
{
    struct quick q;
    closed(&q, 188, 188, IKT_OUTCOME_REJECTED);
    struct ikt_seen fifth = q.seen[0];
    fifth.name = IKT_MAIN5; /* ID 12, HASH 24, INITIAL-CONTACT 28, and a block of padding: as IOS sends it */
    fifth.length = 108;
    fifth.frame = 5;
    q.phase1.seen = &fifth;
    q.phase1.seen_count = 1;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(says(find(findings, IKT_RULE_TS_CIPHER),
                       "Frame 5 shows, if the identity in it is an address, that 203.0.113.1 pads by a whole block"));
}

/* Another line of the same map entry: what came up a moment ago had the same sets and PFS. */
static void test_own_success(void)
{
    struct quick q;
    closed(&q, 188, 188, IKT_OUTCOME_ESTABLISHED);
    q.history[0].initiator = q.phase1.initiator.endpoint.address;
    q.history[0].time = 995 * IKT_SECOND;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_ACL_NOT_MIRRORED));
    g_assert_true(says(g_ptr_array_index(findings, 0), "came up 5 s before, frame 10"));
    /* nobody types another configuration in seconds; in two minutes somebody may */
    static const ikt_time long_before[] = {880, 100};
    for (size_t i = 0; i < G_N_ELEMENTS(long_before); i++) {
        q.history[0].time = long_before[i] * IKT_SECOND;
        g_autoptr(GPtrArray) older = quick_diagnose(&q);
        g_assert_true(says(g_ptr_array_index(older, 0), "either the configuration has changed since"));
    }
    q.history[0].length = 204;
    g_autoptr(GPtrArray) other = quick_diagnose(&q);
    g_assert_false(says(g_ptr_array_index(other, 0), "came up"));
}

static void retry(struct quick *q, unsigned seconds)
{
    struct ikt_history *history =
        quick_remember(q, false, AES256_SHA, IKT_ABSENT, "192.168.1.0/24", "192.168.2.0/24", IKT_OUTCOME_REJECTED);
    history->frame = 20 - seconds / 10;
    history->time = (1000 - (ikt_time)seconds) * IKT_SECOND;
    history->length = 188;
}

static void test_retries(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    retry(&q, 60);
    retry(&q, 30);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = g_ptr_array_index(findings, 0);
    g_assert_true(says(finding, "has tried 3 times so far, every 30 s, from frame 14 to frame 20"));
    g_assert_true(says(finding, "IOS keeps this rhythm"));
    /* those for other networks are no retries of this one */
    q.history_ids[0][0] = identity("192.168.9.0/24", 0, 0);
    g_autoptr(GPtrArray) two = quick_diagnose(&q);
    g_assert_true(says(g_ptr_array_index(two, 0), "has tried 2 times so far, 30 s apart, from frame 17 to frame 20"));
    /* nor is what came up */
    q.history_ids[0][0] = identity("192.168.1.0/24", 0, 0);
    q.history[0].outcome = IKT_OUTCOME_ESTABLISHED;
    g_autoptr(GPtrArray) came_up = quick_diagnose(&q);
    g_assert_true(says(g_ptr_array_index(came_up, 0), "has tried 2 times so far"));
    q.history[0].outcome = IKT_OUTCOME_REJECTED;
    q.history[0].time = 910 * IKT_SECOND;
    g_autoptr(GPtrArray) uneven = quick_diagnose(&q);
    g_assert_true(says(g_ptr_array_index(uneven, 0), "over 90 s, in no rhythm"));
    /* closed: of one length */
    q.history[0].time = 940 * IKT_SECOND;
    q.history[0].offer = q.history[1].offer = NULL;
    q.rejection.notify = NULL;
    quick_close(&q, 188, 16, 20);
    g_autoptr(GPtrArray) same = quick_diagnose(&q);
    g_assert_true(says(g_ptr_array_index(same, 0), "has begun 3 Quick Modes of one length so far, every 30 s"));
    q.history[0].initiator = q.phase1.responder.endpoint.address; /* the peer's own */
    g_autoptr(GPtrArray) peers = quick_diagnose(&q);
    g_assert_true(says(g_ptr_array_index(peers, 0), "has begun 2 Quick Modes of one length so far"));
    q.history[0].initiator = q.phase1.initiator.endpoint.address;
    q.history[0].length = q.history[1].length = 204;
    g_autoptr(GPtrArray) other = quick_diagnose(&q);
    g_assert_false(says(g_ptr_array_index(other, 0), "so far, every"));
    /* at once: two lines of an ACL rather than a retry */
    q.history[0].length = q.history[1].length = 188;
    q.history[0].time = q.history[1].time = q.record.start_time;
    g_autoptr(GPtrArray) at_once = quick_diagnose(&q);
    g_assert_true(says(g_ptr_array_index(at_once, 0), "of one length so far, at one time"));
}

/* What the keys show of one Quick Mode message. */
struct content {
    unsigned transforms, ke; /* bytes of the key exchange value */
    bool ids;
};

static struct content content_of(json_t *message)
{
    struct content content = {0};
    size_t p, i;
    json_t *payload, *proposal;
    json_array_foreach(json_object_get(message, "payloads"), p, payload) {
        const char *kind = json_string_value(json_object_get(payload, "payload"));
        if (g_strcmp0(kind, "KE") == 0)
            content.ke = (unsigned)json_integer_value(json_object_get(payload, "bytes"));
        content.ids = content.ids || g_strcmp0(kind, "ID") == 0;
        json_array_foreach(json_object_get(payload, "proposals"), i, proposal) {
            content.transforms += (unsigned)json_array_size(json_object_get(proposal, "transforms"));
        }
    }
    return content;
}

static struct ikt_cipher_sizes sizes_of(json_t *truth, const char *cookie)
{
    static const unsigned hashes[] = {0, 16, 20, 0, 32, 48, 64};
    size_t index;
    json_t *sa;
    json_array_foreach(json_object_get(truth, "isakmp_sas"), index, sa) {
        json_t *chosen = json_object_get(sa, "selected");
        json_int_t cipher = json_integer_value(json_object_get(chosen, "enc_id"));
        json_int_t hash = json_integer_value(json_object_get(chosen, "hash_id"));
        if (chosen != NULL && g_strcmp0(json_string_value(json_object_get(sa, "icookie")), cookie) == 0)
            return (struct ikt_cipher_sizes){
                cipher == IKT_ENCRYPTION_DES_CBC || cipher == IKT_ENCRYPTION_3DES_CBC ? 8 : 16,
                hash >= 0 && (size_t)hash < G_N_ELEMENTS(hashes) ? hashes[hash] : 0, IKT_PADDING_UNKNOWN};
    }
    return (struct ikt_cipher_sizes){0};
}

/* 1: checked; the guess may stay open but never is wrong, the true number is never out of the range. */
static unsigned check_message(json_t *truth, json_t *message, const char *name)
{
    struct content content = content_of(message);
    struct ikt_cipher_sizes sizes = sizes_of(truth, json_string_value(json_object_get(message, "icookie")));
    uint32_t length = (uint32_t)json_integer_value(json_object_get(message, "length"));
    int frame = (int)json_integer_value(json_object_get(message, "frame"));
    if (g_strcmp0(json_string_value(json_object_get(message, "exchange")), "quick") != 0 || content.transforms == 0 ||
        sizes.block == 0)
        return 0;
    const char *source = json_string_value(json_object_get(message, "src"));
    struct ikt_address address;
    g_assert_true(ikt_address_parse(source, &address));
    struct ikt_ke_guess guess = ikt_ke_guess(length, &sizes, (enum ikt_family)address.family);
    if (content.transforms == 1 && guess.present == (content.ke > 0 ? IKT_NO : IKT_YES))
        g_error("%s, frame %d: %u octets, KE of %u octets taken for %d", name, frame, length, content.ke,
                guess.present);
    struct ikt_room room = ikt_transform_room(length, &sizes, content.ke, content.ids, (enum ikt_family)address.family);
    if (content.transforms < room.least || content.transforms > room.most)
        g_error("%s, frame %d: %u transforms in %u octets, not %u to %u", name, frame, content.transforms, length,
                room.least, room.most);
    return 1;
}

static unsigned check_case(json_t *truth, const char *name)
{
    unsigned checked = 0;
    size_t index;
    json_t *message;
    json_array_foreach(json_object_get(truth, "messages"), index, message) {
        checked += check_message(truth, message, name);
    }
    return checked;
}

static void test_lab_cases(void)
{
    truths_check(check_case, 60);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/closed/ke", test_ke);
    g_test_add_func("/closed/ke-ipv6", test_ke_ipv6);
    g_test_add_func("/closed/room", test_room);
    g_test_add_func("/closed/families", test_families);
    g_test_add_func("/closed/same-length", test_same_length);
    g_test_add_func("/closed/other-way-up", test_other_way_up);
    g_test_add_func("/closed/blocks", test_blocks);
    g_test_add_func("/closed/answer", test_answer);
    g_test_add_func("/closed/second-message", test_second_message);
    g_test_add_func("/closed/product", test_product);
    g_test_add_func("/closed/padding", test_padding);
    g_test_add_func("/closed/own-success", test_own_success);
    g_test_add_func("/closed/retries", test_retries);
    g_test_add_func("/closed/lab-cases", test_lab_cases);
    return g_test_run();
}
