import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openIncentiveDesk } from "../incentives/incentive-desk.ts";
import type { IncentiveDesk } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";

/** A desk at which what leads earn is held, approved and vests. */
export interface ApprovalDesk extends IncentiveDesk {
  /** The ids of a lead's credits that are no changes, the oldest first. */
  readonly creditsOf: (leadId: LeadId) => Promise<readonly string[]>;
  /** What is proposed: its id, hash and sums. */
  readonly proposed: (creditIds: readonly string[], by?: Caller) => Promise<Answer>;
  readonly approve: (proposal: Answer, more?: object, by?: Caller) => Promise<Answer>;
  /** Proposes and approves. */
  readonly approved: (creditIds: readonly string[]) => Promise<void>;
  readonly hold: (said: object, by?: Caller) => Promise<Answer>;
  /** Where a lead's money stands: "accrued 0, payable 20000, holdback 0". */
  readonly stands: (...leads: readonly LeadId[]) => Promise<string>;
  readonly query: (by: Caller, text: string) => Promise<Answer>;
}

export const PROPOSAL =
  "approvalProposal { id state selectionHash creditCount sums { amount currency } decidedAt note }";
const HOLD = "creditHold { id kind told releasedAt releases { state reason note } }";

export async function openApprovalDesk(): Promise<ApprovalDesk> {
  const desk = await openIncentiveDesk();
  const { world, finance, controller } = desk;
  const approve: ApprovalDesk["approve"] = (proposal, more = {}, by = controller) =>
    desk.run(
      by,
      "decideApproval",
      {
        ...{ approvalProposalId: proposal["id"], selectionHash: proposal["selectionHash"] },
        ...{ isApproved: true, ...more },
      },
      PROPOSAL,
    );
  const proposed: ApprovalDesk["proposed"] = async (creditIds, by = finance) => {
    const { approvalProposal, errors } = await desk.run(
      by,
      "proposeApproval",
      { creditIds },
      PROPOSAL,
    );
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    return approvalProposal;
  };
  return {
    ...desk,
    ...{ approve, proposed },
    creditsOf: async (leadId) =>
      (await desk.credits(desk.finance, leadId, "id kind state")).flatMap(({ id, kind }) =>
        kind === "ADJUST" ? [] : [id as string],
      ),
    approved: async (creditIds) => {
      const { errors } = await approve(await proposed(creditIds));
      if (errors.length > 0) throw new Error(JSON.stringify(errors));
    },
    hold: (said, by = finance) =>
      desk.run(by, "placeCreditHold", { kind: "MANUAL", reason: "A look", ...said }, HOLD),
    stands: async (...leads) => {
      const rows = await world.asOwner<{ told: string }>(
        `select concat_ws(' ', role, coalesce(-sum(entry.amount_minor), 0)) as told
         from unnest(array['accrued', 'payable', 'holdback']) with ordinality as named (role, n)
         left join ledger_account as account using (role)
         left join journal_entry as entry on entry.account_id = account.id
           and entry.credit_id in (select id from credit where lead_id = any($1))
         group by role, n
         order by n`,
        [leads.map(uuidOf)],
      );
      return rows.map(({ told }) => told).join(", ");
    },
    query: async (by, text) => {
      const { data, errors } = await desk.api.run(by, text);
      if (errors) throw new Error(JSON.stringify(errors));
      return JSON.parse(JSON.stringify(data));
    },
  };
}
