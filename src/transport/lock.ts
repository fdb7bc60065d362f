/**
 * Functions for scripts in POSIX `sh` that must not do one thing twice at the same time.
 *
 * `lock PATH SECONDS` waits so long for others. The lock is a file that its holder made and that holds its holder's name.
 * `noclobber` makes the shell open it with O_EXCL (https://pubs.opengroup.org/onlinepubs/9799919799/, 2.7.2), which is what
 * `ln` and `mkdir` would do, without a process for it. It is stale when its holder's process is gone from this machine, or
 * when it is older than what it guards can take, which also ends one whose holder died before it wrote its name. The holder
 * is this very process, which `$$` is not in a subshell: it may live on when the shell around it has lost its connection.
 * Sets `broken` when the lock was taken from somebody who died, else `holder` to whoever has it: nobody, when no lock can
 * be made there.
 */
export function lockFunctions(lifeMinutes: number): string {
  return `me=$(hostname)/$(exec sh -c 'echo $PPID')
take() { # the lock's path. \`true\`, as a redirection that fails ends the shell of a special builtin like \`:\`
  set -C
  { true > "$1"; } 2>/dev/null || { set +C; return 1; }
  set +C
  { printf '%s\\n' "$me" > "$1"; } 2>/dev/null || { rm -f "$1"; return 1; }
}
holder_of() { # a lock's path: sets holder
  holder=
  { read -r holder < "$1"; } 2>/dev/null || :
}
break_lock() { # the lock's path, another: a lock that changed hands meanwhile is put back
  stale=$holder
  mv "$1" "$2" 2>/dev/null || return
  holder_of "$2"
  if [ "$holder" = "$stale" ]; then rm -f "$2"; else mv "$2" "$1"; fi
}
can_make() { # a lock's path: whether there can be files like it
  { echo > "$1.new"; } 2>/dev/null && rm -f "$1.new"
}
lock() { # the lock's path, seconds
  tries=0 broken=
  until take "$1"; do
    holder_of "$1"
    if [ -n "$(find "$1" -prune -mmin +${lifeMinutes} 2>/dev/null)" ] ||
      { [ -n "$holder" ] && [ "\${holder%/*}" = "\${me%/*}" ] && ! kill -0 "\${holder##*/}" 2>/dev/null; }
    then break_lock "$1" "$1.stale.\${me##*/}"; broken=yes
    elif [ -z "$holder" ] && ! can_make "$1"; then return 1
    elif [ $tries -ge "$2" ]; then return 1
    else tries=$((tries + 1)); sleep 1
    fi
  done
}
`;
}
