import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { type Problem, problem } from '../../engine/problem.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { formOf } from '../form.ts';
import { visible } from '../log-text.ts';
import { Frame } from '../parts/frame.tsx';
import { Clock } from '../parts/moment.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { SettingsEditor } from '../parts/settings-editor.tsx';
import { Refusal } from '../problems.tsx';
import { documentText } from '../render.ts';
import type { SettingsFile, WrittenSettings } from '../settings-file.ts';
import { countWords } from '../words.ts';
import { restarting } from './restarting.tsx';

/** `/settings`: what is ScriptHut told, and is it right? (`compat.md` 13.1) */
export function settingsRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/settings', async (c) => {
    const { settingsFile } = context;
    if (settingsFile === null) return c.html(documentText(<NoFilePage c={c} context={context} />));
    const written = await settingsFile.read();
    if (!written.ok) throw new Refusal(written.problem);
    return show(c, context, settingsFile, { written: written.value, text: written.value.text });
  });
  app.post('/settings', (c) => change(c, context));
  return app;
}

/** What the page shows of a text that is being changed. */
interface Draft {
  /** The file as it is. */
  readonly written: WrittenSettings;
  /** The reader's. */
  readonly text: string;
  /** Why the last order was not carried out. */
  readonly refused?: Problem;
  readonly isChecked?: boolean;
}

/** Form fields `config_content`, `action` (`check`, `save`, `save_restart`, `reload`) and `base`: the hash it is based on. */
async function change(c: Context, context: ServerContext): Promise<Response> {
  const { settingsFile } = context;
  if (settingsFile === null) throw new Refusal(problem('unsupported', 'There is no configuration file.'));
  const form = await formOf(c);
  const text = String(form.get('config_content') ?? '');
  const base = form.get('base');
  const basedOn = typeof base === 'string' ? base : null;
  const action = ACTIONS.find((known) => known === form.get('action'));
  if (action === undefined)
    throw new Refusal(problem('bad-request', `action: one of ${ACTIONS.join(', ')} is expected`));
  const refused = await carryOut(settingsFile, action, text, basedOn);
  if (refused === null && action === 'save_restart')
    return restarting(c, context, await settingsFile.restart());
  if (refused === null && action !== 'check') return done(c);
  if (refused !== null && askerOf(c) === 'program') throw new Refusal(refused);
  const written = await settingsFile.read();
  if (!written.ok) throw new Refusal(written.problem);
  const draft = { written: written.value, text: text.replaceAll('\r\n', '\n') };
  if (refused !== null) c.status(refused.code === 'conflict' ? 409 : 422);
  return show(c, context, settingsFile, { ...draft, isChecked: true, ...(refused !== null && { refused }) });
}

const ACTIONS = ['check', 'save', 'save_restart', 'reload'] as const;

/** Null when it was carried out. */
async function carryOut(
  file: SettingsFile,
  action: (typeof ACTIONS)[number],
  text: string,
  basedOn: string | null,
): Promise<Problem | null> {
  if (action === 'check') return null;
  const made = action === 'reload' ? await file.reload() : await file.save(text, basedOn);
  return made.ok ? null : made.problem;
}

function done(c: Context): Response {
  return askerOf(c) === 'program' ? c.json({ status: 'saved' }) : c.redirect(paths.settings(), 303);
}

async function show(c: Context, context: ServerContext, file: SettingsFile, draft: Draft): Promise<Response> {
  const checked = await file.check(draft.text);
  return c.html(
    documentText(
      <Frame c={c} context={context} title="Settings" current="Settings">
        <h1>{answer(file, draft, checked.faults.length)}</h1>
        <InUse context={context} file={file} draft={draft} />
        {draft.refused !== undefined && draft.refused.code !== 'bad-configuration' && (
          <ProblemNotice problem={draft.refused} />
        )}
        <SettingsEditor
          text={draft.text}
          hash={draft.written.hash}
          faults={checked.faults}
          warnings={checked.warnings}
          needsRestart={file.state().needsRestart}
        />
        {draft.refused?.code === 'conflict' && <TheirText text={draft.written.text} />}
      </Frame>,
    ),
  );
}

function answer(file: SettingsFile, { text, written, isChecked = false }: Draft, faults: number): string {
  if (faults > 0) return `The configuration has ${countWords(faults, 'fault')}.`;
  if (text !== written.text && isChecked) return 'This text can be used; it is not saved yet.';
  if (written.hash === '') return 'There is no configuration file yet.';
  return file.state().hash === written.hash
    ? 'The configuration is in use.'
    : 'The file holds something else than what is in use.';
}

const InUse: FC<{ context: ServerContext; file: SettingsFile; draft: Draft }> = ({
  context,
  file,
  draft,
}) => {
  const { since, sentences, hash, needsRestart } = file.state();
  return (
    <div class="settings-state">
      <p class="origin">
        <code class="path">{visible(file.path)}</code>
        {draft.written.hash === '' ? ' would be made' : ''} · what is in use was read{' '}
        <Clock at={since} now={context.now()} /> · <a href={paths.notifications()}>who is notified of runs</a>
      </p>
      {sentences.length > 0 && (
        <ul class="notes" aria-label="What the last change did">
          {sentences.map((sentence) => (
            <li>{visible(sentence)}</li>
          ))}
        </ul>
      )}
      {hash !== draft.written.hash && draft.written.hash !== '' && !needsRestart && (
        <form method="post">
          <button type="submit" name="action" value="reload" class="button">
            Use the file as it is
          </button>
        </form>
      )}
    </div>
  );
};

/** Somebody else has saved meanwhile: nothing of both is lost. */
const TheirText: FC<{ text: string }> = ({ text }) => (
  <section>
    <h2 class="section">The file as it is now</h2>
    <p class="quiet">
      What you save next takes its place; it stays beside it as a backup. Take over into your text what you
      want to keep.
    </p>
    <pre class="code" tabindex={0}>
      {visible(text)}
    </pre>
  </section>
);

const NoFilePage: FC<{ c: Context; context: ServerContext }> = ({ c, context }) => (
  <Frame c={c} context={context} title="Settings" current="Settings">
    <h1>There is no configuration to change.</h1>
    <div class="empty settings-state">
      <p>
        This server goes by what is built in. To give it settings of your own, start it in a folder of yours:
      </p>
      <pre class="code">scripthut --config scripthut.yaml</pre>
    </div>
  </Frame>
);
