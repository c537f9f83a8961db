import type { LeadId, Refusal, ReversalAppealId } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import { readRegistrants } from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { ReversalAppealed } from "./appeal-reversal.ts";
import { creditAgain } from "./credit-again.ts";
import { closes } from "./domain/gates.ts";
import { isSpiffKey } from "./domain/incentive-program.ts";
import { refuseAppealDecision } from "./domain/reversal-appeal.ts";
import { restorePart } from "./restore-part.ts";
import type { ReverseCreditDeps } from "./reverse-credit.ts";
import { readAwardFacts, readDealAwardFacts } from "./store/award-facts.ts";
import type { AwardFacts } from "./store/award-facts.ts";
import { lockAppeal, queueReversalAppealDecided } from "./store/reversal-appeal-store.ts";
import type { AppealedAward } from "./store/reversal-appeal-store.ts";
import { readTakenBackAward } from "./store/taken-back-award.ts";

export interface DecideReversalAppeal {
  readonly appealId: ReversalAppealId;
  readonly doesUphold: boolean;
  /** For the vendor alone. */
  readonly note: string | null;
}

/**
 * Somebody who took no part decides over the appeal of a partner whose credit was taken back. Upheld, what
 * the award had credited is credited again, to all who shared it, in its next generation; a part that was taken back of
 * one that counts is restored.
 */
export const decideReversalAppeal =
  (deps: ReverseCreditDeps) => (call: Call<DecideReversalAppeal>) =>
    once<DecideReversalAppeal, ReversalAppealed>(
      deps.database,
      call,
      async (tx): Promise<ReversalAppealed | Refusal> => {
        const { appealId, doesUphold, note } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody decides over an appeal");
        const appealed = await lockAppeal(tx, appealId, by);
        if (!appealed) return noSuchAppeal(appealId);
        const { awardId, leadId } = appealed;
        const at = call.at < appealed.openedAt ? appealed.openedAt : call.at;
        const [facts, was, registrants] = await Promise.all([
          readFacts(tx, appealed, at),
          readTakenBackAward(tx, awardId),
          readRegistrants(tx, [leadId]),
        ]);
        const tookPart = appealed.tookPart || registrants.includes(by);
        const { partOf } = appealed;
        const kind = { isSpiff: isSpiffKey(was.award.ruleKey) };
        const isEarnedElsewhere =
          partOf === null &&
          [facts.liveCreditInCycle, facts.earnedUnder.get(was.programId)].some((by) =>
            closes(by, kind),
          );
        const standing = { ...appealed, tookPart, isEarnedElsewhere };
        const refusal = refuseAppealDecision(standing, doesUphold);
        if (refusal) return refusal;
        const decided = { awardId, isUpheld: doesUphold, by, note, at };
        queueReversalAppealDecided(tx, appealId, decided);
        const subjects: string[] = [appealId, awardId, leadId];
        if (doesUphold && partOf !== null) {
          const part = { changeId: awardId, awardId: partOf, leadId, at };
          const refused = await restorePart(deps, tx, part);
          if (refused) return refused;
        } else if (doesUphold) {
          const { generation } = facts;
          const again = { generation, at };
          const credited = await creditAgain(deps, tx, { ...was, awardId, leadId }, again);
          if (isRefusal(credited)) return credited;
          subjects.push(credited);
        }
        const outcome = doesUphold ? "ReversalAppealUpheld" : "ReversalAppealDismissed";
        return { kind: outcome, appealId, subjects };
      },
    );

/** What else has earned the milestone by now, and its next generation. */
function readFacts(
  tx: Transaction,
  { leadId, milestone }: Pick<AppealedAward, "milestone"> & { readonly leadId: LeadId },
  at: Date,
): Promise<AwardFacts> {
  return milestone === "WON" || milestone === "OPPORTUNITY"
    ? readDealAwardFacts(tx, leadId, { milestone, deal: null }, at)
    : readAwardFacts(tx, leadId, at);
}

function noSuchAppeal(appealId: ReversalAppealId) {
  return refuse("NOT_FOUND", `There is no appeal ${appealId}.`, { path: ["appealId"] });
}
