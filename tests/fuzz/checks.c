/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the fuzz targets check is noticed where it fails, and nothing else is: each record once sound, once with one
 * fault.
 */
#include <glib.h>
#include <string.h>

#include "output_checks.h"
#include "secrets.h"
#include "verdicts.h"

#define FINDING(SEVERITY, LIKELIHOOD, FIX)                                                                             \
    "{\"rule\":\"ts-cipher\",\"severity\":\"" SEVERITY "\",\"likelihood\":\"" LIKELIHOOD                               \
    "\",\"evidence\":[\"x\"],\"ios\":{\"fix\":[" FIX "]}}"
#define TUNNEL(STATE, CAUSES, LIKELIHOOD, FINDINGS, MORE)                                                              \
    "{\"type\":\"tunnel\",\"state\":\"" STATE "\",\"where\":null,\"causes\":[" CAUSES "],\"likelihood\":" LIKELIHOOD   \
    ",\"findings\":[" FINDINGS "]" MORE "}\n"
#define CAUSE   ",\"cause\":\"ts-cipher\""
#define CERTAIN FINDING("error", "certain", "")
#define DOWN    TUNNEL("down", "\"ts-cipher\"", "\"certain\"", CERTAIN, CAUSE)
#define UP      TUNNEL("up", "", "null", "", "")
#define COMPARED(A, B, DIFFERS)                                                                                        \
    TUNNEL("up", "", "null", "", ",\"compared\":[{\"a\":" A ",\"b\":" B ",\"differs\":" DIFFERS "}]")
#define TIMES(SINCE) TUNNEL("up", "", "null", "", ",\"first_time\":\"2\",\"since\":\"" SINCE "\",\"last_time\":\"4\"")
#define PHASE2(OUTCOME, FINDINGS)                                                                                      \
    "{\"type\":\"phase2\",\"initiator_cookie\":\"c\",\"message_id\":\"7\",\"outcome\":\"" OUTCOME                      \
    "\",\"findings\":[" FINDINGS "]}\n"
#define SUMMARY(TUNNELS, CAUSES, PHASE2S)                                                                              \
    "{\"type\":\"summary\",\"tunnels\":{" TUNNELS "},\"causes\":{" CAUSES "},\"phase1\":{},\"phase2\":{" PHASE2S "}}"  \
    "\n"

#define ONE_CAUSE      "\"ts-cipher\":1"
#define ATTEMPTS(N)    TUNNEL("up", "", "null", "", ",\"attempts\":{\"established\":" N "}")
#define SUMMARY_OF_ONE SUMMARY("\"up\":1", "", "\"established\":1")
#define EXCHANGE(ID)                                                                                                   \
    TUNNEL("up", "", "null", "",                                                                                       \
           ",\"attempts\":{\"established\":1},\"exchanges\":[{\"initiator_cookie\":\"c\",\"message_id\":\"" ID "\"}]")
#define MESSAGE(FRAME) "{\"type\":\"message\",\"frame\":" FRAME "}\n"
#define FRAMES(FRAME)                                                                                                  \
    "{\"type\":\"phase2\",\"outcome\":\"deleted\",\"findings\":[],\"frames\":{\"quick1\":[" FRAME "]}}\n"

struct fault {
    const char *name, *sound, *json;
};

