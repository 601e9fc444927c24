/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Values, sentences and lines as text.
 */
#include "rules/value_text.h"

#include <string.h>

#include <glib.h>

#include "evidence/ios_words.h"
#include "evidence/proxy_compare.h"
#include "iketriage/finding.h"
#include "track/lengths.h"

static bool write_text(const char *text, ikt_write write, void *user)
{
    if (!text)
        return false;
    write(user, text, strlen(text));
    return true;
}

static bool write_line(const struct ikt_line *line, bool there, ikt_write write, void *user)
{
    if (there)
        write(user, line->text, line->length);
    return there;
}

static bool write_made(char *text, ikt_write write, void *user)
{
    bool written = write_text(text, write, user);
    g_free(text);
    return written;
}

static bool write_number(uint64_t number, ikt_write write, void *user)
{
    char digits[20], *end = digits + sizeof digits, *at = end;
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    write(user, at, (size_t)(end - at));
    return true;
}

static bool write_signed(int64_t number, ikt_write write, void *user)
{
    if (number < 0)
        write(user, "-", 1);
    return write_number((uint64_t)(number < 0 ? -number : number), write, user);
}

static bool write_address(const struct ikt_address *address, ikt_write write, void *user)
{
    char text[IKT_ADDRESS_TEXT];
    return write_text(ikt_address_format(address, text), write, user);
}

static bool write_hex(uint64_t number, ikt_write write, void *user)
{
    char text[9];
    g_snprintf(text, sizeof text, "%08x", (unsigned)number);
    return write_text(text, write, user);
}

static bool write_seconds(ikt_time time, ikt_write write, void *user)
{
    return write_made(g_strdup_printf("%.0f", (double)time / (double)IKT_SECOND), write, user);
}

static bool write_notify(int type, ikt_write write, void *user)
{
    const char *name = type < 0 ? NULL : ikt_notify_name((unsigned)type);
    return name ? write_text(name, write, user) : write_made(g_strdup_printf("notify %d", type), write, user);
}

static bool write_suite_mode(const struct ikt_suite *suite, ikt_write write, void *user)
{
    const char *mode = ikt_mode_word(ikt_suite_mode(suite));
    struct ikt_line line;
    line.length = 0;
    ikt_suite_line(suite, &line);
    if (mode) {
        ikt_line_add(&line, " (");
        ikt_line_add(&line, mode);
        ikt_line_add(&line, ")");
    }
    return write_line(&line, true, write, user);
}

static bool write_old(const struct ikt_transform *first, ikt_write write, void *user)
{
    if (!first || first->integrity == IKT_ABSENT)
        return false;
    return write_made(g_strdup_printf("prot %u, trans %u, hmac_alg %d", first->protocol, first->id, first->integrity),
                      write, user);
}

/* "esp-aes 256 esp-sha-hmac (tunnel), or esp-3des esp-sha-hmac (tunnel)": the first few suites of an offer. */
static bool write_offer(const struct ikt_sa *sa, ikt_write write, void *user)
{
    struct ikt_suites suites;
    ikt_suites_of(sa, &suites);
    for (unsigned i = 0; i < suites.count && i < 4; i++) {
        if (i > 0)
            write_text(", or ", write, user);
        write_suite_mode(&suites.items[i], write, user);
    }
    if (suites.count > 4)
        write_made(g_strdup_printf(suites.complete ? ", and %u more" : ", and more than %u more", suites.count - 4),
                   write, user);
    return true;
}

/* "an error notify, or a DELETE of SPIs": what the bits of ikt_length_readings say. */
static bool write_readings(unsigned readings, ikt_write write, void *user)
{
    static const struct {
        enum ikt_reading reading;
        const char *words;
    } rows[] = {
        {IKT_READING_ERROR, "an error notify"},
        {IKT_READING_DELETE_SPI, "a DELETE of SPIs"},
        {IKT_READING_DELETE_SA, "a DELETE of the ISAKMP SA"},
        {IKT_READING_ALIVE, "one of dead peer detection"},
    };
    bool written = false;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if ((readings & rows[i].reading) == 0)
            continue;
        readings &= ~(unsigned)rows[i].reading;
        if (written)
            write_text(readings == 0 ? " or " : ", ", write, user);
        written = write_text(rows[i].words, write, user);
    }
    return written;
}

static bool write_permit(const struct ikt_permit *permit, ikt_write write, void *user)
{
    struct ikt_line line;
    line.length = 0;
    return write_line(&line, ikt_proxy_permit_line(&permit->source, &permit->destination, &line), write, user);
}

static bool write_networks(const struct ikt_proxies *proxies, ikt_write write, void *user)
{
    struct ikt_line line;
    line.length = 0;
    return write_line(&line, ikt_proxies_line(proxies, &line), write, user);
}

static bool write_proxy_debug(const struct ikt_proxy *proxy, ikt_write write, void *user)
{
    struct ikt_line line;
    line.length = 0;
    return write_line(&line, ikt_proxy_debug_line(proxy, &line), write, user);
}

/* ios_only: nothing where IOS has no words for all of it. */
static bool write_suite(const struct ikt_suite *suite, bool ios_only, ikt_write write, void *user)
{
    struct ikt_line line;
    line.length = 0;
    if (ios_only && !ikt_suite_has_ios(suite))
        return false;
    ikt_suite_line(suite, &line);
    return write_line(&line, true, write, user);
}

