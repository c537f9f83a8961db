import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

import {
  ACTOR,
  insertOf,
  leavePoliciesAlone,
  PARTNER_A,
  PARTNER_B,
  plantRows,
  readTables,
} from "./planted-rows.ts";
import type { Table } from "./planted-rows.ts";

const DENIED = "42501";

let world: World;
let client: pg.Client;
let tables: readonly Table[];

beforeAll(async () => {
  world = await openWorld();
  client = new pg.Client({ connectionString: world.ownerUrl });
  await client.connect();
  tables = await readTables(client);
  await leavePoliciesAlone(client, tables);
  await plantRows(client, tables);
});
afterAll(async () => {
  await client.end();
  await world.close();
});

interface Acting {
  readonly role: string;
  readonly partner?: string;
  readonly actor?: string;
}

/** Runs a statement as a role in the open transaction and takes it back: its rows, or its SQLSTATE. */
async function attempt(acting: Acting, statement: string): Promise<pg.QueryResult | string> {
  const settings = [
    ...(acting.partner ? [`set local app.partner_id = '${acting.partner}'`] : []),
    ...(acting.actor ? [`set local app.actor_id = '${acting.actor}'`] : []),
    `set local role ${acting.role}`,
  ];
  await client.query(`savepoint attempt; ${settings.join("; ")}`);
  try {
    return await client.query(statement);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return error.code ?? "";
  } finally {
    await client.query("rollback to savepoint attempt");
  }
}

/** Runs work in a transaction that is taken back, after a change that the work is to find. */
async function under<Result>(change: string, work: () => Promise<Result>): Promise<Result> {
  await client.query("begin");
  try {
    if (change !== "") await client.query(change);
    return await work();
  } finally {
    await client.query("rollback");
  }
}

const rowsOf = (result: pg.QueryResult | string): number =>
  typeof result === "string" ? 0 : (result.rowCount ?? 0);

/** What the roles reach in a table without saying who acts; nothing but what is everybody's. */
async function withoutActor(table: Table): Promise<string[]> {
  if (table.isReference) return [];
  const found = [];
  for (const role of ["app_partner", "app_vendor", "app_jobs"]) {
    const columns = await allowed(table, role, "select");
    const [first] = columns;
    if (first === undefined) continue;
    const seen = await attempt({ role, partner: PARTNER_A }, `select ${first} from ${table.name}`);
    if (rowsOf(seen) > 0) found.push(`${role} without an actor sees ${table.name}`);
  }
  return found;
}

/** What partner A reaches of others' rows in a table; nothing, where its policies are right. */
async function leaks(table: Table): Promise<string[]> {
  const { name, partnerColumn } = table;
  const asA: Acting = { role: "app_partner", partner: PARTNER_A, actor: ACTOR };
  if (partnerColumn === null) return table.isReference ? [] : seesAllOf(name, asA);
  const found = [];

  const seen = await attempt(asA, `select partner_id from ${name}`);
  if (typeof seen !== "string" && seen.rows.some((row) => row.partner_id !== PARTNER_A)) {
    found.push(`A sees B's rows of ${name}`);
  }
  for (const column of await allowed(table, "app_partner", "update")) {
    const updated = await attempt(asA, `update ${name} set ${column} = ${column}`);
    if (rowsOf(updated) > 1) found.push(`A updates B's rows of ${name}`);
  }
  if (rowsOf(await attempt(asA, `delete from ${name}`)) > 1)
    found.push(`A deletes B's rows of ${name}`);

  const writable = new Set(await allowed(table, "app_partner", "insert"));
  const columns = table.columns.filter((column) => writable.has(column.name));
  if (columns.length > 0) {
    const inserted = await attempt(asA, insertOf(table, columns, PARTNER_B));
    if (inserted !== DENIED) found.push(`A inserts rows of B into ${name}`);
    // without this one, a grant too few would pass for a policy that holds
    const own = await attempt(asA, insertOf(table, columns, PARTNER_A));
    if (rowsOf(own) !== 1) found.push(`A cannot insert its own row into ${name}`);
  }
  return found;
}

