// code_router: sends messages about code to a model of their own.
//
// At message_loop_start the prompt does not exist yet, and the route can still be chosen. The bundled router stands at
// order 10; this one stands behind it and has the last word. A model that the person chose stays.
import { createInterface } from "node:readline";

let settings = {};

const isAboutCode = (text) => /```|\b(function|class|def|struct|compile|stack trace|refactor|unit test)\b/i.test(text);

function messageLoopStart(loop) {
  const text = loop.userMessage.content.filter((part) => part.type === "text").map((part) => part.value).join("\n");
  if (loop.route.isFixed || !isAboutCode(text)) return {};
  return { payload: { route: { model: settings.model, reason: "the message is about code" } } };
}

const methods = {
  initialize: (params) => {
    settings = params.capabilities.experimental?.["farthing/hooks"]?.settings ?? {};
    return {
      protocolVersion: params.protocolVersion,
      serverInfo: { name: "code_router", version: "1.0.0" },
      capabilities: {
        experimental: { "farthing/hooks": { hooks: [{ point: "message_loop_start", order: 12, timeout_ms: 500 }] } },
      },
    };
  },
  "farthing/hook": ({ payload }) => messageLoopStart(payload),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) continue; // a notification
  const result = methods[method]?.(params ?? {}) ?? {};
  process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result }) + "\n");
}
