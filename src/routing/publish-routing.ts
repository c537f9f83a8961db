import type { Prefix, Refusal, RoutingVersionId } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { RoutingRule } from "./domain/routing-rule.ts";
import { QUEUES, SKILLS, TEAMS } from "./named-things.ts";
import type { SaveDeps } from "./save-named.ts";
import { notInSales } from "./save-team.ts";
import { refuseMissing } from "./set-rep-profile.ts";
import type { NamedTable } from "./store/named-store.ts";
import { otherInForce, queueVersion, readRouting } from "./store/routing-store.ts";
import { readMissing, readSales } from "./store/staff-queries.ts";

export interface PublishRouting {
  /** The number of the version that was read; 0 where there was none. */
  readonly expectedNumber: number;
  readonly rules: readonly RoutingRule[];
  readonly note: string | null;
}

export interface RoutingPublished extends Outcome {
  readonly id: RoutingVersionId;
}

/** Publishes the next version of the rules, in force from now on. Leads that have a holder keep it. */
export const publishRouting = (deps: SaveDeps) => (call: Call<PublishRouting>) =>
  once<PublishRouting, RoutingPublished>(deps.database, call, async (tx) => {
    const { rules, note, expectedNumber } = call.command;
    if (call.actor.id === null) throw new Error("somebody publishes rules");
    const [inForce, unknown] = await Promise.all([readRouting(tx), refuseUnknown(tx, rules)]);
    const number = inForce?.number ?? 0;
    if (number !== expectedNumber) return otherInForce(expectedNumber, number);
    if (unknown) return unknown;
    const id = deps.newId("rtv");
    queueVersion(deps.database, tx, {
      id: uuidOf(id),
      number: number + 1,
      rules,
      note,
      publishedAt: call.at,
      publishedBy: call.actor.id,
    });
    return { kind: "RoutingPublished", id, subjects: [id] };
  });

/** Rules name people, queues, teams and skills that there are. */
async function refuseUnknown(
  tx: Transaction,
  rules: readonly RoutingRule[],
): Promise<Refusal | null> {
  const targets = rules.map(({ target }) => target);
  const persons = targets.flatMap((target) => (target.kind === "PERSON" ? [target.memberId] : []));
  const queues = targets.flatMap((target) => (target.kind === "QUEUE" ? [target.queueId] : []));
  const ofTeams = targets.flatMap((target) => ("teamId" in target ? [target] : []));
  const [sales, noQueue, noTeam, noSkill] = await Promise.all([
    readSales(tx, persons),
    readMissing(tx, QUEUES, queues),
    readMissing(
      tx,
      TEAMS,
      ofTeams.map(({ teamId }) => teamId),
    ),
    readMissing(
      tx,
      SKILLS,
      ofTeams.flatMap(({ skillIds }) => skillIds),
    ),
  ]);
  const stranger = persons.find((member) => !sales.has(member));
  if (stranger !== undefined) return notInSales(stranger, ["rules"]);
  return inRules(QUEUES, noQueue) ?? inRules(TEAMS, noTeam) ?? inRules(SKILLS, noSkill);
}

const inRules = <P extends Prefix>(table: NamedTable<P>, missing: readonly string[]) =>
  refuseMissing(table, missing, "rules");

export const noRouting = (): Refusal =>
  refuse("BUSINESS_RULE", "No rules are published by which leads find their holder.");
