import type { Id, Prefix, Refusal } from "../../kernel/index.ts";
import { refuse, uuidOf } from "../../kernel/index.ts";
import type { RefusalsByConstraint, Sql, Transaction } from "../../platform/database/index.ts";
import { joinSql, sql, trustedText } from "../../platform/database/index.ts";

/** A table of things with names. */
export interface NamedTable<P extends Prefix> {
  readonly prefix: P;
  readonly table: string;
  /** In messages. */
  readonly what: string;
  /** The input's field that names one. */
  readonly idField: string;
}

/** What a thing says besides its name, by column. */
export type Said = Readonly<Record<string, Sql>>;

/** The version a thing is at, locked until the transaction ends; null where there is none. */
export async function readVersion<P extends Prefix>(
  tx: Transaction,
  { table }: NamedTable<P>,
  id: Id<P>,
): Promise<number | null> {
  const row = await tx.readOne<{ version: number }>(sql`
    select version
    from ${trustedText(table)}
    where id = ${uuidOf(id)}::uuid
    for no key update`);
  return row?.version ?? null;
}

export function queueNamed<P extends Prefix>(
  tx: Transaction,
  { table, what }: NamedTable<P>,
  saved: { readonly id: Id<P>; readonly isNew: boolean; readonly name: string; readonly at: Date },
  said: Said,
): void {
  const id = sql`${uuidOf(saved.id)}::uuid`;
  const at = sql`${saved.at}::timestamptz`;
  const all = Object.entries({ name: sql`${saved.name}::text`, ...said, updated_at: at });
  const columns = all.map(([column]) => trustedText(column));
  const piece = saved.isNew
    ? sql`
        insert into ${trustedText(table)} (id, created_at, ${joinSql(columns, ", ")})
        values (${id}, ${at}, ${joinSql(
          all.map(([, value]) => value),
          ", ",
        )})`
    : sql`
        update ${trustedText(table)}
        set version = version + 1, ${joinSql(
          all.map(([column, value]) => sql`${trustedText(column)} = ${value}`),
          ", ",
        )}
        where id = ${id}`;
  tx.queue(piece, refusalsOf(table, what));
}

const refusalsOf = (table: string, what: string): RefusalsByConstraint => ({
  [`${table}_name_once`]: (): Refusal =>
    refuse("BUSINESS_RULE", `Another ${what} has this name already.`, { path: ["name"] }),
  queue_team_fkey: () => refuse("NOT_FOUND", "There is no such team.", { path: ["teamId"] }),
});
