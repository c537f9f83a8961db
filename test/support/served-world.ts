import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { makeContextOf } from "../../src/app/context.ts";
import { downloads } from "../../src/app/downloads.ts";
import { fileDoors } from "../../src/app/file-doors.ts";
import { recordDenial } from "../../src/app/record-denial.ts";
import { reportDoor } from "../../src/app/report-door.ts";
import { schemaText } from "../../src/app/schema-text.ts";
import { wire } from "../../src/app/wire.ts";
import { FileLinks } from "../../src/files/index.ts";
import { makeIdentity, makePasswords } from "../../src/identity/index.ts";
import type { Identity } from "../../src/identity/index.ts";
import { STOP_PATH, StopLinks, stopNotices } from "../../src/notices/index.ts";
import type { Vault } from "../../src/platform/vault.ts";
import { Exports } from "../../src/platform/database/index.ts";
import { createHttpServer, makeReadiness } from "../../src/platform/http/index.ts";
import type { HttpServer, HttpServerOptions } from "../../src/platform/http/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { ChangeFeed, Streams } from "../../src/platform/live/index.ts";
import { createLogger } from "../../src/platform/logger.ts";
import { DiskStorage } from "../../src/platform/storage/index.ts";
import type { FileStorage } from "../../src/platform/storage/index.ts";
import type { GraphQLSchema } from "graphql";

import { PAYER, testVault } from "./banking.ts";
import { openWorld } from "./world.ts";
import type { World } from "./world.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- of whatever shape: the test says which
export type Json = Record<string, any>;

/** What came back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data: Json | null | undefined;
  readonly errors: readonly Json[];
  readonly extensions: Json | undefined;
}

export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

/** The product as it is served, over a database of its own. */
export interface ServedWorld extends World {
  readonly url: string;
  readonly schema: GraphQLSchema;
  readonly identity: Identity;
  /** Where files lie, and the folder with all of them. */
  readonly files: {
    readonly storage: FileStorage;
    readonly folder: string;
    readonly scratch: string;
  };
  readonly links: FileLinks;
  /** What keeps account numbers. */
  readonly vault: Vault;
  /** Who watches. */
  readonly streams: Streams;
  /** Links by which a kind of notice is switched off. */
  readonly stopLinks: StopLinks;
  /** Every line that was logged. */
  readonly lines: readonly string[];
  /** Posts a document with a bearer; null sends none. */
  readonly ask: (
    bearer: string | null,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    options?: AskOptions,
  ) => Promise<Answer>;
  /** Posts any text as the body. */
  readonly post: (bearer: string | null, body: string, options?: AskOptions) => Promise<Answer>;
  /** The same, to a server that executes every query. */
  readonly postToExecute: ServedWorld["post"];
  /** Statements and round trips that something cost. */
  readonly costOf: <Result>(
    work: () => Promise<Result>,
  ) => Promise<{ result: Result; statements: number; roundTrips: number }>;
  /**
   * From here on credentials, once read, are never read again: what an operation costs is then its
   * own alone.
   */
  readonly stopForgettingCredentials: () => void;
}

/** What a served world may be told. */
export type ServedWorldOptions = Pick<HttpServerOptions, "fileMs" | "recheckMs">;

/** What a world begins with: a database that it clones, and the files that lie beside it. */
export interface Beginning {
  readonly template: string;
  readonly folder: string;
}

