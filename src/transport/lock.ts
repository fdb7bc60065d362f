/**
 * Functions for scripts in POSIX `sh` that must not do one thing twice at the same time.
 *
 * `lock PATH SECONDS` waits so long for others. The lock is a symbolic link, which carries the name of its holder from the
 * moment it exists. It is stale when its holder's process is gone from this machine, or when it is older than what it
 * guards can take. The holder is this very process, which `$$` is not in a subshell: it may live on when the shell around
 * it has lost its connection. Sets `broken` when the lock was taken from somebody who died, else `holder` to whoever has it.
 */
export function lockFunctions(lifeMinutes: number): string {
  return `me=$(hostname)/$(exec sh -c 'echo $PPID')
break_lock() { # the lock's path, another: a lock that changed hands meanwhile is put back
  mv "$1" "$2" 2>/dev/null || return
  if [ "$(readlink "$2")" = "$holder" ]; then rm -f "$2"; else mv "$2" "$1"; fi
}
lock() { # the lock's path, seconds
  tries=0 broken=
  until ln -s "$me" "$1" 2>/dev/null; do
    holder=$(readlink "$1")
    if [ -n "$(find "$1" -prune -mmin +${lifeMinutes} 2>/dev/null)" ] ||
      { [ "\${holder%/*}" = "\${me%/*}" ] && ! kill -0 "\${holder##*/}" 2>/dev/null; }
    then break_lock "$1" "$1.stale.\${me##*/}"; broken=yes
    elif [ $tries -ge "$2" ]; then return 1
    else tries=$((tries + 1)); sleep 1
    fi
  done
}
`;
}
