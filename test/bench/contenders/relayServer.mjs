import { WebSocketServer } from 'ws';

/**
 * What sockets cost, and nothing else: each message goes as it is to the others in the room. No documents, no disk, no
 * acknowledgement. It keeps one message a room, the last that says all there is (a SyncStep2), and gives it to whoever joins;
 * nothing else is ever answered. Run as `node relayServer.mjs <port>`.
 */

const port = process.argv[2];

const rooms = new Map();

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(port), perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const room = rooms.get(request.url) ?? { members: new Set(), everything: undefined };
  rooms.set(request.url, room);
  room.members.add(socket);
  if (room.everything !== undefined) socket.send(room.everything);
  socket.on('message', (message) => {
    if (message[0] === 0 && message[1] === 1) room.everything = message;
    for (const member of room.members) if (member !== socket) member.send(message);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    room.members.delete(socket);
    if (room.members.size === 0) rooms.delete(request.url);
  });
});
server.on('listening', () => console.log(`listens on port ${port}`));
