import type {
  CreditHoldId,
  PartnerId,
  Refusal,
  StatementDisputeId,
  StatementId,
} from "../../kernel/index.ts";
import { refuse, uuidOf } from "../../kernel/index.ts";
import type { Session, Sql, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type {
  DisputableStatement,
  DisputeReason,
  StatementDisputeState,
  Subject,
} from "../domain/dispute.ts";

interface Named {
  readonly statementId: StatementId;
  readonly subject: Subject;
}

/** The credit of what is disputed, and whether it is there: the line, or what is missed. */
function subjectOf(subject: Subject, session: Session): Sql {
  if ("lineNumber" in subject)
    return sql`
        select line.credit_id, null::integer as stands_in
        from partner_statement_line as line
        where line.partner_id = own.partner_id and line.statement_id = own.id and line.number = ${subject.lineNumber}::integer`;
  if ("missingCreditId" in subject)
    return sql`
        select credit.id as credit_id, (
          select min(line.number)
          from partner_statement_line as line
          where line.partner_id = own.partner_id and line.statement_id = own.id and line.credit_id = credit.id
        ) as stands_in
        from credit
        where ${ownRows(session, "credit")} and credit.id = ${uuidOf(subject.missingCreditId)}::uuid`;
  return sql`
        select null::uuid as credit_id, (
          select min(line.number)
          from partner_statement_line as line
          join credit on credit.partner_id = line.partner_id and credit.id = line.credit_id
          where line.partner_id = own.partner_id and line.statement_id = own.id and credit.lead_id = lead.id
        ) as stands_in
        from lead
        where ${ownRows(session, "lead")} and lead.id = ${uuidOf(subject.missingLeadId)}::uuid`;
}

/** A partner's own statement, with what it disputes of it; null where there is none. */
export async function readDisputable(
  tx: Transaction,
  session: Session,
  { statementId, subject }: Named,
): Promise<DisputableStatement | null> {
  const row = await tx.readOne<{
    number: number;
    line_count: number;
    issued_at: Date;
    is_there: boolean;
    credit_id: string | null;
    stands_in: number | null;
  }>(sql`
      select own.number, own.line_count, own.issued_at, found.is_there is not null as is_there, found.credit_id, found.stands_in
      from partner_statement as own
      left join lateral (
        select true as is_there, named.*
        from (${subjectOf(subject, session)}) as named
      ) as found on true
      where ${ownRows(session, "own")} and own.id = ${uuidOf(statementId)}::uuid`);
  return (
    row && {
      id: statementId,
      number: row.number,
      lineCount: row.line_count,
      issuedAt: row.issued_at,
      creditUuid: row.credit_id,
      isThere: row.is_there,
      standsInLine: row.stands_in,
    }
  );
}

const openBefore = (): Refusal =>
  refuse("ALREADY_DONE", "You have a dispute over that open already.", { path: ["lineNumber"] });

/** Queues that a dispute is opened; the database holds what is not paid by it. */
export function queueDispute(
  tx: Transaction,
  said: {
    readonly id: StatementDisputeId;
    /** By which its credit is held, where that is not paid. */
    readonly holdId: CreditHoldId;
    readonly partnerId: PartnerId;
    readonly statement: DisputableStatement;
    readonly subject: Subject;
    readonly reason: DisputeReason;
    readonly grounds: string;
    readonly evidence: string | null;
    readonly at: Date;
    readonly by: string;
    readonly dueAt: Date;
  },
): void {
  const { subject, statement } = said;
  const lineNumber = "lineNumber" in subject ? subject.lineNumber : null;
  const leadId = "missingLeadId" in subject ? uuidOf(subject.missingLeadId) : null;
  tx.queue(
    sql`
      insert into statement_dispute (id, partner_id, statement_id, line_number, credit_id, lead_id, reason, grounds, evidence,
        opened_at, opened_by, due_at, hold_id)
      values (${uuidOf(said.id)}::uuid, ${uuidOf(said.partnerId)}::uuid, ${uuidOf(statement.id)}::uuid, ${lineNumber}::integer,
        ${statement.creditUuid}::uuid, ${leadId}::uuid, ${said.reason}::text, ${said.grounds}::text, ${said.evidence}::text,
        ${said.at}::timestamptz, ${said.by}::uuid, ${said.dueAt}::timestamptz, ${uuidOf(said.holdId)}::uuid)`,
    {
      statement_dispute_one_open_of_line: openBefore,
      statement_dispute_one_open_of_missing: openBefore,
      statement_dispute_is_missing: TRY_AGAIN,
    },
  );
}

/** A dispute of one's own, locked until the transaction ends; null where there is none. */
export async function lockOwnDispute(
  tx: Transaction,
  session: Session,
  id: StatementDisputeId,
): Promise<{ readonly state: StatementDisputeState; readonly openedAt: Date } | null> {
  const row = await tx.readOne<{ state: StatementDisputeState; opened_at: Date }>(sql`
    select own.state, own.opened_at
    from statement_dispute as own
    where ${ownRows(session, "own")} and own.id = ${uuidOf(id)}::uuid
    for no key update of own`);
  return row && { state: row.state, openedAt: row.opened_at };
}

/** Queues that a dispute is taken back by its partner. */
export function queueWithdrawn(
  tx: Transaction,
  id: StatementDisputeId,
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  tx.queue(
    sql`
      update statement_dispute
      set state = 'WITHDRAWN', ended_at = ${at}::timestamptz, ended_by = ${by}::uuid
      where id = ${uuidOf(id)}::uuid`,
    { statement_dispute_ends_once: TRY_AGAIN },
  );
}
