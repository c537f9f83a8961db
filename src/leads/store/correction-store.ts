import type { CustomField, LeadId, ProductLineId, ProgramId } from "../../kernel/index.ts";
import { idOf, isCurrency, money, refuse, uuidOf } from "../../kernel/index.ts";
import type {
  RefusalsByConstraint,
  Session,
  Sql,
  Transaction,
} from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import { standingScope } from "../../products/index.ts";
import type { Claim, Correctable, Correction } from "../domain/correction.ts";
import { companyIn } from "../domain/correction.ts";
import type { CustomValue } from "../domain/custom-fields.ts";
import type { LeadData, LeadField } from "../domain/lead-data.ts";
import type { Tender } from "../domain/registration.ts";
import type { Said } from "../domain/search-terms.ts";

import type { LockedLead } from "./lead-move-store.ts";
import { queueTermsAnew } from "./lead-terms.ts";
import { queueClaims } from "./own-claims.ts";

type CorrectableRow = {
  company_name: string;
  company_domain: string | null;
  company_country: string | null;
  company_tax_id: string | null;
  contact_id: string;
  contact_name: string;
  contact_email: string;
  contact_phone: string | null;
  contact_job_title: string | null;
  notes: string | null;
  value_minor: bigint | null;
  value_currency: string | null;
  custom_fields: readonly CustomValue[];
  form_number: number;
  form_fields: CustomField[] | null;
  other_email_keys: string[];
  external_reference: string | null;
  others: Correctable["others"];
  product_line_ids: string[];
  tender_reference: string | null;
  tender_issuer: string | null;
  tender_due_on: string | null;
  claims: (Pick<Claim, "kind" | "key"> & { line: string | null })[];
};

/** Reads what a lead says, behind its lock; null where the session sees no such lead. */
export async function readCorrectable(
  tx: Transaction,
  session: Session,
  leadId: LeadId,
): Promise<Correctable | null> {
  const row = await tx.readOne<CorrectableRow>(sql`
    select company.name as company_name, company.domain as company_domain, company.country as company_country,
      company.tax_id as company_tax_id, contact.id as contact_id, contact.name as contact_name,
      contact.email as contact_email, contact.phone as contact_phone, contact.job_title as contact_job_title,
      l.notes, l.value_minor, l.value_currency, l.product_line_ids, l.tender_reference, l.tender_issuer,
      l.tender_due_on::text as tender_due_on, l.custom_fields,
      coalesce(l.form_number, program.form_number) as form_number, form.fields as form_fields,
      array(
        select other.email_key
        from contact as other
        where other.partner_id = l.partner_id and other.lead_id = l.id and not other.is_primary
      ) as other_email_keys,
      l.external_reference,
      (
        select coalesce(json_agg(json_build_object('id', other.id, 'name', other.name, 'email', other.email)), '[]')
        from contact as other
        where other.partner_id = l.partner_id and other.lead_id = l.id and not other.is_primary
      ) as others,
      (
        select coalesce(json_agg(json_build_object('kind', claim.kind, 'key', claim.key,
            'line', case claim.kind when 'COMPANY' then claim.product_line_id end)), '[]')
        from lead_claim as claim
        where claim.partner_id = l.partner_id and claim.lead_id = l.id
      ) as claims
    from lead as l
    join company on company.partner_id = l.partner_id and company.lead_id = l.id
    join contact on contact.partner_id = l.partner_id and contact.lead_id = l.id and contact.is_primary
    join program on program.id = l.program_id
    left join program_form as form
      on form.program_id = l.program_id and form.number = coalesce(l.form_number, program.form_number)
    where ${ownRows(session, "l")} and l.id = ${uuidOf(leadId)}::uuid`);
  if (!row) return null;
  const { value_minor: minor, value_currency: currency } = row;
  return {
    data: {
      companyName: row.company_name,
      companyDomain: row.company_domain,
      companyCountry: row.company_country,
      companyTaxId: row.company_tax_id,
      contactName: row.contact_name,
      contactEmail: row.contact_email,
      contactPhone: row.contact_phone,
      contactJobTitle: row.contact_job_title,
      notes: row.notes,
      estimatedValue:
        minor !== null && currency !== null && isCurrency(currency) ? money(minor, currency) : null,
      productLineIds: row.product_line_ids.map((uuid) => idOf("pln", uuid)),
      tender: tenderIn(row),
      customFields: row.custom_fields,
    },
    // what the lead answers is corrected; what else was required it has
    form: { number: row.form_number, required: [], fields: row.form_fields ?? [] },
    contactId: idOf("cnt", row.contact_id),
    otherEmailKeys: row.other_email_keys,
    externalReference: row.external_reference,
    others: row.others,
    claims: row.claims.map(({ kind, key, line }) => ({
      kind,
      key,
      line: line === null ? null : idOf("pln", line),
    })),
  };
}

