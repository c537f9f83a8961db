import { Column, Entity, PrimaryColumn } from "typeorm";

/** What a partner was owed in a currency as a month began and as it ended. Never changed. */
@Entity("partner_statement")
export class PartnerStatementRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "integer" })
  number: number;

  @Column({ type: "text" })
  currency: string;

  @Column({ type: "date", name: "starts_on" })
  startsOn: string;

  @Column({ type: "date", name: "ends_on" })
  endsOn: string;

  @Column({ type: "integer", name: "line_count" })
  lineCount: number;

  @Column({ type: "bigint", name: "opening_accrued_minor" })
  openingAccruedMinor: bigint;

  @Column({ type: "bigint", name: "opening_held_minor" })
  openingHeldMinor: bigint;

  @Column({ type: "bigint", name: "opening_payable_minor" })
  openingPayableMinor: bigint;

  @Column({ type: "bigint", name: "opening_transit_minor" })
  openingTransitMinor: bigint;

  @Column({ type: "bigint", name: "opening_receivable_minor" })
  openingReceivableMinor: bigint;

  @Column({ type: "bigint", name: "closing_accrued_minor" })
  closingAccruedMinor: bigint;

  @Column({ type: "bigint", name: "closing_held_minor" })
  closingHeldMinor: bigint;

  @Column({ type: "bigint", name: "closing_payable_minor" })
  closingPayableMinor: bigint;

  @Column({ type: "bigint", name: "closing_transit_minor" })
  closingTransitMinor: bigint;

  @Column({ type: "bigint", name: "closing_receivable_minor" })
  closingReceivableMinor: bigint;

  @Column({ type: "timestamptz", name: "issued_at" })
  issuedAt: Date;
}
