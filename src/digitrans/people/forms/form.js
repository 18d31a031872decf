"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const form = document.getElementById("form");
  const code = document.getElementById("code");
  const message = document.getElementById("message");
  const fields = Array.from(form.querySelectorAll("fieldset"));
  const names = data.units.map(function (unit) { return unit.id; });
  const key = ["digitrans", data.round, data.instrument, data.fingerprint, data.short].concat(names).join(":");
  const offer = document.getElementById("offer");
  let started = new Date().toISOString();
  let unsaved = false;
  let isKept = false;
  let written = null;
  let found = null;

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
    const instead = field.querySelector("[data-instead]:checked");
    if (instead) return instead.value === "none" ? [] : instead.value;
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
    inputs.forEach(function (input) { shares[input.dataset.option] = Number(input.value); });
    return shares;
  }

  function sumOf(shares) {
    return Object.values(shares).reduce(function (a, b) { return a + b; }, 0);
  }

  function noteOf(field) {
    const note = field.querySelector("[data-note]");
    return note ? note.value.trim() : "";
  }

  /* Everything that is answered among some fields, by the name that "named" gives to each. */
  function collect(among, named) {
    const answers = {};
    among.forEach(function (field) {
      const value = answerOf(field);
      const note = noteOf(field);
      if (value === null && !note) return;
      answers[field.dataset[named]] = note ? { value: value, note: note } : value;
    });
    return answers;
  }

  function fieldsOf(unit) {
    return fields.filter(function (field) { return field.dataset.unit === unit; });
  }

  function answered(among) {
    return among.filter(function (field) { return answerOf(field) !== null; }).length;
  }

  function fill(text, gaps) {
    return Object.keys(gaps).reduce(function (told, name) { return told.split("%" + name + "%").join(gaps[name]); }, text);
  }

  function showProgress() {
    const told = fill(words.progress, { n: answered(fields), of: fields.length });
    document.getElementById("progress").textContent = told;
    form.querySelectorAll("[data-count]").forEach(function (count) {
      const among = fieldsOf(count.dataset.count);
      count.textContent = fill(words["answered-here"], { n: answered(among), of: among.length });
    });
    form.querySelectorAll("fieldset[data-kind=allocation]").forEach(showSum);
  }

  function showSum(field) {
    const shares = sharesOf(field);
    const sum = shares ? sumOf(shares) : 0;
    const told = shares ? words.sum + ": " + sum + words.percent + "." + (sum === 100 ? "" : " " + words["not-100"]) : "";
    const shown = field.querySelector(".sum");
    if (shown.textContent !== told) shown.textContent = told;
  }

  function givenCode() {
    const given = code.value.trim().toLowerCase();
    return isCode(given) ? given : "";
  }

  /* A draft belongs to one round and one code: whoever does not have the code is never offered it. */
  function place() {
    return key + ":" + givenCode();
  }

  function keep() {
    unsaved = true;
    showProgress();
    if (!keeper || found) return;
    isKept = false;
    if (givenCode() && isElsewhere()) {
      tell("storage", words["other-tab"]);
      tell("draft", "");
      return;
    }
    if (givenCode()) {
      const draft = JSON.stringify({ started: started, kept: new Date().toISOString(), answers: collect(fields, "key") });
      try {
        keeper.setItem(place(), draft);
        isKept = keeper.getItem(place()) === draft;
        if (isKept) written = draft;
      } catch (error) {
        isKept = false;
      }
      tell("storage", isKept ? "" : words["draft-full"]);
    }
    tell("draft", isKept ? words["draft-kept"] : givenCode() ? "" : words["draft-code"]);
  }

  /* Another window has the same form open and has kept answers since: they are not written over. */
  function isElsewhere() {
    try {
      const there = keeper.getItem(place());
      return there !== null && there !== written && draftOf(place()) !== null;
    } catch (error) {
      return false;
    }
  }

  function tell(id, text) {
    const shown = document.getElementById(id);
    if (shown.textContent !== text) shown.textContent = text;
  }

  function draftOf(where) {
    try {
      const draft = JSON.parse(keeper.getItem(where));
      return draft && typeof draft === "object" && Object.keys(draft.answers || {}).length ? draft : null;
    } catch (error) {
      return null;
    }
  }

  /* A draft is offered, and nothing of it shown; until that is answered, nothing is kept over it. */
  function look() {
    found = keeper && givenCode() ? draftOf(place()) : null;
    offer.hidden = !found;
    if (!found) return;
    const day = new Date(found.kept || found.started);
    const told = day.toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" });
    tell("offered", fill(words["draft-found"], { date: told, n: Object.keys(found.answers).length }));
  }

  function goOn() {
    const draft = found;
    found = null;
    written = keeper.getItem(place());
    offer.hidden = true;
    started = String(draft.started || started);
    fields.forEach(function (field) {
      if (answerOf(field) === null && !noteOf(field)) put(field, draft.answers[field.dataset.key]);
    });
    keep();
    fields[0].querySelector("input, textarea").focus();
  }

  function afresh() {
    found = null;
    offer.hidden = true;
    forget();
    if (unsaved) keep();
    fields[0].querySelector("input, textarea").focus();
  }

  function forget() {
    try { if (keeper) keeper.removeItem(place()); } catch (error) { /* nothing was kept */ }
    isKept = false;
    written = null;
  }

  /* A text that is cut at its limit says so while it is typed or pasted. */
  function showLength(text) {
    const limit = Number(text.maxLength);
    let told = text.nextElementSibling;
    if (!told || !told.classList.contains("length")) {
      told = document.createElement("p");
      told.className = "length";
      told.setAttribute("role", "status");
      text.after(told);
    }
    const length = text.value.length;
    const full = length >= limit ? words["text-full"] : length > 0.9 * limit ? words["text-length"] : "";
    told.textContent = fill(full, { n: length, of: limit });
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
    const none = Array.isArray(value) && value.length === 0;
    const wanted = none ? ["none"] : Array.isArray(value) ? value : [value];
    field.querySelectorAll("input[type=radio], input[type=checkbox]").forEach(function (input) {
      input.checked = wanted.indexOf(plain(input)) >= 0;
    });
    if (field.querySelector("[data-instead]:checked")) return;
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

  /* Say what is wrong where it is wrong, and below, where it is read out. */
  function refuse(text, input) {
    message.textContent = text;
    const told = document.createElement("p");
    told.className = "wrong";
    told.textContent = text;
    input.closest("fieldset, .code").appendChild(told);
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }

  function forgive() {
    form.querySelectorAll(".wrong").forEach(function (told) { told.remove(); });
    form.querySelectorAll("[aria-invalid]").forEach(function (input) { input.removeAttribute("aria-invalid"); });
  }

  /* The first field that cannot be used, and why; null where all can. */
  function wrongField() {
    for (const field of fields) {
      if (field.querySelector("[data-instead]:checked")) continue;
      const number = field.querySelector("[data-number]");
      if (number && !number.checkValidity()) {
        return { input: number, text: fill(words["not-number"], { low: number.min, high: number.max }) };
      }
      if (field.dataset.kind !== "allocation") continue;
      const inputs = Array.from(field.querySelectorAll("[data-option]"));
      const bad = inputs.find(function (input) { return !input.checkValidity(); });
      const shares = sharesOf(field);
      if (bad || (shares && sumOf(shares) !== 100)) return { input: bad || inputs[0], text: words["not-100"] };
    }
    return null;
  }

  function save(event) {
    event.preventDefault();
    forgive();
    const given = code.value.trim().toLowerCase();
    if (!isCode(given)) return refuse(words["bad-code"], code);
    const wrong = wrongField();
    if (wrong) return refuse(wrong.text, wrong.input);
    const answers = {
      format: 1, kind: "answers", instrument: data.instrument, version: data.version, fingerprint: data.fingerprint,
      short: data.short, respondent: given, started: started, finished: new Date().toISOString(),
      answers: collect(fieldsOf(undefined), "item"), items: data.items
    };
    if (data.units.length) {
      answers.units = data.units.map(function (unit) {
        return { id: unit.id, name: unit.name, answers: collect(fieldsOf(unit.id), "item") };
      });
    }
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
    forget();
    tell("storage", "");
    tell("draft", words["draft-gone"]);
    message.textContent = fill(words.saved, { file: name, n: answered(fields), of: fields.length });
  }

  function clear() {
    if (!window.confirm(words["sure-clear"])) return;
    forget();
    found = null;
    offer.hidden = true;
    form.reset();
    forgive();
    form.querySelectorAll(".length").forEach(function (told) { told.remove(); });
    unsaved = false;
    started = new Date().toISOString();
    tell("draft", "");
    tell("storage", "");
    message.textContent = words.cleared;
    showProgress();
  }

  /* Who answers takes back "don't know" and the like; and the other way round. */
  function settle(event) {
    const input = event.target;
    const field = input.closest("fieldset");
    if (!field || "note" in input.dataset) return;
    if ("instead" in input.dataset) {
      field.querySelectorAll("[type=checkbox]").forEach(function (each) { each.checked = false; });
      field.querySelectorAll("[data-number], [data-option]").forEach(function (each) { each.value = ""; });
    } else if (input.type === "checkbox" ? input.checked : input.value !== "") {
      field.querySelectorAll("[data-instead]").forEach(function (each) { each.checked = false; });
    }
  }

  form.addEventListener("input", settle);
  form.addEventListener("input", function (event) {
    if (event.target.maxLength > 12) showLength(event.target);
    if (event.target === code) look();
    if (event.target !== code || unsaved) keep();
  });
  document.getElementById("draft-on").addEventListener("click", goOn);
  document.getElementById("draft-afresh").addEventListener("click", afresh);
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
    if (unsaved && !isKept) event.preventDefault();
  });
  if (!keeper) tell("draft", words["no-draft"]);
  showProgress();
})();
