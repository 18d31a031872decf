// Loads a form into Enketo, answers every question of it that is shown, and says what came of it.
import { Form } from 'enketo-core';
import { transform } from 'enketo-transformer/web';

const told = (question) =>
  [...question.querySelectorAll('input:not([readonly]), textarea')].filter((each) => !each.closest('.itemset-template'));

function answer(input, value) {
  if (['radio', 'checkbox'].includes(input.type)) input.checked = true;
  else input.value = value;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

function valueFor(input, given, begun) {
  if (input.name.endsWith('/respondent')) return given.code;
  const [question, option] = input.name.split('___');
  if (option === undefined) return input.type === 'number' ? '3' : 'Et svar';
  if (begun.has(question)) return '0';
  begun.add(question);
  return given.share;
}

async function filled(xform, given) {
  const survey = await transform({ xform, media: {} });
  const page = document.createElement('div');
  page.innerHTML = survey.form;
  document.body.append(page);
  const root = page.querySelector('form.or');
  const form = new Form(root, { modelStr: survey.model, external: [] }, {});
  const errors = form.init();
  const done = new Set();
  const begun = new Set();
  for (;;) {
    const shown = [...root.querySelectorAll('.question')].filter((each) => !each.closest('.disabled'));
    const inputs = shown.map(told).filter((each) => each.length).map((each) => each[Math.min(1, each.length - 1)]);
    const next = inputs.find((each) => !done.has(each.name) && !/_(note|or)_$/.test(each.name));
    if (!next) break;
    done.add(next.name);
    answer(next, valueFor(next, given, begun));
  }
  const valid = await form.validate();
  const bad = [...root.querySelectorAll('.invalid-constraint, .invalid-required')];
  const names = bad.map((each) => each.querySelector('[name]').name);
  return { errors, valid, bad: names, answered: done.size, data: form.getDataStr({ irrelevant: false }) };
}

(async () => {
  const result = document.createElement('pre');
  result.id = 'result';
  const given = JSON.parse(document.getElementById('given').textContent);
  try {
    result.textContent = JSON.stringify(await filled(document.getElementById('xform').textContent, given));
  } catch (fault) {
    result.textContent = JSON.stringify({ errors: [String(fault)] });
  }
  document.body.append(result);
})();
