/**
 * Functions for scripts in POSIX `sh` that must not do one thing twice at the same time.
 *
 * `lock PATH SECONDS [MARK]` waits so long for others. The lock is a file that its holder made and that holds its holder's
 * name. `noclobber` makes the shell open it with O_EXCL (https://pubs.opengroup.org/onlinepubs/9799919799/, 2.7.2), which is
 * what `ln` and `mkdir` would do, without a process for it. It is stale when its holder's process is gone from this machine,
 * or when it is older than what it guards can take, which also ends one whose holder died before it wrote its name. The
 * holder is this very process, which `$$` is not in a subshell: it may live on when the shell around it has lost its
 * connection.
 *
 * Before a stale lock goes, the file MARK is made, so that whoever gets the lock next knows that somebody may have died at
 * work: also when that is not the one who broke it. Fails when others have the lock, with one of them in `holder`, or when
 * no lock can be made there: then `holder` is empty.
 */
export function lockFunctions(lifeMinutes: number): string {
  return `{ read -r me < /proc/sys/kernel/hostname; } 2>/dev/null || me=$(hostname) # Linux says it without a process
me=$me/$(exec sh -c 'echo $PPID')
take() { # the lock's path. The name goes into the file that was made, never into one that has taken its place
  taken=
  set -C
  { { taken=yes; printf '%s\\n' "$me"; } > "$1"; } 2>/dev/null && { set +C; return; }
  set +C
  [ -z "$taken" ] || rm -f "$1"
  return 1
}
is_stale() { # a lock's path: sets holder
  holder=
  { read -r holder < "$1"; } 2>/dev/null || :
  [ -n "$(find "$1" -prune -mmin +${lifeMinutes} 2>/dev/null)" ] ||
    { [ -n "$holder" ] && [ "\${holder%/*}" = "\${me%/*}" ] && ! kill -0 "\${holder##*/}" 2>/dev/null; }
}
break_lock() { # a stale lock's path, a mark. One at a time, as what was stale may be the lock of the next by now
  [ -z "$2" ] || { true > "$2"; } 2>/dev/null || { holder=; return 1; }
  if take "$1.breaking"; then
    if is_stale "$1"; then rm -f "$1"; fi
    rm -f "$1.breaking"
  elif is_stale "$1.breaking"; then rm -f "$1.breaking"
  else return 1
  fi
}
can_make() { # a lock's path: whether there can be files like it
  { echo > "$1.new"; } 2>/dev/null && rm -f "$1.new"
}
lock() { # the lock's path, seconds, a mark
  tries=0
  until take "$1"; do
    if is_stale "$1" && break_lock "$1" "$3"; then continue; fi
    if [ -z "$holder" ] && ! can_make "$1"; then return 1; fi
    if [ $tries -ge "$2" ]; then holder=\${holder:-somebody}; return 1; fi
    tries=$((tries + 1)); sleep 1
  done
}
`;
}
