import { type Answer, type Call, printed } from './answer.ts';
import { type Attribute, dateText, epoch } from './attribute.ts';
import { textOf } from './full-listing.ts';
import { isOver, type PretendedJob, shortId } from './job.ts';
import { releasedJson, snapshotJson } from './json-listing.ts';
import type { PretendedQueue } from './queue.ts';
import { readArguments } from './words.ts';

const MEMORY = '24684092kb';

/** `pbsnodes -a`; there is one node. */
export function pbsnodes({ args }: Call, queue: PretendedQueue): Answer {
  const { dialect } = queue;
  const { options } = readArguments(args, 'aF:lSjLx');
  if (dialect.isTorque)
    return printed(
      torqueNode(
        queue,
        options.some(([flag]) => flag === 'x'),
      ),
    );
  const attributes = openPbsNode(queue);
  if (!options.some(([flag, value]) => flag === 'F' && value === 'json')) {
    const text = textOf([{ id: dialect.node, attributes: datesIn(attributes) }], '', true);
    return printed(text.replace(/^ {4}/gm, '     '));
  }
  return printed(
    jsonOf(
      queue,
      'nodes',
      attributes.filter(([name]) => name !== 'sharing '),
    ),
  );
}

/** `qstat -B -f` and `qstat -Q -f`. */
export function qstatServer(args: readonly string[], queue: PretendedQueue): Answer {
  const { options, operands } = readArguments(args, 'BQfF:');
  const isServer = options.some(([flag]) => flag === 'B');
  const isJson = options.some(([flag, value]) => flag === 'F' && value === 'json');
  if (isServer) {
    const attributes = serverAttributes(queue);
    if (isJson) return printed(jsonOf(queue, 'Server', attributes));
    return printed(textOf([{ id: queue.dialect.server, attributes }], 'Server: ', true));
  }
  const names =
    operands.length > 0 ? operands : [queue.dialect.queue, ...Object.keys(queue.options.queues ?? {})];
  const listed = [...new Set(names)].map((id) => ({ id, attributes: queueAttributes(queue, id) }));
  return printed(textOf(listed, 'Queue: ', true));
}

export function qselect({ args }: Call, queue: PretendedQueue): Answer {
  const flags = new Map(readArguments(args, 'u:s:xHTJN:q:').options);
  const user = flags.get('u');
  const found = [...queue.submissions.values()].filter((one) => {
    const isWanted = flags.get('s') === 'F' ? isOver(one) : flags.has('x') || !isOver(one);
    return isWanted && (user === undefined || one.order.owner === user);
  });
  return printed(found.map((one) => `${shortId(one, null)}.${queue.dialect.server}\n`).join(''));
}

function jsonOf(queue: PretendedQueue, group: string, attributes: readonly Attribute[]): string {
  const { name, server, node } = queue.dialect;
  const head = { server, seconds: Math.floor(Date.now() / 1000) };
  const member = { id: group === 'nodes' ? node : server, attributes };
  return name === 'openpbs' ? snapshotJson(head, group, [member]) : releasedJson(head, group, [member]);
}

function active(queue: PretendedQueue): PretendedJob[] {
  return queue.jobs.filter(({ state }) => state === 'running' || state === 'exiting');
}

function assigned(queue: PretendedQueue): number {
  return active(queue).reduce((sum, { submission }) => sum + submission.order.resources.cpus, 0);
}

function openPbsNode(queue: PretendedQueue): Attribute[] {
  const { dialect, cpus } = queue;
  const used = assigned(queue);
  const jobs = active(queue).map(
    (job) => `${shortId(job.submission, job.index)}.${dialect.server}/${job.slot}`,
  );
  const now = epoch(Date.now());
  return [
    ['Mom', dialect.host],
    ['ntype', 'PBS'],
    ['state', used < cpus ? 'free' : 'job-busy'],
    ['pcpus', '2'],
    ...(jobs.length === 0 ? [] : [['jobs', jobs.join(', ')] as const]),
    [
      'resources_available',
      [
        ['arch', 'linux'],
        ['host', dialect.node],
        ['mem', MEMORY],
        ['ncpus', String(cpus)],
        ['vnode', dialect.node],
      ],
    ],
    [
      'resources_assigned',
      [
        ['accelerator_memory', '0kb'],
        ['hbmem', '0kb'],
        ['mem', '0kb'],
        ['naccelerators', '0'],
        ['ncpus', String(used)],
        ['vmem', '0kb'],
      ],
    ],
    ['resv_enable', 'True'],
    ['sharing', 'default_shared'],
    ['license', 'l'],
    ['last_state_change_time', now],
    ['last_used_time', now],
  ];
}

