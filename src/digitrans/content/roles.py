"""What ``data/roles.yaml`` may say: what a command means where nobody names a questionnaire or checklist."""

from digitrans.content.models import Id, Many, Model


class Roles(Model):
    """Ids of questionnaires and checklists, by what they are there for.

    ``main`` is the questionnaire that the advice is scored by, ``dilemmas`` the one with two poles to each question,
    ``meeting`` the checklist before a meeting. ``initiative`` are those that one initiative is asked, one after the
    other.
    """

    main: Id
    dilemmas: Id
    meeting: Id
    initiative: Many[Id] = ()
