/**
 * What happened to one task, which tasks a submission carried, and what was submitted last: found without walking through
 * a whole run. Only events that name one task or one submission stand in the first two.
 */
export const LOOK_UPS = `
CREATE INDEX events_by_task ON events (run, json_extract(body, '$.task'))
  WHERE json_extract(body, '$.task') IS NOT NULL;
CREATE INDEX events_by_submission ON events (run, json_extract(body, '$.submission'))
  WHERE json_extract(body, '$.submission') IS NOT NULL;
CREATE INDEX events_of_generators ON events (run, json_extract(body, '$.generator')) WHERE kind = 'tasks-added';
CREATE INDEX events_of_reruns ON events (run) WHERE kind = 'rerun-requested';
CREATE INDEX attempts_by_submission ON attempts (run, submission);
CREATE INDEX attempts_by_time ON attempts (intended_at);
`;
