// Runs scenarios through the WASM module. Arguments: the module, then the scenarios' files; a report a line.
import { readFileSync } from "node:fs";

const [module, ...files] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(readFileSync(module), {});
const { memory, input, simulate, output } = instance.exports;

for (const file of files) {
  const scenario = readFileSync(file);
  const at = input(scenario.length);
  new Uint8Array(memory.buffer, at, scenario.length).set(scenario);
  const length = simulate();
  // A copy: a pipe is written to later, when the next run has the memory.
  process.stdout.write(Buffer.from(new Uint8Array(memory.buffer, output(), length)));
  process.stdout.write("\n");
}
