/**
 * Holds `src` and `migrations` of the current folder against the ladder. A cruise that sees no
 * modules would pass whatever they import, so it also counts: as many modules of `src` as there
 * are files.
 */
import { globSync } from "node:fs";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { FORBIDDEN } from "./ladder.ts";

const { output } = await cruise(["src", "migrations"], {
  ruleSet: { forbidden: FORBIDDEN },
  validate: true,
  // Types count: a type imported from above ties the module to it all the same.
  tsPreCompilationDeps: true,
  doNotFollow: { path: "node_modules" },
  moduleSystems: ["es6"],
  enhancedResolveOptions: {
    exportsFields: ["exports"],
    conditionNames: ["import", "node", "default", "types"],
  },
});
const { modules, summary }: ICruiseResult =
  typeof output === "string" ? JSON.parse(output) : output;

for (const { rule, from, to, cycle } of summary.violations) {
  const path = cycle === undefined ? to : cycle.map((step) => step.name).join(" -> ");
  console.log(`${rule.name}: ${from} -> ${path}`);
}

const seen = modules.filter(({ source }) => /^src\/.*\.ts$/u.test(source)).length;
const there = globSync("src/**/*.ts").length;
console.log(`${seen} modules seen, ${there} files in src, ${summary.violations.length} violations`);

const blind = seen === 0 || seen !== there;
if (blind) console.log("The check does not see what it is to judge.");
process.exitCode = blind || summary.violations.length > 0 ? 1 : 0;
