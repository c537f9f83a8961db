import { Column, Entity, PrimaryColumn } from "typeorm";

/** Why what an award credited was taken back, or is to be; the vendor's alone. */
@Entity("credit_reversal")
export class CreditReversalRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "award_id" })
  awardId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "text" })
  reason: string;

  @Column({ type: "text" })
  evidence: string;

  /** Since when what the reason says was so. */
  @Column({ type: "date", name: "true_on", nullable: true })
  trueOn: string | null;

  /** What the partners are told besides the reason. */
  @Column({ type: "text", nullable: true })
  statement: string | null;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "uuid", name: "requested_by" })
  requestedBy: string;

  @Column({ type: "timestamptz", name: "requested_at" })
  requestedAt: Date;

  /** Of fraud: the second person. */
  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "text", nullable: true })
  note: string | null;

  /** How much of each credit in all, in parts per million, where a part is taken; null: all of it. */
  @Column({ type: "bigint", name: "taken_ppm", nullable: true })
  takenPpm: bigint | null;

  /** The change by which that was done. */
  @Column({ type: "uuid", name: "change_award_id", nullable: true })
  changeAwardId: string | null;

  /** When the credit was taken back; null where it was not. */
  @Column({ type: "timestamptz", name: "effective_at", nullable: true })
  effectiveAt: Date | null;
}
