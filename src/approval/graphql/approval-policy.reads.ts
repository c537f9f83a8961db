import { idOf, isCurrency, money } from "../../kernel/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Cell, Source } from "../../platform/reading/index.ts";
import { ApprovalPolicyRow } from "../store/approval-policy.row.ts";

const policy = tableOf(ApprovalPolicyRow);

const limit = (minor: Cell<bigint>) =>
  value([minor, policy.cell("currency")], ([units, currency]) => {
    if (!isCurrency(currency)) throw new Error(`a policy is in an unknown currency ${currency}`);
    return toMoneyType(money(units, currency));
  });

/** For the vendor alone: partners have no row of it. */
export const approvalPolicyReads: Source = {
  type: "ApprovalPolicy",
  table: policy,
  isPartners: false,
  fields: {
    id: id("pol", policy.cell("id")),
    state: column(policy.cell("state")),
    currency: column(policy.cell("currency")),
    incentiveProgramId: value([policy.cell("programId")], ([uuid]) =>
      uuid === null ? null : idOf("inc", uuid),
    ),
    mostPerCredit: limit(policy.cell("mostPerCreditMinor")),
    mostPerMonth: limit(policy.cell("mostPerMonthMinor")),
    delayDays: column(policy.cell("delayDays")),
    reason: column(policy.cell("reason")),
    draftedBy: one("PartnerMember", { id: "draftedBy" }),
    draftedAt: column(policy.cell("draftedAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    decidedAt: column(policy.cell("decidedAt")),
    note: column(policy.cell("note")),
    endedBy: one("PartnerMember", { id: "endedBy" }),
    endedAt: column(policy.cell("endedAt")),
    endReason: column(policy.cell("endReason")),
  },
};
