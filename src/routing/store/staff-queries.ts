import type { PartnerMemberId, Prefix } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Id } from "../../kernel/index.ts";
import { isRole, scopesOf } from "../../identity/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql, trustedText } from "../../platform/database/index.ts";

export const uuidsOf = (ids: readonly Id<Prefix>[]): Sql => sql`${ids.map(uuidOf)}::uuid[]`;

/** Which of these are active members of the vendor's staff who may work on leads. */
export async function readSales(
  tx: Transaction,
  memberIds: readonly PartnerMemberId[],
): Promise<ReadonlySet<PartnerMemberId>> {
  const rows = await tx.read<{ id: string; roles: string[] }>(sql`
    select id, roles
    from membership
    where id = any(${uuidsOf(memberIds)}) and partner_id is null and deactivated_at is null`);
  return new Set(rows.filter(({ roles }) => worksOnLeads(roles)).map(({ id }) => idOf("mem", id)));
}

/** Whether somebody with these roles can be given a lead. */
export const worksOnLeads = (roles: readonly string[]): boolean =>
  scopesOf(roles.filter(isRole)).has("LEADS_QUALIFY");

/** Which of these are not there. */
export async function readMissing<P extends Prefix>(
  tx: Transaction,
  { table, prefix }: { readonly table: string; readonly prefix: P },
  ids: readonly Id<P>[],
): Promise<readonly Id<P>[]> {
  if (ids.length === 0) return [];
  const rows = await tx.read<{ id: string }>(sql`
    select asked.id
    from unnest(${uuidsOf(ids)}) as asked (id)
    where not exists (select from ${trustedText(table)} as there where there.id = asked.id)`);
  return rows.map((row) => idOf(prefix, row.id));
}
