import { Column, Entity, PrimaryColumn } from "typeorm";

/** A file of leads that a partner asked to have registered. */
@Entity("import_run")
export class ImportRunRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  /** The partner's own file; null where the vendor sent it. */
  @Column({ type: "uuid", name: "upload_id", nullable: true })
  uploadId: string | null;

  /** The vendor's file, where it asked on the partner's behalf; the name is then kept here. */
  @Column({ type: "uuid", name: "vendor_upload_id", nullable: true })
  vendorUploadId: string | null;

  @Column({ type: "text", name: "file_name", nullable: true })
  fileName: string | null;

  @Column({ type: "uuid", name: "program_id", nullable: true })
  programId: string | null;

  @Column({ type: "text" })
  format: string;

  @Column({ type: "jsonb" })
  columns: unknown;

  @Column({ type: "jsonb" })
  defaults: unknown;

  @Column({ type: "text", name: "error_policy" })
  errorPolicy: string;

  @Column({ type: "boolean", name: "dry_run" })
  dryRun: boolean;

  @Column({ type: "timestamptz", name: "requested_at" })
  requestedAt: Date;

  @Column({ type: "uuid", name: "requested_by" })
  requestedBy: string;

  /** The key that asked; null where a person did. */
  @Column({ type: "uuid", name: "key_id", nullable: true })
  keyId: string | null;

  @Column({ type: "text" })
  status: string;

  @Column({ type: "text" })
  step: string;

  /** Null until the file was read whole. */
  @Column({ type: "integer", name: "total_rows", nullable: true })
  totalRows: number | null;

  /** Of this step. */
  @Column({ type: "integer", name: "done_rows" })
  doneRows: number;

  @Column({ type: "integer", name: "registered_count" })
  registeredCount: number;

  @Column({ type: "integer", name: "known_count" })
  knownCount: number;

  @Column({ type: "integer", name: "refused_count" })
  refusedCount: number;

  @Column({ type: "timestamptz", name: "started_at", nullable: true })
  startedAt: Date | null;

  @Column({ type: "timestamptz", name: "finished_at", nullable: true })
  finishedAt: Date | null;

  @Column({ type: "text", name: "failure_code", nullable: true })
  failureCode: string | null;

  @Column({ type: "text", name: "failure_text", nullable: true })
  failureText: string | null;

  @Column({ type: "integer", name: "failure_row", nullable: true })
  failureRow: number | null;

  @Column({ type: "text", name: "failure_column", nullable: true })
  failureColumn: string | null;

  @Column({ type: "timestamptz", name: "cancel_requested_at", nullable: true })
  cancelRequestedAt: Date | null;
}
