"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const nonce = document.currentScript.nonce;
  const words = data.words;
  const view = document.getElementById("view");
  const close = document.getElementById("close");
  const SAVE_AFTER = 300;
  const TRY_AGAIN = 2000;
  const TOO_LONG = 5000;
  const pending = new Map();
  const me = Math.random().toString(36).slice(2);
  let revision = 0;
  let turn = 0;
  let busy = null;
  let timer = null;
  let over = false;
  let stale = false;
  let moving = false;
  let lost = "";

  /* What this window was told, kept for a reload; the address says nothing of it. */
  const door = (function () {
    try {
      if (data.session) window.sessionStorage.setItem("door", JSON.stringify({ session: data.session, key: data.key }));
      return JSON.parse(window.sessionStorage.getItem("door"));
    } catch (error) {
      return data.session ? data : null;
    }
  })();
  window.history.replaceState(window.history.state, "", "/");

  function ask(what, given, isLeaving) {
    return window.fetch("/" + door.session + "/" + what, {
      method: "POST", body: JSON.stringify(given), cache: "no-store", credentials: "omit", redirect: "error",
      headers: { "Content-Type": "application/json", "X-Digitrans-Key": door.key }, keepalive: Boolean(isLeaving)
    });
  }

  function tell(id, text) {
    const shown = document.getElementById(id);
    if (shown.textContent !== text) shown.textContent = text;
    shown.hidden = !text;
  }

  function state(name) {
    document.documentElement.dataset.state = name;
    tell("state", words[name] || "");
  }

  /* The program is gone, or cannot save: said until it is true no longer. */
  function alarm(text, isSaved) {
    if (over) return;
    tell("banner", text);
    document.getElementById("reload").hidden = !stale;
    state(!isSaved ? "unsaved" : revision > 1 && !isResult() ? "kept" : "");
  }

  /* The program is gone: whether with something that is on no disk, is said as it is. */
  function gone() {
    const isSaved = !isUnsaved();
    alarm(words[isResult() ? "gone-result" : isSaved ? "gone-kept" : "gone"], isSaved);
  }

  function isResult() {
    return document.documentElement.dataset.view === "result";
  }

  /* Whether the page holds anything that the program has not taken. */
  function isUnsaved() {
    const typed = Array.from(view.querySelectorAll("[data-names], [data-name]")).some(function (each) { return each.value.trim(); });
    const wrong = Array.from(view.querySelectorAll("fieldset")).some(function (field) {
      return field.querySelector(".fault").textContent || fault(field);
    });
    return Boolean(pending.size || busy || typed || wrong || "due" in document.activeElement.dataset);
  }

  function calm() {
    if (stale) return;
    tell("banner", "");
    state(pending.size || busy ? "saving" : revision > 1 ? "kept" : "");
  }

  function showProgress(got) {
    const bar = document.getElementById("progress");
    bar.hidden = got.of === undefined;
    if (got.of === undefined) return tell("progress-told", "");
    bar.max = got.of || 1;
    bar.value = got.done;
    tell("progress-told", got.progress);
  }

  /* Answers: read from the fields of a question, sent one at a time, and kept here until they are on disk. */

  function plain(input) {
    return input.dataset.type === "number" ? Number(input.value) : input.value;
  }

  function shares(field) {
    const inputs = Array.from(field.querySelectorAll("[data-option]"));
    if (inputs.every(function (input) { return input.value.trim() === ""; })) return null;
    const found = {};
    inputs.forEach(function (input) { found[input.dataset.option] = Number(input.value); });
    return found;
  }

  function sum(found) {
    return Object.values(found).reduce(function (a, b) { return a + b; }, 0);
  }

  function valueOf(field) {
    const instead = field.querySelector("[data-instead]:checked");
    if (instead) return instead.value === "none" ? [] : instead.value;
    if (field.dataset.kind === "allocation") return shares(field);
    const number = field.querySelector("[data-number]");
    if (number) return number.value.trim() || null;
    const text = field.querySelector("[data-text]");
    if (text) return text.value.trim() || null;
    const chosen = Array.from(field.querySelectorAll("input:checked")).map(plain);
    if (field.dataset.kind === "choices") return chosen.length ? chosen : null;
    return chosen.length ? chosen[0] : null;
  }

  function entryOf(field) {
    const entry = { value: valueOf(field) };
    ["note", "owner", "due"].forEach(function (name) {
      const input = field.querySelector("[data-" + name + "]");
      if (input && input.value.trim()) entry[name] = input.value.trim();
    });
    return entry;
  }

  /* Why what stands in a question cannot be saved as it is; "" where it can. */
  function fault(field) {
    if (field.querySelector("[data-instead]:checked")) return "";
    const number = field.querySelector("[data-number]");
    if (number && number.value.trim() && !/^-?\d{1,15}([.,]\d{1,6})?$/.test(number.value.trim())) {
      return words["not-number"].split("%low%").join(number.dataset.min).split("%high%").join(number.dataset.max);
    }
    if (field.dataset.kind !== "allocation") return "";
    const bad = Array.from(field.querySelectorAll("[data-option]")).some(function (input) { return !/^\s*\d{0,3}\s*$/.test(input.value); });
    const found = shares(field);
    return bad || (found && sum(found) !== 100) ? words["not-100"] : "";
  }

  function refuse(field, text) {
    const shown = field.querySelector(".fault");
    if (shown.textContent !== text) shown.textContent = text;
    field.querySelectorAll("input, textarea").forEach(function (input) {
      if (text) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
    });
  }

  function fieldOf(key) {
    return Array.from(view.querySelectorAll("fieldset[data-key]")).find(function (each) { return each.dataset.key === key; });
  }

  function changed(field) {
    field.toggleAttribute("data-answered", valueOf(field) !== null);
    showSum(field);
    if (fault(field)) return;
    refuse(field, "");
    turn += 1;
    pending.set(field.dataset.key, { ...entryOf(field), turn: turn });
    state(document.getElementById("banner").hidden ? "saving" : "unsaved");
    if (!timer) timer = window.setTimeout(flush, SAVE_AFTER);
  }

  function showSum(field) {
    const shown = field.querySelector(".sum");
    if (!shown) return;
    const found = shares(field);
    const told = found && !isNaN(sum(found)) ? words.sum + ": " + sum(found) + words.percent : "";
    if (shown.textContent !== told) shown.textContent = told;
  }

  /* Sends all that waits, one after the other. What could not be sent waits on. */
  function flush() {
    window.clearTimeout(timer);
    timer = null;
    if (!busy) busy = sendAll().then(function (all) { busy = null; if (all) calm(); else unsent(); });
    return busy;
  }

  async function sendAll() {
    while (pending.size && !stale) {
      const [key, entry] = pending.entries().next().value;
      if (!await send(key, entry)) return false;
    }
    return !pending.size;
  }

  /* An answer as it is sent: after which change, from which window, and when in it. */
  function said(key, entry) {
    return { key: key, revision: revision, window: me, turn: entry.turn, entry: { ...entry, turn: undefined } };
  }

  async function send(key, entry) {
    let answer;
    const slow = window.setTimeout(function () { alarm(words.slow); }, TOO_LONG);
    try {
      answer = await ask("answer", said(key, entry));
    } catch (error) {
      lost = words.gone;
      return false;
    } finally {
      window.clearTimeout(slow);
    }
    const got = await answer.json().catch(function () { return {}; });
    if (answer.status === 409) {
      stale = true;
      lost = got.told;
      return false;
    }
    const field = fieldOf(key);
    if (answer.ok) {
      revision = got.revision;
      lost = "";
      showProgress(got);
      const told = field && field.querySelector(".told");
      if (told && told.textContent !== got.told) told.textContent = got.told;
    } else if (answer.status === 422) {
      if (field) refuse(field, got.told);
    } else {
      lost = got.told || words.gone;
      return false;
    }
    if (pending.get(key) === entry) pending.delete(key);
    return true;
  }

  function unsent() {
    alarm(lost || words.gone);
    if (!stale && !timer) timer = window.setTimeout(flush, TRY_AGAIN);
  }

  /* Views: what the program sends takes the place of what was there, and gets the focus. */

  async function go(what, given, isBack) {
    if (moving) return;
    moving = true;
    try {
      await change(what, given, isBack);
    } catch (error) {
      gone();
    } finally {
      moving = false;
    }
  }

  async function change(what, given, isBack) {
    await flush();
    if (pending.size) return;
    const wrong = what === "view" && Array.from(view.querySelectorAll("fieldset[data-key]")).find(isWrong);
    if (wrong) return wrong.querySelector("input:not([type=radio]), textarea, input").focus();
    const answer = await ask(what, given);
    const got = await answer.json().catch(function () { return {}; });
    if (!answer.ok) return alarm(got.told || words.gone);
    show(got);
    if (!isBack) remember(got.leaf);
  }

  /* The browser's own way back leads to the leaf before. Its history knows the number of a leaf, and nothing else. */
  function remember(leaf) {
    const before = window.history.state;
    if (leaf === undefined || (before && before.leaf === leaf)) return;
    const how = before ? "pushState" : "replaceState";
    window.history[how]({ leaf: leaf }, "", "/");
  }

  function isWrong(field) {
    const told = fault(field);
    if (told) refuse(field, told);
    return told || field.querySelector(".fault").textContent;
  }

  function show(got) {
    revision = got.revision;
    stale = false;
    pending.clear();
    if (got.style) return showResult(got);
    view.replaceChildren.apply(view, parsed(got.html).childNodes);
    document.title = got.title;
    tell("notice", got.notice || "");
    showProgress(got);
    calm();
    const wanted = got.focus && fieldOf(got.focus);
    const invalid = view.querySelector("[aria-invalid]");
    const place = invalid || (wanted && (wanted.querySelector("input:checked") || wanted.querySelector("input, textarea")));
    (place || view.querySelector("h1")).focus();
    if (wanted) wanted.scrollIntoView({ block: "center" }); else window.scrollTo(0, 0);
    view.querySelectorAll("fieldset").forEach(showSum);
  }

  function parsed(html) {
    return new DOMParser().parseFromString(html, "text/html").body;
  }

  /* The result is a document of its own, with its own looks; the form's are put aside. */
  function showResult(got) {
    const looks = document.createElement("style");
    looks.nonce = nonce;
    looks.id = "result-looks";
    looks.textContent = got.style;
    document.head.appendChild(looks);
    document.getElementById("form-looks").disabled = true;
    document.documentElement.className = got.looks;
    document.documentElement.dataset.view = "result";
    document.title = got.title;
    tell("notice", "");
    showProgress({});
    state("");
    tell("banner", "");
    const bar = document.getElementById("result");
    bar.replaceChildren.apply(bar, parsed(got.bar).childNodes);
    bar.hidden = false;
    view.replaceChildren.apply(view, parsed(got.main).childNodes);
    const heading = view.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus();
    window.scrollTo(0, 0);
  }

  async function download(format) {
    const answer = await ask("file", { format: format }).catch(function () { return null; });
    if (!answer || !answer.ok) return gone();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = answer.headers.get("X-Digitrans-Name");
    document.body.appendChild(link);
    link.click();
    link.remove();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  async function end() {
    await flush();
    if (pending.size) return;
    const answer = await ask("close", {}).catch(function () { return null; });
    if (!answer || !answer.ok) return gone();
    finish((await answer.json()).html);
  }

  /* Nothing more is to come from the program. */
  function finish(html) {
    over = true;
    try { window.sessionStorage.removeItem("door"); } catch (error) { /* nothing was kept */ }
    close.hidden = true;
    ["banner", "notice"].forEach(function (id) { tell(id, ""); });
    document.getElementById("reload").hidden = true;
    document.getElementById("result").hidden = true;
    document.querySelectorAll("#result-looks").forEach(function (looks) { looks.remove(); });
    document.getElementById("form-looks").disabled = false;
    document.documentElement.className = "";
    delete document.documentElement.dataset.view;
    showProgress({});
    state("");
    view.replaceChildren.apply(view, parsed(html).childNodes);
    view.querySelector("h1").focus();
  }

  /* An open stream tells the program that somebody is here, and this page that the program is. */
  async function listen() {
    while (!over) {
      try {
        const answer = await ask("stream", {});
        if (!answer.ok) throw new Error("refused");
        if (!stale && !pending.size) calm();
        await hear(answer.body.getReader());
      } catch (error) { /* said below */ }
      if (over) return;
      if (stale) alarm(words.elsewhere, !isUnsaved()); else gone();
      await new Promise(function (then) { window.setTimeout(then, TRY_AGAIN); });
      if (pending.size) flush();
    }
  }

  async function hear(reader) {
    const decoder = new TextDecoder();
    for (let got = await reader.read(); !got.done; got = await reader.read()) {
      const numbers = decoder.decode(got.value, { stream: true }).split("\n").filter(Boolean).map(Number);
      if (numbers.length && !busy && !moving && !over) seen(numbers[numbers.length - 1]);
    }
  }

  /* Another window has answered since: said at once, before anything is typed here. */
  function seen(latest) {
    if (latest <= revision || document.getElementById("result").hidden === false) return;
    stale = true;
    alarm(words.elsewhere, !isUnsaved());
  }

  /* What the reader does. */

  function settle(input, field) {
    if ("note" in input.dataset || "owner" in input.dataset || "due" in input.dataset) return;
    if ("instead" in input.dataset) {
      field.querySelectorAll("[type=checkbox]").forEach(function (each) { each.checked = false; });
      field.querySelectorAll("[data-number], [data-option], [data-text]").forEach(function (each) { each.value = ""; });
    } else if (input.type === "checkbox" ? input.checked : input.value !== "") {
      field.querySelectorAll("[data-instead]").forEach(function (each) { each.checked = false; });
    }
  }

  view.addEventListener("input", function (event) {
    const field = event.target.closest("fieldset[data-key]");
    if (!field || "due" in event.target.dataset) return;
    settle(event.target, field);
    changed(field);
  });

  /* Enter in a field is no way on: only a button is. */
  view.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || !event.target.closest("fieldset")) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  view.addEventListener("change", function (event) {
    const field = event.target.closest("fieldset");
    if (field && field.dataset.decision) return became(field, event.target.value);
    if (field && field.dataset.key && "due" in event.target.dataset) changed(field);
    if (field && field.dataset.key && fault(field)) refuse(field, fault(field));
  });

  async function became(field, fate) {
    const answer = await ask("became", { decision: Number(field.dataset.decision), fate: fate }).catch(function () { return null; });
    const got = answer ? await answer.json().catch(function () { return {}; }) : {};
    refuse(field, answer && answer.ok ? "" : got.told || words.gone);
  }

  view.addEventListener("submit", function (event) {
    event.preventDefault();
    const then = event.target.dataset.then;
    const names = event.target.querySelector("[data-names]");
    const name = event.target.querySelector("[data-name]");
    if (name) return go(then, { name: name.value });
    go(then, names ? { names: names.value.split("\n") } : JSON.parse(event.target.dataset.with || "{}"));
  });

  document.addEventListener("click", function (event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.do) go(button.dataset.do, JSON.parse(button.dataset.with || "{}"));
    if (button.dataset.file) download(button.dataset.file);
    if ("print" in button.dataset) window.print();
    if (button.classList.contains("unset")) unset(button.closest("fieldset"));
  });

  function unset(field) {
    field.querySelectorAll("input[type=radio], input[type=checkbox]").forEach(function (input) { input.checked = false; });
    field.querySelectorAll("[data-number], [data-option], [data-text]").forEach(function (input) { input.value = ""; });
    field.querySelector("input, textarea").focus();
    changed(field);
  }

  document.getElementById("reload").addEventListener("click", async function () {
    const mine = Array.from(pending.entries());
    const leaf = view.querySelector("form") ? view.querySelector("[aria-current]") : null;
    const given = leaf ? JSON.parse(leaf.dataset.with) : {};
    pending.clear();
    stale = false;
    await go("view", given);
    mine.forEach(function (each) { pending.set(each[0], each[1]); });
    if (mine.length) await flush().then(function () { return go("view", given); });
  });
  close.addEventListener("click", end);
  window.addEventListener("pagehide", function () {
    pending.forEach(function (entry, key) { ask("answer", said(key, entry), true).catch(function () {}); });
  });
  window.addEventListener("beforeunload", function (event) {
    if (pending.size && !over) event.preventDefault();
  });

  if (!door) {
    finish(document.getElementById("alone").innerHTML);
    return;
  }
  view.addEventListener("focusout", function () { if (timer) flush(); });
  window.addEventListener("popstate", function (event) {
    if (event.state && !over) go("view", event.state, true);
  });
  go("view", window.history.state || {}).then(listen);
})();
