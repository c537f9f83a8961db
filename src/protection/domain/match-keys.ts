/** What two leads can agree on; the database holds the same list. */
export const MATCH_KEYS = ["EMAIL", "COMPANY", "COMPANY_NAME", "PHONE"] as const;
export type MatchKey = (typeof MATCH_KEYS)[number];
