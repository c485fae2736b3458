// The live room on Node's socket.io, as its documentation shows it: one process, its own memory.
"use strict";
const http = require("http");
const fs = require("fs");
const path = require("path");
const { Server } = require("socket.io");

const QUESTION = JSON.parse(fs.readFileSync(path.join(__dirname, "question.json"), "utf8"));
const points = new Map();
const answers = new Map();
let run = 0;

const server = http.createServer();
const io = new Server(server, { transports: ["websocket"] });

io.on("connection", (socket) => {
  socket.on("join", (data, done) => {
    if (data.role === "player") {
      points.set(socket.id, 0);
      socket.join("room");
    }
    done({ joined: true });
  });
  socket.on("ask", (data) => {
    run = data.run;
    answers.clear();
    io.to("room").emit("question", { run, ...QUESTION });
  });
  socket.on("answer", (data, done) => {
    if (data.run !== run || answers.has(socket.id)) return done({ refused: true });
    answers.set(socket.id, data);
    done({ k: data.k });
  });
  socket.on("reveal", () => {
    for (const [id, given] of answers) if (given.r === "B") points.set(id, points.get(id) + 1000);
    const ordered = [...points.keys()].sort((a, b) => points.get(b) - points.get(a));
    ordered.forEach((id, index) => {
      const given = answers.get(id);
      const ok = given && given.r === "B" ? 1 : 0;
      io.to(id).emit("me", { n: run, p: points.get(id), r: index + 1, of: points.size, ok });
    });
  });
});

server.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 });
