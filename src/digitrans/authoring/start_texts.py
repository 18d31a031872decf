"""Commented starts of own content, in Danish and English. ``<ID>`` and the like are filled in."""

HEAD = {
    "da": """\
# yaml-language-server: $schema=../.schema/<SCHEMA>.json
# <WHAT>
# Ret alt, hvor der står SKRIV, og gem. Se så efter med: digitrans content check<CONTENT>
# Ryk ind med mellemrum, aldrig med tabulator. Sæt anførselstegn om en tekst, der har et kolon i sig.
# Engelsk kan vente: uden en: bliver de danske ord vist, med et mærke.
""",
    "en": """\
# yaml-language-server: $schema=../.schema/<SCHEMA>.json
# <WHAT>
# Change everything that says WRITE, and save. Then look it over with: digitrans content check<CONTENT>
# Indent with spaces, never with tabs. Put quotes around a text that has a colon in it.
# Danish can wait: without da: the English words are shown, with a mark.
""",
}

WHAT = {
    "da": {
        "dilemma": "Et dilemma. Begge sider er rigtige nok: hver har noget, den giver, og noget, den koster.",
        "case": "En erfaring til et af rådene.",
        "action": "Noget, lederen kan gøre i næste uge, og hvad det er godt for.",
        "question": "Et spørgsmål, lederen kan stille.",
        "item": "Et spørgsmål eller en linje: noget, der enten er sket eller ikke er sket. Kun én ting ad gangen.",
        "checklist": "En tjekliste.",
        "questionnaire": "Et skema med svar fra 1 til 5.",
        "advice": "Et råd, ud over de ni.",
        "change": "Andre ord til noget, der følger med. Ret det, der skal lyde anderledes, og slet resten.",
    },
    "en": {
        "dilemma": "A dilemma. Both sides are legitimate: each has something that it gives, and something that it costs.",
        "case": "An experience for one of the pieces of advice.",
        "action": "Something that the leader can do next week, and what it is good for.",
        "question": "A question for the leader to ask.",
        "item": "A question or a line: something that either happened or did not. One thing at a time.",
        "checklist": "A checklist.",
        "questionnaire": "A questionnaire with answers from 1 to 5.",
        "advice": "A piece of advice beside the nine.",
        "change": "Other words for something that is shipped. Change what should sound different, and delete the rest.",
    },
}

ABOUT = {
    "da": "# Hvis indholdet er. Navnet står i rapporter og gemte resultater.\nname: Vores kommune\n"
    "# Tjeklister og skemaer, der ikke skal vises, efter id:\n# leave_out: [nine-advice]\n",
    "en": "# Whose content this is. The name stands in reports and saved results.\nname: Our municipality\n"
    "# Checklists and questionnaires that are not to be shown, by id:\n# leave_out: [nine-advice]\n",
}

