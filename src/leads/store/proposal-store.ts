import type { CorrectionProposalId, LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Session, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { LeadPatch, MatchField } from "../domain/lead-data.ts";
import { isMatchField, PROPERTY_OF } from "../domain/lead-data.ts";

import { tenderIn } from "./correction-store.ts";
import type { LockedLead } from "./lead-move-store.ts";

export interface NewProposal {
  readonly id: CorrectionProposalId;
  readonly fields: readonly MatchField[];
  readonly patch: LeadPatch;
  readonly at: Date;
}

/** Queues the end of a proposal that is still open: a new one takes its place. */
export function queueReplaced(tx: Transaction, lead: LockedLead, at: Date): void {
  tx.queue(sql`
    update correction_proposal
    set state = 'REPLACED', decided_at = ${at}::timestamptz
    where partner_id = ${uuidOf(lead.partnerId)}::uuid and lead_id = ${uuidOf(lead.id)}::uuid
      and state = 'OPEN'`);
}

/** Queues a proposal, behind the end of the one before it: a lead has one that is open. */
export function queueProposal(
  tx: Transaction,
  lead: LockedLead,
  { id, fields, patch, at }: NewProposal,
): void {
  tx.queueAfter(sql`
    insert into correction_proposal (id, partner_id, lead_id, state, fields, company_name, company_domain,
      company_country, company_tax_id, contact_email, contact_phone, product_line_ids, tender_reference, tender_issuer, tender_due_on, proposed_at)
    values (
      ${uuidOf(id)}::uuid,
      ${uuidOf(lead.partnerId)}::uuid,
      ${uuidOf(lead.id)}::uuid,
      'OPEN',
      ${fields}::text[],
      ${patch.companyName ?? null}::text,
      ${patch.companyDomain ?? null}::text,
      ${patch.companyCountry ?? null}::text,
      ${patch.companyTaxId ?? null}::text,
      ${patch.contactEmail ?? null}::text,
      ${patch.contactPhone ?? null}::text,
      ${patch.productLineIds?.map(uuidOf) ?? null}::uuid[],
      ${patch.tender?.reference ?? null}::text,
      ${patch.tender?.issuer ?? null}::text,
      ${patch.tender?.dueOn ?? null}::date,
      ${at}::timestamptz
    )`);
}

export interface OpenProposal {
  readonly id: CorrectionProposalId;
  readonly fields: readonly MatchField[];
  readonly patch: LeadPatch;
}

type OpenRow = {
  id: string;
  fields: string[];
  company_name: string | null;
  company_domain: string | null;
  company_country: string | null;
  company_tax_id: string | null;
  contact_email: string | null;
  contact_phone: string | null;
  product_line_ids: string[] | null;
  tender_reference: string | null;
  tender_issuer: string | null;
  tender_due_on: string | null;
};

/** The lead's open proposal; null where there is none. */
export async function readOpenProposal(
  tx: Transaction,
  session: Session,
  leadId: LeadId,
): Promise<OpenProposal | null> {
  const row = await tx.readOne<OpenRow>(sql`
    select p.id, p.fields, p.company_name, p.company_domain, p.company_country, p.company_tax_id,
      p.contact_email, p.contact_phone, p.product_line_ids, p.tender_reference, p.tender_issuer, p.tender_due_on::text as tender_due_on
    from lead as l
    join correction_proposal as p on p.partner_id = l.partner_id and p.lead_id = l.id and p.state = 'OPEN'
    where ${ownRows(session, "l")} and l.id = ${uuidOf(leadId)}::uuid`);
  if (!row) return null;
  const fields = row.fields.filter(isMatchField);
  const values = {
    companyName: row.company_name,
    companyDomain: row.company_domain,
    companyCountry: row.company_country,
    companyTaxId: row.company_tax_id,
    contactEmail: row.contact_email,
    contactPhone: row.contact_phone,
    tender: tenderIn(row),
    productLineIds: (row.product_line_ids ?? []).map((uuid) => idOf("pln", uuid)),
  };
  const patch: LeadPatch = Object.fromEntries(
    fields.map((field) => [PROPERTY_OF[field], values[PROPERTY_OF[field]]]),
  );
  return { id: idOf("cor", row.id), fields, patch };
}

/** Queues the decision on a proposal. */
export function queueDecision(
  tx: Transaction,
  { id }: OpenProposal,
  decision: { readonly at: Date; readonly declineReason: string | null },
): void {
  const { at, declineReason } = decision;
  tx.queue(sql`
    update correction_proposal
    set state = ${declineReason === null ? "TAKEN" : "DECLINED"}::text,
      decided_at = ${at}::timestamptz,
      decline_reason = ${declineReason}::text
    where id = ${uuidOf(id)}::uuid`);
}
