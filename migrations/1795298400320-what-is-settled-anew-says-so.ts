import type { MigrationInterface, QueryRunner } from "typeorm";

/** A credit that was reversed since its lead was settled anew says so; against that its partner has a dispute, and no appeal. */
export class WhatIsSettledAnewSaysSo1795298400320 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(told("'UNDONE', 'SETTLED_ANEW'"));
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(told("'UNDONE'"));
  }
}

const told = (withoutAppeal: string): string => `
alter table credit
  drop constraint credit_reversal_reason,
  drop constraint credit_appeal_until,
  add constraint credit_reversal_reason check (
    reversal_reason in ('INACCURATE_DATA', 'NOT_AVAILABLE', 'FRAUD', 'ENTERED_IN_ERROR', 'WON_CANCELLED', ${withoutAppeal})),
  add constraint credit_appeal_until check (
    (appeal_until is not null) = coalesce(reversal_reason not in (${withoutAppeal}), false) and appeal_until > reversed_at);
comment on column credit.reversal_reason is 'Why it was taken back, as its partner may know it; UNDONE with the move that earned it';
`;
