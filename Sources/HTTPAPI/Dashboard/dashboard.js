"use strict";
// The dashboard reads the public endpoints only. Text from the API is set as text, never as markup.
const $ = (id) => document.getElementById(id);
const svg = "http://www.w3.org/2000/svg";
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
let key = sessionStorage.getItem("farthing-key");

async function api(path, options = {}) {
  const headers = { ...(options.body ? { "Content-Type": "application/json" } : {}), ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  const answer = await fetch(path, { ...options, headers });
  if (answer.status === 401) { $("key-form").hidden = false; throw new Error("A key is needed."); }
  const body = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(body?.error?.message || `Error ${answer.status}`);
  return body;
}

function el(name, props = {}, ...children) {
  const node = document.createElement(name);
  for (const [k, v] of Object.entries(props)) k in node ? (node[k] = v) : node.setAttribute(k, v);
  node.append(...children);
  return node;
}

function shape(name, attributes, text) {
  const node = document.createElementNS(svg, name);
  for (const [k, v] of Object.entries(attributes)) node.setAttribute(k, v);
  if (text !== undefined) node.textContent = text;
  return node;
}

// Amounts come as exact decimal strings; only what is drawn becomes a binary number.
function usd(text) {
  const value = Number(text);
  if (value === 0) return "$0";
  if (Math.abs(value) >= 1) return "$" + value.toFixed(2);
  const digits = Number(value.toPrecision(3)).toFixed(Math.min(12, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return "$" + digits.replace(/(\.\d\d\d*?)0+$/, "$1");
}
const calls = (sums) => `${sums.requests.toLocaleString()} ${sums.requests === 1 ? "call" : "calls"}${sums.complete ? "" : ", partly estimated"}`;
const when = (seconds) => new Date(seconds * 1000).toLocaleString([], { dateStyle: "short", timeStyle: "short" });

async function showSummary() {
  const summary = await api(`/v1/costs/summary?time_zone=${encodeURIComponent(zone)}`).catch(() => api("/v1/costs/summary"));
  const month = summary.month;
  $("today").textContent = usd(summary.today.cost_usd);
  $("today").dataset.exact = summary.today.cost_usd;
  $("month").textContent = usd(month.cost_usd);
  $("forecast").textContent = usd(summary.forecast_month_usd);
  $("saved").textContent = usd(month.saved_usd);
  $("today-calls").textContent = calls(summary.today);
  $("month-calls").textContent = calls(month);
  const limit = summary.budgets.find((budget) => budget.scope === "month")?.limit_usd;
  $("forecast-note").textContent = limit ? `of a budget of ${usd(limit)}` : "no budget for the month";
  $("saved-note").textContent = Number(month.baseline_usd) > 0 ? `${percent(month.saved_usd, month.baseline_usd)} of ${usd(month.baseline_usd)}` : "nothing to compare with yet";
  showBudgets(summary.budgets);
  showSavings(month);
}

const percent = (part, whole) => `${Math.round((Number(part) / Number(whole)) * 100)} %`;

// Bars one below the other, each under its name, so that long names fit a phone.
function bars(chart, rows, most) {
  const width = Math.max(280, chart.parentElement.clientWidth);
  const [step, room] = [46, width - 4];
  chart.setAttribute("viewBox", `0 0 ${width} ${Math.max(1, rows.length) * step}`);
  chart.replaceChildren(...rows.flatMap((row, i) => {
    const y = i * step;
    const long = (value) => Math.max(2, (Math.max(0, value) / most) * room);
    return [
      shape("text", { x: 0, y: y + 14, class: "name" }, row.name),
      shape("text", { x: width, y: y + 14, "text-anchor": "end" }, row.label),
      ...row.parts.map(([value, style]) => shape("rect", { x: 0, y: y + 21, width: long(value), height: 14, rx: 2, class: style })),
    ];
  }));
}

function empty(chart, text) {
  chart.setAttribute("viewBox", `0 0 ${Math.max(280, chart.parentElement.clientWidth)} 30`);
  chart.replaceChildren(shape("text", { x: 0, y: 19 }, text));
}

function showSavings(month) {
  const parts = Object.entries(month.savings).map(([name, amount]) => [words[name] ?? name, amount]);
  const baseline = Number(month.baseline_usd);
  $("savings-note").textContent = baseline > 0 ? `Baseline ${usd(month.baseline_usd)}, saved ${usd(month.saved_usd)}.` : "";
  table($("savings-table"), ["Part", "Dollars"], !(baseline > 0) ? [] : [["Baseline", "$" + month.baseline_usd], ...parts.map(([name, amount]) => [name, "$" + amount]), ["Saved", "$" + month.saved_usd]]);
  if (!(baseline > 0)) return empty($("savings"), "No call has a baseline yet.");
  const shown = parts.filter(([, amount]) => Number(amount) !== 0);
  const most = Math.max(baseline, ...shown.map(([, amount]) => Math.abs(Number(amount))));
  bars($("savings"), [
    { name: "Without any of it", label: usd(month.baseline_usd), parts: [[baseline, "c7"]] },
    { name: "Paid", label: usd(baseline - Number(month.saved_usd)), parts: [[baseline - Number(month.saved_usd), "c0"]] },
    ...shown.map(([name, amount]) => ({ name, label: usd(amount), parts: [[Math.abs(Number(amount)), Number(amount) < 0 ? "over" : "ok"]] })),
  ], most);
}

const words = { cache_usd: "Answer cache", routing_usd: "Routing", compression_usd: "Compression", prompt_cache_usd: "Prompt cache", batch_usd: "Batch" };

async function showLatency() {
  const { data, answers, latency_ms } = await api("/v1/performance");
  const rows = data.filter((line) => line.latency_ms).sort((a, b) => b.attempts - a.attempts);
  $("latency-note").textContent = latency_ms ? `All ${answers.toLocaleString()} answers: half within ${ms(latency_ms.p50)}, 95 % within ${ms(latency_ms.p95)}, 99 % within ${ms(latency_ms.p99)}.` : "";
  table($("latency-table"), ["Model", "Attempts", "Answered", "Retries", "p50", "p95", "p99", "First piece, p50"], data.map((line) => [
    named(line), line.attempts.toLocaleString(), percent(line.success_rate, 1), percent(line.retry_rate, 1),
    ...["p50", "p95", "p99"].map((p) => (line.latency_ms ? ms(line.latency_ms[p]) : "–")), line.first_token_ms ? ms(line.first_token_ms.p50) : "–"]));
  if (!rows.length) return empty($("latency"), "No answer in the last 24 hours.");
  const most = Math.max(1, ...rows.map((line) => line.latency_ms.p99));
  bars($("latency"), rows.slice(0, 8).map((line, i) => ({
    name: named(line), label: `${ms(line.latency_ms.p50)} · ${ms(line.latency_ms.p95)} · ${ms(line.latency_ms.p99)}`,
    parts: [[line.latency_ms.p99, "c7 soft"], [line.latency_ms.p95, `c${i % 7} soft`], [line.latency_ms.p50, `c${i % 7}`]],
  })), most);
}

const named = (line) => line.model + (line.tier ? ` (${line.tier})` : "");
const ms = (value) => (value < 1 ? "< 1 ms" : value >= 10000 ? `${(value / 1000).toFixed(1)} s` : `${value} ms`);

function showBudgets(budgets) {
  if ($("budgets").contains(document.activeElement)) return; // being edited
  // What holds for everything first, then what is nearest to its limit; conversations only as far as there is room.
  const rank = (budget) => (["global", "month", "day"].includes(budget.scope) ? 0 : budget.scope.startsWith("conversation:") ? 2 : 1);
  const sorted = [...budgets].sort((a, b) => rank(a) - rank(b) || (b.share ?? 0) - (a.share ?? 0));
  const shown = sorted.filter((budget, i) => rank(budget) < 2 || i < 6);
  $("budgets").replaceChildren(...shown.map((budget) => {
    const share = Math.min(1, budget.share ?? 0);
    const bar = shape("svg", { viewBox: "0 0 100 1", preserveAspectRatio: "none", "aria-hidden": "true" });
    bar.append(shape("rect", { width: share > 0 ? Math.max(0.6, share * 100) : 0, height: 1, class: share >= 1 ? "over" : share >= 0.8 ? "near" : "ok" }));
    const input = el("input", { value: budget.limit_usd ?? "", size: 8, inputMode: "decimal", ariaLabel: `Limit of ${budget.scope} in dollars` });
    const form = el("form", { className: "row" }, input, el("button", { ariaLabel: `Save the limit of ${budget.scope}` }, "Save"));
    form.addEventListener("submit", (event) => { event.preventDefault(); setBudget(budget.scope, input.value); });
    const limit = budget.limit_usd === null ? "no limit in dollars" : `of ${usd(budget.limit_usd)}`;
    const held = Number(budget.reserved_usd) > 0 ? `, ${usd(budget.reserved_usd)} held` : "";
    const name = el("div", {}, el("strong", {}, budget.scope), el("p", { className: "quiet" }, `${usd(budget.spent_usd)} ${limit}${held}`));
    return el("li", { className: "budget" }, name, form, el("div", { className: "bar" }, bar));
  }));
  const more = budgets.length - shown.length;
  if (more) $("budgets").append(el("li", { className: "quiet" }, `${more.toLocaleString()} more of conversations, further from their limits.`));
  if (!budgets.length) $("budgets").append(el("li", { className: "quiet" }, "No budget is set: what is spent is counted, and nothing is held back."));
}

async function setBudget(scope, dollars) {
  try {
    await api(`/v1/budgets/${encodeURIComponent(scope)}`, { method: "PUT", body: JSON.stringify({ usd: dollars.trim(), reason: "dashboard" }) });
    document.activeElement?.blur();
    say(`The ${scope} budget is ${usd(dollars)}.`);
    await refresh();
  } catch (error) { say(error.message); }
}

async function showAlerts() {
  const { data } = await api("/v1/alerts");
  $("alerts-now").replaceChildren(...data.map((alert) => el("li", { className: `alert${alert.budget.is_exhausted ? "" : " near"}` }, alert.message)));
  if (!data.length) $("alerts-now").append(el("li", { className: "quiet" }, "No budget is past a threshold."));
}

// Alerts come as events, the last ones from the ledger first. A browser's own EventSource could not send a key.
let lastAlert = "0";
let following = false;
async function followAlerts() {
  if (following) return;
  following = true;
  for (;;) {
    try {
      const headers = { "Last-Event-ID": lastAlert, ...(key ? { Authorization: `Bearer ${key}` } : {}) };
      const answer = await fetch("/v1/alerts/events", { headers });
      if (answer.status === 401) { following = false; return; } // until a key is given
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ;) {
        const { done, value } = await reader.read();
        if (done) break;
        const events = (rest + value).split("\n\n");
        rest = events.pop();
        for (const text of events) addAlert(text);
      }
    } catch { /* the server is gone for now */ }
    await new Promise((again) => setTimeout(again, 3000));
  }
}

function addAlert(text) {
  const fields = Object.fromEntries(text.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]));
  if (fields.event !== "alert") return; // a sign of life
  lastAlert = fields.id;
  const alert = JSON.parse(fields.data);
  $("alerts").prepend(el("li", {}, el("time", { dateTime: new Date(alert.created * 1000).toISOString() }, when(alert.created)), el("span", {}, alert.message)));
  while ($("alerts").children.length > 50) $("alerts").lastChild.remove();
}

