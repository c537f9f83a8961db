import { idOf } from "../../kernel/index.ts";
import type { PartnerId } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** A dispute of a statement that nobody decided in time, and of which nobody was told yet. */
export interface OverdueDispute {
  readonly uuid: string;
  /** Of whoever opened it. */
  readonly partnerId: PartnerId;
  readonly dueAt: Date;
}

const AT_ONCE = 100;

export async function readOverdueDisputes(
  database: Database,
  session: Session,
  at: Date,
): Promise<readonly OverdueDispute[]> {
  const rows = await database.read<{ id: string; partner_id: string; due_at: Date }>(
    session,
    sql`
      select dispute.id, dispute.partner_id, dispute.due_at
      from statement_dispute as dispute
      where dispute.state = 'OPEN' and dispute.due_at <= ${at}::timestamptz
        and not exists (
          select
          from notice
          where notice.occasion_id = dispute.id and notice.kind = 'STATEMENT_DISPUTE_OVERDUE')
      order by dispute.due_at
      limit ${AT_ONCE}::integer`,
  );
  return rows.map(({ id, partner_id, due_at }) => ({
    uuid: id,
    partnerId: idOf("prt", partner_id),
    dueAt: due_at,
  }));
}
