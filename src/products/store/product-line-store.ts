import type { ProductLineId, Refusal } from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type { RefusalsByConstraint, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { LineChange, StandingLine, TreeFacts } from "../domain/product-line.ts";

type LineRow = {
  id: string;
  name: string;
  parent_id: string | null;
  is_retired: boolean;
  version: number;
  is_beneath: boolean;
};

/** Reads a line and the one under which it is to stand, locked: the one is changed, the other stays. */
export async function readTreeFacts(
  tx: Transaction,
  lineId: ProductLineId | null,
  parentId: ProductLineId | null,
): Promise<TreeFacts> {
  const [line, parent] = [lineId, parentId].map((id) => (id === null ? null : uuidOf(id)));
  const rows = await tx.read<LineRow>(sql`
    select line.id, line.name, line.parent_id, line.retired_at is not null as is_retired, line.version,
      line.span <@ (select changed.span from product_line as changed where changed.id = ${line}::uuid) as is_beneath
    from product_line as line
    where line.id in (${line}::uuid, ${parent}::uuid)
    order by line.id
    for no key update of line`);
  const of = (uuid: string | null | undefined) => rows.find(({ id }) => id === uuid) ?? null;
  return {
    line: standing(of(line)),
    parent: standing(of(parent)),
    isParentBeneath: of(parent)?.is_beneath === true,
  };
}

function standing(row: LineRow | null): StandingLine | null {
  if (!row) return null;
  return {
    id: idOf("pln", row.id),
    name: row.name,
    parentId: row.parent_id === null ? null : idOf("pln", row.parent_id),
    isRetired: row.is_retired,
    version: row.version,
  };
}

/** How many lines that are sold stand right beneath one. */
export async function countBeneath(tx: Transaction, lineId: ProductLineId): Promise<number> {
  const row = await tx.readOne<{ n: number }>(sql`
    select count(*)::integer as n
    from product_line
    where parent_id = ${uuidOf(lineId)}::uuid and retired_at is null`);
  return row?.n ?? 0;
}

const rule = (message: string, field: string) => (): Refusal =>
  refuse("BUSINESS_RULE", message, { path: [field] });

const REFUSALS: RefusalsByConstraint = {
  product_line_name_once: rule("Another product line has this name already.", "name"),
  product_line_has_room: rule("999 product lines stand beneath one at most.", "parentId"),
  product_line_depth: rule("Product lines stand in seven steps beneath ALL at most.", "parentId"),
  // somebody moved the other one between our look and our write
  product_line_no_circle: TRY_AGAIN,
  protection_hold_one_per_line: rule(
    "Leads of two partners are protected for lines of one account that would come to overlap: end one of these protections first.",
    "parentId",
  ),
  lead_claim_pkey: rule(
    "A partner has registered one company for lines that would come to overlap: those leads have to close first.",
    "parentId",
  ),
};

export function queueNewLine(
  tx: Transaction,
  line: {
    readonly id: ProductLineId;
    readonly name: string;
    readonly parentId: ProductLineId;
    readonly at: Date;
  },
): void {
  tx.queue(
    sql`
      insert into product_line (id, parent_id, name, created_at, updated_at)
      values (${uuidOf(line.id)}::uuid, ${uuidOf(line.parentId)}::uuid, ${line.name}::text,
        ${line.at}::timestamptz, ${line.at}::timestamptz)`,
    REFUSALS,
  );
}

/** Queues another name or place of a line; what hangs on it follows in the database. */
export function queueLineChange(
  tx: Transaction,
  lineId: ProductLineId,
  change: LineChange,
  at: Date,
): void {
  const parent = change.parentId === null ? null : uuidOf(change.parentId);
  tx.queue(
    sql`
      update product_line
      set name = coalesce(${change.name}::text, name),
        parent_id = coalesce(${parent}::uuid, parent_id),
        version = version + 1,
        updated_at = ${at}::timestamptz
      where id = ${uuidOf(lineId)}::uuid`,
    REFUSALS,
  );
}

export function queueRetired(tx: Transaction, lineId: ProductLineId, at: Date): void {
  tx.queue(sql`
    update product_line
    set retired_at = ${at}::timestamptz,
      version = version + 1,
      updated_at = ${at}::timestamptz
    where id = ${uuidOf(lineId)}::uuid`);
}
