import path from "node:path";
import { defineConfig } from "vitest/config";

/** What owns things of its process: the environment, signals, types that the API's schema does not know. */
const APART = [
  "test/faults/**/*.test.ts",
  "test/platform/**/*.test.ts",
  "test/app/build.test.ts",
  "test/house/{decorators,guards}.test.ts",
];

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
