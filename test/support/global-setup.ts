import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import pg from "pg";
import type { TestProject } from "vitest/node";

import { prepareDatabase } from "../../src/app/prepare-database.ts";
import { startPostgres } from "../../src/platform/postgres/index.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The owner's connection to the maintenance database of the test cluster. */
    clusterUrl: string;
    /** A migrated database that nobody connects to: test files clone it. */
    templateDatabase: string;
    /** Where worlds are kept that several test files begin with. */
    keptWorlds: string;
    /** The serving roles' password, the same for all of them in tests. */
    rolePassword: string;
  }
}

/**
 * Runs once before all test files: a cluster (embedded, or TEST_DATABASE_URL's) and in it one
 * migrated template database.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await openCluster();
  const rolePassword = createHash("sha256").update("roles of the tests").digest("hex");
  const templateDatabase = `baton_template_${randomBytes(4).toString("hex")}`;
  await onCluster(cluster.url, `create database ${templateDatabase}`);

  const secrets = {
    partner: rolePassword,
    vendor: rolePassword,
    jobs: rolePassword,
    auth: rolePassword,
    queue: rolePassword,
  };
  await prepareDatabase(databaseUrl(cluster.url, templateDatabase), secrets);

  project.provide("clusterUrl", cluster.url);
  project.provide("templateDatabase", templateDatabase);
  project.provide("rolePassword", rolePassword);
  const keptWorlds = mkdtempSync(path.join(tmpdir(), "baton-kept-"));
  project.provide("keptWorlds", keptWorlds);
  return async () => {
    for (const name of [templateDatabase, ...readdirSync(keptWorlds)]) {
      await onCluster(cluster.url, `drop database if exists ${name} with (force)`);
    }
    rmSync(keptWorlds, { recursive: true, force: true });
    await cluster.stop();
  };
}

interface Cluster {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

async function openCluster(): Promise<Cluster> {
  const given = process.env["TEST_DATABASE_URL"];
  if (given) return { url: given, stop: async () => undefined };

  const dataDir = mkdtempSync(path.join(tmpdir(), "baton-test-"));
  const postgres = await startPostgres({
    dataDir,
    database: "baton",
    settings: {
      fsync: "off",
      synchronous_commit: "off",
      full_page_writes: "off",
      max_connections: "200",
    },
  });
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function onCluster(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function databaseUrl(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${database}`;
  return url.toString();
}
