import { idOf, parseId, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openApprovalDesk } from "../approval/approval-desk.ts";
import type { ApprovalDesk } from "../approval/approval-desk.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";
import { plantUsableAccount } from "../support/plant-payouts.ts";

export const MONDAY = "2026-02-02T10:00:00.000Z";
export const DAY_45 = "2026-03-19T10:00:00.000Z";
const LATER = "2026-04-30";
const SCHEDULE = {
  reversalDays: 60,
  clawbackSchedule: [
    { untilDay: 30, percent: "100" },
    { untilDay: 60, percent: "50" },
  ],
};

export const said = (errors: readonly Answer[]) => errors.map(({ message }) => message).join(" ");

const BATCH =
  "payoutBatch { id state selectionHash total { amount } offset { amount } withheld { amount } payouts(first: 9) { nodes { id method state partner { id } amount { amount } gross { amount } withheld { amount } payoutAccount { id } offsets(first: 9) { nodes { amount { amount } clawback { id } } } } } leftOut(first: 9) { nodes { reason amount { amount } } } }";
const CREDIT =
  "id kind state outstanding { amount } owedBack { amount } payable { amount } reversalReason";
const CLAWBACK =
  "id creditId amount { amount } outstanding { amount currency } offset { amount } repaid { amount } writtenOff { amount } state";

/** A desk at which what leads earn is paid to two partners in dollars, and taken back. */
export interface PayingDesk extends ApprovalDesk {
  readonly partners: readonly [PartnerId, PartnerId];
  /** Throws what is refused. */
  readonly does: (by: Caller, verb: string, input: object, selection: string) => Promise<Answer>;
  readonly drafting: (more?: object) => Promise<Answer>;
  /** Approves and sends a batch; its payouts. */
  readonly sending: (batch: Answer) => Promise<readonly Answer[]>;
  /** All that is payable, sent to the bank; its payouts. */
  readonly sent: (more?: object) => Promise<readonly Answer[]>;
  /** All that is payable, booked by the bank; its payouts. */
  readonly paid: (on?: string, more?: object) => Promise<readonly Answer[]>;
  readonly giveBack: (payout: Answer, on: string) => Promise<Answer>;
  /** Lets all holds go, by two persons. */
  readonly letGo: () => Promise<void>;
  /** Where leads' money stands, role by role: in cents, what is owed to partners or was recovered above nothing. */
  readonly books: (...leads: readonly LeadId[]) => Promise<string>;
  readonly creditOf: (leadId: LeadId, by?: Caller) => Promise<Answer>;
  /** Its state, and what is outstanding, owed back and payable of it. */
  readonly figures: (leadId: LeadId, by?: Caller) => Promise<readonly unknown[]>;
  readonly takeBack: (
    leadId: LeadId,
    reason?: string,
    by?: Caller,
  ) => Promise<{ readonly reversal: Answer; readonly told: string }>;
  /** An SQL of Alpha's that earned so much by a version with a schedule, approved. */
  readonly approvedSql: (amount: string) => Promise<LeadId>;
  readonly clawbacks: (by?: Caller) => Promise<readonly Answer[]>;
  /** One person proposes that it was paid back, and another agrees. */
  readonly repay: (clawbackId: string, amount: string, more?: object) => Promise<Answer>;
  /** Partners pay back all that they owe. */
  readonly repaidAll: () => Promise<void>;
}

