import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { writeExports } from "../../src/exports/index.ts";
import type { WriteExportsDeps } from "../../src/exports/index.ts";
import { SCOPES } from "../../src/identity/index.ts";
import { toCaller } from "../../src/identity/graphql/viewer-caller.ts";
import { idOf, parseId, uuidOf } from "../../src/kernel/index.ts";
import { Exports } from "../../src/platform/database/index.ts";
import { DiskStorage } from "../../src/platform/storage/index.ts";
import { openIncentiveDesk } from "../incentives/incentive-desk.ts";
import type { IncentiveDesk } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";

/** A desk at which files of the books are asked for and written. */
export interface FileDesk extends IncentiveDesk {
  readonly deps: WriteExportsDeps;
  /** Who asks may do what: everything, unless a test takes something away. */
  readonly standing: { scopes: ReadonlySet<string> | null };
  readonly ask: (input: object) => Promise<Answer>;
  /** Writes all that waits. */
  readonly write: (more?: Partial<WriteExportsDeps>) => Promise<void>;
  readonly run1: (id: string) => Promise<Answer>;
  readonly bytesOf: (id: string) => Promise<Buffer>;
  /** Asks, writes, and fetches. */
  readonly file: (input: object) => Promise<WrittenFile>;
  /** The names of what lies in the folder. */
  readonly lying: () => readonly string[];
  readonly close: () => Promise<void>;
}

export interface WrittenFile {
  readonly id: string;
  readonly run: Answer;
  readonly manifest: Answer;
  readonly bytes: Buffer;
}

const RUN = "id status watermark doneRows byteSize fileName manifest failure expiresAt finishedAt";

export const openFileDesk = async (): Promise<FileDesk> => fileDeskAt(await openIncentiveDesk());

/** Files are asked for at a desk that is open. */
export function fileDeskAt<Desk extends IncentiveDesk>(desk: Desk): Desk & FileDesk {
  const { world } = desk;
  // somebody whose right to read is asked again when the file is written
  const finance = toCaller(
    {
      ...{ memberId: idOf("mem", desk.finance.actor.id ?? ""), keyId: null, sessionId: null },
      ...{ side: "VENDOR", partnerId: null, roles: ["FINANCE"], documents: "ANY" },
      ...{
        scopes: new Set(Object.keys(SCOPES) as (keyof typeof SCOPES)[]),
        displayName: "Fine Finance",
        tokenVersion: 1,
      },
      expiresAt: new Date("2099-01-01"),
    },
    "test-request",
  );
  const folder = mkdtempSync(path.join(tmpdir(), "baton-exports-"));
  const storage = new DiskStorage(folder);
  const exports = new Exports({ urls: world.urls, onBrokenConnection: () => undefined });
  const standing: FileDesk["standing"] = { scopes: finance.scopes };
  const deps: WriteExportsDeps = {
    ...{ database: world.database, exports, storage, scratch: path.join(folder, "made") },
    clock: () => new Date(),
    identity: {
      stillStands: async () =>
        standing.scopes && {
          ...{ scopes: standing.scopes, actor: finance.actor },
          session: finance.session,
        },
    },
  };
  const ask: FileDesk["ask"] = (input) =>
    desk.run(finance, "startExport", input, `exportRun { ${RUN} }`);
  const write: FileDesk["write"] = (more = {}) =>
    writeExports({ ...deps, ...more })("test", new AbortController().signal);
  const run1: FileDesk["run1"] = async (id) => {
    const { data } = await desk.api.run(
      finance,
      `{ exportRuns(first: 50) { nodes { ${RUN} } } }`,
      {},
    );
    const nodes: Answer[] = JSON.parse(JSON.stringify(data?.exportRuns.nodes));
    return nodes.find((node) => node.id === id);
  };
  const bytesOf = async (id: string): Promise<Buffer> => {
    const parsed = parseId("exp", id);
    const name = lying().find((each) => parsed.ok && each.endsWith(uuidOf(parsed.id)));
    return readFile(path.join(folder, name ?? "none"));
  };
  const lying = (): readonly string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  return {
    ...desk,
    ...{ finance, deps, standing, ask, write, run1, bytesOf, lying },
    file: async (input) => {
      const { exportRun, errors } = await ask(input);
      if (errors.length > 0) throw new Error(JSON.stringify(errors));
      await write();
      const run = await run1(exportRun.id);
      if (run.status !== "DONE") throw new Error(JSON.stringify(run));
      const bytes = await bytesOf(run.id);
      return { id: run.id, run, manifest: JSON.parse(run.manifest), bytes };
    },
    close: async () => {
      await exports.close();
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
