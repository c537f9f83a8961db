/** Prints `N passed, N failed` from vitest's JSON results; fails if a test failed or none ran. */
import { readFileSync } from "node:fs";

interface Results {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

const text = readFileSync(process.argv[2] ?? "", "utf8");
// No results at all: what comes before the tests, the build or the database, has failed.
const noResults: Results = { testResults: [{ status: "failed", assertionResults: [] }] };
const results: Results = text === "" ? noResults : JSON.parse(text);

let passed = 0;
let failed = 0;
for (const file of results.testResults) {
  const count = (status: string): number =>
    file.assertionResults.filter((test) => test.status === status).length;
  passed += count("passed");
  // A file that cannot even be loaded has no tests to count, yet it has failed.
  failed += Math.max(count("failed"), file.status === "failed" ? 1 : 0);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
