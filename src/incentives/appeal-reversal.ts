import type { CreditId, Refusal, ReversalAppealId } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { appealedBefore, refuseReversalAppeal } from "./domain/reversal-appeal.ts";
import type { ReverseCreditDeps } from "./reverse-credit.ts";
import { readAppealableCredit } from "./store/reversal-appeal-store.ts";
import { ReversalAppealRow } from "./store/reversal-appeal.row.ts";

export interface AppealReversal {
  readonly creditId: CreditId;
  /** On what grounds, in the partner's words. */
  readonly grounds: string;
}

export interface ReversalAppealed extends Outcome {
  readonly appealId: ReversalAppealId;
}

/** A partner disagrees with its credit being taken back: once, within the days of the lead's program. */
export const appealReversal = (deps: ReverseCreditDeps) => (call: Call<AppealReversal>) =>
  once<AppealReversal, ReversalAppealed>(
    deps.database,
    call,
    async (tx): Promise<ReversalAppealed | Refusal> => {
      const { session, actor, command, at } = call;
      const { creditId, grounds } = command;
      if (actor.partnerId === null || actor.id === null)
        return refuse("FORBIDDEN", "A reversal is appealed by the partner whose credit it was.");
      const credit = await readAppealableCredit(tx, session, creditId);
      if (!credit) return noSuchCredit(creditId);
      const refusal = refuseReversalAppeal(credit, at);
      if (refusal) return refusal;
      const appealId = deps.newId("rap");
      tx.queue(
        deps.database.insert(ReversalAppealRow, {
          id: uuidOf(appealId),
          partnerId: uuidOf(actor.partnerId),
          creditId: uuidOf(creditId),
          grounds,
          openedBy: actor.id,
          openedAt: at,
        }),
        { reversal_appeal_once: appealedBefore },
      );
      return { kind: "ReversalAppealed", appealId, subjects: [appealId, creditId] };
    },
  );

function noSuchCredit(creditId: CreditId) {
  return refuse("NOT_FOUND", `There is no credit ${creditId} that you can see.`, {
    path: ["creditId"],
  });
}
