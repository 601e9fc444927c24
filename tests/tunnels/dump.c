/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tunnels of a capture as JSON, straight from the engine: dump CAPTURE [KEYS...]
 */
#include <gcrypt.h>
#include <glib.h>
#include <jansson.h>
#include <pcap/pcap.h>
#include <stdio.h>

#include "iketriage/feed.h"
#include "iketriage/triage.h"

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *sentence(const struct ikt_sentence *sentence)
{
    if (!sentence->format)
        return json_null();
    g_autofree char *text = ikt_sentence_text(sentence);
    return json_string(text);
}

static json_t *rule_names(const enum ikt_rule *rules, size_t count)
{
    json_t *names = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(names, json_string(ikt_rule_info(rules[i])->name));
    return names;
}

static json_t *fact(const struct ikt_tunnel_fact *fact)
{
    return json_pack("{s:o, s:b, s:I}", "value", text_or_null(fact->value), "complete", (int)fact->complete, "frame",
                     (json_int_t)fact->from.number);
}

static json_t *side(const struct ikt_tunnel_side *side)
{
    char address[IKT_ADDRESS_TEXT];
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "address",
                     ikt_address_format(&side->endpoint.address, address), "id", text_or_null(side->id), "vendor",
                     text_or_null(side->vendor_name), "networks", fact(&side->networks), "sets", fact(&side->sets),
                     "mode", fact(&side->mode), "pfs", fact(&side->pfs), "lifetimes", fact(&side->lifetimes),
                     "policies", fact(&side->policies), "peers", fact(&side->peers));
}

static json_t *findings(const struct ikt_findings *findings)
{
    json_t *all = json_array();
    for (size_t i = 0; i < findings->count; i++) {
        const struct ikt_finding *finding = findings->items[i];
        json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:o}", "rule", ikt_rule_info(finding->rule)->name,
                                             "severity", ikt_severity_name(finding->severity), "likelihood",
                                             ikt_likelihood_name(finding->likelihood), "summary",
                                             sentence(&finding->summary)));
    }
    return all;
}

static json_t *open_causes(const struct ikt_tunnel *tunnel)
{
    json_t *all = json_array();
    for (size_t i = 0; i < tunnel->open_count; i++) {
        const struct ikt_tunnel_open *open = &tunnel->open[i];
        json_array_append_new(all,
                              json_pack("{s:s, s:o, s:i, s:b, s:i}", "decision", open->decision, "rules",
                                        rule_names(open->rules, open->rule_count), "ios_error", open->ios_error,
                                        "confirmed", (int)open->ios_error_confirmed, "refs", (int)open->ref_count));
    }
    return all;
}

static json_t *decide(const struct ikt_tunnel *tunnel)
{
    json_t *all = json_array();
    for (size_t i = 0; i < tunnel->decide_count; i++) {
        const struct ikt_tunnel_decide *decide = &tunnel->decide[i];
        json_t *commands = json_array(), *answers = json_array();
        for (size_t j = 0; j < decide->command_count; j++)
            json_array_append_new(commands, sentence(&decide->commands[j]));
        for (size_t j = 0; j < decide->answer_count; j++) {
            const struct ikt_tunnel_answer *answer = &decide->answers[j];
            json_array_append_new(answers, json_pack("{s:o, s:o, s:o}", "see", sentence(&answer->see), "means",
                                                     sentence(&answer->means), "rule",
                                                     answer->rule < IKT_RULE_COUNT
                                                         ? json_string(ikt_rule_info(answer->rule)->name)
                                                         : json_null()));
        }
        json_array_append_new(all, json_pack("{s:s, s:o, s:o, s:o}", "router", decide->on_a ? "A" : "B", "commands",
                                             commands, "answers", answers, "hint", sentence(&decide->hint)));
    }
    return all;
}

static void on_tunnel(void *user, const struct ikt_tunnel *tunnel)
{
    json_t *record = json_object(), *attempts = json_object(), *notes = json_array();
    (void)user;
    for (int i = 0; i < IKT_OUTCOME_COUNT; i++)
        json_object_set_new(attempts, ikt_outcome_name(i), json_integer((json_int_t)tunnel->attempts[i]));
    for (size_t i = 0; i < tunnel->note_count; i++)
        json_array_append_new(notes, sentence(&tunnel->notes[i]));
    json_object_set_new(record, "a", side(&tunnel->a));
    json_object_set_new(record, "b", side(&tunnel->b));
    json_object_set_new(record, "networks",
                        json_pack("[o, o]", text_or_null(tunnel->networks[0]), text_or_null(tunnel->networks[1])));
    json_object_set_new(record, "state", json_string(ikt_tunnel_state_name(tunnel->state)));
    json_object_set_new(record, "where", text_or_null(ikt_tunnel_where_name(tunnel->where)));
    json_object_set_new(record, "ended", json_boolean(tunnel->ended));
    json_object_set_new(record, "phase1_up", json_integer((json_int_t)tunnel->phase1_up));
    json_object_set_new(record, "attempts", attempts);
    json_object_set_new(record, "causes", rule_names(tunnel->causes, tunnel->cause_count));
    json_object_set_new(record, "likelihood", json_string(ikt_likelihood_name(tunnel->likelihood)));
    json_object_set_new(record, "findings", findings(&tunnel->findings));
    json_object_set_new(record, "open", open_causes(tunnel));
    json_object_set_new(record, "decide", decide(tunnel));
    json_object_set_new(record, "notes", notes);
    g_autofree char *line = json_dumps(record, JSON_COMPACT);
    puts(line);
    json_decref(record);
}

static void complain(void *user, enum ikt_key_remark_kind kind, const char *file, unsigned line, const char *text)
{
    (void)user, (void)kind, (void)file, (void)line, (void)text;
}

static void read_frames(pcap_t *capture, struct ikt_feed *feed)
{
    struct pcap_pkthdr *header;
    const u_char *octets;
    for (uint64_t number = 1; pcap_next_ex(capture, &header, &octets) == 1; number++) {
        const struct ikt_frame frame = {number,
                                        (ikt_time)header->ts.tv_sec * IKT_SECOND + header->ts.tv_usec,
                                        pcap_datalink(capture),
                                        {octets, header->caplen},
                                        header->len};
        ikt_feed_frame(feed, &frame);
    }
}

int main(int argc, char **argv)
{
    char error[PCAP_ERRBUF_SIZE];
    pcap_t *capture = argc > 1 ? pcap_open_offline(argv[1], error) : NULL;
    if (!capture)
        return 2;
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    struct ikt_keyring *keys = ikt_keyring_new();
    for (int i = 2; i < argc; i++) {
        g_autofree char *text = NULL;
        gsize size;
        if (g_file_get_contents(argv[i], &text, &size, NULL))
            ikt_keyring_add(keys, argv[i], (struct ikt_bytes){(const uint8_t *)text, size}, complain, NULL);
    }
    const struct ikt_sink sink = {.tunnel = on_tunnel};
    struct ikt_triage *triage = ikt_triage_new(NULL, keys, &sink, NULL);
    struct ikt_feed *feed = ikt_feed_new(triage, NULL);
    read_frames(capture, feed);
    ikt_feed_end(feed);
    ikt_triage_finish(triage);
    ikt_feed_free(feed);
    ikt_triage_free(triage);
    ikt_keyring_unref(keys);
    pcap_close(capture);
    return 0;
}
