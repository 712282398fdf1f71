"""Words as the fields of a form: what an editor sees when a message is opened to be written on."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from content_queue.words import Version, Words
from publisher.writing.repeating import fields_of

Filled = dict[str, list[str]]


def filled(words: Words, zone: ZoneInfo) -> Filled:
    """Return the fields that say these words."""
    every = fields_of(words.repeat)
    until = words.valid_until.astimezone(zone).replace(tzinfo=None) if words.valid_until else None
    fields: Filled = {
        "title": [words.title],
        "body": [words.body],
        "topic": [words.topic],
        "unit": [words.unit],
        "media": [medium.value for medium in words.media],
        "urgency": [words.urgency.value],
        "when": ["set" if words.times else "approved"],
        "time": list(words.times),
        "repeat": [every.pattern],
        "until": [every.until],
        "rule": [every.rule],
        "valid_until": [until.isoformat(timespec="minutes") if until else ""],
        "hamlet": list(words.hamlets),
        "source": [words.source],
        "link": [words.link],
        "children": [", ".join(words.children)],
    }
    for version in words.versions:
        fields.update(_of_version(version))
    fields["version"] = [key_of(version) for version in words.versions]
    return fields


def key_of(version: Version) -> str:
    """Return how the fields of a version are named: its medium, or its medium and its channel."""
    return f"{version.medium.value}:{version.channel}" if version.channel else version.medium.value


def _of_version(version: Version) -> Filled:
    key = key_of(version)
    return {f"title@{key}": [version.title], f"body@{key}": [version.body]}
