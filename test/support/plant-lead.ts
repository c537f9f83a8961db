import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId, PartnerMemberId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";

import type { World } from "./world.ts";

const PROGRAM = "01970000-0000-7000-8000-000000000001";

/** The stages that a lead in each stage has been through, by the columns that keep when. */
const STAMPS: Readonly<Record<string, readonly string[]>> = {
  DRAFT: [],
  SUBMITTED: ["submitted_at"],
  MQL: ["submitted_at", "marketing_qualified_at"],
  REJECTED: ["submitted_at"],
  WITHDRAWN: ["submitted_at"],
  EXPIRED: ["submitted_at"],
  MERGED: ["submitted_at"],
};
const ALL_STAMPS = [
  "submitted_at",
  "marketing_qualified_at",
  "accepted_at",
  "sales_qualified_at",
  "opportunity_at",
  "won_at",
  "lost_at",
];
const REACHED = ["SUBMITTED", "MQL", "SAL", "SQL", "OPPORTUNITY", "WON", "LOST"];
const WITH_DEAL: Readonly<Record<string, string>> = {
  OPPORTUNITY: "OPEN",
  WON: "WON",
  LOST: "LOST",
};

export interface PlantedLead {
  readonly partnerId: PartnerId;
  readonly stage: string;
  /** Who works on it; needed from acceptance on. */
  readonly ownerId: PartnerMemberId;
  /** All stamps and all that any stage asks for: any move is then a question of the stages alone. */
  readonly complete?: boolean;
}

/**
 * Puts a lead into a stage that no verb may reach, or that takes many: as the owner and past all
 * triggers. It was matched, is nobody's rival, and has its registration in its history.
 */
export async function plantLead(world: World, lead: PlantedLead): Promise<LeadId> {
  const id = uuidOf(newId("lead"));
  const partner = uuidOf(lead.partnerId);
  const stamps = lead.complete === true ? ALL_STAMPS : stampsOf(lead.stage);
  const isOwned = lead.complete === true || stamps.includes("accepted_at");
  const columns = {
    id: `'${id}'`,
    partner_id: `'${partner}'`,
    program_id: `'${PROGRAM}'`,
    kind: "'NEW_BUSINESS'",
    stage: `'${lead.stage}'`,
    stage_entered_at: "now()",
    claimed_at: "now()",
    registration_hash: "'\\x00'",
    source: "'PARTNER_API'",
    registered_by: `'${uuidOf(lead.ownerId)}'`,
    created_at: "now()",
    updated_at: "now()",
    owner_id: isOwned ? `'${uuidOf(lead.ownerId)}'` : "null",
    owner_name: isOwned ? "'Owner'" : "null",
    reason_code: "'OTHER'",
    revisit_on: "current_date + 30",
    undo_to: `(select to_stage from stage_move where verb = 'undoMove' and from_stage = '${lead.stage}'
      order by to_stage = 'SAL' desc, to_stage limit 1)`,
    ...Object.fromEntries(stamps.map((stamp) => [stamp, "now()"])),
  };
  const deal = WITH_DEAL[lead.stage];
  await world.asOwner(`
    begin;
    set local session_replication_role = replica;
    insert into lead (${Object.keys(columns).join(", ")}) values (${Object.values(columns).join(", ")});
    insert into company (lead_id, partner_id, name, folded_name)
    values ('${id}', '${partner}', 'Planted', 'planted');
    insert into company_key (partner_id, lead_id, key) values ('${partner}', '${id}', 'planted-${id}');
    insert into contact (id, lead_id, partner_id, is_primary, name, email, email_key, consent_basis)
    values ('${uuidOf(newId("cnt"))}', '${id}', '${partner}', true, 'Planted', '${id}@${id}.example', '${id}', 'CONSENT');
    insert into lead_matching (lead_id, partner_id, finished_at) values ('${id}', '${partner}', now());
    insert into lead_event (id, partner_id, lead_id, seq, type, from_stage, to_stage, at, actor_kind, actor_id, by_vendor)
    values ('${uuidOf(newId("evt"))}', '${partner}', '${id}', 1, 'REGISTERED', 'NONE', 'SUBMITTED', now(), 'MEMBER', '${uuidOf(lead.ownerId)}', false);
    ${deal === undefined ? "" : dealOf(id, partner, deal)}
    commit;`);
  return idOf("lead", id);
}

function dealOf(id: string, partner: string, state: string): string {
  return `
    insert into opportunity (id, lead_id, partner_id, state, amount_minor, currency, close_on, opened_at, closed_at, updated_at)
    values ('${uuidOf(newId("opp"))}', '${id}', '${partner}', '${state}', 1000, 'EUR', current_date, now(),
      ${state === "OPEN" ? "null" : "now()"}, now());`;
}

function stampsOf(stage: string): readonly string[] {
  const own = STAMPS[stage];
  if (own) return own;
  const last = REACHED.indexOf(stage);
  // what was returned or disqualified had been accepted
  const through =
    last < 0 ? REACHED.indexOf("SAL") : Math.min(last, REACHED.indexOf("OPPORTUNITY"));
  const stamps = ALL_STAMPS.slice(0, through + 1);
  if (stage === "WON") return [...stamps, "won_at"];
  return stage === "LOST" ? [...stamps, "lost_at"] : stamps;
}
