import type { LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Session, Sql, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";

/** The lead in which the one with this uuid goes on; null where it does not. For the vendor's role alone. */
export const survivorOf = (uuid: Sql): Sql => sql`(
  select succession.root_lead_id
  from lead_succession as succession
  where succession.lead_id = ${uuid})`;

/** The lead in which one goes on, as far as the session may know: a partner, where it is its own. */
export async function readSurvivor(
  tx: Transaction,
  session: Session,
  leadId: LeadId,
): Promise<LeadId | null> {
  const id = sql`${uuidOf(leadId)}::uuid`;
  const row = await tx.readOne<{ survivor: string | null }>(
    session.role === "vendor"
      ? sql`select ${survivorOf(id)} as survivor`
      : sql`select l.continues_in as survivor from lead as l where ${ownRows(session, "l")} and l.id = ${id}`,
  );
  return row?.survivor ? idOf("lead", row.survivor) : null;
}
