// Adds one to "counter" in the JSON file FILE, ROUNDS times, holding FILE.lock each time as Claude Code does.
const fs = require("node:fs");
const lockfile = require("proper-lockfile");

async function main(file, rounds) {
  for (let round = 0; round < rounds; round++) {
    const release = await lockfile.lock(file, {
      lockfilePath: `${file}.lock`,
      stale: 10000,
      retries: { retries: 2000, factor: 1, minTimeout: 2, maxTimeout: 10, randomize: true },
    });
    const config = JSON.parse(fs.readFileSync(file, "utf8"));
    config.counter = (config.counter ?? 0) + 1;
    const prepared = `${file}.tmp.${process.pid}`;
    fs.writeFileSync(prepared, JSON.stringify(config, null, 2), { mode: 0o600, flag: "wx" });
    fs.renameSync(prepared, file);
    await release();
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
  }
}

main(process.argv[2], Number(process.argv[3]));