const spans = { "1h": 24 * 3600, "1d": 30 * 86400, "1mo": 365 * 86400 };

async function buckets(width, group, seconds) {
  const start = Math.floor(Date.now() / 1000) - seconds;
  const limit = width === "1h" ? 25 : width === "1d" ? 31 : 13;
  let page = "", all = [];
  do {
    const body = await api(`/v1/organization/costs?start_time=${start}&bucket_width=${width}&group_by[]=${group}&limit=${limit}${page}`);
    all = all.concat(body.data);
    page = body.has_more ? `&page=${encodeURIComponent(body.next_page)}` : "";
  } while (page && all.length < 100);
  return all;
}

async function showChart() {
  const width = $("period").value;
  const data = await buckets(width, "model", spans[width]);
  const totals = new Map();
  for (const bucket of data) for (const row of bucket.results) totals.set(row.model, (totals.get(row.model) || 0) + Number(row.amount_usd));
  const models = [...totals].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const top = models.slice(0, 7);
  const slot = (model) => (top.includes(model) ? top.indexOf(model) : 7);
  const most = Math.max(1e-12, ...data.map((b) => b.results.reduce((sum, row) => sum + Number(row.amount_usd), 0)));
  const ten = 10 ** Math.floor(Math.log10(most));
  const scale = [1, 2, 4, 6, 8, 10].find((n) => n * ten >= most) * ten; // where the axis ends
  const chart = $("chart");
  const sum = [...totals.values()].reduce((a, b) => a + b, 0);
  $("chart-note").textContent = totals.size ? `${usd(sum)} in all, at most ${usd(most)} in one ${{ "1h": "hour", "1d": "day", "1mo": "month" }[width]}.` : "";
  if (!totals.size) {
    $("legend").replaceChildren();
    table($("chart-table"), ["From"], []);
    return empty(chart, "Nothing was spent in this time.");
  }
  // Drawn at the size it has, so that its words are as large as all others.
  const [w, h, left, bottom] = [Math.max(280, chart.parentElement.clientWidth), 240, 84, 24];
  chart.setAttribute("viewBox", `0 0 ${w} ${h}`);
  chart.replaceChildren();
  for (const part of [0, 0.5, 1]) {
    const y = 8 + (h - bottom - 8) * (1 - part);
    chart.append(shape("line", { x1: left, x2: w, y1: y, y2: y, class: "axis" }), shape("text", { x: left - 6, y: y + 4, "text-anchor": "end" }, usd(scale * part)));
  }
  const step = (w - left) / Math.max(1, data.length);
  const label = (s) => new Date(s * 1000).toLocaleString([], width === "1h" ? { hour: "2-digit" } : width === "1d" ? { day: "numeric", month: "short" } : { month: "short" });
  data.forEach((bucket, i) => {
    let y = h - bottom;
    for (const row of [...bucket.results].sort((a, b) => slot(a.model) - slot(b.model))) {
      const height = (Number(row.amount_usd) / scale) * (h - bottom - 8);
      y -= height;
      const bar = shape("rect", { x: left + i * step + step * 0.1, y, width: step * 0.8, height, class: `c${slot(row.model)}` });
      bar.append(shape("title", {}, `${row.model}: $${row.amount_usd}`));
      chart.append(bar);
    }
    if (i % Math.ceil(data.length / Math.max(2, Math.floor((w - left) / 80))) === 0) {
      const x = left + (i + 0.5) * step;
      chart.append(shape("text", { x: Math.min(x, w), y: h - 6, "text-anchor": x > w - 24 ? "end" : "middle" }, label(bucket.start_time)));
    }
  });
  const swatch = (c) => { const s = shape("svg", { viewBox: "0 0 1 1", "aria-hidden": "true" }); s.append(shape("rect", { width: 1, height: 1, class: `c${c}` })); return s; };
  $("legend").replaceChildren(...top.map((m, i) => el("span", {}, swatch(i), m)), ...(models.length > 7 ? [el("span", {}, swatch(7), "others")] : []));
  table($("chart-table"), ["From", ...models], data.filter((b) => b.results.length).map((b) => [when(b.start_time), ...models.map((m) => "$" + (b.results.find((r) => r.model === m)?.amount_usd ?? "0"))]));
}

