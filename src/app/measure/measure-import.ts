import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";

import { z } from "zod";

import { InputError } from "./linkage-files.ts";
import { OwnServer } from "./own-server.ts";
import type { Surroundings } from "./own-server.ts";

const IMPORT_HELP = `Imports a file of leads that nobody has yet into a server of its own, and says how fast it is and
how much memory the server takes.

  npm run measure:import -- [--rows 100000] [--kill] [--json]

  --rows  How many rows the file has, up to 200000.
  --kill  Ends the server with SIGKILL when a third is done, and starts it again.
  --json  One JSON object instead of words.

Exit code 0: every row became one lead, once; 1: not so; 2: it cannot be measured.`;

/** Runs the measurement from its arguments to its exit code. */
export async function measureImport(args: readonly string[], on: Surroundings): Promise<number> {
  const { rows, kill, json, help } = readArguments(args);
  if (help) {
    on.print(IMPORT_HELP);
    return 0;
  }
  const dataDir = mkdtempSync(path.join(tmpdir(), "baton-import-"));
  const server = new OwnServer(on, dataDir);
  try {
    const measured = await importInto(server, rows, kill, on.monotonic);
    on.print(json ? JSON.stringify(measured) : toWords(measured));
    return measured.leads === rows && measured.persons === rows ? 0 : 1;
  } finally {
    await server.end("SIGTERM");
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Measured {
  readonly rows: number;
  readonly fileBytes: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  /** Of the server's process, before the import and at most; null where the system does not say. */
  readonly idleMegabytes: number | null;
  readonly peakMegabytes: number | null;
  readonly wasKilled: boolean;
  /** What there is afterwards, counted past the program. */
  readonly leads: number;
  readonly persons: number;
}

const CAMPAIGN = "measured import";

async function importInto(
  server: OwnServer,
  rows: number,
  kill: boolean,
  monotonic: () => number,
): Promise<Measured> {
  await server.start();
  const importing = new Importing(server);
  const idleMegabytes = server.megabytes("VmRSS");
  const file = fileOf(rows);
  const runId = await importing.beginImport(file);
  const begun = monotonic();
  let wasKilled = false;
  let peakMegabytes: number | null = null;
  for (;;) {
    await pause(250);
    const run = await importing.run(runId);
    peakMegabytes = Math.max(peakMegabytes ?? 0, server.megabytes("VmHWM") ?? 0) || null;
    if (kill && !wasKilled && run.step > rows / 3) {
      wasKilled = true;
      await server.end("SIGKILL");
      await server.start();
    }
    if (run.status === "QUEUED" || run.status === "RUNNING") continue;
    const seconds = (monotonic() - begun) / 1000;
    return {
      ...{ rows, fileBytes: file.length, seconds, rowsPerSecond: rows / seconds },
      ...{ idleMegabytes, peakMegabytes, wasKilled },
      ...(await importing.counted()),
    };
  }
}

/** Each row names a company and a person of its own. */
function fileOf(rows: number): Buffer {
  const lines = Array.from({ length: rows }, (_, index) => {
    const name = index.toString(36).padStart(5, "0");
    return `Werk ${name} GmbH,werk-${name}.de,DE,Anna ${name},anna@werk-${name}.de,+49 30 ${100_000 + index},ref-${name},"Wants a quote, soon"`;
  });
  const header = "Company,Website,Country,Contact,E-Mail,Phone,Reference,Notes";
  return Buffer.from(`${[header, ...lines].join("\n")}\n`);
}

const Announced = z.object({ uploadId: z.string(), uploadUrl: z.string() });
const Begun = z.object({ importRun: z.object({ id: z.string() }) });
const Run = z.object({ status: z.string(), doneRows: z.number() });

/** What an import asks of the server. */
class Importing {
  readonly #server: OwnServer;

  constructor(server: OwnServer) {
    this.#server = server;
  }

  async beginImport(file: Buffer): Promise<string> {
    const upload = { purpose: "IMPORT", fileName: "leads.csv", contentType: "text/csv" };
    const announced = Announced.parse(
      await this.#mutate("createUpload", "CreateUploadInput", "uploadId uploadUrl", {
        ...upload,
        byteSize: file.length,
      }),
    );
    const { url } = this.#server.demo();
    const sent = await fetch(new URL(announced.uploadUrl, url), {
      method: "PUT",
      body: new Uint8Array(file),
    });
    if (sent.status !== 201) throw new Error(await sent.text());
    const begun = Begun.parse(
      await this.#mutate("importLeads", "ImportLeadsInput", "importRun { id }", {
        uploadId: announced.uploadId,
        defaults: { consentBasis: "LEGITIMATE_INTEREST", campaign: CAMPAIGN },
      }),
    );
    return begun.importRun.id;
  }

  async run(id: string): Promise<{ readonly status: string; readonly step: number }> {
    const query = "query ($id: ID!) { node(id: $id) { ... on ImportRun { status doneRows } } }";
    const { status, doneRows } = Run.parse((await this.#ask(query, { id }))["node"]);
    return { status, step: doneRows };
  }

  async counted(): Promise<{ readonly leads: number; readonly persons: number }> {
    return this.#server.asOwner(async (owner) => {
      const { rows } = await owner.query<{ leads: number; persons: number }>(
        `select count(*)::integer as leads, count(distinct contact.email_key)::integer as persons
         from lead
         join contact on contact.partner_id = lead.partner_id and contact.lead_id = lead.id
         where lead.campaign = $1`,
        [CAMPAIGN],
      );
      return rows[0] ?? { leads: 0, persons: 0 };
    });
  }

  async #mutate(field: string, type: string, selection: string, input: object): Promise<unknown> {
    const document = `mutation ($input: ${type}!) { ${field}(input: $input) @idempotent(key: "measure-${field}") { ${selection} errors { message } } }`;
    return (await this.#ask(document, { input }))[field];
  }

  #ask(query: string, variables: object): Promise<Readonly<Record<string, unknown>>> {
    return this.#server.ask(this.#server.demo().tokens["PARTNER_ADMIN"], query, variables);
  }
}

function toWords(measured: Measured): string {
  const { rows, fileBytes, seconds, rowsPerSecond, leads, persons } = measured;
  const memory =
    measured.peakMegabytes === null
      ? ""
      : ` The server took ${measured.idleMegabytes} MB before it and ${measured.peakMegabytes} MB at most.`;
  const killed = measured.wasKilled ? " It was killed in the middle and went on." : "";
  return `${rows} rows (${Math.round(fileBytes / 1024)} KB) in ${seconds.toFixed(1)} s: ${Math.round(rowsPerSecond)} a second.${killed}${memory} ${leads} leads of ${persons} persons are there.`;
}

function readArguments(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: "string", default: "100000" },
      kill: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const rows = Number(values.rows);
  if (!Number.isInteger(rows) || rows < 1 || rows > 200_000)
    throw new InputError(`--rows must be 1 to 200000, got ${values.rows}.\n\n${IMPORT_HELP}`);
  return { ...values, rows };
}
