import type { Refusal, TaxRemittanceId } from "../kernel/index.ts";
import { postJournal, remitTax } from "../ledger/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { remittanceNotThere, whyNotDecidedOver } from "./domain/tax-remittance.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import type { TaxRemittanceTouched } from "./record-tax-remittance.ts";
import { lockRemittance, queueRemittanceDecided } from "./store/tax-remittance-store.ts";

export interface DecideTaxRemittance {
  readonly taxRemittanceId: TaxRemittanceId;
  readonly isConfirmed: boolean;
  /** What was looked at, or why not. */
  readonly note: string;
}

/** Confirms that tax was handed on, as another person said and the bank's statement shows; or declines it, and it is withheld as before. */
export const decideTaxRemittance = (deps: PayoutDeps) => (call: Call<DecideTaxRemittance>) =>
  once<DecideTaxRemittance, TaxRemittanceTouched>(
    deps.database,
    call,
    async (tx): Promise<TaxRemittanceTouched | Refusal> => {
      const { command, actor } = call;
      const { taxRemittanceId: id, isConfirmed, note } = command;
      if (actor.id === null) throw new Error("somebody decides over a remittance");
      const remittance = await lockRemittance(tx, id, actor.id);
      if (!remittance) return remittanceNotThere(id);
      const refusal = whyNotDecidedOver(remittance);
      if (refusal) return refusal;
      const { amount, remittedOn: effectiveOn, recordedAt } = remittance;
      const at = call.at < recordedAt ? recordedAt : call.at;
      const postingId = isConfirmed ? deps.newId("jrn") : null;
      queueRemittanceDecided(tx, { id, postingId, note, at, by: actor.id });
      if (postingId !== null)
        postJournal(tx, remitTax({ id: postingId, remittanceId: id, amount, effectiveOn }));
      const kind = isConfirmed ? "TaxRemittanceConfirmed" : "TaxRemittanceDeclined";
      return { kind, taxRemittanceId: id, subjects: [id] };
    },
  );
