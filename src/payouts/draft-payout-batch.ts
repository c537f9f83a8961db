import type { PayoutBatchId, Refusal } from "../kernel/index.ts";
import { localDate, refuse } from "../kernel/index.ts";
import { postJournals, schedulePayout } from "../ledger/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { byProgram } from "./by-program.ts";
import { draftPayouts, MOST_PAID_CREDITS, refuseEmpty } from "./domain/draft.ts";
import { queueBatch } from "./store/batch-store.ts";
import { lockPayable } from "./store/payable-credit.ts";
import type { Payable } from "./store/payable-credit.ts";

export interface PayoutDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface DraftPayoutBatch extends Payable {
  /** A partner to whom less than that is payable is left out. */
  readonly minimumMinor: bigint;
}

export interface BatchTouched extends Outcome {
  readonly payoutBatchId: PayoutBatchId;
}

/**
 * Puts what is payable into payouts, one for each partner that can be paid, and reserves it in the books at once. What is
 * left out stays payable, with why it is. Another person approves the batch.
 */
export const draftPayoutBatch = (deps: PayoutDeps) => (call: Call<DraftPayoutBatch>) =>
  once<DraftPayoutBatch, BatchTouched>(
    deps.database,
    call,
    async (tx): Promise<BatchTouched | Refusal> => {
      const { command, actor, at } = call;
      const { currency, earnedUntil, minimumMinor } = command;
      if (actor.id === null) throw new Error("somebody drafts payouts");
      const credits = await lockPayable(tx, command, at);
      if (credits.length > MOST_PAID_CREDITS)
        return refuse(
          "BUSINESS_RULE",
          `More than ${MOST_PAID_CREDITS} credits are payable: name some of the partners, or an earlier earnedUntil.`,
          { path: ["earnedUntil"] },
        );
      const draft = draftPayouts(credits, minimumMinor);
      if (draft.payouts.length === 0) return refuseEmpty(draft.leftOut, currency);
      const id = deps.newId("bat");
      const payouts = draft.payouts.map((each) => ({ ...each, id: deps.newId("pay") }));
      const { leftOut } = draft;
      queueBatch(tx, {
        id,
        currency,
        earnedUntil,
        minimumMinor,
        payouts,
        leftOut,
        at,
        by: actor.id,
      });
      const paid = payouts.flatMap((payout) =>
        payout.credits.map((credit) => ({ ...credit, currency, payoutId: payout.id })),
      );
      postJournals(tx, byProgram(deps, paid, (zone) => localDate(at, zone)).map(schedulePayout));
      return { kind: "PayoutsDrafted", payoutBatchId: id, subjects: [id] };
    },
  );
