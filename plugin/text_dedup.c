/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_dedup.h"

#include <limits.h>
#include <string.h>

/* Octets of a shape that stand for something; no text of ours holds them, and one of a peer's may. */
enum mark {
    MARK_INITIATOR = 1,
    MARK_RESPONDER,
    MARK_MESSAGE_ID,
    MARK_AS_IT_STANDS, /* at the front: what follows is no shape */
    MARK_FRAME,        /* and those above: the first frame, the second and so on */
    MARK_END = 9
};

/* What taking looks for. */
struct taking {
    const struct ikt_particulars *particulars;
    size_t initiator_length, responder_length;
    bool stops[UCHAR_MAX + 1]; /* characters with which something begins that may be taken out, marks, and the end */
};

static void begin(struct taking *taking, const struct ikt_particulars *particulars)
{
    *taking = (struct taking){.particulars = particulars};
    for (unsigned c = 0; c < MARK_END; c++) {
        taking->stops[c] = true;
    }
    for (unsigned c = '0'; c <= '9'; c++) {
        taking->stops[c] = true;
    }
    if (particulars->initiator != NULL) {
        taking->initiator_length = strlen(particulars->initiator);
        taking->stops[(unsigned char)particulars->initiator[0]] = true;
    }
    if (particulars->responder != NULL) {
        taking->responder_length = strlen(particulars->responder);
        taking->stops[(unsigned char)particulars->responder[0]] = true;
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The mark of a number as it is written in decimal, 0: it has none. */
static char mark_of_number(const char *digits, size_t length, const struct ikt_particulars *particulars)
{
    uint64_t number = 0;
    if (length > 10 || (length > 1 && digits[0] == '0')) {
        return 0; /* no 32-bit number, or not as one is printed */
    }
    for (size_t i = 0; i < length; i++) {
        number = number * 10 + (uint64_t)(digits[i] - '0');
    }
    for (size_t i = 0; i < particulars->frame_count && MARK_FRAME + i < MARK_END; i++) {
        if (particulars->frames[i] == number) {
            return (char)(MARK_FRAME + i);
        }
    }
    return particulars->has_message_id && particulars->message_id == number ? MARK_MESSAGE_ID : 0;
}

/* The mark of what begins here, and how many characters that is; 0: none, and as many stay as they are. */
static char find_mark(const char *at, const struct taking *taking, size_t *length)
{
    const struct ikt_particulars *particulars = taking->particulars;
    if (taking->initiator_length > 0 && strncmp(at, particulars->initiator, taking->initiator_length) == 0) {
        *length = taking->initiator_length;
        return MARK_INITIATOR;
    }
    if (taking->responder_length > 0 && strncmp(at, particulars->responder, taking->responder_length) == 0) {
        *length = taking->responder_length;
        return MARK_RESPONDER;
    }
    *length = 0;
    while (is_digit(at[*length])) {
        (*length)++;
    }
    if (*length == 0) {
        *length = 1;
        return 0;
    }
    return mark_of_number(at, *length, particulars);
}

void ikt_shape_take(GString *out, const char *text, const struct ikt_particulars *particulars)
{
    const gsize start = out->len;
    struct taking taking;
    begin(&taking, particulars);
    g_string_set_size(out, start + strlen(text) + 1); /* a shape is at most one octet longer */
    char *to = out->str + start;
    for (const char *at = text; *at != '\0';) {
        if (!taking.stops[(unsigned char)*at]) {
            *to++ = *at++;
            continue;
        }
        if ((unsigned char)*at < MARK_END) {
            out->str[start] = MARK_AS_IT_STANDS;
            memcpy(out->str + start + 1, text, strlen(text));
            return;
        }
        size_t length;
        const char mark = find_mark(at, &taking, &length);
        if (mark != 0) {
            *to++ = mark;
        } else {
            memcpy(to, at, length);
            to += length;
        }
        at += length;
    }
    g_string_truncate(out, (gsize)(to - out->str));
}

void ikt_shape_fill(GString *out, const char *shape, const struct ikt_particulars *particulars)
{
    if (*shape == MARK_AS_IT_STANDS) {
        g_string_append(out, shape + 1);
        return;
    }
    for (; *shape != '\0'; shape++) {
        const unsigned char mark = (unsigned char)*shape;
        if (mark == MARK_INITIATOR) {
            g_string_append(out, particulars->initiator);
        } else if (mark == MARK_RESPONDER) {
            g_string_append(out, particulars->responder);
        } else if (mark == MARK_MESSAGE_ID) {
            g_string_append_printf(out, "%" G_GUINT32_FORMAT, particulars->message_id);
        } else if (mark >= MARK_FRAME && mark < MARK_END && mark - MARK_FRAME < (int)particulars->frame_count) {
            g_string_append_printf(out, "%" G_GUINT32_FORMAT, particulars->frames[mark - MARK_FRAME]);
        } else {
            g_string_append_c(out, *shape);
        }
    }
}
