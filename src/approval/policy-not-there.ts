import type { ApprovalPolicyId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";

export const policyNotThere = (id: ApprovalPolicyId): Refusal =>
  refuse("NOT_FOUND", `There is no policy ${id}.`, { path: ["approvalPolicyId"] });
