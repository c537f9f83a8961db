import { Column, Entity, PrimaryColumn } from "typeorm";

/** What a payout sets off against what its partner owes back. */
@Entity("payout_offset")
export class PayoutOffsetRow {
  @PrimaryColumn({ type: "uuid", name: "payout_id" })
  payoutId: string;

  /** The posting by which it became owed. */
  @PrimaryColumn({ type: "uuid", name: "clawback_id" })
  clawbackId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;

  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;
}
