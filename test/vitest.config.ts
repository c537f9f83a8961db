import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: path.resolve(import.meta.dirname, ".."),
  // Packages are resolved as Node resolves them. Vite would prefer a package's `module` file, and
  // then a test's `graphql` is another copy than type-graphql's ("from another module or realm").
  resolve: { mainFields: ["main"], extensions: [".js", ".json"] },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    // Two cores are the machine we promise to run on. A fork each, because a test file owns
    // process-wide things: a database of its own, the environment, signals.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
