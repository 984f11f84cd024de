"""The words of the small treatment: what things are called, its one sign, the top of a topic."""

THINGS = """
[things]
sunscreen = ["sunscreen*", "sun cream"]
makeup = ["make-up", "makeup", "foundation"]
sauna = ["sauna*"]
picking = ["pick*", "peel off"]
"""

SIGNS = """
raising_facts = []
[[signs]]
name = "spreading"
slug = "spreading"
urgency = "same_day"
when = [["patch", "grows"]]
"""

SIGN_WORDS = """
[spelling]
[concepts]
patch = ["patch*", "spot*"]
grows = ["grow*", "spread*"]
[grammar]
negation = ["no", "not"]
contrast = ["but"]
listing = ["or"]
present = ["now"]
before_session = ["last year"]
hypothesis = ["if i"]
other_past = ["my friend had"]
"""

TOPIC = """---
title: {title}
topic: {slug}
kind: {kind}
questions: [{questions}]
related: []
sources: [S1]
signature: ""
---
{body}
"""
