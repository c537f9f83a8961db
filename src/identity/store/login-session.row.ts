import { Column, Entity, PrimaryColumn } from "typeorm";

/** A family of refresh tokens, from login to logout. */
@Entity("login_session")
export class LoginSessionRow {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "uuid", name: "membership_id" })
  membershipId!: string;

  @Column({ type: "timestamptz", name: "started_at" })
  startedAt!: Date;

  @Column({ type: "timestamptz", name: "expires_at" })
  expiresAt!: Date;

  @Column({ type: "timestamptz", name: "revoked_at", nullable: true })
  revokedAt!: Date | null;
}
