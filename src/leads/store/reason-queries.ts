import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

export type ReasonView = {
  list: string;
  code: string;
  partner_code: string;
  label: string;
  needs_note: boolean;
};

/** The reasons that can be given now, of one list or of all four. */
export function activeReasons(
  database: Database,
  session: Session,
  list: string | null,
): Promise<ReasonView[]> {
  return database.read(
    session,
    sql`
      select list, code, partner_code, label, needs_note
      from reason
      where active and ${list === null ? sql`true` : sql`list = ${list}::text`}
      order by list, code`,
  );
}
