import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkLabels, labelsFromText } from './labels.ts';

it('labels are sorted, without blanks around them, and each stands once', () => {
  expect(checkLabels([' paper ', 'baseline', 'paper'])).toEqual({ ok: true, value: ['baseline', 'paper'] });
  expect(labelsFromText('paper, baseline,')).toEqual(['paper', ' baseline']);
});

it.each(['', ' ', 'a,b', 'a\u001b[31m', 'a\nb', 'x'.repeat(61), '\ud800'])('%j is no label', (label) => {
  expect(checkLabels(['fine', label])).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
});

it('twenty labels are enough for a run', () => {
  const many = Array.from({ length: 21 }, (_, index) => `label ${index}`);
  expect(checkLabels(many.slice(1)).ok).toBe(true);
  expect(checkLabels(many)).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
});

it('a list of labels that was taken reads the same from its own text', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (given) => {
      const taken = checkLabels(given);
      if (!taken.ok) return;
      expect(checkLabels(labelsFromText(taken.value.join(', ')))).toEqual(taken);
    }),
  );
});
