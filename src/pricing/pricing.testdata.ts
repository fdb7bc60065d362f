/** An entry of the site's list: what we read of it, and some of what we do not. */
export function listEntry(instanceType: string, vcpus: number, ondemand: unknown): object {
  return {
    instance_type: instanceType,
    family: 'Compute optimized',
    vCPU: vcpus,
    memory: 8,
    pricing: {
      'us-east-1': {
        linux: { ondemand, reserved: { 'yrTerm1Standard.noUpfront': '0.1' }, spot_avg: '0.07' },
        mswin: { ondemand: '0.9' },
      },
      'eu-west-1': { linux: { ondemand: '0.2' } },
    },
  };
}
