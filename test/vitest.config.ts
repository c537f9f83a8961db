import path from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

/** What owns things of its process: the environment, signals, types that the API's schema does not know. */
const APART = [
  "test/faults/**/*.test.ts",
  "test/platform/**/*.test.ts",
  "test/app/build.test.ts",
  "test/house/{decorators,guards}.test.ts",
];

/**
 * What takes longest, first to last: were one of them begun at the end, one core would wait for it. Left to
 * itself vitest begins with the largest files, which are not these.
 */
const LONG = [
  "faults/kills",
  "faults/outages",
  "faults/lifecycle",
  "faults/races",
  "house/hostile-input",
  "house/role-field",
  "house/mutation-scopes",
  "house/statements",
  "house/mutation-plans",
  "protection/thousand-attempts",
  "house/rival",
  "app/exports",
].map((name) => path.resolve(import.meta.dirname, `${name}.test.ts`));

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = LONG.indexOf(moduleId);
      return place === -1 ? LONG.length : place;
    };
    // projects run one after the other
    const projectOf = ({ project }: TestSpecification): number => Number(project.name !== "apart");
    return sorted.toSorted(
      (left, right) => projectOf(left) - projectOf(right) || placeOf(left) - placeOf(right),
    );
  }
}

export default defineConfig({
  root: path.resolve(import.meta.dirname, ".."),
  // Packages are resolved as Node resolves them. Vite would prefer a package's `module` file, and
  // then a test's `graphql` is another copy than type-graphql's ("from another module or realm").
  resolve: { mainFields: ["main"], extensions: [".js", ".json"] },
  test: {
    globalSetup: ["test/support/global-setup.ts"],
    // Two cores are the machine we promise to run on. Each test file owns a database.
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // what tests make is garbage soon: with more room for what is young, it is cleared for less
    execArgv: ["--max-semi-space-size=64", "--min-semi-space-size=16"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: { name: "apart", include: APART },
      },
      {
        extends: true,
        // the product's modules hold no state that matters, and loading them for each file anew
        // took as long as a quarter of all tests
        test: { name: "together", include: ["test/**/*.test.ts"], exclude: APART, isolate: false },
      },
    ],
  },
});
