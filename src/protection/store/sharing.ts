import type { LeadId, PartnerId } from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type { RefusalsByConstraint, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { PartRole, ProspectPart, StandingPart } from "../domain/prospect-part.ts";

/** A lead with a part in a prospect that was decided to be shared. */
export interface SharingLead {
  readonly partnerId: PartnerId;
  /** What it weighs among all of them; the one who helps to sell brings nothing of its own. */
  readonly weightPpm: number;
  readonly role: PartRole;
}

/** Those who share a lead's prospect, the earliest claim first; nobody where it is not shared. */
export interface SharedProspect {
  readonly sharing: readonly SharingLead[];
  /** True where the lead's partner, or one before it, took it as an offer of the vendor's. */
  readonly isFoundByVendor: boolean;
}

/**
 * Parts, each with the lead for which it counts: a merged one stands for the one in which it goes on. No
 * coalesce there: the server takes it for something that might tell of rows, and behind a policy looks no
 * lead up by it.
 */
const PARTS: Sql = sql`
    from shared_prospect as part
    join lead on lead.partner_id = part.partner_id and lead.id = part.lead_id
    left join lead_succession as succession on succession.lead_id = part.lead_id
    join lead as root
      on root.id = case when succession.root_lead_id is null then part.lead_id else succession.root_lead_id end`;

/** What ended without becoming a deal has no part any more, nor what went on in it. */
const IS_OVER: Sql = sql`root.stage in ('REJECTED', 'WITHDRAWN', 'DISQUALIFIED', 'EXPIRED')`;

type SharingRow = {
  partner_id: string;
  weight_ppm: number;
  role: PartRole;
  is_found_by_vendor: boolean;
};

/** Who shares a lead's prospect, itself included, for a vendor's session. */
export async function readSharing(tx: Transaction, leadId: LeadId): Promise<SharedProspect> {
  const rows = await tx.read<SharingRow>(sql`
    select part.partner_id, part.weight_ppm, part.role, own.is_found_by_vendor
    ${PARTS}
    join (
      select group_id, app.is_found_by_vendor(lead_id) as is_found_by_vendor
      from shared_prospect
      where lead_id = ${uuidOf(leadId)}::uuid
    ) as own on own.group_id = part.group_id
    where not ${IS_OVER}
    order by lead.claimed_at, lead.id`);
  return {
    sharing: rows.map((row) => ({
      partnerId: idOf("prt", row.partner_id),
      weightPpm: row.weight_ppm,
      role: row.role,
    })),
    isFoundByVendor: rows[0]?.is_found_by_vendor === true,
  };
}

type PartRow = {
  lead_id: string;
  partner_id: string;
  is_vendors: boolean;
  weight_ppm: number;
  role: PartRole;
  group_id: string;
  claimed_at: Date;
  root_id: string;
  is_over: boolean;
  is_found_by_vendor: boolean;
};

/** All parts in the prospects that leads share, the earliest claim first; to be read behind the leads' locks. */
export async function readParts(
  tx: Transaction,
  leadIds: readonly LeadId[],
): Promise<readonly StandingPart[]> {
  const rows = await tx.read<PartRow>(sql`
    select part.lead_id, part.partner_id, partner.is_vendor as is_vendors, part.weight_ppm, part.role, part.group_id,
      lead.claimed_at, root.id as root_id, ${IS_OVER} as is_over, app.is_found_by_vendor(part.lead_id) as is_found_by_vendor
    ${PARTS}
    join partner on partner.id = part.partner_id
    where part.group_id in (select group_id from shared_prospect where lead_id = any(${leadIds.map(uuidOf)}::uuid[]))
    order by lead.claimed_at, lead.id`);
  return rows.map((row) => ({
    leadId: idOf("lead", row.lead_id),
    partnerId: idOf("prt", row.partner_id),
    isVendors: row.is_vendors,
    weightPpm: row.weight_ppm,
    role: row.role,
    groupId: row.group_id,
    claimedAt: row.claimed_at,
    rootId: idOf("lead", row.root_id),
    isOver: row.is_over,
    isFoundByVendor: row.is_found_by_vendor,
  }));
}

/** Those of the leads that were taken as an offer of the vendor's, by their partner or one before it. */
export async function readFoundByVendor(
  tx: Transaction,
  leadIds: readonly LeadId[],
): Promise<ReadonlySet<LeadId>> {
  const rows = await tx.read<{ id: string }>(sql`
    select id
    from unnest(${leadIds.map(uuidOf)}::uuid[]) as id
    where app.is_found_by_vendor(id)`);
  return new Set(rows.map((row) => idOf("lead", row.id)));
}

const HELD_FOR_TENDER: RefusalsByConstraint = {
  protection_hold_one_per_line: () =>
    refuse(
      "BUSINESS_RULE",
      "The leads are for different tenders, and others are accepted for one of them: what is shared is held as one. Decide for one of the two.",
    ),
};

/**
 * Queues what each of the leads weighs in what the prospect earns, all of them in one group with whoever
 * shares it with any of them already; what they hold, they hold together from now on. Who has ended has
 * no part in what is decided now: it leaves, so that it is compared with the others if it comes back.
 */
export function queueParts(
  tx: Transaction,
  groupId: string,
  parts: readonly ProspectPart[],
  refusals: RefusalsByConstraint = HELD_FOR_TENDER,
): void {
  if (parts.length === 0) return;
  const former = sql`
    select group_id
    from shared_prospect
    where lead_id = any(${parts.map(({ leadId }) => uuidOf(leadId))}::uuid[])`;
  tx.queueAfter(sql`
    update shared_prospect
    set group_id = md5(ended.root_id::text || ended.group_id::text)::uuid
    from (
      select part.partner_id, part.lead_id, part.group_id, root.id as root_id
      ${PARTS}
      where part.group_id in (${former}) and ${IS_OVER}
    ) as ended
    where shared_prospect.partner_id = ended.partner_id and shared_prospect.lead_id = ended.lead_id`);
  tx.queueAfter(sql`
    update shared_prospect
    set group_id = ${groupId}::uuid
    where group_id in (${former}) and group_id <> ${groupId}::uuid`);
  tx.queueAfter(sql`
    insert into shared_prospect as kept (partner_id, lead_id, group_id, weight_ppm, role)
    select part.partner_id, part.lead_id, ${groupId}::uuid, part.weight_ppm, part.role
    from unnest(
      ${parts.map(({ partnerId }) => uuidOf(partnerId))}::uuid[],
      ${parts.map(({ leadId }) => uuidOf(leadId))}::uuid[],
      ${parts.map(({ weightPpm }) => weightPpm)}::integer[],
      ${parts.map(({ role }) => role)}::text[]
    ) as part (partner_id, lead_id, weight_ppm, role)
    on conflict on constraint shared_prospect_pkey do update
    set weight_ppm = excluded.weight_ppm, role = excluded.role`);
  tx.queueAfter(
    sql`
      update protection_hold as hold
      set shared_as = app.held_as(shared.partner_id, shared.lead_id, hold.account_id)
      from shared_prospect as shared
      join protection_window as standing
        on standing.partner_id = shared.partner_id and standing.lead_id = shared.lead_id and standing.ended_at is null
      where hold.window_id = standing.id and shared.group_id = ${groupId}::uuid
        and hold.shared_as <> app.held_as(shared.partner_id, shared.lead_id, hold.account_id)`,
    refusals,
  );
}
