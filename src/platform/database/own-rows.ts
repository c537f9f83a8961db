import { uuidOf } from "../../kernel/index.ts";

import type { Session } from "./session.ts";
import type { Sql } from "./statement.ts";
import { sql, trustedText } from "./statement.ts";

/**
 * The viewer's own predicate, beside row-level security: a partner's statement names its partner,
 * so that indexes led by partner_id serve it. `table` is an alias in the statement.
 */
export function ownRows(session: Session, table: string): Sql {
  if (session.partnerId === null) return sql`true`;
  return sql`${trustedText(`${table}.partner_id`)} = ${uuidOf(session.partnerId)}::uuid`;
}
