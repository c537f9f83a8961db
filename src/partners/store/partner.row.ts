import { Column, Entity, PrimaryColumn } from "typeorm";

/** A partner firm; exactly one is the vendor itself. */
@Entity("partner")
export class PartnerRow {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "text" })
  name!: string;

  @Column({ type: "text" })
  state!: string;

  @Column({ type: "uuid", name: "tier_id", nullable: true })
  tierId!: string | null;

  @Column({ type: "text", nullable: true })
  country!: string | null;

  @Column({ type: "boolean", name: "is_vendor" })
  isVendor!: boolean;

  @Column({ type: "integer" })
  version!: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt!: Date;
}
