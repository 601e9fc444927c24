/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What window.c takes of Wireshark's libraries, and how their versions differ in it. The tests' counterpart of the
 * plugin's compat.h.
 */
#ifndef IKT_WINDOW_COMPAT_H
#define IKT_WINDOW_COMPAT_H

#include "compat.h"

#include <cfile.h>
#include <epan/color_filters.h>
#include <epan/conversation_filter.h>
#include <epan/dfilter/dfilter.h>
#include <epan/epan.h>
#include <epan/epan_dissect.h>
#include <epan/funnel.h>
#include <epan/plugin_if.h>
#include <epan/stats_tree_priv.h>
#include <wsutil/filesystem.h>
#include <wsutil/privileges.h>
#include <wsutil/wslog.h>

/* A record as it was read, with its octets. */
struct record {
    wtap_rec head;
    Buffer octets; /* until 4.4: then heads have them */
};

#if IKT_WIRESHARK < 405

static inline void record_init(struct record *record)
{
    wtap_rec_init(&record->head);
    ws_buffer_init(&record->octets, 1514);
}

static inline void record_cleanup(struct record *record)
{
    wtap_rec_cleanup(&record->head);
    ws_buffer_free(&record->octets);
}

static inline bool record_read(struct record *record, wtap *file, int *error, gchar **wrong, gint64 *offset)
{
    return wtap_read(file, &record->head, &record->octets, error, wrong, offset);
}

static inline bool record_seek(struct record *record, wtap *file, gint64 offset, int *error, gchar **wrong)
{
    return wtap_seek_read(file, offset, &record->head, &record->octets, error, wrong);
}

static inline tvbuff_t *record_octets(struct record *record, const frame_data *frame)
{
    return tvb_new_real_data(ws_buffer_start_ptr(&record->octets), frame->cap_len, (gint)frame->pkt_len);
}

static inline void record_dissect(struct record *record, epan_dissect_t *edt, int type, frame_data *frame)
{
    epan_dissect_run(edt, type, &record->head, record_octets(record, frame), frame, NULL);
}

static inline void record_dissect_with_taps(struct record *record, epan_dissect_t *edt, int type, frame_data *frame)
{
    epan_dissect_run_with_taps(edt, type, &record->head, record_octets(record, frame), frame, NULL);
}

static inline void prime_first_pass(epan_dissect_t *edt)
{
    prime_epan_dissect_with_postdissector_wanted_hfids(edt);
}

static inline void fill_label(const field_info *item, char *label)
{
    proto_item_fill_label((field_info *)item, label);
}

static inline void start_log(void)
{
    ws_log_init("window", NULL);
}

static inline char *configure(const char *program)
{
    return configuration_init(program, NULL);
}

#else

static inline void record_init(struct record *record)
{
    wtap_rec_init(&record->head, 1514);
}

static inline void record_cleanup(struct record *record)
{
    wtap_rec_cleanup(&record->head);
}

static inline bool record_read(struct record *record, wtap *file, int *error, gchar **wrong, gint64 *offset)
{
    return wtap_read(file, &record->head, error, wrong, offset);
}

static inline bool record_seek(struct record *record, wtap *file, gint64 offset, int *error, gchar **wrong)
{
    return wtap_seek_read(file, offset, &record->head, error, wrong);
}

static inline void record_dissect(struct record *record, epan_dissect_t *edt, int type, frame_data *frame)
{
    epan_dissect_run(edt, type, &record->head, frame, NULL);
}

static inline void record_dissect_with_taps(struct record *record, epan_dissect_t *edt, int type, frame_data *frame)
{
    epan_dissect_run_with_taps(edt, type, &record->head, frame, NULL);
}

/* The library sees to it. */
static inline void prime_first_pass(epan_dissect_t *edt)
{
    (void)edt;
}

static inline void fill_label(const field_info *item, char *label)
{
    proto_item_fill_label(item, label, NULL);
}

static inline void start_log(void)
{
    ws_log_init(NULL);
}

static inline char *configure(const char *program)
{
    return configuration_init(program);
}

#endif

/* The filter, or NULL with what is wrong with the text. */
static inline dfilter_t *compile_filter(const char *text, char **wrong)
{
    dfilter_t *code = NULL;
#if IKT_WIRESHARK < 401
    (void)dfilter_compile(text, &code, wrong);
#else
    df_error_t *error = NULL;
    if (!dfilter_compile(text, &code, &error))
        *wrong = g_strdup(error->msg);
    df_error_free(&error);
#endif
    return code;
}

#if IKT_WIRESHARK < 401
#define DATA_OF(filter)
#else
#define DATA_OF(filter) , (filter)->user_data
#endif

#endif
