import { Column, Entity, PrimaryColumn } from "typeorm";

/** A credential of a program; the key itself is not kept. */
@Entity("api_key")
export class ApiKeyRow {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "uuid", name: "partner_id", nullable: true })
  partnerId!: string | null;

  @Column({ type: "uuid", name: "membership_id" })
  membershipId!: string;

  @Column({ type: "text" })
  name!: string;

  @Column({ type: "text" })
  prefix!: string;

  @Column({ type: "bytea", name: "key_hash" })
  keyHash!: Buffer;

  @Column({ type: "text", array: true })
  scopes!: readonly string[];

  @Column({ type: "text" })
  documents!: string;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "expires_at" })
  expiresAt!: Date;

  @Column({ type: "timestamptz", name: "revoked_at", nullable: true })
  revokedAt!: Date | null;

  @Column({ type: "timestamptz", name: "last_used_at", nullable: true })
  lastUsedAt!: Date | null;
}