# `<T:words>` is a text to be written, on a line of its own below its key; the spaces before it are kept.
BODIES = {
    "dilemma": """\
id: dilemmas
items:
  - id: <ID>
    # after: <NEAR>
    kind: slider
    text:
      <T:det ene eller det andet?|the one or the other?>
    help:
      <T:hvad skal man tænke på, når man svarer?|what should one think of when answering?>
    left:
      name:
        <T:den ene side, højst 40 tegn|the one side, at most 40 characters>
      gain:
        <T:det, den giver|what it gives>
      price:
        <T:det, den koster|what it costs>
    right:
      name:
        <T:den anden side, højst 40 tegn|the other side, at most 40 characters>
      gain:
        <T:det, den giver|what it gives>
      price:
        <T:det, den koster|what it costs>
    question:
      <T:et spørgsmål at tage med?|a question to take along?>
""",
    "case": """\
id: <OF>
cases:
  - id: <ID>
    # before: <NEAR>
    title:
      <T:en overskrift|a heading>
    who:
      <T:navn og stilling|name and position>
    where:
      <T:kommune, region eller sted|municipality, region or place>
    text:
      <T:hvad skete der, i tre til fem sætninger|what happened, in three to five sentences>
    lesson:
      <T:det, andre kan lære af det|what others can learn from it>
""",
    "action": """\
id: <OF>
actions:
  - id: <ID>
    # before: <NEAR>
    text:
      <T:hvad skal gøres, hvornår, og hvad er det godt for|what to do, when, and what for>
""",
    "question": """\
id: <OF>
questions:
  - id: <ID>
    # before: <NEAR>
    text:
      <T:et spørgsmål?|a question?>
""",
    "rating": """\
id: <OF>
items:
  - id: <ID>
    # after: <NEAR>
    kind: rating
<DIMENSIONS>
    dimension: <DIMENSION>
<SCALES>
    scale: <SCALE>
    # reverse: true
    text:
      <T:noget, der er sket eller ikke er sket, i et bestemt tidsrum|something that happened or did not, in a stated time>
    help:
      <T:hvad tæller med?|what counts?>
""",
    "status": """\
id: <OF>
items:
  - id: <ID>
    # after: <NEAR>
    kind: status
    text:
      <T:noget, der er gjort eller ikke er gjort|something that is done or is not>
    help:
      <T:hvad skal der til?|what does it take?>
""",
    "checklist": """\
id: <ID>
kind: checklist
version: 1
title:
  <T:titel|title>
purpose:
  <T:hvad får man ud af den?|what does one get from it?>
minutes: 5
items:
  - id: first-line
    kind: status
    text:
      <T:den første linje|the first line>
  - id: second-line
    kind: status
    text:
      <T:den anden linje|the second line>
""",
    "questionnaire": """\
id: <ID>
kind: questionnaire
version: 1
title:
  <T:titel|title>
purpose:
  <T:hvad får man ud af det?|what does one get from it?>
minutes: 5
scales:
  - id: extent
    labels:
      - {da: Slet ikke, en: Not at all}
      - {da: I ringe grad, en: To a small extent}
      - {da: Delvist, en: Partly}
      - {da: I høj grad, en: To a large extent}
      - {da: Fuldt ud, en: Fully}
bands:
  - id: low
    name: {da: kræver opmærksomhed, en: needs attention}
    below: 2.5
  - id: middle
    name: {da: på vej, en: on its way}
    below: 3.5
  - id: high
    name: {da: en styrke, en: a strength}
dimensions:
  - id: first-theme
    name:
      <T:det, spørgsmålene måler|what the questions measure>
items:
  - id: first-question
    kind: rating
    dimension: first-theme
    scale: extent
    text:
      <T:det første spørgsmål|the first question>
    help:
      <T:hvad tæller med?|what counts?>
  - id: second-question
    kind: rating
    dimension: first-theme
    scale: extent
    text:
      <T:det andet spørgsmål|the second question>
    help:
      <T:hvad tæller med?|what counts?>
""",
    "advice": """\
id: <ID>
number: <NUMBER>
phase: <PHASE>
name:
  <T:rådet, højst seks ord|the advice, at most six words>
idea:
  <T:rådet i én sætning|the advice in one sentence>
why:
  <T:hvorfor er det værd at følge?|why is it worth following?>
build_on:
  <T:hvad siger du til den, der allerede er god til det?|what do you say to someone who is good at it?>
sign:
  <T:hvad kan man se eller høre, når det virker?|what can be seen or heard once it works?>
trap:
  <T:hvad går ofte galt?|what often goes wrong?>
actions:
  - id: first-step
    text:
      <T:det første, man kan gøre|the first thing to do>
  - id: second-step
    text:
      <T:det andet|the second>
  - id: third-step
    text:
      <T:det tredje|the third>
questions:
  - id: first-question
    text:
      <T:et spørgsmål?|a question?>
models:
  - id: first-model
    name:
      <T:modellens navn|the name of the model>
    purpose:
      <T:hvad er den god for?|what is it good for?>
    explanation:
      <T:modellen forklaret i ord|the model explained in words>
    use:
      - <T:hvordan bruger man den?|how does one use it?>
cases:
  - id: first-case
    title:
      <T:en overskrift|a heading>
    who:
      <T:navn og stilling|name and position>
    where:
      <T:kommune, region eller sted|municipality, region or place>
    text:
      <T:hvad skete der?|what happened?>
    lesson:
      <T:det, andre kan lære|what others can learn>
""",
}

CHOICES = {
    "da": {
        "DIMENSIONS": "dimension siger, hvor svaret tæller med. Vælg en af disse:",
        "SCALES": "scale er det, der bliver svaret på, fra 1 til 5. Vælg en af disse:",
    },
    "en": {
        "DIMENSIONS": "dimension says where the answer counts. Choose one of these:",
        "SCALES": "scale is what is answered on, from 1 to 5. Choose one of these:",
    },
}

PLACEHOLDERS = {"da": "SKRIV", "en": "WRITE"}