static const struct fault faults[] = {
    {"evidence", PHASE2("rejected", CERTAIN),
     PHASE2("rejected", "{\"rule\":\"x\",\"severity\":\"error\",\"likelihood\":\"probable\",\"evidence\":[]}")},
    {"fix-of-possible", PHASE2("rejected", FINDING("error", "probable", "1")),
     PHASE2("rejected", FINDING("error", "possible", "1"))},
    {"failed-silently", PHASE2("incomplete", ""), PHASE2("rejected", "")},
    {"established-with-error", PHASE2("established", FINDING("warning", "certain", "")),
     PHASE2("established", CERTAIN)},
    {"down-silently", TUNNEL("down", "", "null", FINDING("error", "possible", ""), ""),
     TUNNEL("down", "", "null", FINDING("warning", "certain", ""), "")},
    {"up-with-error", UP, TUNNEL("up", "", "null", CERTAIN, "")},
    {"up-with-cause", DOWN, TUNNEL("up", "\"ts-cipher\"", "\"probable\"", FINDING("error", "probable", ""), CAUSE)},
    {"possible-cause", DOWN, TUNNEL("down", "\"ts-cipher\"", "\"possible\"", CERTAIN, CAUSE)},
    {"cause-without-finding", DOWN, TUNNEL("down", "\"ts-hash\"", "\"certain\"", CERTAIN, ",\"cause\":\"ts-hash\"")},
    {"other-cause", DOWN, TUNNEL("down", "\"ts-cipher\"", "\"certain\"", CERTAIN, ",\"cause\":\"ts-hash\"")},
    {"fix-without-cause", DOWN, TUNNEL("down", "", "null", CERTAIN, ",\"fix\":{}")},
    {"decided-and-not-open", TUNNEL("down", "", "null", CERTAIN, ",\"decide\":[1],\"open\":[1]"),
     TUNNEL("down", "", "null", CERTAIN, ",\"decide\":[1],\"open\":[]")},
    {"degraded-silently", TUNNEL("degraded", "", "null", FINDING("warning", "probable", ""), ""),
     TUNNEL("degraded", "", "null", "", "")},
    {"flapping-silently", TUNNEL("flapping", "", "null", FINDING("warning", "probable", ""), ""),
     TUNNEL("flapping", "", "null", "", "")},
    {"unjudged-with-error", TUNNEL("unjudged", "", "null", FINDING("error", "possible", ""), ""),
     TUNNEL("unjudged", "", "null", CERTAIN, "")},
    {"up-somewhere", UP, "{\"type\":\"tunnel\",\"state\":\"up\",\"where\":\"phase2\"}\n"},
    {"unknown-differs", COMPARED("\"x\"", "null", "null"), COMPARED("\"x\"", "null", "true")},
    {"same-differs", COMPARED("\"x\"", "\"y\"", "true"), COMPARED("\"x\"", "\"x\"", "true")},
    {"since-early", TIMES("3"), TIMES("1")},
    {"since-late", TIMES("4"), TIMES("5")},
    {"state-not-counted", DOWN SUMMARY("\"down\":1,\"up\":0", ONE_CAUSE, ""), DOWN SUMMARY("\"up\":0", ONE_CAUSE, "")},
    {"state-counted-twice", DOWN SUMMARY("\"down\":1", ONE_CAUSE, ""), DOWN SUMMARY("\"down\":2", ONE_CAUSE, "")},
    {"attempt-not-counted", ATTEMPTS("1") PHASE2("established", "") SUMMARY_OF_ONE,
     ATTEMPTS("0") PHASE2("established", "") SUMMARY_OF_ONE},
    {"exchange-without-record", EXCHANGE("7") PHASE2("established", "") SUMMARY_OF_ONE,
     EXCHANGE("8") PHASE2("established", "") SUMMARY_OF_ONE},
    {"frame-without-message", MESSAGE("3") FRAMES("3") SUMMARY("", "", "\"deleted\":1"),
     MESSAGE("3") FRAMES("4") SUMMARY("", "", "\"deleted\":1")},
    {"outcome-not-counted", DOWN PHASE2("deleted", "") SUMMARY("\"down\":1", ONE_CAUSE, "\"deleted\":1"),
     DOWN PHASE2("deleted", "") SUMMARY("\"down\":1", ONE_CAUSE, "")},
};

/* Ends the program where the check notices nothing. */
static void expect_failure(void)
{
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_failed();
    g_test_trap_assert_stderr("*ERROR*");
}

static void test_verdicts(const void *data)
{
    const struct fault *fault = data;
    check_verdicts(fault->sound, true);
    if (g_test_subprocess())
        check_verdicts(fault->json, true);
    else
        expect_failure();
}

static const struct fault doubled[] = {
    {"up-by-copies", DOWN, UP},
    {"down-by-copies", UP, DOWN},
    {"certain-by-copies", PHASE2("rejected", FINDING("error", "probable", "")), PHASE2("rejected", CERTAIN)},
};

static void test_doubled(const void *data)
{
    const struct fault *fault = data;
    check_doubled(fault->sound, fault->sound);
    if (g_test_subprocess())
        check_doubled(fault->sound, fault->json);
    else
        expect_failure();
}

