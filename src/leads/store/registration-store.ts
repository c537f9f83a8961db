import type { LeadId, PartnerId, ProgramId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type {
  Database,
  RefusalsByConstraint,
  Sql,
  Transaction,
} from "../../platform/database/index.ts";
import { sql, systemSession, TRY_AGAIN } from "../../platform/database/index.ts";
import type { LeadRegistered, RegistrationFacts } from "../domain/register.ts";

import { CompanyRow } from "./company.row.ts";
import { ContactRow } from "./contact.row.ts";
import { LeadEventRow } from "./lead-event.row.ts";
import { LeadRow } from "./lead.row.ts";

export interface StandingQuery {
  readonly partnerId: PartnerId;
  readonly programId: ProgramId | null;
  readonly externalReference: string | null;
  readonly registrationHash: Buffer;
  readonly emailKey: string;
  readonly companyKeys: readonly string[];
}

type StandingRow = {
  partner_state: string | null;
  program_id: string | null;
  reference_lead: string | null;
  reference_is_same: boolean | null;
  email_lead: string | null;
  company_lead: string | null;
};

/** In one statement, and under the partner's own policies, all that a registration depends on. */
function standingOf(query: StandingQuery): Sql {
  const partnerId = uuidOf(query.partnerId);
  const programId = query.programId === null ? null : uuidOf(query.programId);
  return sql`
    select
      (select state from partner where partner_id = ${partnerId}::uuid) as partner_state,
      (select id
       from program
       where case when ${programId}::uuid is null then is_default else id = ${programId}::uuid end) as program_id,
      referenced.id as reference_lead,
      referenced.registration_hash = ${query.registrationHash}::bytea as reference_is_same,
      (select lead_id
       from lead_claim
       where partner_id = ${partnerId}::uuid and kind = 'EMAIL' and key = ${query.emailKey}::text) as email_lead,
      (select lead_id
       from lead_claim
       where partner_id = ${partnerId}::uuid and kind = 'COMPANY' and key = any(${query.companyKeys}::text[])
       order by lead_id
       limit 1) as company_lead
    from (select) as one_row
    left join lead as referenced
      on referenced.partner_id = ${partnerId}::uuid
      and referenced.external_reference = ${query.externalReference}::text`;
}

export async function readStanding(
  tx: Transaction,
  query: StandingQuery,
): Promise<RegistrationFacts> {
  const row = await tx.readOne<StandingRow>(standingOf(query));
  const leadId = (uuid: string | null | undefined): LeadId | null =>
    uuid ? idOf("lead", uuid) : null;
  const referenced = leadId(row?.reference_lead);
  return {
    partnerState: row?.partner_state ?? null,
    programId: row?.program_id ? idOf("prg", row.program_id) : null,
    referenced:
      referenced === null ? null : { leadId: referenced, isSame: row?.reference_is_same === true },
    sameEmail: leadId(row?.email_lead),
    sameCompany: leadId(row?.company_lead),
  };
}

/** Lets the writes run only where the facts are found as they were assumed. */
export function insistOnStanding(
  tx: Transaction,
  query: StandingQuery,
  facts: RegistrationFacts,
): void {
  const { referenced } = facts;
  const uuid = (id: LeadId | ProgramId | null) => (id === null ? null : uuidOf(id));
  tx.insist(sql`(
    select (partner_state, program_id, reference_lead, reference_is_same, email_lead, company_lead)
      is not distinct from (${facts.partnerState}::text, ${uuid(facts.programId)}::uuid,
        ${uuid(referenced?.leadId ?? null)}::uuid, ${referenced?.isSame ?? null}::boolean,
        ${uuid(facts.sameEmail)}::uuid, ${uuid(facts.sameCompany)}::uuid)
    from (${standingOf(query)}) as standing
  )`);
}

/** The program of a registration that names none. It changes, if ever, by the owner's hand. */
export async function readDefaultProgram(database: Database): Promise<ProgramId | null> {
  const row = await database.readOne<{ id: string }>(
    systemSession("start"),
    sql`select id from program where is_default`,
  );
  return row ? idOf("prg", row.id) : null;
}

// Somebody registered the same thing between our look and our write: look again, and say so.
const RACES: RefusalsByConstraint = {
  lead_claim_pkey: TRY_AGAIN,
  lead_external_reference_once: TRY_AGAIN,
};

/** Queues the lead with everything that belongs to it: company, contact, claims and its first event. */
export function queueRegistration(
  database: Database,
  tx: Transaction,
  registered: LeadRegistered,
  registrationHash: Buffer,
): void {
  const { command, at, actorId } = registered;
  const leadId = uuidOf(registered.leadId);
  const partnerId = uuidOf(registered.partnerId);
  const { company, contact, estimatedValue } = command;
  const lead: Partial<LeadRow> = {
    id: leadId,
    partnerId,
    programId: uuidOf(registered.programId),
    kind: command.kind,
    stage: "SUBMITTED",
    stageEnteredAt: at,
    claimedAt: at,
    submittedAt: at,
    externalReference: command.externalReference,
    registrationHash,
    source: command.source,
    campaign: command.campaign,
    notes: command.notes,
    valueMinor: estimatedValue?.minor ?? null,
    valueCurrency: estimatedValue?.currency ?? null,
    registeredBy: actorId,
    createdAt: at,
    updatedAt: at,
  };
  tx.queue(database.insert(LeadRow, lead), RACES);
  tx.queue(
    database.insert(CompanyRow, {
      leadId,
      partnerId,
      name: company.name,
      foldedName: registered.keys.foldedName,
      domain: company.domain,
      country: company.country,
      taxId: company.taxId,
    }),
  );
  // one text whatever their number, so that the whole is prepared once
  tx.queue(sql`
    insert into company_key (partner_id, lead_id, key)
    select ${partnerId}::uuid, ${leadId}::uuid, unnest(${registered.keys.companyKeys}::text[])`);
  tx.queue(
    database.insert(ContactRow, {
      id: uuidOf(registered.contactId),
      leadId,
      partnerId,
      isPrimary: true,
      name: contact.name,
      email: contact.email,
      emailKey: registered.keys.emailKey,
      phone: contact.phone,
      jobTitle: contact.jobTitle,
      consentBasis: contact.consentBasis,
      consentObtainedAt: contact.consentObtainedAt,
      consentSource: contact.consentSource,
    }),
  );
  tx.queue(
    sql`
      insert into lead_claim (partner_id, kind, key, lead_id)
      select ${partnerId}::uuid, claimed.kind, claimed.key, ${leadId}::uuid
      from (
        select 'EMAIL' as kind, ${registered.keys.emailKey}::text as key
        union all
        select 'COMPANY', unnest(${registered.keys.companyKeys}::text[])
      ) as claimed`,
    RACES,
  );
  tx.queue(
    database.insert(LeadEventRow, {
      id: uuidOf(registered.eventId),
      partnerId,
      leadId,
      seq: 1,
      type: "REGISTERED",
      fromStage: "NONE",
      toStage: "SUBMITTED",
      at,
      actorKind: registered.actorKind,
      actorId,
      byVendor: false,
    }),
  );
}