export async function openPayingDesk(): Promise<PayingDesk> {
  const desk = await openApprovalDesk();
  const { world, finance, controller } = desk;
  const partners = [partnerOf(desk.alpha), partnerOf(desk.beta)] as const;
  desk.at(MONDAY);
  for (const each of partners) await plantUsableAccount(world, each, "USD", new Date(MONDAY));

  const does: PayingDesk["does"] = async (by, verb, input, selection) => {
    const answer = await desk.run(by, verb, input, selection);
    if (answer["errors"].length > 0) throw new Error(said(answer["errors"]));
    return answer;
  };
  const drafting: PayingDesk["drafting"] = (more = {}) =>
    desk.run(
      finance,
      "draftPayoutBatch",
      { currency: "USD", partnerIds: partners, ...more },
      BATCH,
    );
  const sending: PayingDesk["sending"] = async (batch) => {
    const { id: payoutBatchId, selectionHash } = batch;
    await does(controller, "approvePayoutBatch", { payoutBatchId, selectionHash }, BATCH);
    const { payoutBatch } = await does(controller, "sendPayoutBatch", { payoutBatchId }, BATCH);
    return payoutBatch.payouts.nodes;
  };
  const sent: PayingDesk["sent"] = async (more = {}) => {
    const { payoutBatch, errors } = await drafting(more);
    if (errors.length > 0) throw new Error(said(errors));
    return sending(payoutBatch);
  };
  const creditOf: PayingDesk["creditOf"] = async (leadId, by = desk.alpha) => {
    const found = (await desk.credits(by, leadId, CREDIT)).find(({ kind }) => kind === "AWARD");
    if (!found) throw new Error("it has earned nothing");
    return found;
  };
  const clawbacks: PayingDesk["clawbacks"] = async (by = finance) =>
    (await desk.query(by, `{ clawbacks(first: 50) { nodes { ${CLAWBACK} } } }`)).clawbacks.nodes;
  const repay: PayingDesk["repay"] = async (clawbackId, amount, more = {}) => {
    const said = {
      ...{ clawbackId, amount: { amount, currency: "USD" } },
      ...{ receivedOn: LATER, bankReference: "STMT 3", evidence: "Their letter", ...more },
    };
    const proposed = await desk.run(
      ...([finance, "proposeRepayment", said, "repaymentProposal { id }"] as const),
    );
    if (proposed["errors"].length > 0) return { clawback: null, errors: proposed["errors"] };
    const { id: repaymentProposalId } = proposed["repaymentProposal"];
    const decision = { repaymentProposalId, isApproved: true };
    const shown = `repaymentProposal { clawback { ${CLAWBACK} } }`;
    const decided = await desk.run(controller, "decideRepayment", decision, shown);
    return { clawback: decided["repaymentProposal"]?.clawback, errors: decided["errors"] };
  };

  return {
    ...desk,
    ...{ partners, does, drafting, sending, sent, creditOf, clawbacks, repay },
    paid: async (on = "2026-02-02", more = {}) => {
      const payouts = await sent(more);
      for (const { id: payoutId, method } of payouts) {
        if (method !== "TRANSFER") continue;
        const booked = { payoutId, bookedOn: on, bankReference: "STMT" };
        await does(finance, "settlePayout", booked, "payout { id }");
      }
      return payouts;
    },
    giveBack: (payout = {}, on) =>
      does(
        finance,
        "returnPayout",
        { payoutId: payout["id"], returnedOn: on, bankReference: "STMT 2", reason: "AC04 closed" },
        "payout { state }",
      ),
    letGo: async () => {
      const { creditHolds } = await desk.query(
        finance,
        "{ creditHolds(first: 50) { nodes { id releasedAt } } }",
      );
      for (const { id: creditHoldId, releasedAt } of creditHolds.nodes) {
        if (releasedAt !== null) continue;
        const selection = "creditHold { id }";
        await does(finance, "requestHoldRelease", { creditHoldId, reason: "Seen" }, selection);
        const decided = { creditHoldId, isReleased: true, note: "Seen" };
        await does(controller, "decideHoldRelease", decided, selection);
      }
    },
    books: async (...leads) => {
      const rows = await world.asOwner<{ told: string }>(
        `select account.role || ' ' || -sum(entry.amount_minor) as told
         from journal_entry as entry
         join ledger_account as account on account.id = entry.account_id
         where entry.credit_id in (select id from credit where lead_id = any($1))
         group by account.role
         having sum(entry.amount_minor) <> 0
         order by account.role`,
        [leads.map(uuidOf)],
      );
      return rows.map(({ told }) => told).join(", ");
    },
    figures: async (leadId, by = desk.alpha) => {
      const { state, outstanding, owedBack, payable } = await creditOf(leadId, by);
      return [state, outstanding.amount, owedBack.amount, payable.amount];
    },
    takeBack: async (leadId, reason = "INACCURATE_DATA", by = finance) => {
      const { id: creditId } = await creditOf(leadId);
      const trueOn = reason === "INACCURATE_DATA" ? { trueOn: "2026-01-01" } : {};
      const why = { creditId, reason, evidence: "Their letter", ...trueOn };
      const answer = await desk.run(by, "reverseCredit", why, "reversal { id state }");
      return { reversal: answer["reversal"], told: said(answer["errors"]) };
    },
    approvedSql: async (amount) => {
      const rules = [bounty("SQL", amount)];
      desk.at("2026-02-01T10:00:00.000Z");
      const programId = await desk.paying(rules);
      desk.at(MONDAY);
      await desk.nextVersion(programId, { rules, ...SCHEDULE });
      const leadId = await desk.sql(desk.alpha, programId);
      await desk.approved(await desk.creditsOf(leadId));
      return leadId;
    },
    repaidAll: async () => {
      desk.at(`${LATER}T10:00:00.000Z`);
      for (const { id, outstanding } of await clawbacks()) {
        if (outstanding.amount === "0.00") continue;
        const { errors } = await repay(id, outstanding.amount);
        if (errors.length > 0) throw new Error(said(errors));
      }
    },
  };
}

function partnerOf({ actor }: Caller): PartnerId {
  if (actor.partnerId === null) throw new Error("a partner acts");
  const parsed = parseId("prt", actor.partnerId);
  return parsed.ok ? parsed.id : idOf("prt", actor.partnerId);
}
