/** Words that people put on runs, and what the lists and the overview ask for: found without walking through all runs. */
export const LABELS = `
ALTER TABLE runs ADD COLUMN labels TEXT NOT NULL DEFAULT '[]'; -- JSON, sorted
CREATE INDEX runs_labelled ON runs (created_at) WHERE labels <> '[]';
CREATE INDEX runs_by_day ON runs (created_at / 86400000, status, task_count);
CREATE INDEX runs_by_end ON runs (status, ended_at);
`;
