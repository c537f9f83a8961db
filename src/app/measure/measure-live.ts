import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";

import { createClient } from "graphql-ws";
import type { Client } from "graphql-ws";
import { WebSocket } from "ws";
import { z } from "zod";

import type { PartnerId } from "../../kernel/index.ts";
import { systemClock } from "../../platform/clock.ts";
import { newId } from "../../platform/ids.ts";
import { uuidOf } from "../../kernel/index.ts";
import { plantKey } from "../planting/plant-key.ts";
import { plantMember } from "../planting/plant-member.ts";
import type { PlantedMember } from "../planting/plant-member.ts";

import { InputError } from "./linkage-files.ts";
import { OwnServer } from "./own-server.ts";
import type { Surroundings } from "./own-server.ts";

const LIVE_HELP = `Opens subscriptions on a server of its own, each on a web socket, has leads registered, and says how long
each subscriber waited, how much memory the server takes, and how soon the streams of a member end who was
deactivated on another server.

  npm run measure:live -- [--subscribers 10000] [--leads 60] [--json]

  --subscribers  How many, up to 15000: 19 of 20 are partners' people, the others the vendor's.
  --leads        How many leads are registered, one in each second.
  --json         One JSON object instead of words.

Each subscriber takes a file descriptor here and one in the server: see ulimit -n.
Exit code 0: everybody was told of all that is theirs, and of nothing else, and who left no more after a minute; 1: not so; 2: it cannot be measured.`;

