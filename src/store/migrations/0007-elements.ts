/** What the elements of an array have for themselves is kept together too, packed: ten thousand scripts are ten rows. */
export const ELEMENTS = `
-- For each element its part before and behind the shared text, and the paths of its logs: gzip of JSON. Null in rows of older
-- versions, whose elements have their parts in attempts.
ALTER TABLE shared_scripts ADD COLUMN own BLOB;

-- Which of them it is, from 0; null where script and paths stand in this row.
ALTER TABLE attempts ADD COLUMN element INTEGER;
`;
