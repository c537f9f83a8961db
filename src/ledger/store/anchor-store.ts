import type { ChainAnchorId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { SignedAnchor } from "../domain/anchor.ts";

export interface Head {
  /** A uuid. */
  readonly entityId: string;
  readonly seq: bigint;
  readonly hash: Buffer;
  /** The day, in the entity's zone. */
  readonly today: string;
}

/** The heads of the chains that have no anchor of this day. */
export async function readHeadsToAnchor(
  database: Database,
  session: Session,
  at: Date,
): Promise<readonly Head[]> {
  const rows = await database.read<{
    entity_id: string;
    seq: bigint;
    hash: Buffer;
    today: string;
  }>(
    session,
    sql`
      select head.entity_id, head.seq, head.hash, today.day::text as today
      from chain_head as head
      join legal_entity as entity on entity.id = head.entity_id
      cross join lateral (select (${at}::timestamptz at time zone entity.time_zone)::date as day) as today
      where not exists (
        select
        from chain_anchor as anchor
        where anchor.entity_id = head.entity_id and anchor.anchored_on >= today.day)`,
  );
  return rows.map(({ entity_id: entityId, ...head }) => ({ entityId, ...head }));
}

/** Of several servers that anchor at the same time one does; what is written is read by whoever sends it. */
export function insertAnchor(anchor: {
  readonly id: string;
  readonly head: Head;
  readonly at: Date;
  readonly signature: Buffer;
  readonly publicKey: Buffer;
}): Sql {
  const { id, head, at, signature, publicKey } = anchor;
  return sql`
    insert into chain_anchor (id, entity_id, anchored_on, seq, hash, anchored_at, signature, public_key)
    values (${id}::uuid, ${head.entityId}::uuid, ${head.today}::date, ${head.seq}::bigint, ${head.hash}::bytea,
      ${at}::timestamptz, ${signature}::bytea, ${publicKey}::bytea)
    on conflict (entity_id, anchored_on) do nothing`;
}

export type ExportWay = "FILE" | "MAIL";

export interface AnchorToExport extends SignedAnchor {
  readonly id: ChainAnchorId;
  readonly anchoredOn: string;
}

/** How long it is tried to send an anchor: the next days' say as much, and more. */
const DAYS = 7;

/** The anchors of the last days that did not leave the database this way, the oldest first. */
export async function readAnchorsToExport(
  database: Database,
  session: Session,
  way: ExportWay,
  at: Date,
): Promise<readonly AnchorToExport[]> {
  const rows = await database.read<{
    id: string;
    anchored_on: string;
    entity_id: string;
    seq: bigint;
    hash: Buffer;
    anchored_at: Date;
    signature: Buffer;
    public_key: Buffer;
  }>(
    session,
    sql`
      select anchor.id, anchor.anchored_on::text, anchor.entity_id, anchor.seq, anchor.hash, anchor.anchored_at,
        anchor.signature, anchor.public_key
      from chain_anchor as anchor
      where anchor.anchored_at > ${at}::timestamptz - interval '1 day' * ${DAYS}::integer
        and not exists (
          select
          from chain_anchor_export as sent
          where sent.anchor_id = anchor.id and sent.way = ${way}::text)
      order by anchor.anchored_at`,
  );
  return rows.map((row) => ({
    id: idOf("anc", row.id),
    anchoredOn: row.anchored_on,
    entityId: row.entity_id,
    seq: row.seq,
    hash: row.hash.toString("hex"),
    at: row.anchored_at.toISOString(),
    signature: row.signature.toString("hex"),
    publicKey: row.public_key.toString("hex"),
  }));
}

/** It left this way; said twice where two servers sent it. */
export function insertExport(anchorId: string, way: ExportWay, at: Date): Sql {
  return sql`
    insert into chain_anchor_export (anchor_id, way, exported_at)
    values (${anchorId}::uuid, ${way}::text, ${at}::timestamptz)
    on conflict do nothing`;
}
