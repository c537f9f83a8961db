import { SCOPES } from "../../src/identity/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";

import type { World } from "./world.ts";

/** Adds an active partner, as the channel manager's verb would. */
export async function addPartner(world: World, name: string): Promise<PartnerId> {
  const id = newId("prt");
  await world.asOwner(
    "insert into partner (id, name, state, created_at, updated_at) values ($1, $2, 'ACTIVE', now(), now())",
    [uuidOf(id), name],
  );
  return id;
}

/** A caller of a partner with all scopes that partners may hold. */
export function partnerCaller(partnerId: PartnerId, without: readonly string[] = []): Caller {
  const memberUuid = uuidOf(newId("mem"));
  return {
    side: "PARTNER",
    documents: "ANY",
    actor: { kind: "MEMBER", id: memberUuid, partnerId },
    session: { role: "partner", partnerId, actorId: memberUuid, requestId: "test-request" },
    scopes: new Set(scopesFor("PARTNER").filter((scope) => !without.includes(scope))),
  };
}

/** A caller of the vendor with every scope but those left out. */
export function vendorCaller(without: readonly string[] = []): Caller {
  const memberUuid = uuidOf(newId("mem"));
  return {
    side: "VENDOR",
    documents: "ANY",
    actor: { kind: "MEMBER", id: memberUuid, partnerId: null },
    session: { role: "vendor", partnerId: null, actorId: memberUuid, requestId: "test-request" },
    scopes: new Set(scopesFor("VENDOR").filter((scope) => !without.includes(scope))),
  };
}

function scopesFor(side: "PARTNER" | "VENDOR"): readonly string[] {
  return Object.entries(SCOPES)
    .filter(([, facts]) => side === "VENDOR" || facts.forPartners)
    .map(([scope]) => scope);
}

/** Adds a member of the vendor's sales, who can own leads; the caller has every vendor scope. */
export async function addSalesRep(world: World, name: string): Promise<Caller> {
  const caller = vendorCaller();
  const userId = uuidOf(newId("usr"));
  const email = `${userId}@vendor.example`;
  await world.asOwner(
    "insert into app_user (id, email, side, created_at, updated_at) values ($1, $2, 'VENDOR', now(), now())",
    [userId, email],
  );
  await world.asOwner(
    `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
     values ($1, $2, null, $3, $4, '{SALES_REP}', now(), now())`,
    [caller.actor.id, userId, name, email],
  );
  return caller;
}
