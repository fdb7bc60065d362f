import { z } from 'zod';
import { expected } from '../../engine/faults.ts';
import { text } from '../field-schemas.ts';

/** The lists of points beside the parameters: no parameter can have such a name. */
export const POINT_LISTS = ['include', 'exclude'] as const;

/** What `${{ matrix.NAME }}` can name. */
export const parameterName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, {
  error: 'is not a name for a parameter: letters, digits, _ and - only, and a letter or _ in front',
});

/** Infinity and NaN, which YAML can write, are no numbers here. */
const finite = (what: string) => z.number({ error: expected(what) });

const scalarText = 'a text, a number, true, false or null';
export const scalar = z.union([text(), finite(scalarText), z.boolean(), z.null()], {
  error: expected(scalarText),
});
export type Scalar = z.output<typeof scalar>;

export const valueList = z
  .array(scalar, { error: expected('a list of values, or a range such as {from: 1, to: 50}') })
  .min(1, { error: 'is empty: it must have at least one value' })
  .meta({
    description: 'The values, in the order in which the tasks are to stand.',
    examples: [[0.1, 0.01]],
  });

export const range = z
  .strictObject(
    {
      from: finite('a number').meta({ description: 'The first value.' }),
      to: finite('a number').meta({ description: 'The last value, when the steps meet it.' }),
      step: finite('a number above 0')
        .gt(0, { error: expected('a number above 0') })
        .optional()
        .meta({ description: 'From one value to the next; 1 where it is left out.' }),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `has the key '${issue.keys[0]}', which a range does not have: from, to and step are its keys`
          : expected('a list of values, or a range such as {from: 1, to: 50}')(issue),
    },
  )
  .meta({ description: 'Evenly spaced numbers.', examples: [{ from: 1, to: 50 }] });
export type Range = z.output<typeof range>;

export const pointList = z.array(
  z
    .record(parameterName, scalar, {
      error: expected('a point such as {lr: 0.1} (no parameter can be called include or exclude)'),
    })
    .refine((point) => Object.keys(point).length > 0, 'is empty: it must name at least one parameter')
    .meta({ minProperties: 1 }),
  { error: expected('a list of points such as {lr: 0.1} (no parameter can be called include or exclude)') },
);

/** As a whole for editors; read by its parts (`read-matrix.ts`), so that each fault has its place. */
export const matrixSchema = z
  .object({
    include: pointList.nullish().meta({
      description:
        'Adds values to the points that they fit, without changing what makes these, and points of its own for the rest.',
    }),
    exclude: pointList.nullish().meta({ description: 'Leaves out each point that has all these values.' }),
  })
  .catchall(z.union([valueList, range]))
  .meta({
    description: `Makes a task for each combination of the values, with \${{ matrix.NAME }} filled in. The first parameter varies slowest.`,
    minProperties: 1,
    propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_-]*$' },
    examples: [{ lr: [0.1, 0.01], seed: { from: 1, to: 50 } }],
  });
