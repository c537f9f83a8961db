import { randomUUID } from "node:crypto";

import { money, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import { putBountyInForce } from "../../src/incentives/index.ts";
import { readStageMoves } from "../../src/leads/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { endProtections, lapseConflicts, matchLead } from "../../src/protection/index.ts";
import { openApi } from "../support/api.ts";
import type { Answer, Api } from "../support/api.ts";
import { CRITERIA, metAnswers } from "../support/living-world.ts";
import { addPartner, addSalesRep, partnerCaller } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

/** A world that has not passed yet: its clock stands where a test puts it. */
export interface TimedDesk {
  readonly world: World;
  readonly api: Api;
  /** A member of sales who may also decide conflicts. */
  readonly sales: Caller;
  /** Somebody else on the vendor's side who may. */
  readonly manager: Caller;
  readonly at: (time: string) => void;
  readonly partner: (name: string) => Promise<Caller>;
  /** Registers a lead and compares it with all others. */
  readonly register: (by: Caller, name: string, more?: Registered) => Promise<LeadId>;
  /** Runs a verb that moves a lead, and returns its payload. */
  readonly act: (by: Caller, verb: string, leadId: LeadId, more?: object) => Promise<Answer>;
  /** The same, which must be done. */
  readonly done: (by: Caller, verb: string, leadId: LeadId, more?: object) => Promise<Answer>;
  readonly run: (by: Caller, field: string, input: object, selection: string) => Promise<Answer>;
  readonly lead: (by: Caller, leadId: LeadId, selection: string) => Promise<Answer>;
  readonly protection: (by: Caller, leadId: LeadId) => Promise<Answer>;
  /** What the server does by itself every half minute. */
  readonly endProtections: () => Promise<number>;
  readonly match: (by: Caller, leadId: LeadId) => Promise<void>;
  readonly lapse: (by: Caller, leadId: LeadId) => Promise<void>;
}

export interface Registered {
  readonly domain?: string;
  readonly country?: string;
  readonly email?: string;
  /** What else the registration says. */
  readonly input?: Readonly<Record<string, unknown>>;
}

export const MET = { criteriaVersionId: CRITERIA, answers: metAnswers() };

export async function openTimedDesk(poolSize?: number): Promise<TimedDesk> {
  const world = await openWorld(poolSize);
  await world.asOwner("update deployment set allow_past = true");
  let now = new Date("2026-02-02T10:00:00.000Z");
  const clock = () => now;
  const api = await openApi(world, clock);
  const { database } = world;
  const moves = await readStageMoves(database);
  const deps = { database, newId, clock, moves };
  const sales = await addSalesRep(world, "Rosa Fischer");
  const manager = await addSalesRep(world, "Max Lang");
  await putBountyInForce(
    { query: (text, values) => world.asOwner(text, [...values]) },
    {
      amount: money(20_000n, "EUR"),
      effectiveAt: new Date("2020-01-01"),
      draftedBy: newId("mem"),
      approvedBy: newId("mem"),
    },
  );
  await world
    .asOwner("update incentive_program_version set created_at = '2020-01-01'")
    .catch(() => undefined);

  const run: TimedDesk["run"] = async (by, field, input, selection) => {
    const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
    const { data, errors } = await api.run(
      by,
      `mutation ($input: ${type}!, $key: String!) { ${field}(input: $input) @idempotent(key: $key) {
        ${selection} errors { code message path } } }`,
      { input, key: randomUUID() },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    return asSent(data?.[field]);
  };
  const act: TimedDesk["act"] = (by, verb, leadId, more = {}) =>
    run(by, verb, { leadId, ...more }, "lead { id stage version reasonCode }");
  const lead: TimedDesk["lead"] = async (by, leadId, selection) => {
    const { data, errors } = await api.run(
      by,
      `query ($id: ID!) { lead(by: { id: $id }) { ${selection} } }`,
      { id: leadId },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    return asSent(data?.lead);
  };
  const match: TimedDesk["match"] = (by, leadId) =>
    matchLead(deps)({ leadId, partnerId: partnerOf(by) }, "test");
  return {
    world,
    api,
    sales,
    manager,
    at: (time) => {
      now = new Date(time);
    },
    partner: async (name) => partnerCaller(await addPartner(world, name)),
    register: async (by, name, more = {}) => {
      const domain = more.domain ?? `${name.toLowerCase().replaceAll(" ", "-")}.com`;
      const email = more.email ?? `anna@${domain}`;
      const input = {
        company: { name, domain, country: more.country },
        contact: { name: "Anna", email, consent: { basis: "CONSENT" } },
        ...more.input,
      };
      const made = await run(by, "registerLead", input, "lead { id }");
      if (!made.lead) throw new Error(JSON.stringify(made.errors));
      await match(by, made.lead.id);
      return made.lead.id;
    },
    act,
    done: async (by, verb, leadId, more) => {
      const payload = await act(by, verb, leadId, more);
      if (payload.errors.length > 0) throw new Error(JSON.stringify(payload.errors));
      return payload.lead;
    },
    run,
    lead,
    protection: async (by, leadId) =>
      (
        await lead(
          by,
          leadId,
          "protection { state protectedFrom protectedUntil endsOn lapsesAt endReason }",
        )
      ).protection,
    endProtections: () => endProtections(deps, "test"),
    match,
    lapse: (by, leadId) => lapseConflicts(deps)({ leadId, partnerId: partnerOf(by) }, "test"),
  };
}

/** As it goes over the wire. */
const asSent = (value: Answer): Answer => JSON.parse(JSON.stringify(value ?? null));

function partnerOf(caller: Caller): PartnerId {
  if (caller.actor.partnerId === null) throw new Error("not a partner");
  return caller.actor.partnerId;
}

/** The types of a lead's events, in their order. */
export async function historyOf(desk: TimedDesk, leadId: LeadId): Promise<readonly string[]> {
  const rows = await desk.world.asOwner<{ type: string }>(
    "select type from lead_event where lead_id = $1 order by seq",
    [uuidOf(leadId)],
  );
  return rows.map((row) => row.type);
}
