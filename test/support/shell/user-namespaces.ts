/**
 * A system that lets nobody make a user namespace, as some distributions are set. The limit is that of a user namespace
 * of our own, in which everybody is who they are outside: the machine's stays as it is. Takes root.
 */
export const CAN_DENY = process.platform === 'linux' && process.getuid?.() === 0;

/**
 * The process that stays outside writes the maps of ids, in which everybody is who they are. The process inside waits for
 * that, becomes root there, and sets the limit.
 */
const DENY = `
outside=$(readlink /proc/self/ns/user)
(
  until [ "$(readlink /proc/$$/ns/user)" != "$outside" ]; do :; done
  echo 0 0 65536 > /proc/$$/gid_map
  echo 0 0 65536 > /proc/$$/uid_map
) &
exec unshare --user sh -c '
  until [ -n "$(cat /proc/self/uid_map)" ]; do :; done
  exec sh -c "echo 0 > /proc/sys/user/max_user_namespaces && exec \\"\\$@\\"" sh "$@"
' sh "$@"
`;

/** The command that runs `command` there as that user; a signal to it is a signal to `command`. */
export function withoutUserNamespaces(
  [uid, gid]: readonly [number, number],
  command: readonly string[],
): string[] {
  return [
    'sh',
    '-c',
    DENY,
    'sh',
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    ...command,
  ];
}

/** The same for files of root: the command takes itself for that ordinary user, and may read what root may read. */
export function asIfOrdinaryWithout(uid: number, command: readonly string[]): string[] {
  // One more is allowed, and it is used at once.
  const deny = 'echo 1 > /proc/sys/user/max_user_namespaces && exec unshare --user "$@"';
  return [
    'unshare',
    '--user',
    '--map-root-user',
    'sh',
    '-c',
    deny,
    'sh',
    `--map-user=${uid}`,
    `--map-group=${uid}`,
    ...command,
  ];
}
