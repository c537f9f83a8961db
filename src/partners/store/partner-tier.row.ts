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

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt!: Date;
}
