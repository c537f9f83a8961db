import { Column, Entity, PrimaryColumn } from "typeorm";

/** Why a credit, or all of a partner, is neither approved nor paid. */
@Entity("credit_hold")
export class CreditHoldRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  /** Which one, with all that changes it; null where it is all of its partner. */
  @Column({ type: "uuid", name: "credit_id", nullable: true })
  creditId: string | null;

  @Column({ type: "text" })
  kind: string;

  /** The kind, as its partner may know it. */
  @Column({ type: "text" })
  told: string;

  @Column({ type: "text" })
  reason: string;

  @Column({ type: "text", nullable: true })
  evidence: string | null;

  @Column({ type: "uuid", name: "placed_by" })
  placedBy: string;

  @Column({ type: "timestamptz", name: "placed_at" })
  placedAt: Date;

  @Column({ type: "uuid", name: "released_by", nullable: true })
  releasedBy: string | null;

  @Column({ type: "timestamptz", name: "released_at", nullable: true })
  releasedAt: Date | null;

  /** The rule that found what speaks for fraud; null where a person placed it. */
  @Column({ type: "text", nullable: true })
  rule: string | null;

  /** The tax rule that asks for the form with which it ends; null where two persons let it go. */
  @Column({ type: "uuid", name: "tax_rule_id", nullable: true })
  taxRuleId: string | null;
}
