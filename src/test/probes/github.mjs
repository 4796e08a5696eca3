// Takes from GitHub's description of its API what the preset `github` asks, for Prism, which takes long to read all of it.
// The description lacks the answers to a token that is not valid or not allowed for this path: they are those that it has
// for other paths.
//
//   node src/test/probes/github.mjs NODE_MODULES > github.json
import { readFileSync } from "node:fs";

const file = `${process.argv[2]}/@octokit/openapi/generated/api.github.com.json`;
const { openapi, info, paths, components } = JSON.parse(readFileSync(file, "utf8"));
const path = paths["/rate_limit"];
path.get.responses["401"] = { $ref: "#/components/responses/requires_authentication" };
path.get.responses["403"] = { $ref: "#/components/responses/forbidden" };

const needed = {};
function take(value) {
  for (const [, kind, name] of JSON.stringify(value).matchAll(/"#\/components\/([^"/]+)\/([^"]+)"/g)) {
    needed[kind] ??= {};
    if (!(name in needed[kind])) {
      needed[kind][name] = components[kind][name];
      take(components[kind][name]);
    }
  }
}
take(path);
process.stdout.write(JSON.stringify({ openapi, info, paths: { "/rate_limit": path }, components: needed }));
