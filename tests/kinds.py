"""Small questionnaires with an item of every kind: answered once, and for several groups."""

from __future__ import annotations

HEAD = """\
kind: questionnaire
version: 1
title: &t {da: ord, en: words}
purpose: *t
minutes: 1
provenance: &p {kind: source, pages: 8}
scales: [{id: s, labels: [*t, *t, *t, *t, {da: top, en: top}]}]
dimensions: [{id: d, name: *t}]
"""
ITEMS = """\
  - {id: rated, kind: rating, dimension: d, scale: s, text: {da: hvor, en: how much}, provenance: *p}
  - id: pulled
    kind: slider
    text: *t
    left: &pole {name: {da: pol, en: pole}, gain: *t, price: *t}
    right: *pole
    question: *t
    provenance: *p
  - {id: line, kind: status, text: *t, provenance: *p}
  - {id: way, kind: choice, text: *t, provenance: *p, options: [{id: left, name: *t}, {id: right, name: *t}]}
  - id: tools
    kind: choices
    text: *t
    provenance: *p
    options: [{id: pen, name: *t}, {id: phone, name: *t}, {id: van, name: *t}]
  - id: split
    kind: allocation
    text: *t
    provenance: *p
    options: [{id: old, name: {da: gammel, en: old}}, {id: new, name: *t}, {id: odd, name: *t}]
  - {id: sum, kind: number, unit: {da: kr., en: kroner}, lowest: -5, highest: 5000, text: *t, provenance: *p}
  - {id: story, kind: text, text: {da: fortæl, en: tell}, provenance: *p}
"""
KINDS = "id: kinds\n" + HEAD + "items:\n" + ITEMS
GROUPS = """\
id: groups
repeat: {id: teams, one: *t, many: *t, prompt: {da: hvem, en: who}, examples: {da: x, en: for instance}, at_most: 3}
items:
  - id: when
    kind: choice
    once: true
    text: *t
    provenance: *p
    options: [{id: now, name: *t}, {id: later, name: *t}]
"""
GROUPS = HEAD + GROUPS + ITEMS
PAIR = """\
id: pair
repeat: {id: teams, one: *t, many: *t, prompt: *t, examples: *t, at_most: 2}
items:
"""
PAIR = HEAD + PAIR + ITEMS.partition("  - id: pulled")[0]
