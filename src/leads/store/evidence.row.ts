import { Column, Entity, PrimaryColumn } from "typeorm";

/** A file or a link that one side added to a lead. */
@Entity("evidence")
export class EvidenceRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "event_id" })
  eventId: string;

  @Column({ type: "text" })
  kind: string;

  @Column({ type: "text", nullable: true })
  note: string | null;

  @Column({ type: "text", nullable: true })
  url: string | null;

  /** Null for a link, as all that tells of a file. */
  @Column({ type: "uuid", name: "upload_id", nullable: true })
  uploadId: string | null;

  @Column({ type: "text", name: "file_name", nullable: true })
  fileName: string | null;

  @Column({ type: "text", name: "content_type", nullable: true })
  contentType: string | null;

  @Column({ type: "bigint", name: "byte_size", nullable: true })
  byteSize: bigint | null;

  @Column({ type: "bytea", nullable: true })
  sha256: Buffer | null;

  @Column({ type: "timestamptz", name: "submitted_at" })
  submittedAt: Date;

  @Column({ type: "uuid", name: "submitted_by" })
  submittedBy: string;

  @Column({ type: "boolean", name: "by_vendor" })
  byVendor: boolean;
}
