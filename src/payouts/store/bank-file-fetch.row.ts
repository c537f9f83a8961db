import { Column, Entity, PrimaryColumn } from "typeorm";

/** Who asked for a file for the bank, and when it was fetched. */
@Entity("bank_file_fetch")
export class BankFileFetchRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "file_id" })
  fileId: string;

  @Column({ type: "uuid", name: "asked_by" })
  askedBy: string;

  @Column({ type: "timestamptz", name: "asked_at" })
  askedAt: Date;

  @Column({ type: "timestamptz", name: "expires_at" })
  expiresAt: Date;

  @Column({ type: "timestamptz", name: "fetched_at", nullable: true })
  fetchedAt: Date | null;
}
