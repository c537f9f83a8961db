import { Column, Entity, PrimaryColumn } from "typeorm";

/** Since when, and until when, an account is a customer of a product line. The vendor's alone. */
@Entity("customer")
export class CustomerRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "account_id" })
  accountId: string;

  @Column({ type: "uuid", name: "product_line_id" })
  productLineId: string;

  @Column({ type: "text" })
  source: string;

  @Column({ type: "timestamptz" })
  since: Date;

  /** Null while it is one. */
  @Column({ type: "timestamptz", nullable: true })
  until: Date | null;

  /** The lead whose deal was won; null where somebody said so by hand. */
  @Column({ type: "uuid", name: "lead_id", nullable: true })
  leadId: string | null;
}
