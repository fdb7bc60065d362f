import type { BackendView, Orders, Tally } from '../conductor/orders.ts';
import type { RunStatus } from '../engine/run.ts';
import type { TaskStatus } from '../engine/state.ts';
import type { RunRow, Store } from '../store/store.ts';
import { healthOf } from './backend-health.ts';
import type { Metric, Sample } from './prometheus.ts';

type Politenesses = readonly { readonly backend: string; readonly total: Tally }[];

/** What a Prometheus may know of this server: what it asks of its backends, and how they and its runs are. */
export function serverMetrics(orders: Orders, store: Store, version: string): readonly Metric[] {
  const backends = orders.backends();
  const totals = backends.flatMap(({ name }) => {
    const politeness = orders.politeness(name);
    return politeness.ok ? [{ backend: name, total: politeness.value.total }] : [];
  });
  return [
    gauge('scripthut_build_info', 'The version that is running.', [{ labels: { version }, value: 1 }]),
    ...politenessMetrics(totals),
    ...backendMetrics(backends),
    ...runMetrics(
      backends.map(({ name }) => name),
      UNFINISHED.flatMap((status) => store.listRuns({ status, limit: MOST_RUNS })),
    ),
  ];
}

function politenessMetrics(totals: Politenesses): Metric[] {
  const calls = totals.flatMap(({ backend, total }) =>
    Object.entries(total.calls).map(([call, value]) => ({ labels: { backend, call }, value })),
  );
  const each = (count: (total: Tally) => number): Sample[] =>
    totals.map(({ backend, total }) => ({ labels: { backend }, value: count(total) }));
  return [
    counter('scripthut_scheduler_calls_total', 'Calls of programs of the scheduler.', calls),
    counter(
      'scripthut_ssh_logins_total',
      'SSH connections made.',
      each(({ logins }) => logins),
    ),
    counter(
      'scripthut_sessions_total',
      'Shells opened on the backend.',
      each(({ sessions }) => sessions),
    ),
    counter(
      'scripthut_commands_total',
      'Scripts run on the backend.',
      each(({ commands }) => commands),
    ),
    counter(
      'scripthut_bytes_sent_total',
      'Bytes sent to shells.',
      each(({ bytesSent }) => bytesSent),
    ),
    counter(
      'scripthut_bytes_received_total',
      'Bytes received from shells.',
      each(({ bytesReceived }) => bytesReceived),
    ),
  ];
}

function backendMetrics(backends: readonly BackendView[]): Metric[] {
  const each = (value: (backend: BackendView) => number | null): Sample[] =>
    backends.flatMap((backend) => {
      const known = value(backend);
      return known === null ? [] : [{ labels: { backend: backend.name }, value: known }];
    });
  return [
    gauge(
      'scripthut_backend_up',
      'Whether the backend answers.',
      each((backend) => (healthOf(backend) === 'well' ? 1 : 0)),
    ),
    gauge(
      'scripthut_backend_last_poll_timestamp_seconds',
      'When its queue was last listed.',
      each(({ lastPollAt }) => (lastPollAt === null ? null : lastPollAt / 1000)),
    ),
    gauge(
      'scripthut_backend_queue_jobs',
      'Jobs in its queue, those of others included.',
      each(({ jobCount }) => jobCount),
    ),
    gauge(
      'scripthut_backend_tasks_limit',
      'Active tasks that it may have at a time.',
      each(({ maxConcurrent }) => maxConcurrent),
    ),
  ];
}

const UNFINISHED: readonly RunStatus[] = ['pending', 'running'];
const OPEN: readonly TaskStatus[] = ['pending', 'submitted', 'running', 'settling'];
const MOST_RUNS = 10_000;

function runMetrics(configured: readonly string[], runs: readonly RunRow[]): Metric[] {
  // A run may be on a backend that is no longer configured.
  const backends = [...new Set([...configured, ...runs.map(({ info }) => info.backend)])];
  const each = <S extends string>(
    statuses: readonly S[],
    count: (run: RunRow, status: S) => number,
  ): Sample[] =>
    backends.flatMap((backend) => {
      const its = runs.filter(({ info }) => info.backend === backend);
      return statuses.map((status) => ({
        labels: { backend, status },
        value: its.reduce((sum, run) => sum + count(run, status), 0),
      }));
    });
  return [
    gauge(
      'scripthut_runs',
      'Runs that have not ended.',
      each(UNFINISHED, (run, status) => (run.status === status ? 1 : 0)),
    ),
    gauge(
      'scripthut_tasks',
      'Tasks of those runs that have not ended.',
      each(OPEN, (run, status) => run.counts[status]),
    ),
  ];
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: 'counter', samples };
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: 'gauge', samples };
}