async function showTiers() {
  const data = await buckets("1d", "tier", 30 * 86400);
  const sums = new Map();
  for (const bucket of data) for (const row of bucket.results) {
    const sum = sums.get(row.tier ?? "no tier") || { calls: 0, cost: 0 };
    sum.calls += row.num_model_requests; sum.cost += Number(row.amount_usd);
    sums.set(row.tier ?? "no tier", sum);
  }
  const rows = [...sums].sort((a, b) => b[1].calls - a[1].calls);
  if (rows.length) {
    const most = Math.max(1, ...rows.map(([, sum]) => sum.calls));
    bars($("tiers"), rows.map(([tier, sum], i) => ({ name: tier, label: `${sum.calls.toLocaleString()} calls, ${usd(sum.cost)}`, parts: [[sum.calls, `c${i % 8}`]] })), most);
  } else empty($("tiers"), "No calls yet.");
  table($("tier-table"), ["Tier", "Calls", "Cost"], rows.map(([tier, sum]) => [tier, sum.calls.toLocaleString(), usd(sum.cost)]));
}

function table(node, head, rows) {
  const details = node.closest("details");
  if (details) details.hidden = !rows.length;
  node.replaceChildren(
    el("thead", {}, el("tr", {}, ...head.map((text, i) => el("th", { scope: "col", className: i ? "n" : "" }, text)))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((text, i) => el("td", { className: i ? "n" : "" }, text))))));
}