/** A tender as rows keep it: null where there is none. */
export const tenderIn = (row: {
  readonly tender_reference: string | null;
  readonly tender_issuer: string | null;
  readonly tender_due_on: string | null;
}): Tender | null =>
  row.tender_reference === null
    ? null
    : {
        reference: row.tender_reference,
        issuer: row.tender_issuer,
        dueOn: row.tender_due_on,
      };

/** The product lines that what is named comes to under a program; null where one is not to be had. */
export async function readScope(
  tx: Transaction,
  programId: ProgramId,
  named: readonly ProductLineId[],
): Promise<readonly ProductLineId[] | null> {
  const row = await tx.readOne<{ lines: string[] | null }>(sql`
    select ${standingScope(sql`named.lines`, sql`program.product_line_ids`)} as lines
    from program
    cross join (select ${named.map(uuidOf)}::uuid[] as lines) as named
    where program.id = ${uuidOf(programId)}::uuid`);
  return row?.lines?.map((uuid) => idOf("pln", uuid)) ?? null;
}

// only whoever takes a proposal for an accepted lead hears of what others hold
const HELD: RefusalsByConstraint = {
  protection_hold_one_per_line: () =>
    refuse(
      "PROSPECT_PROTECTED",
      "Another lead is protected for the prospect, and would stand against this one: decline the change, or wait until that protection ends.",
    ),
};

/** What a correction sets on the lead's own row, to be written with its event. */
export function leadChanges({ changed, after, formNumber }: Correction): readonly Sql[] {
  const { notes, estimatedValue, customFields, productLineIds, tender } = after;
  return [
    ...(changed.includes("CUSTOM_FIELDS")
      ? [
          sql`custom_fields = ${JSON.stringify(customFields)}::jsonb`,
          sql`form_number = ${formNumber}::integer`,
        ]
      : []),
    ...(changed.includes("NOTES") ? [sql`notes = ${notes}::text`] : []),
    ...(changed.includes("ESTIMATED_VALUE")
      ? [
          sql`value_minor = ${estimatedValue?.minor ?? null}::bigint`,
          sql`value_currency = ${estimatedValue?.currency ?? null}::text`,
        ]
      : []),
    ...(changed.includes("PRODUCT_LINES")
      ? [sql`product_line_ids = ${productLineIds.map(uuidOf)}::uuid[]`]
      : []),
    ...(changed.includes("TENDER")
      ? [
          sql`tender_reference = ${tender?.reference ?? null}::text`,
          sql`tender_issuer = ${tender?.issuer ?? null}::text`,
          sql`tender_due_on = ${tender?.dueOn ?? null}::date`,
        ]
      : []),
  ];
}

/** The fields by whose words a lead is found. */
const SAID: readonly LeadField[] = [
  "COMPANY_NAME",
  "COMPANY_DOMAIN",
  "CONTACT_NAME",
  "CONTACT_EMAIL",
  "NOTES",
];

