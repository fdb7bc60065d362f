import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobId, token } from '../../engine/ids.ts';
import { elementIds, isId, joinElements, parseSubmittedId, readTasks } from './job-ids.ts';
import { jobName, plainName, readName } from './job-names.ts';
import { recorded } from './recorded.testdata.ts';
import { isInError, queueStateOf, waitingReason } from './states.ts';

describe('names', () => {
  test.each([
    ['Sim 1', 'Sim_1'],
    ['1abc', '_1abc'],
    ['a/b:c@d*e?f', 'a_b_c_d_e_f'],
    ['Ångström-µ', '_ngstr_m-_'],
    ['-n --exclusive', '_-n_--exclusive'],
    ['', '_'],
  ])('%j becomes %j', (name, plain) => {
    expect(plainName(name)).toBe(plain);
  });

  test('any name is one that Grid Engine takes, and gives back its token', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), fc.nat(), (name, number) => {
        const mark = token(`a1b2c3d4.${number}`);
        const written = jobName(name, mark);
        expect(written).toMatch(/^[A-Za-z_][A-Za-z0-9_.+=,-]{0,250}$/);
        expect(readName(written)).toEqual({ name: plainName(name), token: mark });
      }),
    );
  });

  test('a name without a token has none', () => {
    expect(readName('sleep')).toEqual({ name: 'sleep', token: null });
    expect(readName('x.a1b2c3d4')).toEqual({ name: 'x.a1b2c3d4', token: null });
  });
});

describe('ids', () => {
  test.each([
    ['qsub-terse.txt', '2'],
    ['qsub-terse-array.txt', '3'],
    // Of a qsub that passes over -terse.
    ['qsub.txt', '1'],
    ['qsub-array.txt', '4'],
    ['qsub-stdin.txt', '5'],
    ['qsub-pe.txt', '6'],
    ['qsub-sync.txt', '7'],
  ])('the id in %s is %s', (file, id) => {
    expect(parseSubmittedId(recorded(file))).toBe(id);
  });

  test.each([
    ['a word of the site\n12.1-100:1\n', '12'],
    ['7.3', '7'],
    ['no number', null],
    ['Your job 7 is very dear to us', null],
    ['12 jobs of yours are waiting', null],
  ])('the id in %j is %s', (said, id) => {
    expect(parseSubmittedId(said)).toBe(id);
  });

  test('lists of tasks', () => {
    expect(readTasks('5-9:2,12')).toEqual([5, 7, 9, 12]);
    expect(readTasks('1,3,5 ...')).toBeNull();
    expect(readTasks('1-99999999999:1')).toBeNull();
    expect(readTasks('1-9:0')).toBeNull();
  });

  test('any jobs are joined to words that mean the same jobs', () => {
    const job = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(fc.uniqueArray(job, { selector: (pair) => pair.join('.') }), (pairs) => {
        const jobs = pairs.map(([array, number]) => jobId(`${array}.${number}`));
        const back = joinElements(jobs).flatMap((word) => {
          const [array, range = ''] = word.split('.');
          return (readTasks(range) ?? []).map((number) => `${array}.${number}`);
        });
        expect(back.toSorted()).toEqual(jobs.toSorted());
      }),
    );
  });

  test('single jobs stay what they are', () => {
    expect(joinElements([jobId('7'), jobId('8.1'), jobId('8.2'), jobId('8.9')])).toEqual([
      '7',
      '8.1-2',
      '8.9',
    ]);
    expect(elementIds('7', 1)).toEqual(['7']);
    expect(elementIds('7', 2)).toEqual(['7.1', '7.2']);
    expect(['7', '7.12', '7.1-3', 'x', '7; rm'].map(isId)).toEqual([true, true, false, false, false]);
  });
});

describe('states', () => {
  test.each([
    ['qw', 'pending', ''],
    ['hqw', 'pending', 'held'],
    ['Eqw', 'pending', 'in error, until qmod -cj clears it'],
    ['Ehqw', 'pending', 'in error, until qmod -cj clears it'],
    ['Rq', 'pending', 'to be started again'],
    ['t', 'running', ''],
    ['r', 'running', ''],
    ['Rr', 'running', ''],
    ['hr', 'running', ''],
    ['s', 'suspended', ''],
    ['S', 'suspended', ''],
    ['T', 'suspended', ''],
    ['dr', 'completing', ''],
    ['dT', 'completing', ''],
    ['z', 'ended', ''],
    ['', 'unknown', ''],
    ['?', 'unknown', ''],
    ['X', 'unknown', ''],
  ])('%j is %s', (letters, state, reason) => {
    expect(queueStateOf(letters)).toBe(state);
    expect(waitingReason(letters)).toBe(reason);
  });

  test('only what stays in error needs somebody', () => {
    expect(['Eqw', 'dEqw', 'qw'].map(isInError)).toEqual([true, false, false]);
  });
});
