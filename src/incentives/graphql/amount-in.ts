import { isCurrency, money } from "../../kernel/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";

/** An amount of an incentive program, in the currency in which that pays. */
export function amountIn(minor: bigint, code: string) {
  if (!isCurrency(code))
    throw new Error(`an incentive program pays in an unknown currency ${code}`);
  return toMoneyType(money(minor, code));
}
