import type pg from "pg";

export const PARTNER_A = "01970000-0000-7000-8000-0000000000aa";
export const PARTNER_B = "01970000-0000-7000-8000-0000000000bb";
export const ACTOR = "01970000-0000-7000-8000-0000000000ac";

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly generated: boolean;
  readonly required: boolean;
}

/** A table as far as a row of any kind can be planted in it. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Null where rows belong to nobody; the column that makes partner_id where it is generated. */
  readonly partnerColumn: string | null;
  /** The same for everybody: there is a policy that says so. */
  readonly isReference: boolean;
}

/** All tables of the schema, from the catalog: a new one is tested without a word about it. */
export async function readTables(client: pg.Client): Promise<readonly Table[]> {
  const { rows } = await client.query<{ name: string; columns: Column[]; reference: boolean }>(`
    select t.relname as name,
      exists (select from pg_policy where polrelid = t.oid and polname = t.relname || '_reference') as reference,
      (
        select json_agg(json_build_object(
            'name', a.attname,
            'type', format_type(a.atttypid, null),
            'generated', a.attgenerated <> '',
            'required', a.attnotnull) order by a.attnum)
        from pg_attribute as a
        where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      ) as columns
    from pg_class as t
    where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace
    order by t.relname`);
  return rows.map(({ name, columns, reference }) => {
    const partner = columns.find((column) => column.name === "partner_id");
    const partnerColumn = partner?.generated ? "id" : (partner?.name ?? null);
    return { name, columns, partnerColumn, isReference: reference };
  });
}

/**
 * Leaves nothing to say no but grants and policies: no checks, no foreign keys, no triggers. What
 * those refuse is tested elsewhere; here they would hide a policy that is missing.
 */
export async function leavePoliciesAlone(
  client: pg.Client,
  tables: readonly Table[],
): Promise<void> {
  for (const { name } of tables) {
    await client.query(`alter table ${name} disable trigger all`);
    const { rows } = await client.query<{ conname: string }>(
      "select conname from pg_constraint where conrelid = $1::regclass and contype = 'c'",
      [name],
    );
    for (const { conname } of rows)
      await client.query(`alter table ${name} drop constraint ${conname}`);
  }
}

/** A row for A, one for B, and one for nobody where that can be; tables without partners get one. */
export async function plantRows(client: pg.Client, tables: readonly Table[]): Promise<void> {
  for (const table of tables) {
    const partner = table.columns.find((column) => column.name === table.partnerColumn);
    const owners: (string | null)[] = partner ? [PARTNER_A, PARTNER_B] : [null];
    if (partner?.required === false) owners.push(null);
    for (const owner of owners) await client.query(insertOf(table, table.columns, owner));
  }
}

/** An insert of one row with values of the columns' types; its partner is the one given. */
export function insertOf(table: Table, columns: readonly Column[], partner: string | null): string {
  const written = columns.filter((column) => !column.generated);
  const values = written.map((column) =>
    column.name === table.partnerColumn
      ? literal(partner)
      : (shown(table, column, partner) ?? valueOf(column)),
  );
  const names = written.map((column) => column.name);
  return `insert into ${table.name} (${names.join(", ")}) values (${values.join(", ")})`;
}

/** Partners see clocks of one kind alone, and touches of their own leads; what ends does so behind its beginning. */
function shown(table: Table, column: Column, partner: string | null): string | null {
  if (table.name === "lead_clock" && column.name === "kind") return "'ACCEPTANCE'";
  if (table.name === "touchpoint" && column.name === "lead_partner_id") return literal(partner);
  // of calls those with its own people alone, and the latest record
  if (table.name.startsWith("discovery_call") && column.name === "is_with_partner") return "true";
  if (table.name === "discovery_call" && column.name === "superseded_at") return "null";
  if (["partner_tier_period", "recruitment"].includes(table.name) && column.name === "ends_at")
    return "now() + interval '2 days'";
  if (table.name === "second_person_waiver" && column.name === "ended_at")
    return "now() + interval '2 days'";
  return null;
}

const literal = (uuid: string | null): string => (uuid === null ? "null" : `'${uuid}'`);

function valueOf({ name, type }: Column): string {
  if (name === "invited_by") return `'${ACTOR}'`;
  // another one than the single row that is there
  if (name === "only_row") return "false";
  const value = VALUES[type];
  if (value === undefined) throw new Error(`a value of type ${type} is not known, for ${name}`);
  return value;
}

const VALUES: Readonly<Record<string, string>> = {
  uuid: "gen_random_uuid()",
  tstzrange: "tstzrange(now(), null)",
  interval: "interval '0'",
  text: "gen_random_uuid()::text",
  "character varying": "gen_random_uuid()::text",
  "text[]": "'{}'",
  "uuid[]": "array[gen_random_uuid()]",
  "bigint[]": "array[1::bigint]",
  "integer[]": "array[50]",
  numrange: "numrange(random()::numeric, 2)",
  boolean: "false",
  smallint: "(random() * 30000)::smallint",
  "double precision": "1",
  integer: "(random() * 2000000000)::integer",
  bigint: "(random() * 2000000000)::bigint",
  numeric: "1",
  "numeric[]": "'{1}'",
  bytea: "sha256(gen_random_uuid()::text::bytea)",
  jsonb: "'{}'",
  date: "current_date + (random() * 100000)::integer",
  "timestamp with time zone": "now() + random() * interval '1 day'",
  xid8: "'1'",
};
