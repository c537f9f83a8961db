import type { Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** Whether two memberships are one person's: people leave and come back, and are still themselves. */
export const isSamePerson = (one: Sql, other: Sql): Sql => sql`(${one} = ${other} or exists (
  select
  from membership as acting
  join membership as before on before.user_id = acting.user_id
  where acting.id = ${one} and before.id = ${other}))`;
