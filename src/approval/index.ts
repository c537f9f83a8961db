/**
 * Approval: credit becomes payable. One person proposes what is shown, another approves just that; what is held is
 * neither approved nor paid, and is let go by two. What is held back of approved credit is payable as it vests. Small
 * credit may be approved under a policy that two persons made.
 */
export { approveByPolicy } from "./approve-by-policy.ts";
export type { ApproveByPolicyDeps } from "./approve-by-policy.ts";
export { approvalPolicyReads } from "./graphql/approval-policy.reads.ts";
export { ApprovalPolicyResolver } from "./graphql/approval-policy.resolver.ts";
export { approvalItemReads, approvalProposalReads } from "./graphql/approval.reads.ts";
export { ApprovalItemsResolver, ApprovalResolver } from "./graphql/approval.resolver.ts";
export { creditHoldReads, creditHolds, holdReleaseReads } from "./graphql/credit-hold.reads.ts";
export { CreditHoldResolver, HeldCreditResolver } from "./graphql/credit-hold.resolver.ts";
export { CreditHoldType } from "./graphql/credit-hold.type.ts";
export { vestCredit } from "./vest-credit.ts";
export type { VestCreditDeps } from "./vest-credit.ts";
export { queueHold } from "./store/hold-store.ts";
