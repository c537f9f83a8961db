import type { LeadId, PartnerId, ProductLineId, ProgramId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { ALL_LINES, overlapping, standingScope } from "../../products/index.ts";
import type { ProgramRules, RegistrationFacts } from "../domain/register.ts";

import { countLeads } from "./lead-counts.ts";
import { rulesIn, rulesOf } from "./program-rules.ts";
import type { RulesRow } from "./program-rules.ts";

export interface StandingQuery {
  readonly partnerId: PartnerId;
  readonly programId: ProgramId | null;
  readonly productLineIds: readonly ProductLineId[];
  readonly externalReference: string | null;
  readonly registrationHash: Buffer;
  readonly emailKeys: readonly string[];
  readonly companyKeys: readonly string[];
  /** The instant of the call, at which terms are in force and days are counted. */
  readonly at: Date;
}

type StandingRow = {
  partner_state: string | null;
  open_leads_limit: number | null;
  leads_per_day_limit: number | null;
  program_id: string | null;
  program_version: number | null;
  is_enrolled: boolean | null;
  terms_number: number | null;
  terms_accepted: boolean | null;
  reference_lead: string | null;
  reference_is_same: boolean | null;
  email_lead: string | null;
  company_lead: string | null;
  scope: string[] | null;
  touching: string[] | null;
};

/** What a registration brings, as SQL: parameters of one, or columns of several. */
type Asked = Readonly<
  Record<"program" | "lines" | "reference" | "hash" | "emails" | "companies", Sql>
>;

/** Under the partner's own policies, all that a registration depends on, beside each row of `asking`. */
function standing(partnerId: PartnerId, at: Date, asked: Asked, asking: Sql): Sql {
  const partner = uuidOf(partnerId);
  return sql`
    select
      partner.state as partner_state,
      tier.open_leads_limit,
      tier.leads_per_day_limit,
      program.id as program_id,
      program.version as program_version,
      program.is_default or partner.is_vendor or exists (
        select
        from program_enrolment as enrolled
        where enrolled.partner_id = ${partner}::uuid and enrolled.program_id = program.id and enrolled.left_at is null
      ) as is_enrolled,
      terms.number as terms_number,
      terms.is_accepted as terms_accepted,
      referenced.id as reference_lead,
      referenced.registration_hash = ${asked.hash} as reference_is_same,
      (select lead_id
       from lead_claim
       where partner_id = ${partner}::uuid and kind = 'EMAIL' and key = any(${asked.emails})
       order by lead_id
       limit 1) as email_lead,
      (select lead_id
       from lead_claim
       where partner_id = ${partner}::uuid and kind = 'COMPANY' and key = any(${asked.companies})
         and lead_id is not null and ${overlapping(sql`array[product_line_id]`, sql`scope.lines`)}
       order by lead_id
       limit 1) as company_lead,
      scope.lines as scope,
      case when scope.lines <> array[${uuidOf(ALL_LINES)}::uuid] then array(
        select line.id
        from product_line as named
        join product_line as line on line.span && named.span
        where named.id = any(scope.lines)) end as touching
    from ${asking}
    left join partner on partner.partner_id = ${partner}::uuid
    left join partner_tier as tier on tier.id = partner.tier_id
    left join program on case when ${asked.program} is null then program.is_default else program.id = ${asked.program} end
    left join lateral (
      select published.number,
        exists (
          select
          from terms_acceptance as accepted
          where accepted.partner_id = ${partner}::uuid and accepted.program_id = program.id
            and accepted.number = published.number
        ) as is_accepted
      from program_terms as published
      where program.needs_terms and not partner.is_vendor and published.program_id = program.id and published.effective_at <= ${at}::timestamptz
      order by published.effective_at desc, published.number desc
      limit 1
    ) as terms on true
    cross join lateral (
      select ${asked.lines} as asked, program.product_line_ids as allowed
    ) as named
    cross join lateral (select ${standingScope(sql`named.asked`, sql`named.allowed`)} as lines) as scope
    left join lead as referenced
      on referenced.partner_id = ${partner}::uuid
      and referenced.external_reference = ${asked.reference}`;
}

/** Of one registration. */
function standingOf(query: StandingQuery): Sql {
  const program = query.programId === null ? null : uuidOf(query.programId);
  const asked: Asked = {
    program: sql`${program}::uuid`,
    lines: sql`${query.productLineIds.map(uuidOf)}::uuid[]`,
    reference: sql`${query.externalReference}::text`,
    hash: sql`${query.registrationHash}::bytea`,
    emails: sql`${query.emailKeys}::text[]`,
    companies: sql`${query.companyKeys}::text[]`,
  };
  return standing(query.partnerId, query.at, asked, sql`(select) as one_row`);
}

/** Of several at once: one text whatever their number. */
function standingsOf(first: StandingQuery, queries: readonly StandingQuery[]): Sql {
  const rows = JSON.stringify(
    queries.map((query) => ({
      program: query.programId === null ? null : uuidOf(query.programId),
      lines: query.productLineIds.map(uuidOf),
      reference: query.externalReference,
      hash: query.registrationHash.toString("hex"),
      emails: query.emailKeys,
      companies: query.companyKeys,
    })),
  );
  const asked: Asked = {
    program: sql`asked.program`,
    lines: sql`asked.lines`,
    reference: sql`asked.reference`,
    hash: sql`decode(asked.hash, 'hex')`,
    emails: sql`asked.emails`,
    companies: sql`asked.companies`,
  };
  const asking = sql`
    rows from (
      json_to_recordset(${rows}::json)
        as (program uuid, lines uuid[], reference text, hash text, emails text[], companies text[])
    ) with ordinality as asked (program, lines, reference, hash, emails, companies, number)`;
  return sql`${standing(first.partnerId, first.at, asked, asking)} order by asked.number`;
}

/** What registrations of one partner at one time depend on, in their order. */
export async function readStandings(
  tx: Transaction,
  queries: readonly StandingQuery[],
): Promise<readonly RegistrationFacts[]> {
  const [first] = queries;
  if (!first) return [];
  const named = queries.flatMap(({ programId }) => (programId === null ? [] : [programId]));
  const [rows, programs] = await Promise.all([
    tx.read<StandingRow>(standingsOf(first, queries)),
    tx.read<RulesRow>(rulesOf([...new Set(named)])),
  ]);
  const rules = new Map(programs.map((row) => [row.id, rulesIn(row)]));
  const facts = rows.map((row) => factsIn(row, rules));
  if (!facts.some(({ limits }) => limits.openLeads !== null || limits.leadsPerDay !== null))
    return facts;
  const counts = await countLeads(tx, first.partnerId, first.at);
  return facts.map((each) => ({
    ...each,
    counts: (each.program && counts.get(each.program.id)) ?? each.counts,
  }));
}

function factsIn(row: StandingRow, rules: ReadonlyMap<string, ProgramRules>): RegistrationFacts {
  const referenced = leadId(row.reference_lead);
  const { terms_number: terms } = row;
  return {
    partnerState: row.partner_state,
    program: (row.program_id === null ? null : rules.get(row.program_id)) ?? null,
    isEnrolled: row.is_enrolled === true,
    terms: terms === null ? null : { number: terms, isAccepted: row.terms_accepted === true },
    limits: { openLeads: row.open_leads_limit, leadsPerDay: row.leads_per_day_limit },
    counts: { openLeads: 0, leadsToday: 0 },
    referenced: referenced && { leadId: referenced, isSame: row.reference_is_same === true },
    sameEmail: leadId(row.email_lead),
    sameCompany: leadId(row.company_lead),
    scope: lineIds(row.scope),
    touching: lineIds(row.touching),
  };
}

const lineIds = (uuids: readonly string[] | null): readonly ProductLineId[] | null =>
  uuids && uuids.map((uuid) => idOf("pln", uuid));

const leadId = (uuid: string | null): LeadId | null => (uuid ? idOf("lead", uuid) : null);

/** Lets the writes run only where the facts are found as they were assumed. */
export function insistOnStanding(
  tx: Transaction,
  query: StandingQuery,
  facts: RegistrationFacts,
): void {
  const { referenced, program, terms, limits } = facts;
  const uuid = (id: LeadId | ProgramId | null) => (id === null ? null : uuidOf(id));
  tx.insist(sql`(
    select (partner_state, open_leads_limit, leads_per_day_limit, program_id, program_version, is_enrolled, terms_number,
        terms_accepted, reference_lead, reference_is_same, email_lead, company_lead, scope)
      is not distinct from (${facts.partnerState}::text, ${limits.openLeads}::integer, ${limits.leadsPerDay}::integer,
        ${uuid(program?.id ?? null)}::uuid, ${program?.version ?? null}::integer, ${facts.isEnrolled}::boolean,
        ${terms?.number ?? null}::integer, ${terms?.isAccepted ?? null}::boolean,
        ${uuid(referenced?.leadId ?? null)}::uuid, ${referenced?.isSame ?? null}::boolean,
        ${uuid(facts.sameEmail)}::uuid, ${uuid(facts.sameCompany)}::uuid,
        ${facts.scope?.map(uuidOf) ?? null}::uuid[])
    from (${standingOf(query)}) as standing
  )`);
}
