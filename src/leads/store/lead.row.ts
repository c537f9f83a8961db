import { Column, Entity, PrimaryColumn } from "typeorm";

import type { CustomValue } from "../domain/custom-fields.ts";

/** One partner's registration of a prospect. */
@Entity("lead")
export class LeadRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "program_id" })
  programId: string;

  @Column({ type: "text" })
  kind: string;

  /** None beneath another; each stands for all beneath it. */
  @Column({ type: "uuid", array: true, name: "product_line_ids" })
  productLineIds: readonly string[];

  @Column({ type: "text" })
  stage: string;

  @Column({ type: "timestamptz", name: "stage_entered_at" })
  stageEnteredAt: Date;

  @Column({ type: "timestamptz", name: "claimed_at" })
  claimedAt: Date;

  @Column({ type: "timestamptz", name: "submitted_at", nullable: true })
  submittedAt: Date | null;

  @Column({ type: "timestamptz", name: "marketing_qualified_at", nullable: true })
  marketingQualifiedAt: Date | null;

  @Column({ type: "timestamptz", name: "accepted_at", nullable: true })
  acceptedAt: Date | null;

  @Column({ type: "timestamptz", name: "sales_qualified_at", nullable: true })
  salesQualifiedAt: Date | null;

  @Column({ type: "timestamptz", name: "opportunity_at", nullable: true })
  opportunityAt: Date | null;

  @Column({ type: "timestamptz", name: "won_at", nullable: true })
  wonAt: Date | null;

  @Column({ type: "timestamptz", name: "lost_at", nullable: true })
  lostAt: Date | null;

  /** Stages that a move passed over. */
  @Column({ type: "text", name: "implied_stages", array: true })
  impliedStages: readonly string[];

  @Column({ type: "text", name: "external_reference", nullable: true })
  externalReference: string | null;

  /** The version of its program's form; null where it is from before there were forms. */
  @Column({ type: "integer", name: "form_number", nullable: true })
  formNumber: number | null;

  @Column({ type: "jsonb", name: "custom_fields" })
  customFields: readonly CustomValue[];

  @Column({ type: "integer", name: "terms_number", nullable: true })
  termsNumber: number | null;

  @Column({ type: "bytea", name: "registration_hash" })
  registrationHash: Buffer;

  @Column({ type: "text" })
  source: string;

  @Column({ type: "text", nullable: true })
  campaign: string | null;

  @Column({ type: "text", nullable: true })
  notes: string | null;

  @Column({ type: "text", name: "tender_reference", nullable: true })
  tenderReference: string | null;

  @Column({ type: "text", name: "tender_issuer", nullable: true })
  tenderIssuer: string | null;

  @Column({ type: "date", name: "tender_due_on", nullable: true })
  tenderDueOn: string | null;

  @Column({ type: "bigint", name: "value_minor", nullable: true })
  valueMinor: bigint | null;

  @Column({ type: "text", name: "value_currency", nullable: true })
  valueCurrency: string | null;

  @Column({ type: "uuid", name: "registered_by" })
  registeredBy: string;

  @Column({ type: "boolean", name: "registered_by_vendor" })
  registeredByVendor: boolean;

  @Column({ type: "uuid", name: "owner_id", nullable: true })
  ownerId: string | null;

  @Column({ type: "text", name: "owner_name", nullable: true })
  ownerName: string | null;

  /** The code that both sides may know. */
  @Column({ type: "text", name: "reason_code", nullable: true })
  reasonCode: string | null;

  @Column({ type: "date", name: "revisit_on", nullable: true })
  revisitOn: string | null;

  /** revisitOn for ordering: never null. */
  @Column({ type: "date", name: "revisit_order", insert: false, update: false })
  revisitOrder: string;

  /** How often it was begun: one more with each reopening. */
  @Column({ type: "integer", insert: false })
  cycle: number;

  /** Where taking back the last move leads; the database sets it. */
  @Column({ type: "text", name: "undo_to", nullable: true, insert: false, update: false })
  undoTo: string | null;

  /** How it came to its partner. */
  @Column({ type: "text", insert: false })
  origin: string;

  /** The lead of the same partner in which it goes on; null where it does not, or in another partner's. */
  @Column({ type: "uuid", name: "continues_in", nullable: true, insert: false })
  continuesIn: string | null;

  @Column({ type: "integer" })
  version: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt: Date;
}
