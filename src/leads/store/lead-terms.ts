import type { LeadId, PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Session, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import { leadReference } from "../domain/reference.ts";
import { searchTerms } from "../domain/search-terms.ts";
import type { Said } from "../domain/search-terms.ts";

/** A lead, and what it says in words. */
export interface SpokenLead {
  readonly id: LeadId;
  readonly partnerId: PartnerId;
  readonly said: Said;
}

/** Reads what a lead says in words; null where the session sees no such lead. */
export async function readSaid(
  tx: Transaction,
  session: Session,
  leadId: LeadId,
): Promise<Said | null> {
  const row = await tx.readOne<{
    name: string;
    domain: string | null;
    external_reference: string | null;
    notes: string | null;
    persons: Said["persons"];
  }>(sql`
    select company.name, company.domain, l.external_reference, l.notes,
      (
        select json_agg(json_build_object('id', contact.id, 'name', contact.name, 'email', contact.email) order by contact.id)
        from contact
        where contact.partner_id = l.partner_id and contact.lead_id = l.id
      ) as persons
    from lead as l
    join company on company.partner_id = l.partner_id and company.lead_id = l.id
    where ${ownRows(session, "l")} and l.id = ${uuidOf(leadId)}::uuid`);
  if (!row) return null;
  const { name, domain, external_reference: externalReference, notes, persons } = row;
  return { company: { name, domain }, externalReference, notes, persons };
}

/** Queues the words by which new leads are found, in one statement. */
export function queueTerms(
  tx: Transaction,
  partnerId: PartnerId,
  leads: readonly SpokenLead[],
): void {
  const { ids, words, personal } = columnsOf(leads);
  tx.queue(sql`
    insert into lead_term (partner_id, lead_id, term, is_personal)
    select ${uuidOf(partnerId)}::uuid, named.lead_id, named.term, named.is_personal
    from unnest(${ids}::uuid[], ${words}::text[], ${personal}::boolean[]) as named (lead_id, term, is_personal)`);
}

/** Queues that a lead is found by what it says with these persons, and by nothing that it said before. */
export function queueTermsAnew(
  tx: Transaction,
  lead: Pick<SpokenLead, "id" | "partnerId">,
  said: Said | null,
  personsOf: (persons: Said["persons"]) => Said["persons"] = (persons) => persons,
): void {
  if (!said) throw new Error(`the lead ${lead.id} says nothing`);
  const spoken = { ...lead, said: { ...said, persons: personsOf(said.persons) } };
  const { words, personal } = columnsOf([spoken]);
  const leadId = uuidOf(lead.id);
  const partnerId = uuidOf(lead.partnerId);
  tx.queue(sql`
    delete from lead_term
    where partner_id = ${partnerId}::uuid and lead_id = ${leadId}::uuid
      and not exists (
        select
        from unnest(${words}::text[], ${personal}::boolean[]) as named (term, is_personal)
        where named.term = lead_term.term and named.is_personal = lead_term.is_personal
      )`);
  tx.queue(sql`
    insert into lead_term (partner_id, lead_id, term, is_personal)
    select ${partnerId}::uuid, ${leadId}::uuid, named.term, named.is_personal
    from unnest(${words}::text[], ${personal}::boolean[]) as named (term, is_personal)
    on conflict on constraint lead_term_pkey do nothing`);
}

function columnsOf(leads: readonly SpokenLead[]) {
  const terms = leads.flatMap(({ id, said }) =>
    searchTerms(said, leadReference(id)).map((each) => ({ ...each, id: uuidOf(id) })),
  );
  return {
    ids: terms.map(({ id }) => id),
    words: terms.map(({ term }) => term),
    personal: terms.map(({ isPersonal }) => isPersonal),
  };
}
