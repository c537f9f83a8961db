import { sql } from "../../platform/database/index.ts";
import { column, id, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import type { DraftContent, DraftPerson } from "../domain/draft.ts";
import { readSubmission } from "../domain/draft.ts";
import { LeadDraftRow } from "../store/lead-draft.row.ts";

const draft = tableOf(LeadDraftRow);

const said = (read: (content: DraftContent) => unknown) =>
  value([draft.cell("content")], ([content]) => read(content) ?? null);

export const leadDraftReads: Source = {
  type: "LeadDraft",
  table: draft,
  isPartners: true,
  // what became a lead is no draft any more
  where: ({ column: of }) => sql`${of(draft, "leadId")} is null`,
  fields: {
    id: id("drf", draft.cell("id")),
    programId: said(({ programId }) => programId),
    externalReference: said(({ externalReference }) => externalReference),
    kind: said(({ kind }) => kind),
    productLineIds: said(({ productLineIds }) => productLineIds),
    source: said(({ source }) => source),
    campaign: said(({ campaign }) => campaign),
    notes: said(({ notes }) => notes),
    estimatedValue: said(({ estimatedValue }) => estimatedValue),
    company: said(({ company }) => company && { ...NO_COMPANY, ...company }),
    contact: said(({ contact }) => contact && personOf(contact)),
    otherContacts: said(({ otherContacts }) => (otherContacts ?? []).map(personOf)),
    tender: said(({ tender }) => tender && { ...NO_TENDER, ...tender }),
    customFields: said(({ customFields }) =>
      (customFields ?? []).map(({ key, value: only, values }) => ({
        key,
        values: typeof only === "string" ? [only] : (values ?? []),
      })),
    ),
    problems: value([draft.cell("content")], ([content], { at }) => problemsIn(content, at)),
    version: column(draft.cell("version")),
    createdAt: column(draft.cell("createdAt")),
    updatedAt: column(draft.cell("updatedAt")),
  },
};

const NO_TENDER = { reference: null, issuer: null, dueOn: null };
const NO_COMPANY = { name: null, domain: null, country: null, taxId: null };

function problemsIn(content: DraftContent, at: Date) {
  const read = readSubmission(content, at);
  if (read.ok) return [];
  return read.problems.map(({ path, message }) => ({ path: (path ?? []).map(String), message }));
}

const personOf = ({ consent, ...person }: DraftPerson) => ({
  name: person.name ?? null,
  email: person.email ?? null,
  phone: person.phone ?? null,
  jobTitle: person.jobTitle ?? null,
  buyingRole: person.buyingRole ?? null,
  consentBasis: consent?.basis ?? null,
  consentObtainedAt: consent?.obtainedAt ?? null,
  consentSource: consent?.source ?? null,
});
