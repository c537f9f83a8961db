import { ROLLUP_INVARIANTS } from "../../src/app/invariants/rollups.ts";
import { localDate, uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { SYSTEM_ACTOR } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import type { World } from "../support/world.ts";

const PROGRAM = "01970000-0000-7000-8000-000000000001";

/** The stages of the funnel with the columns that keep when they were reached; LOST is none. */
const REACHED = {
  SUBMITTED: "submitted_at",
  MQL: "marketing_qualified_at",
  SAL: "accepted_at",
  SQL: "sales_qualified_at",
  OPPORTUNITY: "opportunity_at",
  WON: "won_at",
  LOST: "lost_at",
} as const;
type Reached = keyof typeof REACHED;
const IN_FUNNEL: readonly Reached[] = ["SUBMITTED", "MQL", "SAL", "SQL", "OPPORTUNITY", "WON"];

export interface LeadState {
  readonly partnerId: PartnerId;
  readonly stage: string;
  readonly at: Readonly<Partial<Record<Reached, Date>>>;
  readonly implied: readonly string[];
}

/** Lets leads and credits be planted past all guards, and still be counted as they are written. */
export async function countPlanted(world: Pick<World, "asOwner">): Promise<void> {
  await world.asOwner(`
    alter table lead enable always trigger lead_counts;
    alter table lead enable always trigger lead_recounts;
    alter table credit enable always trigger credit_counts`);
}

/** The row of a lead as it would be after such moves, written or rewritten. */
export function plantState(id: string, lead: LeadState): string {
  const stamps = Object.entries(REACHED).map(([stage, column]) => {
    const at = lead.at[stage as Reached];
    return [column, at ? `'${at.toISOString()}'` : "null"] as const;
  });
  const moved: Readonly<Record<string, string>> = {
    stage: `'${lead.stage}'`,
    implied_stages: `'{${lead.implied.join(",")}}'`,
    ...Object.fromEntries(stamps),
  };
  const columns: Readonly<Record<string, string>> = {
    id: `'${id}'`,
    partner_id: `'${uuidOf(lead.partnerId)}'`,
    program_id: `'${PROGRAM}'`,
    kind: "'NEW_BUSINESS'",
    stage_entered_at: "now()",
    claimed_at: "now()",
    registration_hash: "'\\x00'",
    source: "'PARTNER_API'",
    registered_by: `'${SYSTEM_ACTOR}'`,
    owner_id: `'${SYSTEM_ACTOR}'`,
    owner_name: "'Owner'",
    reason_code: "'OTHER'",
    revisit_on: "current_date",
    created_at: "now()",
    updated_at: "now()",
    ...moved,
  };
  return `
    insert into lead (${Object.keys(columns).join(", ")}) values (${Object.values(columns).join(", ")})
    on conflict (id) do update set ${Object.keys(moved)
      .map((column) => `${column} = excluded.${column}`)
      .join(", ")};`;
}

export interface PlantedCredit {
  readonly partnerId: PartnerId;
  readonly minor: bigint;
  readonly currency: string;
  readonly effectiveOn: string;
}

export function plantCredit(credit: PlantedCredit): string {
  const [id, award, lead] = [newId("crd"), newId("awd"), newId("lead")].map(uuidOf);
  return `
    insert into credit (id, award_id, partner_id, lead_id, share_minor, currency, weight_ppm, touch_rank,
      award_gross_minor, milestone, program_name, program_version, partner_name, state, earned_at, effective_on)
    values ('${id}', '${award}', '${uuidOf(credit.partnerId)}', '${lead}', ${credit.minor}, '${credit.currency}',
      1000000, 0, ${credit.minor}, 'SQL', 'Program', 1, 'Partner', 'ACCRUED', now(), '${credit.effectiveOn}');`;
}

export async function plant(
  world: Pick<World, "asOwner">,
  statements: readonly string[],
): Promise<void> {
  await world.asOwner(
    `begin; set local session_replication_role = replica; ${statements.join("")} commit;`,
  );
}

export interface Counted {
  readonly entered: number;
  readonly advanced: number;
}

/** What a funnel says by the leads themselves: `key stage` → counts, by a key of each lead's day. */
export function modelOf(
  leads: readonly LeadState[],
  options: {
    readonly timeZone: string;
    readonly isIn: (day: string) => boolean;
    readonly includeImplied: boolean;
    readonly keyOf: (lead: LeadState, day: string) => string;
  },
): Readonly<Record<string, Counted>> {
  const model: Record<string, Counted> = {};
  for (const lead of leads) {
    for (const stage of Object.keys(REACHED) as Reached[]) {
      const at = lead.at[stage];
      if (!at || (!options.includeImplied && lead.implied.includes(stage))) continue;
      const day = localDate(at, options.timeZone);
      if (!options.isIn(day)) continue;
      const key = `${options.keyOf(lead, day)} ${stage}`.trim();
      const { entered, advanced } = model[key] ?? { entered: 0, advanced: 0 };
      const place = IN_FUNNEL.indexOf(stage);
      const later = place < 0 ? [] : IN_FUNNEL.slice(place + 1);
      const isAdvanced = later.some((each) => lead.at[each] !== undefined);
      model[key] = { entered: entered + 1, advanced: advanced + (isAdvanced ? 1 : 0) };
    }
  }
  return model;
}

/** What the counts say that the leads and credits do not, by each of the three promises. */
export async function faultsOf(world: Pick<World, "asOwner">): Promise<readonly unknown[]> {
  const faults = [];
  for (const { sql } of ROLLUP_INVARIANTS) faults.push(...(await world.asOwner(sql)));
  return faults;
}
