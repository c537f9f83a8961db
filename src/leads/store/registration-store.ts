import { uuidOf } from "../../kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../partners/index.ts";
import type { Database, RefusalsByConstraint, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { ALL_LINES } from "../../products/index.ts";
import type { LeadRegistered } from "../domain/register.ts";

import { CompanyRow } from "./company.row.ts";
import { contactRow } from "./contact-store.ts";
import { ContactRow } from "./contact.row.ts";
import { LeadEventRow } from "./lead-event.row.ts";
import { queueTerms } from "./lead-terms.ts";
import type { SpokenLead } from "./lead-terms.ts";
import { LeadRow } from "./lead.row.ts";

// Somebody registered the same thing between our look and our write: look again, and say so.
const RACES: RefusalsByConstraint = {
  lead_claim_pkey: TRY_AGAIN,
  lead_external_reference_once: TRY_AGAIN,
};

/** A lead to be registered, and the fingerprint of what was sent. */
export interface ToRegister {
  readonly registered: LeadRegistered;
  readonly hash: Buffer;
}

/** Queues leads with everything that belongs to them: company, contact, claims and the first event. */
export function queueRegistrations(
  database: Database,
  tx: Transaction,
  all: readonly ToRegister[],
): void {
  const [first] = all;
  if (!first) return;
  const partnerId = uuidOf(first.registered.partnerId);
  tx.queue(database.insert(LeadRow, ...all.map(leadOf)), RACES);
  tx.queue(database.insert(CompanyRow, ...all.map(companyOf)));
  // one text whatever the number of keys, so that the whole is prepared once
  const keys = all.flatMap(({ registered }) =>
    registered.keys.companyKeys.map((key) => ({ leadId: uuidOf(registered.leadId), key })),
  );
  const keyed = keys.map(({ leadId: id }) => id);
  const companyKeys = keys.map(({ key }) => key);
  tx.queue(sql`
    insert into company_key (partner_id, lead_id, key)
    select ${partnerId}::uuid, keyed.lead_id, keyed.key
    from unnest(${keyed}::uuid[], ${companyKeys}::text[]) as keyed (lead_id, key)`);
  tx.queue(database.insert(ContactRow, ...all.flatMap(contactsOf)));
  const mailed = all.flatMap(({ registered }) =>
    registered.keys.emailKeys.map((key) => ({ leadId: uuidOf(registered.leadId), key })),
  );
  const claimed = all.flatMap(({ registered }) =>
    registered.keys.companyKeys.flatMap((key) =>
      registered.productLineIds.map((line) => ({ id: uuidOf(registered.leadId), key, line })),
    ),
  );
  const ids = mailed.map(({ leadId: id }) => id);
  const emails = mailed.map(({ key }) => key);
  tx.queue(
    sql`
      insert into lead_claim (partner_id, kind, key, lead_id, product_line_id)
      select ${partnerId}::uuid, claimed.kind, claimed.key, claimed.lead_id, claimed.line_id
      from (
        select 'EMAIL' as kind, mailed.key, mailed.lead_id, ${uuidOf(ALL_LINES)}::uuid as line_id
        from unnest(${ids}::uuid[], ${emails}::text[]) as mailed (lead_id, key)
        union all
        select 'COMPANY', keyed.key, keyed.lead_id, keyed.line_id
        from unnest(
          ${claimed.map(({ id }) => id)}::uuid[],
          ${claimed.map(({ key }) => key)}::text[],
          ${claimed.map(({ line }) => uuidOf(line))}::uuid[]
        ) as keyed (lead_id, key, line_id)
      ) as claimed`,
    RACES,
  );
  tx.queue(database.insert(LeadEventRow, ...all.map(eventOf)));
  queueTerms(tx, first.registered.partnerId, all.map(spokenOf));
}

/** What a new lead says in words. */
function spokenOf({ registered }: ToRegister): SpokenLead {
  const { leadId: id, partnerId, command } = registered;
  const { company, externalReference, notes, contact, otherContacts } = command;
  const persons = [contact, ...otherContacts].map(({ name, email }) => ({ id: null, name, email }));
  return { id, partnerId, said: { company, externalReference, notes, persons } };
}

function leadOf({ registered, hash }: ToRegister): Partial<LeadRow> {
  const { command, at } = registered;
  const { estimatedValue } = command;
  return {
    id: uuidOf(registered.leadId),
    partnerId: uuidOf(registered.partnerId),
    programId: uuidOf(registered.programId),
    kind: command.kind,
    productLineIds: registered.productLineIds.map(uuidOf),
    stage: "SUBMITTED",
    stageEnteredAt: at,
    claimedAt: at,
    submittedAt: at,
    externalReference: command.externalReference,
    registrationHash: hash,
    formNumber: registered.formNumber,
    customFields: registered.customFields,
    termsNumber: registered.termsNumber,
    source: command.source,
    campaign: command.campaign,
    notes: command.notes,
    tenderReference: command.tender?.reference ?? null,
    tenderIssuer: command.tender?.issuer ?? null,
    tenderDueOn: command.tender?.dueOn ?? null,
    valueMinor: estimatedValue?.minor ?? null,
    valueCurrency: estimatedValue?.currency ?? null,
    registeredBy: registered.actorId,
    ...(isForPartner(registered) ? { registeredByVendor: true } : {}),
    createdAt: at,
    updatedAt: at,
  };
}

/** The vendor's own leads are nobody else's. */
const isForPartner = ({ byVendor, partnerId }: LeadRegistered): boolean =>
  byVendor && partnerId !== VENDOR_PARTNER_ID;

function companyOf({ registered }: ToRegister): Partial<CompanyRow> {
  const { company } = registered.command;
  return {
    leadId: uuidOf(registered.leadId),
    partnerId: uuidOf(registered.partnerId),
    name: company.name,
    foldedName: registered.keys.foldedName,
    domain: company.domain,
    country: company.country,
    taxId: company.taxId,
  };
}

function contactsOf({ registered }: ToRegister): readonly Partial<ContactRow>[] {
  const { command, keys, contactId, otherContactIds, partnerId } = registered;
  const lead = { id: registered.leadId, partnerId };
  return [command.contact, ...command.otherContacts].map((person, index) =>
    contactRow(lead, person, {
      id: [contactId, ...otherContactIds][index] ?? contactId,
      emailKey: keys.emailKeys[index] ?? keys.emailKey,
      isPrimary: index === 0,
    }),
  );
}

function eventOf({ registered }: ToRegister): Partial<LeadEventRow> {
  return {
    id: uuidOf(registered.eventId),
    partnerId: uuidOf(registered.partnerId),
    leadId: uuidOf(registered.leadId),
    seq: 1,
    type: "REGISTERED",
    fromStage: "NONE",
    toStage: "SUBMITTED",
    at: registered.at,
    actorKind: registered.actorKind,
    actorId: registered.actorId,
    byVendor: registered.byVendor,
  };
}
