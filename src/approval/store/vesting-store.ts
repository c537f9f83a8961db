import { liveInstalments } from "../../incentives/index.ts";
import { idOf, isCurrency, money } from "../../kernel/index.ts";
import type {
  ApprovalProposalId,
  CreditId,
  IncentiveProgramId,
  Money,
  PartnerId,
} from "../../kernel/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** An approved credit of which something has vested. */
export interface Vesting {
  /** A uuid. */
  readonly approvalId: string;
}

/** The same, locked, with what is due of it. */
export interface DueVesting {
  readonly partnerId: PartnerId;
  readonly creditId: CreditId;
  readonly programId: IncentiveProgramId;
  readonly proposalId: ApprovalProposalId;
  readonly amount: Money;
  readonly timeZone: string;
}

/** What was held back of approvals and has vested by now, less what is payable of it since. */
const dueOf = (at: Date): Sql => sql`
      select approval.id, approval.partner_id, approval.credit_id, approval.proposal_id, own.currency, program.id as program_id,
        program.time_zone, approval.held_minor - coalesce((
          select sum(vested.amount_minor)
          from credit_vesting as vested
          where vested.partner_id = approval.partner_id and vested.approval_id = approval.id), 0) - coalesce((
          select sum(held.minor)
          from (${liveInstalments(sql`approval.partner_id`, sql`approval.credit_id`)}) as held
          where held.due_on > (${at}::timestamptz at time zone program.time_zone)::date), 0) as due_minor
      from credit_approval as approval
      join credit as own on own.partner_id = approval.partner_id and own.id = approval.credit_id
      join award on award.id = own.award_id
      join incentive_program as program on program.id = award.incentive_program_id
      where approval.ended_at is null and approval.held_minor > 0`;

export function readVesting(
  database: Database,
  session: Session,
  at: Date,
  most: number,
  after: string | null,
): Promise<readonly Vesting[]> {
  const next = after === null ? sql`true` : sql`vesting.id > ${after}::uuid`;
  return database.read<{ approvalId: string }>(
    session,
    sql`
      select vesting.id as "approvalId"
      from (${dueOf(at)}) as vesting
      where vesting.due_minor > 0 and ${next}
      order by vesting.id
      limit ${most}::integer`,
  );
}

/** What is due of an approval, locked behind its credit; null where nothing is any more. */
export async function lockVesting(
  tx: Transaction,
  approvalId: string,
  at: Date,
): Promise<DueVesting | null> {
  await tx.read(sql`
    select
    from credit_approval as approval
    join credit as own on own.partner_id = approval.partner_id and own.id = approval.credit_id
    where approval.id = ${approvalId}::uuid
    for no key update of own`);
  const row = await tx.readOne<{
    partner_id: string;
    credit_id: string;
    proposal_id: string;
    program_id: string;
    currency: string;
    time_zone: string;
    due_minor: string;
  }>(sql`
    select vesting.partner_id, vesting.credit_id, vesting.proposal_id, vesting.program_id, vesting.currency, vesting.time_zone,
      vesting.due_minor::text as due_minor
    from (${dueOf(at)} and approval.id = ${approvalId}::uuid) as vesting
    where vesting.due_minor > 0`);
  if (!row) return null;
  if (!isCurrency(row.currency)) throw new Error(`a credit is in ${row.currency}`);
  return {
    partnerId: idOf("prt", row.partner_id),
    creditId: idOf("crd", row.credit_id),
    programId: idOf("inc", row.program_id),
    proposalId: idOf("apv", row.proposal_id),
    amount: money(BigInt(row.due_minor), row.currency),
    timeZone: row.time_zone,
  };
}
