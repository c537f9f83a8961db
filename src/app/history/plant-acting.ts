import type pg from "pg";

import type { Role } from "../../identity/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { PartnerId, PartnerMemberId } from "../../kernel/index.ts";
import { newId } from "../../platform/ids.ts";
import { plantMember } from "../planting/plant-member.ts";
import { plantPartner } from "../planting/plant-partner.ts";

import type { HistoryLead } from "./history-lead.ts";
import type { Acting } from "./tell-lead.ts";

const NOBODY = "Older system";

/**
 * Plants, as the database's owner, the partners and people of a history that are not there yet; people
 * are known by their names, and have no login that opens anything. All in one transaction.
 */
export async function plantActing(
  owner: pg.ClientBase,
  leads: readonly HistoryLead[],
  now: Date,
): Promise<(lead: HistoryLead) => Acting> {
  const partners = new Map<string, Pick<Acting, "partnerId" | "memberId">>();
  const owners = new Map<string, PartnerMemberId>();
  await owner.query("begin");
  try {
    for (const name of new Set(leads.map(({ partner }) => partner))) {
      const partnerId = await partnerNamed(owner, name, now);
      const memberId = await memberNamed(owner, NOBODY, "PARTNER_MEMBER", partnerId, now);
      partners.set(name, { partnerId, memberId });
    }
    for (const name of new Set(leads.map((lead) => lead.owner ?? NOBODY)))
      owners.set(name, await memberNamed(owner, name, "SALES_REP", null, now));
    await owner.query("commit");
  } catch (error) {
    await owner.query("rollback");
    throw error;
  }
  return (lead) => {
    const partner = partners.get(lead.partner);
    const ownerId = owners.get(lead.owner ?? NOBODY);
    if (!partner || !ownerId) throw new Error("somebody in a history was not planted");
    return { ...partner, ownerId };
  };
}

async function partnerNamed(owner: pg.ClientBase, name: string, now: Date): Promise<PartnerId> {
  const known = await uuidIn(owner, "select id from partner where name = $1 and not is_vendor", [
    name,
  ]);
  if (known !== null) return idOf("prt", known);
  const id = newId("prt");
  await plantPartner(owner, { id, name, tierId: null, country: null }, now);
  return id;
}

async function memberNamed(
  owner: pg.ClientBase,
  name: string,
  role: Role,
  partnerId: PartnerId | null,
  now: Date,
): Promise<PartnerMemberId> {
  const known = await uuidIn(
    owner,
    `select id
     from membership
     where partner_id is not distinct from $1 and display_name = $2 and $3 = any(roles) and deactivated_at is null
     order by created_at
     limit 1`,
    [partnerId === null ? null : uuidOf(partnerId), name, role],
  );
  if (known !== null) return idOf("mem", known);
  const memberId = newId("mem");
  const email = `${memberId}@history.invalid`;
  await plantMember(owner, { memberId, partnerId, role, name, email }, null, now);
  return memberId;
}

async function uuidIn(
  owner: pg.ClientBase,
  text: string,
  values: readonly unknown[],
): Promise<string | null> {
  const { rows } = await owner.query<{ id: string }>(text, [...values]);
  return rows[0]?.id ?? null;
}
