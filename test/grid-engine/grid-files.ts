import { readFileSync } from 'node:fs';

/** What is written for a Grid Engine of one machine. Formats: sge_conf(5), sched_conf(5), queue_conf(5), sge_pe(5). */

export const slots = 64;

export interface GridPlan {
  readonly dir: string;
  readonly hostName: string;
  readonly masterPort: number;
  readonly execPort: number;
}

const packaged = '/usr/share/gridengine';

/** All names of 127.0.0.1 are one host; otherwise the master refuses its own machine, whose address leads back to `localhost`. */
export function hostAliases({ hostName }: GridPlan): string {
  const names = readFileSync('/etc/hosts', 'utf8')
    .split('\n')
    .filter((line) => /^127\.0\.0\.1\s/.test(line))
    .flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
  return `${[...new Set([hostName, 'localhost', ...names])].join(' ')}\n`;
}

export function bootstrap({ dir }: GridPlan): string {
  return changed(readFileSync(`${packaged}/default-bootstrap`, 'utf8'), {
    spooling_params: `${dir}/spool/spooldb`,
    qmaster_spool_dir: `${dir}/spool/qmaster`,
  });
}

export function configuration({ dir }: GridPlan): string {
  return changed(readFileSync(`${packaged}/default-configuration`, 'utf8'), {
    execd_spool_dir: `${dir}/spool/execd`,
    load_report_time: '00:00:02',
    reporting_params: 'accounting=true reporting=false flush_time=00:00:01 joblog=false sharelog=00:00:00',
    mailer: '/bin/true',
    administrator_mail: 'none',
    execd_params: 'ENABLE_ADDGRP_KILL=TRUE',
    // The default has ids for a hundred jobs: more fail before they begin, and are started again.
    gid_range: '200000-201999',
  });
}

/** Lines of `name value`: those that are named get another value. */
function changed(text: string, values: Readonly<Record<string, string>>): string {
  return text
    .split('\n')
    .map((line) => {
      const name = /^(\w+)\s/.exec(line)?.[1] ?? '';
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      return value === undefined ? line : `${name} ${value}`;
    })
    .join('\n');
}

export const schedulerChanges: Readonly<Record<string, string>> = {
  schedule_interval: '0:0:1',
  flush_submit_sec: '1',
  flush_finish_sec: '1',
  job_load_adjustments: 'NONE',
  schedd_job_info: 'true',
};

/** @param current what `qconf -ssconf` prints. */
export function schedulerConfiguration(current: string): string {
  return changed(current, schedulerChanges);
}

export function hostGroup({ hostName }: GridPlan): string {
  return `group_name @allhosts\nhostlist ${hostName}\n`;
}

export const parallelEnvironment = `pe_name            smp
slots              9999
user_lists         NONE
xuser_lists        NONE
start_proc_args    NONE
stop_proc_args     NONE
allocation_rule    $pe_slots
control_slaves     TRUE
job_is_first_task  TRUE
urgency_slots      min
accounting_summary TRUE
qsort_args         NONE
`;

const limits = ['rt', 'cpu', 'fsize', 'data', 'stack', 'core', 'rss', 'vmem'];

/** `all.q`: more slots than the machine has processors, as most jobs of the tests only sleep. */
export const queue = `qname                 all.q
hostlist              @allhosts
seq_no                0
load_thresholds       NONE
suspend_thresholds    NONE
nsuspend              1
suspend_interval      00:05:00
priority              0
min_cpu_interval      00:00:05
processors            UNDEFINED
qtype                 BATCH INTERACTIVE
ckpt_list             NONE
pe_list               smp
rerun                 FALSE
slots                 ${slots}
tmpdir                /tmp
shell                 /bin/csh
prolog                NONE
epilog                NONE
shell_start_mode      posix_compliant
starter_method        NONE
suspend_method        NONE
resume_method         NONE
terminate_method      NONE
notify                00:00:02
owner_list            NONE
user_lists            NONE
xuser_lists           NONE
subordinate_list      NONE
complex_values        NONE
projects              NONE
xprojects             NONE
calendar              NONE
initial_state         default
${limits.flatMap((name) => [`s_${name} INFINITY`, `h_${name} INFINITY`]).join('\n')}
`;
