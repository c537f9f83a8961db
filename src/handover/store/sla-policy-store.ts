import type { Refusal, SlaPolicyId } from "../../kernel/index.ts";
import { refuse, uuidOf } from "../../kernel/index.ts";
import type {
  Database,
  RefusalsByConstraint,
  Sql,
  Transaction,
} from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { ClockKind, Consequence, SlaTerms, StandingPolicy } from "../domain/sla-policy.ts";

import { SlaPolicyVersionRow } from "./sla-policy.row.ts";

type StandingRow = {
  name: string;
  clock: ClockKind;
  is_retired: boolean;
  version: number;
  number: number;
  target_minutes: number;
  in_business_hours: boolean;
  warn_at: number[];
  rests_for_partner: boolean;
  consequence: Consequence;
  held_back_percent: number | null;
};

/** A policy, locked until the transaction ends; null where there is none. */
export async function lockPolicy(
  tx: Transaction,
  policyId: SlaPolicyId,
): Promise<StandingPolicy | null> {
  const row = await tx.readOne<StandingRow>(sql`
    select policy.name, policy.clock, policy.retired_at is not null as is_retired, policy.version, policy.number,
      terms.target_minutes, terms.in_business_hours, terms.warn_at, terms.rests_for_partner, terms.consequence,
      terms.held_back_percent
    from sla_policy as policy
    join sla_policy_version as terms on terms.policy_id = policy.id and terms.number = policy.number
    where policy.id = ${uuidOf(policyId)}::uuid
    for no key update of policy`);
  if (!row) return null;
  const { name, clock, is_retired: isRetired, version, number } = row;
  const terms = {
    targetMinutes: row.target_minutes,
    inBusinessHours: row.in_business_hours,
    warnAt: row.warn_at,
    restsForPartner: row.rests_for_partner,
    consequence: row.consequence,
    heldBackPercent: row.held_back_percent,
  };
  return { name, clock, isRetired, version, number, terms };
}

/** A version of a policy's terms. */
export function insertTerms(
  database: Database,
  terms: SlaTerms & { readonly id: SlaPolicyId; readonly number: number },
  { at, by }: { readonly at: Date; readonly by: string | null },
): Sql {
  return database.insert(SlaPolicyVersionRow, {
    policyId: uuidOf(terms.id),
    number: terms.number,
    targetMinutes: terms.targetMinutes,
    inBusinessHours: terms.inBusinessHours,
    warnAt: terms.warnAt,
    restsForPartner: terms.restsForPartner,
    consequence: terms.consequence,
    heldBackPercent: terms.heldBackPercent,
    publishedAt: at,
    publishedBy: by,
  });
}

/** What becomes of a policy besides its terms. */
export interface PolicyChange {
  readonly id: SlaPolicyId;
  readonly name: string;
  readonly number: number;
  readonly isRetired: boolean;
}

export function storePolicy({ id, name, number, isRetired }: PolicyChange, at: Date): Sql {
  return sql`
    update sla_policy
    set name = ${name}::text,
      number = ${number}::integer,
      retired_at = case when ${isRetired}::boolean then coalesce(retired_at, ${at}::timestamptz) end,
      version = version + 1,
      updated_at = ${at}::timestamptz
    where id = ${uuidOf(id)}::uuid`;
}

const rule = (message: string, field: string) => (): Refusal =>
  refuse("BUSINESS_RULE", message, { path: [field] });
const missing = (message: string, field: string) => (): Refusal =>
  refuse("NOT_FOUND", message, { path: [field] });

export const POLICY_CONSTRAINTS: RefusalsByConstraint = {
  sla_policy_name_once: rule("Another policy has this name already.", "name"),
  sla_policy_one_for_each: rule(
    "Another policy is for these clocks already: change or retire that one.",
    "clock",
  ),
  sla_policy_program_fkey: missing("There is no such program.", "programId"),
  sla_policy_tier_fkey: missing("There is no such tier.", "tierId"),
};
