/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * In which order findings of one likelihood and severity stand: the better what a finding rests on names the cause, the
 * earlier it comes. Classes of rules that may stand beside each other; open causes of a Quick Mode go by the priors of
 * what the answer leaves open (priors.h) instead.
 */
#ifndef IKT_RULES_RANK_H
#define IKT_RULES_RANK_H

enum ikt_rank {
    IKT_RANK_LAST_WORD = 0,      /* said where nothing else is known */
    IKT_RANK_UNLIKELY = 4,       /* hardly ever the cause */
    IKT_RANK_REMARK = 10,        /* true, and not the cause of the failure */
    IKT_RANK_CONSEQUENCE = 20,   /* follows from the failure */
    IKT_RANK_SILENCE = 30,       /* no answer, and nothing known of why */
    IKT_RANK_GUESS = 40,         /* one of several readings of a silence */
    IKT_RANK_READING = 50,       /* what an answer may mean */
    IKT_RANK_OBSERVATION = 55,   /* seen, of one cause among few */
    IKT_RANK_ANSWER = 60,        /* what an answer does mean */
    IKT_RANK_TRAFFIC = 65,       /* packets that speak for it */
    IKT_RANK_DIFFERENCE = 70,    /* both sides' values differ, in clear */
    IKT_RANK_OWN_CHOICE = 72,    /* the answer itself contradicts the offer */
    IKT_RANK_LOSS = 75,          /* parts of a message are missing */
    IKT_RANK_RELATED = 80,       /* values of both sides, for related networks or by elimination */
    IKT_RANK_PROOF = 84,         /* a proof of identity is refused: the identity, or another part of it */
    IKT_RANK_STATED = 85,        /* the peer says so, unauthenticated */
    IKT_RANK_TRANSLATED = 87,    /* likewise, of who names itself by an address from before a NAT */
    IKT_RANK_STATED_METHOD = 88, /* likewise, and of the exchange itself */
    IKT_RANK_NAMED = 90,         /* the shape of both values, or a report of the path, names the cause */
    IKT_RANK_ONE_WAY = 100       /* the direction that works names the cause */
};

#endif
