import { Column, Entity, PrimaryColumn } from "typeorm";

import type { DraftContent } from "../domain/draft.ts";

/** What a partner has begun to write; empty once it is a lead. */
@Entity("lead_draft")
export class LeadDraftRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "jsonb" })
  content: DraftContent;

  @Column({ type: "uuid", name: "lead_id", nullable: true })
  leadId: string | null;

  @Column({ type: "uuid", name: "created_by" })
  createdBy: string;

  @Column({ type: "integer" })
  version: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt: Date;
}
