/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Building a finding. Rules append drafts to a list; ranking (diagnose.c) turns the list into findings. All of it lives
 * in one arena, the record's, and nothing of it is text yet.
 */
#ifndef IKT_RULES_DRAFT_H
#define IKT_RULES_DRAFT_H

#include <glib.h>

#include "base/arena.h"
#include "iketriage/finding.h"
#include "rules/rank.h"

/* What a draft rests on. Open causes give way where a cause is known. */
enum ikt_basis {
    IKT_BASIS_VALUES,   /* values of both sides, or of an earlier success */
    IKT_BASIS_RELATED,  /* an offer of the peer for other, related networks */
    IKT_BASIS_OBSERVED, /* what the capture shows, no cause */
    IKT_BASIS_OPEN,     /* one of the causes that the answer leaves open */
    IKT_BASIS_RESIDUE   /* said only where nothing else is */
};

struct ikt_draft {
    struct ikt_finding finding; /* its lists stay empty until ikt_draft_finish */
    const struct ikt_drafts *drafts;
    enum ikt_basis basis;
    int rank;              /* enum ikt_rank or a prior: among equals of likelihood and severity, the greater first */
    bool explains_nothing; /* so unlikely that the last word stands beside it */
    bool bare;             /* the list's */
    struct ikt_arena *arena;
    size_t number; /* in the list */
    struct ikt_draft *next;
    struct ikt_ref *refs;
    const struct ikt_sentence **evidence;
    struct ikt_fix *fixes;
    size_t ref_room, evidence_room, fix_room;
};

struct ikt_drafts {
    struct ikt_arena *arena;
    /*
     * Findings stay without words, references, values and fixes, for who only counts them. What they are judged by is
     * the other members alone, so the functions and macros below that add words do nothing then, and the macros'
     * arguments are not evaluated.
     */
    bool bare;
    struct ikt_finding_log log;            /* of the record's routers */
    struct ikt_value initiator, responder; /* their addresses; unknown where there are no two */
    size_t count;
    struct ikt_draft *first, *last;
};

/* Appended to the list. Severity is the rule's own until it is ranked. */
struct ikt_draft *ikt_draft_add(struct ikt_drafts *drafts, enum ikt_rule rule, enum ikt_likelihood likelihood,
                                enum ikt_basis basis, enum ikt_misconfigured misconfigured, int rank);

/* A list of values, and its length: the arguments of the macros below. The first element only keeps it from being
 * empty. */
