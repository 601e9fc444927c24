/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "later.h"

#include "messages.h"

struct message {
    char *where; /* NULL: nowhere */
    char *text;
};

struct ikt_later {
    GArray *messages;
};

static void clear(gpointer data)
{
    struct message *message = data;
    g_free(message->where);
    g_free(message->text);
}

struct ikt_later *ikt_later_new(void)
{
    struct ikt_later *later = g_new(struct ikt_later, 1);
    later->messages = g_array_new(FALSE, FALSE, sizeof(struct message));
    g_array_set_clear_func(later->messages, clear);
    return later;
}

void ikt_later_free(struct ikt_later *later)
{
    if (!later)
        return;
    g_array_unref(later->messages);
    g_free(later);
}

void ikt_later_add(struct ikt_later *later, const char *where, char *text)
{
    if (!text)
        return;
    const struct message message = {g_strdup(where), text};
    g_array_append_val(later->messages, message);
}

void ikt_later_say(const struct ikt_later *later)
{
    for (guint i = 0; i < later->messages->len; i++) {
        const struct message *message = &g_array_index(later->messages, struct message, i);
        ikt_say(message->where, "%s", message->text);
    }
}
