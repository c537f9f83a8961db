import type { PartnerId, TaxFormId } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { TaxFormDetails } from "./domain/tax-form.ts";
import { queueTaxForm } from "./store/tax-form-store.ts";
import { whoseTax } from "./whose-tax.ts";

export interface TaxFormDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface RecordTaxForm extends TaxFormDetails {
  /** Whose; a partner's people may leave it out. */
  readonly partnerId: PartnerId | null;
}

export interface TaxFormTouched extends Outcome {
  readonly taxFormId: TaxFormId;
}

/** Records a form by which a partner says how it is taxed. It counts once somebody else has accepted it. */
export const recordTaxForm = (deps: TaxFormDeps) => (call: Call<RecordTaxForm>) =>
  once<RecordTaxForm, TaxFormTouched>(deps.database, call, async (tx) => {
    const { session, actor, at, command } = call;
    const { partnerId: named, ...details } = command;
    if (actor.id === null) throw new Error("somebody records a form");
    const partnerId = await whoseTax(tx, session, named);
    if (isRefusal(partnerId)) return partnerId;
    if (details.kind === "NONE_NEEDED" && session.partnerId !== null)
      return refuse("BUSINESS_RULE", "The vendor alone says that no form is needed: send yours.", {
        path: ["kind"],
      });
    const id = deps.newId("txf");
    queueTaxForm(tx, { id, partnerId, details, at, by: actor.id });
    return { kind: "TaxFormRecorded", taxFormId: id, subjects: [id, partnerId] };
  });
