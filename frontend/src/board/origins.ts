/** Changes that come from this person's hand, and that this person may undo. */
export const BY_HAND = "hand";
/** Changes made by the page itself (the begun work laid on the board). */
export const BY_PAGE = "page";
