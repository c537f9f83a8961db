import type { AddressInfo } from "node:net";

import { FileLinks } from "../files/index.ts";
import { ReviewDraw } from "../handover/index.ts";
import { makeIdentity, makePasswords } from "../identity/index.ts";
import { AnchorKey, BooksFigures } from "../ledger/index.ts";
import { STOP_PATH, StopLinks, stopNotices } from "../notices/index.ts";
import type { Config } from "../platform/config.ts";
import { systemClock } from "../platform/clock.ts";
import type { Clock } from "../platform/clock.ts";
import { createHttpServer, makeReadiness, poolFigures } from "../platform/http/index.ts";
import type { ExplorerOptions } from "../platform/http/index.ts";
import { newId } from "../platform/ids.ts";
import { startJobs } from "../platform/jobs/index.ts";
import { Streams } from "../platform/live/index.ts";
import type { Logger } from "../platform/logger.ts";
import { MailFigures, smtpMailer } from "../platform/mail/index.ts";
import { openSecrets } from "../platform/secrets.ts";

import { booksFigures } from "./books/books-figures.ts";
import { makeContextOf } from "./context.ts";
import { openDemo } from "./demo/open-demo.ts";
import { warnOfOpenDemo } from "./demo/warn-of-open-demo.ts";
import { downloads } from "./downloads.ts";
import { exampleOperations } from "./example-operations.ts";
import { fileDoors } from "./file-doors.ts";
import { readinessChecks } from "./readiness-checks.ts";
import { openDatabase } from "./open-database.ts";
import { openStorage } from "./open-storage.ts";
import { recordDenial } from "./record-denial.ts";
import { reportDoor } from "./report-door.ts";
import { schemaText } from "./schema-text.ts";
import { repeatsOf, tasksOf } from "./tasks.ts";
import { warnOfClosedNumbers } from "./warn-of-closed-numbers.ts";
import { warnOfMissingTimeouts } from "./warn-of-missing-timeouts.ts";
import { wire } from "./wire.ts";

export interface RunningServer {
  /** Where it listens. */
  readonly url: string;
  /** Drains, finishes jobs, closes the database; what was acknowledged is kept. */
  readonly stop: () => Promise<void>;
  /** Resolves when the embedded database went away by itself; never otherwise. */
  readonly databaseLost: Promise<void>;
}

const DRAIN_MS = 10_000;

/** Starts everything there is: database, jobs, HTTP, and the demo where the config asks for it. */
export async function startServer(
  config: Config,
  log: Logger,
  clock: Clock = systemClock,
): Promise<RunningServer> {
  const secrets = openSecrets(config.dataDir);
  const opened = await openDatabase(config, secrets, log);
  const { database } = opened;
  const identity = makeIdentity({
    database,
    clock,
    newId,
    passwords: makePasswords(),
    tokens: {
      keys: [{ id: "1", secret: secrets.jwtKey }],
      issuer: config.jwtIssuer,
      audience: config.jwtAudience,
    },
    lifetimes: {
      accessTokenSeconds: config.accessTokenTtlSeconds,
      refreshTokenDays: config.refreshTokenTtlDays,
    },
  });
  const checks = await readinessChecks(database, config.strictIsolation, log);
  await warnOfMissingTimeouts(database, log);
  const links = new FileLinks(secrets.named("links"), config.publicUrl);
  const files = openStorage(config);
  const stopLinks = new StopLinks(secrets.named("notices"), config.publicUrl);
  const books = new BooksFigures();
  const mailer = config.mail && smtpMailer(config.mail);
  const mails = new MailFigures();
  if (mailer === null) log.info("no mail server", { note: "notices are kept, and not sent" });
  const vault = secrets.vault("bank accounts");
  await warnOfClosedNumbers(database, vault, log);
  const banking = { vault, coolingDays: config.coolingDays, payer: config.payer };
  const taxVault = secrets.vault("tax numbers");
  const { cursorKey } = secrets;
  const wired = await wire({
    ...{ database, cursorKey, newId, identity, links, banking, taxVault },
    storage: files.storage,
  });
  const demo = config.demo
    ? await openDemo({
        ...{ ...opened, moves: wired.moves, secrets, vault },
        ...{ dataDir: config.dataDir, clock },
      })
    : null;
  const explorer: ExplorerOptions = { examples: exampleOperations(), tokens: demo?.tokens ?? null };

  const streams = new Streams(opened.feed);
  opened.feed.start(streams);
  const http = await createHttpServer({
    config,
    logger: log,
    schema: wired.schema,
    sdl: schemaText(wired.schema),
    contextOf: makeContextOf(identity, clock),
    findDocument: (caller, sha256) => identity.findDocument(caller?.session ?? null, sha256),
    onDenied: recordDenial(database),
    readiness: makeReadiness(checks),
    database: {
      traffic: () => database.traffic,
      pools: () => poolFigures(opened.pools),
      exports: () => opened.exports.figures(),
    },
    explorer,
    streams,
    mails: () => mails.counts(),
    figures: booksFigures(books),
    files: downloads(database, opened.exports, clock),
    ...fileDoors({ database, clock, identity, links, vault, ...files }),
    linkedActions: [
      {
        path: STOP_PATH,
        asks: "No more mails of this kind / Keine Nachrichten dieser Art mehr",
        done: "Done / Erledigt",
        act: stopNotices({ database, clock, stopLinks }),
      },
    ],
    loginPages: [reportDoor({ database, clock, identity, links })],
    admission: config.admission,
  });
  const jobs = await startJobs({
    url: opened.queueUrl,
    concurrency: config.workerConcurrency,
    tasks: tasksOf({
      ...wired.registering,
      moves: wired.moves,
      clock,
      identity,
      storage: files.storage,
    }),
    repeats: repeatsOf({
      ...{ database, newId, clock, mailer, mails, stopLinks, ...files },
      ...{ exports: opened.exports, identity },
      ...{ books, log, anchorsTo: config.anchorsTo },
      anchorKey: new AnchorKey(secrets.named("anchors")),
      reviewDraw: new ReviewDraw(secrets.named("review")),
      moves: wired.moves,
    }),
    log,
  });
  const address = await http.listen();
  const url = config.publicUrl ?? urlOf(address);
  log.info("listening", { url });
  if (demo) warnOfOpenDemo(config.host, log);
  await demo?.announce(url);

  return {
    url,
    stop: async () => {
      // mails that are under way have as long as requests: a mail server may think for minutes
      const lastMails = setTimeout(() => mailer?.close(), DRAIN_MS);
      await http.drain(DRAIN_MS);
      await jobs.stop();
      clearTimeout(lastMails);
      mailer?.close();
      await opened.close();
    },
    databaseLost: opened.postgres
      ? opened.postgres.exited.then((exit) =>
          exit.expected ? new Promise<never>(() => undefined) : undefined,
        )
      : new Promise<never>(() => undefined),
  };
}

function urlOf({ address, port, family }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
