/** What is looked for in whatever is earned. */
export const FRAUD_RULES = {
  OWN_MAILBOX: "A contact of the lead has the mailbox of one of the partner's own people.",
  OWN_DOMAIN:
    "A contact of the lead, or its company, is of the domain of the partner's own people; free mailboxes do not count.",
  DISPOSABLE_MAILBOX: "A contact of the lead has a mailbox of a service for throwing away.",
  BURST:
    "The partner registered more leads about then than are usual; leads of imports do not count.",
  SHARED_ACCOUNT:
    "The partner's payout account, or one of its that waits, is verified as another partner's, and nobody said that this is known.",
} as const;
export type FraudRule = keyof typeof FRAUD_RULES;

/** A rule as it is set. */
export interface FraudRuleSettings {
  readonly rule: FraudRule;
  readonly isWatched: boolean;
  /** Of BURST alone. */
  readonly burst: Burst | null;
}

/** More than so many leads of a partner within so many minutes, before or after a lead, are a burst. */
export interface Burst {
  readonly mostLeads: number;
  readonly withinMinutes: number;
}

/** What is known of a credit where fraud is looked for. */
export interface WatchedCredit {
  /** Of the lead's contacts, as keys: one mailbox is one key however it is written. */
  readonly contacts: readonly string[];
  /** The domain that the lead's company was registered with. */
  readonly companyDomain: string | null;
  /** Of the partner's people, also those who left, as keys. */
  readonly people: readonly string[];
  /** How many leads the partner registered about then, this one included; null where bursts are not watched. */
  readonly leadsAboutThen: number | null;
  /** How many other partners have its account, with nobody having said that this is known. */
  readonly sharers: number;
}

/** By which domains companies are known, and which mailboxes are for throwing away. */
export interface Domains {
  /** The domain that can be registered; null where there is none. */
  readonly registrable: (text: string) => string | null;
  readonly isFreeMail: (domain: string) => boolean;
  readonly isDisposable: (domain: string) => boolean;
}

/** What a rule found, in words that name no person: a hold outlives the data of persons. */
export interface SignOfFraud {
  readonly rule: FraudRule;
  readonly reason: string;
}

const domainOf = (mailbox: string): string => mailbox.slice(mailbox.lastIndexOf("@") + 1);

/** What speaks for fraud in a credit, by the rules that are watched, in their order. */
export function signsOfFraud(
  rules: readonly FraudRuleSettings[],
  credit: WatchedCredit,
  domains: Domains,
): readonly SignOfFraud[] {
  return rules.flatMap((settings) => {
    const reason = settings.isWatched ? LOOKS[settings.rule](credit, domains, settings) : null;
    return reason === null ? [] : [{ rule: settings.rule, reason }];
  });
}

type Look = (credit: WatchedCredit, domains: Domains, settings: FraudRuleSettings) => string | null;

const LOOKS: Readonly<Record<FraudRule, Look>> = {
  OWN_MAILBOX: ({ contacts, people }) =>
    contacts.some((contact) => people.includes(contact)) ? FRAUD_RULES.OWN_MAILBOX : null,

  OWN_DOMAIN: ({ contacts, companyDomain, people }, { registrable, isFreeMail }) => {
    const companies = (mailboxes: readonly string[]) =>
      mailboxes
        .map((mailbox) => registrable(domainOf(mailbox)))
        .filter((domain) => domain !== null && !isFreeMail(domain));
    const own = new Set(companies(people));
    const theirs = [...companies(contacts), companyDomain];
    const shared = theirs.find((domain) => own.has(domain)) ?? null;
    return shared === null
      ? null
      : `A contact of the lead, or its company, is of ${shared}, as people of the partner are.`;
  },

  DISPOSABLE_MAILBOX: ({ contacts }, { isDisposable }) => {
    const found = contacts.map(domainOf).find((domain) => isDisposable(domain));
    return found === undefined
      ? null
      : `A contact of the lead has a mailbox at ${found}, a service for throwing away.`;
  },

  BURST: ({ leadsAboutThen }, _, { burst }) =>
    burst === null || leadsAboutThen === null || leadsAboutThen <= burst.mostLeads
      ? null
      : `The partner registered ${leadsAboutThen} leads within ${burst.withinMinutes} minutes before or after this one; up to ${burst.mostLeads} are usual.`,

  SHARED_ACCOUNT: ({ sharers }) =>
    sharers === 0
      ? null
      : `The partner's payout account is also that of ${sharers === 1 ? "another partner" : `${sharers} other partners`}, and nobody said that this is known.`,
};
