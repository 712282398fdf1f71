"""Everything on the site that lists messages: home, sections, months, feeds, sitemap.

A new message draws anew a fixed number of lists, each of bounded length, however many messages there are:
home, its section and the feeds show the newest; months are kept in lists of at most 100.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from channels.website import names, search
from channels.website.feeds import Feeds
from channels.website.folder import Folder
from channels.website.index import SHARD, Index
from channels.website.look import asset
from channels.website.shell import ASSETS, EMBEDDING, SEARCHING, Shell
from channels.website.topics import RESOLUTION, RESOLUTION_CODES, Topic

ON_HOME = 13
IN_SECTION = 30
IN_GLIMPSE = 3  # newest messages of each topic, on the pages that show all topics
IN_FEED = 30
IN_WIDGET = 6


@dataclass(frozen=True, kw_only=True)
class Lists:
    """The lists of the site, drawn from the index into the folder."""

    index: Index
    folder: Folder
    shell: Shell

    def draw_stale(self) -> None:
        """Draw what the index says is stale, then the lists that show every change."""
        for kind, name in self.index.stale():
            if kind == "topic":
                self._topic(self._topic_named(name))
            elif kind == "shard":
                month, _, number = name.partition("/")
                self._shard(month, int(number))
            elif not self.index.is_used(name):
                self.folder.remove(names.media_path(name))
        self._draw_common()

    def draw_all(self) -> None:
        """Draw every list."""
        for topic in self._others():
            self._topic(topic)
        for topic in RESOLUTION:
            self._topic(topic)
        for shard in self.index.shards():
            self._shard(shard.month, shard.number)
        self._draw_common()

    def _draw_common(self) -> None:
        for topic in RESOLUTION:  # the six sections are there from the first day, empty or not
            if not self.folder.has(topic.path):
                self._topic(topic)
        self._home()
        self._section()
        self._topics()
        self._archive()
        self._search()
        self._widget()
        self._feeds()
        for name in ASSETS:
            self.folder.write(name, asset(name, self.shell.theme))

    def _others(self) -> list[Topic]:
        return [each for each in self.index.topics() if each.code not in RESOLUTION_CODES]

    def _topic_named(self, code: str) -> Topic:
        known = {each.code: each for each in (*self.index.topics(), *RESOLUTION)}
        return known.get(code) or Topic(code=code, name=code)

    def _page(self, template: str, path: str, **given: object) -> None:
        self.folder.write(path, self.shell.page(template, path, **given))

    def _home(self) -> None:
        cards = self.index.newest(ON_HOME)
        self._page("home.html", names.HOME, first=cards[0] if cards else None, cards=cards[1:])

    def _section(self) -> None:
        topics = [(each, self.index.newest(IN_GLIMPSE, topic=each.code)) for each in RESOLUTION]
        self._page("section.html", names.SECTION, topics=topics)

    def _topics(self) -> None:
        topics = [(each, self.index.newest(IN_GLIMPSE, topic=each.code)) for each in self._others()]
        self._page("topics.html", names.TOPICS, topics=topics)

    def _topic(self, topic: Topic) -> None:
        cards = self.index.newest(IN_SECTION, topic=topic.code)
        self._page("topic.html", topic.path, topic=topic, cards=cards, is_full=len(cards) == IN_SECTION)

    def _archive(self) -> None:
        months = Counter(each.month for each in self.index.shards())
        self._page("archive.html", names.ARCHIVE, months=months)

    def _shard(self, month: str, number: int) -> None:
        cards = self.index.in_shard(month, number)
        count = sum(each.month == month for each in self.index.shards())
        path = names.month_path(month, number)
        earlier = names.month_path(month, number - 1) if number else ""
        later = names.month_path(month, number + 1) if number + 1 < count else ""
        self._page(
            "month.html",
            path,
            month=month,
            number=number,
            first=number * SHARD + 1,
            cards=cards,
            earlier=earlier,
            later=later,
        )
        words = search.shard_script(month, number, self.index.pages_in_shard(month, number))
        self.folder.write(search.shard_path(month, number), words)
        dated = [(each.path, each.changed_at) for each in cards]
        self._page("sitemap.xml", names.sitemap_path(month, number), places=[(path, None), *dated])

    def _search(self) -> None:
        self._page("search.html", names.SEARCH, script=self.shell.versioned(SEARCHING))
        self.folder.write(search.LIST, search.list_script(self.index.shards()))

    def _widget(self) -> None:
        cards = self.index.newest(IN_FEED)
        self._page(
            "widget.html", names.WIDGET, cards=cards, shown=IN_WIDGET, script=self.shell.versioned(EMBEDDING)
        )
        self._page("embed.html", names.EMBED, topics=[*RESOLUTION, *self._others()])

    def _feeds(self) -> None:
        feeds = Feeds(shell=self.shell, pages=self.index.latest_changed(IN_FEED))
        self._page("rss.xml", "rss.xml", feeds=feeds)
        self._page("atom.xml", "atom.xml", feeds=feeds)
        self.folder.write("feed.json", feeds.json())
        places = [names.HOME, names.SECTION, names.TOPICS, names.ARCHIVE, names.SEARCH, names.EMBED]
        places += [each.path for each in (*RESOLUTION, *self._others())]
        self._page(
            "sitemap.xml", f"{names.SITEMAPS}/trang-chinh.xml", places=[(each, None) for each in places]
        )
        self._page("sitemaps.xml", "sitemap.xml", shards=self.index.shards())
        self._page("robots.txt", "robots.txt")
