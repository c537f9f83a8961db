import type { EventId, LeadId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** Writes who opened which leads, as far as they are not accepted; a second look of a day is none. */
export async function storeLooks(
  database: Database,
  session: Session,
  looked: {
    /** As a uuid. */
    readonly member: string;
    readonly looks: readonly { readonly id: EventId; readonly leadId: LeadId }[];
    readonly at: Date;
  },
): Promise<void> {
  const { member, looks, at } = looked;
  await database.transaction(session, async (tx) => {
    tx.queue(sql`
      insert into lead_look (id, partner_id, lead_id, member_id, day, looked_at)
      select look.id, lead.partner_id, lead.id, ${member}::uuid,
        (${at}::timestamptz at time zone program.time_zone)::date, ${at}::timestamptz
      from unnest(
        ${looks.map(({ id }) => uuidOf(id))}::uuid[],
        ${looks.map(({ leadId }) => uuidOf(leadId))}::uuid[]
      ) as look (id, lead_id)
      join lead on lead.id = look.lead_id
      join program on program.id = lead.program_id
      where lead.accepted_at is null
      on conflict on constraint lead_look_once do nothing`);
    return null;
  });
}
