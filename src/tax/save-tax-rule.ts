import type { TaxRuleId } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { TaxRuleTerms } from "./domain/tax-rule.ts";
import type { TaxFormDeps } from "./record-tax-form.ts";
import { queueTaxRule } from "./store/tax-rule-store.ts";

export interface TaxRuleTouched extends Outcome {
  readonly taxRuleId: TaxRuleId;
}

/** Says what is asked of partners that are taxed in a country. It counts once somebody else has put it in force. */
export const saveTaxRule = (deps: TaxFormDeps) => (call: Call<TaxRuleTerms>) =>
  once<TaxRuleTerms, TaxRuleTouched>(deps.database, call, (tx) => {
    const { actor, at, command } = call;
    if (actor.id === null) throw new Error("somebody makes a rule");
    const id = deps.newId("txr");
    queueTaxRule(tx, id, command, { at, by: actor.id });
    return Promise.resolve({ kind: "TaxRuleSaved", taxRuleId: id, subjects: [id] });
  });
