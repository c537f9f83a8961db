import { isSamePerson } from "../../identity/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { IncentiveProgramId, ProgramVersionId } from "../../kernel/index.ts";
import type { Database, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { ruleKey } from "../domain/incentive-program.ts";
import type { CapsDrafted } from "../domain/cap-terms.ts";
import type { PayoutTermsDrafted } from "../domain/payout-terms.ts";
import type { RecruiterTerms } from "../domain/recruiter-terms.ts";
import type { TierMultiplierDrafted } from "../domain/tier-multipliers.ts";
import type {
  IncentiveProgramStanding,
  Rounding,
  RuleDrafted,
} from "../domain/incentive-program.ts";

import { IncentiveRuleRow } from "./incentive-rule.row.ts";
import { setPayoutColumns } from "./payout-terms-store.ts";
import { TierMultiplierRow } from "./tier-multiplier.row.ts";

type StandingRow = {
  version: number;
  currency: string;
  latest_number: number;
  draft_id: string | null;
  draft_number: number | null;
  draft_effective_at: Date | null;
  is_own: boolean;
};

/**
 * An incentive program with its draft, locked until the transaction ends; null where there is none.
 * Whatever is changed of its versions raises its version: one that is as expected stands as it was read.
 */
export async function lockIncentiveProgram(
  tx: Transaction,
  id: IncentiveProgramId,
  actorId: string,
): Promise<IncentiveProgramStanding | null> {
  const actor = sql`${actorId}::uuid`;
  const row = await tx.readOne<StandingRow>(sql`
    select paying.version, paying.currency,
      (select coalesce(max(number), 0) from incentive_program_version where incentive_program_id = paying.id) as latest_number,
      draft.id as draft_id, draft.number as draft_number, draft.effective_at as draft_effective_at,
      ${isSamePerson(actor, sql`draft.created_by`)} or ${isSamePerson(actor, sql`draft.changed_by`)} as is_own
    from incentive_program as paying
    left join incentive_program_version as draft on draft.incentive_program_id = paying.id and draft.state = 'DRAFT'
    where paying.id = ${uuidOf(id)}::uuid
    for no key update of paying`);
  if (!row) return null;
  const { draft_id: draftId, draft_number: number } = row;
  return {
    version: row.version,
    currency: row.currency,
    latestNumber: row.latest_number,
    draft:
      draftId === null || number === null
        ? null
        : {
            id: idOf("pgv", draftId),
            number,
            effectiveAt: row.draft_effective_at,
            isOwn: row.is_own,
          },
  };
}

/** Raises an incentive program's version: something of its versions is other than it was. */
export function touchIncentiveProgram(id: IncentiveProgramId): Sql {
  return sql`
    update incentive_program
    set version = version + 1
    where id = ${uuidOf(id)}::uuid`;
}

export function insertRules(
  database: Database,
  versionId: ProgramVersionId,
  rules: readonly RuleDrafted[],
): Sql {
  return database.insert(
    IncentiveRuleRow,
    ...rules.map((rule) => ({
      versionId: uuidOf(versionId),
      key: ruleKey(rule),
      milestone: rule.milestone,
      kind: rule.pay.kind,
      amountMinor: rule.pay.kind === "FIXED_BOUNTY" ? rule.pay.amount.minor : null,
      ratePpm: rule.pay.kind === "PERCENT_OF_DEAL" ? rule.pay.ratePpm : null,
      recurringMonths: rule.pay.kind === "PERCENT_OF_DEAL" ? (rule.pay.months ?? null) : null,
      glTreatment: rule.glTreatment ?? "EXPENSE",
      onSkip: rule.onSkip,
      spiffName: rule.spiff?.name ?? null,
      startsAt: rule.spiff?.startsAt ?? null,
      endsAt: rule.spiff?.endsAt ?? null,
    })),
  );
}

/** What tiers have of what a draft pays; null where it names none. */
export function insertMultipliers(
  database: Database,
  versionId: ProgramVersionId,
  multipliers: readonly TierMultiplierDrafted[],
): Sql | null {
  if (multipliers.length === 0) return null;
  return database.insert(
    TierMultiplierRow,
    ...multipliers.map(({ tierId, multiplierPpm }) => ({
      ...{ versionId: uuidOf(versionId), tierId: uuidOf(tierId), multiplierPpm },
    })),
  );
}

export function deleteMultipliers(id: ProgramVersionId): Sql {
  return sql`delete from incentive_tier_multiplier where version_id = ${uuidOf(id)}::uuid`;
}

export interface Draft {
  readonly effectiveAt: Date | null;
  readonly note: string | null;
  readonly rounding: Rounding;
  readonly caps: CapsDrafted;
  readonly payout: PayoutTermsDrafted;
  readonly recruiterPay: RecruiterTerms | null;
  readonly reversalDays: number;
  /** A member's uuid. */
  readonly by: string;
  readonly at: Date;
}

/** What limits a draft, as its columns hold it. */
export function capColumns({ leadCap, partnerCap, budget }: CapsDrafted) {
  return {
    leadCapMinor: leadCap?.minor ?? null,
    partnerCapMinor: partnerCap?.amount.minor ?? null,
    partnerCapWindow: partnerCap?.window ?? null,
    partnerCapExcess: partnerCap?.onExcess ?? null,
    partnerCapDeferWindows: partnerCap?.deferWindows ?? null,
    budgetMinor: budget?.amount.minor ?? null,
    budgetExcess: budget?.onExcess ?? null,
  };
}

/** What a draft pays recruiters, as its columns hold it. */
export const recruiterColumns = (terms: RecruiterTerms | null) => ({
  recruiterPpm: terms?.ratePpm ?? null,
  recruiterMonths: terms?.months ?? null,
  recruiterCapMinor: terms?.cap?.minor ?? null,
});

/** What a draft says from now on, but for its rules. */
export function changeDraft(
  id: ProgramVersionId,
  { effectiveAt, note, rounding, caps, payout, recruiterPay, reversalDays, by, at }: Draft,
): Sql {
  const limits = capColumns(caps);
  const recruiters = recruiterColumns(recruiterPay);
  return sql`
    update incentive_program_version
    set effective_at = ${effectiveAt}::timestamptz,
      note = ${note}::text,
      rounding = ${rounding}::text,
      lead_cap_minor = ${limits.leadCapMinor}::bigint,
      partner_cap_minor = ${limits.partnerCapMinor}::bigint,
      partner_cap_window = ${limits.partnerCapWindow}::text,
      partner_cap_excess = ${limits.partnerCapExcess}::text,
      partner_cap_defer_windows = ${limits.partnerCapDeferWindows}::smallint,
      budget_minor = ${limits.budgetMinor}::bigint,
      budget_excess = ${limits.budgetExcess}::text,
      ${setPayoutColumns(payout)},
      recruiter_ppm = ${recruiters.recruiterPpm}::bigint,
      recruiter_months = ${recruiters.recruiterMonths}::integer,
      recruiter_cap_minor = ${recruiters.recruiterCapMinor}::bigint,
      reversal_days = ${reversalDays}::integer,
      changed_by = ${by}::uuid,
      changed_at = ${at}::timestamptz
    where id = ${uuidOf(id)}::uuid`;
}

export function deleteRules(id: ProgramVersionId): Sql {
  return sql`delete from incentive_rule where version_id = ${uuidOf(id)}::uuid`;
}

interface Acting {
  /** A member's uuid. */
  readonly by: string;
  readonly at: Date;
}

/** A draft that named no beginning begins now. */
export function approveDraft(id: ProgramVersionId, { by, at }: Acting): Sql {
  return sql`
    update incentive_program_version
    set state = 'APPROVED',
      effective_at = coalesce(effective_at, ${at}::timestamptz),
      approved_by = ${by}::uuid,
      approved_at = ${at}::timestamptz
    where id = ${uuidOf(id)}::uuid`;
}

export function withdrawDraft(id: ProgramVersionId, { by, at }: Acting): Sql {
  return sql`
    update incentive_program_version
    set state = 'WITHDRAWN',
      withdrawn_by = ${by}::uuid,
      withdrawn_at = ${at}::timestamptz
    where id = ${uuidOf(id)}::uuid`;
}

export function endVersion(
  id: ProgramVersionId,
  { endsAt, by, at }: Acting & { readonly endsAt: Date },
): Sql {
  return sql`
    update incentive_program_version
    set ends_at = ${endsAt}::timestamptz,
      retired_by = ${by}::uuid,
      retired_at = ${at}::timestamptz
    where id = ${uuidOf(id)}::uuid`;
}

/** An approved version of an incentive program, and until when it can pay; null where there is none. */
export function readApproved(
  tx: Transaction,
  programId: IncentiveProgramId,
  number: number,
): Promise<{ id: string; until: Date | null } | null> {
  return tx.readOne<{ id: string; until: Date | null }>(sql`
    select version.id, least(version.ends_at, (
      select min(later.effective_at)
      from incentive_program_version as later
      where later.incentive_program_id = version.incentive_program_id and later.state = 'APPROVED'
        and later.effective_at > version.effective_at and (later.ends_at is null or later.ends_at > later.effective_at)
    )) as until
    from incentive_program_version as version
    where version.incentive_program_id = ${uuidOf(programId)}::uuid and version.number = ${number}::integer
      and version.state = 'APPROVED'`);
}
