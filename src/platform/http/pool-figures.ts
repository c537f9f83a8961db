import pg from "pg";
import type { DataSource } from "typeorm";
import { PostgresDriver } from "typeorm/driver/postgres/PostgresDriver.js";

/** The connections of one role's pool at this moment. */
export interface PoolFigures {
  readonly role: string;
  readonly open: number;
  readonly idle: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
}

/** Reads how the serving roles' pools stand. */
export function poolFigures(pools: Readonly<Record<string, DataSource>>): readonly PoolFigures[] {
  return Object.entries(pools).flatMap(([role, { driver }]) => {
    const pool: unknown = driver instanceof PostgresDriver ? driver.master : null;
    if (!(pool instanceof pg.Pool)) return [];
    return [{ role, open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }];
  });
}
