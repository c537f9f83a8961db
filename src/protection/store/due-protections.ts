import type { LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** A lead whose protection has run out, and the verb by which it ends. */
export interface DueEnd {
  readonly leadId: LeadId;
  readonly verb: "expireLead" | "lapseProtection";
}

type DueRow = { lead_id: string; expires: boolean };

/** What has run out by then, the longest due first. Days that are over come before silence. */
export async function readDueEnds(
  database: Database,
  session: Session,
  at: Date,
  most: number,
): Promise<readonly DueEnd[]> {
  const rows = await database.read<DueRow>(
    session,
    sql`
      select lead_id, protected_until <= ${at}::timestamptz as expires
      from (
        (
          select lead_id, protected_until, protected_until as due_at
          from protection_window
          where state = 'RUNNING' and protected_until <= ${at}::timestamptz
          order by protected_until
          limit ${most}::integer
        )
        union
        (
          select lead_id, protected_until, lapses_at
          from protection_window
          where state = 'RUNNING' and lapses_at <= ${at}::timestamptz and protected_until > ${at}::timestamptz
            -- who is suspended can give no sign of life
            and ${isNotSuspended(sql`protection_window.partner_id`)}
          order by lapses_at
          limit ${most}::integer
        )
      ) as due
      order by due_at
      limit ${most}::integer`,
  );
  return rows.map((row) => ({
    leadId: idOf("lead", row.lead_id),
    verb: row.expires ? "expireLead" : "lapseProtection",
  }));
}

const isNotSuspended = (partner: Sql): Sql => sql`not exists (
  select
  from partner_suspension as suspended
  where suspended.partner_id = ${partner} and suspended.ended_at is null)`;

const DUE_AT = {
  expireLead: sql`w.protected_until`,
  lapseProtection: sql`w.lapses_at`,
} satisfies Record<DueEnd["verb"], Sql>;

/** Whether it is due still, once its lead is locked. */
export async function isStillDue(tx: Transaction, end: DueEnd, at: Date): Promise<boolean> {
  const row = await tx.readOne<{ due: boolean }>(sql`
    select true as due
    from lead as l
    join protection_window as w on w.partner_id = l.partner_id and w.lead_id = l.id
    where l.id = ${uuidOf(end.leadId)}::uuid and w.state = 'RUNNING' and ${DUE_AT[end.verb]} <= ${at}::timestamptz
      and (${end.verb === "expireLead"}::boolean or ${isNotSuspended(sql`w.partner_id`)})`);
  return row !== null;
}

/** Days before the last one on which a partner is to be told. */
const DAYS_BEFORE = [14, 3];

/** Records which ends are near, each once; of one whose day has moved, again. */
export async function recordReminders(
  database: Database,
  session: Session,
  at: Date,
): Promise<void> {
  await database.transaction(session, async (tx) => {
    tx.queue(sql`
      insert into protection_reminder (partner_id, window_id, ends_on, days_before, recorded_at)
      select w.partner_id, w.id, w.ends_on, near.days, ${at}::timestamptz
      from unnest(${DAYS_BEFORE}::integer[]) as near (days)
      join protection_window as w
        on w.protected_until > ${at}::timestamptz
        and w.protected_until <= ${at}::timestamptz + make_interval(days => near.days + 2)
        and w.ends_on - (${at}::timestamptz at time zone w.time_zone)::date <= near.days
      where w.state = 'RUNNING'
      on conflict on constraint protection_reminder_pkey do nothing`);
    return null;
  });
}
