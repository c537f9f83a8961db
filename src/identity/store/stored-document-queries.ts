import { uuidOf } from "../../kernel/index.ts";
import type { PartnerId } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";

export type StoredDocumentView = { text: string };

export interface DocumentToStore {
  readonly sha256: Buffer;
  readonly text: string;
}

/** The text of a partner's own document. */
export function documentOfPartner(partnerId: PartnerId, sha256: Buffer): Sql {
  return sql`
    select text
    from stored_document
    where partner_id = ${uuidOf(partnerId)}::uuid and sha256 = ${sha256}::bytea`;
}

/** The text of a document of the vendor's. */
export function documentOfVendor(sha256: Buffer): Sql {
  return sql`
    select text
    from stored_document
    where partner_id is null and sha256 = ${sha256}::bytea`;
}

/** Stores what is not stored yet: a document that is there already stays as it is. */
export function insertDocuments(
  documents: readonly DocumentToStore[],
  by: { readonly partnerId: PartnerId | null; readonly memberUuid: string; readonly at: Date },
): Sql {
  return sql`
    insert into stored_document (partner_id, sha256, text, created_at, created_by)
    select
      ${by.partnerId === null ? null : uuidOf(by.partnerId)}::uuid,
      given.sha256,
      given.text,
      ${by.at}::timestamptz,
      ${by.memberUuid}::uuid
    from unnest(
      ${documents.map((each) => each.sha256)}::bytea[],
      ${documents.map((each) => each.text)}::text[]
    ) as given (sha256, text)
    on conflict do nothing`;
}