const saidIn = ({ others, externalReference }: Correctable, after: LeadData): Said => ({
  company: { name: after.companyName, domain: after.companyDomain },
  externalReference,
  notes: after.notes,
  persons: [{ id: null, name: after.contactName, email: after.contactEmail }, ...others],
});

/** Queues a correction's company, contact, keys, claims and words. */
export function queueCorrection(
  tx: Transaction,
  lead: LockedLead,
  before: Correctable,
  correction: Correction,
): void {
  const { after, changed, isMatchedAnew, keys } = correction;
  if (changed.some((field) => field === "CONTACT_NAME" || field === "CONTACT_JOB_TITLE"))
    queuePerson(tx, lead, before, correction);
  else if (changed.some((field) => field === "CONTACT_EMAIL" || field === "CONTACT_PHONE"))
    queueAddresses(tx, lead, before, correction);
  if (changed.some((field) => SAID.includes(field))) {
    queueTermsAnew(tx, lead, saidIn(before, after));
  }
  if (!isMatchedAnew) return;
  const company = companyIn(after);
  const { leadUuid, partnerUuid } = uuidsOf(lead);
  tx.queue(
    sql`
      update company
      set name = ${company.name}::text,
        folded_name = ${keys.foldedName}::text,
        domain = ${company.domain}::text,
        country = ${company.country}::text,
        tax_id = ${company.taxId}::text,
        keys_version = keys_version + 1
      where partner_id = ${partnerUuid}::uuid and lead_id = ${leadUuid}::uuid`,
    HELD,
  );
  queueCompanyKeys(tx, lead, before, correction);
  queueClaims(tx, lead, correction);
}

function queuePerson(
  tx: Transaction,
  lead: LockedLead,
  before: Correctable,
  { after, keys }: Correction,
): void {
  const { partnerUuid } = uuidsOf(lead);
  tx.queue(sql`
    update contact
    set name = ${after.contactName}::text,
      job_title = ${after.contactJobTitle}::text,
      email = ${after.contactEmail}::text,
      email_key = ${keys.emailKey}::text,
      phone = ${after.contactPhone}::text
    where partner_id = ${partnerUuid}::uuid and id = ${uuidOf(before.contactId)}::uuid`);
}

/** All that the vendor may change of a person, by taking a proposal. */
function queueAddresses(
  tx: Transaction,
  lead: LockedLead,
  before: Correctable,
  { after, keys }: Correction,
): void {
  const { partnerUuid } = uuidsOf(lead);
  tx.queue(sql`
    update contact
    set email = ${after.contactEmail}::text,
      email_key = ${keys.emailKey}::text,
      phone = ${after.contactPhone}::text
    where partner_id = ${partnerUuid}::uuid and id = ${uuidOf(before.contactId)}::uuid`);
}

/** The keys of a company are those that it claims, whichever product lines it claims them for. */
function queueCompanyKeys(
  tx: Transaction,
  lead: LockedLead,
  { claims }: Correctable,
  { keys }: Correction,
): void {
  const { leadUuid, partnerUuid } = uuidsOf(lead);
  const before = new Set(claims.flatMap(({ kind, key }) => (kind === "COMPANY" ? [key] : [])));
  const after = new Set(keys.companyKeys);
  tx.queue(sql`
    delete from company_key
    where partner_id = ${partnerUuid}::uuid and lead_id = ${leadUuid}::uuid
      and key = any(${[...before].filter((key) => !after.has(key))}::text[])`);
  tx.queue(sql`
    insert into company_key (partner_id, lead_id, key)
    select ${partnerUuid}::uuid, ${leadUuid}::uuid, key
    from unnest(${[...after].filter((key) => !before.has(key))}::text[]) as key`);
}

const uuidsOf = (lead: Pick<LockedLead, "id" | "partnerId">) => ({
  leadUuid: uuidOf(lead.id),
  partnerUuid: uuidOf(lead.partnerId),
});
