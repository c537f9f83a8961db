import { Column, Entity, PrimaryColumn } from "typeorm";

/** What was payable as a batch was drafted, and is not in it. */
@Entity("payout_left_out")
export class PayoutLeftOutRow {
  @PrimaryColumn({ type: "uuid", name: "batch_id" })
  batchId: string;

  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "text" })
  reason: string;

  @Column({ type: "integer", name: "credit_count" })
  creditCount: number;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;
}
