import { Column, Entity, PrimaryColumn } from "typeorm";

/** A rung on which partners stand. */
@Entity("partner_tier")
export class PartnerTierRow {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text" })
  name!: string;

  @Column({ type: "integer" })
  rank!: number;

  /** Null where a partner may have any number. */
  @Column({ type: "integer", name: "open_leads_limit", nullable: true })
  openLeadsLimit!: number | null;

  @Column({ type: "integer", name: "leads_per_day_limit", nullable: true })
  leadsPerDayLimit!: number | null;

  @Column({ type: "integer" })
  version!: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt!: Date;
}
