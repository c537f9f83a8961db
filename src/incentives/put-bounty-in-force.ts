import type { Money, PartnerMemberId, ProgramVersionId } from "../kernel/index.ts";
import { uuidOf } from "../kernel/index.ts";
import { newId } from "../platform/ids.ts";

import { ruleKey } from "./domain/incentive-program.ts";

/** Runs SQL as the database's owner. */
export interface OwnerQueries {
  query(text: string, values: readonly unknown[]): Promise<unknown>;
}

/** The default incentive program, which every installation has. */
const DEFAULT_PROGRAM = "01970000-0000-7000-8000-000000000020";

/**
 * Puts a new version of the default incentive program in force: a fixed bounty for each SQL.
 * Takes the two persons that a version takes, and the database's owner: it is an act of setting
 * up, not of serving. The program's currency is set by its first version and never changes.
 * Returns the version. Whoever calls has looked at the amount and the instant, and records it.
 */
export async function putBountyInForce(
  owner: OwnerQueries,
  bounty: {
    readonly amount: Money;
    readonly effectiveAt: Date;
    readonly draftedBy: PartnerMemberId;
    readonly approvedBy: PartnerMemberId;
  },
): Promise<ProgramVersionId> {
  const id = newId("pgv");
  const versionId = uuidOf(id);
  const { amount, effectiveAt } = bounty;
  await owner.query(
    `update incentive_program
     set currency = $2
     where id = $1
       and not exists (select from incentive_program_version where incentive_program_id = $1)`,
    [DEFAULT_PROGRAM, amount.currency],
  );
  // in one statement, the rule before its version, which is never a draft: somebody may have one
  await owner.query(
    `with rule as (
       insert into incentive_rule (version_id, key, milestone, kind, amount_minor)
       select $1, $7, 'SQL', 'FIXED_BOUNTY', $8
       from incentive_program
       where id = $2 and currency = $6
       returning version_id
     )
     insert into incentive_program_version (id, incentive_program_id, number, state, effective_at, created_by, created_at,
       changed_by, changed_at, approved_by, approved_at)
     select version_id, $2, 1 + (select coalesce(max(number), 0) from incentive_program_version where incentive_program_id = $2),
       'APPROVED', $3, $4, now(), $4, now(), $5, now()
     from rule`,
    [
      ...[versionId, DEFAULT_PROGRAM, effectiveAt],
      ...[uuidOf(bounty.draftedBy), uuidOf(bounty.approvedBy), amount.currency],
      ...[ruleKey({ milestone: "SQL" }), amount.minor.toString()],
    ],
  );
  await owner.query("update incentive_program set version = version + 1 where id = $1", [
    DEFAULT_PROGRAM,
  ]);
  return id;
}
