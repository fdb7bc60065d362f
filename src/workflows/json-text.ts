import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { type Place, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';

export type JsonPath = readonly (string | number)[];

/** A JSON text as read, and where the values stand in it. */
export interface JsonText {
  readonly value: unknown;
  /** The place of a value, or of the nearest group around it. The text is parsed again when this is first called. */
  readonly placeOf: (path: JsonPath) => Place | null;
}

/** Strict JSON, as Python's and JavaScript's own writers make it. A mark of byte order in front is left out. */
export function readJson(written: string, file: string): Result<JsonText> {
  const text = written.replace(/^\uFEFF/, '');
  if (text.trim() === '') {
    return failed(problem('bad-document', `${file} is empty: a JSON document was expected`));
  }
  try {
    return ok({ value: JSON.parse(text), placeOf: placeFinder(text, file) });
  } catch {
    return failed(syntaxProblem(text, file));
  }
}

function placeFinder(text: string, file: string): JsonText['placeOf'] {
  let root: Node | undefined;
  let lines: LineStarts | undefined;
  return (path) => {
    root ??= parse(text).root;
    lines ??= lineStarts(text);
    for (let length = path.length; root !== undefined && length >= 0; length -= 1) {
      const node = findNodeAtLocation(root, path.slice(0, length));
      if (node !== undefined) return placeAt(lines, file, node.offset);
    }
    return null;
  };
}

function syntaxProblem(text: string, file: string) {
  const [error] = parse(text).errors;
  if (error === undefined) return problem('bad-document', `${file} is not JSON`);
  const place = placeAt(lineStarts(text), file, error.offset);
  const found = text
    .slice(error.offset, error.offset + 20)
    .split('\n')[0]
    ?.trim();
  const [message, hint] = describeSyntax(
    error,
    found === undefined || found === '' ? 'the end of the line' : `"${found}"`,
  );
  return problem(
    'bad-document',
    `${file} is not JSON: ${message}`,
    hint === null ? { place } : { place, hint },
  );
}

/** What was expected, and a remedy where the fault is a common one. */
function describeSyntax(error: ParseError, found: string): readonly [string, string | null] {
  const name = printParseErrorCode(error.error);
  switch (name) {
    case 'InvalidCommentToken':
      return ['comments are not allowed', 'Remove the comment.'];
    case 'PropertyNameExpected':
      return [
        `expected a key in double quotes, found ${found}`,
        'Remove a comma before a closing brace, if there is one.',
      ];
    case 'ValueExpected':
      return [
        `expected a value, found ${found}`,
        'Remove a comma before a closing bracket, if there is one.',
      ];
    case 'InvalidSymbol':
      return [
        `${found} is not a value`,
        'Put text into double quotes; NaN and Infinity are not numbers of JSON.',
      ];
    case 'EndOfFileExpected':
      return [`expected the end of the text, found ${found}`, 'Print nothing besides the document.'];
    case 'UnexpectedEndOfString':
      return ['a text in quotes does not end', 'Write line breaks within it as \\n.'];
    case 'CommaExpected':
    case 'ColonExpected':
    case 'CloseBraceExpected':
    case 'CloseBracketExpected':
      return [
        `expected a ${name.replace('Expected', '').replace('Close', 'closing ').toLowerCase()}, found ${found}`,
        null,
      ];
    default:
      return [name.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`), null];
  }
}

/** Never throws: a text that is nested too deeply for the parser yields no tree and no faults. */
function parse(text: string): { readonly root: Node | undefined; readonly errors: readonly ParseError[] } {
  const errors: ParseError[] = [];
  try {
    return { root: parseTree(text, errors, { disallowComments: true, allowTrailingComma: false }), errors };
  } catch (error) {
    if (error instanceof RangeError) return { root: undefined, errors: [] };
    throw error;
  }
}

/** The offset of each line's first character. */
type LineStarts = readonly number[];

function lineStarts(text: string): LineStarts {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

function placeAt(starts: LineStarts, file: string, offset: number): Place {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
