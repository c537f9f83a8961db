import type { LeadId, Refusal } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { NewId } from "../../platform/ids.ts";
import type { EngagementDecided, EngagementFacts, EngagementItem } from "../domain/engagement.ts";
import type { EngagementKind } from "../domain/signals.ts";

import { EngagementRow } from "./engagement.row.ts";

/** The leads that are named, and what is recorded of them under the same references. */
export async function readEngagementFacts(
  tx: Transaction,
  items: readonly EngagementItem[],
): Promise<EngagementFacts> {
  const leadIds: readonly LeadId[] = [...new Set(items.map(({ leadId }) => leadId))];
  const uuids = leadIds.map(uuidOf);
  const references = items.map(({ reference }) => reference);
  const [leads, known] = await Promise.all([
    tx.read<{ id: string; partner_id: string }>(sql`
      select id, partner_id
      from lead
      where id = any(${uuids}::uuid[])`),
    tx.read<{
      lead_id: string;
      kind: EngagementKind;
      reference: string;
      occurred_at: Date;
      seconds: number | null;
    }>(sql`
      select lead_id, kind, reference, occurred_at, seconds
      from engagement
      where lead_id = any(${uuids}::uuid[]) and reference = any(${references}::text[])`),
  ]);
  return {
    leads: new Map(leads.map((row) => [idOf("lead", row.id), idOf("prt", row.partner_id)])),
    known: known.map((row) => ({
      leadId: idOf("lead", row.lead_id),
      kind: row.kind,
      reference: row.reference,
      occurredAt: row.occurred_at,
      seconds: row.seconds,
    })),
  };
}

/** Queues what is new. Where somebody else told of it meanwhile, the call is made again. */
export function queueEngagement(
  deps: { readonly database: Database; readonly newId: NewId },
  tx: Transaction,
  decided: readonly (EngagementDecided | Refusal)[],
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  const rows = decided.flatMap((each) =>
    "isNew" in each && each.isNew
      ? [
          {
            id: uuidOf(deps.newId("eng")),
            partnerId: uuidOf(each.partnerId),
            leadId: uuidOf(each.leadId),
            kind: each.kind,
            reference: each.reference,
            seconds: each.seconds,
            occurredAt: each.occurredAt,
            recordedAt: at,
            recordedBy: by,
          },
        ]
      : [],
  );
  if (rows.length === 0) return;
  tx.queue(deps.database.insert(EngagementRow, ...rows), { engagement_once: TRY_AGAIN });
}
