/** What the scripts of an array have in common is kept once. */
export const ARRAYS = `
CREATE TABLE shared_scripts (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  submission INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (run, submission)
) STRICT, WITHOUT ROWID;

-- Where in the script the shared text belongs, in characters; null where all of it is its own.
ALTER TABLE attempts ADD COLUMN shared_at INTEGER;
`;
