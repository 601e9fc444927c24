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
