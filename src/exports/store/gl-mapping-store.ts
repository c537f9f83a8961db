import type { GlMappingId, IncentiveProgramId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { DEFAULT_ENTITY_ID } from "../../ledger/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { GlMappingLine, SaveGlMapping } from "../domain/gl-mapping.ts";
import type { MappedAccount } from "../domain/gl-profile.ts";

import { ENTITY_UUID } from "./cells-of.ts";
import { GlMappingLineRow } from "./gl-mapping-line.row.ts";
import { GlMappingRow } from "./gl-mapping.row.ts";
import { mappedLine } from "./mapped-line.ts";

/** The first line that names an incentive program that is none; null where all are. */
export async function readUnknownProgram(
  tx: Transaction,
  lines: readonly GlMappingLine[],
): Promise<{ readonly index: number; readonly programId: IncentiveProgramId } | null> {
  const named = [...new Set(lines.flatMap(({ programId }) => programId ?? []))];
  if (named.length === 0) return null;
  const found = await tx.read<{ id: string }>(sql`
    select program.id
    from incentive_program as program
    where program.id = any(${named.map((id) => uuidOf(id))}::uuid[])`);
  const known = new Set(found.map(({ id }) => id));
  for (const [index, { programId }] of lines.entries())
    if (programId !== null && !known.has(uuidOf(programId))) return { index, programId };
  return null;
}

/** The number of the next mapping. Whoever is quicker with one has this one tried again. */
export async function readNextNumber(tx: Transaction): Promise<number> {
  const row = await tx.readOne<{ number: number }>(sql`
    select coalesce(max(mapping.number), 0) + 1 as number
    from gl_mapping as mapping
    where mapping.entity_id = ${ENTITY_UUID}`);
  return row?.number ?? 1;
}

interface MappingMade extends SaveGlMapping {
  readonly id: GlMappingId;
  readonly number: number;
}

export function queueMapping(
  database: Database,
  tx: Transaction,
  { id, number, effectiveOn, entityCode, lines }: MappingMade,
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  const mappingId = uuidOf(id);
  tx.queue(
    database.insert(GlMappingRow, {
      ...{ id: mappingId, entityId: DEFAULT_ENTITY_ID, number, effectiveOn, entityCode },
      ...{ lineCount: lines.length, createdAt: at, createdBy: by },
    }),
    { gl_mapping_number_once: TRY_AGAIN },
  );
  const rows = lines.map(({ role, programId, ...line }, before) => ({
    ...{ ...line, mappingId, lineNo: before + 1, role: role.toLowerCase() },
    programId: programId === null ? null : uuidOf(programId),
  }));
  tx.queue(database.insert(GlMappingLineRow, ...rows));
}

/** A mapping, locked until the transaction ends; null where there is none. */
export async function lockMapping(
  tx: Transaction,
  id: GlMappingId,
  actorId: string,
): Promise<{ readonly isOwn: boolean; readonly isApproved: boolean } | null> {
  const row = await tx.readOne<{ is_own: boolean; is_approved: boolean }>(sql`
    select app.needs_another_person(${actorId}::uuid, mapping.created_by) as is_own,
      mapping.approved_at is not null as is_approved
    from gl_mapping as mapping
    where mapping.id = ${uuidOf(id)}::uuid
    for no key update`);
  return row && { isOwn: row.is_own, isApproved: row.is_approved };
}

export function queueApproval(
  tx: Transaction,
  id: GlMappingId,
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  tx.queue(sql`
    update gl_mapping
    set approved_at = ${at}::timestamptz, approved_by = ${by}::uuid
    where id = ${uuidOf(id)}::uuid`);
}

export interface MappingFound {
  readonly id: GlMappingId;
  readonly number: number;
  readonly isApproved: boolean;
  readonly entityCode: string | null;
}

/** A mapping by its id; or the approved one that took effect last up to a day. Null where there is none. */
export async function readMapping(
  tx: Transaction,
  which: { readonly id: GlMappingId } | { readonly on: string },
): Promise<MappingFound | null> {
  const isIt =
    "id" in which
      ? sql`mapping.id = ${uuidOf(which.id)}::uuid`
      : sql`mapping.approved_at is not null and mapping.effective_on <= ${which.on}::date`;
  const row = await tx.readOne<{
    id: string;
    number: number;
    is_approved: boolean;
    entity_code: string | null;
  }>(sql`
    select mapping.id, mapping.number, mapping.approved_at is not null as is_approved, mapping.entity_code
    from gl_mapping as mapping
    where mapping.entity_id = ${ENTITY_UUID} and ${isIt}
    order by mapping.effective_on desc, mapping.number desc
    limit 1`);
  if (!row) return null;
  const { id, number, is_approved: isApproved, entity_code: entityCode } = row;
  return { id: idOf("glm", id), number, isApproved, entityCode };
}

/** The accounts that a journal may have lines on, with what the mapping says of each. */
export async function readMappedAccounts(
  tx: Transaction,
  mappingId: GlMappingId,
  currency: string | null,
): Promise<readonly MappedAccount[]> {
  const isOf = currency === null ? sql`true` : sql`each.currency = ${currency}`;
  const account = { role: sql`account.role`, programId: sql`account.program_id` };
  const rows = await tx.read<{
    role: string;
    currency: string;
    exponent: number;
    program_id: string | null;
    account_code: string | null;
    tax_code: string | null;
  }>(sql`
    select upper(account.role) as role, account.currency, m.exponent, account.program_id, gl.account_code, gl.tax_code
    from (
      select distinct each.role, each.program_id, each.currency
      from ledger_account as each
      where each.entity_id = ${ENTITY_UUID} and ${isOf}
    ) as account
    join currency as m on m.code = account.currency
    ${mappedLine(mappingId, { ...account, currency: sql`account.currency` })}
    order by account.role, account.currency, account.program_id`);
  return rows.map((row) => ({
    ...{ role: row.role, currency: row.currency, exponent: row.exponent },
    program: row.program_id === null ? null : idOf("inc", row.program_id),
    ...{ accountCode: row.account_code, taxCode: row.tax_code },
  }));
}
