// Lists in package-lock.json the optional packages of other platforms that the registry it was made from did not hold.
// `npm ci` refuses a lock that misses one, even where it would not install it. Run by tools/lock.sh.
import { readFileSync, writeFileSync } from "node:fs";

const OS = ["android", "darwin", "freebsd", "linux", "openbsd", "win32"];
const CPU = ["arm", "arm64", "ia32", "ppc64", "riscv64", "s390x", "x64"];
const file = process.argv[2] ?? "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8"));
for (const holder of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(holder.optionalDependencies ?? {})) {
    const words = name.split(/[/-]/);
    const os = words.filter((word) => OS.includes(word));
    if (lock.packages[`node_modules/${name}`] || os.length === 0) continue;
    const cpu = words.filter((word) => CPU.includes(word));
    lock.packages[`node_modules/${name}`] = { version, ...(cpu.length && { cpu }), dev: true, optional: true, os };
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
