import { WebSocketServer } from 'ws';

/**
 * What sockets cost, and nothing else: each message goes as it is to the others in the room. No documents, no disk, no
 * acknowledgement. It keeps one message a room, the last that says all there is (a SyncStep2), and gives it to whoever joins;
 * nothing else is ever answered. Run as `node relayServer.mjs <port> [<window>]`: with a window, in milliseconds, what a room was
 * sent meanwhile leaves in one write for each socket, the same bytes for all. Less than that no server can do that has such windows.
 */

const [, , port, window] = process.argv;

const rooms = new Map();
/** Rooms in which something waits for the end of the window. */
let gathering = new Set();

function relay(room, message, author) {
  for (const member of room.members) if (member !== author) member.send(message);
}

function gather(room, message) {
  if (gathering.size === 0) setTimeout(letGo, Number(window));
  gathering.add(room);
  room.gathered.push(headerOf(message.length), message);
}

function letGo() {
  const rooms = gathering;
  gathering = new Set();
  for (const room of rooms) {
    const bytes = Buffer.concat(room.gathered.splice(0));
    for (const member of room.members) member._socket.write(bytes);
  }
}

/** Of a final binary message that is not masked (RFC 6455, section 5.2), up to 64 KiB long. */
function headerOf(length) {
  return length < 126 ? Buffer.of(0x82, length) : Buffer.of(0x82, 126, length >>> 8, length & 0xff);
}

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(port), perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const room = rooms.get(request.url) ?? { members: new Set(), everything: undefined, gathered: [] };
  rooms.set(request.url, room);
  room.members.add(socket);
  if (room.everything !== undefined) socket.send(room.everything);
  socket.on('message', (message) => {
    if (message[0] === 0 && message[1] === 1) room.everything = message;
    if (window === undefined) relay(room, message, socket);
    else gather(room, message);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    room.members.delete(socket);
    if (room.members.size === 0) rooms.delete(request.url);
  });
});
server.on('listening', () => console.log(`listens on port ${port}`));
