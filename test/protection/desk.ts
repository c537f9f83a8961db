import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";

import { tasksOf } from "../../src/app/tasks.ts";
import { parseId, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { readStageMoves } from "../../src/leads/index.ts";
import { withdrawLead } from "../../src/leads/withdraw-lead.ts";
import { systemClock } from "../../src/platform/clock.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { startJobs } from "../../src/platform/jobs/index.ts";
import type { LogFields, Logger } from "../../src/platform/logger.ts";
import { DiskStorage } from "../../src/platform/storage/index.ts";
import { lapseConflicts, matchLead } from "../../src/protection/index.ts";
import type { LeadKey } from "../../src/protection/index.ts";
import { openApi } from "../support/api.ts";
import type { Api } from "../support/api.ts";
import { addPartner, partnerCaller } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

/** A prospect as a partner types it. */
export interface Prospect {
  readonly email: string;
  readonly company: string;
  readonly domain?: string;
  readonly country?: string;
  readonly taxId?: string;
  readonly phone?: string;
}

/** A conflict or a likeness, as far as both tell the same. */
export interface StoredPair {
  readonly incumbent: string;
  readonly challenger: string;
  readonly matchedOn: readonly string[];
  readonly compared: readonly string[];
  readonly agreedWords: readonly string[];
  readonly confidencePpm: number;
}

export interface StoredConflict {
  readonly id: string;
  readonly incumbent: string;
  readonly challenger: string;
  readonly state: string;
  readonly matchedOn: readonly string[];
  readonly version: number;
}

/** A world in which partners register and jobs run when a test says so. */
export interface Desk {
  readonly world: World;
  readonly api: Api;
  readonly addPartner: (name: string) => Promise<Caller>;
  readonly register: (caller: Caller, prospect: Prospect) => Promise<LeadId>;
  readonly withdraw: (caller: Caller, leadId: LeadId) => Promise<void>;
  /** Runs all jobs that wait, on the real queue, and returns the lines of those that failed. */
  readonly runJobs: (concurrency?: number) => Promise<readonly LogFields[]>;
  /** The verbs themselves, past the queue. */
  readonly match: (lead: LeadKey) => Promise<void>;
  readonly lapse: (lead: LeadKey) => Promise<void>;
  /** All conflicts, as the owner of the database sees them. */
  readonly conflicts: () => Promise<readonly StoredConflict[]>;
  /** What is told of pairs in one of the two tables. */
  readonly pairsIn: (table: "conflict" | "likeness") => Promise<readonly StoredPair[]>;
}

export async function openDesk(): Promise<Desk> {
  const world = await openWorld();
  const api = await openApi(world);
  const { database } = world;
  const moves = await readStageMoves(database);
  const deps = {
    ...{ database, newId, moves, clock: systemClock, isFreeMail: () => false, programs: null },
    ...{ identity: api.identity, storage: new DiskStorage(tmpdir()) },
  };

  return {
    world,
    api,
    addPartner: async (name) => partnerCaller(await addPartner(world, name)),
    register: async (caller, prospect) => {
      const result = await api.run(caller, REGISTER, {
        key: randomUUID(),
        input: {
          company: {
            name: prospect.company,
            domain: prospect.domain,
            country: prospect.country,
            taxId: prospect.taxId,
          },
          contact: {
            name: "Anna",
            email: prospect.email,
            phone: prospect.phone,
            consent: { basis: "CONSENT" },
          },
        },
      });
      const { lead, errors } = result.data?.registerLead ?? { errors: result.errors };
      if (!lead) throw new Error(JSON.stringify(errors));
      return leadIdOf(lead.id);
    },
    withdraw: async (caller, leadId) => {
      const { session, actor } = caller;
      const done = await withdrawLead({ database, newId, moves })({
        mutation: "withdrawLead",
        key: null,
        fingerprint: Buffer.alloc(32),
        session,
        actor,
        at: new Date(),
        command: { leadId, expectedVersion: null, comment: null },
      });
      if ("refused" in done) throw new Error(done.message);
    },
    runJobs: async (concurrency = 1) => {
      const failed: LogFields[] = [];
      const log = logInto(failed);
      const options = {
        url: world.urls.queue,
        concurrency,
        tasks: tasksOf(deps),
        repeats: [],
        log,
      };
      const jobs = await startJobs(options);
      while ((await waitingJobs(world)) > 0 && failed.length === 0) await pause(20);
      await jobs.stop();
      return failed;
    },
    match: (lead) => matchLead(deps)(lead, "test-job"),
    lapse: (lead) => lapseConflicts(deps)(lead, "test-job"),
    pairsIn: (table) =>
      world.asOwner<{ [Field in keyof StoredPair]: StoredPair[Field] }>(
        `select incumbent_lead_id as incumbent, challenger_lead_id as challenger, matched_on as "matchedOn",
           compared, agreed_words as "agreedWords", confidence_ppm as "confidencePpm"
         from ${table}`,
      ),
    conflicts: () =>
      world.asOwner<{ [Field in keyof StoredConflict]: StoredConflict[Field] }>(
        `select id, incumbent_lead_id as incumbent, challenger_lead_id as challenger, state,
           matched_on as "matchedOn", version
         from conflict
         order by opened_at, id`,
      ),
  };
}

const REGISTER = `
  mutation ($input: RegisterLeadInput!, $key: String!) {
    registerLead(input: $input) @idempotent(key: $key) { lead { id } errors { ... on UserError { message } } }
  }`;

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function leadIdOf(text: string): LeadId {
  const parsed = parseId("lead", text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.id;
}

/** The key of a lead for the verbs. */
export const keyOf = (caller: Caller, leadId: LeadId): LeadKey => {
  if (caller.actor.partnerId === null) throw new Error("not a partner");
  return { leadId, partnerId: caller.actor.partnerId };
};

/** The pair as the database stores it. */
export const pair = (incumbent: LeadId, challenger: LeadId) => ({
  incumbent: uuidOf(incumbent),
  challenger: uuidOf(challenger),
});

/** A log that keeps the fields of what went wrong. */
export function logInto(failures: LogFields[]): Logger {
  const keep = (_event: string, fields: LogFields = {}): void => void failures.push(fields);
  const ignore = (): void => undefined;
  return { debug: ignore, info: ignore, warn: keep, error: keep };
}

async function waitingJobs(world: World): Promise<number> {
  const [row] = await world.asOwner<{ n: number }>(
    "select count(*)::integer as n from graphile_worker._private_jobs",
  );
  return row?.n ?? 0;
}
