import type { IncentiveProgramId, PartnerId } from "../../kernel/index.ts";

/** What an incentive program costs, whoever earned it. */
export type ProgramRole = "expense" | "expense_recovery" | "contract_cost_asset" | "writeoff";
/** What is owed to a partner, by how far it has come; and what a partner owes. */
export type PartnerRole =
  "accrued" | "deferred" | "holdback" | "payable" | "in_transit" | "clawback_receivable";
/** Money sent and not yet booked, and money the bank has booked. */
export type BankRole = "cash_clearing" | "bank" | "bank_charges";
/** Kept once per entity: tax withheld, and the two sides of a conversion. */
export type EntityRole = "wht_payable" | "fx_clearing" | "fx_gain_loss";
export type AccountRole = ProgramRole | PartnerRole | BankRole | EntityRole;

/** The account of a line, by what it is; the database makes it when it is first posted to. */
export type Account =
  | { readonly role: ProgramRole; readonly programId: IncentiveProgramId }
  | {
      readonly role: PartnerRole;
      readonly programId: IncentiveProgramId;
      readonly partnerId: PartnerId;
    }
  | { readonly role: BankRole; readonly bankAccountId: string }
  | { readonly role: EntityRole };

/** What a movement is about: which program and partner, and the uuid of the bank account it touches. */
export interface Place {
  readonly programId: IncentiveProgramId;
  readonly partnerId: PartnerId;
  readonly bankAccountId?: string;
}

/** The account that plays a role at a place. Throws a RangeError when a bank account is missing. */
export function accountOf(role: AccountRole, place: Place): Account {
  const { programId, partnerId, bankAccountId } = place;
  switch (role) {
    case "expense":
    case "expense_recovery":
    case "contract_cost_asset":
    case "writeoff":
      return { role, programId };
    case "accrued":
    case "deferred":
    case "holdback":
    case "payable":
    case "in_transit":
    case "clawback_receivable":
      return { role, programId, partnerId };
    case "cash_clearing":
    case "bank":
    case "bank_charges":
      if (bankAccountId === undefined) throw new RangeError(`${role} needs a bank account`);
      return { role, bankAccountId };
    case "wht_payable":
    case "fx_clearing":
    case "fx_gain_loss":
      return { role };
  }
}
