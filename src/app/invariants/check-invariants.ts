import pg from "pg";

import { SYSTEM_ACTOR } from "../../platform/database/index.ts";

import { ALL_INVARIANTS } from "./all.ts";
import type { Invariant } from "./invariant.ts";

/** Connections to the database that is checked, as the roles that between them see all of it. */
export interface CheckedDatabase {
  readonly urls: Readonly<Record<"jobs" | "auth" | "owner", string>>;
  /** Whether a server works on it, so that waiting for one has an end. */
  readonly isServed: boolean;
}

export interface Checked extends Pick<Invariant, "name" | "meaning"> {
  /** How many faults; null where there was nothing to ask, since no server runs. */
  readonly rows: number | null;
  /** The first few faults. */
  readonly examples: readonly unknown[];
}

/** Asks every invariant, each in a statement that sees one state of the data; writes nothing. */
export async function checkInvariants(database: CheckedDatabase): Promise<readonly Checked[]> {
  const sessions = new Map<string, pg.Client>();
  try {
    for (const [role, url] of Object.entries(database.urls)) {
      sessions.set(role, await openSession(url));
    }
    const checked: Checked[] = [];
    for (const invariant of ALL_INVARIANTS) {
      const session = sessions.get(invariant.as ?? "jobs");
      if (!session) throw new Error(`nobody can ask ${invariant.name}`);
      checked.push(await ask(session, invariant, database.isServed));
    }
    return checked;
  } finally {
    await Promise.all([...sessions.values()].map((session) => session.end()));
  }
}

async function openSession(url: string): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: url, application_name: "baton-invariants" });
  await session.connect();
  // a check of a large database takes longer than a request may
  await session.query("set statement_timeout = 0; set lock_timeout = 0");
  return session;
}

async function ask(session: pg.Client, invariant: Invariant, isServed: boolean): Promise<Checked> {
  const { name, meaning, sql, whileServing } = invariant;
  if (whileServing === true && !isServed) return { name, meaning, rows: null, examples: [] };
  await session.query(`begin read only; set local app.actor_id = '${SYSTEM_ACTOR}'`);
  try {
    const { rows } = await session.query<{ n: number; examples: unknown[] | null }>(
      `select count(*)::integer as n, (array_agg(to_jsonb(fault)))[1:3] as examples from (${sql}) as fault`,
    );
    return { name, meaning, rows: rows[0]?.n ?? 0, examples: rows[0]?.examples ?? [] };
  } finally {
    await session.query("rollback");
  }
}
