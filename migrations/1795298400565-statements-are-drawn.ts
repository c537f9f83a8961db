import type { MigrationInterface, QueryRunner } from "typeorm";

/** Each statement is drawn as PDF once, and kept with its bytes: what a partner was sent last year is the same today. */
export class StatementsAreDrawn1795298400565 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(PDFS);
  }

  public async down(): Promise<void> {
    throw new Error("what was sent to partners is kept: restore a backup instead");
  }
}

const PDFS = `
create table statement_pdf (
  statement_id uuid not null,
  partner_id uuid not null,
  content bytea not null,
  sha256 bytea not null,
  drawn_at timestamptz(3) not null,
  constraint statement_pdf_pkey primary key (statement_id),
  constraint statement_pdf_statement_fkey foreign key (partner_id, statement_id) references partner_statement (partner_id, id),
  constraint statement_pdf_content check (octet_length(content) between 1 and 16777216),
  constraint statement_pdf_sha256 check (sha256 = sha256(content))
);
call app.give_policies('statement_pdf', 'partner_reads');
call app.make_append_only('statement_pdf');
grant select on statement_pdf to app_partner, app_vendor, app_jobs;
grant insert on statement_pdf to app_jobs;
comment on table statement_pdf is 'A statement as PDF, as it was drawn when it was asked for first';
comment on column statement_pdf.sha256 is 'Of the content: what is sent is held against it each time';
`;
