import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";

import { idOf } from "../../kernel/index.ts";
import { SYSTEM_ACTOR } from "../database/index.ts";
import type { Logger } from "../logger.ts";

import type { Change, Topic } from "./change.ts";

export interface ChangeFeedOptions {
  /** The connection of the role that may read what changed. */
  readonly url: string;
  readonly log: Logger;
}

/** Who is told of what changed. */
export interface Audience {
  /** Whether anybody watches; else nothing is read. */
  isThere(): boolean;
  /** In the order in which it was written. */
  told(changes: readonly Change[]): void;
  /** Changes may have been missed: whoever watches has to read anew. */
  missed(): void;
}

const CHANNEL = "baton_live";
/** How long wake-ups are gathered; in milliseconds. */
const GATHERED_MS = 20;
/** How often is looked without having been woken: an instance may have ended before it woke the others. */
const UNWOKEN_MS = 5_000;
const RECONNECT_MS = 500;
/** How long the database may say nothing before the connection counts as broken. */
const SILENT_MS = 10_000;
/** What was not read for so long may have been swept: see `sweepChanges`. */
const READ_WITHIN_MS = 5 * 60_000;

interface ChangeRow {
  readonly topic: Topic;
  readonly object_id: string;
  readonly partner_id: string | null;
  readonly lead_id: string | null;
  readonly at: string;
}

/**
 * Follows what is committed, on whichever instance. A commit wakes all instances by NOTIFY, a moment
 * later and in a transaction of its own, since commits that notify wait for each other. Woken or not, what
 * is read is what came to be seen since the last snapshot: a wake-up that is lost delays, and a connection
 * that breaks is made up for.
 */
export class ChangeFeed {
  readonly #options: ChangeFeedOptions;
  readonly #stopping = new AbortController();
  #audience: Audience | null = null;
  #client: pg.Client | null = null;
  /** The connection, whether it stands or is only tried. */
  #connecting: pg.Client | null = null;
  /** Up to where all was read, as a snapshot; null while nobody watches. */
  #position: string | null = null;
  #readAt = 0;
  #isWaking = false;
  #working: Promise<void> | null = null;
  #mustWake = false;
  #mustRead = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: ChangeFeedOptions) {
    this.#options = options;
  }

  /** Connects, now and whenever the connection broke, until it is stopped. */
  start(audience: Audience): void {
    this.#audience = audience;
    this.#ended = this.#keepConnected();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#client = null;
    await this.#connecting?.end().catch(() => undefined);
    await this.#ended;
  }

  /** Something was committed here: all instances look, in a moment. */
  wake(): void {
    if (this.#isWaking || this.#client === null) return;
    this.#isWaking = true;
    setTimeout(() => {
      this.#isWaking = false;
      this.#mustWake = true;
      this.#work().catch(() => undefined);
    }, GATHERED_MS).unref();
  }

  /**
   * What is committed from now on is told.
   * @throws where the database cannot be asked.
   */
  async begin(): Promise<void> {
    if (this.#position === null) await this.#read();
    if (this.#position === null) throw new Error("live changes cannot be followed now");
  }

  /** Nobody watches any more. */
  rest(): void {
    this.#position = null;
  }

  async #keepConnected(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#follow(signal);
      } catch (error) {
        if (!signal.aborted) this.#options.log.warn("live changes are not followed", { error });
      }
      await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Listens until the connection breaks. */
  async #follow(signal: AbortSignal): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: "baton-live",
      keepAlive: true,
      connectionTimeoutMillis: SILENT_MS,
      query_timeout: SILENT_MS,
    });
    const broken = new Promise<never>((_, reject) => {
      client.on("error", reject);
      client.once("end", () => reject(new Error("the connection ended")));
    });
    broken.catch(() => undefined);
    this.#connecting = client;
    await client.connect();
    const look = (): void => {
      this.#read().catch(() => undefined);
    };
    const unwoken = setInterval(look, UNWOKEN_MS);
    try {
      client.on("notification", look);
      await client.query(`set app.actor_id = '${SYSTEM_ACTOR}'`);
      await client.query(`listen ${CHANNEL}`);
      if (signal.aborted) return;
      this.#client = client;
      if (this.#position !== null) look();
      await broken;
    } finally {
      clearInterval(unwoken);
      this.#client = null;
      await client.end().catch(() => undefined);
    }
  }

  #read(): Promise<void> {
    this.#mustRead = true;
    return this.#work();
  }

  /** The connection does one thing at a time; what is asked meanwhile is done next. */
  #work(): Promise<void> {
    this.#working ??= this.#doAll();
    return this.#working;
  }

  async #doAll(): Promise<void> {
    try {
      while (this.#mustWake || this.#mustRead) {
        if (this.#mustWake) {
          this.#mustWake = false;
          await this.#client?.query("select pg_notify($1, '')", [CHANNEL]);
        }
        if (this.#mustRead) {
          this.#mustRead = false;
          await this.#readOnce();
        }
      }
    } catch (error) {
      if (!this.#stopping.signal.aborted)
        this.#options.log.warn("live changes were not read", { error });
    } finally {
      // at once: whoever asks from here on has it done anew
      this.#working = null;
    }
  }

  async #readOnce(): Promise<void> {
    const client = this.#client;
    if (!client || !this.#audience) return;
    if (!this.#audience.isThere()) return;
    const since = this.#position;
    const { rows } = await client.query<{ position: string; changes: readonly ChangeRow[] | null }>(
      since === null ? POSITION : CHANGES,
      since === null ? [] : [since],
    );
    const [found] = rows;
    if (!found) throw new Error("the database named no position");
    const isLate = since !== null && performance.now() - this.#readAt > READ_WITHIN_MS;
    if (!this.#audience.isThere()) return;
    this.#position = found.position;
    this.#readAt = performance.now();
    if (isLate) this.#audience.missed();
    else if (found.changes) this.#audience.told(found.changes.map(toChange));
  }
}

const POSITION = "select pg_current_snapshot()::text as position, null as changes";

// what had not been seen by then, and is seen now: whichever transaction wrote it, and however long it took
const CHANGES = `
  select pg_current_snapshot()::text as position, (
    select json_agg(json_build_object('topic', topic, 'object_id', object_id, 'partner_id', partner_id, 'lead_id', lead_id, 'at', at) order by seq)
    from live_change
    where written_by >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(written_by, $1::pg_snapshot)
  ) as changes`;

function toChange({ topic, object_id, partner_id, lead_id, at }: ChangeRow): Change {
  return {
    topic,
    objectId: object_id,
    partnerId: partner_id === null ? null : idOf("prt", partner_id),
    leadId: lead_id,
    at: new Date(at),
  };
}
