import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listItems, NotAList } from './list-items.ts';

async function* inChunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function itemsOf(text: string, size = 64): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of listItems(inChunks(text, size))) items.push(item);
  return items;
}

describe('the items of a list', () => {
  it('are those that JSON.parse finds, wherever the text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(0, 2),
        async (list, size, indent) => {
          const text = JSON.stringify(list, null, indent);
          expect(await itemsOf(text, size)).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it('may stand behind a byte order mark and before a line break', async () => {
    expect(await itemsOf('\ufeff [ {"a": "]\\"["} , 2 ]\n')).toEqual([{ a: ']"[' }, 2]);
  });

  it.each([
    '',
    '   ',
    '{"a": 1}',
    '<html></html>',
    '[1, 2',
    '[{"a": "]',
    '[1] 2',
    '[,1]',
    '[nothing]',
    '[{]}',
  ])('are not those of %j', async (text) => {
    await expect(itemsOf(text)).rejects.toThrow(NotAList);
  });

  it('are not gathered without end', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('["');
      for (;;) yield Buffer.alloc(1024 ** 2, 'a');
    }
    const first = listItems(endless()).next();
    await expect(first).rejects.toThrow('far too long');
  });
});