#define IKT_VALUES_(...)                                                                                               \
    sizeof((const struct ikt_value[]){{0}, ##__VA_ARGS__}) / sizeof(struct ikt_value) - 1,                             \
        (const struct ikt_value[]){{0}, ##__VA_ARGS__} + 1
#define IKT_NAMES_(...)                                                                                                \
    sizeof((const struct ikt_named_value[]){{0}, ##__VA_ARGS__}) / sizeof(struct ikt_named_value) - 1,                 \
        (const struct ikt_named_value[]){{0}, ##__VA_ARGS__} + 1

/* IKT_SUMMARY(draft, "{} offers {}", value, value): one sentence; a later one replaces it. */
#define IKT_SUMMARY(draft, format, ...)                                                                                \
    ((draft)->bare ? (void)0 : ikt_draft_summary(draft, format, IKT_VALUES_(__VA_ARGS__)))
/* IKT_SAY(draft, "{} offers {}.", value, value): a sentence of evidence. */
#define IKT_SAY(draft, format, ...) ((draft)->bare ? (void)0 : ikt_draft_say(draft, format, IKT_VALUES_(__VA_ARGS__)))
/* IKT_SENTENCE(arena, format, values...): one that several drafts cite. */
#define IKT_SENTENCE(arena, format, ...) ikt_sentence_new(arena, format, IKT_VALUES_(__VA_ARGS__))
/* IKT_NAMED("peer", value) is an argument of these two. */
#define IKT_NAMED(value_name, ...) ((struct ikt_named_value){value_name, __VA_ARGS__})
/* Values of the rule's debug, show and suspect lines: these, then what base (or NULL) has. */
#define IKT_ADVISE(draft, base, ...) ((draft)->bare ? (void)0 : ikt_draft_advise(draft, base, IKT_NAMES_(__VA_ARGS__)))
/* The rule's fix for one router: these, then what IKT_ADVISE gave before. */
#define IKT_FIX(draft, on_initiator, ...)                                                                              \
    ((draft)->bare ? (void)0 : ikt_draft_fix(draft, on_initiator, IKT_NAMES_(__VA_ARGS__)))

/* format: static. Values are copied, what they point to is not. */
const struct ikt_sentence *ikt_sentence_new(struct ikt_arena *arena, const char *format, size_t count,
                                            const struct ikt_value *values);
void ikt_draft_summary(struct ikt_draft *draft, const char *format, size_t count, const struct ikt_value *values);
void ikt_draft_say(struct ikt_draft *draft, const char *format, size_t count, const struct ikt_value *values);
void ikt_draft_cite(struct ikt_draft *draft, const struct ikt_sentence *sentence); /* NULL: nothing */
void ikt_draft_has(struct ikt_draft *draft, struct ikt_value initiator_has, struct ikt_value responder_has);
void ikt_draft_frame(struct ikt_draft *draft, uint64_t frame); /* 0 is none */
void ikt_draft_ref(struct ikt_draft *draft,
                   struct ikt_ref ref); /* number 0 is none; one that is there is not repeated */
void ikt_draft_advise(struct ikt_draft *draft, const struct ikt_named_values *base, size_t count,
                      const struct ikt_named_value *items);
void ikt_draft_fix(struct ikt_draft *draft, bool on_initiator, size_t count, const struct ikt_named_value *items);
/* values: all of them, those of IKT_ADVISE included. */
void ikt_draft_fix_with(struct ikt_draft *draft, bool on_initiator, const struct ikt_named_values *values);
/* The last fix, if there is one, gets these lines instead of the rule's own. */
void ikt_draft_fix_instead(struct ikt_draft *draft, const struct ikt_fix_lines *lines);
/* The same, for lists that are put together step by step. */
const struct ikt_named_values *ikt_named_values_new(struct ikt_arena *arena, const struct ikt_named_values *base,
                                                    size_t count, const struct ikt_named_value *items);

/* Is a router known not to be an IOS one? Then it gets no line of the catalogue. */
bool ikt_draft_is_foreign(const struct ikt_draft *draft, bool initiator);
/* Likewise, by its address. */
bool ikt_draft_names_foreign(const struct ikt_draft *draft, struct ikt_value router);
/*
 * IKT_SAY_NEEDS(draft, on_initiator, "a key for {}", value): what a router that is no IOS one has to change, in plain
 * words, where an IOS router would be told its fix; nothing where none would be told.
 */
#define IKT_NEEDS_BEGIN   "{} is no IOS router. It needs "
#define IKT_NEITHER_BEGIN "Neither of the two is an IOS router. "
/* Begins a sentence on what to look at to check the conclusion. */
#define IKT_CHECK_BEGIN "To check: "
#define IKT_SAY_NEEDS(draft, on_initiator, format, ...)                                                                \
    ((draft)->bare                                                                                                     \
         ? (void)0                                                                                                     \
         : ikt_draft_say_needs(draft, on_initiator, IKT_NEEDS_BEGIN format ".", IKT_VALUES_({0}, ##__VA_ARGS__)))
void ikt_draft_say_needs(struct ikt_draft *draft, bool on_initiator, const char *format, size_t count,
                         const struct ikt_value *values);

/* What the rule's log lines say of the initiator happens at the responder, where by_responder is set. */
void ikt_draft_log_reversed(struct ikt_draft *draft, bool by_responder);

/* The finding, complete: no fix for a router that is no IOS one, and <other> is named for the lines of show. */
const struct ikt_finding *ikt_draft_finish(struct ikt_draft *draft);

/* Values. What they point to has to live as long as the record; ikt_keep copies into the arena what does not. */
static inline struct ikt_value ikt_unknown(void)
{
    return (struct ikt_value){.kind = IKT_VALUE_UNKNOWN};
}

static inline struct ikt_value ikt_words(const char *words)
{
    return (struct ikt_value){.kind = words ? IKT_VALUE_WORDS : IKT_VALUE_UNKNOWN, .is.text = words};
}

static inline struct ikt_value ikt_number(uint64_t number)
{
    return (struct ikt_value){.kind = IKT_VALUE_NUMBER, .is.number = number};
}

static inline struct ikt_value ikt_frame(uint64_t frame)
{
    return (struct ikt_value){.kind = IKT_VALUE_FRAME, .is.number = frame};
}

static inline struct ikt_value ikt_seconds(ikt_time time)
{
    return (struct ikt_value){.kind = IKT_VALUE_SECONDS, .is.number = (uint64_t)time};
}

static inline struct ikt_value ikt_notify_type(int type)
{
    return (struct ikt_value){.kind = IKT_VALUE_NOTIFY, .is.number = (uint64_t)(int64_t)type};
}

static inline struct ikt_value ikt_pfs(int group)
{
    return (struct ikt_value){.kind = IKT_VALUE_PFS, .is.number = (uint64_t)(int64_t)group};
}

/* A message ID or an SPI: eight hex digits. */
static inline struct ikt_value ikt_hex(uint32_t number)
{
    return (struct ikt_value){.kind = IKT_VALUE_MESSAGE_ID, .is.number = number};
}

/* The ending of a noun that is counted. */
static inline struct ikt_value ikt_plural(uint64_t count)
{
    return (struct ikt_value){.kind = IKT_VALUE_WORDS, .is.text = count == 1 ? "" : "s"};
}

/* One of the kinds with an object; NULL: unknown. */
static inline struct ikt_value ikt_object(enum ikt_value_kind kind, const void *object)
{
    return (struct ikt_value){.kind = object ? kind : IKT_VALUE_UNKNOWN, .is.object = object};
}

static inline struct ikt_value ikt_address_of(const struct ikt_address *address)
{
    return ikt_object(IKT_VALUE_ADDRESS, address);
}

/* text is copied; NULL: unknown. */
struct ikt_value ikt_text(struct ikt_arena *arena, const char *text);
/* Made text, where no kind of value says it. */
struct ikt_value ikt_made(struct ikt_arena *arena, const char *format, ...) G_GNUC_PRINTF(2, 3);
const void *ikt_keep(struct ikt_arena *arena, const void *object, size_t size);
#define IKT_KEEP(arena, object) ikt_keep(arena, object, sizeof *(object))

#endif
