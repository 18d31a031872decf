"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const STEPS = ["guess", "group", "leader", "talk", "agree"];
  const guesses = data.talks.map(function () { return []; });
  const agreed = data.talks.map(function () { return { what: "", who: "", when: "" }; });
  let at = -1;
  let step = 0;
  let unsaved = false;
  let left = 0;
  let ticking = null;

  function fill(text, gaps) {
    return Object.keys(gaps).reduce(function (told, name) { return told.split("%" + name + "%").join(gaps[name]); }, text);
  }

  function made(name, text, type) {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (type) element.className = type;
    return element;
  }

  function list(texts, type) {
    const all = made("ul", "", type);
    texts.forEach(function (text) { all.appendChild(made("li", text)); });
    return all;
  }

  /* A talk without a leader's answer has no step for it. */
  function stepsOf(talk) {
    return STEPS.filter(function (name) { return name !== "leader" || talk.own; });
  }

  function boxes(told, type) {
    const all = made("ul", "", "told " + type);
    told.forEach(function (each) {
      const box = made("li", each[0]);
      box.appendChild(made("strong", each[1]));
      all.appendChild(box);
    });
    return all;
  }

  function guessed(talk, counts) {
    const told = talk.scale.map(function (value) {
      return value + ": " + counts.filter(function (each) { return each === value; }).length;
    });
    return counts.length ? words.guesses + " " + told.join(", ") + "." : words["no-guess"];
  }

  function guessing(place, talk) {
    place.appendChild(made("p", talk.scale.length ? words["guess-how"] : words["guess-aloud"]));
    if (!talk.scale.length) return;
    const row = made("p", "", "guesses");
    talk.scale.forEach(function (value) {
      const button = made("button", String(value));
      button.type = "button";
      button.dataset.guess = value;
      button.addEventListener("click", function () { guess(value); });
      row.appendChild(button);
    });
    place.appendChild(row);
    const told = made("p", fill(words.counted, { n: guesses[at].length }), "muted");
    told.id = "counted";
    told.setAttribute("role", "status");
    place.appendChild(told);
  }

  function guess(value) {
    guesses[at].push(value);
    document.getElementById("counted").textContent = fill(words.counted, { n: guesses[at].length });
  }

  function agreeing(place) {
    ["what", "who", "when"].forEach(function (name) {
      const label = made("label", words["agree-" + name]);
      const field = made(name === "what" ? "textarea" : "input");
      field.value = agreed[at][name];
      field.id = "agree-" + name;
      field.addEventListener("input", function () { agreed[at][name] = field.value; unsaved = true; });
      label.appendChild(field);
      place.appendChild(label);
    });
  }

  function showTalk(place) {
    const talk = data.talks[at];
    const names = stepsOf(talk);
    const name = names[step];
    const now = names.indexOf(name);
    place.appendChild(made("p", fill(words.where, { n: at + 1, of: data.talks.length }) + " " + words["step-" + name], "step"));
    place.appendChild(made("h1", talk.name));
    if (name !== "agree") {
      place.appendChild(list(talk.asked));
      talk.ends.forEach(function (text) { place.appendChild(made("p", text, "muted")); });
    }
    if (name === "guess") guessing(place, talk);
    if (now >= names.indexOf("group")) {
      if (talk.scale.length) place.appendChild(made("p", guessed(talk, guesses[at]), "muted"));
      place.appendChild(boxes(talk.groups, "groups"));
    }
    if (talk.own && now >= names.indexOf("leader")) place.appendChild(boxes([talk.own], "own"));
    if (name === "talk") {
      place.appendChild(made("h2", words.ask));
      place.appendChild(list(talk.questions));
    }
    if (name === "agree") agreeing(place);
    setClock(talk.minutes[name] || 0);
  }

  function summary() {
    return data.talks.map(function (talk, place) {
      const told = agreed[place];
      return talk.name + "\n" + [["what", told.what], ["who", told.who], ["when", told.when]].map(function (each) {
        return words["agree-" + each[0]] + " " + (each[1] || "–");
      }).join("\n");
    });
  }

  function showEnd(place) {
    place.appendChild(made("h1", words.end));
    summary().forEach(function (text) {
      const lines = text.split("\n");
      place.appendChild(made("h2", lines[0]));
      place.appendChild(list(lines.slice(1)));
    });
    const save = made("button", words.save, "main");
    save.type = "button";
    save.id = "save";
    save.addEventListener("click", saveAll);
    place.appendChild(save);
    const told = made("p", "", "muted");
    told.id = "saved";
    told.setAttribute("role", "status");
    place.appendChild(told);
    setClock(0);
  }

  function saveAll() {
    const text = data.title + "\n\n" + summary().join("\n\n") + "\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = words.file;
    document.body.appendChild(link);
    link.click();
    link.remove();
    unsaved = false;
    document.getElementById("saved").textContent = fill(words.saved, { file: words.file });
  }

  function showStart(place) {
    place.appendChild(made("h1", data.title));
    place.appendChild(list(data.talks.map(function (talk) { return talk.name; })));
    place.appendChild(made("p", fill(words.total, { n: data.minutes })));
    place.appendChild(made("p", words.promise, "muted"));
    place.appendChild(made("p", words.keys, "muted"));
    setClock(0);
  }

  function show() {
    const place = document.getElementById("stage");
    place.textContent = "";
    if (at < 0) showStart(place);
    else if (at >= data.talks.length) showEnd(place);
    else showTalk(place);
    document.getElementById("back").disabled = at < 0;
    document.getElementById("next").disabled = at >= data.talks.length;
    window.scrollTo(0, 0);
    place.focus();
  }

  function next() {
    if (at >= data.talks.length) return;
    if (at < 0 || step + 1 >= stepsOf(data.talks[at]).length) { at += 1; step = 0; } else { step += 1; }
    show();
  }

  function back() {
    if (at < 0) return;
    if (at < data.talks.length && step > 0) { step -= 1; show(); return; }
    at -= 1;
    step = at >= 0 ? stepsOf(data.talks[at]).length - 1 : 0;
    show();
  }

  function setClock(minutes) {
    window.clearInterval(ticking);
    ticking = null;
    left = minutes * 60;
    document.getElementById("time").hidden = !minutes;
    drawClock();
  }

  function drawClock() {
    const clock = document.getElementById("clock");
    const size = Math.abs(left);
    clock.textContent = (left < 0 ? "-" : "") + Math.floor(size / 60) + ":" + String(size % 60).padStart(2, "0");
    clock.className = left < 0 ? "over" : "";
    document.getElementById("run").textContent = ticking ? words.stop : words.start;
  }

  function run() {
    if (document.getElementById("time").hidden) return;
    if (ticking) {
      window.clearInterval(ticking);
      ticking = null;
    } else {
      ticking = window.setInterval(function () { left -= 1; drawClock(); }, 1000);
    }
    drawClock();
  }

  document.getElementById("next").addEventListener("click", next);
  document.getElementById("back").addEventListener("click", back);
  document.getElementById("run").addEventListener("click", run);
  document.addEventListener("keydown", function (event) {
    const target = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA)$/.test(target.tagName)) return;
    const talk = data.talks[at];
    const number = Number(event.key);
    if (event.key === "ArrowRight" || event.key === "PageDown") next();
    else if ((event.key === " " || event.key === "Enter") && target.tagName !== "BUTTON") next();
    else if (event.key === "ArrowLeft" || event.key === "PageUp") back();
    else if (event.key.toLowerCase() === "t") run();
    else if (talk && stepsOf(talk)[step] === "guess" && event.key === "Backspace" && guesses[at].length) {
      guesses[at].pop();
      document.getElementById("counted").textContent = fill(words.counted, { n: guesses[at].length });
    } else if (talk && stepsOf(talk)[step] === "guess" && event.key !== " " && talk.keys[event.key] !== undefined && number >= 0) {
      guess(talk.keys[event.key]);
    } else return;
    event.preventDefault();
  });
  window.addEventListener("beforeunload", function (event) { if (unsaved) event.preventDefault(); });
  show();
})();
