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
  return "$" + Number(value.toPrecision(3)).toFixed(Math.min(12, 2 - Math.floor(Math.log10(Math.abs(value)))));
}
const calls = (sums) => `${sums.requests.toLocaleString()} calls${sums.complete ? "" : ", partly estimated"}`;
const when = (seconds) => new Date(seconds * 1000).toLocaleString([], { dateStyle: "short", timeStyle: "short" });

async function showSummary() {
  const summary = await api(`/v1/costs/summary?time_zone=${encodeURIComponent(zone)}`).catch(() => api("/v1/costs/summary"));
  $("today").textContent = usd(summary.today.cost_usd);
  $("today").dataset.exact = summary.today.cost_usd;
  $("month").textContent = usd(summary.month.cost_usd);
  $("forecast").textContent = usd(summary.forecast_month_usd);
  $("saved").textContent = usd(summary.month.saved_usd);
  $("today-calls").textContent = calls(summary.today);
  $("month-calls").textContent = calls(summary.month);
  $("latency").textContent = summary.month.average_latency_ms === null ? "" : `${summary.month.average_latency_ms} ms a call`;
  $("saved-parts").textContent = Object.entries(summary.month.savings).filter(([, v]) => Number(v) !== 0)
    .map(([k, v]) => `${k.replace("_usd", "").replace("_", " ")} ${usd(v)}`).join(", ") || `of ${usd(summary.month.baseline_usd)}`;
  showBudgets(summary.budgets);
}

function showBudgets(budgets) {
  if ($("budgets").contains(document.activeElement)) return; // being edited
  $("budgets").replaceChildren(...budgets.map((budget) => {
    const share = Math.min(1, budget.share ?? 0);
    const bar = shape("svg", { viewBox: "0 0 100 1", preserveAspectRatio: "none", "aria-hidden": "true" });
    bar.append(shape("rect", { width: share * 100, height: 1, class: share >= 1 ? "over" : share >= 0.8 ? "near" : "ok" }));
    const input = el("input", { value: budget.limit_usd ?? "", size: 8, inputMode: "decimal", ariaLabel: `Limit of ${budget.scope} in dollars` });
    const form = el("form", { className: "row" }, input, el("button", {}, "Save"));
    form.addEventListener("submit", (event) => { event.preventDefault(); setBudget(budget.scope, input.value); });
    const limit = budget.limit_usd === null ? "no limit in dollars" : `of ${usd(budget.limit_usd)}`;
    const held = Number(budget.reserved_usd) > 0 ? `, ${usd(budget.reserved_usd)} held` : "";
    const name = el("div", {}, el("strong", {}, budget.scope), el("p", { className: "quiet" }, `${usd(budget.spent_usd)} ${limit}${held}`));
    return el("li", { className: "budget" }, name, form, el("div", { className: "bar" }, bar));
  }));
  if (!budgets.length) $("budgets").append(el("li", { className: "quiet" }, "No budget is set."));
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
  const { data } = await api("/v1/alerts").catch(() => ({ data: [] }));
  $("alerts-section").hidden = !data.length;
  $("alerts").replaceChildren(...data.map((alert) => el("li", { className: "alert" }, alert.message)));
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
  const chart = $("chart");
  // Drawn at the size it has, so that its words are as large as all others.
  const [w, h, left, bottom] = [Math.max(280, chart.parentElement.clientWidth), 220, 92, 22];
  chart.setAttribute("viewBox", `0 0 ${w} ${h}`);
  chart.replaceChildren();
  for (const part of [0, 0.5, 1]) {
    const y = 8 + (h - bottom - 8) * (1 - part);
    chart.append(shape("line", { x1: left, x2: w, y1: y, y2: y, class: "axis" }), shape("text", { x: left - 6, y: y + 4, "text-anchor": "end" }, usd(most * part)));
  }
  const step = (w - left) / Math.max(1, data.length);
  const label = (s) => new Date(s * 1000).toLocaleString([], width === "1h" ? { hour: "2-digit" } : width === "1d" ? { day: "numeric", month: "short" } : { month: "short" });
  data.forEach((bucket, i) => {
    let y = h - bottom;
    for (const row of [...bucket.results].sort((a, b) => slot(a.model) - slot(b.model))) {
      const height = (Number(row.amount_usd) / most) * (h - bottom - 8);
      y -= height;
      const bar = shape("rect", { x: left + i * step + step * 0.1, y, width: step * 0.8, height, class: `c${slot(row.model)}` });
      bar.append(shape("title", {}, `${row.model}: $${row.amount_usd}`));
      chart.append(bar);
    }
    if (i % Math.ceil(data.length / Math.max(2, Math.floor((w - left) / 80))) === 0) chart.append(shape("text", { x: left + (i + 0.5) * step, y: h - 6, "text-anchor": "middle" }, label(bucket.start_time)));
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
  const most = Math.max(1, ...rows.map(([, sum]) => sum.calls));
  const chart = $("tiers");
  const width = Math.max(280, chart.parentElement.clientWidth);
  const room = width - 170;
  chart.setAttribute("viewBox", `0 0 ${width} ${Math.max(1, rows.length) * 30}`);
  chart.replaceChildren(...rows.flatMap(([tier, sum], i) => [
    shape("text", { x: 0, y: i * 30 + 19 }, tier),
    shape("rect", { x: 90, y: i * 30 + 5, width: Math.max(2, (sum.calls / most) * room), height: 18, class: `c${i % 8}` }),
    shape("text", { x: 96 + (sum.calls / most) * room, y: i * 30 + 19 }, `${sum.calls.toLocaleString()}`),
  ]));
  if (!rows.length) chart.append(shape("text", { x: 0, y: 19 }, "No calls yet."));
  table($("tier-table"), ["Tier", "Calls", "Cost"], rows.map(([tier, sum]) => [tier, sum.calls.toLocaleString(), usd(sum.cost)]));
}

function table(node, head, rows) {
  node.replaceChildren(
    el("thead", {}, el("tr", {}, ...head.map((text) => el("th", { scope: "col" }, text)))),
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
      el("div", { className: "scroll" }, callsTable),
      ...why.filter(Boolean).map((d) => el("details", {}, el("summary", {}, d.summary), el("pre", {}, JSON.stringify(d.detail, null, 2)))),
      ...conversation.messages.map((m) => el("div", {}, el("h3", {}, m.role), el("pre", {}, m.content || m.tool_calls.map((c) => `${c.name} ${c.arguments}`).join("\n") || m.tool_results.map((r) => r.text).join("\n")))));
    $("detail").showModal();
  } catch (error) { say(error.message); }
}

function say(text) { $("status").textContent = text; }

async function refresh() {
  try {
    await Promise.all([showSummary(), showAlerts(), showChart(), showTiers(), showConversations()]);
    $("key-form").hidden = true;
    say(`As of ${new Date().toLocaleTimeString()}`);
    document.body.dataset.loaded = "yes";
  } catch (error) { say(error.message); }
}

$("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  key = $("key").value.trim();
  sessionStorage.setItem("farthing-key", key);
  refresh();
});
$("budget-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = new FormData(event.target);
  setBudget(String(fields.get("scope")), String(fields.get("usd"))).then(() => event.target.reset());
});
$("period").addEventListener("change", () => showChart().catch((error) => say(error.message)));
refresh();
setInterval(() => { if (!document.hidden) refresh(); }, 5000);
