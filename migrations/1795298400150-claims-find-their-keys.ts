import type { MigrationInterface, QueryRunner } from "typeorm";

/** The keys of a claim of the vendor's own are found from it, however many claims there are. */
export class ClaimsFindTheirKeys1795298400150 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      "create index direct_claim_key_of_claim on direct_claim_key (claim_id, key)",
    );
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop index direct_claim_key_of_claim");
  }
}
