import { sql } from "../../platform/database/index.ts";

import { idColumn, instant, startOf, text } from "./cells-of.ts";
import type { Cut, Dataset } from "./dataset.ts";

/** The audit log of some days of UTC: ids and codes alone, which never change. */
export function auditExtract({ from, until }: Cut): Dataset {
  return {
    columns: [
      idColumn("audit_entry_id", "aud", sql`entry.id`),
      instant("at_utc", sql`entry.at`),
      text("mutation", sql`entry.mutation`),
      text("outcome", sql`entry.outcome`),
      text("code", sql`entry.code`),
      idColumn("partner_id", "prt", sql`entry.partner_id`),
      text("actor_kind", sql`entry.actor_kind`),
      text("actor_uuid", sql`entry.actor_id::text`),
      text("subject_ids", sql`array_to_string(entry.subject_ids, ' ')`),
      text("request_id", sql`entry.request_id`),
    ],
    amounts: null,
    from: sql`
      from audit_entry as entry
      where entry.at >= ${startOf(from ?? "")}::timestamptz and entry.at < ${startOf(until ?? "")}::timestamptz
      order by entry.at, entry.id`,
    ledger: null,
  };
}
