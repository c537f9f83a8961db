import { Column, Entity, PrimaryColumn } from "typeorm";

/** What is looked for in whatever is earned, as it was set. */
@Entity("fraud_rule")
export class FraudRuleRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  rule: string;

  @Column({ type: "boolean", name: "is_watched" })
  isWatched: boolean;

  /** Of BURST: so many leads of a partner are no burst yet. */
  @Column({ type: "integer", name: "most_leads", nullable: true })
  mostLeads: number | null;

  /** Of BURST: within so long before or after the lead that earned. */
  @Column({ type: "integer", name: "within_minutes", nullable: true })
  withinMinutes: number | null;

  @Column({ type: "text" })
  reason: string;

  @Column({ type: "uuid", name: "set_by" })
  setBy: string;

  @Column({ type: "timestamptz", name: "set_at" })
  setAt: Date;

  /** Since when another is in force; null while it is. */
  @Column({ type: "timestamptz", name: "replaced_at", nullable: true })
  replacedAt: Date | null;
}
