import { randomUUID } from "node:crypto";

import type { Role } from "../../src/identity/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId, PartnerMemberId } from "../../src/kernel/index.ts";
import { readStageMoves } from "../../src/leads/index.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import { handLeadsOn, routeNewLead } from "../../src/routing/index.ts";
import type { RouteByItselfDeps } from "../../src/routing/index.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { done, mutate } from "../support/mutate.ts";
import { openServedWorld } from "../support/served-world.ts";
import type { Json, ServedWorld } from "../support/served-world.ts";

/** A vendor with a sales team, a partner and its rival; jobs run when a test says so. */
export interface SalesFloor {
  readonly world: ServedWorld;
  readonly deps: RouteByItselfDeps;
  readonly alpha: PartnerId;
  readonly partner: CastMember;
  readonly manager: CastMember;
  readonly admin: CastMember;
  readonly ada: CastMember;
  readonly ben: CastMember;
  readonly cleo: CastMember;
  readonly hire: (name: string, roles?: readonly Role[]) => Promise<CastMember>;
  /** Runs a verb that must be done, and answers with what it was done to. */
  readonly save: (verb: string, field: string, input: Json) => Promise<string>;
  /** Publishes rules, whatever was in force. */
  readonly publish: (...rules: Json[]) => Promise<void>;
  readonly register: (more?: Json) => Promise<LeadId>;
  /** What the job does behind the matching. */
  readonly route: (leadId: LeadId) => Promise<void>;
  readonly handOn: (memberId: PartnerMemberId) => Promise<void>;
  /** Who holds it, as the vendor reads it; null while nobody does. */
  readonly holder: (leadId: LeadId) => Promise<Json | null>;
  readonly refused: (
    who: CastMember,
    verb: string,
    input: Json,
  ) => Promise<{ readonly code: string; readonly message: string; readonly path: unknown }[]>;
  readonly accept: (leadId: LeadId, owner: CastMember) => Promise<void>;
}

const ASSIGNMENT = `
  member { displayName } queue { name } cause note rulePosition endedAt routing { number }
  assignedBy { displayName }
  explanation { rules { position name outcome } candidates { memberId outcome deputyId openLeads capacity } }`;

export async function openSalesFloor(): Promise<SalesFloor> {
  const world = await openServedWorld();
  const { database } = world;
  const deps = { database, newId, clock: systemClock, moves: await readStageMoves(database) };
  const hire = (name: string, roles: readonly Role[] = ["SALES_REP"]) =>
    plantMember(world, roles, null, { name });
  const admin = await hire("Admin", ["ADMIN"]);
  const partnerInput = { name: "Alpha", country: "DE", state: "ACTIVE" };
  const made = await done(world, admin.key, "createPartner", partnerInput, "partner { id }");
  const alpha: PartnerId = made["partner"].id;
  const partner = await plantMember(world, ["PARTNER_ADMIN"], alpha, { name: "Paula" });
  const manager = await hire("Mona", ["SALES_MANAGER"]);
  const [ada, ben, cleo] = await Promise.all([hire("Ada"), hire("Ben"), hire("Cleo")]);
  let number = 0;

  return {
    ...{ world, deps, alpha, partner, manager, admin, ada, ben, cleo, hire },
    save: async (verb, field, input) => {
      const payload = await done(world, manager.key, verb, input, `${field} { id }`);
      return payload[field].id;
    },
    publish: async (...rules) => {
      const input = { expectedNumber: number, rules };
      await done(world, admin.key, "publishRouting", input, "routing { number }");
      number += 1;
    },
    register: async (more = {}) => {
      const input = {
        company: { name: `Firm ${randomUUID()}`, country: "DE" },
        contact: {
          name: "Anna",
          email: `anna@${randomUUID()}.example`,
          consent: { basis: "CONSENT" },
        },
        ...more,
      };
      const payload = await done(world, partner.key, "registerLead", input, "lead { id }");
      const leadId: LeadId = payload["lead"].id;
      await matchLead(deps)({ leadId, partnerId: alpha }, "test");
      return leadId;
    },
    route: (leadId) => routeNewLead(deps)({ leadId }, "test"),
    handOn: (memberId) => handLeadsOn(deps)({ memberId }, "test"),
    holder: async (leadId) => {
      const { data } = await world.ask(
        admin.key,
        `query ($id: ID!) { lead(by: { id: $id }) { assignment { ${ASSIGNMENT} } } }`,
        { id: leadId },
      );
      return data?.["lead"].assignment ?? null;
    },
    refused: async (who, verb, input) => {
      const { data, text } = await mutate(world, who.key, verb, input, {
        selection: "errors { code message path }",
      });
      if (!data?.[verb]) throw new Error(text);
      return data[verb].errors;
    },
    accept: async (leadId, owner) => {
      const input = { leadId, ownerId: owner.memberId };
      await done(world, owner.key, "acceptLead", input, "lead { id }");
    },
  };
}

/** What a partner sees of its lead, its row included: what must not move. */
export async function seenByPartner(floor: SalesFloor, leadId: LeadId): Promise<Json> {
  const { data } = await floor.world.ask(
    floor.partner.key,
    `query ($id: ID!) { lead(by: { id: $id }) {
      stage version updatedAt owner { displayName }
      timeline(first: 50) { nodes { type seq occurredAt comment actor { displayName } } } } }`,
    { id: leadId },
  );
  const [row] = await floor.world.asOwner<Json>("select xmin::text from lead where id = $1", [
    uuidOf(leadId),
  ]);
  return { ...data?.["lead"], xmin: row?.["xmin"] };
}