/** Of a table whose rows are shown to some partners, nobody has all: the planted one is nobody's. */
async function seesAllOf(name: string, asA: Acting): Promise<string[]> {
  const [column] = await allowed({ name }, asA.role, "select");
  if (column === undefined) return [];
  const seen = await attempt(asA, `select ${column} from ${name}`);
  const { rowCount } = await client.query(`select from ${name}`);
  return rowsOf(seen) === rowCount ? [`A sees all of ${name}`] : [];
}

async function allowed(
  table: Pick<Table, "name">,
  role: string,
  privilege: string,
): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and has_column_privilege($2::name, attrelid, attnum, $3)`,
    [table.name, role, privilege],
  );
  return rows.map((row) => row.name);
}

async function each(check: (table: Table) => Promise<string[]>): Promise<string[]> {
  const found = [];
  for (const table of tables) found.push(...(await under("", () => check(table))));
  return found;
}

test("without an actor no table shows a row but those that are everybody's", async () => {
  expect(await each(withoutActor)).toEqual([]);
});

test("partner A neither sees, changes, deletes nor makes a row of partner B, in any table", async () => {
  expect(await each(leaks)).toEqual([]);
});

test("partner A sees its own row in every table that partners may read", async () => {
  const readable: string[] = [];
  const unseen: string[] = [];
  for (const table of tables.filter((each) => each.partnerColumn !== null)) {
    const seen = await under("", () =>
      attempt(
        { role: "app_partner", partner: PARTNER_A, actor: ACTOR },
        `select partner_id from ${table.name}`,
      ),
    );
    if (seen === DENIED) continue;
    readable.push(table.name);
    if (rowsOf(seen) !== 1) unseen.push(table.name);
  }
  expect(unseen).toEqual([]);
  expect(readable).toContain("lead");
  expect(readable).not.toContain("lead_event_internal");
});

test("a table that is everybody's has no partner's rows", () => {
  expect(tables.filter((table) => table.isReference && table.partnerColumn !== null)).toEqual([]);
});

/** The policies that let a role in, by table. */
async function policiesFor(role: string): Promise<{ table: string; policy: string }[]> {
  const { rows } = await client.query<{ table: string; policy: string }>(
    `select polrelid::regclass::text as table, polname as policy
     from pg_policy where polpermissive and $1::regrole = any (polroles) order by 1, 2`,
    [role],
  );
  return rows;
}

test("each policy that lets partners in is seen to matter: without its condition the tests above fail", async () => {
  let seen = 0;
  const unseen: string[] = [];
  for (const { table: name, policy } of await policiesFor("app_partner")) {
    const table = tables.find((each) => each.name === name)!;
    if (table.isReference) continue;
    const open = `drop policy ${policy} on ${name}; create policy open on ${name} to app_partner using (true) with check (true)`;
    const found = await under(open, () => leaks(table));
    if (found.length === 0) unseen.push(name);
    seen += 1;
  }
  expect(unseen).toEqual([]);
  expect(seen).toBeGreaterThan(10);
});

/** What else a policy asks of the rows would hide that it asks who acts. */
const NONE_RESTRICTS = (table: string): string => `do $$
  declare
    other record;
  begin
    for other in select policyname from pg_policies where tablename = '${table}' and permissive = 'RESTRICTIVE' loop
      execute format('drop policy %I on ${table}', other.policyname);
    end loop;
  end $$`;

test("each policy that lets the vendor's side in is seen to matter: it asks who acts", async () => {
  let seen = 0;
  const unseen: string[] = [];
  for (const { table: name, policy } of await policiesFor("app_vendor")) {
    const table = tables.find((each) => each.name === name)!;
    const [readable] = await allowed(table, "app_vendor", "select");
    if (table.isReference || readable === undefined) continue;
    const open = `drop policy ${policy} on ${name}; ${NONE_RESTRICTS(name)}; create policy open on ${name} to app_vendor using (true) with check (true)`;
    const found = await under(open, () => withoutActor(table));
    if (found.length === 0) unseen.push(name);
    seen += 1;
  }
  expect(unseen).toEqual([]);
  expect(seen).toBeGreaterThan(10);
});
