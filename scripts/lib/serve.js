/** @file Serves a folder on localhost and prints the address. Stops on Ctrl+C. */
import {serveFolder} from './static-server.js';

const root = process.argv[2] ?? '.';
const port = Number(process.env.PORT ?? 4173);
const server = await serveFolder(root, {port}).catch((error) => {
  // A second `npm start` should not fail because the first one still runs.
  if (error.code === 'EADDRINUSE' && process.env.PORT === undefined) return serveFolder(root);
  throw error;
});
console.log(`headwater is at ${server.url}   (stop with Ctrl+C)`);
