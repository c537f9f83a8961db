import { isSamePerson } from "../../identity/index.ts";
import type { CriteriaSetId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { CriteriaSide } from "../domain/publish.ts";
import type { SetToRetire } from "../domain/retire.ts";

import type { By } from "./criteria-set-store.ts";

export interface RetirableSet extends SetToRetire {
  /** The highest number that was published of it; 0 where none was. */
  readonly lastNumber: number;
}

type RetirableRow = {
  is_retired: boolean;
  is_of_all: boolean;
  roles: string[];
  last_number: number;
  signed: string[];
  is_own: boolean;
};

/**
 * A set, locked until the transaction ends, with who has signed that it ends; null where there is none.
 * What was signed counts until another version is published: its end is another end.
 */
export async function lockForRetirement(
  tx: Transaction,
  id: CriteriaSetId,
  actorId: string,
): Promise<RetirableSet | null> {
  const actor = sql`${actorId}::uuid`;
  await tx.readOne(sql`
    select held.id from criteria_set as held where held.id = ${uuidOf(id)}::uuid for no key update of held`);
  const row = await tx.readOne<RetirableRow>(sql`
    select held.retired_at is not null as is_retired,
      num_nonnulls(held.program_id, held.lead_kind, held.product_line_id) = 0 as is_of_all, member.roles, last.number as last_number,
      coalesce(array_agg(signed.side) filter (where signed.side is not null), '{}') as signed,
      coalesce(bool_or(${isSamePerson(actor, sql`signed.signed_by`)}), false) as is_own
    from criteria_set as held
    join membership as member on member.id = ${actor}
    cross join lateral (
      select coalesce(max(v.number), 0) as number
      from criteria_version as v
      where v.set_id = held.id and v.state <> 'DRAFT'
    ) as last
    left join criteria_retirement as signed on signed.set_id = held.id and signed.last_number = last.number
    where held.id = ${uuidOf(id)}::uuid
    group by held.id, member.id, last.number`);
  if (!row) return null;
  const side = { SALES_MANAGER: "SALES", MARKETING_OPS: "MARKETING" } as const;
  return {
    ...{ isRetired: row.is_retired, isOfAll: row.is_of_all },
    sides: Object.entries(side).flatMap(([role, name]) => (row.roles.includes(role) ? [name] : [])),
    ...{ signed: row.signed, isSignedByActor: row.is_own, lastNumber: row.last_number },
  };
}

export interface Retirement {
  readonly setId: CriteriaSetId;
  readonly lastNumber: number;
  readonly side: CriteriaSide;
  readonly note: string;
}

/** Queues the signature of one side that a set ends. */
export function queueRetirementSignature(
  tx: Transaction,
  { setId, lastNumber, side, note }: Retirement,
  { at, by }: By,
): void {
  tx.queue(sql`
    insert into criteria_retirement (set_id, last_number, side, note, signed_at, signed_by)
    values (${uuidOf(setId)}::uuid, ${lastNumber}::integer, ${side}, ${note}, ${at}::timestamptz, ${by}::uuid)`);
}

/** Queues that the leads of a set go by other criteria from now on. */
export function queueRetired(
  tx: Transaction,
  id: CriteriaSetId,
  note: string,
  { at, by }: By,
): void {
  tx.queue(sql`
    update criteria_set
    set retired_at = ${at}::timestamptz, retired_by = ${by}::uuid, retired_note = ${note}
    where id = ${uuidOf(id)}::uuid`);
  tx.queueAfter(sql`
    update criteria_version
    set state = 'RETIRED'
    where set_id = ${uuidOf(id)}::uuid and state = 'PUBLISHED'`);
}
