/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <glib.h>

#include "isakmp/decoding.h"

#define IKT_PROBLEM(id, name, text) {name, text},
static const struct {
    const char *name, *text;
} problems[] = {
#include "iketriage/problem.def"
};
#undef IKT_PROBLEM

const char *ikt_problem_name(enum ikt_problem_kind kind)
{
    g_return_val_if_fail((unsigned)kind < IKT_PROBLEM_COUNT, NULL);
    return problems[kind].name;
}

char *ikt_problem_text(const struct ikt_problem *problem)
{
    static const char placeholder[] = "{value}";
    g_return_val_if_fail((unsigned)problem->kind < IKT_PROBLEM_COUNT, NULL);
    const char *text = problems[problem->kind].text;
    const char *value = strstr(text, placeholder);
    GString *sentence = g_string_new(NULL);

    if (problem->payload != IKT_PAYLOAD_NONE) {
        const char *name = ikt_payload_name(problem->payload);
        if (name)
            g_string_append_printf(sentence, "%s payload, ", name);
        else
            g_string_append_printf(sentence, "payload of type %u, ", problem->payload);
    }
    g_string_append_printf(sentence, "octet %u: ", problem->offset);
    if (value) {
        g_string_append_len(sentence, text, value - text);
        g_string_append_printf(sentence, "%u%s", problem->value, value + strlen(placeholder));
    } else {
        g_string_append(sentence, text);
    }
    return g_string_free(sentence, FALSE);
}

/* The list of problems stays as it is: clearing it would cost more than decoding a short message. */
void ikt_decoding_init(struct ikt_decoding *decoding, struct ikt_arena *arena, uint8_t exchange)
{
    decoding->arena = arena;
    decoding->exchange = exchange;
    decoding->payload = IKT_PAYLOAD_NONE;
    decoding->damaged = decoding->cut = false;
    decoding->problem_count = 0;
}

void ikt_decoding_problem(struct ikt_decoding *decoding, enum ikt_problem_kind kind, uint32_t offset, uint32_t value)
{
    decoding->damaged = true;
    if (decoding->cut || decoding->problem_count == IKT_MAX_PROBLEMS)
        return;
    if (decoding->problem_count == IKT_MAX_PROBLEMS - 1) {
        kind = IKT_PROBLEM_PROBLEMS_OMITTED;
        value = IKT_MAX_PROBLEMS - 1;
    }
    decoding->problems[decoding->problem_count++] = (struct ikt_problem){kind, decoding->payload, offset, value};
}
