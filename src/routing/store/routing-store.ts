import { refuse } from "../../kernel/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RoutingRule } from "../domain/routing-rule.ts";

import { RoutingVersionRow } from "./routing-version.row.ts";

/** The rules in force. */
export interface Routing {
  readonly number: number;
  readonly rules: readonly RoutingRule[];
}

/** The latest version; null where none was published. */
export const readRouting = (tx: Transaction): Promise<Routing | null> =>
  tx.readOne<{ number: number; rules: readonly RoutingRule[] }>(sql`
    select number, rules
    from routing_version
    order by number desc
    limit 1`);

export interface NewVersion extends Routing {
  readonly id: string;
  readonly note: string | null;
  readonly publishedAt: Date;
  /** A member's uuid. */
  readonly publishedBy: string;
}

export function queueVersion(database: Database, tx: Transaction, version: NewVersion): void {
  tx.queue(database.insert(RoutingVersionRow, version), {
    // somebody published another one between our look and our write
    routing_version_number_once: () => otherInForce(version.number - 1, version.number),
  });
}

export const otherInForce = (expected: number, inForce: number) =>
  refuse(
    "VERSION_CONFLICT",
    `Version ${inForce} of the rules is in force, not ${expected}: read it and decide anew.`,
    {
      path: ["expectedNumber"],
      details: { expectedVersion: expected, currentVersion: inForce },
    },
  );
