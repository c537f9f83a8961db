import type { TaxFormId } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyNotEnded } from "./domain/tax-form.ts";
import type { TaxFormDeps, TaxFormTouched } from "./record-tax-form.ts";
import { lockTaxFormState, queueFormEnded } from "./store/tax-form-store.ts";
import { taxFormNotThere } from "./tax-form-not-there.ts";

export interface EndTaxForm {
  readonly taxFormId: TaxFormId;
  readonly reason: string;
}

/** Ends a form at once, whether it waits or counts: a partner its own, or the vendor where something is wrong with it. */
export const endTaxForm =
  ({ database }: Pick<TaxFormDeps, "database">) =>
  (call: Call<EndTaxForm>) =>
    once<EndTaxForm, TaxFormTouched>(database, call, async (tx) => {
      const { session, actor, at, command } = call;
      const { taxFormId: id, reason } = command;
      if (actor.id === null) throw new Error("somebody ends a form");
      const form = await lockTaxFormState(tx, session, id);
      if (!form) return taxFormNotThere(id);
      const refusal = whyNotEnded(form);
      if (refusal) return refusal;
      queueFormEnded(tx, id, { reason, at, by: actor.id });
      return { kind: "TaxFormEnded", taxFormId: id, subjects: [id] };
    });
