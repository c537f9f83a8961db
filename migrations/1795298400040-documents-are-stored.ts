import type { MigrationInterface, QueryRunner } from "typeorm";

/** GraphQL documents are stored under their hash, and an API key may be held to them. */
export class DocumentsAreStored1795298400040 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(STORED_DOCUMENTS);
    await runner.query(KEYS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("alter table api_key drop column documents");
    await runner.query("drop table stored_document");
  }
}

// The key is led by partner_id: who stores a document learns nothing of who else has it. Whoever
// asks, with a token or without, may run the vendor's: those are read by the role that logs in.
const STORED_DOCUMENTS = `
create table stored_document (
  partner_id uuid,
  sha256 bytea not null,
  text text not null,
  created_at timestamptz(3) not null,
  created_by uuid not null,
  vendor_author uuid generated always as (case when partner_id is null then created_by end) stored,
  constraint stored_document_once unique nulls not distinct (partner_id, sha256),
  constraint stored_document_partner_fkey foreign key (partner_id) references partner (id),
  constraint stored_document_author_fkey foreign key (partner_id, created_by) references membership (partner_id, id),
  constraint stored_document_vendor_author_fkey foreign key (vendor_author) references membership (id),
  constraint stored_document_hash check (sha256 = pg_catalog.sha256(convert_to(text, 'UTF8'))),
  constraint stored_document_length check (octet_length(text) between 1 and 50000)
);
create index stored_document_by_author on stored_document (partner_id, created_by);
create index stored_document_by_vendor_author on stored_document (vendor_author);
call app.give_policies('stored_document', 'partner_writes');
call app.make_append_only('stored_document');
create policy stored_document_auth on stored_document for select to app_auth using (partner_id is null);
grant select (partner_id, sha256, text) on stored_document to app_partner, app_vendor, app_auth;
grant insert (partner_id, sha256, text, created_at, created_by) on stored_document to app_partner, app_vendor;
comment on table stored_document is 'A GraphQL document that may be run by its hash: a partner''s by itself alone, the vendor''s (partner_id is null) by everybody';
`;

const KEYS = `
alter table api_key
  add column documents text not null default 'ANY',
  add constraint api_key_documents check (documents in ('ANY', 'STORED_ONLY'));
grant select (documents), insert (documents) on api_key to app_partner, app_vendor;
comment on column api_key.documents is 'ANY: whatever it sends; STORED_ONLY: documents of its partner or the vendor that are stored';
`;
