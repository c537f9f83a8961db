import { Column, Entity, PrimaryColumn } from "typeorm";

/** A GraphQL document that may be run by its hash; never changed. */
@Entity("stored_document")
export class StoredDocumentRow {
  /** Null for the vendor's own. */
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId!: string | null;

  /** Of the text as UTF-8. */
  @PrimaryColumn({ type: "bytea" })
  sha256!: Buffer;

  @Column({ type: "text" })
  text!: string;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt!: Date;

  @Column({ type: "uuid", name: "created_by" })
  createdBy!: string;
}
