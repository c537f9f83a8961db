import type { AccountId, TargetListId } from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type { RefusalsByConstraint, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { StandingList } from "../domain/target-list.ts";

/** A list, locked until the transaction ends; null where there is none. */
export async function lockTargetList(
  tx: Transaction,
  id: TargetListId,
): Promise<StandingList | null> {
  const row = await tx.readOne<{ version: number; is_retired: boolean; targets: number }>(sql`
    select list.version, list.retired_at is not null as is_retired, (
        select count(*)::integer from target where target.list_id = list.id and target.removed_at is null) as targets
    from target_list as list
    where list.id = ${uuidOf(id)}::uuid
    for no key update of list`);
  return row && { id, version: row.version, isRetired: row.is_retired, targets: row.targets };
}

/** Those of the accounts that are on a list now. */
export async function readOnList(
  tx: Transaction,
  listId: TargetListId,
  ids: readonly AccountId[],
): Promise<ReadonlySet<AccountId>> {
  const rows = await tx.read<{ id: string }>(sql`
    select account_id as id
    from target
    where list_id = ${uuidOf(listId)}::uuid and removed_at is null and account_id = any(${ids.map(uuidOf)}::uuid[])`);
  return new Set(rows.map(({ id }) => idOf("acc", id)));
}

interface Said {
  readonly at: Date;
  /** As a uuid. */
  readonly by: string;
}

const NAMES: RefusalsByConstraint = {
  target_list_named: () =>
    refuse("ALREADY_DONE", "There is a list of this name already.", { path: ["name"] }),
};

export function queueNewList(
  tx: Transaction,
  id: TargetListId,
  list: { readonly name: string; readonly purpose: string | null },
  { at, by }: Said,
): void {
  tx.queue(
    sql`
      insert into target_list (id, name, purpose, created_at, created_by, updated_at)
      values (${uuidOf(id)}::uuid, ${list.name}::text, ${list.purpose}::text, ${at}::timestamptz, ${by}::uuid, ${at}::timestamptz)`,
    NAMES,
  );
}

export function queueListChanged(
  tx: Transaction,
  id: TargetListId,
  list: { readonly name: string; readonly purpose: string | null },
  at: Date,
): void {
  tx.queue(
    sql`
      update target_list
      set name = ${list.name}::text, purpose = ${list.purpose}::text, version = version + 1,
        updated_at = greatest(updated_at, ${at}::timestamptz)
      where id = ${uuidOf(id)}::uuid`,
    NAMES,
  );
}

export function queueListRetired(
  tx: Transaction,
  id: TargetListId,
  reason: string,
  { at, by }: Said,
): void {
  tx.queue(sql`
    update target_list
    set retired_at = greatest(updated_at, ${at}::timestamptz), retired_by = ${by}::uuid, retire_reason = ${reason}::text,
      version = version + 1, updated_at = greatest(updated_at, ${at}::timestamptz)
    where id = ${uuidOf(id)}::uuid`);
}

/** Queues that accounts are on a list. */
export function queueTargets(
  tx: Transaction,
  listId: TargetListId,
  ids: readonly AccountId[],
  { at, by }: Said,
): void {
  const list = uuidOf(listId);
  tx.queueAfter(
    sql`
      insert into target (list_id, account_id, n, added_at, added_by)
      select ${list}::uuid, added.id, 1 + (
          select count(*) from target as before where before.list_id = ${list}::uuid and before.account_id = added.id),
        ${at}::timestamptz, ${by}::uuid
      from unnest(${ids.map(uuidOf)}::uuid[]) as added (id)`,
    { target_standing: TRY_AGAIN, target_pkey: TRY_AGAIN },
  );
}

/** Queues that accounts are on a list no more. */
export function queueTargetsRemoved(
  tx: Transaction,
  listId: TargetListId,
  ids: readonly AccountId[],
  { at, by }: Said,
): void {
  tx.queue(sql`
    update target
    set removed_at = greatest(added_at, ${at}::timestamptz), removed_by = ${by}::uuid
    where list_id = ${uuidOf(listId)}::uuid and removed_at is null and account_id = any(${ids.map(uuidOf)}::uuid[])`);
}
