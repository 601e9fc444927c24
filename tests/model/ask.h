/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Configurations out of texts, and offers put to them.
 */
#ifndef TESTS_MODEL_ASK_H
#define TESTS_MODEL_ASK_H

#include "../documents/read.h"
#include "model/model.h"

#define R1 "203.0.113.1"
#define R2 "198.51.100.1"

struct asked {
    struct ikt_arena *arena;
    struct ikt_router *router;
    const struct ikt_model_answer *answer;
};

static inline struct ikt_address address(const char *text)
{
    struct ikt_address parsed;
    g_assert_true(ikt_address_parse(text, &parsed));
    return parsed;
}

/* "10.0.0.0/8", a host without "/"; protocol and port as they are. */
static inline struct ikt_proxy network(const char *text, uint8_t protocol, uint16_t port)
{
    g_auto(GStrv) parts = g_strsplit(text, "/", 2);
    struct ikt_proxy proxy = {.low = address(parts[0]), .protocol = protocol, .port = port, .known = true};
    const unsigned prefix = parts[1] ? (unsigned)g_ascii_strtoull(parts[1], NULL, 10) : 32;
    proxy.high = proxy.low;
    for (unsigned bit = prefix; bit < 32; bit++)
        proxy.high.octets[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
    return proxy;
}

/* One suite of ESP. */
struct suite {
    struct ikt_transform transform;
    struct ikt_proposal proposal;
    struct ikt_sa sa;
};

static inline void suite_fill(struct suite *suite, int esp, int bits, int integrity, int mode)
{
    *suite = (struct suite){.transform = {.number = 1,
                                          .id = (uint8_t)esp,
                                          .protocol = IKT_PROTOCOL_ESP,
                                          .life_seconds = 3600,
                                          .life_kilobytes = 4608000,
                                          .key_bits = bits,
                                          .group = IKT_ABSENT,
                                          .encryption = IKT_ABSENT,
                                          .hash = IKT_ABSENT,
                                          .authentication = IKT_ABSENT,
                                          .prf = IKT_ABSENT,
                                          .encapsulation = mode,
                                          .integrity = integrity}};
    suite->proposal = (struct ikt_proposal){.number = 1,
                                            .protocol = IKT_PROTOCOL_ESP,
                                            .declared_transforms = 1,
                                            .transform_count = 1,
                                            .transforms = &suite->transform};
    suite->sa = (struct ikt_sa){.doi = 1, .situation = 1, .proposal_count = 1, .proposals = &suite->proposal};
}

/* What R2 offers to R1, as R1 sees it. */
static inline struct ikt_model_offer offer_of(struct suite *suite)
{
    suite_fill(suite, IKT_ESP_AES_CBC, 256, IKT_INTEGRITY_HMAC_SHA1, IKT_ENCAPSULATION_TUNNEL);
    return (struct ikt_model_offer){.local = address(R1),
                                    .remote = address(R2),
                                    .networks = {network("192.168.2.0/24", 0, 0), network("192.168.1.0/24", 0, 0)},
                                    .proposals = &suite->sa,
                                    .pfs_group = IKT_ABSENT};
}

static inline struct asked ask(const char *text, const struct ikt_model_offer *offer)
{
    struct asked asked = {.arena = ikt_arena_new(4000), .router = read_text(text, NULL)};
    asked.answer = ikt_model_answer(asked.arena, asked.router, offer);
    g_assert_cmpuint(asked.answer->step_count, >, 0);
    return asked;
}

static inline void asked_clear(struct asked *asked)
{
    ikt_arena_free(asked->arena);
    ikt_router_free(asked->router);
}

/* The answer, the check that decides, and a word of the statement that it names (NULL: no statement). */
static inline void expect_answer(const char *text, const struct ikt_model_offer *offer, enum ikt_model_says says,
                                 bool sure, enum ikt_model_check check, int error, const char *line)
{
    struct asked asked = ask(text, offer);
    const struct ikt_model_answer *answer = asked.answer;
    const struct ikt_model_step *last = &answer->steps[answer->step_count - 1];
    const char *statement = ikt_router_line(asked.router, answer->line);
    if (g_test_verbose())
        g_print("%s\n  says %d sure %d check %d (%s) error %d line %u: %s\n", text, answer->says, answer->sure,
                last->check, ikt_model_checks[last->check].text, answer->ios_error, answer->line,
                statement ? statement : "");
    g_assert_cmpint(answer->says, ==, says);
    g_assert_cmpint(last->check, ==, check);
    g_assert_cmpint(answer->ios_error, ==, error);
    g_assert_cmpint(answer->sure, ==, sure);
    if (!line)
        g_assert_cmpuint(answer->line, ==, 0);
    else
        g_assert_nonnull(statement ? strstr(statement, line) : NULL);
    asked_clear(&asked);
}

#endif
