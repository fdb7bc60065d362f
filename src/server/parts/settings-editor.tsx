import type { FC } from 'hono/jsx';
import type { Problem } from '../../engine/problem.ts';
import { visible } from '../log-text.ts';
import { countWords } from '../words.ts';

interface EditorProps {
  readonly text: string;
  /** Of the file that the text is based on. */
  readonly hash: string;
  readonly faults: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly needsRestart: boolean;
}

/** The text with its faults beside the lines they stand in, and what can be done with it. */
export const SettingsEditor: FC<EditorProps> = ({ text, hash, faults, warnings, needsRestart }) => (
  <form method="post" class="settings-form">
    <Found faults={faults} warnings={warnings} text={text} />
    <input type="hidden" name="base" value={hash} />
    <div class="editor">
      <LineNumbers text={text} faults={faults} />
      <textarea
        name="config_content"
        id="config-content"
        class="editor-text"
        aria-label="Configuration, YAML"
        aria-invalid={faults.length > 0 ? 'true' : undefined}
        rows={text.split('\n').length}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        wrap="off"
        data-numbered
      >
        {/* The first line break of a text area is not a part of its text. */}
        {`\n${text}`}
      </textarea>
    </div>
    <p class="quiet">
      Secrets are shown as marks like <code>__kept_secret_1__</code>: where a mark stays, the secret stays.
      The file before is kept beside it.
    </p>
    <div class="buttons settings-buttons">
      {!needsRestart && (
        <button type="submit" name="action" value="save" class="button primary">
          Save and use
        </button>
      )}
      <button type="submit" name="action" value="check" class="button">
        Check only
      </button>
      <button
        type="submit"
        name="action"
        value="save_restart"
        class={needsRestart ? 'button primary' : 'button'}
      >
        Save and restart
      </button>
    </div>
  </form>
);

/** Each fault with the line it stands in. */
const Found: FC<Pick<EditorProps, 'faults' | 'warnings' | 'text'>> = ({ faults, warnings, text }) => (
  <>
    {faults.length > 0 && (
      <section class="notice notice-bad" role="alert">
        <h2>{countWords(faults.length, 'fault')}: nothing is saved before they are mended</h2>
        <ol class="faults">
          {faults.map((fault) => (
            <li>
              <FaultLine fault={fault} text={text} />
            </li>
          ))}
        </ol>
      </section>
    )}
    {warnings.length > 0 && (
      <details class="notice notice-warn" id="settings-warnings">
        <summary>{countWords(warnings.length, 'questionable setting')}</summary>
        <ul class="faults">
          {warnings.map(({ message }) => (
            <li class="said">{visible(message)}</li>
          ))}
        </ul>
      </details>
    )}
  </>
);

const FaultLine: FC<{ fault: Problem; text: string }> = ({ fault: { message, hint, place }, text }) => (
  <>
    <p class="said">
      {place !== undefined && (
        <a href={`#config-line-${place.line}`}>
          line {place.line}, column {place.column}
        </a>
      )}
      {place !== undefined && ': '}
      {visible(message)}
    </p>
    {place !== undefined && <Excerpt text={text} line={place.line} column={place.column} />}
    {hint !== undefined && <p class="hint">{visible(hint)}</p>}
  </>
);

const LONGEST = 120;

/** The line with a mark under its column. */
const Excerpt: FC<{ text: string; line: number; column: number }> = ({ text, line, column }) => {
  const found = text.split('\n')[line - 1];
  if (found === undefined || found.length > LONGEST) return null;
  return (
    <pre class="code excerpt">
      {visible(found)}
      {'\n'}
      <span aria-hidden="true">{`${' '.repeat(Math.max(0, column - 1))}^`}</span>
    </pre>
  );
};

/** Beside the text; a line with a fault is marked by shape and colour, and says so. */
const LineNumbers: FC<{ text: string; faults: readonly Problem[] }> = ({ text, faults }) => {
  const faulty = new Set(faults.map(({ place }) => place?.line));
  return (
    <div class="editor-numbers">
      {text.split('\n').map((_, index) => (
        <div
          id={faulty.has(index + 1) ? `config-line-${index + 1}` : undefined}
          class={faulty.has(index + 1) ? 'bad' : undefined}
        >
          {faulty.has(index + 1) && (
            <>
              <span aria-hidden="true">✕ </span>
              <span class="only-read">fault in line </span>
            </>
          )}
          {index + 1}
        </div>
      ))}
    </div>
  );
};
