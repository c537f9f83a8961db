import type { Invariant } from "./invariant.ts";

/** Tables whose rows belong to a lead, and the column by which. */
const OF_LEADS = [
  "acceptance_checklist",
  "lead_clock",
  "clock_watch",
  "clock_firing",
  "assignment",
  "inbox_item",
  "lead_score",
  "engagement",
  "engagement_day",
  "claim_conflict",
  "company",
  "company_key",
  "company_name_lead",
  "contact",
  "correction_proposal",
  "information_request",
  "evidence",
  "lead_claim",
  "lead_draft",
  "lead_event",
  "lead_feedback",
  "lead_internal_comment",
  "lead_look",
  "lead_matching",
  "lead_term",
  "assessment",
  "lead_assessment",
  "criteria_replay_lead",
  "partner_answers",
  "sales_answers",
  "discovery_call",
  "opportunity",
  "account_lead",
  "protection_window",
  "extension_request",
  "appeal",
  "shared_prospect",
  "lead_decision",
  "lead_succession",
  "notice",
] as const;

/** What belongs to nothing may not be there, but for the marks above what is claimed. */
const IS_MARK = "child.lead_id is null and child.beneath > 0";
/** Where a row names another lead of its own partner's, if any. */
const OWN_LEADS = [
  ["lead", "continues_in"],
  ["offer", "taken_lead_id"],
  // a lead that is missing on a statement
  ["statement_dispute", "lead_id"],
] as const;

const child = (table: string, key: string, parent: string, whose = "partner_id"): string => `
      select '${table}' as child, child.${key} as parent_id, child.${whose}, parent.partner_id as parents
      from ${table} as child
      left join ${parent} as parent on parent.id = child.${key}
      where parent.partner_id is distinct from child.${whose} and child.${key} is not null${
        table === "lead_claim" ? ` and not (${IS_MARK})` : ""
      }`;

/** The stages in which a lead holds its claims. */
const CLAIMING = "'DRAFT', 'SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED'";

const ALL_LINES = "'01970000-0000-7000-8000-000000000030'::uuid";

/** What each lead in such a stage holds, by its contact, and by its company for its product lines. */
const HELD = `
        select lead.partner_id, 'EMAIL' as kind, contact.email_key as key, lead.id as lead_id, ${ALL_LINES} as line_id
        from lead
        left join contact on contact.lead_id = lead.id
        where lead.stage in (${CLAIMING})
        union all
        select lead.partner_id, 'COMPANY', company_key.key, lead.id, line_id
        from lead
        join company_key on company_key.lead_id = lead.id
        cross join unnest(lead.product_line_ids) as line_id
        where lead.stage in (${CLAIMING})`;

/** What belongs to a lead: to its partner alone, whole, and claimed as long as it may be. */
export const LEAD_CHILDREN_INVARIANTS: readonly Invariant[] = [
  {
    name: "child-has-its-parents-partner",
    meaning: "Whatever belongs to a lead, an event or an assessment is of the same partner",
    sql: [
      ...OF_LEADS.map((table) => child(table, "lead_id", "lead")),
      ...OWN_LEADS.map(
        ([table, key]) => `${child(table, key, "lead")} and child.${key} is not null`,
      ),
      child("touchpoint", "lead_id", "lead", "lead_partner_id"),
      child("lead_event_internal", "event_id", "lead_event"),
      child("protection_reminder", "window_id", "protection_window"),
      child("discovery_call_participant", "call_id", "discovery_call"),
      child("discovery_call_note", "call_id", "discovery_call"),
      child("assessment_answer", "assessment_id", "assessment"),
      child("lead_assessment_save", "assessment_id", "lead_assessment"),
      child("lead_assessment_answer", "assessment_id", "lead_assessment"),
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
          and claim.lead_id = held.lead_id and claim.product_line_id = held.line_id)`,
  },
  {
    name: "claim-is-of-an-open-lead",
    meaning:
      "Each claim is that of an open or returned lead's contact or company, once per partner",
    sql: `
      select claim.lead_id, claim.kind
      from lead_claim as claim
      where claim.lead_id is not null
        and not exists (
          select
          from (${HELD}
          ) as held
          where held.partner_id = claim.partner_id and held.kind = claim.kind and held.key = claim.key
            and held.lead_id = claim.lead_id and held.line_id = claim.product_line_id)
      union all
      select one.lead_id, one.kind
      from lead_claim as one
      join lead_claim as other
        on other.partner_id = one.partner_id and other.kind = one.kind and other.key = one.key and other.ctid > one.ctid
      join product_line as line on line.id = one.product_line_id
      join product_line as others on others.id = other.product_line_id and others.span && line.span
      where one.lead_id is not null and other.lead_id is not null`,
  },
  {
    name: "claim-of-a-line-is-marked-above",
    meaning: "Each line above those that are claimed says how many claims there are beneath it",
    sql: `
      select coalesce(mark.key, told.key) as key, mark.beneath, told.claims
      from (select * from lead_claim where lead_id is null) as mark
      full join (
        select claim.partner_id, claim.kind, claim.key, higher.id as line_id, count(*) as claims
        from lead_claim as claim
        join product_line as line on line.id = claim.product_line_id
        join product_line as higher on higher.span @> line.span and higher.id <> line.id
        where claim.lead_id is not null
        group by 1, 2, 3, 4
      ) as told
        on told.partner_id = mark.partner_id and told.kind = mark.kind and told.key = mark.key
        and told.line_id = mark.product_line_id
      where mark.beneath is distinct from told.claims`,
  },
  {
    name: "product-lines-are-a-tree",
    meaning:
      "Each line but ALL stands within the one above it, apart from its neighbours, and leads name lines that there are",
    sql: `
      select line.id, line.name
      from product_line as line
      left join product_line as parent on parent.id = line.parent_id
      where (line.id = ${ALL_LINES}) is distinct from (parent.id is null)
         or not coalesce(parent.span @> line.span and parent.span <> line.span, line.id = ${ALL_LINES})
         or exists (
           select
           from product_line as other
           where other.id <> line.id and other.span && line.span and not other.span @> line.span and not line.span @> other.span)
         or exists (
           select
           from product_line as sibling
           where sibling.id <> line.id and sibling.parent_id = line.parent_id and sibling.span && line.span)
      union all
      select lead.id, lead.stage
      from lead
      where lead.product_line_ids = '{}'
         or exists (
           select
           from unnest(lead.product_line_ids) as named
           left join product_line as line on line.id = named
           where line.id is null)`,
  },
];
