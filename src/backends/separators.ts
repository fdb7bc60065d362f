/** Between the fields of a row: a character that names hardly ever hold. */
export const UNIT = '\u001f';
/** In front of the groups of an answer, and behind its last row as proof that it is whole. */
export const RECORD = '\u001e';
