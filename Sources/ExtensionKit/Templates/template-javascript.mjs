// {{name}}: an extension of Farthing.
//
// Farthing starts this program, writes one JSON object a line to its standard input and reads one a line from its
// standard output: the Model Context Protocol. Anything for yourself goes to standard error (console.error).
//
// There are two ways to take part: a tool is something the model can call, see `greet`; a hook changes what the agent
// does, see `politeness`. Every point is described in docs/hooks.
//
// `farthing extensions test .` runs tests/*.yaml against a scripted model and compares what happened with tests/*.trace.
import { createInterface } from "node:readline";

// What the user wrote under `extensions: settings: {{name}}:`, with the defaults of extension.yaml.
let settings = {};

// Each tool with the JSON Schema of its arguments. List the names in extension.yaml, too.
const tools = {
  greet: {
    description: "Greets a person by name.",
    inputSchema: {
      type: "object",
      properties: { name: { type: "string", description: "Whom to greet" } },
      required: ["name"],
    },
    call: ({ name }) => `${settings.greeting ?? "Hello"}, ${name}!`,
  },
};

// Each hook gets the payload of its point and returns { payload: the changed parts }, { refuse: "why" } or {}.
const hooks = {
  // Adds a sentence to the system prompt: the payload is the list of its sections.
  system_prompt: function politeness(payload, run) {
    return { payload: [...payload, { name: "{{name}}", text: "Greet people with the tool {{name}}__greet." }] };
  },
};

const methods = {
  initialize: (params) => {
    settings = params.capabilities.experimental?.["farthing/hooks"]?.settings ?? {};
    return {
      protocolVersion: "2025-06-18", // the revision that this program speaks
      serverInfo: { name: "{{name}}", version: "0.1.0" },
      capabilities: {
        tools: {},
        experimental: { "farthing/hooks": { hooks: Object.keys(hooks).map((point) => ({ point })) } },
      },
    };
  },
  "tools/list": () => ({
    tools: Object.entries(tools).map(([name, { description, inputSchema }]) => ({ name, description, inputSchema })),
  }),
  "tools/call": ({ name, arguments: given }) => ({ content: [{ type: "text", text: tools[name].call(given ?? {}) }] }),
  "farthing/hook": ({ point, payload, run }) => hooks[point](payload, run),
  ping: () => ({}),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) continue; // a notification: nobody waits for an answer
  const reply = { jsonrpc: "2.0", id };
  try {
    if (method in methods) reply.result = await methods[method](params ?? {});
    else reply.error = { code: -32601, message: `there is no method ${method}` };
  } catch (error) {
    reply.error = { code: -32000, message: String(error) }; // the agent goes on; the person sees one line
  }
  process.stdout.write(JSON.stringify(reply) + "\n");
}
