import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import path from "node:path";

import { ROOT } from "./product.ts";
import type { Options } from "./options.ts";
import { goalTable } from "./report.ts";
import type { Findings } from "./report.ts";

/** bench/RESULTS.md: what was found, on which machine, with which versions, on which day. */
export function writeResults(options: Options, findings: Findings, postgres: string): void {
  const version = (file: string): string =>
    (JSON.parse(readFileSync(path.join(ROOT, file), "utf8")) as { version: string }).version;
  const commit = execFileSync("git", ["log", "-1", "--format=%h %s"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const text = [
    "# Results",
    "",
    "Written by `npm run bench`; what is measured stands in [README.md](README.md).",
    "",
    `- date: ${new Date().toISOString().slice(0, 10)}, commit ${commit.trim()}`,
    `- machine: ${availableParallelism()} × ${cpus()[0]?.model ?? "?"}, ${(totalmem() / 2 ** 30).toFixed(0)} GB; load average at the end ${loadavg()
      .map((each) => each.toFixed(1))
      .join(", ")}`,
    `- Node ${process.version}, PostgreSQL ${postgres}, PostGraphile ${version("bench/node_modules/postgraphile/package.json")}, pg ${version("node_modules/pg/package.json")}`,
    `- ${options.leads} leads, ${options.rounds} rounds of ${options.seconds} s, ${options.connections} connections${options.quick ? "; **--quick**: for the harness, not for conclusions" : ""}`,
    "",
    "## Goals",
    "",
    ...goalTable(findings.outcomes()),
    "",
    "## Figures",
    ...findings.lines,
    "",
  ].join("\n");
  writeFileSync(path.join(import.meta.dirname, "RESULTS.md"), text);
}