static bool write_pfs(int group, ikt_write write, void *user)
{
    if (group == IKT_ABSENT)
        return write_text("no PFS", write, user);
    write_text("group", write, user);
    return write_number((uint64_t)group, write, user);
}

bool ikt_value_write(const struct ikt_value *value, ikt_write write, void *user)
{
    const void *object = value->is.object;
    uint64_t number = value->is.number;
    const struct ikt_suite *suite = object;
    switch (value->kind) {
    case IKT_VALUE_WORDS:
    case IKT_VALUE_TEXT:
        return write_text(value->is.text, write, user);
    case IKT_VALUE_NUMBER:
    case IKT_VALUE_FRAME:
        return write_number(number, write, user);
    case IKT_VALUE_MESSAGE_ID:
        return write_hex(number, write, user);
    case IKT_VALUE_SIGNED:
        return write_signed((int32_t)(uint32_t)number, write, user);
    case IKT_VALUE_SECONDS:
        return write_seconds((ikt_time)number, write, user);
    case IKT_VALUE_MILLISECONDS:
        return write_made(g_strdup_printf("%.1f", (double)(ikt_time)number * 1e3 / (double)IKT_SECOND), write, user);
    case IKT_VALUE_NOTIFY:
        return write_notify((int)(int64_t)number, write, user);
    case IKT_VALUE_PFS:
        return write_pfs((int)(int64_t)number, write, user);
    case IKT_VALUE_ADDRESS:
        return write_address(object, write, user);
    case IKT_VALUE_IDENTITY:
        return write_made(ikt_identity_name(object), write, user);
    case IKT_VALUE_OFFER:
        return write_offer(object, write, user);
    case IKT_VALUE_POLICY:
        return write_made(ikt_policy_text(object), write, user);
    case IKT_VALUE_SUITE:
        return write_suite(object, false, write, user);
    case IKT_VALUE_SUITE_MODE:
        return write_suite_mode(object, write, user);
    case IKT_VALUE_SUITE_IOS:
        return write_suite(object, true, write, user);
    case IKT_VALUE_SUITE_OLD:
        return write_old(suite->ah ? suite->ah : suite->esp, write, user);
    case IKT_VALUE_NETWORKS:
        return write_networks(object, write, user);
    case IKT_VALUE_PROXY_DEBUG:
        return write_proxy_debug(object, write, user);
    case IKT_VALUE_PERMIT:
        return write_permit(object, write, user);
    case IKT_VALUE_READINGS:
        return write_readings((unsigned)number, write, user);
    case IKT_VALUE_UNKNOWN:
    case IKT_VALUE_KIND_COUNT:
        break;
    }
    return false;
}

void ikt_sentence_write(const struct ikt_sentence *sentence, ikt_write write, void *user)
{
    const char *rest = sentence->format ? sentence->format : "";
    for (size_t i = 0; i < sentence->count; i++) {
        const char *place = strstr(rest, "{}");
        if (!place)
            break;
        if (place > rest)
            write(user, rest, (size_t)(place - rest));
        if (!ikt_value_write(&sentence->values[i], write, user))
            write_text("(unknown)", write, user);
        rest = place + 2;
    }
    if (*rest != '\0')
        write_text(rest, write, user);
}

static const struct ikt_value *find(const struct ikt_named_values *values, const char *name, size_t length)
{
    for (; values; values = values->base) {
        for (size_t i = 0; i < values->count; i++) {
            const struct ikt_named_value *item = &values->items[i];
            if (*item->name == *name && strncmp(item->name, name, length) == 0 && item->name[length] == '\0')
                return item->value.kind == IKT_VALUE_UNKNOWN ? NULL : &item->value;
        }
    }
    return NULL;
}

/* <other> is <remote> unless it was named by itself (draft.c), which it seldom is. */
const struct ikt_value *ikt_named_value_find(const struct ikt_named_values *values, const char *name, size_t length)
{
    static const char other[] = "other", remote[] = "remote";
    const struct ikt_value *value = find(values, name, length);
    if (!value && length == strlen(other) && strncmp(name, other, length) == 0)
        return find(values, remote, strlen(remote));
    return value;
}

void ikt_line_write(const char *line, const struct ikt_named_values *values, ikt_write write, void *user)
{
    while (*line != '\0') {
        const char *name = strchr(line, '<');
        const char *end = name ? strchr(name, '>') : NULL;
        if (!end)
            break;
        const struct ikt_value *value = ikt_named_value_find(values, name + 1, (size_t)(end - name - 1));
        if (name > line)
            write(user, line, (size_t)(name - line));
        if (!value || !ikt_value_write(value, write, user))
            write(user, name, (size_t)(end - name + 1));
        line = end + 1;
    }
    if (*line != '\0')
        write_text(line, write, user);
}

static void append(void *user, const char *text, size_t length)
{
    g_string_append_len(user, text, (gssize)length);
}

char *ikt_value_text(const struct ikt_value *value)
{
    GString *text = g_string_new(NULL);
    return g_string_free(text, !ikt_value_write(value, append, text));
}

char *ikt_sentence_text(const struct ikt_sentence *sentence)
{
    if (!sentence->format)
        return NULL;
    GString *text = g_string_new(NULL);
    ikt_sentence_write(sentence, append, text);
    return g_string_free(text, FALSE);
}

char *ikt_line_text(const char *line, const struct ikt_named_values *values)
{
    GString *text = g_string_new(NULL);
    ikt_line_write(line, values, append, text);
    return g_string_free(text, FALSE);
}
