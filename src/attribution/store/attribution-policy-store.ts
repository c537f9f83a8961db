import { isSamePerson } from "../../identity/index.ts";
import type { AttributionPolicyId, ProgramId, Refusal } from "../../kernel/index.ts";
import { refuse, uuidOf } from "../../kernel/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Weighing } from "../domain/models.ts";

import { AttributionPolicyRow } from "./attribution-policy.row.ts";

/** The number of a program's next policy, the program locked until the transaction ends; null where there is none. */
export async function lockNextNumber(
  tx: Transaction,
  programId: ProgramId,
): Promise<number | null> {
  const row = await tx.readOne<{ number: number }>(sql`
    select (
      select coalesce(max(number), 0) + 1 from attribution_policy where program_id = program.id
    ) as number
    from program
    where id = ${uuidOf(programId)}::uuid
    for no key update`);
  return row?.number ?? null;
}

export interface PolicyDrafted extends Weighing {
  readonly id: AttributionPolicyId;
  readonly programId: ProgramId;
  readonly number: number;
  readonly lockDays: number;
}

/** Queues a draft. Somebody who drafted one at this moment had the number first. */
export function queuePolicy(
  database: Database,
  tx: Transaction,
  policy: PolicyDrafted,
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  const { roleWeights: weights } = policy;
  tx.queue(
    database.insert(AttributionPolicyRow, {
      id: uuidOf(policy.id),
      programId: uuidOf(policy.programId),
      number: policy.number,
      model: policy.model,
      halfLifeDays: policy.halfLifeDays,
      windowDays: policy.windowDays,
      lockDays: policy.lockDays,
      weightSourced: weights.SOURCED ?? 0,
      weightInfluenced: weights.INFLUENCED ?? 0,
      weightCoSell: weights.CO_SELL ?? 0,
      weightDelivered: weights.DELIVERED ?? 0,
      weightResold: weights.RESOLD ?? 0,
      createdAt: at,
      createdBy: by,
    }),
  );
}

export interface StandingPolicy {
  /** Whether the person who acts drafted it, under whichever membership. */
  readonly isOwn: boolean;
  readonly inForceAt: Date | null;
}

/** A policy, its program locked until the transaction ends; null where there is none. */
export async function lockPolicy(
  tx: Transaction,
  id: AttributionPolicyId,
  actorId: string,
): Promise<StandingPolicy | null> {
  const row = await tx.readOne<{ is_own: boolean; in_force_at: Date | null }>(sql`
    select ${isSamePerson(sql`${actorId}::uuid`, sql`policy.created_by`)} as is_own, policy.in_force_at
    from attribution_policy as policy
    join program on program.id = policy.program_id
    where policy.id = ${uuidOf(id)}::uuid
    for no key update of program, policy`);
  return row && { isOwn: row.is_own, inForceAt: row.in_force_at };
}

const putInForceBefore = (): Refusal =>
  refuse("ALREADY_DONE", "The policy was put in force before.", { path: ["attributionPolicyId"] });

/** Another one came into force meanwhile, later than this call was made: by then it is known. */
const outOfOrder = (): Refusal =>
  refuse("BUSINESS_RULE", "Another policy has just come into force: read the program again.", {
    path: ["attributionPolicyId"],
  });

/** Queues that a policy counts from now on. */
export function queueInForce(
  tx: Transaction,
  id: AttributionPolicyId,
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  tx.queue(
    sql`
      update attribution_policy
      set in_force_at = ${at}::timestamptz, in_force_by = ${by}::uuid
      where id = ${uuidOf(id)}::uuid`,
    {
      attribution_policy_ends_once: putInForceBefore,
      attribution_policy_in_order: outOfOrder,
    },
  );
}
