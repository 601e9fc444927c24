# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults in what is made of routers' logs: whose a line is, what it proves, what takes it back."""
from faults import mutant

# G: logs.
mutant("G01", "another Quick Mode's log tells what is offered", "evidence/log_answer.c",
       "answer->by != IKT_LOG_JOINED_NETWORKS && answer->mode->offer &&", "answer->mode->offer &&", "golden-logged")
mutant("G02", "an error number of another kind fits any difference", "rules/log_grounds.c",
       "return c->refusal <= IKT_REFUSAL_UNSAID || c->refusal == refusal;", "return c != NULL || c->refusal == refusal;",
       "golden-logged")
mutant("G03", "what came up takes nothing back", "evidence/log_state.c",
       "    case IKT_LOG_END_COMPLETED:\n            hear(",
       "    case IKT_LOG_END_COMPLETED:\n            if (false)\n                hear(",
       "rules_log_pairs")
mutant("G04", "a deleted row counts beside a live one", "evidence/log_shows.c",
       "if (another && (deleted ||", "if (another && (false ||", "rules_log_pairs")
mutant("G05", "a reason without a peer is of the lines before it", "evidence/log_pair.c",
       "if (course && is_bare_refusal(event) && !ikt_log_quick_modes_check(&course->quick_modes))",
       "if (false && course)", "rules_log_pairs")
mutant("G06", "the peer's configuration is the writer's", "evidence/log_writers.c",
       "if (peers.own || (!peers.has &&", "if (false || (!peers.has &&", "rules_log_pairs")
mutant("G08", "a message that does not parse proves another key", "rules/log_keys.c",
       "IKT_RULE_PSK_MISMATCH, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_RELATED",
       "IKT_RULE_PSK_MISMATCH, IKT_LIKELIHOOD_CERTAIN, IKT_RANK_RELATED",
       "desk_symptoms")
mutant("G09", "one unknown SPI is a fault", "rules/log_traffic.c",
       "persists = fact->count > 1 && c->log->invalid_spis < fact->count;", "persists = true;", "desk_symptoms")

# Which side, which peer, which phase, which message.
mutant("G10", "an error that came is the answer to a peer", "evidence/log_begun.c",
       "return error ? by(!event->sent) : IKT_UNKNOWN;",
       "return error ? by(event->sent) : IKT_UNKNOWN;",
       "rules_log_decisions")
mutant("G11", "who hears the beginning began", "evidence/log_begun.c",
       "        return by(event->sent);",
       "        return by(!event->sent);",
       "rules_log_decisions")
mutant("G12", "the ASA's initiator answered", "evidence/log_begun.c",
       "has(text, \"Initiator, Inbound\") ? IKT_YES :",
       "has(text, \"Initiator, Inbound\") ? IKT_NO :",
       "rules_log_decisions")
mutant("G13", "the source of a row is who answered", "evidence/log_begun.c",
       "? IKT_UNKNOWN : by(!there);",
       "? IKT_UNKNOWN : by(there);",
       "rules_log_decisions")
mutant("G14", "a first packet that comes in is the router's own", "evidence/log_begun.c",
       "has(event->other, \"N\")))\n        return IKT_NO;",
       "has(event->other, \"N\")))\n        return IKT_YES;",
       "rules_log_decisions")
mutant("G15", "who refuses Quick Modes began them", "evidence/log_begun.c",
       "    case IKT_LOG_PHASE2_REFUSED:\n        return IKT_NO;",
       "    case IKT_LOG_PHASE2_REFUSED:\n        return IKT_YES;",
       "rules_log_decisions")
mutant("G16", "a state of the responder is the initiator's", "evidence/log_begun.c",
       "(has(from, \"IKE_READY\") && has(to, \"IKE_R_\")))\n        return IKT_NO;",
       "(has(from, \"IKE_READY\") && has(to, \"IKE_R_\")))\n        return IKT_YES;",
       "rules_log_decisions")
mutant("G17", "a Quick Mode without an answer ends phase 1", "evidence/log_course.c",
       "has(event->text, \"etransmission\") && !has(event->text, \"P2\");",
       "has(event->text, \"etransmission\");",
       "rules_log_decisions")
mutant("G18", "an error that the router sent was the peer's", "evidence/log_course.c",
       "event->notify < IKT_NOTIFY_CONNECTED &&\n        !event->sent)",
       "event->notify < IKT_NOTIFY_CONNECTED &&\n        event->sent)",
       "rules_log_decisions")
mutant("G19", "a new SA that comes in is begun here", "evidence/log_course.c",
       "        begin_phase1(course, false);",
       "        begin_phase1(course, true);",
       "rules_log_decisions")
mutant("G20", "a retransmission of phase 2 is one of phase 1", "evidence/log_course.c",
       "event->number == 2 ? IKT_SAID_QUICK_MODE_RETRANSMIT",
       "event->number == 1 ? IKT_SAID_QUICK_MODE_RETRANSMIT",
       "rules_log_decisions")
mutant("G21", "a Quick Mode that failed is a main mode", "evidence/log_course.c",
       "has(event->text, \"uick\") ?",
       "has(event->text, \"ain\") ?",
       "rules_log_decisions")
mutant("G22", "what a router only forwards it drops of its own", "evidence/log_course.c",
       "!event->failed || !own ||",
       "!event->failed ||",
       "rules_log_decisions")
