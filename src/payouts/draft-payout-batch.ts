import type { PayoutBatchId, Refusal } from "../kernel/index.ts";
import { localDate, refuse } from "../kernel/index.ts";
import { postJournals, schedulePayout, setOffPayout, withholdPayout } from "../ledger/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { byProgram } from "./by-program.ts";
import { draftPayouts, MOST_PAID_CREDITS, refuseEmpty } from "./domain/draft.ts";
import { share } from "./domain/set-off.ts";
import { queueBatch } from "./store/batch-store.ts";
import { readClaims } from "./store/claim-store.ts";
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
 * Puts what is payable into payouts of each partner that can be paid, and reserves it in the books at once. What a partner owes
 * back is set off first, and tax withheld where a rule says so. What is left out stays payable, with why it is. Another person approves the batch.
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
      const claims = await readClaims(tx, currency, [
        ...new Set(credits.map(({ partnerId }) => partnerId)),
      ]);
      const draft = draftPayouts(credits, { currency, minimumMinor }, claims);
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
      const postings = payouts.flatMap((payout) => {
        const paid = payout.credits.map((each) => ({ ...each, currency, payoutId: payout.id }));
        const programs = byProgram(deps, paid, (zone) => localDate(at, zone));
        if (payout.taxRuleId !== null) return programs.map(withholdPayout);
        if (payout.claims.length === 0) return programs.map(schedulePayout);
        const shares = share(programs.map(sumOfCredits), payout.claims);
        return programs.map((each, n) => setOffPayout({ ...each, claims: shares[n] ?? [] }));
      });
      postJournals(tx, postings);
      return { kind: "PayoutsDrafted", payoutBatchId: id, subjects: [id] };
    },
  );

const sumOfCredits = ({ credits }: { readonly credits: readonly { readonly minor: bigint }[] }) =>
  credits.reduce((all, { minor }) => all + minor, 0n);
