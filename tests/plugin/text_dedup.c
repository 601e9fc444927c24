/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts of findings with what differs taken out: alike for negotiations that are alike, and back to the octet.
 */
#include "text_dedup.h"

#include <glib.h>
#include <string.h>

static const uint32_t frames[] = {53, 61, 70, 71, 72, 73};
static const struct ikt_particulars some = {.initiator = "203.0.113.1",
                                            .responder = "198.51.100.1",
                                            .has_message_id = true,
                                            .message_id = 4242424242u,
                                            .frame_count = G_N_ELEMENTS(frames),
                                            .frames = frames};
static const uint32_t other_frames[] = {1053, 1061, 1070, 1071, 1072, 1073};
static const struct ikt_particulars other = {.initiator = "2001:db8::1",
                                             .responder = "2001:db8::2",
                                             .has_message_id = true,
                                             .message_id = 7,
                                             .frame_count = G_N_ELEMENTS(other_frames),
                                             .frames = other_frames};

static char *fill(const char *shape, const struct ikt_particulars *particulars)
{
    GString *text = g_string_new(NULL);
    ikt_shape_fill(text, shape, particulars);
    return g_string_free(text, FALSE);
}

static char *take(const char *text, const struct ikt_particulars *particulars)
{
    GString *shape = g_string_new("before");
    ikt_shape_take(shape, text, particulars);
    g_assert_true(g_str_has_prefix(shape->str, "before"));
    g_assert_cmpuint(strlen(shape->str), ==, shape->len);
    g_string_erase(shape, 0, (gssize)strlen("before"));
    return g_string_free(shape, FALSE);
}

static void test_alike(void)
{
    g_autofree char *one = take("203.0.113.1 offers in frame 53: esp-aes 256; 198.51.100.1 refuses it in frame 61, "
                                "deleting node 4242424242.",
                                &some);
    g_autofree char *two = take("2001:db8::1 offers in frame 1053: esp-aes 256; 2001:db8::2 refuses it in frame 1061, "
                                "deleting node 7.",
                                &other);
    g_assert_cmpstr(one, ==, two);
    g_assert_null(strstr(one, "203"));
    g_assert_null(strstr(one, "61"));
}

/* Hostile texts, and those in which something looks like what is taken out. */
static void test_back(void)
{
    static const char *const texts[] = {
        "",
        "nothing of it",
        "203.0.113.1",
        "203.0.113.12 and 1203.0.113.1",
        "203.0.113.1203.0.113.1198.51.100.1",
        "frame 053 is not 53, 5353 neither, 53 is",
        "70 71 72 73",
        "4242424242 42424242420 18446744073709551669",
        "\x01",
        "a\x02 203.0.113.1",
        "\x04\x04",
        "\x08 and 53",
        "tab\tand \x7f\xff\xc3(",
        "00",
        "0",
    };
    static const struct ikt_particulars none = {.frame_count = 0};
    static const struct ikt_particulars empty = {.initiator = "", .responder = ""};
    static const struct ikt_particulars same = {.initiator = "2", .responder = "2", .has_message_id = true};
    const struct ikt_particulars *const all[] = {&some, &other, &none, &empty, &same};
    for (size_t t = 0; t < G_N_ELEMENTS(texts); t++) {
        for (size_t p = 0; p < G_N_ELEMENTS(all); p++) {
            g_autofree char *shape = take(texts[t], all[p]);
            g_autofree char *text = fill(shape, all[p]);
            g_assert_cmpstr(text, ==, texts[t]);
        }
    }
}

/* As many texts as there are, of the octets that matter. */
static void test_any(void)
{
    static const char octets[] = "\x01\x02\x03\x04\x05\x06\x08\x09"
                                 "0123567.: a";
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    for (unsigned round = 0; round < 200000; round++) {
        char text[24];
        const size_t length = (size_t)g_rand_int_range(random, 0, sizeof(text));
        for (size_t i = 0; i < length; i++) {
            text[i] = octets[g_rand_int_range(random, round % 2 == 0 ? 0 : 8, sizeof(octets) - 1)];
        }
        text[length] = '\0';
        const uint32_t numbers[] = {g_rand_int(random) % 100, g_rand_int(random) % 1000};
        const struct ikt_particulars particulars = {.initiator = "1.2",
                                                    .responder = ":5",
                                                    .has_message_id = round % 3 == 0,
                                                    .message_id = g_rand_int(random) % 10,
                                                    .frame_count = G_N_ELEMENTS(numbers),
                                                    .frames = numbers};
        g_autofree char *shape = take(text, &particulars);
        g_autofree char *back = fill(shape, &particulars);
        g_assert_cmpstr(back, ==, text);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/plugin/shape/alike", test_alike);
    g_test_add_func("/plugin/shape/back", test_back);
    g_test_add_func("/plugin/shape/any", test_any);
    return g_test_run();
}