async function showConversations() {
  const { data } = await api("/v1/conversations?limit=25");
  const body = $("conversations").tBodies[0];
  if (body.contains(document.activeElement)) return; // being used
  body.replaceChildren(...data.map((c) => {
    const open = el("button", { type: "button" }, c.title || c.id);
    open.addEventListener("click", () => showConversation(c.id, c.title || c.id));
    const state = c.is_running ? " · running" : c.is_interrupted ? " · interrupted" : "";
    return el("tr", {}, el("td", {}, open, el("span", { className: "quiet" }, state)), el("td", {}, when(c.updated_at)), el("td", { className: "n wide" }, String(c.turns)), el("td", { className: "n" }, usd(c.cost_usd)));
  }));
  if (!data.length) body.append(el("tr", {}, el("td", { colSpan: 4, className: "quiet" }, "No conversation is stored yet.")));
}

async function showConversation(id, title) {
  try {
    const conversation = await api(`/v1/conversations/${encodeURIComponent(id)}`);
    $("detail-title").textContent = title;
    const callsTable = el("table");
    table(callsTable, ["Call", "Outcome", "Tokens in", "out", "Cost", "ms"], conversation.calls.map((c) => [c.model + (c.tier ? ` (${c.tier})` : ""), c.outcome, c.input_tokens ?? "–", c.output_tokens ?? "–", c.cost_usd === null ? "unknown" : "$" + c.cost_usd, c.latency_ms ?? "–"]));
    const decisions = [...new Set(conversation.calls.map((c) => c.decision).filter(Boolean))];
    const why = await Promise.all(decisions.slice(0, 20).map((d) => api(`/v1/decisions/${encodeURIComponent(d)}`).catch(() => null)));
    $("detail-body").replaceChildren(
      conversation.calls.length ? el("div", { className: "scroll" }, callsTable) : el("p", { className: "quiet" }, "No model was asked."),
      ...why.filter(Boolean).map((d) => el("details", {}, el("summary", {}, d.summary), el("pre", {}, JSON.stringify(d.detail, null, 2)))),
      ...conversation.messages.map((m) => el("div", {}, el("h3", {}, m.role), el("pre", {}, m.content || m.tool_calls.map((c) => `${c.name} ${c.arguments}`).join("\n") || m.tool_results.map((r) => r.text).join("\n")))));
    $("detail").showModal();
  } catch (error) { say(error.message); }
}

function say(text) { $("status").textContent = text; }

// Percentiles are counted entry by entry, so not every time.
let rounds = 0;
async function refresh() {
  try {
    await Promise.all([showSummary(), showAlerts(), showChart(), showTiers(), showConversations(), ...(rounds++ % 6 ? [] : [showLatency()])]);
    $("key-form").hidden = true;
    say(`As of ${new Date().toLocaleTimeString()}`);
    document.body.dataset.loaded = "yes";
  } catch (error) { say(error.message); }
}

$("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  key = $("key").value.trim();
  sessionStorage.setItem("farthing-key", key);
  rounds = 0;
  refresh();
  followAlerts();
});
$("budget-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = new FormData(event.target);
  setBudget(String(fields.get("scope")), String(fields.get("usd"))).then(() => event.target.reset());
});
$("period").addEventListener("change", () => showChart().catch((error) => say(error.message)));
refresh();
followAlerts();
setInterval(() => { if (!document.hidden) refresh(); }, 5000);
