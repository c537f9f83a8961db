import type { ApprovalPolicyId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { PolicyTerms } from "./domain/policy.ts";
import type { HoldDeps } from "./place-credit-hold.ts";
import { queuePolicy, readCurrencyOf } from "./store/policy-store.ts";

export interface PolicyTouched extends Outcome {
  readonly approvalPolicyId: ApprovalPolicyId;
}

/** Drafts under what credit is approved without a person. Nothing is, until another person puts it in force; it never changes. */
export const saveApprovalPolicy = (deps: HoldDeps) => (call: Call<PolicyTerms>) =>
  once<PolicyTerms, PolicyTouched>(
    deps.database,
    call,
    async (tx): Promise<PolicyTouched | Refusal> => {
      const { command, actor, at } = call;
      const { programId, currency } = command;
      if (actor.id === null) throw new Error("somebody drafts a policy");
      if (programId !== null) {
        const own = await readCurrencyOf(tx, programId);
        if (own === null)
          return refuse("NOT_FOUND", `There is no incentive program ${programId}.`, {
            path: ["incentiveProgramId"],
          });
        if (own !== currency)
          return refuse("BUSINESS_RULE", `The incentive program pays in ${own}.`, {
            path: ["mostPerCredit", "currency"],
          });
      }
      const id = deps.newId("pol");
      queuePolicy(tx, id, command, { at, by: actor.id });
      return { kind: "ApprovalPolicySaved", approvalPolicyId: id, subjects: [id] };
    },
  );
