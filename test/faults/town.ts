import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import pg from "pg";

import { putBountyInForce } from "../../src/incentives/index.ts";
import { money } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { plantMember } from "../support/cast.ts";
import { addPartner } from "../support/people.ts";
import type { World } from "../support/world.ts";

import type { Variables } from "./instance.ts";

/** API keys of people who do things in these tests. */
export interface Tokens {
  /** Two partners, competitors. */
  readonly alder: string;
  readonly birch: string;
  readonly sales: string;
}

export type Owner = Pick<World, "asOwner">;

/** Plants two partners, a bounty per SQL and three people with API keys, as the owner would. */
export async function plantTown(ownerUrl: string): Promise<Tokens> {
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  // nothing here needs more of a world than its owner
  const world = {
    asOwner: async (text: string, values?: unknown[]) => (await owner.query(text, values)).rows,
  } as World;
  try {
    const sales = await plantMember(world, ["SALES_MANAGER"]);
    const alder = await plantMember(world, ["PARTNER_ADMIN"], await addPartner(world, "Alder"));
    const birch = await plantMember(world, ["PARTNER_ADMIN"], await addPartner(world, "Birch"));
    await putBountyInForce(
      { query: (text, values) => world.asOwner(text, [...values]) },
      {
        amount: money(20_000n, "EUR"),
        effectiveAt: new Date("2020-01-01"),
        draftedBy: sales.memberId,
        approvedBy: newId("mem"),
      },
    );
    return { alder: alder.key, birch: birch.key, sales: sales.key };
  } finally {
    await owner.end();
  }
}

/** The variables by which a server serves a world: its database, its roles, no demo. */
export function variablesFor(world: World, dataDir: string): Variables {
  return {
    DATA_DIR: dataDir,
    DATABASE_URL: world.ownerUrl,
    DATABASE_URL_PARTNER: world.urls.partner,
    DATABASE_URL_VENDOR: world.urls.vendor,
    DATABASE_URL_JOBS: world.urls.jobs,
    DATABASE_URL_AUTH: world.urls.auth,
    DATABASE_URL_QUEUE: world.urls.queue,
  };
}

/** A folder under the system's own for temporary ones, short enough for any socket. */
export const newFolder = (): string => mkdtempSync(path.join(tmpdir(), "baton-fault-"));

export const removeFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
