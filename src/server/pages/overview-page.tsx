import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { paths } from '../../wire/paths.ts';
import { askerOf } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { OVERVIEW_JOBS, tableProps } from '../job-filter.ts';
import { Frame } from '../parts/frame.tsx';
import { JobForms } from '../parts/job-filters.tsx';
import { JobTable } from '../parts/job-table.tsx';
import { OrphanNotice } from '../parts/orphan-notice.tsx';
import { overviewPiece } from '../parts/overview-answer.tsx';
import { FaultList } from '../parts/problem-notice.tsx';
import { pieceChild } from '../pieces.ts';
import { noteLook, readPreferences, rememberSeen } from '../preferences.ts';
import { documentText } from '../render.ts';
import { countWords } from '../words.ts';

/** `/`: is all well? */
export function overviewRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/', (c) => {
    const seenUntil = noteLook(c, context.now());
    return c.html(documentText(<OverviewPage c={c} context={context} seenUntil={seenUntil} />));
  });
  app.post('/seen', (c) => {
    rememberSeen(c, context.now());
    return askerOf(c) === 'program' ? c.json({ status: 'seen' }) : c.redirect(paths.home(), 303);
  });
  return app;
}

interface OverviewProps {
  readonly c: Context;
  readonly context: ServerContext;
  readonly seenUntil: number;
}

const OverviewPage: FC<OverviewProps> = ({ c, context, seenUntil }) => {
  const href = paths.jobsStream({ page: 'overview', ...context.live.since() });
  const { faults } = context.configuration;
  return (
    <Frame
      c={c}
      context={context}
      title="Overview"
      current="Overview"
      stream={{ href, events: ['overview-update', 'jobs-update', 'backends-update'] }}
    >
      {faults.length > 0 ? (
        <ConfigurationFaults context={context} />
      ) : (
        <ConfigurationWarnings context={context} />
      )}
      <OrphanNotice orphans={context.orders.orphans()} now={context.now()} />
      {pieceChild(overviewPiece(context, seenUntil))}
      <h2 class="section">
        Jobs <a href={paths.jobs()}>all jobs</a>
      </h2>
      <JobTable
        {...tableProps(context, { preferences: readPreferences(c), filter: {}, limit: OVERVIEW_JOBS })}
      />
      <JobForms filter={{}} />
    </Frame>
  );
};

const ConfigurationFaults: FC<{ context: ServerContext }> = ({ context: { configuration } }) => (
  <section class="notice notice-bad" aria-labelledby="configuration-faults">
    <h2 id="configuration-faults">The configuration cannot be used</h2>
    <p>
      {configuration.file !== null && (
        <>
          <code>{configuration.file}</code> has {countWords(configuration.faults.length, 'fault')}.{' '}
        </>
      )}
      <a href={paths.settings()}>Mend it in the settings</a>, or in the file and start ScriptHut again; runs
      of before go on then.
    </p>
    <FaultList faults={configuration.faults} />
  </section>
);

const ConfigurationWarnings: FC<{ context: ServerContext }> = ({ context: { configuration } }) =>
  configuration.warnings.length === 0 ? null : (
    <details class="notice notice-warn" id="configuration-warnings">
      <summary>
        The configuration has {countWords(configuration.warnings.length, 'questionable setting')}
      </summary>
      <FaultList faults={configuration.warnings} />
    </details>
  );
