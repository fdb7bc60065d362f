import { createHash } from 'node:crypto';

/**
 * Names of jobs. PBS takes few characters (`qsub: illegal -N value`), so that a task's name is made valid for it, and kept
 * as it is in a variable of the job. https://openpbs.atlassian.net/wiki/spaces/PD (`PBS_MAXJOBNAME`, qsub(1B), `-N`)
 */

/** OpenPBS takes 230 characters, Torque more. */
const LONGEST = 230;
/** A display name that is longer is cut; it only helps people to find a job in the queue. */
const LONGEST_DISPLAY_BYTES = 400;
/** With room for `.out`. */
const LONGEST_FILE_NAME = 240;

/** A name that every PBS takes: letters, digits and `.+-_`, with a letter in front. */
export function validName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9.+_-]+/g, '_').replace(/^_+(?=.)/, '');
  return (/^[A-Za-z]/.test(plain) ? plain : `j${plain}`).slice(0, LONGEST);
}

/** The name as a value that can stand anywhere: every other byte as `%2C`. */
export function encodedName(name: string): string {
  const bytes = Buffer.from(name.toWellFormed()).subarray(0, LONGEST_DISPLAY_BYTES);
  return encoded(bytes, /[A-Za-z0-9._-]/);
}

/**
 * The name of a log as qsub takes it, which is printable ASCII (`qsub: illegal -o value`), without what Torque would expand as
 * a shell does. A longer one than a file may have ends in a mark of its own.
 */
export function encodedLogName(name: string): string {
  const bytes = Buffer.from(name.toWellFormed());
  const plain = encoded(bytes, /[A-Za-z0-9.,:+=@%_-]/);
  if (plain.length <= LONGEST_FILE_NAME) return plain;
  const mark = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return `${plain.slice(0, LONGEST_FILE_NAME - mark.length - 1)}_${mark}`;
}

function encoded(bytes: Buffer, plain: RegExp): string {
  return [...bytes].map((byte) => encodedByte(byte, plain)).join('');
}

function encodedByte(byte: number, plain: RegExp): string {
  const char = String.fromCharCode(byte);
  return plain.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
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
