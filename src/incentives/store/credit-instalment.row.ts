import { Column, Entity, PrimaryColumn } from "typeorm";

/** A part of a credit that is held back until a day; of a change, by how much it changes that. */
@Entity("credit_instalment")
export class CreditInstalmentRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "uuid", name: "credit_id" })
  creditId: string;

  @PrimaryColumn({ type: "integer" })
  n: number;

  @Column({ type: "date", name: "due_on" })
  dueOn: string;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;
}
