import type { PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import { COUNT_LIMIT } from "../../platform/graphql/index.ts";
import type { ColumnOf } from "../../platform/reading/index.ts";
import type { Grade } from "../../scoring/index.ts";
import type { InboxHolder, InboxStep } from "../domain/inbox.ts";

/** In the place of a holder. */
export const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Which leads of the inbox are asked for. */
export interface InboxCut {
  readonly holders: readonly InboxHolder[];
  readonly nextSteps: readonly InboxStep[] | null;
  readonly partnerId: PartnerId | null;
  readonly isOverdue: boolean | null;
  readonly waitsForPartner: boolean | null;
  readonly grades: readonly Grade[] | null;
}

/** The condition on items; a returned lead is there from its day on. */
export function inboxCondition(
  cut: InboxCut,
  { actorId }: Session,
  at: Date,
  column: ColumnOf,
): Sql {
  const { nextSteps, partnerId, isOverdue, waitsForPartner } = cut;
  const given = [
    sql`(${column("nextStep")} <> 'TAKE_UP' or ${column("dueAt")} <= ${at}::timestamptz)`,
  ];
  if (!cut.holders.includes("ANYBODY"))
    given.push(sql`${column("holderId")} = any(${holdersOf(cut.holders, actorId, at)})`);
  if (nextSteps) given.push(sql`${column("nextStep")} = any(${nextSteps}::text[])`);
  if (partnerId !== null) given.push(sql`${column("partnerId")} = ${uuidOf(partnerId)}::uuid`);
  if (isOverdue !== null)
    given.push(
      sql`(coalesce(${column("dueAt")} < ${at}::timestamptz, false)) = ${isOverdue}::boolean`,
    );
  if (waitsForPartner !== null)
    given.push(sql`${column("waitsForPartner")} = ${waitsForPartner}::boolean`);
  if (cut.grades) given.push(sql`${column("grade")} = any(${cut.grades}::text[])`);
  return joinSql(given, " and ");
}

function holdersOf(holders: readonly InboxHolder[], actorId: string | null, at: Date): Sql {
  const me = sql`${actorId}::uuid`;
  const of: Readonly<Record<Exclude<InboxHolder, "ANYBODY">, Sql>> = {
    ME: sql`
      select ${me}
      union all
      select absence.member_id
      from absence
      where absence.deputy_id = ${me} and absence.ended_at is null
        and ${at}::timestamptz between absence.absent_from and absence.absent_until`,
    MY_QUEUES: sql`
      select queue.id
      from queue
      where queue.team_id is null
        or exists (select from team_member as mate where mate.team_id = queue.team_id and mate.member_id = ${me})`,
    NOBODY: sql`select ${NOBODY}::uuid`,
  };
  const asked = holders.flatMap((holder) => (holder === "ANYBODY" ? [] : [of[holder]]));
  return sql`array(${joinSql(asked, " union all ")})`;
}

export interface InboxCounts {
  readonly all: number;
  readonly overdue: number;
  readonly due_today: number;
  readonly waits_for_partner: number;
  readonly nobodys: number;
  readonly accept: number;
  readonly qualify: number;
  readonly convert: number;
  readonly close: number;
  readonly take_up: number;
  readonly grade_a: number;
}

/** How many items there are of each sort, up to as many as any list counts. */
export async function countInbox(
  database: Database,
  session: Session,
  cut: InboxCut,
  at: Date,
): Promise<InboxCounts> {
  const condition = inboxCondition(cut, session, at, (property) => COLUMNS[property] ?? missing());
  const now = sql`${at}::timestamptz`;
  const row = await database.readOne<{ [Key in keyof InboxCounts]: number }>(
    session,
    sql`
      select count(*)::integer as "all",
        count(*) filter (where due_at < ${now})::integer as overdue,
        count(*) filter (where due_at >= ${now} and due_at < ${now} + interval '24 hours')::integer as due_today,
        count(*) filter (where waits_for_partner)::integer as waits_for_partner,
        count(*) filter (where holder_id = ${NOBODY}::uuid)::integer as nobodys,
        count(*) filter (where next_step = 'ACCEPT')::integer as accept,
        count(*) filter (where next_step = 'QUALIFY')::integer as qualify,
        count(*) filter (where next_step = 'CONVERT')::integer as convert,
        count(*) filter (where next_step = 'CLOSE')::integer as "close",
        count(*) filter (where next_step = 'TAKE_UP')::integer as take_up,
        count(*) filter (where grade = 'A')::integer as grade_a
      from (
        select due_at, waits_for_partner, holder_id, next_step, grade
        from inbox_item
        where ${condition}
        order by due_on, by_score, sorts_at, entered_at, lead_id
        limit ${COUNT_LIMIT}::integer
      ) as item`,
  );
  if (!row) throw new Error("a count had no row");
  return row;
}

const COLUMNS: Readonly<Record<string, Sql>> = {
  nextStep: sql`next_step`,
  dueAt: sql`due_at`,
  holderId: sql`holder_id`,
  partnerId: sql`partner_id`,
  waitsForPartner: sql`waits_for_partner`,
  grade: sql`grade`,
};

function missing(): never {
  throw new Error("a condition on the inbox names a column that it has not");
}
