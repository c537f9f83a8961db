import { Column, Entity, PrimaryColumn } from "typeorm";

/** A credit of a proposal, as it was shown. */
@Entity("approval_item")
export class ApprovalItemRow {
  @PrimaryColumn({ type: "uuid", name: "proposal_id" })
  proposalId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "uuid", name: "credit_id" })
  creditId: string;

  /** What counted of it. */
  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;

  @Column({ type: "text" })
  currency: string;
}
