import type pg from "pg";

/** Runs the work while the triggers that fire always do not, and puts them back as they were. */
export async function withoutTriggers(
  owner: pg.Client,
  tables: readonly string[],
  work: () => Promise<unknown>,
): Promise<void> {
  const { rows } = await owner.query<{ on_table: string; name: string }>(
    `select t.tgrelid::regclass::text as on_table, quote_ident(t.tgname) as name
     from pg_trigger as t
     where t.tgrelid::regclass::text = any($1) and t.tgenabled = 'A' and not t.tgisinternal`,
    [tables],
  );
  for (const { on_table, name } of rows)
    await owner.query(`alter table ${on_table} disable trigger ${name}`);
  await work();
  for (const { on_table, name } of rows)
    await owner.query(`alter table ${on_table} enable always trigger ${name}`);
}