mutant("G23", "a NAT that was not found was", "evidence/log_course.c",
       "    if (has(text, \"No NAT\") || has(text, \"no NAT\"))\n        course->pair.nat = IKT_NO;",
       "    if (has(text, \"No NAT\") || has(text, \"no NAT\"))\n        course->pair.nat = IKT_YES;",
       "rules_log_decisions")
mutant("G24", "what is checked is always the peer's offer", "evidence/log_quick_modes.c",
       "    if (!ours->used || has_ended(ours))\n        return false;",
       "    if (true || !ours->used || has_ended(ours))\n        return false;",
       "rules_log_decisions")
mutant("G25", "a refusal there is one here", "evidence/log_quick_modes.c",
       "{\"Delete Larval\", OURS, IKT_LOG_END_REFUSED_THERE},",
       "{\"Delete Larval\", THEIRS, IKT_LOG_END_REFUSED_HERE},",
       "rules_log_decisions")
mutant("G26", "a notify that came refuses the peer's Quick Mode", "evidence/log_quick_modes.c",
       "&modes->going[event->sent ? THEIRS : OURS];\n    if (!going->used ||",
       "&modes->going[event->sent ? OURS : THEIRS];\n    if (!going->used ||",
       "rules_log_decisions")
mutant("G27", "error 32 refuses the transforms", "evidence/log_quick_modes.c",
       "error & 32   ? IKT_REFUSAL_NETWORKS",
       "error & 32   ? IKT_REFUSAL_TRANSFORM",
       "rules_log_pairs")
mutant("G28", "what is offered after a refusal is the same offer", "evidence/log_quick_modes.c",
       "return going->used && going->told.refusal != IKT_REFUSAL_NONE &&",
       "return false && going->used && going->told.refusal != IKT_REFUSAL_NONE &&",
       "rules_log_decisions")
mutant("G29", "Quick Modes of both sides are retries of one", "evidence/log_quick_modes.c",
       "return a->begun_here == b->begun_here && a->end == b->end",
       "return a->end == b->end",
       "rules_log_decisions")
mutant("G30", "another message ID is the same Quick Mode", "evidence/log_quick_modes.c",
       "if (!going->used || has_ended(going) || another)",
       "if (!going->used || has_ended(going))",
       "rules_log_decisions")
mutant("G31", "a refusal is of an answer that is far off", "documents/log_adopt.c",
       "answer->line - event->line > NEAR || ",
       "",
       "documents_logs_sides")
mutant("G32", "an answer goes on behind the next packet", "documents/log_adopt.c",
       "        else if (event->kind == IKT_LOG_PACKET)\n            answer = NULL;\n",
       "",
       "documents_logs_sides")
mutant("G33", "what was said first holds", "evidence/log_state.c",
       "spot->place == 0 || spot->place < state->at.place)",
       "spot->place == 0 || (state->at.place != 0 && spot->place > state->at.place))",
       "rules_log_pairs")
mutant("G34", "a failure before phase 1 was up counts", "evidence/log_state.c",
       "if (place > up && place > authenticated)",
       "if (place > authenticated)",
       "rules_log_decisions")
mutant("G35", "a refusal without the line that ends it is none", "evidence/log_state.c",
       "if (mode->refusal != IKT_REFUSAL_NONE)", "if (false)", "rules_log_decisions")
mutant("G36", "what the router began answers the capture's offer", "evidence/log_answer.c",
       "const bool id = mode->begun_here != IKT_YES && has_id(",
       "const bool id = has_id(",
       "rules_log_decisions")
mutant("G38", "one of several refusals is the one", "evidence/log_answer.c",
       "|| (found && found->refusal != mode->refusal))",
       ")",
       "rules_log_decisions")
mutant("G43", "a packet that is sent came", "documents/log_phase1.c",
       "read_packet(reader, connection, number, ikt_log_message_has(message, \"sendingpacketto\"));",
       "read_packet(reader, connection, number, false);",
       "documents_logs_sides")
mutant("G44", "a notify that came was sent", "documents/log_quick_mode.c",
       "    event.sent = !received;",
       "    event.sent = received;",
       "documents_logs_sides")
mutant("G45", "the peer's duplicate is the router's retransmission", "documents/log_quick_mode.c",
       "    event.sent = at;\n    if (!at && !ikt",
       "    event.sent = true;\n    if (!at && !ikt",
       "documents_logs_sides")
mutant("G46", "a connection's number keeps the peer of another", "documents/log_isakmp.c",
       "begun->remote.family == IKT_FAMILY_NONE || begun->numbered)",
       "begun->remote.family == IKT_FAMILY_NONE)",
       "documents_logs")
mutant("G47", "an identity that came is the router's", "documents/log_phase1.c",
       "\"processingidpayload\")) {\n        reader->identity_sent = false;",
       "\"processingidpayload\")) {\n        reader->identity_sent = true;",
       "documents_logs_sides")
mutant("G48", "what the peer answers in full was the responder's", "evidence/log_quick_modes.c",
       "int whose = answered || !awaits(modes, event->message_id) ? THEIRS : OURS;",
       "int whose = THEIRS;",
       "rules_log_decisions")
mutant("G49", "an offer of phase 1 that was refused was taken", "documents/log_phase1.c",
       "open->event.failed = ikt_log_message_has(message, \"not\");",
       "open->event.failed = false;",
       "documents_logs")
