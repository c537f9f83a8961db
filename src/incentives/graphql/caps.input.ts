import { Field, InputType, Int } from "type-graphql";

import { money, readAmount } from "../../kernel/index.ts";
import type { InputReader, Money } from "../../kernel/index.ts";
import { MoneyInput } from "../../platform/graphql/index.ts";
import type {
  BudgetExcess,
  CapsDrafted,
  CapWindow,
  PartnerCapExcess,
} from "../domain/cap-terms.ts";
import { problemOfDeferral } from "../domain/deferral.ts";

import { BudgetExcessEnum, CapWindowEnum, PartnerCapExcessEnum } from "./caps.type.ts";

@InputType("PartnerCapInput", { description: "What a partner may earn in a window" })
export class PartnerCapInput {
  @Field(() => MoneyInput, { description: "How much, in the program's currency; more than 0" })
  amount: MoneyInput;

  @Field(() => CapWindowEnum, {
    description: "In which time, by the day of the milestone in the incentive program's zone",
  })
  window: CapWindow;

  @Field(() => PartnerCapExcessEnum, {
    defaultValue: "FORFEIT",
    description: "What becomes of what is over",
  })
  onExcess: PartnerCapExcess;

  @Field(() => Int, {
    nullable: true,
    description:
      "Of DEFER: in how many later windows what is over may be earned yet, 1 to 12; none otherwise",
  })
  deferWindows?: number | null;
}

@InputType("BudgetInput", { description: "What an incentive program may pay in all" })
export class BudgetInput {
  @Field(() => MoneyInput, {
    description:
      "How much, in the program's currency, under all its versions that have a budget; more than 0",
  })
  amount: MoneyInput;

  @Field(() => BudgetExcessEnum, {
    defaultValue: "FORFEIT",
    description: "What becomes of an award for which it is not enough",
  })
  onExcess: BudgetExcess;
}

/** What limits a draft: each only where it was given, and more than nothing. */
export function readCaps(
  reader: InputReader,
  given: {
    readonly leadCap?: MoneyInput | null;
    readonly partnerCap?: PartnerCapInput | null;
    readonly budget?: BudgetInput | null;
  },
): CapsDrafted {
  const { leadCap, partnerCap, budget } = given;
  return {
    leadCap: leadCap ? readLimit(reader, ["leadCap"], leadCap) : null,
    partnerCap: partnerCap
      ? {
          amount: readLimit(reader, ["partnerCap", "amount"], partnerCap.amount),
          window: partnerCap.window,
          onExcess: partnerCap.onExcess,
          deferWindows: readDeferWindows(reader, partnerCap),
        }
      : null,
    budget: budget
      ? {
          amount: readLimit(reader, ["budget", "amount"], budget.amount),
          onExcess: budget.onExcess,
        }
      : null,
  };
}

function readDeferWindows(
  reader: InputReader,
  { onExcess, deferWindows = null }: PartnerCapInput,
): number | null {
  const problem = problemOfDeferral(onExcess, deferWindows);
  if (problem !== null) reader.report(["partnerCap", "deferWindows"], problem);
  return deferWindows;
}

function readLimit(reader: InputReader, path: readonly string[], given: MoneyInput): Money {
  const amount = reader.optional(path, given, readAmount);
  if (amount?.minor === 0n)
    reader.report(path, "is 0: who is to earn nothing has no rule; leave it out for no limit");
  return amount ?? money(0n, "EUR");
}
