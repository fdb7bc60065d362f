import type { FC } from 'hono/jsx';
import type { SourceView, SourceWorkflow } from '../../conductor/catalog.ts';
import type { Problem } from '../../engine/problem.ts';
import { paths } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';
import { agoWords } from '../times.ts';
import { countWords } from '../words.ts';
import { CommitMark } from './commit-mark.tsx';
import { Ago } from './moment.tsx';
import { RunChoices } from './run-choices.tsx';

export interface SourceCardProps {
  readonly view: SourceView;
  /** Names, in the configuration's order. */
  readonly backends: readonly string[];
  /** The reader does not want to see its files. */
  readonly isFolded: boolean;
  readonly now: number;
}

/** A source or project: what it is, how fresh its picture is, and its files, each with what can be done with it. */
export const SourceCard: FC<SourceCardProps> = ({ view, backends, isFolded, now }) => (
  <section class="card source">
    <header class="card-head">
      <h2>{visible(view.name)}</h2>
      <SourceButtons view={view} isFolded={isFolded} />
    </header>
    <p class="quiet source-place">
      <code class="path">{visible(view.place)}</code>
      <Freshness view={view} now={now} />
    </p>
    {view.description !== '' && <p>{visible(view.description)}</p>}
    {view.problem !== null && <SyncProblem view={view} problem={view.problem} now={now} />}
    {!isFolded && <Files view={view} backends={backends} now={now} />}
    {!isFolded && <LeftOut warnings={view.warnings} />}
  </section>
);

const SourceButtons: FC<{ view: SourceView; isFolded: boolean }> = ({ view, isFolded }) => {
  const isProject = view.kind === 'project';
  return (
    <span class="buttons">
      {!isProject && view.workflows.length > 0 && (
        <form method="post" action={paths.sourceToggle(view.name)}>
          <button type="submit" class="button">
            {isFolded ? `Show ${countWords(view.workflows.length, 'file')}` : 'Hide'}
          </button>
        </form>
      )}
      <form method="post" action={isProject ? paths.projectSync(view.name) : paths.sourceSync(view.name)}>
        <button type="submit" class="button">
          Sync now
        </button>
      </form>
    </span>
  );
};

const Freshness: FC<{ view: SourceView; now: number }> = ({ view, now }) => (
  <>
    {view.branch !== null && (
      <>
        {' · '}
        {view.commit === null ? (
          visible(view.branch)
        ) : (
          <CommitMark branch={view.branch} commit={view.commit} />
        )}
        <Newest view={view} now={now} />
      </>
    )}
    {view.branch === null && view.backend !== null && <> on {visible(view.backend)}</>}
    {view.syncedAt !== null && (
      <>
        {' · '}synced <Ago at={view.syncedAt} now={now} />
        {now - view.syncedAt > OLD_MS && <strong> (old: sync to see what came since)</strong>}
      </>
    )}
    {view.maxConcurrent !== null && <> · at most {countWords(view.maxConcurrent, 'task')} at a time</>}
  </>
);

/** After that a picture is old, in milliseconds. Whatever is run is looked at anew before. */
const OLD_MS = 24 * 3600 * 1000;

/** What its newest commit says. */
const Newest: FC<{ view: SourceView; now: number }> = ({ view: { commit, commits }, now }) => {
  const newest = commits.find(({ hash }) => hash === commit);
  return newest === undefined ? null : (
    <>
      {' '}
      “{visible(newest.subject)}” by {visible(newest.author)}, <Ago at={newest.at} now={now} />
    </>
  );
};

const SyncProblem: FC<{ view: SourceView; problem: Problem; now: number }> = ({ view, problem, now }) => (
  <div class="notice notice-warn">
    <p class="said">{visible(problem.message)}</p>
    {problem.hint !== undefined && <p class="hint">{visible(problem.hint)}</p>}
    {view.isKnown && (
      <p class="hint">
        Below is what was known before
        {view.syncedAt !== null && (
          <>
            {' '}
            (<Ago at={view.syncedAt} now={now} />)
          </>
        )}
        .
      </p>
    )}
  </div>
);

