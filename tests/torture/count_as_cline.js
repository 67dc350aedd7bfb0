// Adds one to "theirs" in the JSON file FILE, ROUNDS times, holding FILE.lock each time the way Cline holds it:
// a folder is made beside it, gets its owner's file, and is moved into place; one untouched for 10 s is moved aside.
// FILE.busy is there while the lock is held: if it is there already, two held it at once.
const fs = require("node:fs");
const path = require("node:path");
const { randomUUID } = require("node:crypto");
const { setTimeout: sleep } = require("node:timers/promises");

const STALE = 10000;
const POLL = 25;

function take(lock, token) {
  const staging = `${lock}.tmp.${token}`;
  fs.mkdirSync(staging);
  fs.writeFileSync(path.join(staging, `owner.${token}`), token, { flag: "wx" });
  try {
    fs.renameSync(staging, lock);
    return true;
  } catch (error) {
    fs.rmSync(staging, { recursive: true, force: true });
    if (error.code === "EEXIST" || error.code === "ENOTEMPTY" || fs.existsSync(lock)) return false;
    throw error;
  }
}

function reclaim(lock, token) {
  try {
    if (Date.now() - fs.statSync(lock).mtimeMs < STALE) return;
    fs.renameSync(lock, `${lock}.stale.${token}`);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  fs.rmSync(`${lock}.stale.${token}`, { recursive: true, force: true });
}

function release(lock, token) {
  fs.unlinkSync(path.join(lock, `owner.${token}`)); // throws if somebody took the lock away
  try {
    fs.rmdirSync(lock);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  }
}

function count(file) {
  fs.writeFileSync(`${file}.busy`, "", { flag: "wx" });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  const counters = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
  counters.theirs = (counters.theirs ?? 0) + 1;
  fs.writeFileSync(`${file}.tmp`, JSON.stringify(counters));
  fs.renameSync(`${file}.tmp`, file);
  fs.unlinkSync(`${file}.busy`);
}

async function main(file, rounds) {
  const lock = `${file}.lock`;
  for (let round = 0; round < rounds; round++) {
    const token = `${process.pid}.${Date.now()}.${randomUUID()}`;
    while (!take(lock, token)) {
      reclaim(lock, token);
      await sleep(POLL);
    }
    try {
      count(file);
    } finally {
      release(lock, token);
    }
    await sleep(Math.random() * 10);
  }
}

main(process.argv[2], Number(process.argv[3]));
