import type { Invariant } from "./invariant.ts";

/** Tables whose rows belong to a lead, and the column by which. */
const OF_LEADS = [
  "acceptance_clock",
  "company",
  "company_key",
  "company_name_lead",
  "contact",
  "correction_proposal",
  "information_request",
  "evidence",
  "lead_claim",
  "lead_event",
  "lead_matching",
  "lead_term",
  "assessment",
  "opportunity",
  "account_lead",
  "protection_window",
  "extension_request",
  "appeal",
  "shared_prospect",
  "lead_decision",
] as const;

const child = (table: string, key: string, parent: string): string => `
      select '${table}' as child, child.${key} as parent_id, child.partner_id, parent.partner_id as parents
      from ${table} as child
      left join ${parent} as parent on parent.id = child.${key}
      where parent.partner_id is distinct from child.partner_id`;

/** The stages in which a lead holds its claims. */
const CLAIMING = "'DRAFT', 'SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED'";

/** What each lead in such a stage holds, by its contact and its company. */
const HELD = `
        select lead.partner_id, 'EMAIL' as kind, contact.email_key as key, lead.id as lead_id
        from lead
        left join contact on contact.lead_id = lead.id
        where lead.stage in (${CLAIMING})
        union all
        select lead.partner_id, 'COMPANY', company_key.key, lead.id
        from lead
        join company_key on company_key.lead_id = lead.id
        where lead.stage in (${CLAIMING})`;

/** What belongs to a lead: to its partner alone, whole, and claimed as long as it may be. */
export const LEAD_CHILDREN_INVARIANTS: readonly Invariant[] = [
  {
    name: "child-has-its-parents-partner",
    meaning: "Whatever belongs to a lead, an event or an assessment is of the same partner",
    sql: [
      ...OF_LEADS.map((table) => child(table, "lead_id", "lead")),
      child("lead_event_internal", "event_id", "lead_event"),
      child("protection_reminder", "window_id", "protection_window"),
      child("assessment_answer", "assessment_id", "assessment"),
    ].join("\n      union all"),
  },
  {
    name: "lead-is-whole",
    meaning: "Each lead has one company and one primary contact",
    sql: `
      select lead.id as lead_id, companies.n as companies, contacts.n as primary_contacts
      from lead
      left join (select lead_id, count(*) as n from company group by lead_id) as companies
        on companies.lead_id = lead.id
      left join (select lead_id, count(*) as n from contact where is_primary group by lead_id) as contacts
        on contacts.lead_id = lead.id
      where companies.n is distinct from 1 or contacts.n is distinct from 1`,
  },
  {
    name: "evidence-has-its-event",
    meaning:
      "Each piece of evidence is told by an event of its lead, instant and side, and each such event tells of one",
    sql: `
      select evidence.id, evidence.event_id
      from evidence
      full join (select * from lead_event where type = 'EVIDENCE_ADDED') as event
        on event.partner_id = evidence.partner_id
        and event.id = evidence.event_id
        and event.lead_id = evidence.lead_id
        and event.at = evidence.submitted_at
        and event.actor_id = evidence.submitted_by
        and event.by_vendor = evidence.by_vendor
      where evidence.id is null or event.id is null`,
  },
  {
    name: "evidence-keeps-its-file",
    meaning:
      "The file of a piece of evidence is stored, is the one that was told, and never expires",
    sql: `
      select evidence.id, upload.state
      from evidence
      left join upload
        on upload.id = evidence.upload_id
        and upload.sha256 = evidence.sha256
        and upload.byte_size = evidence.byte_size
      where evidence.upload_id is not null
        and (upload.id is null or upload.state <> 'STORED' or upload.expires_at is not null)`,
  },
  {
    name: "open-lead-holds-its-claims",
    meaning: "Each open or returned lead holds the claims of its contact and its company",
    sql: `
      select held.lead_id, held.kind
      from (${HELD}
      ) as held
      where not exists (
        select
        from lead_claim as claim
        where claim.partner_id = held.partner_id and claim.kind = held.kind and claim.key = held.key
          and claim.lead_id = held.lead_id)`,
  },
  {
    name: "claim-is-of-an-open-lead",
    meaning:
      "Each claim is that of an open or returned lead's contact or company, once per partner",
    sql: `
      select claim.lead_id, claim.kind
      from lead_claim as claim
      where not exists (
        select
        from (${HELD}
        ) as held
        where held.partner_id = claim.partner_id and held.kind = claim.kind and held.key = claim.key
          and held.lead_id = claim.lead_id)
      union all
      select null, kind
      from lead_claim
      group by partner_id, kind, key
      having count(*) > 1`,
  },
];
