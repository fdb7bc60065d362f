/** What a run costs: an estimate by the prices of machines that are like it, not a bill (`compat.md` 16.1). */
export interface CostAnswer {
  readonly currency: 'USD';
  /** For the tasks whose start, end and price are known; rounded to 4 decimals. */
  readonly spent: number;
  readonly costed_tasks: number;
  readonly uncosted_tasks: number;
  /** What the run will have cost at its end; null when nothing more is to come, or nobody can say. */
  readonly forecast: ForecastAnswer | null;
}

export interface ForecastAnswer {
  /** What is spent included. */
  readonly total: number;
  /** How many of the tasks that have not ended it counts; the others have no price. */
  readonly tasks: number;
  /** Some tasks are counted with their whole time limit. */
  readonly is_upper_bound: boolean;
}
