import { onStandIn } from './pbs-stand-in.ts';

onStandIn('torque', false);
