/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "open_file.h"

#include <stdio.h>

#include "feed.h"
#include "fields.h"
#include "prefs.h"
#include "window.h"

static struct {
    struct ikt_cache *cache;   /* NULL: none, or switched off */
    struct ikt_feeder *feeder; /* into the cache, NULL with it */
    bool first_pass_ended;
    bool drawn_early;  /* something of the first pass was */
    bool drawn_before; /* frames came a second time before that */
    uint32_t newest;   /* frame of the first pass, 0: none yet */
    uint32_t last;     /* frame of it, where the file is dissected anew; 0: not known */
    bool want_report;
} file;

void ikt_file_drawn_early(void)
{
    file.drawn_early = true;
}

/* In a tshark without -2, which comes to no second pass; once, since it opens one file. */
static void tell_of_second_pass(void)
{
    if (file.cache && file.drawn_early && !file.first_pass_ended && !ikt_window_is_there())
        fputs("IKE triage: in one pass tshark shows only what no later packet can change; -2 shows verdicts, outcomes "
              "and tunnels too.\n",
              stderr);
}

void ikt_file_close(void)
{
    tell_of_second_pass();
    ikt_feeder_free(file.feeder);
    ikt_cache_free(file.cache);
    file.feeder = NULL;
    file.cache = NULL;
}

void ikt_file_open(void)
{
    ikt_file_close(); /* not every program says that it closes the file before */
    file.first_pass_ended = file.drawn_before = file.drawn_early = false;
    file.newest = file.last = 0;
    if (ikt_prefs_enabled()) {
        struct ikt_keyring *keyring;
        struct ikt_configs *configs;
        ikt_prefs_read(&keyring, &configs);
        file.cache = ikt_cache_new(keyring, configs);
        file.feeder = ikt_feeder_new(file.cache);
        if (file.want_report || ikt_window_is_there()) /* whose menus may ask for it at any time */
            ikt_cache_want_report(file.cache);
    }
}

void ikt_file_finish(void)
{
    if (file.cache && !ikt_cache_finished(file.cache)) {
        ikt_feeder_end(file.feeder);
        ikt_cache_finish(file.cache);
    }
}

/* What the window filtered or drew before knew less than what is known now. */
void ikt_file_end_first_pass(void)
{
    file.first_pass_ended = true;
    ikt_file_finish();
    if (file.cache && ikt_cache_worst(file.cache) < IKT_SEVERITY_COUNT)
        ikt_window_light(ikt_expert(0, ikt_cache_worst(file.cache)));
    if (file.drawn_before && file.cache)
        ikt_window_dissect_again();
    else if (file.cache)
        ikt_window_filter_again();
}

void ikt_file_frame_again(void)
{
    if (file.first_pass_ended)
        return;
    if (file.newest != 0 && ikt_window_whole_count() == file.newest)
        ikt_file_end_first_pass();
    else
        file.drawn_before = true;
}

/*
 * A frame that a read filter drops gives its number to the next one, and all that is known here is known by numbers:
 * better nothing than what belongs to other frames.
 */
static void note_number(uint32_t frame)
{
    if (frame == file.newest && file.cache) {
        ikt_file_close();
        report_failure("IKE triage shows nothing of this file: its read filter (-R) gives several frames one number. "
                       "A display filter (-Y) does not.");
    }
    file.newest = frame;
}

void ikt_file_frame(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    if (file.newest == 0)
        file.last = ikt_window_whole_count();
    note_number(pinfo->num);
    if (file.cache && tree)
        ikt_feeder_frame(file.feeder, tvb, pinfo, tree);
    if (file.last == pinfo->num && ikt_window_whole_count() == pinfo->num)
        ikt_file_end_first_pass();
}

struct ikt_cache *ikt_file_cache(void)
{
    return file.cache;
}

bool ikt_file_first_pass_ended(void)
{
    return file.first_pass_ended;
}

void ikt_file_want_report(void)
{
    file.want_report = true;
    if (file.cache)
        ikt_cache_want_report(file.cache);
}
