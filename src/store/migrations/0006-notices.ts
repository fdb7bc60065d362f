/** What people are to be told, until it has been sent or given up, and up to which event the log was read for that. */
export const NOTICES = `
CREATE TABLE notices (
  number INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  run TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- The event that it tells of.
  sequence INTEGER NOT NULL,
  body TEXT NOT NULL,
  -- What it is sent with; those with the same are one message.
  message TEXT,
  tries INTEGER NOT NULL DEFAULT 0,
  -- Null: it is not tried any more.
  due_at INTEGER,
  sent_at INTEGER,
  problem TEXT,
  UNIQUE (run, channel, kind, sequence)
) STRICT;
CREATE INDEX notices_due ON notices (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notices_by_channel ON notices (channel, number);

CREATE TABLE notices_read (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  sequence INTEGER NOT NULL
) STRICT;

-- Who is told of a run besides those who are told of all.
CREATE TABLE run_channels (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  PRIMARY KEY (run, channel)
) STRICT, WITHOUT ROWID;
`;
