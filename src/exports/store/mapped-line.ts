import type { Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

import { keptUuid, text } from "./cells-of.ts";

/** The account of the firm's books for an account of the ledger, joined as `gl`: of lines that fit the narrowest. */
export function mappedLine(
  mappingId: string | null,
  account: { readonly role: Sql; readonly programId: Sql; readonly currency: Sql },
): Sql {
  const isOf =
    mappingId === null ? sql`false` : sql`line.mapping_id = ${keptUuid("glm", mappingId)}::uuid`;
  return sql`
    left join lateral (
      select line.account_code, line.account_name, line.tax_code, line.cost_center, line.tracking_name, line.tracking_option
      from gl_mapping_line as line
      where ${isOf} and line.role = ${account.role}
        and (line.program_id is null or line.program_id = ${account.programId})
        and (line.currency is null or line.currency = ${account.currency})
      order by line.program_id is null, line.currency is null
      limit 1
    ) as gl on true`;
}

/** What the firm's books call the account, behind the ledger's name for it. */
export const ACCOUNT_COLUMNS = [
  text("account_code", sql`gl.account_code`),
  text("account_name", sql`gl.account_name`),
];

export const MAPPED_COLUMNS = [
  text("tax_code", sql`gl.tax_code`),
  text("cost_center", sql`gl.cost_center`),
  text("tracking_name", sql`gl.tracking_name`),
  text("tracking_option", sql`gl.tracking_option`),
];
