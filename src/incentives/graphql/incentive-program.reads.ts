import { sql } from "../../platform/database/index.ts";
import {
  ascending,
  column,
  descending,
  id,
  list,
  one,
  page,
  tableOf,
  value,
} from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { stepsOf } from "../domain/clawback-terms.ts";
import { percentOf } from "../domain/percent.ts";
import { IncentiveProgramRow } from "../store/incentive-program.row.ts";
import { IncentiveRuleRow } from "../store/incentive-rule.row.ts";
import { multiplierOf } from "../domain/tier-multipliers.ts";
import { TierMultiplierRow } from "../store/tier-multiplier.row.ts";
import { ProgramVersionRow } from "../store/program-version.row.ts";

import { amountIn } from "./amount-in.ts";

const program = tableOf(IncentiveProgramRow);

const budgetUsed = program.expression<bigint | null>(
  "bigint",
  ({ column: of }) => sql`(
    select coalesce((
      select bucket.used_minor
      from cap_bucket as bucket
      where bucket.incentive_program_id = ${of(program, "id")} and bucket.kind = 'BUDGET'), 0)
    from incentive_program_version as limited
    where limited.incentive_program_id = ${of(program, "id")} and limited.state = 'APPROVED' and limited.budget_minor is not null
    limit 1)`,
);

/** Of those that do not pay it a partner sees no row, nor of what is drafted: the tables' policies say so. */
export const incentiveProgramReads: Source = {
  type: "IncentiveProgram",
  table: program,
  isPartners: false,
  fields: {
    id: id("inc", program.cell("id")),
    name: column(program.cell("name")),
    program: one("Program", { id: "programId" }),
    currency: column(program.cell("currency")),
    timeZone: column(program.cell("timeZone")),
    versionPin: column(program.cell("versionPin")),
    version: column(program.cell("version")),
    inForce: one(
      "ProgramVersion",
      (version, of) => sql`(${version("id")} = (
        select begun.id
        from incentive_program_version as begun
        where begun.incentive_program_id = ${of("id")} and begun.state = 'APPROVED' and begun.effective_at <= now()
          and (begun.ends_at is null or begun.ends_at > begun.effective_at)
        order by begun.effective_at desc
        limit 1) and (${version("endsAt")} is null or ${version("endsAt")} > now()))`,
    ),
    draft: one(
      "ProgramVersion",
      (version, of) =>
        sql`(${version("incentiveProgramId")} = ${of("id")} and ${version("state")} = 'DRAFT')`,
    ),
    versions: page("ProgramVersion", { incentiveProgramId: "id" }, [descending("number")]),
    budgetUsed: value([budgetUsed, program.cell("currency")], ([minor, code]) =>
      minor === null ? null : amountIn(minor, code),
    ),
    createdAt: column(program.cell("createdAt")),
  },
};

const version = tableOf(ProgramVersionRow);

const payingIn = version.expression<string>(
  "text",
  ({ column: of }) => sql`(
    select paying.currency
    from incentive_program as paying
    where paying.id = ${of(version, "incentiveProgramId")})`,
);

const state = version.expression<string>(
  "text",
  ({ column: of }) => sql`(case
    when ${of(version, "state")} <> 'APPROVED' then ${of(version, "state")}
    when ${of(version, "endsAt")} <= ${of(version, "effectiveAt")} or ${of(version, "endsAt")} <= now() then 'RETIRED'
    when ${of(version, "effectiveAt")} > now() then 'COMING'
    when exists (
      select
      from incentive_program_version as later
      where later.incentive_program_id = ${of(version, "incentiveProgramId")} and later.state = 'APPROVED'
        and later.effective_at > ${of(version, "effectiveAt")} and later.effective_at <= now()
        and (later.ends_at is null or later.ends_at > later.effective_at)
    ) then 'REPLACED'
    else 'IN_FORCE'
  end)`,
);

const clawbackPpm = version.expression<readonly string[] | null>(
  "text[]",
  ({ column: of }) => sql`${of(version, "clawbackPpm")}::text[]`,
);