static void test_keyless(void)
{
    check_keyless(PHASE2("rejected", CERTAIN) UP, PHASE2("rejected", FINDING("error", "probable", "")));
    if (g_test_subprocess())
        check_keyless(PHASE2("rejected", ""), PHASE2("rejected", CERTAIN));
    else
        expect_failure();
}

static void test_swapped(void)
{
    check_swapped(UP DOWN, DOWN UP);
    if (g_test_subprocess())
        check_swapped(UP DOWN, DOWN UP UP);
    else
        expect_failure();
}

static void test_holes(void)
{
    const struct ikt_bytes given = {(const uint8_t *)"(null){}", 8};
    check_holes("text", "the peer (null) offers {}", given);
    check_holes("html", "p {}", (struct ikt_bytes){given.data, 1});
    if (g_test_subprocess())
        check_holes("text", "it offers {}", (struct ikt_bytes){given.data, 6});
    else
        expect_failure();
}

static void test_schema(void)
{
    static const char text[] = "{\"type\":\"summary\",\"captures\":1}\n";
    if (g_test_subprocess())
        check_output("json", text, strlen(text));
    else
        expect_failure();
}

/* As many octets as a payload may have. */
static void test_long_text(void)
{
    g_autofree char *hex = g_strnfill(2 * 65535, 'a');
    g_autofree char *text = g_strdup_printf(
        "{\"type\":\"message\",\"file\":\"f\",\"frame\":1,\"time\":null,\"source\":null,\"source_port\":null,"
        "\"destination\":null,\"destination_port\":null,\"initiator_cookie\":null,\"responder_cookie\":null,"
        "\"message_id\":null,\"exchange\":null,\"name\":\"other\",\"flags\":null,\"length\":null,\"duplicate_of\":null,"
        "\"copy\":false,\"decryption\":null,\"lost_octets\":0,\"payloads\":[{\"type\":\"FRAGMENT\",\"type_"
        "number\":132,"
        "\"offset\":28,\"length\":65535,\"damaged\":false,\"id\":1,\"number\":1,\"last\":false,\"data\":\"%s\"}],"
        "\"problems\":[]}\n",
        hex);
    check_output("json", text, strlen(text));
}

static const char *const given[] = {
    "192.0.2.1 : PSK \"correct-horse-battery\"\n",
    "b872a3119d044ddd : KA 0x0123456789ABCDEF0123456789abcdef\n",
    "crypto isakmp key correct-horse-battery address 192.0.2.1\n",
    "crypto keyring K\n  pre-shared-key address 192.0.2.1 key correct-horse-battery\n",
};

static void test_secrets(const void *data)
{
    const char *text = data, *written = "key correct-horse-battery, 0123456789abcdef0123456789abcdef";
    const struct ikt_bytes octets = {(const uint8_t *)text, strlen(text)};
    g_autofree char *twice =
        g_strconcat(text, "hostname correct-horse-battery\n! 0123456789ABCDEF0123456789abcdef", NULL);
    check_secrets(octets, "key correct-horse, 0123456789abcdef");
    check_secrets((struct ikt_bytes){(const uint8_t *)twice, strlen(twice)}, written);
    if (g_test_subprocess())
        check_secrets(octets, written);
    else
        expect_failure();
}

static void add(const char *folder, const char *name, const void *data, GTestDataFunc test)
{
    g_autofree char *path = g_strdup_printf("/fuzz/%s/%s", folder, name);
    g_test_add_data_func(path, data, test);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++)
        add("verdicts", faults[i].name, &faults[i], test_verdicts);
    for (size_t i = 0; i < G_N_ELEMENTS(doubled); i++)
        add("doubled", doubled[i].name, &doubled[i], test_doubled);
    for (size_t i = 0; i < G_N_ELEMENTS(given); i++)
        add("secrets", (const char *[]){"keyring", "table", "key", "keyring-of-ios"}[i], given[i], test_secrets);
    g_test_add_func("/fuzz/keyless", test_keyless);
    g_test_add_func("/fuzz/swapped", test_swapped);
    g_test_add_func("/fuzz/holes", test_holes);
    g_test_add_func("/fuzz/schema", test_schema);
    g_test_add_func("/fuzz/long-text", test_long_text);
    return g_test_run();
}
