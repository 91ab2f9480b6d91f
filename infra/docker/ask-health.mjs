/**
 * `node ask-health.mjs [PATH]`: exits with 0 when the process beside it answers well, else with 1.
 * The image has neither curl nor wget, and needs none: whatever runs Caseline has Node.
 */
import { pathToFileURL } from 'node:url';

/** How long the answer may take; the health check itself allows five seconds. */
const TIMEOUT_MS = 4_000;

/** The port of a projector or timekeeper, else the one that the server listens on. */
function portOf({ CASELINE_HEALTH_PORT: health = '0', PORT: port = '3000' }) {
  return Number(health) > 0 ? Number(health) : Number(port);
}

/** True when the process answers the path with 2xx in time. */
export async function isWell(environment, path = '/health/ready') {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(`http://127.0.0.1:${portOf(environment)}${path}`, { signal });
    return answer.ok;
  } catch {
    // Nobody listens, or not in time: that is the answer.
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exit((await isWell(process.env, process.argv[2])) ? 0 : 1);
}
