import type { LeadId, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { RefusalsByConstraint, Sql, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { ALL_LINES, overlapping } from "../../products/index.ts";
import type { Claim, Correction, HeldClaim } from "../domain/correction.ts";

import type { LockedLead } from "./lead-move-store.ts";

/** Which of the claims another lead of the partner holds, those of persons first. */
export async function readHolders(
  tx: Transaction,
  partnerId: PartnerId,
  leadId: LeadId,
  claims: readonly Claim[],
): Promise<readonly HeldClaim[]> {
  if (claims.length === 0) return [];
  const { kinds, keys, lines } = columnsOf(claims);
  const rows = await tx.read<{
    kind: Claim["kind"];
    key: string;
    line: string;
    lead_id: string;
  }>(sql`
    select claim.kind, claim.key, claim.product_line_id as line, claim.lead_id
    from lead_claim as claim
    join unnest(${kinds}::text[], ${keys}::text[], ${lines}::uuid[]) as wanted (kind, key, line)
      on wanted.kind = claim.kind and wanted.key = claim.key
      and ${overlapping(sql`array[claim.product_line_id]`, sql`array[wanted.line]`)}
    where claim.partner_id = ${uuidOf(partnerId)}::uuid and claim.lead_id <> ${uuidOf(leadId)}::uuid
    order by claim.kind desc, claim.lead_id`);
  return rows.map(({ kind, key, line, lead_id: id }) => ({
    kind,
    key,
    line: idOf("pln", line),
    leadId: idOf("lead", id),
  }));
}

// Another lead of the partner took the key between our look and our write: look again, and say so.
const RACES: RefusalsByConstraint = { lead_claim_pkey: TRY_AGAIN };

/** Takes what is claimed anew, and lets go what is not held any more: only then may it be let go. */
export function queueClaims(
  tx: Transaction,
  lead: Pick<LockedLead, "id" | "partnerId">,
  { claimed, released }: Pick<Correction, "claimed" | "released">,
): void {
  const [leadUuid, partnerUuid] = [uuidOf(lead.id), uuidOf(lead.partnerId)];
  // what is claimed for other lines than before meets the mark of those until they are let go
  const isAnew = ({ kind, key }: Claim) =>
    released.some((each) => each.kind === kind && each.key === key);
  const [before, after] = [claimed.filter((each) => !isAnew(each)), claimed.filter(isAnew)];
  if (before.length > 0) tx.queue(claiming(lead, before), RACES);
  if (released.length > 0) {
    const { kinds, keys, lines } = columnsOf(released);
    tx.queueAfter(sql`
      delete from lead_claim as claim
      using unnest(${kinds}::text[], ${keys}::text[], ${lines}::uuid[]) as released (kind, key, line)
      where claim.partner_id = ${partnerUuid}::uuid and claim.lead_id = ${leadUuid}::uuid
        and claim.kind = released.kind and claim.key = released.key and claim.product_line_id = released.line`);
  }
  if (after.length > 0) tx.queueAfter(claiming(lead, after), RACES);
}

function claiming(lead: Pick<LockedLead, "id" | "partnerId">, claims: readonly Claim[]): Sql {
  const [leadUuid, partnerUuid] = [uuidOf(lead.id), uuidOf(lead.partnerId)];
  const { kinds, keys, lines } = columnsOf(claims);
  return sql`
    insert into lead_claim (partner_id, kind, key, lead_id, product_line_id)
    select ${partnerUuid}::uuid, claimed.kind, claimed.key, ${leadUuid}::uuid, claimed.line
    from unnest(${kinds}::text[], ${keys}::text[], ${lines}::uuid[]) as claimed (kind, key, line)`;
}

const columnsOf = (claims: readonly Claim[]) => ({
  kinds: claims.map(({ kind }) => kind),
  keys: claims.map(({ key }) => key),
  lines: claims.map(({ line }) => uuidOf(line ?? ALL_LINES)),
});
