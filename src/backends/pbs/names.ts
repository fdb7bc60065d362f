/**
 * Names of jobs. PBS takes few characters (`qsub: illegal -N value`), so that a task's name is made valid for it, and kept
 * as it is in a variable of the job. https://openpbs.atlassian.net/wiki/spaces/PD (`PBS_MAXJOBNAME`, qsub(1B), `-N`)
 */

/** OpenPBS takes 230 characters, Torque more. */
const LONGEST = 230;
/** A display name that is longer is cut; it only helps people to find a job in the queue. */
const LONGEST_DISPLAY_BYTES = 400;

/** A name that every PBS takes: letters, digits and `.+-_`, with a letter in front. */
export function validName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9.+_-]+/g, '_').replace(/^_+(?=.)/, '');
  return (/^[A-Za-z]/.test(plain) ? plain : `j${plain}`).slice(0, LONGEST);
}

/** The name as a value that can stand anywhere: every other byte as `%2C`. */
export function encodedName(name: string): string {
  const bytes = Buffer.from(name.toWellFormed()).subarray(0, LONGEST_DISPLAY_BYTES);
  return [...bytes].map((byte) => encodedByte(byte)).join('');
}

function encodedByte(byte: number): string {
  const char = String.fromCharCode(byte);
  return /[A-Za-z0-9._-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Reads it back; half a character at the end of a cut name is left out. */
export function decodedName(text: string): string {
  const bytes = text.replace(
    /%([0-9A-F]{2})|([^%])/g,
    (_, hex, char) => hex ?? Buffer.from(char).toString('hex'),
  );
  return Buffer.from(bytes, 'hex')
    .toString()
    .replace(/\ufffd+$/, '');
}
