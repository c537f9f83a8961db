import { uuidOf } from "../../kernel/index.ts";
import type { Database } from "../database/index.ts";
import { sql } from "../database/index.ts";
import type { Session, Sql } from "../database/index.ts";
import { newId } from "../ids.ts";

import type { Actor } from "./call.ts";

export interface AuditFact {
  readonly mutation: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly requestId: string;
  readonly subjects: readonly string[];
  /** DONE has no code; a refusal or denial names the first one. */
  readonly outcome: "DONE" | "REFUSED" | "DENIED";
  readonly code: string | null;
}

/** The audit row of one mutation call. Ids only: the audit outlives the persons. */
export function auditRow(fact: AuditFact): Sql {
  return sql`
    insert into audit_entry (id, at, mutation, outcome, code, partner_id, actor_id, actor_kind, subject_ids, request_id)
    values (
      ${uuidOf(newId("aud"))}::uuid,
      ${fact.at}::timestamptz,
      ${fact.mutation}::text,
      ${fact.outcome}::text,
      ${fact.code}::text,
      ${fact.actor.partnerId === null ? null : uuidOf(fact.actor.partnerId)}::uuid,
      ${fact.actor.id}::uuid,
      ${fact.actor.kind}::text,
      ${fact.subjects}::text[],
      ${fact.requestId}::text
    )`;
}

/** Records what was refused or denied, in a transaction of its own: the refused one left nothing. */
export async function recordAudit(
  database: Database,
  session: Session,
  fact: AuditFact,
): Promise<void> {
  await database.transaction(session, async (tx) => {
    tx.queue(auditRow(fact));
    return null;
  });
}
