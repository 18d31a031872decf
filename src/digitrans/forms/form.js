"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const form = document.getElementById("form");
  const code = document.getElementById("code");
  const message = document.getElementById("message");
  const fields = Array.from(form.querySelectorAll("fieldset"));
  const key = ["digitrans", data.instrument, data.fingerprint, data.short].join(":");
  let started = new Date().toISOString();
  let unsaved = false;

  /* The browser may refuse to keep anything; then the page says so, and warns before it is closed. */
  const keeper = (function () {
    try {
      window.localStorage.setItem(key + ":try", "1");
      window.localStorage.removeItem(key + ":try");
      return window.localStorage;
    } catch (error) {
      return null;
    }
  })();

  function plain(input) {
    return input.dataset.type === "number" ? Number(input.value) : input.value;
  }

  function answerOf(field) {
    const chosen = Array.from(field.querySelectorAll("input:checked"));
    const kind = field.dataset.kind;
    if (kind === "choices") return chosen.length ? chosen.map(plain) : null;
    if (kind === "allocation") return sharesOf(field);
    const number = field.querySelector("[data-number]");
    if (number) return number.value === "" ? null : Number(number.value);
    const text = field.querySelector("[data-text]");
    if (text) return text.value.trim() || null;
    return chosen.length ? plain(chosen[0]) : null;
  }

  function sharesOf(field) {
    const inputs = Array.from(field.querySelectorAll("[data-option]"));
    if (inputs.every(function (input) { return input.value === ""; })) return null;
    const shares = {};
    inputs.forEach(function (input) { shares[input.dataset.option] = Math.round(Number(input.value)); });
    return shares;
  }

  function noteOf(field) {
    const note = field.querySelector("[data-note]");
    return note ? note.value.trim() : "";
  }

  function collect() {
    const answers = {};
    fields.forEach(function (field) {
      const value = answerOf(field);
      const note = noteOf(field);
      if (value === null && !note) return;
      answers[field.dataset.item] = note ? { value: value, note: note } : value;
    });
    return answers;
  }

  function answered() {
    return fields.filter(function (field) { return answerOf(field) !== null; }).length;
  }

  function fill(text, gaps) {
    return Object.keys(gaps).reduce(function (told, name) { return told.split("%" + name + "%").join(gaps[name]); }, text);
  }

  function showProgress() {
    const told = fill(words.progress, { n: answered(), of: fields.length });
    document.getElementById("progress").textContent = told;
  }

  function keep() {
    unsaved = true;
    showProgress();
    if (!keeper) return;
    try {
      keeper.setItem(key, JSON.stringify({ code: code.value, started: started, answers: collect() }));
    } catch (error) {
      document.getElementById("draft").textContent = words["no-draft"];
    }
  }

  function restore() {
    if (!keeper) {
      document.getElementById("draft").textContent = words["no-draft"];
      return;
    }
    let draft = null;
    try { draft = JSON.parse(keeper.getItem(key)); } catch (error) { draft = null; }
    if (!draft || typeof draft !== "object") return;
    code.value = String(draft.code || "");
    started = String(draft.started || started);
    fields.forEach(function (field) { put(field, (draft.answers || {})[field.dataset.item]); });
    document.getElementById("draft").textContent = words["draft-found"];
  }

  function put(field, entry) {
    if (entry === undefined || entry === null) return;
    const noted = typeof entry === "object" && "note" in entry;
    const value = noted ? entry.value : entry;
    if (noted) {
      field.querySelector("[data-note]").value = entry.note;
      field.querySelector("details").open = true;
    }
    if (value === null) return;
    const wanted = Array.isArray(value) ? value : [value];
    field.querySelectorAll("input[type=radio], input[type=checkbox]").forEach(function (input) {
      input.checked = wanted.indexOf(plain(input)) >= 0;
    });
    field.querySelectorAll("[data-number], [data-text]").forEach(function (input) { input.value = value; });
    field.querySelectorAll("[data-option]").forEach(function (input) {
      if (value[input.dataset.option] !== undefined) input.value = value[input.dataset.option];
    });
  }

  function isCode(text) {
    if (text.length !== data.codeLength) return false;
    let sum = 0;
    for (let place = 0; place < text.length; place += 1) {
      const at = data.alphabet.indexOf(text[place]);
      if (at < 0) return false;
      if (place === text.length - 1) return sum % data.alphabet.length === at;
      sum += (place + 1) * at;
    }
    return false;
  }

  function refuse(text, input) {
    message.textContent = text;
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }

  function wrongShares() {
    return fields.find(function (field) {
      if (field.dataset.kind !== "allocation") return false;
      const shares = sharesOf(field);
      return shares && Object.values(shares).reduce(function (a, b) { return a + b; }, 0) !== 100;
    });
  }

  function save(event) {
    event.preventDefault();
    const given = code.value.trim().toLowerCase();
    if (!isCode(given)) return refuse(words["bad-code"], code);
    code.removeAttribute("aria-invalid");
    const wrong = wrongShares();
    if (wrong) return refuse(words["not-100"], wrong.querySelector("input"));
    const answers = {
      format: 1, kind: "answers", instrument: data.instrument, version: data.version, fingerprint: data.fingerprint,
      short: data.short, respondent: given, started: started, finished: new Date().toISOString(),
      answers: collect(), items: data.items
    };
    const name = words.file + "-" + given + ".json";
    const blob = new Blob([JSON.stringify(answers, null, 1)], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
    unsaved = false;
    message.textContent = fill(words.saved, { file: name, n: answered(), of: fields.length });
  }

  function clear() {
    if (!window.confirm(words["sure-clear"])) return;
    form.reset();
    try { if (keeper) keeper.removeItem(key); } catch (error) { /* nothing was kept */ }
    unsaved = false;
    started = new Date().toISOString();
    document.getElementById("draft").textContent = "";
    message.textContent = words.cleared;
    showProgress();
  }

  form.addEventListener("input", keep);
  form.addEventListener("submit", save);
  form.addEventListener("click", function (event) {
    const button = event.target.closest(".unset");
    if (!button) return;
    const field = button.closest("fieldset");
    field.querySelectorAll("input[type=radio], input[type=checkbox]").forEach(function (input) { input.checked = false; });
    field.querySelectorAll("[data-number], [data-option], [data-text]").forEach(function (input) { input.value = ""; });
    keep();
  });
  document.getElementById("clear").addEventListener("click", clear);
  window.addEventListener("beforeunload", function (event) {
    if (unsaved && !keeper) event.preventDefault();
  });
  restore();
  showProgress();
})();
