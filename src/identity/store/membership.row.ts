import { Column, Entity, PrimaryColumn } from "typeorm";

/** A person at a partner, or on the vendor's staff where the partner is null. */
@Entity("membership")
export class MembershipRow {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "uuid", name: "user_id" })
  userId!: string;

  @Column({ type: "uuid", name: "partner_id", nullable: true })
  partnerId!: string | null;

  @Column({ type: "text", name: "display_name" })
  displayName!: string;

  @Column({ type: "text" })
  email!: string;

  @Column({ type: "text", array: true })
  roles!: readonly string[];

  @Column({ type: "integer", name: "token_version" })
  tokenVersion!: number;

  @Column({ type: "integer" })
  version!: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt!: Date;

  @Column({ type: "timestamptz", name: "deactivated_at", nullable: true })
  deactivatedAt!: Date | null;
}
