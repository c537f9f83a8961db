import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type {
  ConflictId,
  ClaimConflictId,
  DirectClaimId,
  LeadId,
  LeadKind,
  OfferId,
  PartnerId,
  PartnerMemberId,
} from "../../src/kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
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
  /** NEW_BUSINESS where nothing is said. */
  readonly kind?: LeadKind;
  /** Who works on it; needed from acceptance on. */
  readonly ownerId: PartnerMemberId;
  /** All stamps and all that any stage asks for: any move is then a question of the stages alone. */
  readonly complete?: boolean;
  /** Protected where it need not be: a lead in review that was accepted before. */
  readonly isProtected?: boolean;
  /** Closed by a decision of its owner's: in time to be appealed, or appealed already. */
  readonly wasDecided?: "JUST_NOW" | "AND_APPEALED";
  /** Its partner has asked for more days of protection. */
  readonly asksForDays?: boolean;
}

/**
 * Puts a lead into a stage that no verb may reach, or that takes many: as the owner and past all
 * triggers. It was matched, is nobody's rival, and has its registration in its history.
 */
export async function plantLead(world: World, lead: PlantedLead): Promise<LeadId> {
  const id = uuidOf(newId("lead"));
  const partner = uuidOf(lead.partnerId);
  // one of the partner's: whoever registered a lead may not judge it
  const registrant = uuidOf(newId("mem"));
  const stamps = lead.complete === true ? ALL_STAMPS : stampsOf(lead.stage);
  const isOwned = lead.complete === true || stamps.includes("accepted_at");
  const columns = {
    id: `'${id}'`,
    partner_id: `'${partner}'`,
    program_id: `'${PROGRAM}'`,
    kind: `'${lead.kind ?? "NEW_BUSINESS"}'`,
    stage: `'${lead.stage}'`,
    stage_entered_at: "now()",
    claimed_at: "now()",
    registration_hash: "'\\x00'",
    source: "'PARTNER_API'",
    registered_by: `'${registrant}'`,
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
  const hasAccount = isOwned || lead.isProtected === true;
  const account = uuidOf(newId("acc"));
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
    values ('${uuidOf(newId("evt"))}', '${partner}', '${id}', 1, 'REGISTERED', 'NONE', 'SUBMITTED', now(), 'MEMBER', '${registrant}', false);
    ${deal === undefined ? "" : dealOf(id, partner, deal)}
    ${hasAccount ? accountOf(id, partner, account) : ""}
    ${hasAccount && !CLOSED.includes(lead.stage) ? protectionOf(id, partner, account, lead) : ""}
    ${lead.wasDecided === undefined ? "" : decisionOf(id, partner, lead)}
    commit;`);
  if (lead.stage === "MERGED" && lead.wasDecided === "AND_APPEALED") await goesOn(world, id, lead);
  return idOf("lead", id);
}

/** A lead of another partner's in which one goes on that was passed on. */
async function goesOn(world: World, endedUuid: string, ended: PlantedLead): Promise<void> {
  const [other] = await world.asOwner<{ id: string }>(
    "select id from partner where not is_vendor and state = 'ACTIVE' and id <> $1 order by id limit 1",
    [uuidOf(ended.partnerId)],
  );
  const partnerId = idOf("prt", other?.id ?? "");
  const into = await plantLead(world, { partnerId, stage: "SUBMITTED", ownerId: ended.ownerId });
  await world.asOwner(
    `insert into lead_succession (partner_id, lead_id, into_partner_id, into_lead_id, root_lead_id, kind, at)
     values ($1, $2, $3, $4, $4, 'TRANSFER', now())`,
    [uuidOf(ended.partnerId), endedUuid, uuidOf(partnerId), uuidOf(into)],
  );
}

/** Before all that is told of it: the number of its version stays free. */
function decisionOf(
  id: string,
  partner: string,
  { stage, ownerId, wasDecided }: PlantedLead,
): string {
  const [decision, appeal] = [uuidOf(newId("evt")), uuidOf(newId("evt"))];
  const event = (event: string, seq: number, type: string, from: string, byVendor: boolean) => `
    insert into lead_event (id, partner_id, lead_id, seq, type, from_stage, to_stage, at, actor_kind, actor_id, by_vendor)
    values ('${event}', '${partner}', '${id}', ${seq}, '${type}', '${from}', '${stage}', now(), 'MEMBER',
      '${uuidOf(ownerId)}', ${byVendor});`;
  const type = stage === "MERGED" ? "TRANSFERRED" : stage;
  const decided = event(decision, -1, type, "SUBMITTED", true);
  if (wasDecided !== "AND_APPEALED") return decided;
  return `${decided} ${event(appeal, 0, "APPEALED", stage, false)}
    insert into appeal (id, partner_id, lead_id, event_id, against, evidence, state, opened_at)
    values ('${appeal}', '${partner}', '${id}', '${decision}', 'REJECTION', 'Planted', 'OPEN', now());`;
}

/** Plants a claim of the vendor's on a company that nobody else names, with a contact to confirm. */
export async function plantDirectClaim(world: World): Promise<DirectClaimId> {
  const id = newId("dcl");
  await world.asOwner(
    `insert into direct_claim (id, company_name, evidence, contacted_at, recorded_at, recorded_by, expires_at)
     values ($1, 'Planted', 'Minutes', now() - interval '1 day', now(), $2, now() + interval '90 days')`,
    [uuidOf(id), uuidOf(newId("mem"))],
  );
  return id;
}

/** Plants a lead that claims after a claim of the vendor's own, and their conflict. */
export async function plantClaimConflict(
  world: World,
  lead: { readonly partnerId: PartnerId; readonly ownerId: PartnerMemberId },
): Promise<ClaimConflictId> {
  const id = newId("clc");
  const leadId = await plantLead(world, { ...lead, stage: "SUBMITTED" });
  const claimId = await plantDirectClaim(world);
  await world.asOwner(
    `insert into claim_conflict (id, partner_id, lead_id, claim_id, matched_on, agreed_words, confidence_ppm, opened_at)
     values ($1, $2, $3, $4, '{COMPANY}', '{}', 990000, now())`,
    [uuidOf(id), uuidOf(lead.partnerId), uuidOf(leadId), uuidOf(claimId)],
  );
  return id;
}

/** Plants an accepted lead of the vendor's own that is offered to a partner. */
export async function plantOffer(
  world: World,
  offer: { readonly partnerId: PartnerId; readonly ownerId: PartnerMemberId },
): Promise<OfferId> {
  const id = newId("off");
  const { ownerId } = offer;
  const lead = await plantLead(world, { partnerId: VENDOR_PARTNER_ID, stage: "SAL", ownerId });
  await world.asOwner(
    `insert into offer (id, partner_id, lead_id, role, company_name, need, message, offered_at, offered_by, expires_at)
     values ($1, $2, $3, 'CO_SELL', 'Planted', 'Counts by hand', 'Near you', now(), $4, now() + interval '14 days')`,
    [uuidOf(id), uuidOf(offer.partnerId), uuidOf(lead), uuidOf(ownerId)],
  );
  return id;
}

/** Plants two submitted leads that are one prospect, and their conflict. */
export async function plantConflict(
  world: World,
  between: {
    readonly partnerId: PartnerId;
    readonly rivalId: PartnerId;
    readonly ownerId: PartnerMemberId;
  },
): Promise<ConflictId> {
  const { ownerId } = between;
  const stage = "SUBMITTED";
  const incumbent = await plantLead(world, { partnerId: between.partnerId, stage, ownerId });
  const challenger = await plantLead(world, { partnerId: between.rivalId, stage, ownerId });
  const id = newId("cfl");
  await world.asOwner(
    `insert into conflict (id, incumbent_lead_id, challenger_lead_id, state, matched_on, compared, agreed_words, confidence_ppm, opened_at)
     values ($1, $2, $3, 'OPEN', '{EMAIL}', '{EMAIL}', '{}', 990000, now())`,
    [uuidOf(id), uuidOf(incumbent), uuidOf(challenger)],
  );
  return id;
}

const CLOSED = ["WON", "LOST", "REJECTED", "WITHDRAWN", "DISQUALIFIED", "EXPIRED", "MERGED"];

/** An account of its own, as each lead has that was ever accepted. */
const accountOf = (id: string, partner: string, account: string): string => `
    insert into account (id, name, folded_name, created_at) values ('${account}', 'Planted', 'planted', now());
    insert into account_key (key, country, account_id) values ('planted-${id}', '', '${account}');
    insert into account_lead (partner_id, lead_id, account_id, linked_at) values ('${partner}', '${id}', '${account}', now());`;

/** Its account is protected for it since now. */
function protectionOf(
  id: string,
  partner: string,
  account: string,
  { stage, asksForDays }: PlantedLead,
): string {
  const opened = uuidOf(newId("evt"));
  const held = [
    ...(["DRAFT", "SUBMITTED", "MQL"].includes(stage) ? ["REVIEW"] : []),
    ...(asksForDays === true ? ["EXTENSION"] : []),
    ...(["SQL", "OPPORTUNITY"].includes(stage) ? ["DEAL"] : []),
  ];
  return `
    insert into protection_window (id, partner_id, lead_id, opened_at, protected_from, time_zone, days, heartbeat_days, waited,
      running_since, active_at, held_for, held_since)
    values ('${opened}', '${partner}', '${id}', now(), now(), 'UTC', 90, 30, '0', now(), now(),
      '{${held.join(",")}}', ${held.length === 0 ? "null" : "now()"});
    insert into protection_hold (window_id, account_id, product_line_id, span, shared_as, period)
    values ('${opened}', '${account}', '01970000-0000-7000-8000-000000000030', '[0,1)', '${opened}', tstzrange(now(), null));
    ${
      asksForDays === true
        ? `insert into extension_request (id, partner_id, lead_id, window_id, days, state, requested_at)
           values ('${uuidOf(newId("ext"))}', '${partner}', '${id}', '${opened}', 45, 'PENDING', now());`
        : ""
    }`;
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
