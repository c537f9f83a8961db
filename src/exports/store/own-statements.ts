import { sql } from "../../platform/database/index.ts";

import { DECIMALS, keptUuid } from "./cells-of.ts";
import type { Cut, Dataset } from "./dataset.ts";
import { isOfStatement, partnerStatements, ROWS } from "./partner-statements.ts";

/** What each row of a file of the vendor's says of its partner, which a partner knows. */
const OF_THE_PARTNER = ["partner_id", "partner_name"];

/** A partner's own statements of some months, as its own session reads them. */
export function ownStatements(cut: Cut): Dataset {
  if (cut.partnerId === null) throw new Error("a partner's own file is of a partner");
  const { columns, ...all } = partnerStatements(cut);
  return {
    ...all,
    columns: columns.filter(({ name }) => !OF_THE_PARTNER.includes(name)),
    from: sql`
      from partner_statement as own
      join ${DECIMALS} on m.currency = own.currency
      cross join lateral (${ROWS}) as each
      where ${isOfStatement(cut)} and own.partner_id = ${keptUuid("prt", cut.partnerId)}::uuid
      order by own.starts_on, own.number, each.place`,
  };
}