/** JSON has numbers where the text has dates. */
function datesIn(attributes: readonly Attribute[]): Attribute[] {
  return attributes.map(([name, value]) =>
    name.endsWith('_time') && typeof value === 'string'
      ? [name, dateText(Number(value) * 1000)]
      : [name, value],
  );
}

function torqueNode(queue: PretendedQueue, isXml: boolean): string {
  const { dialect, cpus } = queue;
  const ids = active(queue).map(
    (job) => [job.slot, `${shortId(job.submission, job.index)}.${dialect.server}`] as const,
  );
  const jobs = ids.map(([slot, id]) => `${slot}/${id}`).join(',');
  const status = `opsys=linux,uname=Linux ${dialect.node} 6.18,nsessions=0,nusers=0,idletime=172790,totmem=${MEMORY},availmem=${MEMORY},physmem=${MEMORY},ncpus=2,loadave=0.47,gres=,netload=0,state=free,varattr= ,cpuclock=Fixed,version=master,rectime=${epoch(Date.now())},jobs=${ids.map(([, id]) => id).join(' ')}`;
  const attributes: [string, string][] = [
    ['state', assigned(queue) < cpus ? 'free' : 'job-exclusive'],
    ['power_state', 'Running'],
    ['np', String(cpus)],
    ['ntype', 'cluster'],
    ...(jobs === '' ? [] : [['jobs', jobs] as [string, string]]),
    ['status', status],
    ['mom_service_port', '15002'],
    ['mom_manager_port', '15003'],
  ];
  if (!isXml)
    return `${dialect.node}\n${attributes.map(([name, value]) => `     ${name} = ${value}\n`).join('')}\n`;
  const elements = [['name', dialect.node], ...attributes].map(
    ([name, value]) => `<${name}>${value}</${name}>`,
  );
  return `<Data><Node>${elements.join('')}</Node></Data>\n`;
}

function countsOf(jobs: readonly PretendedJob[]): string {
  const count = (state: PretendedJob['state']) => jobs.filter((job) => job.state === state).length;
  return `Transit:0 Queued:${count('queued')} Held:${count('held')} Waiting:0 Running:${count('running')} Exiting:${count('exiting')} `;
}

function serverAttributes(queue: PretendedQueue): Attribute[] {
  const { dialect, options, jobs } = queue;
  const common: Attribute[] = [
    ['server_state', 'Active'],
    ...(dialect.isTorque ? [] : [['server_host', dialect.host] as const]),
    ['scheduling', 'True'],
    ['total_jobs', String(jobs.length)],
    ['state_count', `${countsOf(jobs)}${dialect.isTorque ? 'Complete:0 ' : 'Begun:0 '}`],
    ['default_queue', dialect.queue],
    ['log_events', '511'],
    ['mail_from', 'adm'],
    ['query_other_jobs', 'True'],
    ['resources_assigned', [['ncpus', String(assigned(queue))]]],
    ['scheduler_iteration', '600'],
  ];
  if (dialect.isTorque)
    return [...common, ['keep_completed', options.remembers ? '300' : '0'], ['pbs_version', 'master']];
  return [
    ...common,
    ['flatuid', 'True'],
    ['resv_enable', 'True'],
    ['max_array_size', '10000'],
    ['pbs_version', '23.06.06'],
    // Listed only where it was set.
    ...(options.remembers ? [['job_history_enable', 'True'] as const] : []),
    ['max_job_sequence_id', '9999999'],
  ];
}

function queueAttributes(queue: PretendedQueue, name: string): Attribute[] {
  const jobs = queue.jobs.filter(({ submission }) => submission.order.queue === name);
  const rules = queue.rulesOf(name);
  const { isTorque } = queue.dialect;
  return [
    ['queue_type', 'Execution'],
    ['total_jobs', String(jobs.length)],
    ['state_count', `${countsOf(jobs)}${isTorque ? 'Complete:0 ' : 'Begun:0 '}`],
    ...(isTorque
      ? [
          [
            'resources_default',
            [
              ['walltime', '01:00:00'],
              ['nodes', '1'],
            ],
          ] as const,
        ]
      : []),
    ['resources_assigned', [['ncpus', String(assigned(queue))]]],
    ['enabled', rules?.isEnabled === false ? 'False' : 'True'],
    ['started', 'True'],
  ];
}
