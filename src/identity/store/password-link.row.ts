import { Column, Entity, PrimaryColumn } from "typeorm";

/** A link with which a person sets a password, once. */
@Entity("password_link")
export class PasswordLinkRow {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "uuid", name: "user_id" })
  userId!: string;

  @Column({ type: "bytea", name: "token_hash" })
  tokenHash!: Buffer;

  @Column({ type: "uuid", name: "created_by" })
  createdBy!: string;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "expires_at" })
  expiresAt!: Date;

  @Column({ type: "timestamptz", name: "used_at", nullable: true })
  usedAt!: Date | null;
}
