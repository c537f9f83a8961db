import { Column, Entity, PrimaryColumn } from "typeorm";

/** A company's name as it is compared, once however many leads have it. The vendor's alone. */
@Entity("company_name")
export class CompanyNameRow {
  @PrimaryColumn({ type: "bigint" })
  id: string;

  @Column({ type: "text", array: true })
  words: readonly string[];
}

/** A key by which a name is found. */
@Entity("company_name_key")
export class CompanyNameKeyRow {
  @PrimaryColumn({ type: "bigint" })
  key: string;

  @PrimaryColumn({ type: "bigint", name: "name_id" })
  nameId: string;
}

/** In how many names a word stands. */
@Entity("company_name_word")
export class CompanyNameWordRow {
  @PrimaryColumn({ type: "text" })
  word: string;

  @Column({ type: "integer" })
  names: number;
}

/** The name under which an open lead is found. */
@Entity("company_name_lead")
export class CompanyNameLeadRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "bigint", name: "name_id" })
  nameId: string;
}
