/**
 * Never edited once it is released; what comes later is a file of its own.
 * Times are milliseconds since 1970. JSON columns hold engine values as they are.
 */
export const START = `
CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  workflow TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  task_count INTEGER NOT NULL,
  counts TEXT NOT NULL,           -- JSON
  cancel TEXT,                    -- JSON
  hold TEXT,                      -- JSON
  next_submission INTEGER NOT NULL,
  open_submissions TEXT NOT NULL, -- JSON
  info TEXT NOT NULL              -- JSON
) STRICT;
CREATE INDEX runs_by_time ON runs (created_at);
CREATE INDEX runs_by_workflow ON runs (workflow, created_at);
CREATE INDEX runs_by_status ON runs (status, created_at);
CREATE INDEX runs_unfinished ON runs (created_at) WHERE ended_at IS NULL;

-- What an author asked for, written once. The index by id is not UNIQUE: planning refuses doubles, and ids that only
-- differ in what is not valid Unicode are the same text here.
CREATE TABLE tasks (
  number INTEGER PRIMARY KEY,
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  task_index INTEGER NOT NULL,
  id TEXT NOT NULL,
  definition TEXT NOT NULL,       -- JSON
  UNIQUE (run, task_index)
) STRICT;
CREATE INDEX tasks_by_id ON tasks (run, id);

-- What changes of a task, small and apart.
CREATE TABLE task_states (
  run TEXT NOT NULL,
  task_index INTEGER NOT NULL,
  status TEXT NOT NULL,
  state TEXT NOT NULL,            -- JSON
  PRIMARY KEY (run, task_index),
  FOREIGN KEY (run, task_index) REFERENCES tasks (run, task_index) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX task_states_by_status ON task_states (run, status, task_index);

CREATE TABLE attempts (
  number INTEGER PRIMARY KEY,
  run TEXT NOT NULL,
  task_index INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  submission INTEGER NOT NULL,
  intended_at INTEGER NOT NULL,
  output_path TEXT NOT NULL,
  error_path TEXT NOT NULL,
  script TEXT NOT NULL,
  UNIQUE (run, task_index, attempt),
  FOREIGN KEY (run, task_index) REFERENCES tasks (run, task_index) ON DELETE CASCADE
) STRICT;

-- The spine. A number is never used twice. Events outlive the run they tell of.
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL              -- JSON
) STRICT;
CREATE INDEX events_by_run ON events (run, sequence);

-- When each backend's queue was listed last: what is still in the queue was seen then, and its row need not change.
CREATE TABLE listings (
  backend TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE other_jobs (
  number INTEGER PRIMARY KEY,
  backend TEXT NOT NULL REFERENCES listings (backend),
  job TEXT NOT NULL,
  user TEXT NOT NULL,
  sort_at INTEGER NOT NULL,       -- when submitted; where nobody knows, when first seen
  first_seen_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,    -- when body was written
  last_seen_at INTEGER,           -- null while the newest listing shows it
  gone_at INTEGER,
  elapsed_seconds REAL,           -- as of changed_at
  body TEXT NOT NULL,             -- JSON without the elapsed time, which grows with every listing
  UNIQUE (backend, job)
) STRICT;
CREATE INDEX other_jobs_shown ON other_jobs (backend) WHERE gone_at IS NULL;
CREATE INDEX other_jobs_by_time ON other_jobs (sort_at);
CREATE INDEX other_jobs_by_user ON other_jobs (user, sort_at);
CREATE INDEX other_jobs_gone ON other_jobs (gone_at) WHERE gone_at IS NOT NULL;
`;