/** One form for all files: where they run, and of which branch or commit, is chosen once. */
const Files: FC<{ view: SourceView; backends: readonly string[]; now: number }> = ({
  view,
  backends,
  now,
}) => {
  if (view.workflows.length === 0) {
    const words = view.isKnown ? 'No file matches.' : view.problem === null ? 'Not read yet.' : null;
    return words === null ? null : <p class="quiet">{words}</p>;
  }
  return (
    <form method="post" class="source-files">
      <p class="choices-line">
        <RunChoices backends={backends} backend={view.backend} branch={view.branch} />
        {view.commits.length > 0 && <CommitChoice commits={view.commits} now={now} />}
      </p>
      <ul class="file-list">
        {view.workflows.map((workflow) => (
          <FileRow view={view} workflow={workflow} />
        ))}
      </ul>
    </form>
  );
};

/** Nothing chosen is the newest of the branch. */
const CommitChoice: FC<{ commits: SourceView['commits']; now: number }> = ({ commits, now }) => (
  <label>
    Commit{' '}
    <select name="commit">
      <option value="">the newest</option>
      {commits.map(({ hash, at, author, subject }) => (
        <option value={hash}>
          {hash.slice(0, 7)} {visible(subject)} · {visible(author)}, {agoWords(now - at)}
        </option>
      ))}
    </select>
  </label>
);

const FileRow: FC<{ view: SourceView; workflow: SourceWorkflow }> = ({ view, workflow }) => {
  const { path, fileName, title, taskCount, problem } = workflow;
  const isProject = view.kind === 'project';
  // Of two files with the same name only the first is known by it.
  const first = view.workflows.find((other) => other.fileName === fileName);
  const file = first === workflow ? fileName : path;
  const button = isProject ? { name: 'workflow', value: path } : {};
  const preview = isProject ? projectAddress(paths.projectDryRun, view) : paths.sourceDryRun(view.name, file);
  const run = isProject ? projectAddress(paths.projectRun, view) : paths.sourceRun(view.name, file);
  return (
    <li>
      <span class="file-words">
        <span class="file-name" title={visible(path)}>
          <Breakable text={visible(isProject ? path : fileName)} />
        </span>
        {title !== null && <span>{visible(title)}</span>}
        {taskCount !== null && <span class="quiet">{countWords(taskCount, 'task')}</span>}
        {problem !== null && <span class="bad">{visible(problem.message)}</span>}
      </span>
      <span class="buttons">
        <button type="submit" class="button" formmethod="get" formaction={preview} {...button}>
          Preview<span class="only-read"> {visible(path)}</span>
        </button>
        {problem === null && (
          <button type="submit" class="button" formaction={run} {...button}>
            Run<span class="only-read"> {visible(path)}</span>
          </button>
        )}
      </span>
    </li>
  );
};

/** The file stands in a field: what a form has for `get` replaces the query of its address. */
function projectAddress(address: typeof paths.projectRun, { name }: SourceView): string {
  return address(name, '').replace(/\?.*$/, '');
}

const LeftOut: FC<{ warnings: readonly string[] }> = ({ warnings }) =>
  warnings.length === 0 ? null : (
    <details class="left-out">
      <summary>{countWords(warnings.length, 'remark')} about files</summary>
      <ul>
        {warnings.map((warning) => (
          <li class="said">{visible(warning)}</li>
        ))}
      </ul>
    </details>
  );

/** A name that breaks where its parts end, if it must: on a phone one read `bash_diamond.jso` and `n` below. */
const Breakable: FC<{ text: string }> = ({ text }) => (
  <>
    {text.split(/(?<=[/._-])/).map((part, index) => (
      <>
        {index > 0 && <wbr />}
        {part}
      </>
    ))}
  </>
);
