/** Why nobody was let in, as an address can name it: the server sends the browser back with these. */
export const REASONS = ["blocked", "stranger", "late", "declined", "tooMany", "failed"] as const;
export type Reason = (typeof REASONS)[number];
