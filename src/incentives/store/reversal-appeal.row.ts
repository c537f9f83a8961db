import { Column, Entity, PrimaryColumn } from "typeorm";

/** A partner disagrees with its credit being taken back. */
@Entity("reversal_appeal")
export class ReversalAppealRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "credit_id" })
  creditId: string;

  /** In the partner's words. */
  @Column({ type: "text" })
  grounds: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "uuid", name: "opened_by" })
  openedBy: string;

  @Column({ type: "timestamptz", name: "opened_at" })
  openedAt: Date;

  /** The vendor's alone. */
  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  /** The vendor's alone. */
  @Column({ type: "text", nullable: true })
  note: string | null;
}
