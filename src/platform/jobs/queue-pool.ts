import pg from "pg";

import type { Logger } from "../logger.ts";

/** Who does not answer at all must not hold up the end of the program. */
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * The connections of the job library. They are ours because its own lose their listeners when it
 * ends: a database that stops just then, as ours does, would end the program with an error.
 */
export function openQueuePool(url: string, size: number, log: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "baton-queue",
  });
  // a lost connection is replaced by the next that is needed; unheard, its error would be fatal
  pool.on("error", (error) => {
    if (!pool.ending) log.warn("job connection lost", { error });
  });
  // of one in use, whoever uses it hears as well
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}
