import { randomUUID } from "node:crypto";

import { closeOverdueRequests, fireClocks } from "../../src/handover/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { readStageMoves } from "../../src/leads/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { routeNewLead } from "../../src/routing/index.ts";
import { openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";

/** A vendor with clocks, and a time that a test sets. */
export interface ClockDesk extends TimedDesk {
  readonly partnerOne: Caller;
  /** What the server does by itself every quarter of a minute; says how many steps were done. */
  readonly fire: () => Promise<number>;
  /** What it does about questions that were not answered in time. */
  readonly closeOverdue: () => Promise<void>;
  readonly policy: (input: object) => Promise<Answer>;
  readonly calendar: (input: object) => Promise<Answer>;
  /** The clocks of a lead, the latest first, as the vendor sees them. */
  readonly clocks: (leadId: LeadId) => Promise<Answer[]>;
  /** Registers a lead of the one partner. */
  readonly newLead: () => Promise<LeadId>;
  /** What the job does behind the matching. */
  readonly route: (leadId: LeadId) => Promise<void>;
  /** Publishes rules, whatever was in force. */
  readonly publish: (...rules: object[]) => Promise<void>;
  /** Whether whoever draws leads for a person to look at draws all from now on, or none. */
  readonly holdBack: (all: boolean) => void;
  /** Ends all policies. */
  readonly withoutPolicies: () => Promise<void>;
}

const CLOCK = `kind state startedAt dueAt pausedAt stoppedAt targetMinutes inBusinessHours consequence nextStepAt
  policy { name } firings { nodes { percent dueAt firedAt outcome heldBackBy memberNames eventId } }`;

export async function openClockDesk(): Promise<ClockDesk> {
  let now = new Date("2026-02-02T10:00:00.000Z");
  let drawsAll = false;
  const desk = await openTimedDesk();
  const { database } = desk.world;
  const deps = { database, newId, clock: () => now, moves: await readStageMoves(database) };
  const partnerOne = await desk.partner("Alpha");
  return {
    ...desk,
    partnerOne,
    at: (time) => {
      now = new Date(time);
      desk.at(time);
    },
    fire: () => fireClocks({ ...deps, reviewDraw: { isDrawn: () => drawsAll } }, "test"),
    holdBack: (all) => {
      drawsAll = all;
    },
    closeOverdue: () => closeOverdueRequests(deps)("test"),
    policy: async (input) =>
      (
        await desk.run(
          desk.sales,
          "createSlaPolicy",
          { name: randomUUID(), ...input },
          "slaPolicy { id version }",
        )
      ).slaPolicy,
    calendar: async (input) =>
      (
        await desk.run(
          desk.sales,
          "createCalendar",
          { name: randomUUID(), ...input },
          "calendar { id version }",
        )
      ).calendar,
    clocks: async (leadId) =>
      (await desk.lead(desk.sales, leadId, `clocks { nodes { ${CLOCK} } }`)).clocks.nodes,
    newLead: () => desk.register(partnerOne, `Lead ${randomUUID()}`),
    route: (leadId) => routeNewLead(deps)({ leadId }, "test"),
    publish: async (...rules) => {
      const [last] = await desk.world.asOwner<{ number: number }>(
        "select coalesce(max(number), 0) as number from routing_version",
      );
      const input = { expectedNumber: last?.number ?? 0, rules };
      const { errors } = await desk.run(desk.sales, "publishRouting", input, "routing { number }");
      if (errors.length > 0) throw new Error(JSON.stringify(errors));
    },
    withoutPolicies: async () => {
      await desk.world.asOwner(
        "update sla_policy set retired_at = coalesce(retired_at, created_at)",
      );
    },
  };
}

/** The types of a lead's events, with the version that each left. */
export async function leadVersion(desk: ClockDesk, leadId: LeadId): Promise<number> {
  const [row] = await desk.world.asOwner<{ version: number }>(
    "select version from lead where id = $1",
    [uuidOf(leadId)],
  );
  return row?.version ?? 0;
}
