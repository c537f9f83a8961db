import type { TaxFormId } from "../kernel/index.ts";
import { localDate } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyNotDecided } from "./domain/tax-form.ts";
import type { TaxFormDeps, TaxFormTouched } from "./record-tax-form.ts";
import { lockTaxForm, queueFormDecided } from "./store/tax-form-store.ts";
import { taxFormNotThere } from "./tax-form-not-there.ts";

export interface DecideTaxForm {
  readonly taxFormId: TaxFormId;
  readonly isAccepted: boolean;
  /** What was looked at, or why not; told to the partner. */
  readonly note: string;
}

/** Accepts a form that somebody else recorded, or declines it. */
export const decideTaxForm =
  ({ database }: Pick<TaxFormDeps, "database">) =>
  (call: Call<DecideTaxForm>) =>
    once<DecideTaxForm, TaxFormTouched>(database, call, async (tx) => {
      const { actor, at, command } = call;
      const { taxFormId: id, isAccepted, note } = command;
      if (actor.id === null) throw new Error("somebody decides over a form");
      const form = await lockTaxForm(tx, id, actor.id);
      if (!form) return taxFormNotThere(id);
      const refusal = whyNotDecided(form, { isAccepted, day: localDate(at, "UTC") });
      if (refusal) return refusal;
      queueFormDecided(tx, id, { isAccepted, note, at, by: actor.id });
      const kind = isAccepted ? "TaxFormAccepted" : "TaxFormDeclined";
      return { kind, taxFormId: id, subjects: [id, form.partnerId] };
    });
