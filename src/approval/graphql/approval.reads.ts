import { idOf, isCurrency, money } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import { ascending, column, id, one, page, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ApprovalItemRow } from "../store/approval-item.row.ts";
import { ApprovalProposalRow } from "../store/approval-proposal.row.ts";

const proposal = tableOf(ApprovalProposalRow);
const item = tableOf(ApprovalItemRow);

function inCurrency(minor: bigint, currency: string) {
  if (!isCurrency(currency)) throw new Error(`a credit is in an unknown currency ${currency}`);
  return toMoneyType(money(minor, currency));
}

const creditCount = proposal.expression<number>(
  "integer",
  ({ column: of }) => sql`(
    select count(*)::integer from approval_item as item where item.proposal_id = ${of(proposal, "id")})`,
);

// currency and amount of each
const sums = proposal.expression<readonly string[]>(
  "text[]",
  ({ column: of }) => sql`array(
    select concat_ws(' ', item.currency, sum(item.amount_minor))
    from approval_item as item
    where item.proposal_id = ${of(proposal, "id")}
    group by item.currency
    order by item.currency)`,
);

/** For the vendor alone: partners have no row of it, and of its credits their own as credits. */
export const approvalProposalReads: Source = {
  type: "ApprovalProposal",
  table: proposal,
  isPartners: false,
  fields: {
    id: id("apv", proposal.cell("id")),
    state: column(proposal.cell("state")),
    selectionHash: column(proposal.cell("selectionHash")),
    creditCount: column(creditCount),
    sums: value([sums], ([all]) =>
      all.map((each) => {
        const [currency = "", minor = ""] = each.split(" ");
        return inCurrency(BigInt(minor), currency);
      }),
    ),
    items: page("ApprovalItem", { proposalId: "id" }, [ascending("creditId")]),
    comment: column(proposal.cell("comment")),
    proposedBy: one("PartnerMember", { id: "proposedBy" }),
    proposedAt: column(proposal.cell("proposedAt")),
    expiresAt: column(proposal.cell("expiresAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    decidedAt: column(proposal.cell("decidedAt")),
    note: column(proposal.cell("note")),
    approvalPolicyId: value([proposal.cell("policyId")], ([uuid]) =>
      uuid === null ? null : idOf("pol", uuid),
    ),
  },
};

export const approvalItemReads: Source = {
  type: "ApprovalItem",
  table: item,
  isPartners: false,
  fields: {
    credit: one("Credit", { id: "creditId", partnerId: "partnerId" }),
    amount: value([item.cell("amountMinor"), item.cell("currency")], ([minor, currency]) =>
      inCurrency(minor, currency),
    ),
  },
};
