/** What sort of business a lead is: what a program takes, and what a registration says. */
export const LEAD_KINDS = {
  NEW_BUSINESS: "A prospect that is no customer yet.",
  CROSS_SELL: "Another product for a customer.",
  UPSELL: "More of a product for a customer.",
  RENEWAL: "A customer's contract is to be renewed.",
  PRODUCT_QUALIFIED: "Usage of the product shows the interest.",
} as const;
export type LeadKind = keyof typeof LEAD_KINDS;

export const isLeadKind = (text: string): text is LeadKind => Object.hasOwn(LEAD_KINDS, text);

export const ALL_LEAD_KINDS: readonly LeadKind[] = Object.keys(LEAD_KINDS).filter(isLeadKind);
