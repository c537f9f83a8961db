import type { DiscoveryCallId, LeadId, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { CallFacts, Participant, StandingCall, ToldCall } from "../domain/discovery-call.ts";

import {
  DiscoveryCallNoteRow,
  DiscoveryCallParticipantRow,
  DiscoveryCallRow,
} from "./discovery-call.row.ts";

/** A lead, which nobody moves until a call of it is recorded; null where there is none. */
export async function lockCalledLead(
  tx: Transaction,
  leadId: LeadId,
): Promise<{ readonly partnerId: PartnerId; readonly stage: string } | null> {
  const row = await tx.readOne<{ partner_id: string; stage: string }>(sql`
    select partner_id, stage
    from lead
    where id = ${uuidOf(leadId)}::uuid
    for share`);
  return row && { partnerId: idOf("prt", row.partner_id), stage: row.stage };
}

type StandingRow = {
  lead_id: string;
  partner_id: string;
  number: number;
  held_at: Date;
  minutes: number;
  is_with_partner: boolean;
  is_removed: boolean;
  recorded_at: Date;
  recorded_by: string;
  written_at: Date;
  is_counted: boolean;
};

/** The latest record of a call, on which nobody qualifies its lead meanwhile; null where there is none. */
export async function lockCall(tx: Transaction, id: DiscoveryCallId): Promise<StandingCall | null> {
  const row = await tx.readOne<StandingRow>(sql`
    select held.lead_id, held.partner_id, held.number, held.held_at, held.minutes, held.is_with_partner, held.is_removed,
      held.recorded_at, held.recorded_by, held.written_at,
      exists (
        select
        from assessment_answer as answer
        join assessment as made on made.id = answer.assessment_id
        where answer.discovery_call_id = held.id and made.undone_at is null
      ) as is_counted
    from discovery_call as held
    join lead on lead.partner_id = held.partner_id and lead.id = held.lead_id
    where held.id = ${uuidOf(id)}::uuid and held.superseded_at is null
    for no key update of lead`);
  if (!row) return null;
  const { number, minutes } = row;
  return {
    ...{ id, number, minutes },
    leadId: idOf("lead", row.lead_id),
    partnerId: idOf("prt", row.partner_id),
    heldAt: row.held_at,
    isWithPartner: row.is_with_partner,
    isRemoved: row.is_removed,
    recordedAt: row.recorded_at,
    recordedBy: row.recorded_by,
    writtenAt: row.written_at,
    isCounted: row.is_counted,
  };
}

/** Of those who are named as taking part, and of the slots that are answered, which there are. */
export async function readCallFacts(
  tx: Transaction,
  leadId: LeadId,
  { memberIds, contactIds }: ToldCall,
  at: Date,
): Promise<Omit<CallFacts, "partnerId">> {
  const lead = sql`${uuidOf(leadId)}::uuid`;
  const [members, contacts, slots] = await Promise.all([
    tx.read<{ id: string; partner_id: string | null }>(sql`
      select id, partner_id
      from membership
      where id = any(${memberIds.map(uuidOf)}::uuid[])`),
    tx.read<{ id: string }>(sql`
      select contact.id
      from lead
      join contact on contact.partner_id = lead.partner_id and contact.lead_id = lead.id
      where lead.id = ${lead} and contact.id = any(${contactIds.map(uuidOf)}::uuid[])`),
    tx.read<{ slot: string }>(sql`
      select slot
      from criterion
      where version_id = app.criteria_for(${lead}, ${at}::timestamptz)
      group by slot
      order by min(position)`),
  ]);
  return {
    members: new Map(
      members.map(({ id, partner_id: partner }) => [
        idOf("mem", id),
        partner === null ? null : idOf("prt", partner),
      ]),
    ),
    contacts: new Set(contacts.map(({ id }) => idOf("cnt", id))),
    slots: slots.map(({ slot }) => slot),
  };
}

/** Those calls of a lead, among some, that were not removed. Asks nothing where none is named. */
export async function readStandingCalls(
  tx: Transaction,
  leadId: LeadId,
  named: readonly DiscoveryCallId[],
): Promise<ReadonlySet<DiscoveryCallId>> {
  if (named.length === 0) return new Set();
  const rows = await tx.read<{ id: string }>(sql`
    select id
    from discovery_call
    where lead_id = ${uuidOf(leadId)}::uuid and id = any(${named.map(uuidOf)}::uuid[])
      and superseded_at is null and not is_removed`);
  return new Set(rows.map(({ id }) => idOf("dsc", id)));
}

/** What one record of a call says; each has its number. */
export interface CallRecord {
  readonly id: DiscoveryCallId;
  readonly number: number;
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  readonly recordedAt: Date;
  /** As a uuid. */
  readonly recordedBy: string;
  readonly writtenAt: Date;
  /** Why it takes the place of the one before. */
  readonly reason: string | null;
}

/** Queues a record of a call. Where the lead moved on meanwhile, or another record came, the call is made again. */
export function queueCall(
  database: Database,
  tx: Transaction,
  record: CallRecord,
  { heldAt, minutes, notes, answers }: ToldCall,
  participants: readonly Participant[],
): void {
  const key = keyOf(record);
  const isNoted = notes !== null || answers.length > 0;
  const isWithPartner = participants.some(({ side }) => side === "PARTNER");
  const told = { heldAt, minutes, isWithPartner, isNoted, isRemoved: false };
  queueRecord(database, tx, record, { ...told, participants: participants.length });
  const people = participants.map((person, index) => ({
    ...{ callId: key.id, number: key.number, partnerId: key.partnerId },
    ...{ position: index + 1, side: person.side, isWithPartner },
    memberId: person.side === "PROSPECT" ? null : uuidOf(person.memberId),
    contactId: person.side === "PROSPECT" ? uuidOf(person.contactId) : null,
  }));
  tx.queue(database.insert(DiscoveryCallParticipantRow, ...people));
  if (!isNoted) return;
  const { id: callId, number, partnerId } = key;
  tx.queue(database.insert(DiscoveryCallNoteRow, { callId, number, partnerId, notes, answers }));
}

/** Queues that a call was removed: nobody took part in it, and nothing was said. */
export function queueCallRemoved(
  database: Database,
  tx: Transaction,
  record: CallRecord,
  { heldAt, minutes, isWithPartner }: StandingCall,
): void {
  const told = { heldAt, minutes, isWithPartner, isNoted: false, isRemoved: true };
  queueRecord(database, tx, record, { ...told, participants: 0 });
}

const keyOf = ({ id, number, leadId, partnerId }: CallRecord) => ({
  ...{ id: uuidOf(id), number },
  ...{ leadId: uuidOf(leadId), partnerId: uuidOf(partnerId) },
});

type Told = Pick<
  DiscoveryCallRow,
  "heldAt" | "minutes" | "isWithPartner" | "isNoted" | "isRemoved" | "participants"
>;

function queueRecord(database: Database, tx: Transaction, record: CallRecord, told: Told): void {
  const { recordedAt, recordedBy, writtenAt, reason } = record;
  const row = { ...keyOf(record), ...told, recordedAt, recordedBy, writtenAt, reason };
  tx.queue(database.insert(DiscoveryCallRow, row), {
    discovery_call_pkey: TRY_AGAIN,
    discovery_call_one_current: TRY_AGAIN,
    discovery_call_in_stage: TRY_AGAIN,
    discovery_call_in_order: TRY_AGAIN,
    discovery_call_counted: TRY_AGAIN,
  });
}
