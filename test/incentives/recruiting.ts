import { payRecruiters } from "../../src/incentives/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import type { PayingDesk } from "../payouts/paying-desk.ts";
import { addSalesRep } from "../support/people.ts";

let now = new Date("2026-03-01T08:00:00.000Z");

/** Puts the clock of the desk and of what the server does by itself. */
export function put(desk: PayingDesk, time: string): void {
  now = new Date(time);
  desk.at(time);
}

/** Beta recruited Alpha, from the desk's day on. */
export async function openRecruited(desk: PayingDesk): Promise<void> {
  const channel = await addSalesRep(desk.world, "Cora Channel");
  const [partnerId, recruiterId] = desk.partners;
  put(desk, "2026-03-01T08:00:00.000Z");
  const input = { partnerId, recruiterId, reason: "They met at a fair" };
  await desk.does(channel, "recordRecruiter", input, "partner { id }");
}

/** What the server does by itself every few seconds: how many credits were followed. */
export async function followed(desk: PayingDesk): Promise<number> {
  // what could not be followed before is tried again
  await desk.world.asOwner("update recruiter_due set tried_at = null");
  return payRecruiters({ database: desk.world.database, newId, clock: () => now }, "test");
}

/** What recruiters have of what a lead earned, award by award. */
export const had = async (desk: PayingDesk, leadId: LeadId): Promise<readonly string[]> =>
  (
    await desk.world.asOwner<{ told: string }>(
      `select concat_ws(' ', award.kind, own.share_minor, own.partner_name, case when award.reversed_at is not null then 'reversed' end,
         own.reversal_reason) as told
       from credit as source
       join award on award.recruited_credit_id = source.id
       join credit as own on own.award_id = award.id
       where source.lead_id = $1
       order by source.earned_at, source.id, award.kind desc, award.n`,
      [uuidOf(leadId)],
    )
  ).map(({ told }) => told);

/** What recruiters cost under the incentive programs of a program by the books, in cents. */
export async function recruiters(desk: PayingDesk, programId: string): Promise<bigint> {
  const [row] = await desk.world.asOwner<{ minor: string }>(
    `select coalesce(sum(entry.amount_minor), 0)::text as minor
     from journal_entry as entry
     join ledger_account as account on account.id = entry.account_id
       and account.role in ('expense', 'contract_cost_asset', 'expense_recovery')
     join credit on credit.id = entry.credit_id and credit.lead_id is null
     join award on award.id = credit.award_id
     join incentive_program as paying on paying.id = award.incentive_program_id and paying.program_id = $1`,
    [uuidOf(programId as `prg_${string}`)],
  );
  return BigInt(row?.minor ?? "0");
}
