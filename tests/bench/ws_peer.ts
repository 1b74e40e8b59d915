// The peer of `fanout`: a server of Node and `ws` that pushes to every page what one page tells it to. As the library's
// own documentation has a broadcast; no compression, binary, and what is sent is made once.
import { createServer } from "node:http";
import { encode } from "@msgpack/msgpack";
import { type WebSocket, WebSocketServer } from "ws";

const TELL = 0; // first byte of what is to be told to everybody; a request is an array

const server = createServer();
const sockets = new WebSocketServer({ server, path: "/ws", perMessageDeflate: false, clientTracking: true, skipUTF8Validation: true });

function tell(payload: Buffer): void {
  for (const page of sockets.clients) page.send(payload, { binary: true });
}

sockets.on("connection", (page: WebSocket) => {
  page.on("message", (data: Buffer) => {
    if (data[0] === TELL) tell(data.subarray(1));
    else page.send(encode([1, 0, {}]));
  });
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as { port: number }).port));
