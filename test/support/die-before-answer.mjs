/**
 * Loaded into a server by `--import`: a request with the header `x-die-before-answer` is worked on
 * to its end, and the process dies at the moment its answer would be sent.
 */
import { ServerResponse } from 'node:http';

const writeHead = ServerResponse.prototype.writeHead;

ServerResponse.prototype.writeHead = function dieOrWriteHead(...args) {
  if (this.req.headers['x-die-before-answer'] !== undefined) process.kill(process.pid, 'SIGKILL');
  return writeHead.apply(this, args);
};
