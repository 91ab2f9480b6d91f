/** Says whether this Node can run Caseline, and what to do when it cannot. */
export const requiredMajor = 24;

/** The refusal to print, or undefined when the running Node is new enough. */
export function nodeVersionComplaint(version = process.versions.node) {
  const major = Number(version.split('.')[0]);
  if (major >= requiredMajor) return undefined;
  return (
    `Caseline needs Node ${requiredMajor} or newer; this is ${version}.\n` +
    'npm ci brings it (an optional dependency for linux-x64, linux-arm64 and win-x64), and\n' +
    'npm scripts use it by themselves. On another platform, or when npm was told to omit\n' +
    'optional dependencies, install Node 24 and put it first on the PATH.'
  );
}
