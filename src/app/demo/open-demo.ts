import pg from "pg";

import { ALL_ROLES, makePasswords } from "../../identity/index.ts";
import { isRefusal, uuidOf } from "../../kernel/index.ts";
import { sealJournals } from "../../ledger/index.ts";
import type { StageMove } from "../../leads/index.ts";
import type { Vault } from "../../platform/vault.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RoleToken } from "../../platform/http/index.ts";
import type { Secrets } from "../../platform/secrets.ts";

import { plantKey } from "../planting/plant-key.ts";

import { announce } from "./announce.ts";
import type { DemoFile } from "./demo-file.ts";
import { readDemoFile, writeDemoFile } from "./demo-file.ts";
import { castMembers, plantCast, scorers, storyCast } from "./plant-cast.ts";
import { tellScoring } from "./tell-scoring.ts";
import { tellStory } from "./tell-story.ts";

export interface DemoOptions {
  readonly database: Database;
  readonly ownerUrl: string;
  readonly moves: readonly StageMove[];
  readonly secrets: Secrets;
  readonly vault: Vault;
  readonly dataDir: string;
  readonly clock: Clock;
}

export interface Demo {
  /** A token per role, for GraphiQL's menu. */
  readonly tokens: () => Promise<readonly RoleToken[]>;
  /** Tells on screen and in demo.json where the server is and what opens it. */
  readonly announce: (url: string) => Promise<void>;
}

/**
 * Fills a database that holds no partner yet with the demo, once, and has a token for each role
 * at hand. An interrupted filling goes on at the next start. Returns null where the database holds
 * something that is not the demo.
 */
export async function openDemo(options: DemoOptions): Promise<Demo | null> {
  const owner = new pg.Client({ connectionString: options.ownerUrl });
  await owner.connect();
  try {
    if (await isEmpty(owner)) await plantInOneStep(owner, options);
    const plantedAt = await whenPlanted(owner);
    if (plantedAt === null) return null;
    if (await isStoryUntold(owner)) await tellWholeStory(owner, options, plantedAt);
    const tokens = await tokensOf(owner, options);
    const password = passwordOf(options.secrets);
    return {
      tokens: async () => ALL_ROLES.flatMap((role) => roleToken(role, tokens)),
      announce: async (url) => {
        const demo: DemoFile = { url, password, tokens };
        writeDemoFile(options.dataDir, demo);
        announce(demo, options.dataDir);
      },
    };
  } finally {
    await owner.end();
  }
}

async function plantInOneStep(owner: pg.Client, options: DemoOptions): Promise<void> {
  const hash = await makePasswords().hash(passwordOf(options.secrets));
  if (isRefusal(hash)) throw new Error(hash.message);
  await owner.query("begin");
  await plantCast(owner, options.vault, hash, options.clock());
  // the demo's leads were registered in the past, which only the owner may allow
  await owner.query("update deployment set allow_past = true");
  await owner.query("commit");
}

async function tellWholeStory(
  owner: pg.Client,
  options: DemoOptions,
  plantedAt: Date,
): Promise<void> {
  await tellStory(options.database, options.moves, storyCast(), startOfDay(plantedAt));
  await sealJournals(options.database, "demo");
  // last, so that the whole story is scored by one job and not with each of its events
  await tellScoring(options.database, scorers(), options.clock());
  await owner.query("update deployment set allow_past = false");
}

async function tokensOf(owner: pg.Client, options: DemoOptions): Promise<Record<string, string>> {
  const known = readDemoFile(options.dataDir)?.tokens ?? {};
  const tokens: Record<string, string> = {};
  for (const role of ALL_ROLES) {
    const member = castMembers().find((each) => each.role === role);
    if (!member) continue;
    tokens[role] = known[role] ?? (await plantKey(owner, member, "Demo", options.clock()));
  }
  return tokens;
}

function roleToken(role: string, tokens: Readonly<Record<string, string>>): RoleToken[] {
  const token = tokens[role];
  const name = castMembers().find((each) => each.role === role)?.name ?? role;
  return token === undefined ? [] : [{ role, label: `${role} (${name})`, token }];
}

async function isEmpty(owner: pg.Client): Promise<boolean> {
  const { rows } = await owner.query<{ n: number }>(
    "select count(*)::integer as n from partner where not is_vendor",
  );
  return rows[0]?.n === 0;
}

/** When the demo's cast was planted; null where the partners are somebody else's. */
async function whenPlanted(owner: pg.Client): Promise<Date | null> {
  const [first] = castMembers();
  if (!first) return null;
  const { rows } = await owner.query<{ created_at: Date }>(
    "select created_at from membership where id = $1",
    [uuidOf(first.memberId)],
  );
  return rows[0]?.created_at ?? null;
}

async function isStoryUntold(owner: pg.Client): Promise<boolean> {
  const { rows } = await owner.query<{ allow_past: boolean }>("select allow_past from deployment");
  return rows[0]?.allow_past === true;
}

const passwordOf = (secrets: Secrets): string =>
  secrets.named("demo password").toString("base64url").slice(0, 20);

function startOfDay(now: Date): Date {
  const day = new Date(now);
  day.setUTCHours(0, 0, 0, 0);
  return day;
}
