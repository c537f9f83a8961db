import type { CreditReversalId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { clawBackWhole } from "./claw-back-paid.ts";
import { refuseDecision, toldReason } from "./domain/reversal.ts";
import { reverseAwards } from "./reverse-awards.ts";
import type { CreditReversed, ReverseCreditDeps } from "./reverse-credit.ts";
import {
  lockLaterMonths,
  ofReversal,
  refuseLaterMonths,
  reverseLaterMonths,
} from "./reverse-later-months.ts";
import { readAwardOfReversal } from "./store/live-awards.ts";
import { lockReported, queueDecided } from "./store/reversal-store.ts";

export interface DecideReversal {
  readonly reversalId: CreditReversalId;
  readonly doesConfirm: boolean;
  /** For the vendor alone. */
  readonly note: string | null;
}

/** Another person than who reported a fraud confirms it, and the credit is taken back; or lets it stand. */
export const decideReversal =
  (deps: Pick<ReverseCreditDeps, "database" | "newId">) => (call: Call<DecideReversal>) =>
    once<DecideReversal, CreditReversed>(
      deps.database,
      call,
      async (tx): Promise<CreditReversed | Refusal> => {
        const { reversalId, doesConfirm, note } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody decides over a reversal");
        const [reported, awards, later] = await Promise.all([
          lockReported(tx, reversalId, by),
          readAwardOfReversal(tx, reversalId),
          lockLaterMonths(tx, ofReversal(reversalId)),
        ]);
        if (!reported) return noSuchReversal(reversalId);
        const refusal = refuseDecision(reported, doesConfirm);
        if (refusal) return refusal;
        const at = call.at < reported.requestedAt ? reported.requestedAt : call.at;
        if (doesConfirm) {
          const late = refuseLaterMonths(later);
          if (late) return late;
          const { reason, statement } = reported;
          const told = { reason: toldReason(reason), statement };
          await clawBackWhole(deps, tx, awards, at);
          await reverseAwards(deps, tx, awards, { event: "reversal", at, told });
          const { evidence, requestedBy, requestedAt } = reported;
          await reverseLaterMonths(deps, tx, later, {
            ...{ reason, statement, evidence, trueOn: null, by: requestedBy, requestedAt, at },
            decision: { by, note },
          });
        }
        queueDecided(tx, reversalId, { doesConfirm, by, note, at });
        const kind = doesConfirm ? "CreditReversed" : "ReversalDeclined";
        const { awardId, leadId } = reported;
        return { kind, reversalId, subjects: [reversalId, awardId, leadId] };
      },
    );

function noSuchReversal(reversalId: CreditReversalId) {
  return refuse("NOT_FOUND", `There is no reversal ${reversalId}.`, { path: ["reversalId"] });
}
