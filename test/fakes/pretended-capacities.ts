import type { Capacities, CapacityPicture } from '../../src/conductor/capacity-desk.ts';

/** What backends have free, of all alike; counts who wants to know it. */
export class PretendedCapacities implements Capacities {
  picture: CapacityPicture = { capacity: null, at: null, standing: null, problem: null };
  looks = 0;
  watchers = 0;

  known(): CapacityPicture {
    return this.picture;
  }

  async look(): Promise<CapacityPicture> {
    this.looks += 1;
    return this.picture;
  }

  watch(): () => void {
    this.watchers += 1;
    return () => {
      this.watchers -= 1;
    };
  }
}