/** Runs the measurement from its arguments to its exit code. */
export async function measureLive(args: readonly string[], on: Surroundings): Promise<number> {
  const { subscribers, leads, json, help } = readArguments(args);
  if (help) {
    on.print(LIVE_HELP);
    return 0;
  }
  const dataDir = mkdtempSync(path.join(tmpdir(), "baton-live-"));
  const server = new OwnServer(on, dataDir);
  try {
    await server.start();
    const measured = await watchedBy(server, subscribers, leads);
    on.print(json ? JSON.stringify(measured) : toWords(measured));
    const { told, expected, strangers, endedAfterSeconds } = measured;
    return told === expected && strangers === 0 && endedAfterSeconds <= PROMISED_SECONDS ? 0 : 1;
  } finally {
    await server.end("SIGTERM");
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Measured {
  readonly subscribers: number;
  readonly leads: number;
  /** Answers that were to come, and that came. */
  readonly expected: number;
  readonly told: number;
  /** Answers about leads of another partner. */
  readonly strangers: number;
  /** From what happened to the answer, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  /** Until the last stream of somebody was ended who had been deactivated elsewhere. */
  readonly endedAfterSeconds: number;
  /** Of the server's process; null where the system does not say. */
  readonly idleMegabytes: number | null;
  readonly openMegabytes: number | null;
  readonly peakMegabytes: number | null;
}

const PARTNERS = 50;
/** Within which a revocation holds everywhere. */
const PROMISED_SECONDS = 60;
const STAFF = 10;
/** Sockets that are opened at once. */
const OPENING = 50;
const DOCUMENT = "subscription { leadChanged { type occurredAt lead { reference campaign } } }";
const Told = z.object({
  leadChanged: z.object({ occurredAt: z.string(), lead: z.object({ campaign: z.string() }) }),
});

/** Somebody who watches, and the campaign of whose partner's leads. */
interface Person {
  readonly key: string;
  readonly partner: string | null;
  readonly memberId: PlantedMember["memberId"];
}

async function watchedBy(server: OwnServer, count: number, leads: number): Promise<Measured> {
  const { url } = server.demo();
  const people = await server.asOwner(async (owner) => {
    const planted: Person[] = [];
    for (let index = 0; index < PARTNERS + STAFF; index += 1) {
      const isPartner = index < PARTNERS;
      const partnerId: PartnerId | null = isPartner ? newId("prt") : null;
      if (partnerId !== null) {
        await owner.query(
          `insert into partner (id, name, country, state, created_at, updated_at) values ($1, $2, 'DE', 'ACTIVE', now(), now())`,
          [uuidOf(partnerId), `Measured ${index}`],
        );
      }
      const member: PlantedMember = {
        memberId: newId("mem"),
        partnerId,
        role: isPartner ? "PARTNER_ADMIN" : "SALES_REP",
        name: `Measured ${index}`,
        email: `measured-${index}@baton.example`,
      };
      await plantMember(owner, member, null, systemClock());
      const key = await plantKey(owner, member, "measured", systemClock());
      planted.push({ key, partner: isPartner ? `m${index}` : null, memberId: member.memberId });
    }
    return planted;
  });
  const partners = people.filter(({ partner }) => partner !== null);
  const staff = people.filter(({ partner }) => partner === null);
  const idleMegabytes = server.megabytes("VmRSS");

  const delays: number[] = [];
  let strangers = 0;
  const clients = new Map<Client, Person>();
  const watchers = Array.from({ length: count }, (_, index) => {
    const among = index % 20 === 19 ? staff : partners;
    const person = among[Math.floor(index / 20 + index) % among.length];
    if (!person) throw new Error("there is nobody to watch");
    return person;
  });
  const [first] = watchers;
  if (!first) throw new Error("there is nobody to watch");
  const open = async (person: Person) => {
    const { key, partner } = person;
    const client = createClient({
      url: `${url.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      lazy: false,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${key}` },
    });
    clients.set(client, person);
    await new Promise<void>((resolve, reject) => {
      client.on("connected", () => resolve());
      client.on("error", reject);
    });
    client.subscribe(
      { query: DOCUMENT },
      {
        next: ({ data }) => {
          // whoever was deactivated is told so, and of nothing
          if (!data) return;
          const { occurredAt, lead } = Told.parse(data).leadChanged;
          delays.push(systemClock().getTime() - Date.parse(occurredAt));
          if (partner !== null && lead.campaign !== partner) strangers += 1;
        },
        error: () => undefined,
        complete: () => undefined,
      },
    );
  };
  for (let at = 0; at < watchers.length; at += OPENING)
    await Promise.all(watchers.slice(at, at + OPENING).map(open));
  await untilOpen(server, count);
  const openMegabytes = server.megabytes("VmRSS");

  let expected = 0;
  for (let index = 0; index < leads; index += 1) {
    const person = partners[index % partners.length];
    if (!person) throw new Error("there is nobody to register");
    const { partner, key } = person;
    expected += watchers.filter((each) => each.partner === null || each.partner === partner).length;
    const input = {
      company: { name: `Firm ${index}`, domain: `firm-${index}.example` },
      contact: { name: "Anna", email: `anna@firm-${index}.example`, consent: { basis: "CONSENT" } },
      campaign: partner,
    };
    const document = `mutation ($input: RegisterLeadInput!) { registerLead(input: $input) @idempotent(key: "measure-live-${index}") { errors { message } } }`;
    await server.ask(key, document, { input });
    await pause(1_000);
  }
  for (let waited = 0; delays.length < expected && waited < 60; waited += 1) await pause(1_000);
  // what should not come has had its time as well
  await pause(1_000);
  const sorted = delays.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  const peakMegabytes = server.megabytes("VmHWM");
  const endedAfterSeconds = await untilEnded(server, clients, first);
  for (const client of clients.keys()) await client.dispose();
  return {
    ...{ subscribers: count, leads, expected, told: delays.length, strangers },
    ...{ p50: at(0.5), p99: at(0.99), most: at(1) },
    endedAfterSeconds,
    ...{ idleMegabytes, openMegabytes, peakMegabytes },
  };
}

/** Deactivates somebody as another server would, and returns the seconds until its last stream was ended. */
async function untilEnded(
  server: OwnServer,
  clients: ReadonlyMap<Client, Person>,
  leaver: Person,
): Promise<number> {
  const own = [...clients].filter(([, person]) => person === leaver).map(([client]) => client);
  const ended = own.map(
    (client) => new Promise<void>((resolve) => client.on("closed", () => resolve())),
  );
  await server.asOwner((owner) =>
    owner.query("update membership set deactivated_at = now() where id = $1", [
      uuidOf(leaver.memberId),
    ]),
  );
  const since = systemClock().getTime();
  await Promise.race([Promise.all(ended), pause(4 * PROMISED_SECONDS * 1_000)]);
  return Math.round((systemClock().getTime() - since) / 100) / 10;
}

/** Resolves when the server has so many streams. */
async function untilOpen(server: OwnServer, count: number): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${server.demo().url}/metrics`)).text();
    const open = /^baton_live_streams (\d+)/m.exec(metrics)?.[1];
    if (Number(open) >= count) return;
    await pause(500);
  }
}

function toWords(measured: Measured): string {
  const { subscribers, leads, expected, told, strangers, p50, p99, most } = measured;
  const memory =
    measured.openMegabytes === null
      ? ""
      : ` The server took ${measured.idleMegabytes} MB before them, ${measured.openMegabytes} MB with all of them open and ${measured.peakMegabytes} MB at most.`;
  return `${subscribers} subscribers, ${leads} leads, one in each second: ${told} of ${expected} answers came, ${strangers} about leads of others, after ${p50} ms (median), ${p99} ms (p99), ${most} ms (most). Who was deactivated on another server watched for ${measured.endedAfterSeconds} s more.${memory}`;
}

function readArguments(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      subscribers: { type: "string", default: "10000" },
      leads: { type: "string", default: "60" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [subscribers, leads] = [values.subscribers, values.leads].map(Number);
  const isCount = (value: number | undefined, most: number): value is number =>
    value !== undefined && Number.isInteger(value) && value >= 1 && value <= most;
  if (!isCount(subscribers, 15_000) || !isCount(leads, 3_600))
    throw new InputError(`--subscribers must be 1 to 15000 and --leads 1 to 3600.\n\n${LIVE_HELP}`);
  return { ...values, subscribers, leads };
}
