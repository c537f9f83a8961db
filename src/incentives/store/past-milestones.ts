import type { Crossing } from "../../exchange/index.ts";
import { idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type { LeadId, Money, PartnerId } from "../../kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../partners/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Calculation } from "../domain/calculation.ts";
import type { LeadFacts } from "../domain/conditions.ts";
import type { AwardGate } from "../domain/gates.ts";
import { isMilestone } from "../domain/incentive-program.ts";
import type { QualityFactor } from "../domain/quality.ts";
import type { MilestonePast } from "../domain/simulation.ts";

import { readFactsOfLeads } from "./condition-store.ts";
import { exchangeKey, monthsOf, readPastExchanges } from "./past-deals.ts";
import { readQualityOfMany } from "./quality-store.ts";
import type { PartnerAt } from "./quality-store.ts";
import { isSpiff } from "./rules-in-force.ts";
import type { RuleInForce } from "./rules-in-force.ts";
import type { SimulationRun } from "./simulation-store.ts";

/** Milestones that are read at once. */
const PAGE = 500;

/** The last milestone that was read. */
export interface Place {
  readonly at: Date;
  readonly place: number;
  readonly leadId: LeadId;
}

export interface PastPage {
  readonly milestones: readonly MilestonePast[];
  readonly last: Place | null;
}

type PastRow = {
  lead_id: string;
  milestone: string;
  place: number;
  occurrence: number;
  is_before: boolean;
  at: Date;
  shares:
    | readonly {
        partner_id: string;
        name: string;
        ppm: string;
        tier: string | null;
        multiplier: string | null;
        terminated_at: string | null;
      }[]
    | null;
  earned: readonly { partner_id: string; minor: string }[] | null;
  gate: string | null;
  /** Of its spiffs; of its rule where it had none. */
  spiff_gate: string | null;
  is_taken_back: boolean | null;
  is_passed_over: boolean;
  sourced_by: string | null;
  /** By the keys of the rules that earned them. */
  calculations: Readonly<Record<string, Calculation>> | null;
  deal_minor: bigint | null;
  /** What it was worth then, as it was known. */
  deal_then_minor: bigint | null;
  deal_currency: string | null;
};

/**
 * The next milestones of a period, and months of won deals that came in it, in the order in which they were reached, one statement for all of a page: of leads that go
 * on in no other, to whom each is owed by now. What was taken back without being earned again is marked. What conditions ask and
 * how leads fared by then is read behind it, in a statement each where the version asks.
 */
export async function readPast(
  tx: Transaction,
  run: SimulationRun,
  rules: readonly RuleInForce[],
  after: Place | null,
): Promise<PastPage> {
  const rows = await tx.read<PastRow>(sql`
    with reached as materialized (
      select l.id as lead_id, l.partner_id, m.milestone, m.place, m.occurrence, m.at, m.at < ${run.from}::timestamptz as is_before,
        m.milestone = any(l.implied_stages) as is_passed_over,
        case when not app.is_found_by_vendor(l.id) then l.partner_id end as sourced_by
      from lead as l
      cross join lateral (
        values ('SQL', 1, 1, l.sales_qualified_at), ('OPPORTUNITY', 2, 1, l.opportunity_at), ('WON', 3, 1, l.won_at)
        union all
        ${monthsOf(run)}
      ) as m (milestone, place, occurrence, at)
      where l.program_id = ${uuidOf(run.programId)}::uuid and m.at < ${run.until}::timestamptz
        and (m.at >= ${run.from}::timestamptz or m.place = 3 and m.at >= ${run.from}::timestamptz - make_interval(months => ${run.months > 1 ? run.months : 0}::integer))
        and (m.at, m.place, l.id) > (${after?.at ?? new Date(0)}::timestamptz, ${after?.place ?? 0}::integer,
          ${after ? uuidOf(after.leadId) : NONE}::uuid)
        and not exists (select from lead_succession as succession where succession.lead_id = l.id)
      order by m.at, m.place, l.id
      limit ${PAGE}::integer
    )
    select reached.lead_id, reached.milestone, reached.place, reached.occurrence, reached.is_before, reached.at, owed.shares, had.earned,
      coalesce(was.is_taken_back, false) or coalesce(ended.is_taken_back, false) as is_taken_back, closed.gate, closed.spiff_gate,
      reached.is_passed_over, reached.sourced_by, found.calculations, deal.amount_minor as deal_minor, deal.currency as deal_currency,
      coalesce(worth.amount_minor, deal.amount_minor) as deal_then_minor
    from reached
    left join lateral (
      select json_agg(json_build_object('partner_id', share.partner_id, 'name', p.name, 'ppm', share.share_ppm::text,
        'tier', tier.name, 'multiplier', multiplier.multiplier_ppm::text,
        'terminated_at', p.terminated_at) order by share.touch_rank, share.partner_id) as shares
      from attribution_share as share
      join partner as p on p.id = share.partner_id
      left join partner_tier_period as period
        on period.partner_id = share.partner_id and period.starts_at <= reached.at
          and (period.ends_at is null or period.ends_at > reached.at)
      left join partner_tier as tier on tier.id = period.tier_id
      left join incentive_tier_multiplier as multiplier
        on multiplier.version_id = ${uuidOf(run.versionId)}::uuid and multiplier.tier_id = period.tier_id
      where share.lead_id = reached.lead_id and share.book = 'SOURCED' and share.superseded_at is null
    ) as owed on true
    left join lateral (
      select json_agg(json_build_object('partner_id', sums.partner_id, 'minor', sums.minor::text) order by sums.partner_id) as earned
      from (
        select k.partner_id, sum(k.share_minor) as minor
        from award as a
        join credit as k on k.award_id = a.id
        where a.lead_id in (
            select reached.lead_id
            union
            select succession.lead_id from lead_succession as succession where succession.root_lead_id = reached.lead_id)
          and a.incentive_program_id = ${uuidOf(run.incentiveProgramId)}::uuid and a.milestone = reached.milestone
          and a.occurrence = reached.occurrence and a.reversed_at is null
        group by k.partner_id
      ) as sums
    ) as had on true
    left join lateral (
      select a.reversed_at is not null as is_taken_back
      from award as a
      where a.lead_id = reached.lead_id and a.incentive_program_id = ${uuidOf(run.incentiveProgramId)}::uuid
        and a.milestone = reached.milestone and a.occurrence = reached.occurrence and a.kind = 'AWARD'
      order by starts_with(a.rule_key, 'spiff_'), a.generation desc
      limit 1
    ) as was on true
    left join lateral (
      select bool_or(latest.is_taken_back) as is_taken_back
      from (
        select distinct on (a.occurrence) a.reversed_at is not null as is_taken_back
        from award as a
        where a.lead_id = reached.lead_id and a.incentive_program_id = ${uuidOf(run.incentiveProgramId)}::uuid
          and a.milestone = reached.milestone and a.occurrence < reached.occurrence and a.kind = 'AWARD' and not ${isSpiff(sql`a.rule_key`)}
        order by a.occurrence, a.generation desc
      ) as latest
    ) as ended on reached.occurrence > 1
    left join lateral (
      select (array_agg(a.gate order by a.generation desc) filter (where not ${isSpiff(sql`a.rule_key`)}))[1] as gate,
        (array_agg(a.gate order by ${isSpiff(sql`a.rule_key`)} desc, a.generation desc))[1] as spiff_gate
      from award as a
      where a.lead_id = reached.lead_id and a.incentive_program_id = ${uuidOf(run.incentiveProgramId)}::uuid
        and a.milestone = reached.milestone and a.occurrence = 1 and a.kind = 'AWARD'
    ) as closed on true
    left join lateral (
      select json_object_agg(latest.rule_key, latest.calculation) as calculations
      from (
        select distinct on (a.rule_key) a.rule_key, a.calculation
        from award as a
        where a.lead_id = reached.lead_id and a.incentive_program_id = ${uuidOf(run.incentiveProgramId)}::uuid
          and a.milestone = reached.milestone and a.kind = 'AWARD'
        order by a.rule_key, a.generation desc
      ) as latest
    ) as found on true
    left join opportunity as deal
      on deal.partner_id = reached.partner_id and deal.lead_id = reached.lead_id and deal.state = 'WON'
        and reached.milestone = 'WON'
    left join lateral (
      select was.amount_minor
      from deal_worth as was
      where was.lead_id = reached.lead_id and was.until > reached.at
      order by was.until, was.version
      limit 1
    ) as worth on deal.lead_id is not null
    order by reached.at, reached.place, reached.lead_id`);
  const [exchanges, facts, quality] = await Promise.all([
    readPastExchanges(tx, rows, rules),
    readFactsOfLeads(tx, rules, rows.map(reachedOf)),
    readQualities(tx, run, rules, rows),
  ]);
  return {
    milestones: rows.map((row, index) =>
      toPast(row, rules, { exchanges, quality, facts: facts[index] ?? null }),
    ),
    last: lastOf(rows),
  };
}

const NONE = "00000000-0000-0000-0000-000000000000";

function lastOf(rows: readonly PastRow[]): Place | null {
  const row = rows.length < PAGE ? undefined : rows.at(-1);
  return row ? { at: row.at, place: row.place, leadId: idOf("lead", row.lead_id) } : null;
}

const reachedOf = (row: PastRow) => ({
  ...{ leadId: idOf("lead", row.lead_id), at: row.at, deal: dealOf(row) },
});

/** How the leads of all who share a page's milestones fared by then; no statement where the version does not go by that. */
async function readQualities(
  tx: Transaction,
  { versionId }: SimulationRun,
  rules: readonly RuleInForce[],
  rows: readonly PastRow[],
): Promise<(partnerId: PartnerId, at: Date) => QualityFactor | null> {
  if (!rules.some(({ hasQuality }) => hasQuality)) return () => null;
  const keyOf = ({ partnerId, at }: PartnerAt) => `${partnerId} ${at.toISOString()}`;
  const shared = rows.flatMap(({ at, shares }) =>
    (shares ?? []).map((share) => ({ partnerId: idOf("prt", share.partner_id), at })),
  );
  const asked = shared.filter(({ partnerId }) => partnerId !== VENDOR_PARTNER_ID);
  const once = [...new Map(asked.map((each) => [keyOf(each), each])).values()];
  const factors = await readQualityOfMany(tx, versionId, once);
  const found = new Map(once.map((each, index) => [keyOf(each), factors[index] ?? null]));
  return (partnerId, at) => found.get(keyOf({ partnerId, at })) ?? null;
}

/** What is read of a page behind its milestones. */
interface KnownOfPage {
  readonly exchanges: ReadonlyMap<string, Crossing>;
  readonly quality: (partnerId: PartnerId, at: Date) => QualityFactor | null;
  readonly facts: LeadFacts | null;
}

function toPast(
  row: PastRow,
  rules: readonly RuleInForce[],
  { exchanges, quality, facts }: KnownOfPage,
): MilestonePast {
  if (!isMilestone(row.milestone)) throw new Error(`a lead reached ${row.milestone}`);
  return {
    leadId: idOf("lead", row.lead_id),
    milestone: row.milestone,
    at: row.at,
    shares: (row.shares ?? []).map((share) => ({
      partnerId: idOf("prt", share.partner_id),
      partnerName: share.name,
      tier: share.tier,
      sharePpm: BigInt(share.ppm),
      isPaid: idOf("prt", share.partner_id) !== VENDOR_PARTNER_ID,
      factor:
        share.tier !== null && share.multiplier !== null
          ? { tier: share.tier, multiplierPpm: BigInt(share.multiplier) }
          : null,
      quality: quality(idOf("prt", share.partner_id), row.at),
    })),
    sourcedBy: row.sourced_by === null ? null : idOf("prt", row.sourced_by),
    ...{ isPassedOver: row.is_passed_over, isTakenBack: row.is_taken_back === true, facts },
    earned: new Map<PartnerId, bigint>(
      (row.earned ?? []).map((each) => [idOf("prt", each.partner_id), BigInt(each.minor)]),
    ),
    ...{ gate: gateOf(row.gate), spiffGate: gateOf(row.spiff_gate) },
    ...{ occurrence: row.occurrence, isBefore: row.is_before },
    deal: dealOf(row),
    dealThen: dealOf({ ...row, deal_minor: row.deal_then_minor }),
    terminated: new Map(
      (row.shares ?? []).flatMap(({ partner_id: id, terminated_at: at }) =>
        at === null ? [] : [[idOf("prt", id), new Date(at)] as const],
      ),
    ),
    exchange: exchanges.get(exchangeKey(row)) ?? null,
    tender: tenderOf(row, rules),
  };
}

/** Those gates that what else was earned had closed; the others are closed by the version itself, or not. */
function gateOf(gate: string | null): AwardGate | null {
  return gate === "ONE_PER_COMPANY_IN_CYCLE" || gate === "MILESTONE_EARNED" ? gate : null;
}

const dealOf = ({ deal_minor: minor, deal_currency: code }: PastRow): Money | null =>
  minor !== null && code !== null && isCurrency(code) ? money(minor, code) : null;

/** What is out to tender is shared among as many, and each rule had as much left of it, as it was. */
function tenderOf(
  { calculations }: PastRow,
  rules: readonly RuleInForce[],
): MilestonePast["tender"] {
  const found = Object.entries(calculations ?? {}).flatMap(([ruleKey, { base, tender }]) =>
    tender ? [{ ruleKey, partners: tender.partners, spent: spentOf(base, tender) }] : [],
  );
  const [first] = found;
  if (!first) return null;
  return {
    partners: first.partners,
    earned: rules.flatMap(({ programId, ruleKey }) => {
      const own = found.find((each) => each.ruleKey === ruleKey);
      return own ? [{ programId, ruleKey, minor: own.spent }] : [];
    }),
  };
}

const spentOf = (base: Calculation["base"], tender: NonNullable<Calculation["tender"]>): bigint =>
  BigInt(base.minor) - BigInt(tender.leftMinor);
