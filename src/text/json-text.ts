import {
  findNodeAtLocation,
  type JSONPath,
  type Node,
  type ParseError,
  printParseErrorCode,
} from 'jsonc-parser';
import { gatherFaults } from '../engine/faults.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { parseNodes } from './json-nodes.ts';
import { placeFinder } from './places.ts';
import { repeatedKeys } from './repeated-keys.ts';
import type { TextPath, WrittenText } from './written-text.ts';

/**
 * Strict JSON, as Python's and JavaScript's own writers make it. A mark of byte order in front is left out. The same
 * key twice in one group is a fault: only one of the two could be meant. Code `bad-document`.
 */
export function readJson(written: string, file: string): Result<WrittenText> {
  const text = written.replace(/^\uFEFF/, '');
  try {
    const value: unknown = JSON.parse(text);
    const repeated = repeatedKeys(text, value, file);
    return repeated.length > 0
      ? failed(gatherFaults('bad-document', file, repeated))
      : ok({ value, ...nodeFinder(text, file) });
  } catch (error) {
    if (error instanceof SyntaxError) return failed(syntaxProblem(text, file));
    throw error;
  }
}

/** The text is parsed again, into nodes with their offsets, when somebody asks for the first time. */
function nodeFinder(text: string, file: string): Omit<WrittenText, 'value'> {
  let root: Node | undefined;
  let placeAt: ReturnType<typeof placeFinder> | undefined;
  const nodeAt = (path: TextPath) => {
    root ??= parseNodes(text).root;
    // Without a tree (nested too deeply) nothing is found.
    return root === undefined ? undefined : findNodeAtLocation(root, path as JSONPath);
  };
  return {
    placeOf: (path) => {
      placeAt ??= placeFinder(text, file);
      for (let length = path.length; length >= 0; length -= 1) {
        const node = nodeAt(path.slice(0, length));
        if (node !== undefined) return placeAt(node.offset);
      }
      return null;
    },
    sourceOf: (path) => {
      const node = nodeAt(path);
      return node === undefined ? null : text.slice(node.offset, node.offset + node.length);
    },
  };
}

/** The usual fault of a program that prints a document: warnings before it, or a line behind it. */
const ONLY_THE_DOCUMENT = 'Print nothing besides the document; warnings belong on standard error.';

function syntaxProblem(text: string, file: string) {
  const [error] = parseNodes(text).errors;
  if (error === undefined) return problem('bad-document', `${file} is not JSON`);
  const place = placeFinder(text, file)(error.offset);
  const isForeign = text.slice(0, error.offset).trim() === '';
  const found = text
    .slice(error.offset, error.offset + 20)
    .split('\n')[0]
    ?.trim();
  const [message, hint] = describeSyntax(
    error,
    found === undefined || found === '' ? 'the end of the line' : `"${found}"`,
  );
  return problem('bad-document', `${file} is not JSON: ${message}`, {
    place,
    ...(isForeign ? { hint: ONLY_THE_DOCUMENT } : hint !== null && { hint }),
  });
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
    case 'InvalidCharacter':
      return ['a text in quotes holds a control character', 'Write a tab within it as \\t.'];
    case 'EndOfFileExpected':
      return [`expected the end of the text, found ${found}`, ONLY_THE_DOCUMENT];
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
