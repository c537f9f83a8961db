import type { EventId, LeadId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { LockedLead } from "../../leads/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { ChecklistPoint } from "../domain/checklist.ts";

import { AcceptanceChecklistRow } from "./acceptance-checklist.row.ts";

/** What the lead's program asks whoever accepts it to confirm; mostly nothing. */
export async function readChecklist(
  tx: Transaction,
  leadId: LeadId,
): Promise<readonly ChecklistPoint[]> {
  return tx.read<{ key: string; label: string }>(sql`
    select point.key, point.label
    from lead
    join program_checklist as asked on asked.program_id = lead.program_id
    cross join unnest(asked.keys, asked.labels) with ordinality as point (key, label, place)
    where lead.id = ${uuidOf(leadId)}::uuid
    order by point.place`);
}

/** Queues what was confirmed with an acceptance, or waived; nothing where nothing was asked for. */
export function queueChecklist(
  database: Database,
  tx: Transaction,
  acceptance: {
    readonly lead: LockedLead;
    readonly eventId: EventId;
    readonly points: readonly ChecklistPoint[];
    readonly waived: boolean;
  },
): void {
  const { lead, eventId, points, waived } = acceptance;
  if (points.length === 0) return;
  tx.queue(
    database.insert(AcceptanceChecklistRow, {
      eventId: uuidOf(eventId),
      partnerId: uuidOf(lead.partnerId),
      leadId: uuidOf(lead.id),
      seq: lead.version + 1,
      keys: points.map(({ key }) => key),
      labels: points.map(({ label }) => label),
      waived,
    }),
    // the program asks for something else since we looked
    { acceptance_checklist_as_asked: TRY_AGAIN },
  );
}
