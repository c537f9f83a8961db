import { describe, expect, it } from "vitest";

import { ALL_ROLES, ROLES, scopesOf } from "../../src/identity/domain/roles.ts";
import type { Role } from "../../src/identity/domain/roles.ts";
import { ALL_SCOPES, SCOPES } from "../../src/identity/domain/scopes.ts";
import type { Scope } from "../../src/identity/domain/scopes.ts";

const holders = (scope: Scope): Role[] => ALL_ROLES.filter((role) => scopesOf([role]).has(scope));
const scopesOfKind = (kind: string): Scope[] =>
  ALL_SCOPES.filter((scope) => SCOPES[scope].kind === kind);

describe("roles are named sets of scopes", () => {
  it("there are thirteen, two of them on the partner's side", () => {
    expect(ALL_ROLES).toHaveLength(13);
    expect(ALL_ROLES.filter((role) => ROLES[role].side === "PARTNER")).toEqual([
      "PARTNER_MEMBER",
      "PARTNER_ADMIN",
    ]);
  });

  it("every role and scope has its one line, and no two the same", () => {
    const lines = [...Object.values(ROLES), ...Object.values(SCOPES)].map((entry) => entry.meaning);

    expect(lines.every((line) => /^[A-Z].{9,99}\.$/.test(line))).toBe(true);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it.each(ALL_SCOPES)("%s is held by somebody", (scope) => {
    expect(holders(scope)).not.toEqual([]);
  });

  it("a partner's side holds these and nothing else", () => {
    const member = [
      "LEADS_READ",
      "LEADS_WRITE",
      "COMMENTS_WRITE",
      "CONTACTS_READ",
      "CREDITS_READ",
      "PARTNERS_READ",
      "PROGRAMS_READ",
      "REPORTS_READ",
      "OWN_EXPORTS_WRITE",
    ];
    expect([...scopesOf(["PARTNER_MEMBER"])]).toEqual(member);
    expect([...scopesOf(["PARTNER_ADMIN"])]).toEqual([
      ...member,
      "MEMBERS_WRITE",
      "API_KEYS_WRITE",
      "PAYOUTS_READ",
      "PAYOUT_ACCOUNTS_WRITE",
      "TAX_READ",
      "TAX_WRITE",
    ]);
  });

  it("no partner's role has a scope that is the vendor's alone", () => {
    const held = [...scopesOf(["PARTNER_MEMBER", "PARTNER_ADMIN"])];

    expect(held.filter((scope) => !SCOPES[scope].forPartners)).toEqual([]);
    expect(ALL_SCOPES.filter((scope) => SCOPES[scope].forPartners)).toEqual([
      "LEADS_READ",
      "LEADS_WRITE",
      "COMMENTS_WRITE",
      "CONTACTS_READ",
      "PROGRAMS_READ",
      "CREDITS_READ",
      "PAYOUTS_READ",
      "PAYOUT_ACCOUNTS_WRITE",
      "TAX_READ",
      "TAX_WRITE",
      "REPORTS_READ",
      "EXPORTS_WRITE",
      "OWN_EXPORTS_WRITE",
      "PARTNERS_READ",
      "MEMBERS_WRITE",
      "WEBHOOKS_WRITE",
      "API_KEYS_WRITE",
    ]);
  });

  it("nobody but the controller approves, and the controller prepares nothing", () => {
    expect(scopesOfKind("APPROVE")).toEqual([
      "PROGRAMS_APPROVE",
      "CREDITS_APPROVE",
      "PAYOUT_ACCOUNTS_VERIFY",
      "TAX_APPROVE",
      "PAYOUTS_APPROVE",
      "PERIODS_CLOSE",
      "GL_MAPPINGS_APPROVE",
      "WAIVERS_REVIEW",
    ]);
    for (const scope of scopesOfKind("APPROVE")) expect(holders(scope)).toEqual(["CONTROLLER"]);
    const prepares = scopesOfKind("WRITE").filter((scope) => scopesOf(["CONTROLLER"]).has(scope));
    expect(prepares).toEqual([]);
  });

  it("the auditor reads all but the persons on a lead, and changes nothing", () => {
    const auditor = scopesOf(["AUDITOR"]);

    expect([...auditor].toSorted()).toEqual(
      scopesOfKind("READ")
        .filter((scope) => scope !== "CONTACTS_READ")
        .toSorted(),
    );
    expect(auditor.has("AUDIT_READ")).toBe(true);
  });

  it("who deals with money, figures or models sees no persons", () => {
    const seeing = holders("CONTACTS_READ");

    for (const role of [
      "FINANCE",
      "CONTROLLER",
      "ANALYST",
      "SCORING_ANALYST",
      "AUDITOR",
    ] as const) {
      expect(seeing).not.toContain(role);
    }
  });

  it("who trains scoring models publishes none", () => {
    expect(holders("MODELS_TRAIN")).toEqual(["SCORING_ANALYST"]);
    expect(holders("MODELS_PUBLISH")).toEqual(["MARKETING_OPS"]);
  });

  it("criteria take one from sales and one from marketing", () => {
    expect(holders("CRITERIA_PUBLISH")).toEqual(["SALES_MANAGER", "MARKETING_OPS"]);
  });

  it("the roles together allow what each allows", () => {
    expect(scopesOf(["FINANCE", "SALES_REP"])).toEqual(
      new Set([...scopesOf(["FINANCE"]), ...scopesOf(["SALES_REP"])]),
    );
  });
});
