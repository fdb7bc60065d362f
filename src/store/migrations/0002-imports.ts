/** Which folders of the Python program's history were taken over. Times are milliseconds since 1970. */
export const IMPORTS = `
CREATE TABLE imports (
  folder TEXT PRIMARY KEY,        -- <workflow>/<run folder>, below workflows/
  modified_at INTEGER NOT NULL,   -- of its run.json as it was read
  imported_at INTEGER NOT NULL,
  run TEXT                        -- null for jobs of others; kept when the run is deleted, so that it stays deleted
) STRICT, WITHOUT ROWID;
`;
