/**
 * Text from jobs and schedulers, made harmless to read. It is still data: whoever shows it must escape it.
 */

// Colours, cursor movements, titles: what a terminal would swallow (ECMA-48: CSI, OSC and two-byte sequences).
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b[@-Z\\-_]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Turns text around, so that what is read is not what is there. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;

/** A log as a terminal would leave it: colours dropped, lines that were overwritten with `\r` in their last form. */
export function readableLog(text: string): string {
  const plain = text.replace(/\r\n/g, '\n').replace(ESCAPES, '');
  return visible(plain.includes('\r') ? plain.split('\n').map(lastOverwrite).join('\n') : plain);
}

function lastOverwrite(line: string): string {
  return line.split('\r').findLast((part) => part !== '') ?? '';
}

/** Text in one line of a page: control characters become their pictures, direction marks their code. */
export function visible(text: string): string {
  return text.replace(CONTROLS, controlPicture).replace(DIRECTIONS, codePoint);
}

function controlPicture(character: string): string {
  const code = character.charCodeAt(0);
  return code === 0x7f ? '\u2421' : String.fromCharCode(0x2400 + code);
}

function codePoint(character: string): string {
  return `<U+${character.charCodeAt(0).toString(16).toUpperCase()}>`;
}
