import type pg from "pg";

/** Runs the work while no index stands but those of constraints, and makes the others again. */
export async function withoutIndexes(
  owner: pg.Client,
  work: () => Promise<unknown>,
): Promise<void> {
  const { rows } = await owner.query<{ name: string; definition: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index as i
     join pg_class as c on c.oid = i.indexrelid
     join pg_namespace as n on n.oid = c.relnamespace
     where n.nspname = 'public' and not i.indisunique
       and not exists (select from pg_constraint where conindid = i.indexrelid)`,
  );
  for (const { name } of rows) await owner.query(`drop index ${name}`);
  await work();
  for (const { definition } of rows) await owner.query(definition);
}
