// Hocuspocus with its SQLite extension, PORT and DATABASE from the environment. Each update leaves when it comes, as
// the other servers' do: by default it holds those of a turn and merges them, which cannot be counted frame by frame.
import { SQLite } from "@hocuspocus/extension-sqlite";
import { Server } from "@hocuspocus/server";

const { DATABASE, PORT } = process.env;
const server = new Server({
  address: "127.0.0.1",
  port: Number(PORT),
  quiet: true,
  flushDelay: false,
  extensions: [new SQLite({ database: DATABASE })],
});
await server.listen();
console.log(`ready on port ${PORT}`);
