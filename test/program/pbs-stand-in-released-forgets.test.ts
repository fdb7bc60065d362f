import { onStandIn } from './pbs-stand-in.ts';

onStandIn('openpbs-released', false);
