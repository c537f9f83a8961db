import { Column, Entity, PrimaryColumn } from "typeorm";

/** One refresh token that a session was given. */
@Entity("refresh_token")
export class RefreshTokenRow {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "uuid", name: "login_session_id" })
  loginSessionId!: string;

  @Column({ type: "bytea", name: "token_hash" })
  tokenHash!: Buffer;

  @Column({ type: "timestamptz", name: "issued_at" })
  issuedAt!: Date;

  @Column({ type: "timestamptz", name: "expires_at" })
  expiresAt!: Date;

  @Column({ type: "timestamptz", name: "rotated_at", nullable: true })
  rotatedAt!: Date | null;
}
