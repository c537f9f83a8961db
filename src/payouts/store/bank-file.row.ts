import { Column, Entity, PrimaryColumn } from "typeorm";

/** What a batch says to the bank, rendered once; it is sealed. */
@Entity("bank_file")
export class BankFileRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "batch_id" })
  batchId: string;

  @Column({ type: "text" })
  format: string;

  @Column({ type: "text" })
  currency: string;

  @Column({ type: "date", name: "execution_on" })
  executionOn: string;

  @Column({ type: "integer", name: "payment_count" })
  paymentCount: number;

  @Column({ type: "bigint", name: "sum_minor" })
  sumMinor: bigint;

  @Column({ type: "text" })
  sha256: string;

  @Column({ type: "integer", name: "byte_size" })
  byteSize: number;

  @Column({ type: "bytea", name: "content_sealed" })
  contentSealed: Buffer;

  @Column({ type: "text", name: "key_id" })
  keyId: string;

  @Column({ type: "timestamptz", name: "rendered_at" })
  renderedAt: Date;
}
