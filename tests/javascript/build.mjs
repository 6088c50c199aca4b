// Makes a component of webhook.js: `node build.mjs OUT.wasm`.
import { componentize } from '@bytecodealliance/componentize-js';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { component, imports } = await componentize({
  sourcePath: here('webhook.js'),
  witPath: here('../../plugins-sdk/wit/1.0'),
  worldName: 'plugin',
  // The rest of WASI stays: the host links it empty.
  disableFeatures: ['http', 'fetch-event'],
});
await writeFile(process.argv[2], component);
console.log(`${process.argv[2]}: ${component.length} bytes, imports ${imports.flat().join(' ')}`);
