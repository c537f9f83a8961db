import type { Refusal, TaxRemittanceId } from "../kernel/index.ts";
import { localDate } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyNotRemitted } from "./domain/tax-remittance.ts";
import type { Remitted } from "./domain/tax-remittance.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import { lockWithheld, queueRemittance } from "./store/tax-remittance-store.ts";

export interface RecordTaxRemittance extends Remitted {
  /** By which the bank's statement names it. */
  readonly bankReference: string;
}

export interface TaxRemittanceTouched extends Outcome {
  readonly taxRemittanceId: TaxRemittanceId;
}

/**
 * Says that what was withheld by the rules of a country in some days was handed on to its tax office: all of it that was not before.
 * Another person confirms it. From now on it does not come back with the transfers beside which it was withheld.
 */
export const recordTaxRemittance = (deps: PayoutDeps) => (call: Call<RecordTaxRemittance>) =>
  once<RecordTaxRemittance, TaxRemittanceTouched>(
    deps.database,
    call,
    async (tx): Promise<TaxRemittanceTouched | Refusal> => {
      const { command, actor, at } = call;
      if (actor.id === null) throw new Error("somebody says that tax was handed on");
      const { payoutIds, minor, timeZone } = await lockWithheld(tx, command);
      const refusal = whyNotRemitted(command, minor, localDate(at, timeZone));
      if (refusal) return refusal;
      const id = deps.newId("txm");
      queueRemittance(tx, { ...command, id, payoutIds, at, by: actor.id });
      return { kind: "TaxRemittanceRecorded", taxRemittanceId: id, subjects: [id] };
    },
  );
