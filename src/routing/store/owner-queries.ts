import type { PartnerMemberId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

import { worksOnLeads } from "./staff-queries.ts";

/** A member of the vendor's who can work on leads. */
export interface Owner {
  readonly id: PartnerMemberId;
  readonly displayName: string;
}

type OwnerRow = { id: string; display_name: string; roles: string[] };

/** The member as an owner; null where it is gone, of a partner, or has no right to work on leads. */
export async function readOwner(tx: Transaction, memberUuid: string): Promise<Owner | null> {
  const row = await tx.readOne<OwnerRow>(sql`
    select id, display_name, roles
    from membership
    where id = ${memberUuid}::uuid and partner_id is null and deactivated_at is null`);
  if (!row) return null;
  return worksOnLeads(row.roles)
    ? { id: idOf("mem", row.id), displayName: row.display_name }
    : null;
}
