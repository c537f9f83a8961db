import { Column, Entity, PrimaryColumn } from "typeorm";

/** A file that was announced; its bytes lie in the storage, under the row's id. */
@Entity("upload")
export class UploadRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  /** Null where it is the vendor's. */
  @Column({ type: "uuid", name: "partner_id", nullable: true })
  partnerId: string | null;

  @Column({ type: "text" })
  purpose: string;

  /** As somebody typed it; nothing is found by it. */
  @Column({ type: "text", name: "file_name" })
  fileName: string;

  @Column({ type: "text", name: "content_type" })
  contentType: string;

  @Column({ type: "bigint", name: "byte_size" })
  byteSize: bigint;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "bytea", nullable: true })
  sha256: Buffer | null;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "uuid", name: "created_by" })
  createdBy: string;

  @Column({ type: "timestamptz", name: "stored_at", nullable: true })
  storedAt: Date | null;

  /** Null as long as something needs it. */
  @Column({ type: "timestamptz", name: "expires_at", nullable: true })
  expiresAt: Date | null;
}