/** Serves the product as `src/app/server.ts` does, without jobs: a test runs those it means. */
export async function openServedWorld(
  given: ServedWorldOptions = {},
  beginning?: Beginning,
): Promise<ServedWorld> {
  const world = await openWorld(undefined, beginning?.template);
  const { database } = world;
  const exports = new Exports({ urls: world.urls, onBrokenConnection: () => undefined });
  let stoppedAt: Date | null = null;
  const identity = makeIdentity({
    database,
    clock: () => stoppedAt ?? new Date(),
    newId,
    passwords: makePasswords(),
    tokens: {
      keys: [{ id: "1", secret: randomBytes(32) }],
      issuer: "baton",
      audience: "baton-api",
    },
    lifetimes: { accessTokenSeconds: 900, refreshTokenDays: 30 },
  });
  const links = new FileLinks(randomBytes(32), null);
  const vault = testVault();
  const stopLinks = new StopLinks(randomBytes(32), "https://api.vendor.example");
  const folder = mkdtempSync(path.join(tmpdir(), "baton-files-"));
  if (beginning) cpSync(beginning.folder, folder, { recursive: true });
  const scratch = path.join(folder, "arriving");
  const files = { storage: new DiskStorage(folder), folder, scratch };
  const { schema } = await wire({
    ...{ database, cursorKey: randomBytes(32), newId, identity, links },
    storage: files.storage,
    banking: { vault, coolingDays: 7, payer: PAYER },
    taxVault: vault,
  });
  const lines: string[] = [];
  const logger = createLogger("debug", { write: (line: string) => lines.push(line) });
  const feed = new ChangeFeed({ url: world.urls.jobs, log: logger });
  database.whenCommitted(() => feed.wake());
  const streams = new Streams(feed);
  feed.start(streams);
  await untilFollowed(world);
  const httpOptions: HttpServerOptions = {
    config: {
      host: "127.0.0.1",
      port: 0,
      // a test that logs in often says that it does so from many places
      trustProxy: 1,
      bodyLimitBytes: 262_144,
      // tests ask for all there is at once; the usual limit has tests of its own
      maxCost: 1_000_000,
      metricsToken: null,
      publicUrl: null,
      environment: "production",
    },
    logger,
    schema,
    streams,
    sdl: schemaText(schema),
    contextOf: makeContextOf(identity, () => new Date()),
    findDocument: (caller, sha256) => identity.findDocument(caller?.session ?? null, sha256),
    onDenied: recordDenial(database),
    readiness: makeReadiness({ database: async () => ({ ok: true }) }),
    database: {
      traffic: () => database.traffic,
      pools: () => [],
      exports: () => exports.figures(),
    },
    explorer: { examples: [], tokens: null },
    files: downloads(database, exports, () => new Date()),
    ...fileDoors({ database, clock: () => new Date(), identity, links, vault, ...files }),
    linkedActions: [
      {
        path: STOP_PATH,
        asks: "Stop",
        done: "Done",
        act: stopNotices({ database, clock: () => new Date(), stopLinks }),
      },
    ],
    loginPages: [reportDoor({ database, clock: () => new Date(), identity, links })],
    // other work on the machine must not look like overload
    maxLagMs: 60_000,
    ...given,
  };
  const http = await createHttpServer(httpOptions);
  const executing = await createHttpServer({ ...httpOptions, answersDirectly: false });
  const url = await urlOf(http);
  const executingUrl = await urlOf(executing);

  const postTo = async (at: string, bearer: string | null, body: string, options: AskOptions) => {
    const response = await fetch(`${at}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...options.headers,
      },
      body,
    });
    const text = await response.text();
    const read: Json = JSON.parse(text);
    return {
      status: response.status,
      headers: response.headers,
      text,
      data: read["data"],
      errors: read["errors"] ?? [],
      extensions: read["extensions"],
    };
  };
  const post: ServedWorld["post"] = (bearer, body, options = {}) =>
    postTo(url, bearer, body, options);
  return {
    ...world,
    url,
    schema,
    identity,
    files,
    links,
    vault,
    streams,
    stopLinks,
    lines,
    post,
    postToExecute: (bearer, body, options = {}) => postTo(executingUrl, bearer, body, options),
    ask: (bearer, query, variables, options) =>
      post(bearer, JSON.stringify({ query, variables }), options),
    costOf: async (work) => {
      const before = { ...database.traffic };
      const result = await work();
      return {
        result,
        statements: database.traffic.statements - before.statements,
        roundTrips: database.traffic.roundTrips - before.roundTrips,
      };
    },
    stopForgettingCredentials: () => {
      stoppedAt = new Date();
    },
    close: async (keptAs) => {
      await Promise.all([http.drain(100), executing.drain(100)]);
      await feed.stop();
      await exports.close();
      await world.close(keptAs);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function urlOf(http: HttpServer): Promise<string> {
  const { port } = await http.listen();
  return `http://127.0.0.1:${port}`;
}

/** Resolves when live changes are followed: whoever watches before is refused. */
async function untilFollowed({ asOwner }: World): Promise<void> {
  const listening = `select 1 from pg_stat_activity
    where datname = current_database() and application_name = 'baton-live'
      and query like 'listen%' and state = 'idle'`;
  while ((await asOwner(listening)).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
}
