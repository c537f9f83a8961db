import { Column, Entity, PrimaryColumn } from "typeorm";

/** What somebody proposes not to ask a partner for any more, and what another person says to that. */
@Entity("clawback_write_off")
export class WriteOffRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "clawback_id" })
  clawbackId: string;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;

  @Column({ type: "text" })
  reason: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "uuid", name: "proposed_by" })
  proposedBy: string;

  @Column({ type: "timestamptz", name: "proposed_at" })
  proposedAt: Date;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;

  @Column({ type: "text", nullable: true })
  note: string | null;

  /** The posting by which it was written off; null where it was not. */
  @Column({ type: "uuid", name: "posting_id", nullable: true })
  postingId: string | null;
}
