import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isDisposable } from "../../src/app/disposable-mail.ts";
import { signsOfFraud } from "../../src/fraud/domain/fraud-rule.ts";
import type {
  Domains,
  FraudRuleSettings,
  WatchedCredit,
} from "../../src/fraud/domain/fraud-rule.ts";
import { registrableDomain } from "../../src/leads/index.ts";

const DOMAINS: Domains = {
  registrable: registrableDomain,
  isFreeMail: (domain) => domain === "gmail.com",
  isDisposable,
};

const setting = (rule: FraudRuleSettings["rule"], isWatched = true): FraudRuleSettings => ({
  ...{ rule, isWatched },
  burst: rule === "BURST" ? { mostLeads: 3, withinMinutes: 60 } : null,
});
const ALL = (
  ["OWN_MAILBOX", "OWN_DOMAIN", "DISPOSABLE_MAILBOX", "BURST", "SHARED_ACCOUNT"] as const
).map((rule) => setting(rule));

const NOTHING: WatchedCredit = {
  contacts: ["anna@prospect.com"],
  companyDomain: "prospect.com",
  people: ["paul@partner.com"],
  leadsAboutThen: 3,
  sharers: 0,
};

const found = (credit: Partial<WatchedCredit>, rules = ALL): readonly string[] =>
  signsOfFraud(rules, { ...NOTHING, ...credit }, DOMAINS).map(({ rule }) => rule);

describe("What speaks for fraud", () => {
  test("is nothing where the lead is of another company", () => {
    expect(found({})).toEqual([]);
  });

  test("is a contact with the mailbox of one of the partner's people", () => {
    expect(found({ contacts: ["anna@prospect.com", "paul@partner.com"] })).toEqual([
      ...["OWN_MAILBOX", "OWN_DOMAIN"],
    ]);
    // a free mailbox of theirs as well, which tells no company
    expect(found({ contacts: ["paul@gmail.com"], people: ["paul@gmail.com"] })).toEqual([
      "OWN_MAILBOX",
    ]);
  });

  test("is a contact or a company of the domain of the partner's people, but for free mailboxes", () => {
    expect(found({ contacts: ["carla@sales.partner.com"] })).toEqual(["OWN_DOMAIN"]);
    expect(found({ companyDomain: "partner.com" })).toEqual(["OWN_DOMAIN"]);
    expect(found({ contacts: ["carla@gmail.com"], people: ["paul@gmail.com"] })).toEqual([]);
    // two firms under one suffix are two firms
    expect(found({ contacts: ["a@one.co.uk"], people: ["b@two.co.uk"] })).toEqual([]);
  });

  test("is a mailbox for throwing away, also below its domain", () => {
    expect(found({ contacts: ["x@mailinator.com"] })).toEqual(["DISPOSABLE_MAILBOX"]);
    expect(found({ contacts: ["x@any.mailinator.com"] })).toEqual(["DISPOSABLE_MAILBOX"]);
  });

  test("is more leads about then than are usual, and not as many", () => {
    expect(found({ leadsAboutThen: 4 })).toEqual(["BURST"]);
    expect(found({ leadsAboutThen: null })).toEqual([]);
  });

  test("is a payout account that another partner has", () => {
    const signs = signsOfFraud(ALL, { ...NOTHING, sharers: 2 }, DOMAINS);
    expect(signs).toEqual([
      {
        rule: "SHARED_ACCOUNT",
        reason:
          "The partner's payout account is also that of 2 other partners, and nobody said that this is known.",
      },
    ]);
  });

  test("is looked for by the rules that are watched alone", () => {
    const all = {
      contacts: ["paul@partner.com", "x@mailinator.com"],
      leadsAboutThen: 9,
      sharers: 1,
    };
    expect(found(all)).toHaveLength(5);
    for (const { rule } of ALL) {
      const others = ALL.map((each) => (each.rule === rule ? setting(rule, false) : each));
      expect(found(all, others)).toEqual(found(all).filter((each) => each !== rule));
    }
  });

  test("is said without naming a person", () => {
    const mailbox = fc
      .tuple(fc.stringMatching(/^[a-z]{6,12}$/), fc.constantFrom("partner.com", "mailinator.com"))
      .map((parts) => parts.join("@"));
    fc.assert(
      fc.property(fc.array(mailbox, { minLength: 1 }), (mailboxes) => {
        const credit = { ...NOTHING, contacts: mailboxes, people: mailboxes };
        for (const { reason } of signsOfFraud(ALL, credit, DOMAINS))
          for (const each of mailboxes) expect(reason).not.toContain(each.split("@")[0]);
      }),
    );
  });
});
