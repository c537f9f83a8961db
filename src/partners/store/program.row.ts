import { Column, Entity, PrimaryColumn } from "typeorm";

/** What a partner enrols in and a lead is registered under. */
@Entity("program")
export class ProgramRow {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text" })
  name!: string;

  @Column({ type: "text", name: "time_zone" })
  timeZone!: string;

  @Column({ type: "text", name: "qualified_by" })
  qualifiedBy!: string;

  @Column({ type: "text", array: true })
  kinds!: readonly string[];

  /** That its leads may name, each with all beneath it; null for all. */
  @Column({ type: "uuid", array: true, name: "product_line_ids", nullable: true })
  productLineIds!: readonly string[] | null;

  @Column({ type: "text", name: "contact_rule" })
  contactRule!: string;

  /** Null for Monday to Friday, 9 to 17, in its zone. */
  @Column({ type: "uuid", name: "calendar_id", nullable: true })
  calendarId!: string | null;

  @Column({ type: "boolean", name: "needs_terms" })
  needsTerms!: boolean;

  @Column({ type: "integer", name: "form_number" })
  formNumber!: number;

  @Column({ type: "integer", name: "acceptance_hours" })
  acceptanceHours!: number;

  @Column({ type: "integer", name: "conversion_days" })
  conversionDays!: number;

  @Column({ type: "integer", name: "protection_days" })
  protectionDays!: number;

  @Column({ type: "integer", name: "heartbeat_days" })
  heartbeatDays!: number;

  @Column({ type: "text", name: "extension_policy" })
  extensionPolicy!: string;

  @Column({ type: "integer", name: "extension_days" })
  extensionDays!: number;

  @Column({ type: "integer", name: "checks_per_day" })
  checksPerDay!: number;

  @Column({ type: "integer", name: "appeal_days" })
  appealDays!: number;

  @Column({ type: "integer", name: "direct_claim_days" })
  directClaimDays!: number;

  @Column({ type: "boolean", name: "is_default" })
  isDefault!: boolean;

  @Column({ type: "integer" })
  version!: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt!: Date;
}
