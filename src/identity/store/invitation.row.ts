import { Column, Entity, PrimaryColumn } from "typeorm";

/** Somebody asked to become a member. */
@Entity("invitation")
export class InvitationRow {
  @PrimaryColumn({ type: "uuid" })
  id!: string;

  @Column({ type: "uuid", name: "partner_id", nullable: true })
  partnerId!: string | null;

  @Column({ type: "text" })
  email!: string;

  @Column({ type: "text", name: "display_name" })
  displayName!: string;

  @Column({ type: "text", array: true })
  roles!: readonly string[];

  /** Null where whoever runs the server invited an administrator from its console. */
  @Column({ type: "uuid", name: "invited_by", nullable: true })
  invitedBy!: string | null;

  @Column({ type: "bytea", name: "token_hash", nullable: true })
  tokenHash!: Buffer | null;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt!: Date;

  @Column({ type: "timestamptz", name: "expires_at" })
  expiresAt!: Date;

  @Column({ type: "timestamptz", name: "accepted_at", nullable: true })
  acceptedAt!: Date | null;

  @Column({ type: "uuid", name: "membership_id", nullable: true })
  membershipId!: string | null;
}
