import { type Document, visit } from 'yaml';
import { type Problem, problem } from '../engine/problem.ts';
import { failed, type Result } from '../engine/result.ts';
import { readJson } from '../text/json-text.ts';
import type { WrittenText } from '../text/written-text.ts';
import { readYaml } from '../text/yaml-text.ts';
import { foreignTextFault } from './foreign-text.ts';

/** Reading YAML takes many times as long as JSON, and nothing else is done meanwhile. These are some 30,000 tasks. */
const MOST_YAML_CHARACTERS = 2_000_000;

/**
 * Reads the text of a workflow document. What begins with `[` or `{` is JSON, and so is every file called `.json`;
 * everything else is YAML. Code `bad-document`.
 */
export function readWorkflowText(text: string, file: string): Result<WrittenText> {
  const foreignText = foreignTextFault(text, file);
  if (foreignText !== null) return failed(foreignText);
  const isJson = /^\uFEFF?\s*[[{]/.test(text) || /\.json$/i.test(file);
  if (isJson) return readJson(text, file);
  if (text.length > MOST_YAML_CHARACTERS) {
    const message = `${file} is too long for YAML: it has more than ${MOST_YAML_CHARACTERS / 1e6} MB`;
    return failed(problem('bad-document', message, { hint: 'Write it as JSON, which is read much faster.' }));
  }
  const read = readYaml(text, file, { code: 'bad-document', prepare: keepNumbersAsWritten });
  const isDocument = read.ok && typeof read.value.value === 'object' && read.value.value !== null;
  const foreign = isDocument || /\.ya?ml$/i.test(file) ? null : findForeignLines(text, file);
  return foreign === null ? read : failed(foreign);
}

/**
 * YAML takes `1.10` for 1.1, `007` for 7 and `0x10` for 16. In a variable or a name nobody means that: a number that
 * would be written otherwise stays the text that it is.
 */
export function keepNumbersAsWritten(document: Document): void {
  visit(document, {
    Scalar: (_, scalar) => {
      const { value, source } = scalar;
      if (typeof value === 'number' && source !== undefined && String(value) !== source)
        scalar.value = source;
    },
  });
}

/** What a command printed that is no document, for the most part because it printed something else too. */
function findForeignLines(text: string, file: string): Problem | null {
  const [line] = text.split('\n', 1);
  const place = { file, line: 1, column: 1 };
  const message = `${file} does not begin as a workflow document does, found ${JSON.stringify(line?.slice(0, 60))}`;
  const hint =
    "Print nothing besides the document (warnings belong on standard error): a JSON text begins with [ or {, a YAML text with 'tasks:' or '- id:'.";
  return problem('bad-document', message, { place, hint });
}
