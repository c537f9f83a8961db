import { Column, Entity, PrimaryColumn } from "typeorm";

/** Why a lead is refused, returned, disqualified or lost. */
@Entity("reason")
export class ReasonRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  list: string;

  @Column({ type: "text" })
  code: string;

  /** The code that the partner may know. */
  @Column({ type: "text", name: "partner_code" })
  partnerCode: string;

  @Column({ type: "text" })
  label: string;

  @Column({ type: "boolean", name: "needs_note" })
  needsNote: boolean;

  @Column({ type: "boolean" })
  active: boolean;
}
