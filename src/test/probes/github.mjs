// Takes from GitHub's description of its API what the preset `github` asks, for Prism. The description lacks the answers to
// a token that is not valid or not allowed for this path: they are those that it has for the others.
//
//   node src/test/probes/github.mjs NODE_MODULES > github.json
import { readFileSync } from "node:fs";

const file = `${process.argv[2]}/@octokit/openapi/generated/api.github.com.json`;
const { openapi, info, paths, components } = JSON.parse(readFileSync(file, "utf8"));
const path = paths["/rate_limit"];
path.get.responses["401"] = { $ref: "#/components/responses/requires_authentication" };
path.get.responses["403"] = { $ref: "#/components/responses/forbidden" };
process.stdout.write(JSON.stringify({ openapi, info, paths: { "/rate_limit": path }, components }));
