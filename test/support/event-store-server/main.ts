/**
 * The test server as a process of its own, to be killed: `node main.js FOLDER [PORT]`. One line on
 * standard output says where it listens.
 */
import { EventStoreServer } from './event-store-server.ts';

const [folder, port = '0'] = process.argv.slice(2);
const server = await EventStoreServer.start({
  port: Number(port),
  ...(folder !== undefined && { folder }),
});
console.log(server.connectionString());
process.once('SIGTERM', () => void server.stop());
