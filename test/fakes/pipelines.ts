/** Ids of tasks, and what each needs. */
export interface Pipeline {
  readonly ids: readonly string[];
  readonly needs: readonly (readonly string[])[];
}

/** One step before, many of several models side by side, one for each model behind, and a summary: `count` tasks. */
export function makePipeline(count: number, models: number): Pipeline {
  const ids = ['setup'];
  const needs: string[][] = [[]];
  const byModel = Array.from({ length: models }, (): string[] => []);
  for (let number = 0; ids.length < count - models - 1; number += 1) {
    const id = `sim.M${number % models}.T${Math.floor(number / models)}`;
    ids.push(id);
    needs.push(['setup']);
    byModel[number % models]?.push(id);
  }
  for (const [model, simulations] of byModel.entries()) {
    ids.push(`post.M${model}`);
    needs.push(simulations);
  }
  ids.push('summary');
  needs.push(byModel.map((_, model) => `post.M${model}`));
  return { ids, needs };
}
