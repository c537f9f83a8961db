import type { TaxRuleId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyNotDecided } from "./domain/tax-rule.ts";
import type { TaxFormDeps } from "./record-tax-form.ts";
import type { TaxRuleTouched } from "./save-tax-rule.ts";
import { lockTaxRule, queueRuleDeclined, queueRuleInForce } from "./store/tax-rule-store.ts";

export interface DecideTaxRule {
  readonly taxRuleId: TaxRuleId;
  readonly isApproved: boolean;
  readonly note: string;
}

/** Puts a rule in force that somebody else made, in the place of the one of its country and year; or declines it. */
export const decideTaxRule =
  ({ database }: Pick<TaxFormDeps, "database">) =>
  (call: Call<DecideTaxRule>) =>
    once<DecideTaxRule, TaxRuleTouched>(database, call, async (tx) => {
      const { actor, at, command } = call;
      const { taxRuleId: id, isApproved, note } = command;
      if (actor.id === null) throw new Error("somebody decides over a rule");
      const rule = await lockTaxRule(tx, id, actor.id);
      if (!rule) return refuse("NOT_FOUND", `There is no tax rule ${id}.`, { path: ["taxRuleId"] });
      const refusal = whyNotDecided(rule);
      if (refusal) return refusal;
      const said = { note, at, by: actor.id };
      if (isApproved) queueRuleInForce(tx, id, rule, said);
      else queueRuleDeclined(tx, id, said);
      const kind = isApproved ? "TaxRuleInForce" : "TaxRuleDeclined";
      return { kind, taxRuleId: id, subjects: [id] };
    });