export const programVersionReads: Source = {
  type: "ProgramVersion",
  table: version,
  isPartners: false,
  fields: {
    id: id("pgv", version.cell("id")),
    number: column(version.cell("number")),
    state: column(state),
    effectiveAt: column(version.cell("effectiveAt")),
    endsAt: column(version.cell("endsAt")),
    rules: list("IncentiveRule", { versionId: "id" }, [ascending("key")]),
    rounding: column(version.cell("rounding")),
    tierMultipliers: list("TierMultiplier", { versionId: "id" }, [ascending("tierId")]),
    quality: one("IncentiveQuality", { versionId: "id" }),
    leadCap: value([version.cell("leadCapMinor"), payingIn], ([minor, code]) =>
      minor === null ? null : amountIn(minor, code),
    ),
    partnerCap: value(
      [
        version.cell("partnerCapMinor"),
        payingIn,
        version.cell("partnerCapWindow"),
        version.cell("partnerCapExcess"),
        version.cell("partnerCapDeferWindows"),
      ],
      ([minor, code, window, onExcess, deferWindows]) =>
        minor === null ? null : { amount: amountIn(minor, code), window, onExcess, deferWindows },
    ),
    budget: value(
      [version.cell("budgetMinor"), payingIn, version.cell("budgetExcess")],
      ([minor, code, onExcess]) =>
        minor === null ? null : { amount: amountIn(minor, code), onExcess },
    ),
    holdback: value(
      [
        version.cell("holdbackPpm"),
        version.cell("vestingInstalments"),
        version.cell("vestingEvery"),
        version.cell("vestingUnit"),
      ],
      ([ppm, instalments, every, unit]) =>
        ppm === null ? null : { percent: percentOf(ppm), instalments, every, unit },
    ),
    minimumPayout: value(
      [version.cell("minimumPayoutMinor"), payingIn, version.cell("minimumPayoutMonths")],
      ([minor, code, forcedAfterMonths]) =>
        minor === null ? null : { amount: amountIn(minor, code), forcedAfterMonths },
    ),
    recruiterPay: value(
      [
        version.cell("recruiterPpm"),
        payingIn,
        version.cell("recruiterMonths"),
        version.cell("recruiterCapMinor"),
      ],
      ([ppm, code, months, cap]) =>
        ppm === null
          ? null
          : { percent: percentOf(ppm), months, cap: cap === null ? null : amountIn(cap, code) },
    ),
    reversalDays: column(version.cell("reversalDays")),
    clawbackSchedule: value([version.cell("clawbackDays"), clawbackPpm], ([days, parts]) =>
      stepsOf({ days, parts }).map(({ untilDay, ppm }) => ({
        ...{ untilDay, percent: percentOf(ppm) },
      })),
    ),
    note: column(version.cell("note")),
    draftedBy: one("PartnerMember", { id: "createdBy" }),
    changedBy: one("PartnerMember", { id: "changedBy" }),
    changedAt: column(version.cell("changedAt")),
    approvedBy: one("PartnerMember", { id: "approvedBy" }),
    approvedAt: column(version.cell("approvedAt")),
    withdrawnBy: one("PartnerMember", { id: "withdrawnBy" }),
    retiredBy: one("PartnerMember", { id: "retiredBy" }),
  },
};

const rule = tableOf(IncentiveRuleRow);

const currency = rule.expression<string>(
  "text",
  ({ column: of }) => sql`(
    select paying.currency
    from incentive_program_version as promised
    join incentive_program as paying on paying.id = promised.incentive_program_id
    where promised.id = ${of(rule, "versionId")})`,
);

export const incentiveRuleReads: Source = {
  type: "IncentiveRule",
  table: rule,
  isPartners: false,
  fields: {
    milestone: column(rule.cell("milestone")),
    kind: column(rule.cell("kind")),
    amount: value([rule.cell("amountMinor"), currency], ([minor, code]) =>
      minor === null ? null : amountIn(minor, code),
    ),
    glTreatment: column(rule.cell("glTreatment")),
    ratePercent: value([rule.cell("ratePpm")], ([ppm]) => (ppm === null ? null : percentOf(ppm))),
    recurringMonths: column(rule.cell("recurringMonths")),
    accelerator: one("Accelerator", { versionId: "versionId", ruleKey: "key" }),
    onSkip: column(rule.cell("onSkip")),
    spiff: value(
      [rule.cell("key"), rule.cell("spiffName"), rule.cell("startsAt"), rule.cell("endsAt")],
      ([key, name, startsAt, endsAt]) =>
        name === null ? null : { key: key.replace(/^spiff_/, ""), name, startsAt, endsAt },
    ),
    conditions: list("IncentiveCondition", { versionId: "versionId", ruleKey: "key" }, [
      ascending("key"),
    ]),
  },
};

const multiplier = tableOf(TierMultiplierRow);

export const tierMultiplierReads: Source = {
  type: "TierMultiplier",
  table: multiplier,
  isPartners: false,
  fields: {
    tier: one("PartnerTier", { id: "tierId" }),
    multiplier: value([multiplier.cell("multiplierPpm")], ([ppm]) => multiplierOf(ppm)),
  },
};
