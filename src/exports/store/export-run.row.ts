import { Column, Entity, PrimaryColumn } from "typeorm";

import type { ExportParameters } from "../domain/export-run.ts";

/** A file of the books that was asked for. */
@Entity("export_run")
export class ExportRunRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "requested_by" })
  requestedBy: string;

  /** The key that asked; null where a person did. */
  @Column({ type: "uuid", name: "key_id", nullable: true })
  keyId: string | null;

  /** The partner whose own file it is; null where it is the vendor's. */
  @Column({ type: "uuid", name: "partner_id", nullable: true })
  partnerId: string | null;

  /** Who may fetch it beside who asked. */
  @Column({ type: "uuid", array: true, name: "recipient_ids" })
  recipientIds: string[];

  /** The report that it is of; null where it was asked for by itself. */
  @Column({ type: "uuid", name: "report_id", nullable: true })
  reportId: string | null;

  @Column({ type: "timestamptz", name: "requested_at" })
  requestedAt: Date;

  @Column({ type: "text" })
  kind: string;

  @Column({ type: "text" })
  format: string;

  @Column({ type: "jsonb" })
  parameters: ExportParameters;

  /** The number of the chain at which the file is cut; null until that is known. */
  @Column({ type: "bigint", nullable: true })
  watermark: bigint | null;

  @Column({ type: "text" })
  status: string;

  @Column({ type: "bigint", name: "done_rows" })
  doneRows: bigint;

  @Column({ type: "timestamptz", name: "started_at", nullable: true })
  startedAt: Date | null;

  @Column({ type: "timestamptz", name: "finished_at", nullable: true })
  finishedAt: Date | null;

  @Column({ type: "timestamptz", name: "cancel_requested_at", nullable: true })
  cancelRequestedAt: Date | null;

  @Column({ type: "text", nullable: true })
  failure: string | null;

  @Column({ type: "bigint", name: "byte_size", nullable: true })
  byteSize: bigint | null;

  @Column({ type: "bytea", nullable: true })
  sha256: Buffer | null;

  @Column({ type: "jsonb", nullable: true })
  manifest: unknown;

  @Column({ type: "timestamptz", name: "expires_at", nullable: true })
  expiresAt: Date | null;
}
