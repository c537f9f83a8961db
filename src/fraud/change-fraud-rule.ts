import type { FraudRuleId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { FraudRuleSettings } from "./domain/fraud-rule.ts";
import { lockFraudRule, queueFraudRule } from "./store/fraud-rule-store.ts";

export interface FraudRuleDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface ChangeFraudRule extends FraudRuleSettings {
  readonly reason: string;
}

export interface FraudRuleTouched extends Outcome {
  readonly fraudRuleId: FraudRuleId;
}

/** Sets what is looked for from now on; what was held by the rule before goes on to hold. */
export const changeFraudRule = (deps: FraudRuleDeps) => (call: Call<ChangeFraudRule>) =>
  once<ChangeFraudRule, FraudRuleTouched>(deps.database, call, async (tx) => {
    const { actor, command } = call;
    const { rule, isWatched, burst, reason } = command;
    if (actor.id === null) throw new Error("somebody sets a rule");
    const before = await lockFraudRule(tx, rule);
    const isSame =
      before.isWatched === isWatched &&
      before.burst?.mostLeads === burst?.mostLeads &&
      before.burst?.withinMinutes === burst?.withinMinutes;
    if (isSame)
      return refuse("ALREADY_DONE", `The rule ${rule} is set like this already.`, {
        path: ["rule"],
      });
    const id = deps.newId("frl");
    const at = call.at < before.setAt ? before.setAt : call.at;
    queueFraudRule(tx, id, { rule, isWatched, burst }, { reason, at, by: actor.id });
    return { kind: "FraudRuleChanged", fraudRuleId: id, subjects: [id] };
  });
